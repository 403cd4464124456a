#include <bit>
#include <charconv>
#include <cinttypes>
#include <cmath>
#include <cstdio>

#include "data_file.h"
#include "runtime/primitives/format/field_parser.h"
#include "runtime/primitives/format/float_parse.h"
#include "runtime/primitives/format/float_text.h"
#include "runtime/primitives/format/number_format.h"
#include "runtime/primitives/format/percent_format.h"

using namespace krait;

namespace {

std::u32string decode(const std::string& utf8) {
    std::u32string text;
    for (size_t i = 0; i < utf8.size();) {
        auto lead = static_cast<unsigned char>(utf8[i]);
        int length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        char32_t c = length == 1 ? lead : lead & (0xff >> (length + 1));
        for (int k = 1; k < length; ++k) c = c << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3f);
        text += c;
        i += length;
    }
    return text;
}

std::string encode(std::u32string_view text) {
    std::string out;
    for (char32_t c : text) {
        if (c < 0x80) out += static_cast<char>(c);
        else if (c < 0x800) out += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
        else if (c < 0x10000)
            out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
                    static_cast<char>(0x80 | (c & 0x3f))};
        else
            out += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3f)),
                    static_cast<char>(0x80 | (c >> 6 & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
    }
    return out;
}

double parse_double(const std::string& hex) {
    return std::bit_cast<double>(static_cast<uint64_t>(std::stoull(hex, nullptr, 16)));
}

std::string show_double(double value) {
    if (std::isnan(value)) return "nan";
    char buffer[20];
    std::snprintf(buffer, sizeof buffer, "%016" PRIx64, std::bit_cast<uint64_t>(value));
    return buffer;
}

std::string show(const FormattedText& text) {
    std::u32string fill_left(text.left, text.fill), fill_right(text.right, text.fill);
    return text.text.substr(0, text.split) + encode(fill_left) + text.text.substr(text.split) + encode(fill_right);
}

std::string show(const FormatStatus& status) {
    return (status.error == FormatError::kOverflowError ? "!OverflowError: " : "!ValueError: ") + status.message;
}

std::string digits_of(int64_t value, int base) {
    char buffer[70];
    return {buffer, std::to_chars(buffer, buffer + 70, static_cast<uint64_t>(value < 0 ? -value : value), base).ptr};
}

std::string format_int(int64_t value, TextView text) {
    FormatSpec spec;
    FormatStatus status = parse_format_spec(text, &spec, 'd', '>', "int");
    IntegerFormat format;
    if (status.ok()) status = check_integer_spec(spec, "int", &format);
    if (!status.ok()) return show(status);
    FormattedText result;
    if (format == IntegerFormat::kAsFloat) {
        status = format_float(spec, static_cast<double>(value), "int", &result);
        return status.ok() ? show(result) : show(status);
    }
    if (format == IntegerFormat::kCharacter) {
        if (value < 0 || value > 0x10ffff) return "!OverflowError: %c arg not in range(0x110000)";
        Padding padding = padding_for(spec, 1);
        return encode(std::u32string(padding.left, spec.fill)) +
               encode(std::u32string(1, static_cast<char32_t>(value))) +
               encode(std::u32string(padding.right, spec.fill));
    }
    return show(format_integer(spec, value < 0, digits_of(value, base_of(format))));
}

std::string show_fields(const std::u32string& text) {
    FieldParser parser(TextView{std::u32string_view(text)});
    auto part = [&](TextSpan span) {
        return encode(std::u32string_view(text).substr(span.start, span.end - span.start));
    };
    std::string shown;
    for (FieldPiece piece;;) {
        auto step = parser.next(&piece);
        if (step == FieldParser::Step::kEnd) return shown;
        if (step == FieldParser::Step::kError) return std::string("!ValueError: ") + parser.error();
        shown += "<" + part(piece.literal) + "|";
        if (!piece.has_field) shown += "-";
        else
            shown += part(piece.name) + "|" + part(piece.spec) + "|" +
                     (piece.conversion ? encode(std::u32string(1, piece.conversion)) : "");
        shown += ">";
    }
}

std::string show_name(const std::string& text) {
    FieldName name(TextView{std::string_view(text)}, {0, text.size()});
    auto show_part = [&](TextSpan span, int64_t number) {
        return number >= 0 ? "int:" + std::to_string(number) : "str:" + text.substr(span.start, span.end - span.start);
    };
    if (name.error()) return std::string("!ValueError: ") + name.error();
    std::string shown = show_part(name.first(), name.number());
    for (FieldName::Part part;;) {
        auto step = name.next(&part);
        if (step == FieldName::Step::kEnd) return shown;
        if (step == FieldName::Step::kError) return std::string("!ValueError: ") + name.error();
        shown += (part.is_attribute ? " ." : " [") + show_part(part.name, part.number);
    }
}

std::string compute(const std::vector<std::string>& row) {
    const std::string& kind = row[0];
    if (kind == "repr") return float_repr(parse_double(row[1]));
    if (kind == "hex") return float_hex(parse_double(row[1]));
    if (kind == "complex") return complex_repr(parse_double(row[1]), parse_double(row[2]));
    if (kind == "parse") {
        double value;
        return parse_float(row[1], &value) == ParseStatus::kOk ? show_double(value) : "bad";
    }
    if (kind == "parsec") {
        double real, imaginary;
        return parse_complex(row[1], &real, &imaginary) == ParseStatus::kOk
                   ? show_double(real) + " " + show_double(imaginary)
                   : "bad";
    }
    if (kind == "fromhex") {
        double value;
        ParseStatus status = parse_float_hex(row[1], &value);
        return status == ParseStatus::kOk ? show_double(value) : status == ParseStatus::kTooLarge ? "large" : "bad";
    }
    if (kind == "fields") return show_fields(decode(row[1]));
    if (kind == "name") return show_name(row[1]);
    if (kind[0] == '%') {
        std::u32string text = decode(row[kind == "%bad" ? 1 : 2]);
        PercentParser parser{TextView{std::u32string_view(text)}};
        for (;;) {
            auto step = parser.next();
            if (step == PercentParser::Step::kError) return std::string("!ValueError: ") + parser.error();
            if (step == PercentParser::Step::kEnd) return "end";
            if (step != PercentParser::Step::kSpec) continue;
            if (kind == "%float") return show(format_percent_float(parser.spec(), parse_double(row[1])));
            if (kind == "%bad") {
                char message[80];
                std::snprintf(message, sizeof message,
                              "!ValueError: unsupported format character '%c' (0x%x) at index %zu",
                              static_cast<char>(parser.spec().conversion), parser.spec().conversion,
                              parser.spec().conversion_position);
                return message;
            }
            int64_t value = std::stoll(row[1]);
            uint32_t c = parser.spec().conversion;
            return show(format_percent_integer(parser.spec(), value < 0,
                                               digits_of(value, c == 'o'            ? 8
                                                                : (c | 0x20) == 'x' ? 16
                                                                                    : 10)));
        }
    }
    std::u32string text = decode(row[row.size() - 2]);
    TextView view{std::u32string_view(text)};
    if (kind == "int") return format_int(std::stoll(row[1]), view);
    FormatSpec spec;
    FormattedText result;
    FormatStatus status;
    if (kind == "float") {
        status = parse_format_spec(view, &spec, 0, '>', "float");
        if (status.ok()) status = format_float(spec, parse_double(row[1]), "float", &result);
    } else if (kind == "cplx") {
        status = parse_format_spec(view, &spec, 0, '>', "complex");
        if (status.ok()) status = format_complex(spec, parse_double(row[1]), parse_double(row[2]), "complex", &result);
    } else {
        REQUIRE(kind == "str");
        std::u32string value = decode(row[1]);
        size_t take = 0;
        status = parse_format_spec(view, &spec, 's', '<', "str");
        if (status.ok() && spec.type != 's') status = unknown_format_code(spec.type, "str");
        if (status.ok()) status = check_string_spec(spec, value.size(), &take);
        if (!status.ok()) return show(status);
        Padding padding = padding_for(spec, take);
        return encode(std::u32string(padding.left, spec.fill) + value.substr(0, take) +
                      std::u32string(padding.right, spec.fill));
    }
    return status.ok() ? show(result) : show(status);
}

}  // namespace

TEST_CASE("text of numbers is CPython 3.14's") {
    for (auto& row : test::read_rows("format.txt")) {
        std::string got = compute(row);
        if (got != row.back()) {
            std::string inputs;
            for (size_t i = 0; i + 1 < row.size(); ++i) inputs += row[i] + " ~ ";
            INFO(inputs);
            CHECK(got == row.back());
        } else CHECK(true);
    }
}

TEST_CASE("automatic and manual numbering do not mix") {
    FieldNumbering numbering;
    CHECK(numbering.resolve({0, 0}, -1) == 0);
    CHECK(numbering.resolve({0, 0}, -1) == 1);
    CHECK(numbering.resolve({0, 1}, 0) == -1);
    CHECK(std::string(numbering.error()) ==
          "cannot switch from automatic field numbering to manual field specification");
}

TEST_CASE("a precision beyond int is too big") {
    FormatSpec spec;
    FormattedText out;
    REQUIRE(parse_format_spec(TextView{std::string_view(".3000000000f")}, &spec, 0, '>', "float").ok());
    CHECK(format_float(spec, 1.0, "float", &out).message == "precision too big");
}
