// A development tool, no test: `compiler_tool dis FILE...` prints listings, `check FILE...` what does not compile, `verify FILE...` also what
// the verifier refuses, `errors FILE`
// what is wrong with each line of a file, taken as a program in which \\n stands for a line's end.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "parser/parser.h"
#include "vm/bytecode/liveness.h"
#include "vm/bytecode/verify.h"
#include "vm/compiler/compile_unit.h"

using namespace krait;

static void print_errors(const char* path) {
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        std::string source;
        for (size_t i = 0; i < line.size(); ++i) {
            if (line.compare(i, 2, "\\n") == 0) source += '\n', ++i;
            else source += line[i];
        }
        Arena arena;
        SyntaxError error;
        auto tree = parse(source, {}, arena, &error);
        std::cout << line << '\t';
        if (tree.failed()) {
            std::cout << error.message << '\t' << error.line << ' ' << error.offset << ' ' << error.end_line << ' '
                      << error.end_offset << '\n';
            continue;
        }
        std::string warnings;
        core::Diagnostics diagnostics(nullptr, [&](std::string_view message, Span where) {
            warnings += "[" + std::to_string(where.start.line) + " " + std::string(message) + "]";
            return true;
        });
        core::CompileOptions options;
        auto unit = core::compile_tree(tree.value(), arena, diagnostics, options);
        Span where = diagnostics.where();
        if (unit) std::cout << "ok" << warnings << "\t\n";
        else
            std::cout << diagnostics.message() << warnings << '\t' << where.start.line << ' ' << where.start.column + 1
                      << ' ' << where.end.line << ' ' << where.end.column + 1 << '\n';
    }
}

static bool verify_all(const char* path, const core::CompiledUnit& unit) {
    auto input = core::verifier_input(unit);
    std::string wrong = core::verify(input);
    if (!wrong.empty()) std::cout << path << ": " << unit.qualname << ": verifier: " << wrong << '\n';
    core::Liveness liveness(input);
    // A temporary that is live at the start would be read before it is written.
    for (uint32_t r = unit.local_count; r < unit.register_count; ++r)
        if (wrong.empty() && liveness.is_live_at(0, r))
            wrong = "unwritten temporary",
            std::cout << path << ": " << unit.qualname << ": " << wrong << ' ' << r << '\n';
    for (const core::Constant& constant : unit.constants)
        if (constant.tag == core::Constant::Tag::Code && !verify_all(path, *constant.code)) return false;
    return wrong.empty();
}

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    std::string command = argv[1];
    if (command == "errors") {
        print_errors(argv[2]);
        return 0;
    }
    int failures = 0;
    for (int i = 2; i < argc; ++i) {
        std::ifstream in(argv[i], std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        Arena arena;
        SyntaxError error;
        ParseOptions options;
        options.character_name = [](std::string_view) { return 0x2022; };
        auto tree = parse(text.str(), options, arena, &error);
        if (tree.failed()) {
            std::cout << argv[i] << ": parser: " << error.message << " line " << error.line << '\n';
            ++failures;
            continue;
        }
        core::Diagnostics diagnostics(nullptr, [&](std::string_view message, Span where) {
            if (command == "dis") std::cout << "warning line " << where.start.line << ": " << message << '\n';
            return true;
        });
        core::CompileOptions compile_options;
        auto unit = core::compile_tree(tree.value(), arena, diagnostics, compile_options);
        if (!unit) {
            std::cout << argv[i] << ": " << diagnostics.message() << " line " << diagnostics.where().start.line << ':'
                      << diagnostics.where().start.column << '\n';
            ++failures;
            continue;
        }
        if (command == "verify" && !verify_all(argv[i], *unit)) ++failures;
        if (command == "dis") std::cout << core::disassemble_unit(*unit);
    }
    return failures != 0;
}
