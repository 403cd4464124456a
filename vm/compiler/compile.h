// Source text to Code: parse, build the symbol table, emit.
#pragma once

#include <string>
#include <string_view>

#include "base/arena.h"
#include "parser/ast.h"
#include "runtime/call.h"
#include "vm/objects/code.h"

namespace krait::core {

enum class CompileMode : uint8_t { Exec, Eval, Single, FuncType };

struct CompileOptions {
    CompileMode mode = CompileMode::Exec;
    uint32_t future_flags = 0;  // inherited __future__ features, as code flags
    int optimize = 0;           // -O level: 1 no asserts, 2 no docstrings
    bool allow_top_level_await = false;
    bool dont_imply_dedent = false, allow_incomplete_input = false;
    bool type_comments = false;
    int feature_version = -1;  // minor version of the grammar; negative: ours
    bool warnings = true;      // SyntaxWarnings; not for the library's own modules
};

// What bytes of source say, by their byte order mark or their declaration, as UTF-8.
Result<std::string> decode_source_py(Thread& thread, std::string_view bytes, Str* filename,
                                     const CompileOptions& options);

// `source` is UTF-8 text. SyntaxError (with text and offsets), ValueError for NUL bytes, RecursionError-like
// MemoryError/"too complex" as CPython's; never a crash.
Result<Code*> compile_source(Thread& thread, std::string_view source, Str* filename, const CompileOptions& options);
// Its two halves: for ast.parse() and compile() of a tree. `source` is for the text lines of errors, and may be empty.
Result<ast::Mod*> parse_source(Thread& thread, std::string_view source, Str* filename, const CompileOptions& options,
                               Arena& arena);
Result<Code*> compile_ast(Thread& thread, ast::Mod* tree, std::string_view source, Str* filename,
                          const CompileOptions& options, Arena& arena);

}  // namespace krait::core
