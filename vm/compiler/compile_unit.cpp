#include "vm/compiler/compile_unit.h"

#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;

namespace {

bool is_feature(std::string_view name) {
    static constexpr std::string_view kFeatures[] = {
        "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
        "print_function", "unicode_literals", "generator_stop", "annotations",     "barry_as_FLUFL"};
    for (std::string_view feature : kFeatures)
        if (feature == name) return true;
    return false;
}

}  // namespace

// Language Reference 7.11.1: only the docstring and other future statements stand before one.
static uint32_t find_future_features(Mod* mod, Diagnostics& diagnostics, std::set<const Alias*>* valid) {
    std::span<Stmt*> statements;
    if (auto* node = as<ast::Module>(mod)) statements = node->body;
    if (auto* node = as<Interactive>(mod)) statements = node->body;
    if (is_docstring(statements)) statements = statements.subspan(1);
    uint32_t flags = 0;
    for (Stmt* statement : statements) {
        auto* import = as<ImportFrom>(statement);
        if (!import || import->level != 0 || is_none(import->module) || import->module != "__future__") break;
        for (Alias* alias : import->names) {
            if (alias->name == "braces") diagnostics.error(alias, "not a chance");
            else if (!is_feature(alias->name))
                diagnostics.error(alias, "future feature " + std::string(alias->name) + " is not defined");
            if (alias->name == "annotations") flags |= code_flag::kFutureAnnotations;
            if (alias->name == "barry_as_FLUFL") flags |= code_flag::kFutureBarryAsFlufl;
            valid->insert(alias);
        }
    }
    return flags;
}

std::shared_ptr<CompiledUnit> compile_tree(Mod* module, Arena& arena, Diagnostics& diagnostics,
                                           const CompileOptions& options) {
    std::set<const Alias*> valid;
    uint32_t future = options.future_flags | find_future_features(module, diagnostics, &valid);
    if (diagnostics.failed()) return nullptr;
    SymbolTable symbols(arena, diagnostics, future & code_flag::kFutureAnnotations);
    symbols.build(module);
    if (diagnostics.failed()) return nullptr;
    Emitter emitter(symbols, diagnostics, arena, options);
    emitter.future_flags = future & (code_flag::kFutureAnnotations | code_flag::kFutureBarryAsFlufl);
    emitter.set_future_imports(std::move(valid));
    auto unit = emitter.module(module);
    if (diagnostics.failed()) return nullptr;
    return unit;
}

}  // namespace krait::core
