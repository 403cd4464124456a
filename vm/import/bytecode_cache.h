// Cached bytecode: folder/__pycache__/name.krait-314.pyc beside folder/name.py (PEP 3147, 488, 552).
//
//  1. A file is: four bytes of magic (vm/marshal/marshal.h), flags, then the source's time and size or, with flag 1, its hash; then
//     the marshalled code. With flag 2 the hash is compared with the source's, without it the file is believed.
//  2. What does not fit the source, or is no bytecode, counts as absent: the source is compiled and the file written anew.
//  3. It is written under a name of its own and renamed: a reader sees all of it or nothing. A folder that cannot be written to is no
//     error, and sys.dont_write_bytecode says that nothing is written.
//  4. Only files of the program's have one. The library's modules and the host's are never written.
#pragma once

#include <string>

#include "vm/import/import.h"

namespace krait::core {

// Where the bytecode of a source file is cached; empty: nowhere (sys.implementation.cache_tag is None).
Result<std::string> cached_path(Thread& thread, const std::string& source_path);
// The code of a source file, from its cache if that is up to date.
Result<Code*> load_source_file_py(Thread& thread, const std::string& path);
// The code of a .pyc file without source, of the module `name`. ImportError, EOFError or ValueError.
Result<Code*> load_bytecode_file_py(Thread& thread, std::string_view name, const std::string& path);
// The code, and that within it, says that it comes from this file.
void set_filename(Code* code, Str* filename);
// What hash-based files carry.
uint64_t source_hash(std::string_view source);

}  // namespace krait::core
