// Binding a call's arguments to a Python function's parameters. Language Reference 6.3.4 (calls); messages as CPython's.
#include <string>

#include "runtime/errors.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/str.h"
#include "vm/interpreter/frames.h"

namespace krait::core {

static Str* parameter_name(const Code* code, uint32_t parameter) {
    return (*code->names.get_relaxed())[code->variables[parameter].name].to<Str>();
}

// "'a'", "'a' and 'b'", "'a', 'b', and 'c'".
static std::string quoted_list(const std::string* names, size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) {
        if (i > 0) text += count == 2 ? " and " : i + 1 == count ? ", and " : ", ";
        text += "'" + names[i] + "'";
    }
    return text;
}

static __attribute__((noinline)) void raise_missing(Thread& thread, Function* function, const Code* code,
                                                    const Value* registers, uint32_t from, uint32_t to,
                                                    const char* kind) {
    std::string* names = new std::string[to - from];
    size_t count = 0;
    for (uint32_t i = from; i < to; ++i) {
        if (registers[i].is_nothing()) names[count++] = str_utf8_lossy(parameter_name(code, i));
    }
    (void)raise(thread, Exc::TypeError, "{}() missing {} required {} argument{}: {}", function->qualname.get_relaxed(),
                count, kind, count == 1 ? "" : "s", quoted_list(names, count));
    delete[] names;
}

static __attribute__((noinline)) void raise_too_many(Thread& thread, Function* function, const Code* code,
                                                     const Value* registers, uint32_t given) {
    uint32_t wanted = code->argument_count;
    Tuple* defaults = function->defaults.get_relaxed();
    uint32_t default_count = defaults ? static_cast<uint32_t>(defaults->size()) : 0;
    uint32_t keyword_only_given = 0;
    for (uint32_t i = wanted; i < wanted + code->keyword_only_count; ++i)
        keyword_only_given += !registers[i].is_nothing();
    std::string takes = default_count
                            ? "from " + std::to_string(wanted - default_count) + " to " + std::to_string(wanted)
                            : std::to_string(wanted);
    bool plural = default_count ? true : wanted != 1;
    std::string were = std::to_string(given);
    if (keyword_only_given) {
        were += std::string(" positional argument") + (given == 1 ? "" : "s") + " (and " +
                std::to_string(keyword_only_given) + " keyword-only argument" + (keyword_only_given == 1 ? "" : "s") +
                ")";
    }
    (void)raise(thread, Exc::TypeError, "{}() takes {} positional argument{} but {} {} given",
                function->qualname.get_relaxed(), takes, plural ? "s" : "", were,
                given == 1 && !keyword_only_given ? "was" : "were");
}

static __attribute__((noinline)) bool bind_keywords(Thread& thread, Function* function, Code* code,
                                                    const CallArguments& arguments, Value* registers, Dict* extra) {
    Tuple* names = arguments.names;
    uint32_t named = code->argument_count + code->keyword_only_count;
    for (size_t i = 0; i < names->size(); ++i) {
        Str* name = (*names)[i].to<Str>();
        Value value = arguments.values[arguments.positional + i];
        uint32_t parameter = code->positional_only_count;
        for (; parameter < named; ++parameter) {
            if (parameter_name(code, parameter) == name) break;
        }
        if (parameter == named) {  // not the same cell: compare texts (keywords from ** need not be interned)
            for (parameter = code->positional_only_count; parameter < named; ++parameter) {
                if (str_equal(parameter_name(code, parameter), name)) break;
            }
        }
        if (parameter < named) {
            if (!registers[parameter].is_nothing()) {
                (void)raise(thread, Exc::TypeError, "{}() got multiple values for argument '{}'",
                            function->qualname.get_relaxed(), name);
                return false;
            }
            registers[parameter] = value;
            continue;
        }
        if (extra) {
            if (dict_set_str(thread, extra, name, value).failed()) return false;
            continue;
        }
        std::string* wrong = new std::string[names->size()];
        size_t count = 0;
        for (uint32_t p = 0; p < code->positional_only_count; ++p) {
            for (size_t j = 0; j < names->size(); ++j) {
                if (str_equal(parameter_name(code, p), (*names)[j].to<Str>()))
                    wrong[count++] = str_utf8_lossy(parameter_name(code, p));
            }
        }
        if (count) {
            std::string joined;
            for (size_t j = 0; j < count; ++j) joined += (j ? ", " : "") + wrong[j];
            (void)raise(thread, Exc::TypeError,
                        "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                        function->qualname.get_relaxed(), joined);
        } else {
            raise_unexpected_keyword(thread, function, code, name);
        }
        delete[] wrong;
        return false;
    }
    return true;
}

static bool bind(Thread& thread, Function* function, Code* code, const CallArguments& arguments, Value* registers) {
    uint32_t wanted = code->argument_count, given = arguments.positional;
    uint32_t named = wanted + code->keyword_only_count;
    uint32_t copied = given < wanted ? given : wanted;
    for (uint32_t i = 0; i < copied; ++i) registers[i] = arguments.values[i];
    uint32_t next = named;
    if (code->flags & code_flag::kVarArgs) {
        Result<Tuple*> rest = make_tuple_sized(thread, given - copied);
        if (rest.failed()) return false;
        for (uint32_t i = copied; i < given; ++i)
            rest.value()->items_[i - copied].set(rest.value(), arguments.values[i]);
        registers[next++] = Value(rest.value());
    }
    Dict* extra = nullptr;
    if (code->flags & code_flag::kVarKeywords) {
        extra = make_dict(thread);
        registers[next] = Value(extra);
    }
    if (arguments.names && !bind_keywords(thread, function, code, arguments, registers, extra)) return false;
    if (given > wanted && !(code->flags & code_flag::kVarArgs)) {
        raise_too_many(thread, function, code, registers, given);
        return false;
    }
    if (copied < wanted) {
        Tuple* defaults = function->defaults.get();
        uint32_t default_count = defaults ? static_cast<uint32_t>(defaults->size()) : 0;
        uint32_t first_default = wanted > default_count ? wanted - default_count : 0;
        for (uint32_t i = copied; i < first_default; ++i) {
            if (registers[i].is_nothing()) {
                raise_missing(thread, function, code, registers, 0, first_default, "positional");
                return false;
            }
        }
        for (uint32_t i = first_default > copied ? first_default : copied; i < wanted; ++i) {
            if (registers[i].is_nothing())
                registers[i] = (*defaults)[i - first_default + (default_count > wanted ? default_count - wanted : 0)];
        }
    }
    if (code->keyword_only_count) {
        Dict* defaults = function->keyword_defaults.get();
        bool missing = false;
        for (uint32_t i = wanted; i < named; ++i) {
            if (!registers[i].is_nothing()) continue;
            Value value = defaults ? dict_get_str(thread, defaults, parameter_name(code, i)) : Value::nothing();
            if (value.is_nothing()) missing = true;
            registers[i] = value;
        }
        if (missing) {
            raise_missing(thread, function, code, registers, wanted, named, "keyword-only");
            return false;
        }
    }
    return true;
}

Frame* push_call(Thread& thread, Function* function, const CallArguments& arguments, ReturnAction action,
                 uint8_t destination) {
    Code* code = function->code.get();
    Frame* caller = thread.frame;
    Frame* frame = allocate_frame(thread, code);
    if (!frame) return nullptr;
    frame->function = function;
    frame->caller = caller;
    frame->action = action;
    frame->destination = destination;
    frame->aux = 0;
    thread.frame = frame;  // its registers are roots while arguments are bound
    bool bound;
    if (!arguments.names && accepts_exactly(code, arguments.positional)) {
        for (uint32_t i = 0; i < arguments.positional; ++i) frame->registers()[i] = arguments.values[i];
        bound = true;
    } else {
        Value* parameters = frame->registers() + (code->flags & code_flag::kFarParameters ? code->register_count : 0);
        bound = bind(thread, function, code, arguments, parameters);
    }
    if (bound) return frame;
    thread.frame = caller;
    thread.vm_top = reinterpret_cast<char*>(frame);
    --thread.recursion_depth;
    return nullptr;
}

}  // namespace krait::core
