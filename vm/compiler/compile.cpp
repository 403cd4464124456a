#include "vm/compiler/compile.h"

#include <array>

#include "lexer/source_text.h"
#include "parser/parser.h"
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "runtime/primitives/unicode/names.h"
#include "runtime/primitives/unicode/normalize.h"
#include "vm/compiler/compile_unit.h"
#include "vm/compiler/materialize.h"
#include "vm/compiler/syntax_errors.h"

namespace krait::core {

namespace {

ParseMode parse_mode(CompileMode mode) {
    switch (mode) {
    case CompileMode::Exec: return ParseMode::Exec;
    case CompileMode::Eval: return ParseMode::Eval;
    case CompileMode::Single: return ParseMode::Single;
    case CompileMode::FuncType: return ParseMode::FunctionType;
    }
    return ParseMode::Exec;
}

}  // namespace

Result<std::string> decode_source_py(Thread& thread, std::string_view bytes, Str* filename,
                                     const CompileOptions& options) {
    SourceDecoder decoder = [&](std::string_view encoding, std::string_view encoded, std::string* utf8,
                                std::string* message) {
        auto decode = [&]() -> Result<void> {
            Value text = TRY(call_method_py(
                thread, Value(TRY(make_bytes(thread, encoded))), intern(thread, "decode"),
                std::array { Value(TRY(make_str(thread, encoding))) }));
            if (!as_kind<Str>(thread, text)) return raise(thread, Exc::TypeError, "a decoder must return a string");
            *utf8 = TRY(str_utf8(thread, text.to<Str>()));
            return {};
        };
        if (!decode().failed()) return true;
        if (thread.terminating) return false;
        if (pending_matches(thread, Exc::LookupError)) {
            take_pending(thread);
            *message = "unknown encoding: " + std::string(encoding);
        } else if (pending_matches(thread, Exc::UnicodeError)) {
            take_pending(thread);
            *message = "(unicode error) source is not valid " + std::string(encoding);
        }
        return false;  // with any other exception pending: that one it is
    };
    SourceText text;
    krait::SyntaxError error;
    if (!text.load(bytes, SourceKind::Bytes, decoder, &error).failed()) return std::string(text.text());
    if (!thread.pending.is_nothing() || thread.terminating) return kFailure;
    return raise_syntax_error_py(thread, error, filename, options);
}

Result<ast::Mod*> parse_source(Thread& thread, std::string_view source, Str* filename, const CompileOptions& options,
                               Arena& arena) {
    if (source.find('\0') != std::string_view::npos)
        return raise(thread, Exc::SyntaxError, "source code string cannot contain null bytes");
    bool warning_failed = false;
    ParseOptions parse_options;
    parse_options.mode = parse_mode(options.mode);
    parse_options.source_kind = SourceKind::Text;
    parse_options.stack_limit = thread.stack_limit;
    parse_options.character_name = [](std::string_view name) -> int32_t {
        uint32_t found[4];
        return unicode::lookup_name(name, unicode::NameKind::kCharacters, found) == 1 ? static_cast<int32_t>(found[0])
                                                                                      : -1;
    };
    parse_options.normalize = [](std::string_view text) { return unicode::normalize_identifier(text); };
    parse_options.warn = [&](std::string_view message, Span where) {
        if (options.warnings && warn_syntax_py(thread, message, filename, where, source).failed())
            warning_failed = true;
        return !warning_failed;
    };
    krait::SyntaxError error;
    bool incomplete = false;
    auto tree = parse(source, parse_options, arena, &error, &incomplete);
    if (!tree.failed()) return tree.value();
    if (warning_failed) return kFailure;
    if (incomplete && options.allow_incomplete_input) {
        error.kind = SyntaxErrorKind::IncompleteInput;
        error.message = "incomplete input";
    }
    return raise_syntax_error_py(thread, error, filename, options);
}

Result<Code*> compile_source(Thread& thread, std::string_view source, Str* filename, const CompileOptions& options) {
    Arena arena;
    ast::Mod* tree = TRY(parse_source(thread, source, filename, options, arena));
    return compile_ast(thread, tree, source, filename, options, arena);
}

Result<Code*> compile_ast(Thread& thread, ast::Mod* tree, std::string_view source, Str* filename,
                          const CompileOptions& options, Arena& arena) {
    Diagnostics diagnostics(thread.stack_limit, [&](std::string_view message, Span where) {
        return !options.warnings || !warn_syntax_py(thread, message, filename, where, source).failed();
    });
    auto unit = compile_tree(tree, arena, diagnostics, options);
    if (!unit) return raise_diagnostics_py(thread, diagnostics, source, filename);
    return materialize(thread, *unit, filename);
}

}  // namespace krait::core
