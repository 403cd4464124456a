// A development tool, no test: `front_tool dump|spans FILE...` prints a tree a file as ast.dump does, `check` reads records
// "mode\tsource" with escaped newlines from a file and prints what is wrong with each, `time FILE...` parses and prints MB/s.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "parser/ast_dump.h"
#include "parser/parser.h"
#include "tests/unit/front/escaped.h"

using namespace krait;

namespace {
std::string read_file(const char* path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}
}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    std::string command = argv[1];
    if (command == "check") {
        std::ifstream in(argv[2]);
        for (std::string line; std::getline(in, line);) {
            size_t tab = line.find('\t');
            std::cout << line.substr(0, tab) << '\t' << line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1) << '\t'
                      << describe_parse(line.substr(0, tab),
                                        unescape(line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1)))
                      << '\n';
        }
        return 0;
    }
    size_t bytes = 0;
    auto started = std::chrono::steady_clock::now();
    for (int i = 2; i < argc; ++i) {
        std::string text = read_file(argv[i]);
        Arena arena;
        SyntaxError error;
        ParseOptions options;
        options.character_name = [](std::string_view) { return 0x2022; };
        auto tree = parse(text, options, arena, &error);
        bytes += text.size();
        if (command == "time") continue;
        if (tree.failed()) std::cout << argv[i] << '\t' << "ERROR " << error.message << " line " << error.line << '\n';
        else
            std::cout << argv[i] << '\t'
                      << ast::dump(tree.value(),
                                   command == "spans" ? ast::DumpAttributes::Include : ast::DumpAttributes::Omit)
                      << '\n';
    }
    if (command == "time") {
        double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        std::printf("%.1f MB/s\n", static_cast<double>(bytes) / 1e6 / seconds);
    }
}
