// class function. Data model 3.2.8.2; PEP 649 (annotations), PEP 695 (type parameters).
#include "vm/objects/function.h"

#include <cstdio>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/operations.h"
#include "vm/interpreter/frames.h"

namespace krait::core {

// The module's builtins: what __builtins__ of the globals names (a module or a dict), else the interpreter's. Anything else
// has no names in it: an empty dict, and load_builtin tells why.
Dict* builtins_of(Thread& thread, Dict* globals) {
    Value found = dict_get_str(thread, globals, thread.interpreter->names->dunder_builtins.get_relaxed());
    if (found.is<Module>()) return found.to<Module>()->dict.get();
    if (found.is_nothing()) return thread.interpreter->builtins.get();
    if (Dict* names = as_kind<Dict>(thread, found)) return names;
    return make_dict(thread);
}

Function* make_function(Thread& thread, Code* code, Dict* globals) {
    auto* function = static_cast<Function*>(allocate_instance(thread, thread.interpreter->type(BuiltinType::Function)));
    function->code.init(code);
    function->globals.init(globals);
    function->name.init(code->name.get());
    function->qualname.init(code->qualname.get());
    function->annotate.init(Value::none());
    function->builtins.init(builtins_of(thread, globals));
    Value doc = Value::none();
    if (code->flags & code_flag::kHasDocstring) doc = (*code->constants.get())[0];
    function->doc.init(doc);
    Value module = dict_get_str(thread, globals, thread.interpreter->names->dunder_name.get_relaxed());
    function->module.init(module.is_nothing() ? Value::none() : module);
    write_barrier(function);
    return function;
}

static Result<Value> value_or_none(Value value) { return value.is_nothing() ? Value::none() : value; }
template <typename T>
static Result<Value> value_or_none(T* pointer) {
    return pointer ? Value(pointer) : Value::none();
}

#define FUNCTION_GETTER(NAME, FIELD) \
    static Result<Value> get_##NAME(Thread&, Value self) { return value_or_none(self.to<Function>()->FIELD.get()); }
FUNCTION_GETTER(code, code)
FUNCTION_GETTER(globals, globals)
FUNCTION_GETTER(closure, closure)
FUNCTION_GETTER(defaults, defaults)
FUNCTION_GETTER(kwdefaults, keyword_defaults)
FUNCTION_GETTER(name, name)
FUNCTION_GETTER(qualname, qualname)
FUNCTION_GETTER(doc, doc)
FUNCTION_GETTER(module, module)
FUNCTION_GETTER(builtins, builtins)
FUNCTION_GETTER(annotate, annotate)

static Result<void> set_code(Thread& thread, Value self, Value value) {
    auto* function = self.to<Function>();
    if (!value.is<Code>()) return raise(thread, Exc::TypeError, "__code__ must be set to a code object");
    size_t closure = function->closure.get() ? function->closure.get()->size() : 0;
    if (value.to<Code>()->free_count != closure) {
        return raise(thread, Exc::ValueError, "{}() requires a code object with {} free vars, not {}",
                     function->name.get(), closure, value.to<Code>()->free_count);
    }
    function->code.set(function, value.to<Code>());
    return {};
}
static Result<void> set_defaults(Thread& thread, Value self, Value value) {
    auto* function = self.to<Function>();
    if (value.is_nothing() || value.is_none()) function->defaults.set(function, nullptr);
    else if (value.is<Tuple>()) function->defaults.set(function, value.to<Tuple>());
    else return raise(thread, Exc::TypeError, "__defaults__ must be set to a tuple object");
    return {};
}
static Result<void> set_kwdefaults(Thread& thread, Value self, Value value) {
    auto* function = self.to<Function>();
    if (value.is_nothing() || value.is_none()) function->keyword_defaults.set(function, nullptr);
    else if (value.is<Dict>()) function->keyword_defaults.set(function, value.to<Dict>());
    else return raise(thread, Exc::TypeError, "__kwdefaults__ must be set to a dict object");
    return {};
}
static Result<void> set_name(Thread& thread, Value self, Value value) {
    auto* function = self.to<Function>();
    if (!as_kind<Str>(thread, value)) return raise(thread, Exc::TypeError, "__name__ must be set to a string object");
    function->name.set(function, value.to<Str>());
    return {};
}
static Result<void> set_qualname(Thread& thread, Value self, Value value) {
    auto* function = self.to<Function>();
    if (!as_kind<Str>(thread, value))
        return raise(thread, Exc::TypeError, "__qualname__ must be set to a string object");
    function->qualname.set(function, value.to<Str>());
    return {};
}
static Result<void> set_doc(Thread&, Value self, Value value) {
    self.to<Function>()->doc.set(self.cell(), value.is_nothing() ? Value::none() : value);
    return {};
}
static Result<void> set_module(Thread&, Value self, Value value) {
    self.to<Function>()->module.set(self.cell(), value.is_nothing() ? Value::none() : value);
    return {};
}

// PEP 649: computed by __annotate__(1) when somebody asks, then kept.
static Result<Value> get_annotations(Thread& thread, Value self) {
    auto* function = self.to<Function>();
    Value kept = function->annotations.get();
    if (!kept.is_nothing()) return kept;
    Value annotate = function->annotate.get();
    Value result;
    if (annotate.is_none() || !is_callable(thread, annotate)) {
        result = Value(make_dict(thread));
    } else {
        result = TRY(call_py(thread, annotate, Value::small(1)));
        if (!as_kind<Dict>(thread, result))
            return raise(thread, Exc::TypeError, "__annotate__ returned non-dict of type '{}'",
                         type_name(thread, result));
    }
    function->annotations.set(function, result);
    return result;
}
static Result<void> set_annotations(Thread& thread, Value self, Value value) {
    auto* function = self.to<Function>();
    if (value.is_nothing() || value.is_none()) {
        function->annotations.set(function, Value::nothing());
    } else if (as_kind<Dict>(thread, value)) {
        function->annotations.set(function, value);
    } else {
        return raise(thread, Exc::TypeError, "__annotations__ must be set to a dict object");
    }
    function->annotate.set(function, Value::none());
    return {};
}
static Result<void> set_annotate(Thread& thread, Value self, Value value) {
    auto* function = self.to<Function>();
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "__annotate__ cannot be deleted");
    if (!value.is_none() && !is_callable(thread, value))
        return raise(thread, Exc::TypeError, "__annotate__ must be callable or None");
    function->annotate.set(function, value);
    if (!value.is_none()) function->annotations.set(function, Value::nothing());
    return {};
}
static Result<Value> get_type_params(Thread& thread, Value self) {
    Value params = self.to<Function>()->type_params.get();
    return params.is_nothing() ? Value(make_tuple(thread, std::span<const Value>())) : params;
}
static Result<void> set_type_params(Thread& thread, Value self, Value value) {
    if (value.is_nothing() || !value.is<Tuple>())
        return raise(thread, Exc::TypeError, "__type_params__ must be set to a tuple");
    self.to<Function>()->type_params.set(self.cell(), value);
    return {};
}

static constexpr GetSetSpec kCode = {"__code__", nullptr, get_code, set_code};
static constexpr GetSetSpec kGlobals = {"__globals__", nullptr, get_globals};
static constexpr GetSetSpec kClosure = {"__closure__", nullptr, get_closure};
static constexpr GetSetSpec kDefaults = {"__defaults__", nullptr, get_defaults, set_defaults};
static constexpr GetSetSpec kKwdefaults = {"__kwdefaults__", nullptr, get_kwdefaults, set_kwdefaults};
static constexpr GetSetSpec kName = {"__name__", nullptr, get_name, set_name};
static constexpr GetSetSpec kQualname = {"__qualname__", nullptr, get_qualname, set_qualname};
static constexpr GetSetSpec kDoc = {"__doc__", nullptr, get_doc, set_doc};
static constexpr GetSetSpec kModule = {"__module__", nullptr, get_module, set_module};
static constexpr GetSetSpec kBuiltins = {"__builtins__", nullptr, get_builtins};
static constexpr GetSetSpec kAnnotations = {"__annotations__", nullptr, get_annotations, set_annotations};
static constexpr GetSetSpec kAnnotate = {"__annotate__", nullptr, get_annotate, set_annotate};
static constexpr GetSetSpec kTypeParams = {"__type_params__", nullptr, get_type_params, set_type_params};

static Result<Value> function_repr(Thread& thread, Value self) {
    char address[32];
    std::snprintf(address, sizeof address, "%p", static_cast<void*>(self.cell()));
    return Value(TRY(
        make_str(thread, "<function " + str_utf8_lossy(self.to<Function>()->qualname.get()) + " at " + address + ">")));
}
static Result<Value> function_bind(Thread& thread, Value self, Value instance, Value) {
    if (instance.is_nothing()) return self;
    return make_bound_method(thread, self, instance);
}

static constexpr const char* kConstructor =
    "function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)";
static Result<Value> function_new(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[kMaxParameters];
    TRY(bind_arguments(thread, kConstructor, arguments, bound));
    if (!bound[0].is<Code>())
        return raise(thread, Exc::TypeError, "function() argument 'code' must be code, not {}",
                     type_name(thread, bound[0]));
    if (!as_kind<Dict>(thread, bound[1]))
        return raise(thread, Exc::TypeError, "function() argument 'globals' must be dict, not {}",
                     type_name(thread, bound[1]));
    Code* code = bound[0].to<Code>();
    if (!bound[2].is_none() && !bound[2].is<Str>())
        return raise(thread, Exc::TypeError, "arg 3 (name) must be None or string");
    if (!bound[3].is_none() && !bound[3].is<Tuple>())
        return raise(thread, Exc::TypeError, "arg 4 (defaults) must be None or tuple");
    if (!bound[4].is_none() && !bound[4].is<Tuple>())
        return raise(thread, Exc::TypeError, "arg 5 (closure) must be None or tuple");
    size_t cells = bound[4].is_none() ? 0 : bound[4].to<Tuple>()->size();
    if (code->free_count && bound[4].is_none()) return raise(thread, Exc::TypeError, "arg 5 (closure) must be tuple");
    if (cells != code->free_count)
        return raise(thread, Exc::ValueError, "{} requires closure of length {}, not {}", code->name.get(),
                     code->free_count, cells);
    for (size_t i = 0; i < cells; ++i) {
        Value cell = (*bound[4].to<Tuple>())[i];
        if (!cell.is<CellVariable>())
            return raise(thread, Exc::TypeError, "arg 5 (closure) expected cell, found {}", type_name(thread, cell));
    }
    Function* function = make_function(thread, code, bound[1].to<Dict>());
    if (bound[2].is<Str>()) {
        function->name.set(function, bound[2].to<Str>());
    }
    if (!bound[3].is_none()) function->defaults.set(function, bound[3].to<Tuple>());
    if (!bound[4].is_none()) function->closure.set(function, bound[4].to<Tuple>());
    if (bound[5].is<Dict>()) function->keyword_defaults.set(function, bound[5].to<Dict>());
    return Value(function);
}

const TypeSpec Function::spec = {
    .name = "function",
    .doc = "Create a function object.",
    .size = sizeof(Function),
    .layout = Layout::Function,
    .flags = type_flag::kHasDict | type_flag::kHasWeakref | type_flag::kMethodDescriptor,
    .slots = {.repr = function_repr, .call = call_function_py, .get = function_bind, .construct = function_new},
    .properties = {&kCode, &kGlobals, &kClosure, &kDefaults, &kKwdefaults, &kName, &kQualname, &kDoc, &kModule,
                   &kBuiltins, &kAnnotations, &kAnnotate, &kTypeParams},
    .signature = kConstructor,
};

}  // namespace krait::core
