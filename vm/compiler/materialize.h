// Plain data of the compiler to a Code and its constants in the heap.
#pragma once

#include "vm/compiler/unit.h"
#include "vm/objects/code.h"

namespace krait::core {

Result<Code*> materialize(Thread& thread, const CompiledUnit& unit, Str* filename);
Result<Value> materialize(Thread& thread, const Constant& constant, Str* filename);

}  // namespace krait::core
