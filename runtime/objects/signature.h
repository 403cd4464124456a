// The parsed signature of a native function. Text such as "split(self, sep=None, maxsplit=-1)" is parsed once in a process, and
// is constant from then on; it holds no cells (string defaults are made for each interpreter when they are used).
#pragma once

#include <string_view>
#include <vector>

#include "runtime/objects/functions.h"

namespace krait::core {

enum class ParameterKind : uint8_t { PositionalOnly, Positional, VarArgs, KeywordOnly, VarKeywords };

struct Parameter {
    enum class Default : uint8_t { Required, Optional, Immediate, Text, Bytes, EmptyTuple, EmptyDict };
    std::string_view name;
    ParameterKind kind;
    Default default_kind = Default::Required;
    uint64_t bits = 0;           // of an immediate default
    std::string_view text = {};  // of a default: its source, or a string's content (without escapes)
};

struct Signature {
    std::string_view name;              // "split"
    std::string_view parameters_text;   // "(self, sep=None, maxsplit=-1)"
    std::vector<Parameter> parameters;  // without self or cls
    bool has_self = false;
    uint32_t positional = 0;  // how many parameters can be given by position (without *args)
    uint32_t positional_only = 0;
    uint32_t required = 0;  // of the positional ones
    uint32_t required_keyword = 0;
    int var_args = -1;  // index of *args and **kwargs, or -1
    int var_keywords = -1;
    bool simple = false;  // positional parameters only: the fast path applies
    // A simple one of at most so many parameters whose defaults are no cells: they stand here, by parameter.
    static constexpr size_t kFewParameters = 4;
    bool plain_defaults = false;
    uint64_t default_bits[kFewParameters] = {};

    bool takes_keywords() const {
        return var_keywords >= 0 || parameters.size() > positional_only + (var_args >= 0 ? 1 : 0);
    }
    std::string text_signature(NativeKind kind) const;  // "($self, sep=None, maxsplit=-1)"
};

// For texts that are no constants (a host's functions): views point into the text. A text that is wrong ends the process.
Signature parse_signature(const char* text, NativeKind kind);

// The owner's name is for messages ("list" in "list.append() takes no arguments"); empty: none.
Result<void> bind_signature(Thread& thread, const Signature& signature, const Type* owner,
                            const CallArguments& arguments, Value* bound);
// As call_native, with the class for messages.
Result<Value> call_native_of(Thread& thread, const NativeSpec& spec, const Type* owner, Value self,
                             const CallArguments& arguments);

}  // namespace krait::core
