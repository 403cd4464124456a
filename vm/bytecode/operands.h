// What an instruction reads and writes: windows measured. For the verifier and liveness.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "vm/bytecode/ops.h"
#include "vm/objects/code.h"

namespace krait::core {

// The parts of a code object that its instructions refer to.
struct CodeShape {
    std::span<const uint32_t> words;
    std::span<const ExceptionEntry> exceptions;
    uint32_t register_count = 0, local_count = 0, far_count = 0, free_count = 0;
    std::span<const uint32_t> site_names;
    uint32_t name_count = 0, constant_count = 0;
};

// What the verifier wants to know of a constant.
struct ConstantShape {
    enum class Kind : uint8_t {
        Other,
        Str,
        Tuple,
        Names,  // a tuple of str: `number` of them
        Pairs,  // (None, keys, values), as many of both: a dict to be copied
        Set,
        Code  // `number`: its closure cells
    };
    Kind kind = Kind::Other;
    uint32_t number = 0;
};

// With it the whole of a code object.
struct CodeContents : CodeShape {
    std::vector<ConstantShape> constants;
    std::span<const Variable> variables;
    uint32_t flags = 0;
    uint32_t argument_count = 0, positional_only_count = 0, keyword_only_count = 0;
    uint32_t all_parameters() const {
        return argument_count + keyword_only_count + !!(flags & code_flag::kVarArgs) +
               !!(flags & code_flag::kVarKeywords);
    }
    void set_constants(Tuple* values);  // constants and constant_count
};

struct RegisterRange {
    uint32_t first = 0, count = 0;
};
// A window that is read (or, for unpack, written), and how many registers a DST of several fills.
struct Effects {
    RegisterRange reads[5];
    int read_count = 0;
    RegisterRange writes[2];
    int write_count = 0;
    bool has_jump = false;
    uint32_t jump_target = 0;
};
// `word` points at the main word of an instruction that is complete.
Effects effects_of(const uint32_t* word, uint32_t at);

}  // namespace krait::core
