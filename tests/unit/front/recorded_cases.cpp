// Cases recorded from CPython 3.14 in syntax_errors.tsv (mode, source, what is wrong), trees.tsv (source, ast.dump with
// positions) and repl.tsv (source, codeop's answer). A line is a case; see escaped.h for the spelling.
#include <doctest/doctest.h>

#include <fstream>
#include <vector>

#include "parser/ast_dump.h"
#include "tests/unit/front/escaped.h"

using namespace krait;

namespace {

std::vector<std::vector<std::string>> read_cases(const char* name) {
    std::vector<std::vector<std::string>> cases;
    std::ifstream in(std::string(KRAIT_FRONT_DATA "/") + name);
    for (std::string line; std::getline(in, line);) {
        std::vector<std::string> fields;
        size_t start = 0;
        for (size_t tab; (tab = line.find('\t', start)) != line.npos; start = tab + 1)
            fields.push_back(line.substr(start, tab - start));
        fields.push_back(line.substr(start));
        cases.push_back(fields);
    }
    return cases;
}

ParseOptions text_options() {
    ParseOptions options;
    options.source_kind = SourceKind::Text;
    options.character_name = [](std::string_view) { return 0x2022; };
    return options;
}

}  // namespace

TEST_CASE("a wrong text is told as CPython 3.14 tells it") {
    auto cases = read_cases("syntax_errors.tsv");
    REQUIRE(cases.size() > 500);
    for (const auto& fields : cases) {
        CAPTURE(fields[1]);
        CHECK_EQ(describe_parse(fields[0], unescape(fields[1])), fields[2]);
    }
}

TEST_CASE("a tree has the nodes and positions of CPython's") {
    auto cases = read_cases("trees.tsv");
    REQUIRE(cases.size() > 150);
    for (const auto& fields : cases) {
        CAPTURE(fields[0]);
        Arena arena;
        SyntaxError error;
        auto tree = parse(unescape(fields[0]), text_options(), arena, &error);
        std::string got =
            tree.failed() ? "SyntaxError " + error.message : ast::dump(tree.value(), ast::DumpAttributes::Include);
        CHECK_EQ(got, unescape(fields[1]));
    }
}

TEST_CASE("the REPL tells complete, incomplete and wrong input apart as codeop does") {
    auto cases = read_cases("repl.tsv");
    REQUIRE(cases.size() > 50);
    static const char* const kStates[] = {"Complete", "Incomplete", "Wrong"};
    for (const auto& fields : cases) {
        CAPTURE(fields[0]);
        Arena arena;
        SyntaxError error;
        ParseOptions options = text_options();
        options.mode = ParseMode::Single;
        auto input = parse_interactive(unescape(fields[0]), options, arena, &error);
        CHECK_EQ(std::string(kStates[static_cast<int>(input.state)]), fields[1]);
    }
}

// Every recorded text, cut short at each byte and with single bytes changed: any answer will do, but there must be one.
TEST_CASE("no cut or changed text crashes the parser") {
    auto cases = read_cases("syntax_errors.tsv");
    auto trees = read_cases("trees.tsv");
    std::vector<std::string> texts;
    for (const auto& fields : cases) texts.push_back(unescape(fields[1]));
    for (const auto& fields : trees) texts.push_back(unescape(fields[0]));
    static constexpr char kReplacements[] = "()[]{}:,=\"'\\\n #fb*.!@\t1a\x80";
    uint32_t random = 12345;
    size_t parsed = 0;
    for (const std::string& text : texts) {
        if (text.size() > 400) continue;
        for (size_t i = 0; i <= text.size(); ++i) {
            random = random * 1664525 + 1013904223;
            std::string changed = text.substr(0, i);
            if (i < text.size() && random >> 31) {
                changed = text;
                changed[i] = kReplacements[(random >> 8) % (sizeof kReplacements - 1)];
            }
            for (ParseMode mode : {ParseMode::Exec, ParseMode::Eval, ParseMode::Single}) {
                Arena arena;
                SyntaxError error;
                ParseOptions options = text_options();
                options.source_kind = random >> 30 & 1 ? SourceKind::Bytes : SourceKind::Text;
                options.mode = mode;
                auto tree = parse(changed, options, arena, &error);
                if (tree.failed()) REQUIRE_FALSE(error.message.empty());
                ++parsed;
            }
        }
    }
    CHECK(parsed > 10000);
}
