#include "vm/compiler/syntax_errors.h"

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/str.h"
#include "runtime/objects/text_codecs.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "vm/import/import.h"

namespace krait::core {

namespace {

Failure raise_located_py(Thread& thread, Exc type, std::string_view message, Str* filename, int32_t line,
                         int32_t offset, Value text, int32_t end_line, int32_t end_offset,
                         Value metadata = Value::nothing()) {
    Value where = line ? Value(make_tuple(thread, {Value(filename), Value::small(line), Value::small(offset), text,
                                                   Value::small(end_line), Value::small(end_offset)}))
                       : Value(make_tuple(thread, {Value(filename), Value::small(0), Value::small(-1), Value::none()}));
    Str* shown = TRY(make_str(thread, message));
    Value exception = TRY(call_py(thread, Value(thread.interpreter->type(type)), Value(shown), where));
    if (!metadata.is_nothing()) TRY(set_attribute_py(thread, exception, intern(thread, "_metadata"), metadata));
    return raise_instance(thread, exception);
}

std::string_view line_of(std::string_view source, uint32_t line) {
    for (uint32_t i = 1; i < line; ++i) {
        size_t end = source.find('\n');
        if (end == std::string_view::npos) return {};
        source = source.substr(end + 1);
    }
    size_t end = source.find('\n');
    return source.substr(0, end == std::string_view::npos ? end : end + 1);
}

// Characters before a byte offset, counted from 1 as SyntaxError does.
int32_t offset_of(std::string_view line, uint32_t column) {
    int32_t offset = 1;
    for (uint32_t i = 0; i < column && i < line.size(); ++i) offset += (line[i] & 0xC0) != 0x80;
    return offset;
}

Result<void> warn_explicit_py(Thread& thread, std::string_view message, Str* filename, uint32_t line) {
    Value warnings = TRY(import_module_py(thread, intern(thread, "warnings")));
    Value warn = TRY(get_attribute_py(thread, warnings, "warn_explicit"));
    std::array<Value, 4> args = {
        Value(TRY(make_str(thread, message))),
        Value(thread.interpreter->type(Exc::SyntaxWarning)),
        Value(filename),
        Value::small(static_cast<int64_t>(line))
    };
    TRY(call_py(thread, warn, args));
    return {};
}

}  // namespace

Failure raise_syntax_error_py(Thread& thread, const krait::SyntaxError& error, Str* filename, std::string_view source) {
    Exc type = Exc::SyntaxError;
    switch (error.kind) {
    case SyntaxErrorKind::SyntaxError: break;
    case SyntaxErrorKind::IndentationError: type = Exc::IndentationError; break;
    case SyntaxErrorKind::TabError: type = Exc::TabError; break;
    case SyntaxErrorKind::IncompleteInput: type = Exc::IncompleteInputError; break;
    case SyntaxErrorKind::TooComplex:
        return raise(thread, Exc::MemoryError, "Parser stack overflowed - Python source too complex to parse");
    case SyntaxErrorKind::OutOfMemory: return raise(thread, Exc::MemoryError, "out of memory while parsing");
    }
    Value text = error.line ? Value(TRY(decode_utf8(thread, error.text, "replace"))) : Value::none();
    // What traceback needs to look for a mistyped keyword.
    Value whole(TRY(decode_utf8(thread, source, "replace")));
    Value metadata(
        make_tuple(thread, {Value::small(error.statement_line), Value::small(error.statement_column), whole}));
    return raise_located_py(thread, type, error.message, filename, error.line, error.offset, text, error.end_line,
                            error.end_offset, metadata);
}

Failure raise_diagnostics_py(Thread& thread, const Diagnostics& diagnostics, std::string_view source, Str* filename) {
    if (diagnostics.kind() == Diagnostics::Kind::Warning || diagnostics.kind() == Diagnostics::Kind::Stopped)
        return kFailure;
    if (diagnostics.kind() == Diagnostics::Kind::TooComplex)
        return raise(thread, Exc::RecursionError, "maximum recursion depth exceeded during compilation");
    Span where = diagnostics.where();
    std::string_view first = line_of(source, where.start.line), last = line_of(source, where.end.line);
    Value text = first.empty() ? Value::none() : Value(TRY(make_str(thread, first)));
    return raise_located_py(thread, Exc::SyntaxError, diagnostics.message(), filename,
                            static_cast<int32_t>(where.start.line), offset_of(first, where.start.column), text,
                            static_cast<int32_t>(where.end.line), offset_of(last, where.end.column));
}

Result<void> warn_syntax_py(Thread& thread, std::string_view message, Str* filename, Span where,
                            std::string_view source) {
    if (!warn_explicit_py(thread, message, filename, where.start.line).failed()) return {};
    if (!pending_matches(thread, Exc::SyntaxWarning)) return kFailure;
    take_pending(thread);
    std::string_view line = line_of(source, where.start.line), last = line_of(source, where.end.line);
    Value text = line.empty() ? Value::none() : Value(TRY(make_str(thread, line)));
    return raise_located_py(thread, Exc::SyntaxError, message, filename, static_cast<int32_t>(where.start.line),
                            offset_of(line, where.start.column), text, static_cast<int32_t>(where.end.line),
                            offset_of(last, where.end.column));
}

}  // namespace krait::core
