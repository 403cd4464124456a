// The verifier: bytecode that this process did not make (marshal, __pycache__, co.replace) passes it before it runs.
//
//  1. Every word belongs to a known instruction that is complete; control never runs off the end.
//  2. Jumps, handlers and ranges lie at instructions; jump_back goes backwards, the others forwards or anywhere.
//  3. Registers, windows, names, constants, cache sites and closure cells are within their tables.
//  4. Registers that ops take for cells, and lists, sets and dicts under construction, were made by the ops that make them:
//     on every way to a use the register was written by such an op and by nothing else since.
#pragma once

#include <string>

#include "vm/bytecode/operands.h"

namespace krait::core {

struct CompiledUnit;

// Empty, or what is wrong.
std::string verify(const CodeShape& shape);
CodeShape verifier_input(const CompiledUnit& unit);
CodeShape verifier_input(const Code* code, std::span<const uint32_t> generic_words);

}  // namespace krait::core
