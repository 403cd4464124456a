#include "runtime/primitives/format/percent_format.h"

#include <limits>

#include "runtime/primitives/format/float_text.h"

namespace krait {

PercentParser::Step PercentParser::next() {
    if (at_end()) return Step::kEnd;
    if (text_[position_] == '%') {
        ++position_;
        return read_spec();
    }
    literal_.start = position_;
    while (!at_end() && text_[position_] != '%') ++position_;
    literal_.end = position_;
    return Step::kLiteral;
}

bool PercentParser::read_number(int64_t* value, int64_t limit) {
    int64_t result = 0;
    for (; !at_end() && text_[position_] >= '0' && text_[position_] <= '9'; ++position_) {
        auto digit = static_cast<int64_t>(text_[position_] - '0');
        if (result > (limit - digit) / 10) return false;
        result = result * 10 + digit;
    }
    *value = result;
    return true;
}

PercentParser::Step PercentParser::read_spec() {
    spec_ = {};
    size_t start = position_;
    if (!at_end() && text_[position_] == '(') {
        size_t depth = 1;
        spec_.key.start = ++position_;
        for (; !at_end() && depth > 0; ++position_) {
            if (text_[position_] == ')') --depth;
            else if (text_[position_] == '(') ++depth;
        }
        if (depth > 0) return fail("incomplete format key");
        spec_.has_key = true;
        spec_.key.end = position_ - 1;
    }
    for (; !at_end(); ++position_) {
        uint32_t c = text_[position_];
        if (c == '-') spec_.left = true;
        else if (c == '+') spec_.plus = true;
        else if (c == ' ') spec_.blank = true;
        else if (c == '#') spec_.alternate = true;
        else if (c == '0') spec_.zero = true;
        else break;
    }
    if (!at_end() && text_[position_] == '*') {
        spec_.width_from_argument = true;
        ++position_;
    } else if (!at_end() && text_[position_] >= '0' && text_[position_] <= '9') {
        if (!read_number(&spec_.width, std::numeric_limits<int64_t>::max())) return fail("width too big");
    }
    if (!at_end() && text_[position_] == '.') {
        ++position_;
        if (!at_end() && text_[position_] == '*') {
            spec_.precision_from_argument = true;
            ++position_;
        } else if (!read_number(&spec_.precision, std::numeric_limits<int>::max())) return fail("precision too big");
    }
    // One length modifier is allowed and means nothing.
    if (!at_end() && (text_[position_] == 'h' || text_[position_] == 'l' || text_[position_] == 'L')) ++position_;
    if (at_end()) return fail("incomplete format");
    spec_.conversion_position = position_;
    spec_.conversion = text_[position_++];
    spec_.is_plain_percent = spec_.conversion == '%' && spec_.conversion_position == start;
    return Step::kSpec;
}

Padding padding_for(const PercentSpec& spec, size_t length) {
    if (spec.width < 0 || static_cast<uint64_t>(spec.width) <= length) return {};
    size_t total = static_cast<size_t>(spec.width) - length;
    return spec.left ? Padding{0, total} : Padding{total, 0};
}

namespace {

// Sign and prefix, zeros if wanted, the body; then blanks around.
FormattedText lay_out(const PercentSpec& spec, bool negative, std::string_view prefix, std::string_view body) {
    FormattedText result;
    if (negative) result.text = "-";
    else if (spec.plus) result.text = "+";
    else if (spec.blank) result.text = " ";
    result.text += prefix;
    size_t length = result.text.size() + body.size();
    if (spec.zero && !spec.left && spec.width > 0 && static_cast<uint64_t>(spec.width) > length)
        result.text.append(static_cast<size_t>(spec.width) - length, '0');
    result.text += body;
    Padding padding = padding_for(spec, result.text.size());
    result.left = padding.left;
    result.right = padding.right;
    return result;
}

}  // namespace

FormattedText format_percent_integer(const PercentSpec& spec, bool negative, std::string_view digits) {
    std::string body;
    if (spec.precision > 0 && static_cast<uint64_t>(spec.precision) > digits.size())
        body.append(static_cast<size_t>(spec.precision) - digits.size(), '0');
    body += digits;
    std::string prefix;
    if (spec.conversion == 'X')
        for (char& c : body)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (spec.alternate && (spec.conversion == 'x' || spec.conversion == 'X' || spec.conversion == 'o'))
        prefix = {'0', static_cast<char>(spec.conversion)};
    return lay_out(spec, negative, prefix, body);
}

FormattedText format_percent_float(const PercentSpec& spec, double value) {
    FloatFormat format{.type = static_cast<char>(spec.conversion),
                       .precision = spec.precision < 0 ? 6 : static_cast<int>(spec.precision),
                       .alternate = spec.alternate};
    std::string text = format_double(value, format);
    bool negative = text[0] == '-';
    return lay_out(spec, negative, {}, std::string_view(text).substr(negative));
}

}  // namespace krait
