// String, bytes, f-string and t-string literals: escapes, replacement fields and the joining of adjacent literals.
#include <algorithm>
#include <cctype>

#include "lexer/identifier.h"
#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

namespace {

struct Literal {
    bool bytes = false;
    bool raw = false;
    bool unicode = false;  // prefix u
    std::string_view body;
};

Literal split_literal(std::string_view text) {
    Literal literal;
    size_t i = 0;
    for (; text[i] != '"' && text[i] != '\''; ++i) {
        switch (text[i] | 0x20) {
        case 'b': literal.bytes = true; break;
        case 'r': literal.raw = true; break;
        case 'u': literal.unicode = text[i] == 'u'; break;
        default: break;
        }
    }
    size_t quotes = text.size() - i >= 6 && text[i + 1] == text[i] && text[i + 2] == text[i] ? 3 : 1;
    literal.body = text.substr(i + quotes, text.size() - i - 2 * quotes);
    return literal;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

void append_code_point(std::string* out, uint32_t code_point) {
    char buffer[4];
    out->append(buffer, static_cast<size_t>(encode_code_point(code_point, buffer)));
}

// The character after a backslash that stands for another one, or '\0'. A quote and a backslash stand for themselves.
char simple_escape(char c) {
    switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\':
    case '\'':
    case '"': return c;
    default: return '\0';
    }
}

}  // namespace

Result<void> Parser::warn_escape(std::string_view escape, bool octal, uint32_t token_index, const char* at) {
    if (!options_.warn || diagnosing_) return ok();
    const Token& t = tokens_[token_index];
    Position where = start_of(token_index);
    for (const char* c = text_.data() + t.start; c < at; ++c) {
        ++where.column;
        if (*c == '\n') where = {where.line + 1, 0};
    }
    std::string sequence = "\\" + std::string(escape);
    std::string message = "\"" + sequence + "\" is an invalid " + (octal ? "octal " : "") +
                          "escape sequence. Such sequences will not work in the future. Did you mean \"\\" + sequence +
                          "\"? A raw string is also an option.";
    Position end{where.line, where.column + 1 + static_cast<uint32_t>(escape.size())};
    if (options_.warn(message, {where, end})) return ok();
    message = "\"" + sequence + "\" is an invalid " + (octal ? "octal " : "") + "escape sequence. Did you mean \"\\" +
              sequence + "\"? A raw string is also an option.";
    return raise_tokens(token_index, token_index, message);
}

// `body` is a part of the token's text. Positions in messages count bytes of the escaped text, as CPython's codec does.
Result<void> Parser::decode_text(std::string_view body, Escapes escapes, uint32_t token_index, std::string* out) {
    if (escapes == Escapes::Raw || body.find('\\') == body.npos) {
        out->append(body);
        return ok();
    }
    // CPython decodes the text of an f-string when it has read the whole.
    if (tokens_[token_index].kind == FStringMiddle) {
        uint8_t level = tokens_[token_index].level;
        while (tokens_[token_index].kind != FStringEnd || tokens_[token_index].level > level)
            if (++token_index + 1 >= tokens_.size()) break;
    }
    size_t wide = 0;  // what earlier non-ASCII characters add, each being seen as a ten-character escape
    bool warned = false;
    for (size_t i = 0; i < body.size();) {
        if (body[i] != '\\') {
            if (static_cast<uint8_t>(body[i]) >= 0x80) {
                size_t next = i;
                next_code_point(body, next);
                out->append(body.substr(i, next - i));
                wide += 10 - (next - i);
                i = next;
            } else {
                *out += body[i++];
            }
            continue;
        }
        size_t escape = i++;
        char c = i < body.size() ? body[i] : '\\';
        auto malformed = [&](size_t end, const char* what) {
            return raise_token(token_index, "(unicode error) 'unicodeescape' codec can't decode bytes in position " +
                                                std::to_string(escape + wide) + "-" + std::to_string(end - 1 + wide) +
                                                ": " + what);
        };
        if (char simple = simple_escape(c)) {
            *out += simple;
            ++i;
            continue;
        }
        switch (c) {
        case '\n': ++i; break;
        case 'x':
        case 'u':
        case 'U': {
            int digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
            uint32_t value = 0;
            int seen = 0;
            for (++i; seen < digits && i < body.size() && hex_value(body[i]) >= 0; ++seen, ++i)
                value = value << 4 | static_cast<uint32_t>(hex_value(body[i]));
            if (seen < digits)
                return malformed(i, c == 'x'   ? "truncated \\xXX escape"
                                    : c == 'u' ? "truncated \\uXXXX escape"
                                               : "truncated \\UXXXXXXXX escape");
            if (value > 0x10FFFF) return malformed(i, "illegal Unicode character");
            append_code_point(out, value);
            break;
        }
        case 'N': {
            ++i;
            if (i >= body.size() || body[i] != '{') return malformed(i, "malformed \\N character escape");
            size_t end = body.find('}', i);
            if (end == body.npos || end == i + 1)
                return malformed(end == body.npos ? body.size() : end, "malformed \\N character escape");
            int32_t value = options_.character_name ? options_.character_name(body.substr(i + 1, end - i - 1)) : -1;
            if (value < 0) return malformed(end + 1, "unknown Unicode character name");
            append_code_point(out, static_cast<uint32_t>(value));
            i = end + 1;
            break;
        }
        default:
            if (c >= '0' && c <= '7') {
                uint32_t value = 0;
                size_t first = i;
                while (i < body.size() && i < first + 3 && body[i] >= '0' && body[i] <= '7')
                    value = value << 3 | static_cast<uint32_t>(body[i++] - '0');
                if (value > 0xFF && !warned) {
                    warned = true;
                    TRY(warn_escape(body.substr(first, i - first), true, token_index, body.data() + escape));
                }
                append_code_point(out, value);
            } else {
                *out += '\\';
                if (!warned && static_cast<uint8_t>(c) < 0x80) {
                    warned = true;
                    TRY(warn_escape(std::string_view(&c, 1), false, token_index, body.data() + escape));
                }
            }
        }
    }
    return ok();
}

Result<void> Parser::decode_bytes(std::string_view body, Escapes escapes, uint32_t token_index, std::string* out) {
    for (char c : body)
        if (static_cast<uint8_t>(c) >= 0x80)
            return raise_token(token_index, "bytes can only contain ASCII literal characters");
    if (escapes == Escapes::Raw) {
        out->append(body);
        return ok();
    }
    bool warned = false;
    for (size_t i = 0; i < body.size();) {
        if (body[i] != '\\') {
            *out += body[i++];
            continue;
        }
        size_t escape = i++;
        char c = i < body.size() ? body[i] : '\\';
        if (char simple = simple_escape(c)) {
            *out += simple;
            ++i;
        } else if (c == '\n') {
            ++i;
        } else if (c == 'x') {
            int high = i + 1 < body.size() ? hex_value(body[i + 1]) : -1,
                low = i + 2 < body.size() ? hex_value(body[i + 2]) : -1;
            if (high < 0 || low < 0)
                return raise_token(token_index,
                                   "(value error) invalid \\x escape at position " + std::to_string(escape));
            *out += static_cast<char>(high << 4 | low);
            i += 3;
        } else if (c >= '0' && c <= '7') {
            uint32_t value = 0;
            size_t first = i;
            while (i < body.size() && i < first + 3 && body[i] >= '0' && body[i] <= '7')
                value = value << 3 | static_cast<uint32_t>(body[i++] - '0');
            if (value > 0xFF && !warned) {
                warned = true;
                TRY(warn_escape(body.substr(first, i - first), true, token_index, body.data() + escape));
            }
            *out += static_cast<char>(value);
        } else {
            *out += '\\';
            if (!warned) {
                warned = true;
                TRY(warn_escape(std::string_view(&c, 1), false, token_index, body.data() + escape));
            }
        }
    }
    return ok();
}

// One or more adjacent literals. Bytes do not mix with text, nor t-strings with anything else.
Result<Expr*> Parser::parse_strings() {
    uint32_t start = position_;
    bool any_bytes = false, any_text = false, any_format = false, any_template = false;
    uint32_t count = 0;
    ListBuilder<Expr> parts(*this);
    std::string pending;
    bool have_pending = false, pending_unicode = false;
    Span pending_span;
    auto append = [&](std::string_view text, Span span, bool unicode) {
        if (!have_pending) {
            pending_span.start = span.start;
            pending_unicode = unicode;
        }
        have_pending = true;
        pending_span.end = span.end;
        pending += text;
    };
    auto flush = [&]() -> Result<void> {
        if (have_pending && !pending.empty()) {
            ConstantValue value{ConstantKind::String, 10, copy(pending), 0};
            parts.add(TRY(make_between<Constant>(pending_span.start, pending_span.end, value,
                                                 pending_unicode ? ast::String("u") : ast::String{})));
        }
        pending.clear();
        have_pending = false;
        return ok();
    };
    Literal only;
    for (;; ++count) {
        if (kind() == TokenKind::String) {
            uint32_t index = position_++;
            Literal literal = split_literal(text_of(index));
            (literal.bytes ? any_bytes : any_text) = true;
            Escapes escapes = literal.raw ? Escapes::Raw : Escapes::Decode;
            if (count == 0) only = literal;
            bool alone = count == 0 && kind() != TokenKind::String && kind() != FStringStart && kind() != TStringStart;
            if (literal.bytes) {
                std::string decoded;
                TRY(decode_bytes(literal.body, escapes, index, &decoded));
                append(decoded, {start_of(index), end_of(index)}, false);
            } else if (alone && (literal.raw || literal.body.find('\\') == literal.body.npos)) {
                std::string_view body = literal.body.empty() ? std::string_view("", 0) : literal.body;
                ConstantValue value{ConstantKind::String, 10, body, 0};
                return TRY(make<Constant>(index, value, literal.unicode ? ast::String("u") : ast::String{}));
            } else {
                std::string decoded;
                TRY(decode_text(literal.body, escapes, index, &decoded));
                append(decoded, {start_of(index), end_of(index)}, literal.unicode);
            }
        } else if (kind() == FStringStart || kind() == TStringStart) {
            bool is_template = kind() == TStringStart;
            (is_template ? any_template : any_format) = true;
            uint32_t open = position_++;
            bool raw = text_of(open).find_first_of("rR") != std::string_view::npos;
            while (kind() != FStringEnd) {
                if (kind() == FStringMiddle) {
                    uint32_t index = position_++;
                    std::string_view body = text_of(index);
                    std::string decoded;
                    // `{{` and `}}` are one brace each; the name in \N{...} keeps its own. What stands between is decoded
                    // where it is, since warnings tell its place in the source.
                    size_t first = 0;
                    auto decode_to = [&](size_t end) {
                        std::string_view piece = body.substr(first, end - first);
                        return decode_text(piece, raw ? Escapes::Raw : Escapes::Decode, index, &decoded);
                    };
                    for (size_t i = 0; i < body.size(); ++i) {
                        if (!raw && body[i] == '\\' && i + 2 < body.size() && body[i + 1] == 'N' &&
                            body[i + 2] == '{') {
                            i = std::min(body.find('}', i), body.size() - 1);
                        } else if ((body[i] == '{' || body[i] == '}') && i + 1 < body.size() &&
                                   body[i + 1] == body[i]) {
                            TRY(decode_to(++i));
                            first = i + 1;
                        }
                    }
                    TRY(decode_to(body.size()));
                    append(decoded, {start_of(index), end_of(index)}, false);
                } else if (kind() == LeftBrace) {
                    std::string debug;
                    Span debug_span;
                    auto* field = TRY(parse_replacement_field(is_template, raw, &debug, &debug_span));
                    if (!debug.empty()) append(debug, debug_span, false);
                    TRY(flush());
                    parts.add(field);
                } else {
                    return fail();
                }
            }
            ++position_;
        } else {
            break;
        }
    }
    if (any_bytes && (any_text || any_format || any_template)) {
        if (any_template)
            return raise_tokens(start, position_ - 1, "cannot mix t-string literals with string or bytes literals");
        return raise_last_token("cannot mix bytes and nonbytes literals");
    }
    if (any_template && (any_text || any_format))
        return raise_tokens(start, position_ - 1, "cannot mix t-string literals with string or bytes literals");
    if (!any_format && !any_template) {
        ConstantValue value{any_bytes ? ConstantKind::Bytes : ConstantKind::String, 10, copy(pending), 0};
        return TRY(make<Constant>(start, value, only.unicode ? ast::String("u") : ast::String{}));
    }
    TRY(flush());
    if (any_template) return TRY(make<TemplateStr>(start, parts.finish()));
    return TRY(make<JoinedStr>(start, parts.finish()));
}

std::string Parser::without_comments(uint32_t start, uint32_t end) const {
    std::string text;
    uint32_t at = start;
    const auto& comments = lexer_.field_comments();
    auto comment = std::lower_bound(comments.begin(), comments.end(), start,
                                    [](const Lexer::Range& range, uint32_t offset) { return range.start < offset; });
    for (; comment != comments.end() && comment->start < end; ++comment) {
        text += text_.substr(at, comment->start - at);
        at = comment->end;
    }
    if (at < end) text += text_.substr(at, end - at);
    return text;
}

// '{' expression ['='] ['!' NAME] [':' spec] '}'
Result<Expr*> Parser::parse_replacement_field(bool is_template, bool raw, std::string* debug, Span* debug_span) {
    KRAIT_ENTER_NESTING();
    const std::string letter = is_template ? "t" : "f";
    uint32_t open = position_++;
    if (kind() == Equal || kind() == Exclamation || kind() == Colon || kind() == RightBrace) {
        if (diagnosing_)
            return raise_token(position_, letter + "-string: valid expression required before '" +
                                              std::string(token_text(kind())) + "'");
        return fail();
    }
    uint32_t first = position_;
    auto expression = parse_yield_or_star_expressions();
    if (expression.failed()) {
        if (!diagnosing_ || raised_ || kind() == Error) return kFailure;
        // The longest expression read ends before the token at which the rest failed.
        bool partial = starts_expression(tokens_[first].kind) && position_ > first + 1 &&
                       tokens_[first].level == token().level + (kind() == RightBrace);
        partial = partial && tokens_[first].kind != TokenKind::Not && tokens_[first].kind != Minus &&
                  tokens_[first].kind != Plus && tokens_[first].kind != Tilde &&
                  tokens_[first].kind != TokenKind::Await && tokens_[first].kind != TokenKind::Lambda;
        if (partial) return raise_token(position_ - 1, letter + "-string: expecting '=', or '!', or ':', or '}'");
        return raise_token(first, letter + "-string: expecting a valid expression after '{'");
    }
    Expr* value = expression.value();
    uint32_t expression_end = tokens_[position_].start;
    bool has_debug = accept(Equal);
    auto misses = [&](const char* what) -> Failure {
        if (diagnosing_ && kind() != Error) return raise_token(position_, letter + "-string: expecting " + what);
        return fail();
    };
    bool ends = kind() == Exclamation || kind() == Colon || kind() == RightBrace;
    if (!ends) return misses(has_debug ? "'!', or ':', or '}'" : "'=', or '!', or ':', or '}'");
    if (has_debug) {
        *debug = without_comments(tokens_[open].end, tokens_[position_].start);
        *debug_span = {{tokens_[open].line, source_.column(tokens_[open].line, tokens_[open].end)},
                       start_of(position_)};
    }
    int32_t conversion = -1;
    if (kind() == Exclamation) {
        conversion = TRY(parse_conversion(letter.c_str()));
        if (kind() != Colon && kind() != RightBrace) return misses("':' or '}'");
    }
    Expr* spec = nullptr;
    if (kind() == Colon) {
        uint32_t colon = position_++;
        spec = TRY(parse_format_spec(raw, colon));
        if (kind() != RightBrace) return misses("'}', or format specs");
    }
    TRY(expect(RightBrace));
    if (has_debug && conversion < 0 && !spec) conversion = 'r';
    if (!is_template) return TRY(make<FormattedValue>(open, value, conversion, spec));
    std::string source = without_comments(tokens_[open].end, expression_end);
    while (!source.empty() && isspace(static_cast<unsigned char>(source.back()))) source.pop_back();
    return TRY(
        make<Interpolation>(open, value, ConstantValue{ConstantKind::String, 10, copy(source), 0}, conversion, spec));
}

Result<int32_t> Parser::parse_conversion(const char* letter) {
    uint32_t mark = position_++;
    std::string prefix = std::string(letter) + "-string: ";
    if (kind() != TokenKind::Name) {
        if (diagnosing_ && kind() != Error)
            return raise_token(position_,
                               prefix + (kind() == Colon || kind() == RightBrace ? "missing conversion character"
                                                                                 : "invalid conversion character"));
        return fail();
    }
    if (tokens_[mark].end != token().start)
        return raise_tokens(mark, position_, prefix + "conversion type must come right after the exclamation mark");
    std::string_view name = text_of(position_);
    if (name != "s" && name != "r" && name != "a")
        return raise_token(position_, prefix + "invalid conversion character '" + std::string(name) +
                                          "': expected 's', 'r', or 'a'");
    ++position_;
    return static_cast<int32_t>(name[0]);
}

// Text and nested replacement fields up to the closing brace.
Result<Expr*> Parser::parse_format_spec(bool raw, uint32_t colon) {
    ListBuilder<Expr> parts(*this);
    std::string pending;
    Span span;
    auto flush = [&]() -> Result<void> {
        if (!pending.empty())
            parts.add(TRY(make_between<Constant>(
                span.start, span.end, ConstantValue{ConstantKind::String, 10, copy(pending), 0}, ast::String{})));
        pending.clear();
        return ok();
    };
    for (;;) {
        if (kind() == FStringMiddle) {
            uint32_t index = position_++;
            if (pending.empty()) span.start = start_of(index);
            span.end = end_of(index);
            TRY(decode_text(text_of(index), raw ? Escapes::Raw : Escapes::Decode, index, &pending));
        } else if (kind() == LeftBrace) {
            std::string debug;
            Span debug_span;
            // Fields of a format specification are formatted at once, in a t-string too.
            auto* field = TRY(parse_replacement_field(false, raw, &debug, &debug_span));
            if (!debug.empty() && pending.empty()) span = debug_span;
            pending += debug;
            TRY(flush());
            parts.add(field);
        } else {
            break;
        }
    }
    TRY(flush());
    return TRY(make_between<JoinedStr>(start_of(colon), end_of(position_ - 1), parts.finish()));
}

}  // namespace krait
