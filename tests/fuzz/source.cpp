// Source text through the lexer, the parser and the compiler. What compiles passes the verifier, and no temporary is read
// before it is written. The first byte chooses the mode.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "parser/parser.h"
#include "vm/bytecode/liveness.h"
#include "vm/bytecode/verify.h"
#include "vm/compiler/compile_unit.h"

using namespace krait;

namespace {

[[noreturn]] void fail(const core::CompiledUnit& unit, const std::string& what) {
    fprintf(stderr, "%s: %s\n", unit.qualname.c_str(), what.c_str());
    abort();
}

void verify_all(const core::CompiledUnit& unit) {
    auto input = core::verifier_input(unit);
    if (std::string problem = core::verify(input); !problem.empty()) fail(unit, problem);
    core::Liveness liveness(input);
    for (uint32_t r = unit.local_count; r < unit.register_count; ++r)
        if (liveness.is_live_at(0, r)) fail(unit, "r" + std::to_string(r) + " is read before it is written");
    for (const core::Constant& constant : unit.constants)
        if (constant.tag == core::Constant::Tag::Code) verify_all(*constant.code);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    ParseOptions how;
    core::CompileOptions options;
    switch (data[0] % 4) {
    case 0: how.mode = ParseMode::Eval, options.mode = core::CompileMode::Eval; break;
    case 1: how.mode = ParseMode::Single, options.mode = core::CompileMode::Single; break;
    default: break;
    }
    Arena arena;
    SyntaxError error;
    auto tree = parse(std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1), how, arena, &error);
    if (tree.failed()) return 0;
    core::Diagnostics diagnostics(nullptr, [](std::string_view, Span) { return true; });
    if (auto unit = core::compile_tree(tree.value(), arena, diagnostics, options)) verify_all(*unit);
    return 0;
}
