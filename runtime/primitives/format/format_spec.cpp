#include "runtime/primitives/format/format_spec.h"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace krait {

namespace {

bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

std::string quoted_code(uint32_t code) {
    if (code > 32 && code < 128) return std::string("'") + static_cast<char>(code) + "'";
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, "'\\x%x'", code);
    return buffer;
}

void append_utf8(std::string& out, uint32_t c) {
    if (c < 0x80) out += static_cast<char>(c);
    else if (c < 0x800) {
        out += static_cast<char>(0xc0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    }
}

class SpecReader {
public:
    explicit SpecReader(TextView text) : text_(text) {}
    uint32_t peek(size_t ahead = 0) const { return position_ + ahead < text_.length ? text_[position_ + ahead] : 0; }
    size_t left() const { return text_.length - position_; }
    bool accept(uint32_t c) {
        if (left() == 0 || peek() != c) return false;
        ++position_;
        return true;
    }
    uint32_t take() { return text_[position_++]; }
    // Answers false if the number does not fit.
    bool number(int64_t* value, bool* any) {
        *any = false;
        int64_t result = 0;
        for (; left() && peek() >= '0' && peek() <= '9'; *any = true) {
            auto digit = static_cast<int64_t>(take() - '0');
            if (result > (std::numeric_limits<int64_t>::max() - digit) / 10) return false;
            result = result * 10 + digit;
        }
        if (*any) *value = result;
        return true;
    }

private:
    TextView text_;
    size_t position_ = 0;
};

FormatStatus both_separators() { return FormatStatus::value_error("Cannot specify both ',' and '_'."); }

// The separator of one part of the number, ',' before '_'.
bool read_grouping(SpecReader& reader, char* grouping, bool* both) {
    bool any = false;
    if (reader.accept(',')) *grouping = ',', any = true;
    if (reader.accept('_')) {
        *both = *grouping != 0;
        *grouping = '_';
        any = true;
    }
    if (!*both && *grouping == '_' && reader.left() && reader.peek() == ',') *both = true;
    return any;
}

}  // namespace

FormatStatus unknown_format_code(uint32_t code, std::string_view type_name) {
    return FormatStatus::value_error("Unknown format code " + quoted_code(code) + " for object of type '" +
                                     std::string(type_name) + "'");
}

FormatStatus parse_format_spec(TextView text, FormatSpec* spec, char default_type, char default_align,
                               std::string_view type_name) {
    *spec = {};
    spec->align = default_align;
    spec->type = static_cast<unsigned char>(default_type);
    SpecReader reader(text);
    bool fill_given = false, align_given = false;
    if (reader.left() >= 2 && is_align(reader.peek(1))) {
        spec->fill = reader.take();
        spec->align = static_cast<char>(reader.take());
        fill_given = align_given = true;
    } else if (reader.left() >= 1 && is_align(reader.peek())) {
        spec->align = static_cast<char>(reader.take());
        align_given = true;
    }
    if (reader.left() && (reader.peek() == '+' || reader.peek() == '-' || reader.peek() == ' '))
        spec->sign = static_cast<char>(reader.take());
    if (reader.accept('z')) spec->no_negative_zero = true;
    if (reader.accept('#')) spec->alternate = true;
    if (!fill_given && reader.accept('0')) {
        spec->fill = '0';
        if (!align_given && default_align == '>') spec->align = '=';
    }
    bool any = false, both = false;
    if (!reader.number(&spec->width, &any))
        return FormatStatus::value_error("Too many decimal digits in format string");
    read_grouping(reader, &spec->grouping, &both);
    if (both) return both_separators();
    if (reader.accept('.')) {
        if (!reader.number(&spec->precision, &any))
            return FormatStatus::value_error("Too many decimal digits in format string");
        bool grouped = read_grouping(reader, &spec->fraction_grouping, &both);
        if (both) return both_separators();
        if (!any && !grouped) return FormatStatus::value_error("Format specifier missing precision");
    }
    if (reader.left() > 1) {
        std::string shown;
        for (size_t i = 0; i < text.length; ++i) append_utf8(shown, text[i]);
        return FormatStatus::value_error("Invalid format specifier '" + shown + "' for object of type '" +
                                         std::string(type_name) + "'");
    }
    if (reader.left() == 1) spec->type = reader.take();
    auto cannot = [&](char separator) {
        return FormatStatus::value_error(std::string("Cannot specify '") + separator + "' with " +
                                         quoted_code(spec->type) + ".");
    };
    if (spec->grouping) {
        switch (spec->type) {
        case 'd':
        case 'e':
        case 'f':
        case 'g':
        case 'E':
        case 'F':
        case 'G':
        case '%':
        case 0: break;
        case 'b':
        case 'o':
        case 'x':
        case 'X':
            if (spec->grouping != '_') return cannot(spec->grouping);
            spec->group_size = 4;
            break;
        default: return cannot(spec->grouping);
        }
    }
    if (spec->fraction_grouping && spec->type == 'n') return cannot(spec->fraction_grouping);
    return {};
}

Padding padding_for(const FormatSpec& spec, size_t length) {
    if (spec.width < 0 || static_cast<uint64_t>(spec.width) <= length) return {};
    size_t total = static_cast<size_t>(spec.width) - length;
    if (spec.align == '<') return {0, total};
    if (spec.align == '^') return {total / 2, total - total / 2};
    return {total, 0};
}

FormatStatus check_string_spec(const FormatSpec& spec, size_t length, size_t* take) {
    auto refuse = [](const char* what) {
        return FormatStatus::value_error(std::string(what) + " not allowed in string format specifier");
    };
    if (spec.sign) return refuse(spec.sign == ' ' ? "Space" : "Sign");
    if (spec.no_negative_zero) return refuse("Negative zero coercion (z)");
    if (spec.alternate) return refuse("Alternate form (#)");
    if (spec.align == '=') return refuse("'=' alignment");
    *take = spec.precision >= 0 ? std::min(length, static_cast<size_t>(spec.precision)) : length;
    return {};
}

}  // namespace krait
