// The arguments of calls and the parameters of functions and lambdas.
#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

// After the '('; reads the ')' too.
Result<void> Parser::parse_arguments(ArgumentsOf of, uint32_t open, std::span<Expr*>* arguments,
                                     std::span<Keyword*>* keywords) {
    std::vector<Keyword*> named;
    ListBuilder<Expr> positional(*this);
    bool unpacked_mapping = false;
    bool positional_follows = false;
    std::string_view follows_what;
    uint32_t previous_comma = open;
    while (kind() != RightParen) {
        uint32_t start = position_;
        if (kind() == Star) {
            ++position_;
            auto* value = TRY(parse_starred_value(&Parser::parse_expression));
            if (diagnosing_ && kind() == Equal) {
                ++position_;
                auto* assigned = TRY(parse_expression());
                return raise_between("cannot assign to iterable argument unpacking", start_of(start),
                                     assigned->span.end);
            }
            if (unpacked_mapping) {
                if (!diagnosing_) {
                    position_ = start;
                    return fail();
                }
                return raise_between("iterable argument unpacking follows keyword argument unpacking",
                                     start_of(previous_comma), value->span.end);
            }
            positional.add(TRY(make<Starred>(start, value, ExprContext::Load)));
        } else if (accept(DoubleStar)) {
            auto* value = TRY(parse_expression());
            if (diagnosing_ && kind() == Equal) {
                ++position_;
                auto* assigned = TRY(parse_expression());
                return raise_between("cannot assign to keyword argument unpacking", start_of(start),
                                     assigned->span.end);
            }
            unpacked_mapping = true;
            named.push_back(TRY(make<Keyword>(start, Identifier{}, value)));
        } else if (kind() == TokenKind::Name && kind_after(1) == Equal) {
            position_ += 2;
            if (diagnosing_ && (kind() == Comma || kind() == RightParen))
                return raise_tokens(start, start + 1, "expected argument value expression");
            auto* value = TRY(parse_expression());
            if (diagnosing_ && kind() == TokenKind::For) {
                TRY(parse_comprehensions());
                return raise_tokens(start, start + 1, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
            }
            named.push_back(TRY(make<Keyword>(start, identifier(start), value)));
        } else {
            if (diagnosing_ && kind_after(1) == Equal &&
                (kind() == TokenKind::True || kind() == TokenKind::False || kind() == TokenKind::None))
                return raise_tokens(start, start + 1, "cannot assign to " + std::string(text_of(start)));
            Expr* value;
            if (kind() == TokenKind::Name && kind_after(1) == ColonEqual) {
                value = TRY(parse_named_expression());
            } else {
                value = TRY(parse_expression());
                if (diagnosing_ && kind() == Equal)
                    return raise_between("expression cannot contain assignment, perhaps you meant \"==\"?",
                                         value->span.start, end_of(position_));
                if (diagnosing_ && kind() == ColonEqual) TRY(diagnose_named(start, value));
                if (kind() == ColonEqual) return fail();
            }
            if ((kind() == TokenKind::For || kind() == TokenKind::Async) && of == ArgumentsOf::Call) {
                bool alone = positional.size() == 0 && named.empty();
                if (!alone && !diagnosing_) return fail();
                auto generators = TRY(parse_comprehensions());
                if (alone && accept(RightParen)) {
                    positional.add(TRY(make<GeneratorExp>(open, value, generators)));
                    *arguments = positional.finish();
                    return ok();
                }
                if (kind() == Comma && kind_after(1) == Error) {
                    ++position_;
                    return fail();
                }
                if (diagnosing_ && (kind() == Comma || kind() == RightParen))
                    return raise_between("Generator expression must be parenthesized", value->span.start,
                                         end_of(position_ - 1));
                return fail();
            }
            if (!named.empty()) {
                if (!diagnosing_) {
                    position_ = start;
                    return fail();
                }
                if (!positional_follows) follows_what = named.back()->arg.data() ? "" : " unpacking";
                positional_follows = true;
            }
            positional.add(value);
        }
        if (diagnosing_ && positional.size() > 0 && (kind() == TokenKind::For || kind() == TokenKind::Async) &&
            positional.back()->kind == NodeKind::Starred && of == ArgumentsOf::Call && tokens_[start].kind == Star) {
            TRY(parse_comprehensions());
            if (positional.size() == 1 && named.empty())
                return raise_at(positional[0], "iterable unpacking cannot be used in comprehension");
            return raise_between("Generator expression must be parenthesized", positional.back()->span.start,
                                 end_of(position_ - 1));
        }
        previous_comma = position_;
        if (!accept(Comma)) break;
    }
    if (positional_follows) {
        return raise_token(position_, "positional argument follows keyword argument" + std::string(follows_what));
    }
    TRY(expect(RightParen));
    *arguments = positional.finish();
    if (!named.empty()) {
        auto copied = arena_.copy(std::span<Keyword* const>(named));
        *keywords = {const_cast<Keyword**>(copied.data()), copied.size()};
    }
    return ok();
}

Result<Arg*> Parser::parse_parameter(Signature signature, bool starred) {
    uint32_t start = position_;
    auto name = TRY(expect_name());
    Expr* annotation = nullptr;
    if (signature == Signature::Function && accept(Colon)) {
        if (starred && kind() == Star) annotation = TRY(parse_star_expression());
        else annotation = TRY(parse_expression());
    }
    return TRY(make<Arg>(start, name, annotation, ast::String{}));
}

// `(a, b)` where a parameter belongs: Python 2's tuple parameters.
Result<void> Parser::diagnose_parenthesized_parameter(Signature signature) {
    uint32_t start = position_++;
    for (bool more = true; more && kind() == TokenKind::Name;) {
        ++position_;
        more = accept(Comma);
    }
    if (kind() == RightParen && position_ > start + 1)
        return raise_tokens(start, position_,
                            signature == Signature::Lambda ? "Lambda expression parameters cannot be parenthesized"
                                                           : "Function parameters cannot be parenthesized");
    position_ = start;
    return ok();
}

Result<Arguments*> Parser::parse_parameters(Signature signature) {
    TokenKind end = signature == Signature::Function ? RightParen : Colon;
    uint32_t start = position_;
    std::vector<Arg*> before_slash, plain, keyword_only;
    std::vector<Expr*> defaults, keyword_defaults;
    Arg *rest = nullptr, *keyword_rest = nullptr;
    bool seen_star = false, seen_slash = false;
    while (kind() != end && kind() != Error) {
        Arg* latest = nullptr;
        if (keyword_rest) {
            if (diagnosing_ && (kind() == TokenKind::Name || kind() == Star || kind() == DoubleStar || kind() == Slash))
                return raise_token(position_, "arguments cannot follow var-keyword argument");
            return fail();
        }
        if (kind() == Slash) {
            if (diagnosing_) {
                if (seen_star) return raise_token(position_, "/ must be ahead of *");
                if (seen_slash) return raise_token(position_, "/ may appear only once");
                if (plain.empty() && kind_after(1) == Comma)
                    return raise_token(position_, "at least one argument must precede /");
            }
            if (seen_star || seen_slash || plain.empty()) return fail();
            seen_slash = true;
            TRY(need_version(8, "Positional-only parameters are"));
            before_slash.swap(plain);
            ++position_;
            if (diagnosing_ && kind() == Star) return raise_token(position_, "expected comma between / and *");
        } else if (kind() == Star) {
            if (seen_star) {
                if (diagnosing_ && (kind_after(1) == TokenKind::Name || kind_after(1) == Comma))
                    return raise_token(position_, "* argument may appear only once");
                return fail();
            }
            seen_star = true;
            uint32_t star = position_++;
            if (kind() == TokenKind::Name) {
                latest = rest = TRY(parse_parameter(signature, true));
                if (diagnosing_ && kind() == Equal)
                    return raise_token(position_, "var-positional argument cannot have default value");
            } else {
                bool nothing_follows =
                    kind() == end || (kind() == Comma && (kind_after(1) == end || kind_after(1) == DoubleStar));
                if (nothing_follows) {
                    if (!diagnosing_) return fail();
                    uint32_t where = signature == Signature::Lambda && kind() == Comma && kind_after(1) == DoubleStar
                                         ? position_ + 1
                                     : signature == Signature::Lambda ? position_
                                                                      : star;
                    return raise_token(where, "named arguments must follow bare *");
                }
                if (kind() != Comma) return fail();
            }
        } else if (accept(DoubleStar)) {
            latest = keyword_rest = TRY(parse_parameter(signature, false));
            if (diagnosing_ && kind() == Equal)
                return raise_token(position_, "var-keyword argument cannot have default value");
        } else {
            uint32_t parameter = position_;
            if (diagnosing_ && kind() == LeftParen && defaults.empty() && !seen_star)
                TRY(diagnose_parenthesized_parameter(signature));
            auto* arg = latest = TRY(parse_parameter(signature, false));
            Expr* value = nullptr;
            if (accept(Equal)) {
                if (diagnosing_ && (kind() == Comma || kind() == RightParen))
                    return raise_token(position_ - 1, "expected default value expression");
                value = TRY(parse_expression());
            }
            if (seen_star) {
                keyword_only.push_back(arg);
                keyword_defaults.push_back(value);
            } else {
                if (!value && !defaults.empty()) {
                    if (diagnosing_ && (kind() == Comma || kind() == RightParen || kind() == Colon))
                        return raise_token(parameter, "parameter without a default follows parameter with a default");
                    return fail();
                }
                plain.push_back(arg);
                if (value) defaults.push_back(value);
            }
        }
        bool more = accept(Comma);
        if (signature == Signature::Function && kind() == TypeComment) {
            if (!latest) return raise_token(position_, "bare * has associated type comment");
            latest->type_comment = accept_type_comment();
        }
        if (!more) break;
    }
    if (kind() != end) return fail();
    auto list = [&]<typename T>(const std::vector<T*>& items) {
        auto copied = arena_.copy(std::span<T* const>(items));
        return std::span<T*>(const_cast<T**>(copied.data()), copied.size());
    };
    return TRY(make_between<Arguments>(start_of(start), start_of(position_), list(before_slash), list(plain), rest,
                                       list(keyword_only), list(keyword_defaults), keyword_rest, list(defaults)));
}

}  // namespace krait
