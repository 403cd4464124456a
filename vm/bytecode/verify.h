// The verifier: bytecode that this process did not make (marshal, __pycache__, co.replace) passes it before it runs.
//
//  1. Every word belongs to a known instruction that is complete; control never runs off the end.
//  2. Jumps, handlers and ranges lie at instructions; jump_back goes backwards, the others forwards or anywhere.
//  3. Registers, windows, names, constants, cache sites and closure cells are within their tables.
//  4. Nothing is read that no instruction has written: registers above the locals hold what earlier calls left. A register that may
//     be unbound goes only where that is asked (check_bound, moves, the places that ops.def calls "or nothing").
//  5. What handlers take without a look has its kind on every way there: cells, the list, set or dict under construction, strings
//     that are joined, tuples, exceptions that are handled, the closure of a function and the shapes of constants. A register that a
//     variable names keeps no kind but "bound": f_locals can put anything there.
//  6. The tables (variables, handlers, parameters) agree with the counts; ops of generators are in generators only.
//
// It is a walk over blocks with a state at each place that is jumped to, until no state changes: linear for code without loops.
#pragma once

#include <string>

#include "vm/bytecode/operands.h"

namespace krait::core {

struct CompiledUnit;

// Empty, or what is wrong.
std::string verify(const CodeContents& code);
CodeContents verifier_input(const CompiledUnit& unit);
CodeContents verifier_input(const Code* code, std::span<const uint32_t> generic_words);

}  // namespace krait::core
