// Test records: a source on one line, with \n, \t, \\ and \xNN, and a parse told in one line.
#pragma once

#include <string>

#include "parser/parser.h"

namespace krait {

inline std::string unescape(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            out += text[i];
            continue;
        }
        switch (text[++i]) {
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case 'r': out += '\r'; break;
        case 'x':
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
            break;
        default: out += text[i];
        }
    }
    return out;
}

// "ok", or "Kind|message|line|offset|end_line|end_offset".
inline std::string describe_parse(std::string_view mode, const std::string& source) {
    Arena arena;
    SyntaxError error;
    ParseOptions options;
    options.source_kind = SourceKind::Text;
    options.mode = mode == "eval" ? ParseMode::Eval : mode == "single" ? ParseMode::Single : ParseMode::Exec;
    options.character_name = [](std::string_view name) {
        return name.empty() || name[0] == 'f' || name[0] == 'x' ? -1 : 0x2022;
    };
    auto tree = parse(source, options, arena, &error);
    if (!tree.failed()) return "ok";
    static const char* const kKinds[] = {"SyntaxError",           "IndentationError", "TabError",
                                         "_IncompleteInputError", "TooComplex",       "MemoryError"};
    auto number = [](int32_t n) { return "|" + std::to_string(n); };
    return kKinds[static_cast<int>(error.kind)] + ("|" + error.message) + number(error.line) + number(error.offset) +
           number(error.end_line) + number(error.end_offset);
}

}  // namespace krait
