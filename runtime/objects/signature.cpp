#include "runtime/objects/signature.h"
#include "runtime/objects/object_state.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"

namespace krait::core {

// ---- parsing ----

namespace {

// A table that only grows, of what is the same for all interpreters: a process's memo of its own constants.
constexpr size_t kBuckets = 4096;
struct Known {
    const char* text;
    NativeKind kind;
    const Known* next;
    Signature signature;
};
std::atomic<const Known*> known_signatures[kBuckets];

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// A declaration that cannot be read is an error in this library's own sources.
[[noreturn]] void bad_signature(const char* text) {
    std::string message = "krait: bad native signature: " + std::string(text) + "\n";
    fputs(message.c_str(), stderr);
    abort();
}

void parse_default(const char* whole, std::string_view text, Parameter& parameter) {
    using Default = Parameter::Default;
    parameter.text = text;
    auto immediate = [&](Value value) {
        parameter.default_kind = Default::Immediate;
        parameter.bits = value.bits();
    };
    if (text == "?" || text == "<unrepresentable>") parameter.default_kind = Default::Optional;
    else if (text == "None") immediate(Value::none());
    else if (text == "True") immediate(Value::true_());
    else if (text == "False") immediate(Value::false_());
    else if (text == "...") immediate(Value::ellipsis());
    else if (text == "()") parameter.default_kind = Default::EmptyTuple;
    else if (text == "{}") parameter.default_kind = Default::EmptyDict;
    else if (text == "sys.maxsize") parameter.default_kind = Default::Text;
    else if (text.size() >= 2 && (text[0] == '\'' || text[0] == '"')) parameter.default_kind = Default::Text;
    else if (text.size() >= 3 && text[0] == 'b' && (text[1] == '\'' || text[1] == '"'))
        parameter.default_kind = Default::Bytes;
    else {
        int64_t number = 0;
        std::string digits(text);
        char* end = nullptr;
        number = std::strtoll(digits.c_str(), &end, 0);
        if (*end == 0 && Value::fits_small(number)) return immediate(Value::small(number));
        double real = std::strtod(digits.c_str(), &end);
        if (*end != 0 || end == digits.c_str() || !Value::fits_immediate(real)) bad_signature(whole);
        immediate(Value::immediate(real));
    }
}

// Splits at commas outside of quotes and parentheses.
std::vector<std::string_view> split_parameters(std::string_view text) {
    std::vector<std::string_view> parts;
    size_t start = 0;
    int depth = 0;
    char quote = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (quote) {
            if (c == '\\') ++i;
            else if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') quote = c;
        else if (c == '(' || c == '{' || c == '[') ++depth;
        else if (c == ')' || c == '}' || c == ']') --depth;
        else if (c == ',' && depth == 0) {
            parts.push_back(trim(text.substr(start, i - start)));
            start = i + 1;
        }
    }
    if (std::string_view last = trim(text.substr(start)); !last.empty()) parts.push_back(last);
    return parts;
}

}  // namespace

Signature parse_signature(const char* source, NativeKind kind) {
    std::string_view text(source);
    size_t open = text.find('('), close = text.rfind(')');
    if (open == text.npos || close == text.npos) bad_signature(source);
    Signature signature;
    signature.name = trim(text.substr(0, open));
    signature.parameters_text = text.substr(open, close + 1 - open);
    ParameterKind next = ParameterKind::Positional;
    bool first = true;
    for (std::string_view part : split_parameters(text.substr(open + 1, close - open - 1))) {
        bool is_self = first && (kind == NativeKind::Method || kind == NativeKind::ClassMethod);
        first = false;
        if (is_self) {
            signature.has_self = true;
            continue;
        }
        if (part == "/") {
            for (Parameter& parameter : signature.parameters) parameter.kind = ParameterKind::PositionalOnly;
            continue;
        }
        if (part == "*") {
            next = ParameterKind::KeywordOnly;
            continue;
        }
        Parameter parameter{.name = {}, .kind = next};
        if (part.starts_with("**")) {
            parameter.kind = ParameterKind::VarKeywords;
            parameter.name = part.substr(2);
            signature.var_keywords = static_cast<int>(signature.parameters.size());
        } else if (part.starts_with("*")) {
            parameter.kind = ParameterKind::VarArgs;
            parameter.name = part.substr(1);
            signature.var_args = static_cast<int>(signature.parameters.size());
            next = ParameterKind::KeywordOnly;
        } else {
            size_t equals = part.find('=');
            parameter.name = trim(part.substr(0, equals));
            if (size_t colon = parameter.name.find(':'); colon != parameter.name.npos)
                parameter.name = trim(parameter.name.substr(0, colon));
            if (equals != part.npos) parse_default(source, trim(part.substr(equals + 1)), parameter);
        }
        signature.parameters.push_back(parameter);
    }
    if (signature.parameters.size() > kMaxParameters) bad_signature(source);
    for (const Parameter& parameter : signature.parameters) {
        bool required = parameter.default_kind == Parameter::Default::Required;
        if (parameter.kind == ParameterKind::PositionalOnly) ++signature.positional_only;
        if (parameter.kind == ParameterKind::PositionalOnly || parameter.kind == ParameterKind::Positional) {
            ++signature.positional;
            signature.required += required;
        }
        if (parameter.kind == ParameterKind::KeywordOnly) signature.required_keyword += required;
    }
    signature.simple = signature.positional == signature.parameters.size();
    signature.plain_defaults = signature.simple && signature.parameters.size() <= Signature::kFewParameters;
    for (size_t i = 0; i < signature.parameters.size() && signature.plain_defaults; ++i) {
        const Parameter& parameter = signature.parameters[i];
        signature.plain_defaults = parameter.default_kind <= Parameter::Default::Immediate;
        signature.default_bits[i] = parameter.default_kind == Parameter::Default::Immediate ? parameter.bits : 0;
    }
    return signature;
}

const Signature* signature_of(const char* text, NativeKind kind) {
    auto& bucket = known_signatures[(reinterpret_cast<uintptr_t>(text) * 0x9e3779b97f4a7c15) >> 52];
    const Known* head = bucket.load(std::memory_order_acquire);
    for (const Known* known = head; known; known = known->next) {
        if (known->text == text && known->kind == kind) return &known->signature;
    }
    auto* made = new Known{text, kind, head, parse_signature(text, kind)};
    while (!bucket.compare_exchange_weak(made->next, made, std::memory_order_acq_rel)) {}
    return &made->signature;
}

const Signature* signature_of(const NativeSpec& spec) { return signature_of(spec.signature, spec.kind); }

// As Argument Clinic writes it: a $ before the bound parameter, which a class method calls `type`.
std::string Signature::text_signature(NativeKind kind) const {
    std::string text(parameters_text);
    for (size_t at = text.find("=?"); at != text.npos; at = text.find("=?", at))
        text.replace(at, 2, "=<unrepresentable>");
    if (kind == NativeKind::Function) {
        if (text == "()") return "($module, /)";
        bool positional_only = text.find(", /") != text.npos;
        return (positional_only ? "($module, " : "($module, /, ") + text.substr(1);
    }
    if (!has_self) return text;
    if (kind == NativeKind::ClassMethod && text.starts_with("(cls")) text.replace(1, 3, "type");
    if (text.find('/') == text.npos) {
        size_t name = text.find_first_of(",)");
        text.insert(name, ", /");
    }
    return "($" + text.substr(1);
}

// ---- binding ----

namespace {

// A text that is a default is looked up once.
Value default_text(Thread& thread, const Parameter& parameter, std::string_view text) {
    ObjectState& objects = *thread.interpreter->objects;
    ObjectState::KnownDefault& place = objects.known_default(&parameter);
    if (place.parameter.load(std::memory_order_acquire) == &parameter) return Value(place.text.get_relaxed());
    Str* string = intern(thread, text);
    std::lock_guard guard(objects.mutex);
    if (!place.parameter.load(std::memory_order_relaxed)) {
        place.text.init(string);
        place.parameter.store(&parameter, std::memory_order_release);
    }
    return Value(string);
}

Value default_value(Thread& thread, const Parameter& parameter) {
    switch (parameter.default_kind) {
    case Parameter::Default::Immediate: return Value::from_bits(parameter.bits);
    case Parameter::Default::Text:
        if (parameter.text == "sys.maxsize") return make_int(thread, INT64_MAX);
        if (size_t length = parameter.text.size() - 2; length && parameter.text[1] == '\\') {
            char c = parameter.text[2];
            return Value(intern(thread, c == 'n'   ? "\n"
                                        : c == 't' ? "\t"
                                        : c == '0' ? std::string_view("\0", 1)
                                                   : "\\"));
        }
        return default_text(thread, parameter, parameter.text.substr(1, parameter.text.size() - 2));
    case Parameter::Default::Bytes: {
        // b'...' of a few plain characters: small, so making it does not fail.
        std::string_view content = parameter.text.substr(2, parameter.text.size() - 3);
        return content.empty() ? Value(empty_bytes(thread)) : Value(make_bytes(thread, content).value());
    }
    case Parameter::Default::EmptyTuple: return Value(thread.interpreter->empty_tuple.get());
    case Parameter::Default::EmptyDict: return Value(make_dict(thread));
    default: return Value::nothing();
    }
}

// Where a function belongs, for messages: the class of a method, or the module that it is a function of.
struct Belongs {
    const Type* owner;
    Value self;
};

std::string qualified_name(Thread& thread, const Signature& signature, const Belongs& belongs) {
    std::string name(signature.name);
    if (belongs.owner) return str_utf8_lossy(belongs.owner->name.get()) + "." + name;
    auto* module = belongs.self.is_cell() ? belongs.self.as_if<Module>() : nullptr;
    Value place = module ? dict_get_str(thread, module->dict.get(), KRAIT_NAME(dunder_name)) : Value::nothing();
    if (!place.is<Str>()) return name;
    std::string text = str_utf8_lossy(place.to<Str>());
    return text == "builtins" ? name : text + "." + name;
}

const char* plural(size_t count) { return count == 1 ? "" : "s"; }

// The messages of functions without keywords differ from those with.
Failure wrong_count(Thread& thread, const Signature& signature, const Belongs& belongs, size_t given) {
    size_t most = signature.positional, least = signature.required;
    if (!signature.takes_keywords() && signature.var_args < 0) {
        if (most == 0)
            return raise(thread, Exc::TypeError, "{}() takes no arguments ({} given)",
                         qualified_name(thread, signature, belongs), given);
        if (most == 1 && least == 1)
            return raise(thread, Exc::TypeError, "{}() takes exactly one argument ({} given)",
                         qualified_name(thread, signature, belongs), given);
        size_t limit = given < least ? least : most;
        return raise(thread, Exc::TypeError, "{} expected {}{} argument{}, got {}", signature.name,
                     most == least   ? ""
                     : given < least ? "at least "
                                     : "at most ",
                     limit, plural(limit), given);
    }
    if (most == 0) return raise(thread, Exc::TypeError, "{}() takes no positional arguments", signature.name);
    if (given > most) {
        size_t all = signature.parameters.size();
        if (all == most)
            return raise(thread, Exc::TypeError, "{}() takes {} {} argument{} ({} given)", signature.name,
                         least == most ? "exactly" : "at most", most, plural(most), given);
        return raise(thread, Exc::TypeError, "{}() takes {} {} positional argument{} ({} given)", signature.name,
                     least == most ? "exactly" : "at most", most, plural(most), given);
    }
    return raise(thread, Exc::TypeError, "{}() takes {} {} positional argument{} ({} given)", signature.name,
                 least == most ? "exactly" : "at least", signature.positional_only, plural(signature.positional_only),
                 given);
}

bool name_is(const Str* name, std::string_view text) { return name->is_ascii() && name->ascii_view() == text; }

int find_parameter(const Signature& signature, const Str* name) {
    for (size_t i = signature.positional_only; i < signature.parameters.size(); ++i) {
        const Parameter& parameter = signature.parameters[i];
        if (parameter.kind == ParameterKind::VarArgs || parameter.kind == ParameterKind::VarKeywords) continue;
        if (name_is(name, parameter.name)) return static_cast<int>(i);
    }
    return -1;
}

Result<void> bind_keywords(Thread& thread, const Signature& signature, const Belongs& belongs,
                           const CallArguments& arguments, Value* bound) {
    if (!signature.takes_keywords())
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments",
                     qualified_name(thread, signature, belongs));
    Dict* rest = nullptr;
    for (uint32_t i = 0; i < arguments.keyword_count(); ++i) {
        Value key = (*arguments.names)[i];
        Value value = arguments.values[arguments.positional + i];
        Str* name = key.to<Str>();
        int index = find_parameter(signature, name);
        if (index >= 0) {
            if (!bound[index].is_nothing()) {
                return raise(thread, Exc::TypeError, "argument for {}() given by name ('{}') and position ({})",
                             signature.name, name, index + 1);
            }
            bound[index] = value;
        } else if (signature.var_keywords >= 0) {
            if (!rest) bound[signature.var_keywords] = Value(rest = make_dict(thread));
            TRY(dict_set_str(thread, rest, name, value));
        } else {
            for (size_t p = 0; p < signature.positional_only; ++p) {
                if (name_is(name, signature.parameters[p].name) && bound[p].is_nothing()) {
                    return raise(thread, Exc::TypeError,
                                 "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                                 signature.name, name);
                }
            }
            return raise(thread, Exc::TypeError, "{}() got an unexpected keyword argument '{}'", signature.name, name);
        }
    }
    return {};
}

Result<void> bind_for(Thread& thread, const Signature& signature, const Belongs& belongs,
                      const CallArguments& arguments, Value* bound) {
    size_t given = arguments.positional;
    size_t count = signature.parameters.size();
    size_t keywords = arguments.names ? arguments.keyword_count() : 0;
    for (size_t i = 0; i < count; ++i) bound[i] = Value::nothing();
    if (given > signature.positional && signature.var_args < 0) {
        if (keywords && !signature.takes_keywords())
            return raise(thread, Exc::TypeError, "{}() takes no keyword arguments",
                         qualified_name(thread, signature, belongs));
        return wrong_count(thread, signature, belongs, given + (signature.simple ? keywords : 0));
    }
    size_t direct = given < signature.positional ? given : signature.positional;
    for (size_t i = 0; i < direct; ++i) bound[i] = arguments.values[i];
    if (signature.var_args >= 0) {
        std::span<const Value> rest{arguments.values + direct, given - direct};
        bound[signature.var_args] = rest.empty() ? Value(thread.interpreter->empty_tuple.get())
                                                 : Value(TRY(make_tuple_of_any_size(thread, rest)));
    }
    if (keywords) TRY(bind_keywords(thread, signature, belongs, arguments, bound));
    for (size_t i = 0; i < count; ++i) {
        const Parameter& parameter = signature.parameters[i];
        if (!bound[i].is_nothing() || parameter.kind == ParameterKind::VarKeywords) continue;
        if (parameter.default_kind != Parameter::Default::Required) {
            bound[i] = default_value(thread, parameter);
            continue;
        }
        if (parameter.kind == ParameterKind::KeywordOnly) {
            return raise(thread, Exc::TypeError, "{}() missing required keyword-only argument: '{}'", signature.name,
                         parameter.name);
        }
        if (parameter.kind == ParameterKind::PositionalOnly) return wrong_count(thread, signature, belongs, given);
        return raise(thread, Exc::TypeError, "{}() missing required argument '{}' (pos {})", signature.name,
                     parameter.name, i + 1);
    }
    return {};
}

}  // namespace

Result<void> bind_signature(Thread& thread, const Signature& signature, const Type* owner,
                            const CallArguments& arguments, Value* bound) {
    return bind_for(thread, signature, {owner, Value::nothing()}, arguments, bound);
}

Result<void> bind_arguments(Thread& thread, const char* signature, const CallArguments& arguments, Value* bound) {
    return bind_signature(thread, *signature_of(signature, NativeKind::Function), nullptr, arguments, bound);
}

// In a function of its own: there is little to save and to clear.
static __attribute__((noinline)) Result<Value> call_with_defaults(Thread& thread, const NativeSpec& spec,
                                                                  const Signature& signature, Value self,
                                                                  const Value* given, uint32_t count) {
    Value bound[Signature::kFewParameters];
    for (size_t i = 0; i < Signature::kFewParameters; ++i)
        bound[i] = i < count ? given[i] : Value::from_bits(signature.default_bits[i]);
    return spec.code(thread, self, bound);
}

static __attribute__((noinline)) Result<Value> bind_and_call(Thread& thread, const NativeSpec& spec,
                                                             const Signature& signature, const Type* owner, Value self,
                                                             const CallArguments& arguments) {
    Value bound[kMaxParameters];
    TRY(bind_for(thread, signature, {owner, self}, arguments, bound));
    return spec.code(thread, self, bound);
}

Result<Value> call_native_of(Thread& thread, const NativeSpec& spec, const Type* owner, Value self,
                             const CallArguments& arguments) {
    if (spec.raw) return spec.raw(thread, self, arguments);
    const Signature& signature = *signature_of(spec);
    size_t count = signature.parameters.size();
    if (!arguments.names && signature.simple) [[likely]] {
        if (arguments.positional == count) [[likely]]
            return spec.code(thread, self, arguments.values);
        if (signature.plain_defaults && arguments.positional >= signature.required && arguments.positional < count)
            return call_with_defaults(thread, spec, signature, self, arguments.values, arguments.positional);
    }
    return bind_and_call(thread, spec, signature, owner, self, arguments);
}

uint32_t direct_count_of(const NativeSpec& spec) {
    if (spec.raw) return 0;
    const Signature& signature = *signature_of(spec);
    return signature.simple ? static_cast<uint32_t>(signature.parameters.size()) + 1 : 0;
}

Result<Value> call_native(Thread& thread, const NativeSpec& spec, Value self, const CallArguments& arguments) {
    return call_native_of(thread, spec, nullptr, self, arguments);
}

}  // namespace krait::core
