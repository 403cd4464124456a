// The part of the compiler that needs no heap: a tree to plain data. compile.cpp makes a Code of it.
#pragma once

#include "base/arena.h"
#include "vm/compiler/compile.h"
#include "vm/compiler/diagnostics.h"
#include "vm/compiler/unit.h"

namespace krait::core {

std::shared_ptr<CompiledUnit> compile_tree(ast::Mod* module, Arena& arena, Diagnostics& diagnostics,
                                           const CompileOptions& options);

}  // namespace krait::core
