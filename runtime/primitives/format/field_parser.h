// The templates of str.format(): "text {field!r:spec} text", as an iterator of pieces; and field names.
// (Library Reference, "Format String Syntax".) string.Formatter and _string use the same.
#pragma once

#include <cstdint>

#include "runtime/primitives/unicode/text_view.h"

namespace krait {

struct FieldPiece {
    TextSpan literal;  // text before the field, braces undoubled
    bool has_field = false;
    TextSpan name;            // "0.real[key]"
    uint32_t conversion = 0;  // 'r', 's', 'a', another code point, or 0
    TextSpan spec;
    bool spec_is_nested = false;  // contains a field itself: expand it first
};

class FieldParser {
public:
    explicit FieldParser(TextView text) : FieldParser(text, {0, text.length}) {}
    FieldParser(TextView text, TextSpan range) : text_(text), position_(range.start), end_(range.end) {}

    enum class Step { kEnd, kPiece, kError };
    Step next(FieldPiece* piece);
    const char* error() const { return error_; }  // a ValueError's message

private:
    Step fail(const char* message) {
        error_ = message;
        return Step::kError;
    }
    Step read_field(FieldPiece* piece);

    TextView text_;
    size_t position_;
    size_t end_;
    const char* error_ = nullptr;
};

// The parts of a field name: the first is an argument, then .attribute and [index] steps.
class FieldName {
public:
    // The first part up to '.' or '['. number >= 0: a positional index; empty: number automatically.
    FieldName(TextView text, TextSpan range);
    TextSpan first() const { return first_; }
    int64_t number() const { return number_; }

    struct Part {
        bool is_attribute = false;
        TextSpan name;
        int64_t number = -1;  // an index of digits only
    };
    enum class Step { kEnd, kPart, kError };
    Step next(Part* part);
    // nullptr, or a ValueError's message; check once after construction too.
    const char* error() const { return error_; }

private:
    TextView text_;
    TextSpan first_;
    int64_t number_ = -1;
    size_t position_;
    size_t end_;
    const char* error_ = nullptr;
};

// Automatic ({}) and manual ({0}) numbering do not mix. One per format() call, shared by nested specs.
class FieldNumbering {
public:
    // The index to use for a field whose first part is empty (automatic) or a number; -1: error().
    int64_t resolve(TextSpan first, int64_t number) {
        bool automatic = first.empty();
        if (mode_ != Mode::kUnknown && (mode_ == Mode::kAutomatic) != automatic) {
            error_ = automatic ? "cannot switch from manual field specification to automatic field numbering"
                               : "cannot switch from automatic field numbering to manual field specification";
            return -1;
        }
        mode_ = automatic ? Mode::kAutomatic : Mode::kManual;
        return automatic ? next_++ : number;
    }
    const char* error() const { return error_; }

private:
    enum class Mode { kUnknown, kAutomatic, kManual } mode_ = Mode::kUnknown;
    int64_t next_ = 0;
    const char* error_ = nullptr;
};

}  // namespace krait
