// Templates, and what sub() and expand() put together.
#include "runtime/objects/bytes.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/text.h"
#include "runtime/operations.h"
#include "stdlib/re/engine/template.h"
#include "stdlib/re/engine/unicode_tables.h"
#include "stdlib/re/objects/re_objects.h"

namespace krait::core {

static bool has_backslash(const regex::RegexText& text) {
    for (size_t i = 0; i < text.length; ++i) {
        if (text.at(i) == '\\') return true;
    }
    return false;
}

Result<void> ReTemplate::parse_py(Thread& thread, RePattern* pattern, Value source) {
    ReText text(thread);
    if (!as_kind<Str>(thread, source) && !has_buffer(thread, source)) {
        return raise(thread, Exc::TypeError, "decoding to str: need a bytes-like object, {} found",
                     type_name(thread, source));
    }
    TRY(text.open_any_py(source));
    is_str_ = text.is_str();
    if (!has_backslash(text.text())) {
        groups_.push_back(-1);
        return texts_.push(thread, source);
    }
    regex::CompileError error;
    auto parsed = regex::parse_template(text.text(), *pattern->regex, regex::unicode_sets().properties(), error);
    if (parsed.failed()) return raise_compile_error_py(thread, error, source);
    for (const regex::TemplatePiece& piece : parsed.value()) {
        groups_.push_back(piece.group);
        Value made = none();
        if (piece.group < 0 && is_str_) {
            made = Value(TRY(make_str(thread, std::u32string_view(piece.text))));
        } else if (piece.group < 0) {
            made = Value(TRY(make_bytes(thread, std::string(piece.text.begin(), piece.text.end()))));
        }
        TRY(texts_.push(thread, made));
    }
    return {};
}

Value ReTemplate::literal(Thread& thread) const {
    if (!groups_.empty()) return texts_[0];
    return is_str_ ? Value(empty_str(thread)) : Value(empty_bytes(thread));
}

Result<void> ReJoiner::add_py(Value part) {
    if (kind_ == Kind::Str) {
        auto* text = as_kind<Str>(thread_, part);
        if (!text)
            return raise(thread_, Exc::TypeError, "sequence item {}: expected str instance, {} found", count_,
                         type_name(thread_, part));
        ++count_;
        return builder_.add(text);
    }
    if (!has_buffer(thread_, part))
        return raise(thread_, Exc::TypeError, "sequence item {}: expected a bytes-like object, {} found", count_,
                     type_name(thread_, part));
    BytesArgument view(thread_);
    TRY(view.open_py(part));
    ++count_;
    bytes_ += view.bytes();
    return {};
}

Result<void> ReJoiner::add_range(const ReText& text, size_t start, size_t end) {
    if (start >= end) return {};
    ++count_;
    if (kind_ == Kind::Str) return builder_.add_range(as_kind<Str>(thread_, text.string()), start, end);
    bytes_.append(static_cast<const char*>(text.text().data) + start, end - start);
    return {};
}

Result<Value> ReJoiner::finish() {
    if (kind_ == Kind::Str) return Value(TRY(builder_.finish()));
    return Value(TRY(make_bytes(thread_, bytes_)));
}

}  // namespace krait::core
