// The parser's door: source text in, a syntax tree in the caller's arena out, or a SyntaxError as CPython 3.14 words it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "lexer/source_text.h"
#include "lexer/syntax_error.h"
#include "parser/ast.h"

namespace krait {

enum class ParseMode : uint8_t {
    Exec,          // ast::Module
    Eval,          // ast::Expression
    Single,        // ast::Interactive: one statement, as the REPL reads it
    FunctionType,  // ast::FunctionType: `(int, str) -> bool`
};

struct ParseOptions {
    ParseMode mode = ParseMode::Exec;
    SourceKind source_kind = SourceKind::Bytes;

    // Decodes an encoding other than utf-8, latin-1 and ascii; without it such a declaration is an error.
    SourceDecoder decoder;
    // The code point named by \N{...}, or a negative number. Without it every name is unknown.
    std::function<int32_t(std::string_view name)> character_name;
    // NFKC of an identifier that is not ASCII. Without it identifiers are taken as they are.
    std::function<std::string(std::string_view identifier)> normalize;
    // The longest decimal literal; 0: any.
    uint32_t max_int_digits = 0;
    // A SyntaxWarning; answering false makes it a SyntaxError.
    std::function<bool(std::string_view message, Span where)> warn;

    // For programs that read line by line (the flags of codeop): a block is not closed by the end of the text, and an
    // error that more text could mend is an IncompleteInput.
    bool dont_imply_dedent = false;
    bool allow_incomplete_input = false;

    // Asked while a long source is read; answering false ends the parse with an error of no account.
    std::function<bool()> go_on;
    // PEP 484: `# type:` comments are part of the grammar, and stand in the tree.
    bool type_comments = false;
    // What a later 3.N brought is an error; negative: nothing is.
    int feature_version = -1;

    // Both limits give SyntaxErrorKind::TooComplex, never a stack overflow. The parser recurses with about 1 KiB of
    // stack a level (optimised); a consumer of the tree recurses at most max_depth deep.
    uint32_t recursion_limit = 1000;
    const char* stack_limit = nullptr;  // the same error where the native stack would go below this
    uint16_t max_depth = 3000;
    // Bytes of arena a parse may add; beyond it the error is OutOfMemory. The bound is checked at each statement.
    size_t memory_limit = SIZE_MAX;
};

// Parses a whole source. The tree's text lives in the arena; `source` may go away afterwards.
// *incomplete, of a source that fails: more text may make it right.
Result<ast::Mod*> parse(std::string_view source, const ParseOptions& options, Arena& arena, SyntaxError* error,
                        bool* incomplete = nullptr);

// For a REPL, by codeop's rules. Incomplete: more lines may make it right. Wrong: `error` is filled.
enum class InputState : uint8_t { Complete, Incomplete, Wrong };
struct InteractiveInput {
    InputState state;
    ast::Mod* tree;  // where Complete
};
InteractiveInput parse_interactive(std::string_view source, const ParseOptions& options, Arena& arena,
                                   SyntaxError* error);

}  // namespace krait
