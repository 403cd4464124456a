// The parser's tree to objects.
#include "stdlib/_ast/classes.h"
#include "vm/compiler/constant.h"
#include "vm/compiler/materialize.h"

namespace krait::core {

namespace {

class ObjectMaker {
public:
    ObjectMaker(Thread& thread, const AstState& state)
        : thread_(thread), state_(state), line_(intern(thread, "lineno")), column_(intern(thread, "col_offset")),
          end_line_(intern(thread, "end_lineno")), end_column_(intern(thread, "end_col_offset")) {}

    Result<Value> value(const ast::Node* node) {
        if (!node) return none();
        TRY(thread_.check_stack());
        switch (node->kind) {
#define NODE_BEGIN(Type, python_name, Base, attributes) \
    case ast::NodeKind::Type: return build(static_cast<const ast::Type&>(*node));
#include "parser/ast.def"
        }
        return raise(thread_, Exc::SystemError, "unknown kind of node");
    }

private:
#define ENUM_BEGIN(Type, python_name) \
    Result<Value> value(ast::Type item) { return state_.item(kAst##Type##Class + 1 + static_cast<size_t>(item)); }
#include "parser/ast.def"
    Result<Value> value(std::string_view text) {
        if (ast::is_none(text)) return none();
        return Value(intern(thread_, TRY(make_str(thread_, text))));
    }
    Result<Value> value(ast::Integer number) { return Value::small(number); }
    Result<Value> value(const ast::ConstantValue& constant) {
        Value made = TRY(materialize(thread_, Constant::of_node(constant), empty_str(thread_)));
        return made.is<Str>() ? Value(intern(thread_, made.to<Str>())) : made;
    }
    template <typename T>
    Result<Value> value(std::span<T> items) {
        List* list = make_list(thread_, items.size());
        for (const T& item : items) TRY(list_append(thread_, list, TRY(value(item))));
        return Value(list);
    }

    Result<void> set(Value node, Str* name, Value value) {
        return set_instance_attribute(thread_, static_cast<Object*>(node.cell()), name, value);
    }
    Result<void> set_place(Value node, const Span& span) {
        TRY(set(node, line_, Value::small(span.start.line)));
        TRY(set(node, column_, Value::small(span.start.column)));
        TRY(set(node, end_line_, Value::small(span.end.line)));
        return set(node, end_column_, Value::small(span.end.column));
    }

    static constexpr bool LOCATED = true, BARE = false;
#define NODE_BEGIN(Type_, python_name, Base_, attributes)                                    \
    Result<Value> build(const ast::Type_& node) {                                            \
        constexpr bool kLocated = attributes;                                                \
        Value made(allocate_instance(thread_, state_.node(ast::NodeKind::Type_)));
#define FIELD(Kind, name) TRY(set(made, intern(thread_, #name), TRY(value(node.name))));
#define OPTIONAL(Kind, name) TRY(set(made, intern(thread_, #name), TRY(value(node.name))));
#define LIST(Kind, name) TRY(set(made, intern(thread_, #name), TRY(value(node.name))));
#define LIST_WITH_NONE(Kind, name) TRY(set(made, intern(thread_, #name), TRY(value(node.name))));
#define NODE_END(Type_)                                     \
        if (kLocated) TRY(set_place(made, node.span));      \
        return made;                                        \
    }
#include "parser/ast.def"

    Thread& thread_;
    const AstState& state_;
    Str *line_, *column_, *end_line_, *end_column_;
};

}  // namespace

Result<Value> ast_to_object(Thread& thread, const AstState& state, const ast::Node* tree) {
    return ObjectMaker(thread, state).value(tree);
}

}  // namespace krait::core
