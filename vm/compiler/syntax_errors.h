// SyntaxError and SyntaxWarning of the front end as Python exceptions.
#pragma once

#include "lexer/syntax_error.h"
#include "runtime/call.h"
#include "vm/compiler/compile.h"
#include "vm/compiler/diagnostics.h"

namespace krait::core {

Failure raise_syntax_error_py(Thread& thread, const krait::SyntaxError& error, Str* filename, std::string_view source);
// What the symbol table or the emitter reported.
Failure raise_diagnostics_py(Thread& thread, const Diagnostics& diagnostics, std::string_view source, Str* filename);
// Fails when the filter makes it an error; that error is a SyntaxError then.
Result<void> warn_syntax_py(Thread& thread, std::string_view message, Str* filename, Span where,
                            std::string_view source);

}  // namespace krait::core
