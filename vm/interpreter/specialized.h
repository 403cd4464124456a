// The specialised ops' numbers follow the generic ones in the op byte.
#pragma once

#include "vm/bytecode/ops.h"

namespace krait::core {

enum class SpecializedOp : uint8_t {
    Before_ = kGenericOps - 1,
#define SPECIALIZED(NAME, GENERIC, MEANING) NAME,
#include "vm/interpreter/specialized.def"

    Count_
};
// The generic op of any op byte (for disassembly, lasti, marshal).
Op generic_op(uint8_t op_byte);

}  // namespace krait::core
