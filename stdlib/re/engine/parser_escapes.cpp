#include "stdlib/re/engine/parser_state.h"

namespace krait::regex {

namespace {

// \a \b \f \n \r \t \v \\ ; \b only in a set.
bool control_escape(uint32_t letter, uint32_t& code_point) {
    switch (letter) {
    case 'a': code_point = 7; return true;
    case 'b': code_point = 8; return true;
    case 'f': code_point = 12; return true;
    case 'n': code_point = 10; return true;
    case 'r': code_point = 13; return true;
    case 't': code_point = 9; return true;
    case 'v': code_point = 11; return true;
    case '\\': code_point = '\\'; return true;
    default: return false;
    }
}

uint32_t number_in(std::u32string_view digits, uint32_t base) {
    uint64_t value = 0;
    for (uint32_t c : digits) value = value * base + (is_ascii_digit(c) ? c - '0' : (c | 32) - 'a' + 10);
    return value > UINT32_MAX ? UINT32_MAX : static_cast<uint32_t>(value);
}

SetItem character(uint32_t code_point) { return {.first = code_point, .last = code_point}; }

std::string octal_out_of_range(const std::u32string& escape) {
    return "octal escape value " + to_utf8(escape) + " outside of range 0-0o377";
}

}  // namespace

bool Parser::category_escape(uint32_t letter, uint32_t flags, SetItem& item) const {
    bool unicode = is_unicode(flags);
    switch (letter | 32) {
    case 'd': item.category = unicode ? Category::kDigit : Category::kAsciiDigit; break;
    case 's': item.category = unicode ? Category::kSpace : Category::kAsciiSpace; break;
    case 'w': item.category = unicode ? Category::kWord : Category::kAsciiWord; break;
    default: return false;
    }
    item.negated = letter < 'a';
    return letter < 128;
}

Result<uint32_t> Parser::parse_numeric_escape(const Token& token, bool& found) {
    found = true;
    std::u32string escape = token.text();
    uint32_t letter = token.second;
    size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digits && (letter == 'x' || !text_.is_bytes)) {
        escape += source_.take_while(static_cast<int>(digits), is_hex_digit);
        if (escape.size() != digits + 2) return source_.fail("incomplete escape " + to_utf8(escape), escape.size());
        uint32_t value = number_in(std::u32string_view(escape).substr(2), 16);
        if (value > kMaxCodePoint) return source_.fail("bad escape " + to_utf8(escape), escape.size());
        return value;
    }
    if (letter == 'N' && !text_.is_bytes) {
        if (!source_.match('{')) return source_.fail("missing {");
        std::u32string name = TRY(source_.take_name('}', "character name"));
        uint32_t value = 0;
        if (!hooks_.lookup_name || !hooks_.lookup_name(hooks_.context, to_utf8(name), &value)) {
            return source_.fail("undefined character name " + quoted(name), name.size() + 4);
        }
        return value;
    }
    found = false;
    return 0u;
}

Result<Parser::Escape> Parser::parse_set_escape(const Token& token, uint32_t flags) {
    Escape result;
    uint32_t letter = token.second, code_point = 0;
    if (category_escape(letter, flags, result.item)) return result;
    if (control_escape(letter, code_point)) return Escape{character(code_point)};
    bool found = false;
    code_point = TRY(parse_numeric_escape(token, found));
    if (found) return Escape{character(code_point)};
    std::u32string escape = token.text();
    if (is_octal_digit(letter)) {
        escape += source_.take_while(2, is_octal_digit);
        code_point = number_in(std::u32string_view(escape).substr(1), 8);
        if (code_point > 0377) return source_.fail(octal_out_of_range(escape), escape.size());
        return Escape{character(code_point)};
    }
    if (is_ascii_digit(letter) || is_ascii_letter(letter)) return source_.fail("bad escape " + to_utf8(escape), 2);
    return Escape{character(letter)};
}

Result<Parser::Escape> Parser::parse_escape(const Token& token, uint32_t flags) {
    Escape result;
    uint32_t letter = token.second, code_point = 0;
    bool unicode = is_unicode(flags);
    auto assert_that = [&](Assertion what) { return Escape{{}, assertion(what)}; };
    switch (letter) {
    case 'A': return assert_that(Assertion::kTextStart);
    case 'Z':
    case 'z': return assert_that(Assertion::kTextEnd);
    case 'b': return assert_that(unicode ? Assertion::kWordBoundary : Assertion::kAsciiWordBoundary);
    case 'B': return assert_that(unicode ? Assertion::kNotWordBoundary : Assertion::kNotAsciiWordBoundary);
    }
    if (category_escape(letter, flags, result.item)) {
        result.node = set_of(result.item, flags);
        return result;
    }
    if (control_escape(letter, code_point)) return Escape{character(code_point)};
    bool found = false;
    code_point = TRY(parse_numeric_escape(token, found));
    if (found) return Escape{character(code_point)};

    std::u32string escape = token.text();
    if (letter == '0') {
        escape += source_.take_while(2, is_octal_digit);
        return Escape{character(number_in(std::u32string_view(escape).substr(1), 8))};
    }
    if (is_ascii_digit(letter)) {
        // Two digits are a group, three octal ones a character.
        if (source_.next().length == 1 && is_ascii_digit(source_.next().first)) {
            escape += source_.get().text();
            if (is_octal_digit(escape[1]) && is_octal_digit(escape[2]) && source_.next().length == 1 &&
                is_octal_digit(source_.next().first)) {
                escape += source_.get().text();
                code_point = number_in(std::u32string_view(escape).substr(1), 8);
                if (code_point > 0377) return source_.fail(octal_out_of_range(escape), escape.size());
                return Escape{character(code_point)};
            }
        }
        uint32_t group = number_in(std::u32string_view(escape).substr(1), 10);
        if (group >= group_open_.size()) {
            return source_.fail("invalid group reference " + std::to_string(group), escape.size() - 1);
        }
        if (group_open_[group]) return source_.fail("cannot refer to an open group", escape.size());
        TRY(check_look_behind_group(group));
        result.node = make(NodeType::kBackReference);
        result.node->group = group;
        result.node->case_mode = case_mode(flags);
        return result;
    }
    if (is_ascii_letter(letter)) return source_.fail("bad escape " + to_utf8(escape), 2);
    return Escape{character(letter)};
}

}  // namespace krait::regex
