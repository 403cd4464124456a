// Which modules the library brings: native tables, and Python sources embedded at build time.
#pragma once

#include <span>

#include "runtime/native.h"
#include "vm/import/module_provider.h"

namespace krait::core {

// Listed in modules.def.
std::span<const ModuleSpec* const> native_modules();
// Native modules by name, then the embedded sources (stdlib/python/ and the adopted ones).
extern const ModuleProvider kLibraryModules;
// By name, sorted: for pkgutil, help and sys.stdlib_module_names.
std::span<const struct EmbeddedEntry> embedded_modules();

// A source in the embedded blob (written by tools/embed).
struct EmbeddedEntry {
    const char* name;
    uint32_t offset, size;
    bool package;
};

}  // namespace krait::core
