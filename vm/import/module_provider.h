// Where modules come from that are part of the library: native tables and embedded Python sources. stdlib/ installs one on each interpreter;
// a host's own modules and virtual files come first.
#pragma once

#include <string_view>

#include "runtime/native.h"

namespace krait::core {

struct EmbeddedModule {
    std::string_view source;  // UTF-8; lives as long as the process (a host's: as the interpreter)
    std::string_view origin;  // for __file__-less tracebacks: "<krait>/json/__init__.py"
    bool package;
};

struct ModuleProvider {
    const ModuleSpec* (*native)(std::string_view name);
    bool (*embedded)(Interpreter& interpreter, std::string_view name, EmbeddedModule* found);
    void (*loaded)(Thread& thread, Module* module) = nullptr;  // a native module was made
};

}  // namespace krait::core
