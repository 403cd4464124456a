// A development tool, no test: `compiler_tool dis FILE...` prints listings, `check FILE...` what does not compile.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "parser/parser.h"
#include "vm/compiler/compile_unit.h"

using namespace krait;

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    std::string command = argv[1];
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
        if (command == "dis") std::cout << core::disassemble_unit(*unit);
    }
    return failures != 0;
}
