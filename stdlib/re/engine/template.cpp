#include "stdlib/re/engine/template.h"

#include "stdlib/re/engine/tokenizer.h"

namespace krait::regex {

namespace {

class TemplateParser {
public:
    TemplateParser(RegexText text, const Regex& regex, const UnicodeProperties& properties, CompileError& error)
        : text_(text), regex_(regex), properties_(properties), source_(text, error) {}

    Result<std::vector<TemplatePiece>> run() {
        while (!source_.next().is_end()) {
            Token token = source_.get();
            if (source_.failed()) return kFailure;
            if (token.is_escape()) {
                TRY(parse_escape(token));
            } else {
                literal_ += static_cast<char32_t>(token.first);
            }
        }
        if (source_.failed()) return kFailure;
        flush();
        return std::move(pieces_);
    }

private:
    void flush() {
        if (!literal_.empty()) pieces_.push_back({std::move(literal_)});
        literal_.clear();
    }

    Result<void> add_group(uint64_t group, const std::string& shown, size_t back) {
        if (group > regex_.groups()) return source_.fail("invalid group reference " + shown, back);
        flush();
        pieces_.push_back({{}, static_cast<int64_t>(group)});
        return ok();
    }

    Result<void> parse_escape(const Token& token) {
        uint32_t letter = token.second;
        if (letter == 'g') return parse_group();
        if (letter == '0') {
            std::u32string digits = source_.take_while(2, is_octal_digit);
            uint32_t value = 0;
            for (uint32_t c : digits) value = value * 8 + (c - '0');
            literal_ += static_cast<char32_t>(value & 0xFF);
            return ok();
        }
        if (is_ascii_digit(letter)) return parse_number(letter);
        constexpr std::u32string_view kLetters = U"abfnrtv\\", kControls = U"\a\b\f\n\r\t\v\\";
        if (auto at = kLetters.find(static_cast<char32_t>(letter)); at != kLetters.npos) {
            literal_ += kControls[at];
        } else if (is_ascii_letter(letter)) {
            return source_.fail("bad escape " + to_utf8(token.text()), 2);
        } else {
            literal_ += token.text();
        }
        return ok();
    }

    // Three octal digits are a character; one or two digits a group.
    Result<void> parse_number(uint32_t first) {
        std::u32string digits(1, static_cast<char32_t>(first));
        auto next_is = [&](bool (*predicate)(uint32_t)) {
            return source_.next().length == 1 && predicate(source_.next().first);
        };
        if (next_is(is_ascii_digit)) {
            digits += static_cast<char32_t>(source_.get().first);
            if (is_octal_digit(first) && is_octal_digit(digits[1]) && next_is(is_octal_digit)) {
                digits += static_cast<char32_t>(source_.get().first);
                uint32_t value = (digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0');
                if (value > 0377) {
                    return source_.fail("octal escape value \\" + to_utf8(digits) + " outside of range 0-0o377", 4);
                }
                literal_ += static_cast<char32_t>(value);
                return ok();
            }
        }
        uint64_t group = 0;
        parse_group_number(digits, group);
        return add_group(group, std::to_string(group), digits.size());
    }

    Result<void> parse_group() {
        if (!source_.match('<')) return source_.fail("missing <");
        std::u32string name = TRY(source_.take_name('>', "group name"));
        size_t back = name.size() + 1;
        uint64_t group = 0;
        if (parse_group_number(name, group)) return add_group(group, canonical_number(name), back);
        bool ascii = true;
        for (uint32_t c : name) ascii &= c < 128;
        if (text_.is_bytes && !ascii) {
            UnicodeProperties plain = properties_;
            plain.is_printable = [](uint32_t) { return false; };
            return source_.fail("bad character in group name " + python_repr(name, plain), back);
        }
        if (!is_identifier(name, properties_)) {
            return source_.fail("bad character in group name " + python_repr(name, properties_), back);
        }
        for (auto& [known, number] : regex_.group_names()) {
            if (known == name) return add_group(number, "", back);
        }
        return source_.fail_with(
            {.kind = ErrorKind::kIndexError, .message = "unknown group name " + python_repr(name, properties_)});
    }

    RegexText text_;
    const Regex& regex_;
    const UnicodeProperties& properties_;
    Tokenizer source_;
    std::u32string literal_;
    std::vector<TemplatePiece> pieces_;
};

}  // namespace

Result<std::vector<TemplatePiece>> parse_template(RegexText text, const Regex& regex,
                                                  const UnicodeProperties& properties, CompileError& error) {
    return TemplateParser(text, regex, properties, error).run();
}

}  // namespace krait::regex
