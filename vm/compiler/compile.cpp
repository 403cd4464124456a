#include "vm/compiler/compile.h"

#include <array>

#include "lexer/source_text.h"
#include "parser/parser.h"
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/text_codecs.h"
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
    if (bytes.find('\0') != std::string_view::npos)
        return raise(thread, Exc::SyntaxError, "source code string cannot contain null bytes");
    SourceDecoder decoder = [&](std::string_view encoding, std::string_view encoded, std::string* utf8,
                                std::string* message) {
        Result<Str*> decoded = decode_text_py(thread, encoded, encoding, "strict");
        if (!decoded.failed()) {
            *utf8 = str_utf8_lossy(decoded.value());
            return true;
        }
        if (thread.terminating) return false;
        Value error = take_pending(thread);
        Result<Str*> told = str_py(thread, error);
        if (!told.failed()) *message = str_utf8_lossy(told.value());
        else if (!thread.terminating) thread.pending = Value::nothing();
        return false;
    };
    SourceText text;
    krait::SyntaxError error;
    if (!text.load(bytes, SourceKind::Bytes, decoder, &error).failed()) return std::string(text.text());
    if (!thread.pending.is_nothing() || thread.terminating) return kFailure;
    return raise_syntax_error_py(thread, error, filename, bytes);
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
    parse_options.type_comments = options.type_comments;
    parse_options.max_int_digits = static_cast<uint32_t>(thread.interpreter->options.int_max_str_digits);
    parse_options.feature_version = options.feature_version;
    parse_options.dont_imply_dedent = options.dont_imply_dedent;
    parse_options.allow_incomplete_input = options.allow_incomplete_input;
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
    bool stopped = false;
    parse_options.go_on = [&] { return !(stopped = stopped || thread.poll().failed()); };
    krait::SyntaxError error;
    auto tree = parse(source, parse_options, arena, &error);
    if (!tree.failed()) return tree.value();
    if (warning_failed || stopped) return kFailure;
    return raise_syntax_error_py(thread, error, filename, source);
}

Result<Code*> compile_source(Thread& thread, std::string_view source, Str* filename, const CompileOptions& options) {
    Arena arena;
    ast::Mod* tree = TRY(parse_source(thread, source, filename, options, arena));
    return compile_ast(thread, tree, source, filename, options, arena);
}

Result<Code*> compile_ast(Thread& thread, ast::Mod* tree, std::string_view source, Str* filename,
                          const CompileOptions& options, Arena& arena) {
    Diagnostics diagnostics(
        thread.stack_limit,
        [&](std::string_view message, Span where) {
            return !options.warnings || !warn_syntax_py(thread, message, filename, where, source).failed();
        },
        [&] { return !thread.poll().failed(); });
    auto unit = compile_tree(tree, arena, diagnostics, options);
    if (!unit) return raise_diagnostics_py(thread, diagnostics, source, filename);
    return materialize(thread, *unit, filename);
}

}  // namespace krait::core
