// Limits, the REPL's three answers, encodings and warnings.
#include <doctest/doctest.h>

#include <chrono>

#include "lexer/lexer.h"
#include "parser/ast_dump.h"
#include "parser/parser.h"

using namespace krait;

namespace {

struct Outcome {
    bool ok;
    SyntaxError error;
    std::string tree;
};

Outcome run(std::string_view source, ParseOptions options = {}) {
    Arena arena;
    SyntaxError error;
    auto tree = parse(source, options, arena, &error);
    if (tree.failed()) return {false, error, {}};
    return {true, error, tree.value()->depth < 50 ? ast::dump(tree.value()) : std::string()};
}

std::string repeat(std::string_view text, size_t count) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("deep nesting is an error and never a stack overflow") {
    constexpr size_t kMany = 100000;
    for (std::string source :
         {repeat("(", kMany), repeat("[", kMany) + repeat("]", kMany), repeat("-", kMany) + "1",
          repeat("not ", kMany) + "1", repeat("lambda:", kMany) + "1", repeat("x if y else ", kMany) + "1",
          repeat("a**", kMany) + "1", repeat("f'{", kMany), repeat("{1:", kMany),
          "lambda " + repeat("a=lambda ", kMany) + ":1", "if 1:\n pass\n" + repeat("elif 1:\n pass\n", kMany),
          repeat("a+", kMany) + "1", "a" + repeat(".b", kMany), "a" + repeat("()", kMany),
          "match x:\n case " + repeat("(", kMany)}) {
        CAPTURE(source.substr(0, 20));
        auto outcome = run(source);
        CHECK_FALSE(outcome.ok);
        bool told =
            outcome.error.kind == SyntaxErrorKind::TooComplex || outcome.error.message.starts_with("too many nested");
        CHECK(told);
    }
}

TEST_CASE("left-recursive chains within the depth limit parse") {
    for (std::string_view link : {"+a", ".b", "()", "[0]"}) CHECK(run("a" + repeat(link, 2900)).ok);
    CHECK(run("a" + repeat(" and a", 100000)).ok);
    CHECK(run(repeat("a=", 100000) + "1").ok);
}

TEST_CASE("wrong nested text is diagnosed in linear time") {
    auto started = std::chrono::steady_clock::now();
    for (std::string_view part :
         {"(a b ", "f(a=", "[x for x in ", "(lambda x=(", "{1: {", "f((a for a in b, ", "(a=(", "(not (", "x[("}) {
        CHECK_FALSE(run(repeat(part, 99)).ok);
    }
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(10));
}

TEST_CASE("the arena's limit is kept") {
    ParseOptions options;
    options.memory_limit = 1 << 20;
    auto outcome = run(repeat("x = [1, 2, 3]\n", 100000), options);
    CHECK_FALSE(outcome.ok);
    CHECK(outcome.error.kind == SyntaxErrorKind::OutOfMemory);
}

TEST_CASE("the encoding is read from the source") {
    CHECK_EQ(run("# coding: latin-1\n'\xe9'").tree, "Module(body=[Expr(value=Constant(value='\u00e9'))])");
    CHECK_EQ(run("\xef\xbb\xbf'\xc3\xa9'").tree, "Module(body=[Expr(value=Constant(value='\u00e9'))])");
    CHECK_EQ(run("#!x\n# vim: set fileencoding=ascii :\nx").tree,
             "Module(body=[Expr(value=Name(id='x', ctx=Load()))])");
    CHECK_EQ(run("# coding: foo\nx").error.message, "unknown encoding: foo");
    CHECK_EQ(run("\xff").error.message, "Non-UTF-8 code starting with '\\xff' on line 1, but no encoding declared; "
                                        "see https://peps.python.org/pep-0263/ for details");
    CHECK_EQ(run("\xef\xbb\xbf# coding: latin-1\nx").error.message, "encoding problem: iso-8859-1 with BOM");
    CHECK_EQ(run(std::string_view("a\0b", 3)).error.message, "source code string cannot contain null bytes");
    ParseOptions options;
    options.decoder = [](std::string_view encoding, std::string_view, std::string* out, std::string*) {
        *out = "x_" + std::string(encoding).substr(0, 4);
        return true;
    };
    CHECK_EQ(run("# coding: koi8-r\n?", options).tree, "Module(body=[Expr(value=Name(id='x_koi8', ctx=Load()))])");
}

TEST_CASE("dubious escapes and numbers warn, and the callback may refuse") {
    std::vector<std::string> warnings;
    ParseOptions options;
    options.warn = [&](std::string_view message, Span where) {
        warnings.push_back(std::to_string(where.start.line) + ":" + std::to_string(where.start.column) + " " +
                           std::string(message));
        return true;
    };
    CHECK(run("x = '''\n \\d'''\ny = 1if x else 2\nz = '\\400'", options).ok);
    REQUIRE_EQ(warnings.size(), 3);
    CHECK_EQ(warnings[0], "3:5 invalid decimal literal");
    CHECK_EQ(warnings[1], "2:1 \"\\d\" is an invalid escape sequence. Such sequences will not work in the future. "
                          "Did you mean \"\\\\d\"? A raw string is also an option.");
    CHECK_EQ(warnings[2].substr(0, 40), "4:5 \"\\400\" is an invalid octal escape se");
    options.warn = [](std::string_view, Span) { return false; };
    CHECK_EQ(run("'\\d'", options).error.message,
             "\"\\d\" is an invalid escape sequence. Did you mean \"\\\\d\"? A raw string is also an option.");
}

TEST_CASE("identifiers are normalised by the caller's NFKC") {
    ParseOptions options;
    options.normalize = [](std::string_view) { return std::string("width"); };
    CHECK_EQ(run("\uff57 = plain", options).tree,
             "Module(body=[Assign(targets=[Name(id='width', ctx=Store())], value=Name(id='plain', ctx=Load()))])");
}

TEST_CASE("the lexer keeps comments and blank lines on request") {
    SourceText source;
    SyntaxError error;
    REQUIRE_FALSE(source.load("x # c\n\n(\n)\n", SourceKind::Text, {}, &error).failed());
    std::vector<Token> tokens;
    LexerOptions options;
    options.trivia = Trivia::Keep;
    Lexer lexer(source, options, tokens);
    REQUIRE_FALSE(lexer.run().failed());
    std::string kinds;
    for (const Token& token : tokens)
        kinds += std::string(token_text(token.kind)) + (token.kind == TokenKind::Comment ? "#" : "") + " ";
    CHECK_EQ(kinds, "name comment# newline nl ( nl ) newline  ");
}

TEST_CASE("eval and function type modes") {
    ParseOptions options;
    options.mode = ParseMode::Eval;
    CHECK_EQ(run("a,\n", options).tree, "Expression(body=Tuple(elts=[Name(id='a', ctx=Load())], ctx=Load()))");
    CHECK_FALSE(run("a = 1", options).ok);
    options.mode = ParseMode::FunctionType;
    CHECK_EQ(run("(int, *str) -> bool", options).tree,
             "FunctionType(argtypes=[Name(id='int', ctx=Load()), Name(id='str', ctx=Load())], returns=Name(id='bool', "
             "ctx=Load()))");
}
