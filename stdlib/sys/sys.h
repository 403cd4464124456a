// The sys module. Library Reference: sys.
#pragma once

#include <string>
#include <vector>

#include "runtime/native.h"

namespace krait::core {

// What the command line or the host says; texts are UTF-8 with surrogateescape'd bytes already decoded by str_from_os.
struct SysOptions {
    std::vector<std::string> argv, orig_argv;
    std::vector<std::string> path;
    std::vector<std::string> warn_options;
    std::vector<std::string> x_options;  // "name" or "name=value"
    std::string executable, pycache_prefix, check_hash_based_pycs;
    std::string io_encoding, io_errors;  // of the standard streams; empty: as usual
    int debug = 0, optimize = 0, verbose = 0, bytes_warning = 0, inspect = 0, interactive = 0, quiet = 0;
    int cpu_count = 0;  // os.cpu_count(); 0: the machine's
    bool isolated = false, ignore_environment = false, no_user_site = false, no_site = false, unbuffered = false,
         dont_write_bytecode = false;
    bool safe_path = false, dev_mode = false, utf8_mode = false, warn_default_encoding = false, import_time = false;
};

// Makes sys and puts it into sys.modules. After init_builtins.
Result<void> init_sys(Thread& thread, const SysOptions& options);
// sys.version.
std::string version_text();
// sys.NAME, or nothing.
Value sys_get(Thread& thread, std::string_view name);
Result<void> sys_set(Thread& thread, std::string_view name, Value value);

// Text that came from the system (arguments, environment, file names): UTF-8, undecodable bytes as lone surrogates (PEP 383).
Result<Str*> str_from_os(Thread& thread, std::string_view bytes);

std::initializer_list<const NativeSpec*> sys_functions();                                // functions.cpp
std::initializer_list<const NativeSpec*> lazy_sys_functions();                           // lazy.cpp
Result<void> add_sys_constants(Thread& thread, Module* sys, const SysOptions& options);  // constants.cpp

}  // namespace krait::core
