#include "lexer/token.h"

namespace krait {

std::string_view token_text(TokenKind kind) {
    static constexpr std::string_view kTexts[] = {
#define TOKEN(Kind, text) text,
#include "lexer/token.def"
    };
    return kTexts[static_cast<size_t>(kind)];
}

TokenKind keyword_kind(std::string_view text) {
    using enum TokenKind;
    auto either = [&](TokenKind kind) { return token_text(kind) == text; };
    auto find = [&](auto... kinds) {
        TokenKind found = Name;
        (void)((either(kinds) ? (found = kinds, true) : false) || ...);
        return found;
    };
    switch (text.size()) {
    case 2:
        if (text[0] == 'i') return find(If, In, Is);
        return text[0] == 'a' || text[0] == 'o' ? find(As, Or) : Name;
    case 3:
        switch (text[0]) {
        case 'a': return find(And);
        case 'd': return find(Def, Del);
        case 'f': return find(For);
        case 'n': return find(Not);
        case 't': return find(Try);
        default: return Name;
        }
    case 4:
        switch (text[0]) {
        case 'N': return find(None);
        case 'T': return find(True);
        case 'e': return find(Else, Elif);
        case 'f': return find(From);
        case 'p': return find(Pass);
        case 'w': return find(With);
        default: return Name;
        }
    case 5:
        switch (text[0]) {
        case 'F': return find(False);
        case 'a': return find(Async, Await);
        case 'b': return find(Break);
        case 'c': return find(Class);
        case 'r': return find(Raise);
        case 'w': return find(While);
        case 'y': return find(Yield);
        default: return Name;
        }
    case 6:
        switch (text[0]) {
        case 'r': return find(Return);
        case 'i': return find(Import);
        case 'a': return find(Assert);
        case 'e': return find(Except);
        case 'g': return find(Global);
        case 'l': return find(Lambda);
        default: return Name;
        }
    case 7: return text[0] == 'f' ? find(Finally) : Name;
    case 8: return text[0] == 'c' || text[0] == 'n' ? find(Continue, Nonlocal) : Name;
    default: return Name;
    }
}

}  // namespace krait
