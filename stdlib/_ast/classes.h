// The classes of the module _ast, made from parser/ast.def when it is imported: like those a class statement makes, but in C++.
#pragma once

#include "base/arena.h"
#include "parser/ast.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

enum class AstPresence : uint8_t { One, Optional, List, ListWithNone };
struct AstField {
    const char* kind;  // the C++ name: "Expr", "Identifier"
    const char* name;
    AstPresence presence;
};
struct AstNodeInfo {
    const char* name;  // "FunctionDef"
    const char* base;  // "Stmt", or "Node" for a class of AST itself
    bool located;
    std::vector<AstField> fields;
};
const std::vector<AstNodeInfo>& ast_nodes();  // by ast::NodeKind

// Places in the tuple of sums (`expr`) and of items: an enum's class comes before its items' instances.
enum AstSum : size_t {
#define SUM(Type, python_name, attributes) kAst##Type,
#include "parser/ast.def"
    kAstSumCount
};
enum AstItem : size_t {
#define ENUM_BEGIN(Type, python_name) kAst##Type##Class,
#define ENUM_ITEM(Type, Item, symbol) kAst##Type##Item,
#include "parser/ast.def"
    kAstItemCount
};

// One interpreter's classes.
class AstState {
public:
    // Made by make_ast_classes(); RuntimeError before.
    static Result<AstState> of(Thread& thread);
    Type* base() const { return (*tuple_)[0].to<Type>(); }
    Type* node(ast::NodeKind kind) const { return (*part(1))[static_cast<size_t>(kind)].to<Type>(); }
    Type* sum(AstSum which) const { return (*part(2))[which].to<Type>(); }
    Value item(size_t which) const { return (*part(3))[which]; }

    AstState() = default;
    explicit AstState(Tuple* tuple) : tuple_(tuple) {}

private:
    Tuple* part(size_t index) const { return (*tuple_)[index].to<Tuple>(); }
    Tuple* tuple_ = nullptr;
};

extern const TypeSpec kAstSpec;  // AST
Result<void> make_ast_classes(Thread& thread, Module* module);
Result<Tuple*> ast_names(Thread& thread, Type* type, std::string_view attribute);  // _fields, _attributes

Result<Value> ast_to_object(Thread& thread, const AstState& state, const ast::Node* tree);
// TypeError or ValueError for what is no tree. Text is copied into the arena.
Result<ast::Mod*> ast_from_object_py(Thread& thread, const AstState& state, Value tree, Arena& arena);
// What the conversion does not see: contexts, empty bodies. ValueError.
Result<void> validate_ast(Thread& thread, const ast::Node* tree);

}  // namespace krait::core
