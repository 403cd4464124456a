#include "runtime/primitives/format/field_parser.h"

#include <limits>

namespace krait {

namespace {

// The value of a run of digits; -1 if it is none; -2 if it is too big.
int64_t read_index(TextView text, TextSpan span) {
    if (span.empty()) return -1;
    int64_t value = 0;
    for (size_t i = span.start; i < span.end; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        auto digit = static_cast<int64_t>(text[i] - '0');
        if (value > (std::numeric_limits<int64_t>::max() - digit) / 10) return -2;
        value = value * 10 + digit;
    }
    return value;
}

constexpr const char* kTooManyDigits = "Too many decimal digits in format string";

}  // namespace

FieldParser::Step FieldParser::next(FieldPiece* piece) {
    *piece = {};
    if (position_ >= end_) return Step::kEnd;
    piece->literal = {position_, position_};
    while (position_ < end_ && text_[position_] != '{' && text_[position_] != '}') ++position_;
    piece->literal.end = position_;
    if (position_ == end_) return Step::kPiece;
    uint32_t brace = text_[position_++];
    bool doubled = position_ < end_ && text_[position_] == brace;
    if (doubled) {
        // One of the two belongs to the literal.
        ++position_;
        ++piece->literal.end;
        return Step::kPiece;
    }
    if (brace == '}') return fail("Single '}' encountered in format string");
    if (position_ == end_) return fail("Single '{' encountered in format string");
    return read_field(piece);
}

FieldParser::Step FieldParser::read_field(FieldPiece* piece) {
    piece->has_field = true;
    piece->name = {position_, position_};
    uint32_t stop = 0;
    while (position_ < end_ && !stop) {
        uint32_t c = text_[position_++];
        if (c == '{') return fail("unexpected '{' in field name");
        if (c == '[') {
            while (position_ < end_ && text_[position_] != ']') ++position_;
        } else if (c == '}' || c == ':' || c == '!') stop = c;
    }
    if (!stop) return fail("expected '}' before end of string");
    piece->name.end = position_ - 1;
    if (stop == '}') return Step::kPiece;
    if (stop == '!') {
        if (position_ >= end_) return fail("end of string while looking for conversion specifier");
        piece->conversion = text_[position_++];
        if (position_ < end_) {
            uint32_t c = text_[position_++];
            if (c == '}') return Step::kPiece;
            if (c != ':') return fail("expected ':' after conversion specifier");
        }
    }
    piece->spec.start = position_;
    for (size_t depth = 1; position_ < end_; ++position_) {
        uint32_t c = text_[position_];
        if (c == '{') {
            piece->spec_is_nested = true;
            ++depth;
        } else if (c == '}' && --depth == 0) {
            piece->spec.end = position_++;
            return Step::kPiece;
        }
    }
    return fail("unmatched '{' in format spec");
}

FieldName::FieldName(TextView text, TextSpan range) : text_(text), position_(range.start), end_(range.end) {
    while (position_ < end_ && text_[position_] != '.' && text_[position_] != '[') ++position_;
    first_ = {range.start, position_};
    number_ = read_index(text_, first_);
    if (number_ == -2) error_ = kTooManyDigits;
}

FieldName::Step FieldName::next(Part* part) {
    *part = {};
    if (position_ >= end_) return Step::kEnd;
    auto fail = [&](const char* message) {
        error_ = message;
        return Step::kError;
    };
    uint32_t mark = text_[position_++];
    part->name.start = position_;
    if (mark == '.') {
        part->is_attribute = true;
        while (position_ < end_ && text_[position_] != '.' && text_[position_] != '[') ++position_;
        part->name.end = position_;
    } else if (mark == '[') {
        while (position_ < end_ && text_[position_] != ']') ++position_;
        if (position_ == end_) return fail("Missing ']' in format string");
        part->name.end = position_++;
        part->number = read_index(text_, part->name);
        if (part->number == -2) return fail(kTooManyDigits);
    } else return fail("Only '.' or '[' may follow ']' in format field specifier");
    if (part->name.empty()) return fail("Empty attribute in format string");
    return Step::kPart;
}

}  // namespace krait
