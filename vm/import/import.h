// The import statement. Language Reference 5; PEP 302, 328, 420, 451.
//
// Order of search: sys.modules; finders that the program put on sys.meta_path; the program's own folder and those of PYTHONPATH, for
// names that are embedded modules' too; native and embedded modules; sys.path (or the parent's __path__, which comes before embedded
// modules): package, module, namespace portion.
#pragma once

#include "runtime/call.h"
#include "vm/objects/code.h"

namespace krait::core {

// import name: the module itself ("a.b" gives a.b), importing its parents first.
Result<Value> import_module_py(Thread& thread, Str* name);
// __import__(name, globals, locals, fromlist, level).
Result<Value> import_by_statement_py(Thread& thread, Str* name, Value globals, Value fromlist, int64_t level);
// The code of a source file; from source text already read.
enum class SyntaxWarnings { Show, Silence };
Result<Code*> load_source_code(Thread& thread, std::string_view source, std::string_view file_name,
                               SyntaxWarnings warnings = SyntaxWarnings::Show);
// Reads a whole file: OSError on failure.
Result<std::string> read_file(Thread& thread, const std::string& path);

// class ModuleSpec (vm/import/spec.cpp).
extern const TypeSpec kModuleSpecType;
Result<Value> make_module_spec(Thread& thread, Str* name, Value loader, Value origin, Value locations,
                               Value has_location);

}  // namespace krait::core
