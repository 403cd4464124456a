// Objects back to the parser's tree, for compile(). What a program built by hand is looked at field by field.
#include <cmath>

#include "runtime/objects/int_parts.h"
#include "runtime/objects/text_codecs.h"
#include "stdlib/_ast/classes.h"

namespace krait::core {

namespace {

class TreeReader {
public:
    TreeReader(Thread& thread, const AstState& state, Arena& arena) : thread_(thread), state_(state), arena_(arena) {}

    struct Place {
        const char* type;
        const char* field;
    };

    // ---- sums: which of their classes is it? ----
#define SUM(Type, python_name, attributes)                                                                           \
    Result<ast::Type*> read(ast::Type*, Value object, Place) {                                                       \
        ast::Node* node = TRY(read_sum(object, kAst##Type, #Type, python_name, attributes));                         \
        return static_cast<ast::Type*>(node);                                                                        \
    }
    static constexpr bool LOCATED = true, BARE = false;
#include "parser/ast.def"

    // ---- classes ----
#define NODE_BEGIN(Type_, python_name, Base_, attributes)                                                                       \
    Result<ast::Type_*> read(ast::Type_*, Value object, Place) {                                                                \
        if (!is_instance(thread_, object, state_.node(ast::NodeKind::Type_)))          \
            return raise(thread_, Exc::TypeError, "expected some sort of {}, but got {}", python_name, TRY(repr_py(thread_, object))); \
        TRY(thread_.check_stack());                                                                                             \
        Span span;                                                                                                              \
        if (attributes) span = TRY(read_span(object, python_name));                                                             \
        auto* node = arena_.make<ast::Type_>();                                                                                 \
        static_cast<ast::Node*>(node)->kind = ast::NodeKind::Type_;                                                             \
        node->span = span;                                                                                                      \
        [[maybe_unused]] constexpr const char* kType = python_name;                                                             \
        uint16_t outer = height_;                                                                                               \
        height_ = 0;
#define FIELD(Kind, name) TRY(field(node->name, object, kType, #name, AstPresence::One));
#define OPTIONAL(Kind, name) TRY(field(node->name, object, kType, #name, AstPresence::Optional));
#define LIST(Kind, name) node->name = TRY(list<ast::Stored<ast::Kind>::type>(object, kType, #name, AstPresence::List));
#define LIST_WITH_NONE(Kind, name) node->name = TRY(list<ast::Stored<ast::Kind>::type>(object, kType, #name, AstPresence::ListWithNone));
#define NODE_END(Type_)                                 \
        node->depth = static_cast<uint16_t>(height_ + 1);        \
        height_ = std::max(outer, node->depth);         \
        if (node->depth > kMostLevels)                  \
            return raise(thread_, Exc::RecursionError, "maximum recursion depth exceeded during ast construction"); \
        return node;                                    \
    }
#include "parser/ast.def"

private:
    static constexpr uint16_t kMostLevels = 3000;

    Type* enum_type(size_t item) const { return state_.item(item).to<Type>(); }

    Result<ast::Node*> read_sum(Value object, AstSum sum, std::string_view cpp_name, const char* name, bool located) {
        // The place is looked at before the class, so that is what an object of no class is told.
        if (located) TRY(read_span(object, name));
        if (sum == kAstExpr && is_instance(thread_, object, state_.node(ast::NodeKind::Constant)))
            return read_constant(object);
        const auto& nodes = ast_nodes();
        for (size_t i = 0; i < nodes.size(); ++i) {
            if (nodes[i].base != cpp_name || !is_instance(thread_, object, state_.node(static_cast<ast::NodeKind>(i))))
                continue;
            switch (static_cast<ast::NodeKind>(i)) {
#define NODE_BEGIN(Type, python_name, Base, attributes) \
    case ast::NodeKind::Type: return Result<ast::Node*>(TRY(read(static_cast<ast::Type*>(nullptr), object, {})));
#include "parser/ast.def"
            }
        }
        return raise(thread_, Exc::TypeError, "expected some sort of {}, but got {}", name,
                     TRY(repr_py(thread_, object)));
    }

    // ---- values that are no nodes ----
#define ENUM_BEGIN(Type, python_name)                                                                                       \
    Result<ast::Type> read(ast::Type*, Value object, Place) {                                                               \
        size_t i = kAst##Type##Class;
#define ENUM_ITEM(Type, Item, symbol) \
    if (is_instance(thread_, object, type_of(thread_, state_.item(++i)))) return ast::Type::Item;
#define ENUM_END(Type)                                                                                                      \
        return raise(thread_, Exc::TypeError, "expected some sort of {}, but got {}", enum_type(kAst##Type##Class), \
                     TRY(repr_py(thread_, object)));                                                                        \
    }
#include "parser/ast.def"
    Result<ast::Integer> read(ast::Integer*, Value object, Place) {
        int overflow = 0;
        int64_t number = is_int(thread_, object) ? int_to_int64(object, &overflow) : 0;
        if (!is_int(thread_, object))
            return raise(thread_, Exc::ValueError, "invalid integer value: {}", TRY(repr_py(thread_, object)));
        if (overflow || number != static_cast<int32_t>(number))
            return raise(thread_, Exc::OverflowError, "Python int too large to convert to C int");
        return static_cast<ast::Integer>(number);
    }
    Result<std::string_view> read(std::string_view*, Value object, Place place) {
        if (auto* text = as_kind<Str>(thread_, object)) return keep(text);
        bool is_string = std::string_view(place.field) == "type_comment" || std::string_view(place.field) == "kind" ||
                         std::string_view(place.field) == "tag";
        return raise(thread_, Exc::TypeError,
                     is_string ? "AST string must be of type str" : "AST identifier must be of type str");
    }
    Result<ast::ConstantValue> read(ast::ConstantValue*, Value object, Place) {
        ast::ConstantValue made;
        if (object.is_none()) made.kind = ast::ConstantKind::None;
        else if (object.is_true()) made.kind = ast::ConstantKind::True;
        else if (object.is_false()) made.kind = ast::ConstantKind::False;
        else if (object == Value::ellipsis()) made.kind = ast::ConstantKind::Ellipsis;
        else if (is_float(object)) made.kind = ast::ConstantKind::Float, made.number = float_of(object);
        else if (auto* complex = object.as_if<Complex>())
            made.kind = ast::ConstantKind::Complex, made.number = complex->imag;
        else if (auto* text = object.as_if<Str>()) made.kind = ast::ConstantKind::String, made.text = TRY(keep(text));
        else if (auto* bytes = object.as_if<Bytes>())
            made.kind = ast::ConstantKind::Bytes, made.text = keep(bytes->view());
        else if (object.is_small() || object.is<Int>()) {
            made.kind = ast::ConstantKind::Int;
            made.base = 16;
            made.text = keep(TRY(int_digits(thread_, TRY(int_absolute(thread_, object)), 16)));
        } else {
            return raise(thread_, Exc::TypeError, "got an invalid type in Constant: {}", type_name(thread_, object));
        }
        return made;
    }
    std::string_view keep(std::string_view text) { return text.empty() ? std::string_view("", 0) : arena_.copy(text); }
    Result<std::string_view> keep(Str* text) {
        return keep(TRY(encode_with_py(thread_, text, Codec::Utf8, "surrogatepass"))->view());
    }

    // ---- constants: those no literal stands for become the expressions that make them ----
    template <typename T>
    T* expression(Span span, uint16_t depth) {
        auto* node = arena_.make<T>();
        static_cast<ast::Node*>(node)->kind = T::kKind;
        node->span = span;
        node->depth = depth;
        height_ = std::max(height_, depth);
        return node;
    }
    Result<ast::Node*> read_constant(Value object) {
        Span span = TRY(read_span(object, "expr"));
        Value value = TRY(find_attribute_py(thread_, object, "value"));
        if (value.is_unbound()) return raise(thread_, Exc::TypeError, "required field \"value\" missing from Constant");
        Value kind = TRY(find_attribute_py(thread_, object, "kind"));
        ast::Expr* made = TRY(constant_expression(value, span));
        if (auto* constant = ast::as<ast::Constant>(made); constant && !kind.is_unbound() && !kind.is_none())
            constant->kind = TRY(read(static_cast<std::string_view*>(nullptr), kind, {"Constant", "kind"}));
        return made;
    }
    Result<ast::Expr*> literal(Value value, Span span) {
        auto* node = expression<ast::Constant>(span, 1);
        node->value = TRY(read(static_cast<ast::ConstantValue*>(nullptr), value, {}));
        return node;
    }
    Result<ast::Expr*> constant_expression(Value value, Span span) {
        TRY(thread_.check_stack());
        if ((value.is_small() || value.is<Int>()) && int_sign(value) < 0) {
            auto* node = expression<ast::UnaryOp>(span, 2);
            node->op = ast::UnaryOperator::USub;
            node->operand = TRY(literal(value, span));
            return node;
        }
        if (auto* complex = value.as_if<Complex>(); complex && (complex->real != 0 || std::signbit(complex->real))) {
            auto* node = expression<ast::BinOp>(span, 2);
            node->op = ast::Operator::Add;
            node->left = TRY(literal(make_float(thread_, complex->real), span));
            node->right = TRY(literal(value, span));
            return node;
        }
        if (auto* tuple = value.as_if<Tuple>()) {
            std::vector<ast::Expr*> items;
            uint16_t deepest = 0;
            for (Value item : tuple->span()) {
                items.push_back(TRY(constant_expression(item, span)));
                deepest = std::max(deepest, items.back()->depth);
            }
            auto* node = expression<ast::Tuple>(span, static_cast<uint16_t>(deepest + 1));
            node->elts = arena_.copy(std::span<ast::Expr* const>(items));
            node->ctx = ast::ExprContext::Load;
            return node;
        }
        return literal(value, span);
    }

    // ---- fields ----
    template <typename T>
    static std::remove_pointer_t<T>* tag() {
        return nullptr;
    }

    // What is not given stays as it is: null.
    template <typename T>
    Result<void> field(T& out, Value object, const char* type, const char* name, AstPresence presence) {
        Value value = TRY(find_attribute_py(thread_, object, name));
        if (std::string_view(name) == "level") presence = AstPresence::Optional;  // of ImportFrom: 0
        if (value.is_unbound()) {
            if (presence == AstPresence::Optional) return {};
            return raise(thread_, Exc::TypeError, "required field \"{}\" missing from {}", name, type);
        }
        if (value.is_none() && !std::is_same_v<T, ast::ConstantValue>) {
            if (presence == AstPresence::Optional) return {};
            if (!std::is_same_v<T, ast::Integer>)
                return raise(thread_, Exc::ValueError, "field '{}' is required for {}", name, type);
        }
        out = TRY(read(tag<T>(), value, {type, name}));
        return {};
    }
    template <typename T>
    Result<std::span<T>> list(Value object, const char* type, const char* name, AstPresence presence) {
        Value value = TRY(find_attribute_py(thread_, object, name));
        if (value.is_unbound()) return std::span<T>();
        auto* items = as_kind<List>(thread_, value);
        if (!items)
            return raise(thread_, Exc::TypeError, "{} field \"{}\" must be a list, not a {}", type, name,
                         type_name(thread_, value));
        std::vector<T> made;
        for (size_t i = 0; i < items->size(); ++i) {
            size_t size = items->size();
            Value item = items->get(i);
            if (item.is_none() && std::is_pointer_v<T>) {
                if (presence != AstPresence::ListWithNone) return refuse_none(type, name);
                made.push_back(T{});
                continue;
            }
            made.push_back(TRY(read(tag<T>(), item, {type, name})));
            if (items->size() != size)
                return raise(thread_, Exc::RuntimeError, "{} field \"{}\" changed size during iteration", type, name);
        }
        return arena_.copy(std::span<const T>(made));
    }
    Failure refuse_none(const char* type, const char* name) {
        std::string_view field(name);
        bool statements = field == "body" || field == "orelse" || field == "finalbody";
        if (statements) return raise(thread_, Exc::ValueError, "None disallowed in statement list");
        (void)type;
        return raise(thread_, Exc::ValueError, "None disallowed in expression list");
    }

    Result<int32_t> place_number(Value object, const char* type, const char* name, int32_t otherwise,
                                 AstPresence presence) {
        Value value = TRY(find_attribute_py(thread_, object, name));
        if (presence == AstPresence::Optional && (value.is_unbound() || value.is_none())) return otherwise;
        if (value.is_unbound())
            return raise(thread_, Exc::TypeError, "required field \"{}\" missing from {}", name, type);
        return read(static_cast<ast::Integer*>(nullptr), value, {type, name});
    }
    Result<Span> read_span(Value object, const char* type) {
        int32_t line = TRY(place_number(object, type, "lineno", 0, AstPresence::One));
        int32_t column = TRY(place_number(object, type, "col_offset", 0, AstPresence::One));
        int32_t end_line = TRY(place_number(object, type, "end_lineno", line, AstPresence::Optional));
        int32_t end_column = TRY(place_number(object, type, "end_col_offset", column, AstPresence::Optional));
        if (line > end_line)
            return raise(thread_, Exc::ValueError, "AST node line range ({}, {}) is not valid", line, end_line);
        if ((line < 0 && end_line != line) || (column < 0 && column != end_column)) {
            return raise(thread_, Exc::ValueError,
                         "AST node column range ({}, {}) for line range ({}, {}) is not valid", column, end_column,
                         line, end_line);
        }
        if (line == end_line && column > end_column)
            return raise(thread_, Exc::ValueError, "line {}, column {}-{} is not a valid range", line, column,
                         end_column);
        auto bound = [](int32_t number) { return static_cast<uint32_t>(std::max(number, 0)); };
        return Span{{bound(line), bound(column)}, {bound(end_line), bound(end_column)}};
    }

    Thread& thread_;
    const AstState& state_;
    Arena& arena_;
    uint16_t height_ = 0;  // of what was read in the node at hand
};

}  // namespace

Result<ast::Mod*> ast_from_object_py(Thread& thread, const AstState& state, Value tree, Arena& arena) {
    return TreeReader(thread, state, arena).read(static_cast<ast::Mod*>(nullptr), tree, {});
}

}  // namespace krait::core
