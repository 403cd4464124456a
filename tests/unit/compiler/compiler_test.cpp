// The compiler up to plain data: listings against goldens read by people, and the texts and places of errors against CPython 3.14's.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "parser/parser.h"
#include "vm/bytecode/liveness.h"
#include "vm/bytecode/verify.h"
#include "vm/compiler/compile_unit.h"

using namespace krait;

namespace {

std::string read_file(const std::string& name) {
    std::ifstream in(std::string(KRAIT_TEST_DATA) + "/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Outcome {
    std::shared_ptr<core::CompiledUnit> unit;
    std::string message, place;
};

Outcome compile(const std::string& source) {
    Outcome outcome;
    Arena arena;
    SyntaxError error;
    auto tree = parse(source, {}, arena, &error);
    if (tree.failed()) {
        outcome.message = error.message;
        outcome.place = std::to_string(error.line) + " " + std::to_string(error.offset) + " " +
                        std::to_string(error.end_line) + " " + std::to_string(error.end_offset);
        return outcome;
    }
    std::string warnings;
    core::Diagnostics diagnostics(nullptr, [&](std::string_view message, Span where) {
        warnings += "[" + std::to_string(where.start.line) + " " + std::string(message) + "]";
        return true;
    });
    core::CompileOptions options;
    outcome.unit = core::compile_tree(tree.value(), arena, diagnostics, options);
    if (outcome.unit) {
        outcome.message = "ok" + warnings;
        return outcome;
    }
    Span where = diagnostics.where();
    outcome.message = diagnostics.message() + warnings;
    outcome.place = std::to_string(where.start.line) + " " + std::to_string(where.start.column + 1) + " " +
                    std::to_string(where.end.line) + " " + std::to_string(where.end.column + 1);
    return outcome;
}

void verify_all(const core::CompiledUnit& unit) {
    INFO(unit.qualname);
    auto input = core::verifier_input(unit);
    CHECK(core::verify(input) == "");
    // A temporary that is live at the start would be read before it is written.
    core::Liveness liveness(input);
    for (uint32_t r = unit.local_count; r < unit.register_count; ++r) CHECK(!liveness.is_live_at(0, r));
    for (const core::Constant& constant : unit.constants)
        if (constant.tag == core::Constant::Tag::Code) verify_all(*constant.code);
}

}  // namespace

TEST_CASE("errors have the texts and places of CPython 3.14") {
    std::istringstream lines(read_file("errors.txt"));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        size_t first = line.find('\t'), second = line.find('\t', first + 1);
        std::string source;
        for (size_t i = 0; i < first; ++i) {
            if (line.compare(i, 2, "\\n") == 0) source += '\n', ++i;
            else source += line[i];
        }
        INFO(line.substr(0, first));
        Outcome outcome = compile(source);
        CHECK(outcome.message == line.substr(first + 1, second - first - 1));
        CHECK(outcome.place == line.substr(second + 1));
        if (outcome.unit) verify_all(*outcome.unit);
    }
    CHECK(count > 100);
}

// `KRAIT_REBASELINE=1 unit_compiler` writes listings.golden anew; read the difference before it is committed.
TEST_CASE("listings are the golden ones") {
    std::string sources = read_file("listings.txt"), out;
    for (size_t at = 0; at < sources.size();) {
        size_t end_of_title = sources.find('\n', at), next = sources.find("\n### ", at);
        if (next == std::string::npos) next = sources.size();
        else ++next;
        std::string title = sources.substr(at, end_of_title - at + 1),
                    source = sources.substr(end_of_title + 1, next - end_of_title - 1);
        Outcome outcome = compile(source);
        REQUIRE(outcome.unit);
        verify_all(*outcome.unit);
        out += title;
        for (const core::Constant& constant : outcome.unit->constants)
            if (constant.tag == core::Constant::Tag::Code)
                out += constant.code->qualname + ":\n" + core::disassemble_unit(*constant.code);
        at = next;
    }
    if (std::getenv("KRAIT_REBASELINE")) {
        std::ofstream(std::string(KRAIT_TEST_DATA) + "/listings.golden") << out;
        return;
    }
    std::istringstream expected(read_file("listings.golden")), got(out);
    std::string want, have;
    int line = 0;
    while (std::getline(expected, want)) {
        ++line;
        bool more = static_cast<bool>(std::getline(got, have));
        INFO("line " << line);
        REQUIRE(more);
        REQUIRE(have == want);
    }
    CHECK(!std::getline(got, have));
}

TEST_CASE("a temporary is live from its making to its last use") {
    Outcome outcome = compile("def f(a):\n    return g(a.x, a.y)\n");
    const auto& unit = *outcome.unit->constants[0].code;
    auto input = core::verifier_input(unit);
    core::Liveness liveness(input);
    // f's locals: a; the window is r1, r2, r3.
    bool saw_window = false;
    for (uint32_t at = 0; at < unit.words.size(); at += 1 + core::kOpInfo[core::op_byte(unit.words[at])].aux_words) {
        if (static_cast<core::Op>(core::op_byte(unit.words[at])) != core::Op::call) continue;
        saw_window = true;
        CHECK(liveness.is_live_at(at, 1));
        CHECK(liveness.is_live_at(at, 2));
        CHECK(liveness.is_live_at(at, 3));
        CHECK(!liveness.is_live_at(at, 4));
    }
    CHECK(saw_window);
    CHECK(!liveness.is_live_at(0, 1));
}

TEST_CASE("the verifier refuses what does not hold together") {
    Outcome outcome = compile("def f(a):\n    while a:\n        a = g(a)\n    return a\n");
    auto unit = *outcome.unit->constants[0].code;
    CHECK(core::verify(core::verifier_input(unit)) == "");
    auto broken = unit;
    broken.words.pop_back();
    CHECK(core::verify(core::verifier_input(broken)) != "");
    broken = unit;
    broken.words[0] = 0xff;
    CHECK(core::verify(core::verifier_input(broken)) != "");
    broken = unit;
    broken.register_count = 1;
    CHECK(core::verify(core::verifier_input(broken)) != "");
    broken = unit;
    broken.names.clear();
    CHECK(core::verify(core::verifier_input(broken)) != "");
    broken = unit;
    broken.words[1] += 1;  // into the middle of an instruction
    CHECK(core::verify(core::verifier_input(broken)) != "");
}
