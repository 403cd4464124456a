// Quoted-printable. RFC 2045 section 6.7; RFC 1522 for the `header` form, where a blank is an underscore.
#include "runtime/objects/bytes_parts.h"
#include "stdlib/binascii/binascii.h"

namespace krait::core {

namespace {

constexpr size_t kLongestLine = 76;

int hex_digit(uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    if ((c | 32) >= 'a' && (c | 32) <= 'f') return (c | 32) - 'a' + 10;
    return -1;
}

FUNCTION(binascii, a2b_qp, "a2b_qp(data, header=False)", "Decode a string of qp-encoded data.") {
    AsciiArgument argument(thread);
    std::string_view data = TRY(argument.open_py(args[0]));
    bool header = TRY(truth_py(thread, args[1]));
    std::string out;
    out.reserve(data.size());
    for (size_t i = 0; i < data.size(); ++i) {
        char c = data[i];
        if (header && c == '_') {
            out += ' ';
        } else if (c != '=') {
            out += c;
        } else if (i + 1 >= data.size()) {
            break;
        } else if (data[i + 1] == '\n' || data[i + 1] == '\r') {  // a soft line break
            while (i + 1 < data.size() && data[i + 1] != '\n') ++i;
            ++i;
        } else if (data[i + 1] == '=') {  // as some broken encoders write it
            out += '=';
            ++i;
        } else if (i + 2 < data.size() && hex_digit(static_cast<uint8_t>(data[i + 1])) >= 0 &&
                   hex_digit(static_cast<uint8_t>(data[i + 2])) >= 0) {
            out += static_cast<char>(hex_digit(static_cast<uint8_t>(data[i + 1])) << 4 |
                                     hex_digit(static_cast<uint8_t>(data[i + 2])));
            i += 2;
        } else {
            out += '=';
        }
    }
    return Value(TRY(make_bytes(thread, out)));
}

FUNCTION(binascii, b2a_qp, "b2a_qp(data, quotetabs=False, istext=True, header=False)",
         "Encode a string using quoted-printable encoding.\n\nOn encoding, when istext is set, newlines are not "
         "encoded, and white\n"
         "space at end of lines is.  When istext is not set, \\r and \\n (CR/LF)\nare both encoded.  When quotetabs is "
         "set, space and tabs "
         "are encoded.") {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    bool quote_tabs = TRY(truth_py(thread, args[1]))
    , is_text = TRY(truth_py(thread, args[2]))
    , header = TRY(truth_py(thread, args[3]));
    std::string_view data = view.bytes();
    size_t first_newline = data.find('\n');
    bool crlf = first_newline != data.npos && first_newline > 0 && data[first_newline - 1] == '\r';
    std::string out;
    size_t column = 0;
    auto add_soft_break = [&] {
        out += crlf ? "=\r\n" : "=\n";
        column = 0;
    };
    for (size_t i = 0; i < data.size();) {
        auto c = static_cast<uint8_t>(data[i]);
        bool at_end = i + 1 == data.size();
        auto next = at_end ? uint8_t{0} : static_cast<uint8_t>(data[i + 1]);
        bool lone_dot =
            c == '.' && column == 0 && (next == 0 || next == '\n' || next == '\r');  // at the end `next` is 0
        bool quoted = c > 126 || c == '=' || (header && c == '_') || lone_dot ||
                      (!is_text && (c == '\r' || c == '\n')) || ((c == '\t' || c == ' ') && at_end) ||
                      (c < 33 && c != '\r' && c != '\n' && c != '\t' && c != ' ') ||
                      (c < 33 && c != '\r' && c != '\n' && quote_tabs);
        if (quoted) {
            if (column + 3 >= kLongestLine) add_soft_break();
            constexpr char kHex[] = "0123456789ABCDEF";
            out += {'=', kHex[c >> 4], kHex[c & 15]};
            column += 3;
            ++i;
            continue;
        }
        if (is_text && (c == '\n' || (c == '\r' && next == '\n'))) {
            // A blank before the line's end is written by its code.
            if (!out.empty() && (out.back() == ' ' || out.back() == '\t')) {
                char blank = out.back();
                out.pop_back();
                out += blank == ' ' ? "=20" : "=09";
            }
            out += crlf ? "\r\n" : "\n";
            i += c == '\r' ? 2 : 1;
            column = 0;
            continue;
        }
        if (!at_end && next != '\n' && column + 1 >= kLongestLine) add_soft_break();
        ++column;
        out += header && c == ' ' ? '_' : static_cast<char>(c);
        ++i;
    }
    return Value(TRY(make_bytes(thread, out)));
}

}  // namespace

std::span<const NativeSpec* const> quoted_functions() {
    static constexpr const NativeSpec* kFunctions[] = {&binascii_a2b_qp, &binascii_b2a_qp};
    return kFunctions;
}

}  // namespace krait::core
