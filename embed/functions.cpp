// Functions of the host's as Python callables.
//
// The object's cell holds an address of its FunctionData, which lies outside of the heap: overloads, each with the C++ callable
// and the signature that its text gave. Arguments are bound as for any native function; overloads are tried twice, first for
// an exact match, then with conversions.
#include <krait/convert.hpp>

#include "embed/host.h"
#include "runtime/errors.h"
#include "runtime/objects/signature.h"
#include "stdlib/native_helpers.h"
#include "vm/compiler/compile.h"
#include "vm/vm.h"

namespace krait::core {

namespace {

struct Overload {
    std::unique_ptr<Callable> callable;
    std::unique_ptr<std::string> text;  // what the signature's views point into
    Signature signature;
    std::string shown;  // the parameters with their defaults as they were written
    std::vector<Root> defaults;
    std::vector<size_t> positions;  // of the callable's parameters among the bound values
    bool direct = false;            // positional arguments may be passed as they come
};
struct FunctionData {
    std::string name, doc;
    FunctionKind kind;
    std::vector<Overload> overloads;
};

class HostFunction : public Object {
public:
    FunctionData* data;
    Field<Value> module, qualname;
    static const TypeSpec spec;
};

HostFunction* as_function(Thread& thread, Value value) {
    return native_cast<HostFunction>(thread, value, HostFunction::spec);
}

enum class Outcome { Ran, Mismatch, NotBound };
// NotBound: wrong in number or names (an exception is pending). Mismatch: call.mismatch says which argument.
Result<Value> call_overload(Thread& thread, Overload& overload, const CallArguments& arguments, bool convert,
                            Outcome* outcome, Call* call) {
    Value bound[kMaxParameters];
    const Signature& signature = overload.signature;
    *outcome = Outcome::NotBound;
    call->access = {&thread, host_of(thread), convert, 0};
    if (overload.direct && !arguments.names && arguments.positional == signature.parameters.size()) {
        call->arguments = reinterpret_cast<const Word*>(arguments.values);
    } else {
        TRY(bind_signature(thread, signature, nullptr, arguments, bound));
        for (size_t i = 0; i < signature.parameters.size(); ++i)
            if (bound[i].is_nothing() && signature.parameters[i].kind != ParameterKind::VarKeywords)
                bound[i] = overload.defaults[i].get();
        if (signature.var_args >= 0) call->rest = bound[signature.var_args].bits();
        if (signature.var_keywords >= 0) {
            Value given = bound[signature.var_keywords];
            call->keywords = given.is_nothing() ? Value(make_dict(thread)).bits() : given.bits();
        }
        // Close the gaps that *args and **kwargs leave.
        size_t filled = 0;
        for (size_t i = 0; i < signature.parameters.size(); ++i)
            if (static_cast<int>(i) != signature.var_args && static_cast<int>(i) != signature.var_keywords)
                bound[filled++] = bound[i];
        call->arguments = reinterpret_cast<const Word*>(bound);
    }
    call->count = overload.callable->parameters;
    if (call->count) call->access.parent = call->arguments[0];
    call->mismatch = -1;
    *outcome = Outcome::Ran;
    try {
        Word result = overload.callable->call(*call);
        if (result) return value(result);
        *outcome = Outcome::Mismatch;
        // For messages: the array is gone when they are made.
        call->given = type_name(thread, value(call->arguments[call->mismatch]))->name_view();
        return kFailure;
    } catch (...) {
        return raise_current_exception(thread);
    }
}

std::string shown_types(Thread& thread, const CallArguments& arguments) {
    std::string text;
    for (uint32_t i = 0; i < arguments.total(); ++i) {
        if (i) text += ", ";
        if (i >= arguments.positional)
            text += str_utf8_lossy((*arguments.names)[i - arguments.positional].to<Str>()) + "=";
        text += type_of(thread, arguments[i])->name_view();
    }
    return text;
}

Result<Value> call_function(Thread& thread, Value self, const CallArguments& arguments) {
    FunctionData& data = *self.to<HostFunction>()->data;
    std::optional<HostCallScope> scope;
    Standing& now = standing();
    if (now.thread != &thread || !now.attached) scope.emplace(thread);
    Call call{};
    Outcome outcome;
    if (data.overloads.size() == 1) [[likely]] {
        Overload& overload = data.overloads[0];
        Result<Value> result = call_overload(thread, overload, arguments, true, &outcome, &call);
        if (outcome != Outcome::Mismatch) return result;
        if (data.kind == FunctionKind::operation) return Value::not_implemented();
        size_t skipped = data.kind == FunctionKind::function || data.kind == FunctionKind::static_method ? 0 : 1;
        size_t place = static_cast<size_t>(call.mismatch);
        if (place < skipped)
            return raise(thread, Exc::TypeError, "descriptor '{}' requires a '{}' object but received a '{}'",
                         data.name, call.expected, call.given);
        return raise(thread, Exc::TypeError, "{}() argument {} ('{}') must be {}, not {}", data.name,
                     place - skipped + 1, overload.signature.parameters[overload.positions[place]].name, call.expected,
                     call.given);
    }
    for (bool convert : {false, true}) {
        for (Overload& overload : data.overloads) {
            Result<Value> result = call_overload(thread, overload, arguments, convert, &outcome, &call);
            if (outcome == Outcome::Ran || thread.terminating) return result;
            if (outcome == Outcome::NotBound) take_pending(thread);
        }
    }
    if (data.kind == FunctionKind::operation) return Value::not_implemented();
    std::string known;
    for (Overload& overload : data.overloads) known += "\n    " + data.name + overload.shown;
    return raise(thread, Exc::TypeError, "{}(): no overload takes ({}); there are:{}", data.name,
                 shown_types(thread, arguments), known);
}

Result<Value> get_function(Thread& thread, Value self, Value instance, Value owner) {
    return instance.is_nothing() ? self : make_bound_method(thread, self, instance);
}

std::string text_signature(const FunctionData& data) {
    std::string shown = data.overloads[0].shown;
    bool bound = data.kind != FunctionKind::function && data.kind != FunctionKind::static_method;
    return bound ? "($" + shown.substr(1) : shown;
}

Result<Value> repr_function(Thread& thread, Value self) {
    return Value(TRY(
        make_str(thread, "<host function " + str_utf8_lossy(self.to<HostFunction>()->qualname.get().to<Str>()) + ">")));
}
Result<Value> get_name(Thread& thread, Value self) {
    return Value(TRY(make_str(thread, self.to<HostFunction>()->data->name)));
}
Result<Value> get_qualname(Thread&, Value self) { return self.to<HostFunction>()->qualname.get(); }
Result<Value> get_module(Thread&, Value self) { return self.to<HostFunction>()->module.get(); }
Result<Value> get_doc(Thread& thread, Value self) {
    FunctionData& data = *self.to<HostFunction>()->data;
    std::string doc;
    if (data.overloads.size() > 1)
        for (Overload& each : data.overloads) doc += data.name + each.shown + "\n";
    if (!data.doc.empty()) doc += (doc.empty() ? "" : "\n") + data.doc;
    if (doc.empty()) return none();
    return Value(TRY(make_str(thread, doc)));
}
Result<Value> get_text_signature(Thread& thread, Value self) {
    FunctionData& data = *self.to<HostFunction>()->data;
    if (data.overloads.size() > 1) return none();
    return Value(TRY(make_str(thread, text_signature(data))));
}
constexpr GetSetSpec kGetName = {"__name__", nullptr, get_name};
constexpr GetSetSpec kGetQualname = {"__qualname__", nullptr, get_qualname};
constexpr GetSetSpec kGetModule = {"__module__", nullptr, get_module};
constexpr GetSetSpec kGetDoc = {"__doc__", nullptr, get_doc};
constexpr GetSetSpec kGetText = {"__text_signature__", nullptr, get_text_signature};

void trace_function(Cell* cell, Tracer& tracer) {
    trace_members<HostFunction, &HostFunction::module, &HostFunction::qualname>(cell, tracer);
}
void destroy_function(Cell* cell) { delete static_cast<HostFunction*>(cell)->data; }

}  // namespace

const TypeSpec HostFunction::spec = {
    .name = "host_function",
    .doc = "A function of the program that embeds Python.",
    .size = sizeof(HostFunction),
    .flags = type_flag::kNoInstantiate | type_flag::kMethodDescriptor,
    .slots = {.repr = repr_function, .call = call_function, .get = get_function},
    .properties = {&kGetName, &kGetQualname, &kGetModule, &kGetDoc, &kGetText},
    .trace = trace_function,
};

namespace {

// "name(parameters)\n\ndoc", or only a doc. A constructor's text is its parameters.
void split_text(const FunctionOptions& options, std::optional<std::string>* parameters, std::string* doc) {
    std::string_view text = options.text;
    if (text.empty()) return;
    if (options.kind == FunctionKind::constructor && text.find('(') != 0) {
        size_t end = text.find("\n\n");
        *parameters = std::string(text.substr(0, end));
        if (end != text.npos) *doc = text.substr(end + 2);
        return;
    }
    std::string_view first = text.substr(0, text.find('\n'));
    size_t open = first.find('('), close = first.rfind(')');
    bool names_it = open != first.npos && close != first.npos && close > open &&
                    (first.substr(0, open) == options.name || open == 0);
    if (!names_it) {
        *doc = text;
        return;
    }
    *parameters = std::string(first.substr(open + 1, close - open - 1));
    size_t rest = first.size();
    while (rest < text.size() && text[rest] == '\n') ++rest;
    *doc = text.substr(rest);
}

Overload make_overload(Access& access, std::unique_ptr<Callable> callable, const FunctionOptions& options,
                       const std::optional<std::string>& given) {
    Thread& thread = *access.thread;
    bool has_self = options.kind != FunctionKind::function && options.kind != FunctionKind::static_method;
    Overload overload;
    std::string parameters;
    if (has_self) parameters = "self";
    auto add = [&](const std::string& text) { parameters += (parameters.empty() ? "" : ", ") + text; };
    if (given) {
        std::string text = *given;
        if (has_self && (text == "self" || text.rfind("self,", 0) == 0)) text = text.size() > 5 ? text.substr(5) : "";
        text.erase(0, text.find_first_not_of(' '));
        if (!text.empty()) add(text);
    } else {
        size_t count = callable->parameters - has_self;
        for (size_t i = 0; i < count; ++i) add("arg" + std::to_string(i));
        if (callable->parameters) add("/");
        if (callable->takes_rest) add("*args");
        if (callable->takes_keywords) add("**kwargs");
    }
    overload.shown = "(" + parameters + ")";

    // Defaults are Python expressions: evaluated now, once.
    std::string signature;
    std::vector<std::pair<size_t, std::string>> expressions;
    size_t depth = 0, start = 0, index = 0;
    char quote = 0;
    auto finish = [&](size_t end) {
        std::string part = parameters.substr(start, end - start);
        size_t equals = part.find('=');
        std::string head = part.substr(0, equals);
        head.erase(0, head.find_first_not_of(' '));
        if (head.empty()) return;
        if (equals != part.npos) {
            expressions.emplace_back(index, part.substr(equals + 1));
            head += "=?";
        }
        signature += (signature.empty() ? "" : ", ") + head;
        if (head != "/" && head != "*") ++index;
    };
    for (size_t i = 0; i < parameters.size(); ++i) {
        char c = parameters[i];
        if (quote) {
            if (c == '\\') ++i;
            else if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') quote = c;
        else if (c == '(' || c == '[' || c == '{') ++depth;
        else if ((c == ')' || c == ']' || c == '}') && depth) --depth;
        else if (c == ',' && !depth) {
            finish(i);
            start = i + 1;
        }
    }
    finish(parameters.size());
    if (index > kMaxParameters)
        throw std::invalid_argument("krait: " + std::string(options.name) + "(): too many parameters");
    overload.text = std::make_unique<std::string>(std::string(options.name) + "(" + signature + ")");
    overload.signature = parse_signature(overload.text->c_str(), NativeKind::Function);
    overload.defaults.resize(overload.signature.parameters.size());
    for (auto& [at, expression] : expressions) {
        CompileOptions compile;
        compile.mode = CompileMode::Eval;
        expression.erase(0, expression.find_first_not_of(' '));
        Code* code = OR_THROW(access, compile_source(thread, expression, make_ascii(thread, "<default>"), compile));
        Value result =
            OR_THROW(access, eval_code_py(thread, code, thread.interpreter->builtins.get(), Value::nothing()));
        overload.defaults[at] = Root(thread, result);
    }
    size_t special = 0;
    for (size_t i = 0; i < overload.signature.parameters.size(); ++i) {
        bool is_special = static_cast<int>(i) == overload.signature.var_args ||
                          static_cast<int>(i) == overload.signature.var_keywords;
        special += is_special;
        if (!is_special) overload.positions.push_back(i);
    }
    if (overload.signature.parameters.size() - special != callable->parameters)
        throw std::invalid_argument("krait: the text of " + std::string(options.name) + "() names " +
                                    std::to_string(overload.signature.parameters.size() - special - has_self) +
                                    " parameters, the function has " + std::to_string(callable->parameters - has_self));
    overload.direct = overload.signature.simple;
    overload.callable = std::move(callable);
    return overload;
}

}  // namespace

Word make_function(Access& access, std::unique_ptr<Callable> callable, const FunctionOptions& options, Word existing) {
    Thread& thread = *access.thread;
    std::optional<std::string> parameters;
    std::string doc;
    split_text(options, &parameters, &doc);
    Overload overload = make_overload(access, std::move(callable), options, parameters);
    HostFunction* function = existing ? as_function(thread, value(existing)) : nullptr;
    if (function) {
        if (!doc.empty()) function->data->doc = doc;
        for (Overload& each : function->data->overloads) {
            if (each.callable->argument_types() != overload.callable->argument_types()) continue;
            each = std::move(overload);
            return existing;
        }
        function->data->overloads.push_back(std::move(overload));
        return existing;
    }
    function = allocate_native<HostFunction>(thread, HostFunction::spec);
    function->data = new FunctionData{std::string(options.name), std::move(doc), options.kind, {}};
    thread.heap().register_native(function, destroy_function);
    function->data->overloads.push_back(std::move(overload));
    function->module.set_immediate(Value::none());
    Value qualname(OR_THROW(access, make_str(thread, options.name)));
    function->qualname.set(function, qualname);
    return Value(function).bits();
}

void define_function(Access& access, Word owner_word, std::unique_ptr<Callable> callable,
                     const FunctionOptions& options) {
    Thread& thread = *access.thread;
    Value owner = value(owner_word);
    Str* name = intern(thread, options.name);
    Dict* names = owner.is<Type>()     ? owner.to<Type>()->own_dict(thread)
                  : owner.is<Module>() ? owner.to<Module>()->dict.get()
                                       : nullptr;
    Value existing = names ? dict_get_str(thread, names, name) : Value::nothing();
    if (auto* wrapper = existing.is_nothing() ? nullptr : existing.as_if<StaticMethod>())
        existing = wrapper->callable.get();
    bool adds = !existing.is_nothing() && as_function(thread, existing);
    Value made = value(make_function(access, std::move(callable), options, adds ? existing.bits() : 0));
    if (adds) return;
    auto* function = made.to<HostFunction>();
    if (owner.is<Type>()) {
        Value module = OR_THROW(access, find_attribute_py(thread, owner, "__module__"));
        if (!module.is_unbound()) function->module.set(function, module);
        Value qualname(OR_THROW(access, make_str(thread, str_utf8_lossy(owner.to<Type>()->qualname.get()) + "." +
                                                             std::string(options.name))));
        function->qualname.set(function, qualname);
        if (options.kind == FunctionKind::static_method)
            made = OR_THROW(access, call_py(thread, Value(thread.interpreter->type(BuiltinType::StaticMethod)), made));
    } else {
        Value module = OR_THROW(access, find_attribute_py(thread, owner, "__name__"));
        if (!module.is_unbound()) function->module.set(function, module);
    }
    OR_THROW(access, set_attribute_py(thread, owner, name, made));
    if (options.name == "__eq__" && owner.is<Type>() &&
        dict_get_str(thread, owner.to<Type>()->own_dict(thread), intern(thread, "__hash__")).is_nothing())
        OR_THROW(access, set_attribute_py(thread, owner, "__hash__", Value::none()));
}

}  // namespace krait::core
