// BaseException, and what all exceptions share: making, chaining, matching, notes.
#include "runtime/objects/exceptions.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/relaxed.h"

#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exception_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/small_array.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

// ---- making ----

void init_exception(Thread&, BaseException* exception, Tuple* args) {
    exception->args.set(exception, args);
    exception->traceback.set_immediate(none());
    exception->context.set_immediate(none());
    exception->cause.set_immediate(none());
    exception->suppress_context = false;
}

Result<void> initialize_exception(Thread& thread, BaseException* exception, std::span<const Value> args) {
    Type* type = type_of(thread, Value(exception));
    CallArguments arguments{.values = args.data(), .positional = static_cast<uint32_t>(args.size())};
    if (type->slots.initialize) return type->slots.initialize(thread, Value(exception), arguments);
    return {};
}

Result<BaseException*> make_exception_py(Thread& thread, Type* type, std::span<const Value> args) {
    Value made = TRY(call_py(thread, Value(type), args));
    if (auto* exception = as_exception(thread, made)) return exception;
    return raise(thread, Exc::TypeError, "calling {} should have returned an instance of BaseException, not {}",
                 TRY(repr_py(thread, Value(type))), type_of(thread, made));
}

Result<BaseException*> normalize_exception_py(Thread& thread, Value value) {
    if (auto* known = as_exception(thread, value)) return known;
    auto* type = value.as_if<Type>();
    if (type && type->is_subtype_of(thread.interpreter->type(BuiltinType::BaseException)))
        return make_exception_py(thread, type, {});
    return raise(thread, Exc::TypeError, "exceptions must derive from BaseException");
}

Result<Value> exception_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    auto* exception = static_cast<BaseException*>(allocate_instance(thread, type));
    init_exception(thread, exception, TRY(make_tuple_of_any_size(thread, {arguments.values, arguments.positional})));
    return Value(exception);
}

Result<void> exception_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments", type_of(thread, self));
    return set_exception_args(thread, self, arguments);
}

Result<void> set_exception_args(Thread& thread, Value self, const CallArguments& arguments) {
    auto* exception = self.to<BaseException>();
    Tuple* old = exception->args.get();
    // __new__ has most often stored the same.
    bool same = old && old->size() == arguments.positional;
    for (size_t i = 0; same && i < old->size(); ++i) same = (*old)[i] == arguments[i];
    if (!same)
        exception->args.set(exception, TRY(make_tuple_of_any_size(thread, {arguments.values, arguments.positional})));
    return {};
}

// ---- chaining: PEP 3134; Reference 7.8 ----

void set_context(Thread& thread, BaseException* exception, Value handled) {
    if (!handled.is_cell() || handled == Value(exception)) return;
    // The chain may not lead back to the exception: the link that does is cut. Brent's tortoise ends on other cycles.
    auto* at = handled.to<BaseException>();
    auto* mark = at;
    for (uint64_t steps = 1, limit = 2;; ++steps) {
        Value next = at->context.get();
        if (!next.is_cell()) break;
        if (next == Value(exception)) {
            at->context.set_immediate(none());
            break;
        }
        at = next.to<BaseException>();
        if (at == mark) break;
        if (steps == limit) mark = at, limit *= 2;
    }
    exception->context.set(exception, handled);
    (void)thread;
}

// ---- matching ----

Result<bool> exception_matches_py(Thread& thread, Value exception, Value class_or_tuple) {
    Type* base = thread.interpreter->type(BuiltinType::BaseException);
    auto check = [&](Value cls) -> Result<void> {
        auto* type = cls.as_if<Type>();
        if (type && type->is_subtype_of(base)) return {};
        return raise(thread, Exc::TypeError, "catching classes that do not inherit from BaseException is not allowed");
    };
    Type* actual = type_of(thread, exception);
    if (Tuple* tuple = as_kind<Tuple>(thread, class_or_tuple)) {
        for (Value each : tuple->span()) TRY(check(each));
        for (Value each : tuple->span()) {
            if (actual->is_subtype_of(each.to<Type>())) return true;
        }
        return false;
    }
    TRY(check(class_or_tuple));
    return actual->is_subtype_of(class_or_tuple.to<Type>());
}

// ---- attributes ----

namespace {

Result<Value> get_args(Thread&, Value self) { return Value(self.to<BaseException>()->args.get()); }
Result<void> set_args(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "args may not be deleted");
    self.to<BaseException>()->args.set(self.cell(), TRY(make_tuple_from_py(thread, value)));
    return {};
}
Result<void> set_traceback(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "__traceback__ may not be deleted");
    if (!value.is_none() && !value.is<Traceback>())
        return raise(thread, Exc::TypeError, "__traceback__ must be a traceback or None");
    self.to<BaseException>()->traceback.set(self.cell(), value);
    return {};
}
Result<void> set_chained(Thread& thread, Value self, Value value, Field<Value>& field, const char* what) {
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "__{}__ may not be deleted", what);
    if (!value.is_none() && !as_exception(thread, value))
        return raise(thread, Exc::TypeError, "exception {} must be None or derive from BaseException", what);
    field.set(self.cell(), value);
    return {};
}
Result<void> set_context_attribute(Thread& thread, Value self, Value value) {
    return set_chained(thread, self, value, self.to<BaseException>()->context, "context");
}
Result<void> set_cause(Thread& thread, Value self, Value value) {
    TRY(set_chained(thread, self, value, self.to<BaseException>()->cause, "cause"));
    self.to<BaseException>()->suppress_context = true;
    return {};
}
Result<Value> get_suppress(Thread&, Value self) { return Value::boolean(self.to<BaseException>()->suppress_context); }
Result<void> set_suppress(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "can't delete numeric/char attribute");
    if (!value.is_bool()) return raise(thread, Exc::TypeError, "attribute value type must be bool");
    self.to<BaseException>()->suppress_context = value.is_true();
    return {};
}
const GetSetSpec kArgs = {"args", nullptr, get_args, set_args};
const GetSetSpec kTraceback = {"__traceback__", nullptr, get_exception_field<BaseException, &BaseException::traceback>,
                               set_traceback};
const GetSetSpec kContext = {"__context__", "exception context",
                             get_exception_field<BaseException, &BaseException::context>, set_context_attribute};
const GetSetSpec kCause = {"__cause__", "exception cause", get_exception_field<BaseException, &BaseException::cause>,
                           set_cause};
const GetSetSpec kSuppress = {"__suppress_context__", nullptr, get_suppress, set_suppress};

Result<Value> exception_repr(Thread& thread, Value self) {
    Tuple* args = self.to<BaseException>()->args.get();
    Str* name = type_of(thread, self)->name.get();
    if (args->size() == 1) return format_str(thread, "{}({})", name, TRY(repr_py(thread, (*args)[0])));
    return format_str(thread, "{}{}", name, TRY(repr_py(thread, Value(args))));
}

METHOD(BaseException, with_traceback, "with_traceback(self, tb, /)", "Set self.__traceback__ to tb and return self.") {
    TRY(set_traceback(thread, Value(self), args[0]));
    return Value(self);
}
METHOD(BaseException, add_note, "add_note(self, note, /)", "Add a note to the exception") {
    if (!as_kind<Str>(thread, args[0]))
        return raise(thread, Exc::TypeError, "add_note() argument must be str, not {}", argument_kind(thread, args[0]));
    Value notes = TRY(find_attribute_py(thread, Value(self), KRAIT_NAME(dunder_notes)));
    if (notes.is_unbound()) {
        notes = Value(make_list(thread));
        TRY(set_attribute_py(thread, Value(self), KRAIT_NAME(dunder_notes), notes));
    }
    auto* list = as_kind<List>(thread, notes);
    if (!list) return raise(thread, Exc::TypeError, "Cannot add note: __notes__ is not a list");
    TRY(list_append(thread, list, args[0]));
    return none();
}
METHOD(BaseException, __reduce__, "__reduce__(self, /)", nullptr) {
    Value type(type_of(thread, Value(self)));
    Dict* dict = has_instance_attributes(thread, self) ? instance_dict(thread, self) : nullptr;
    if (dict && dict->size()) return Value(make_tuple(thread, {type, Value(self->args.get()), Value(dict)}));
    return Value(make_tuple(thread, {type, Value(self->args.get())}));
}
METHOD(BaseException, __setstate__, "__setstate__(self, state, /)", nullptr) {
    if (args[0].is_none()) return none();
    Dict* state = as_kind<Dict>(thread, args[0]);
    if (!state) return raise(thread, Exc::TypeError, "state is not a dictionary");
    size_t position = 0;
    Value key, value;
    while (dict_next(state, &position, &key, &value)) {
        Str* name = as_kind<Str>(thread, key);
        if (!name)
            return raise(thread, Exc::TypeError, "attribute name must be string, not '{}'", type_of(thread, key));
        TRY(set_attribute_py(thread, Value(self), intern(thread, name), value));
    }
    return none();
}
void trace_exception(Cell* cell, Tracer& tracer) {
    auto* exception = static_cast<BaseException*>(cell);
    tracer.visit(exception->args);
    for (auto* field : {&exception->traceback, &exception->context, &exception->cause}) tracer.visit(*field);
}

}  // namespace

bool has_instance_attributes(Thread& thread, BaseException* exception) {
    Shape* shape = shape_of(thread, Value(exception));
    return shape->dict_mode() || shape->slot_count() > 0;
}

Result<Value> exception_str(Thread& thread, Value self) {
    Tuple* args = self.to<BaseException>()->args.get();
    if (args->size() == 0) return Value(empty_str(thread));
    if (args->size() == 1) return Value(TRY(str_py(thread, (*args)[0])));
    return Value(TRY(str_py(thread, Value(args))));
}

const TypeSpec BaseException::spec = {
    .name = "BaseException",
    .doc = "Common base class for all exceptions.",
    .size = sizeof(BaseException),
    .flags = type_flag::kSubclassable | type_flag::kHasDict,
    .slots = {.repr = exception_repr,
              .str = exception_str,
              .construct = exception_construct,
              .initialize = exception_initialize},
    .methods = {&BaseException___reduce__, &BaseException___setstate__, &BaseException_with_traceback,
                &BaseException_add_note},
    .properties = {&kSuppress, &kArgs, &kTraceback, &kContext, &kCause},
    .trace = trace_exception,
};

// ---- traceback ----

namespace {

Result<Value> get_line(Thread& thread, Value self) {
    auto* traceback = self.to<Traceback>();
    auto line = load_relaxed(traceback->line);
    if (line == 0 && thread.interpreter->vm && thread.interpreter->vm->traceback_line) {
        line = thread.interpreter->vm->traceback_line(thread, traceback);
        store_relaxed(traceback->line, line);
    }
    return Value::small(line);
}
Result<Value> get_next(Thread&, Value self) {
    Value next = self.to<Traceback>()->next.get();
    return next.is_nothing() ? none() : next;
}
Result<void> set_next(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "can't delete tb_next attribute");
    if (!value.is_none() && !value.is<Traceback>())
        return raise(thread, Exc::TypeError, "expected traceback object or None, got '{}'", type_of(thread, value));
    for (Value at = value; at.is_cell(); at = at.to<Traceback>()->next.get()) {
        if (at == self) return raise(thread, Exc::ValueError, "traceback loop detected");
    }
    self.to<Traceback>()->next.set(self.cell(), value);
    return {};
}
GETTER(Traceback, tb_frame, nullptr) { return self.to<Traceback>()->frame.get(); }
GETTER(Traceback, tb_lasti, nullptr) { return Value::small(self.to<Traceback>()->lasti); }
const GetSetSpec kNext = {"tb_next", nullptr, get_next, set_next};
const GetSetSpec kLine = {"tb_lineno", nullptr, get_line};
METHOD(Traceback, __dir__, "__dir__(self, /)", nullptr) {
    List* names = make_list(thread);
    for (const char* name : {"tb_frame", "tb_next", "tb_lasti", "tb_lineno"})
        TRY(list_append(thread, names, Value(intern(thread, name))));
    return Value(names);
}
Result<Value> traceback_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[4];
    TRY(bind_arguments(thread, "traceback(tb_next, tb_frame, tb_lasti, tb_lineno)", arguments, bound));
    if (!bound[0].is_none() && !bound[0].is<Traceback>())
        return raise(thread, Exc::TypeError, "expected traceback object or None, got '{}'", type_of(thread, bound[0]));
    if (type_of(thread, bound[1]) != thread.interpreter->type(BuiltinType::Frame))
        return raise(thread, Exc::TypeError, "traceback() argument 'tb_frame' must be frame, not {}",
                     type_of(thread, bound[1]));
    int64_t lasti = TRY(index_int64_py(thread, bound[2]))
    , line = TRY(index_int64_py(thread, bound[3]));
    auto* traceback = allocate_builtin<Traceback>(thread, BuiltinType::Traceback);
    traceback->next.init(bound[0]);
    traceback->frame.init(bound[1]);
    traceback->lasti = static_cast<uint32_t>(lasti);
    traceback->line = static_cast<int32_t>(line);
    return Value(traceback);
}

}  // namespace

const TypeSpec Traceback::spec = {
    .name = "traceback",
    .doc = "Create a new traceback object.",
    .size = sizeof(Traceback),
    .layout = Layout::Traceback,
    .slots = {.construct = traceback_construct},
    .methods = {&Traceback___dir__},
    .properties = {&kNext, &Traceback_get_tb_frame, &Traceback_get_tb_lasti, &kLine},
    .signature = "traceback(tb_next, tb_frame, tb_lasti, tb_lineno)",
};

}  // namespace krait::core
