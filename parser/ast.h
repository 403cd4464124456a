// The abstract syntax tree: plain structs in an Arena, made from ast.def.
//
// 1. A node is never freed and never moves; it dies with its arena. Text in it (names, strings) lives there too.
// 2. Text is UTF-8 in which a lone surrogate is encoded by three bytes, as any other code point of its size (WTF-8).
// 3. `None` is a null pointer; for an optional string it is a view whose data() is null (see is_none).
// 4. `depth` is the height of the tree below a node. The parser refuses a tree higher than its option max_depth, so a
//    consumer may recurse over a tree without a check of its own.
// 5. Column offsets count bytes of UTF-8, as in CPython's `ast`; nodes that CPython leaves without a position have one too.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/source.h"

namespace krait::ast {

enum class NodeKind : uint16_t {
#define NODE_BEGIN(Type, python_name, Base, attributes) Type,
#include "parser/ast.def"
};

#define ENUM_BEGIN(Type, python_name) enum class Type : uint8_t {
#define ENUM_ITEM(Type, Item, symbol) Item,
#define ENUM_END(Type) };
#include "parser/ast.def"

using Identifier = std::string_view;
using String = std::string_view;
using Integer = int32_t;

inline bool is_none(std::string_view text) { return text.data() == nullptr; }

enum class ConstantKind : uint8_t { None, True, False, Ellipsis, Int, Float, Complex, String, Bytes };

// `text`: the digits of an Int (no prefix, no underscores), the contents of a String (WTF-8) or Bytes.
// `number`: the value of a Float, the imaginary part of a Complex.
struct ConstantValue {
    ConstantKind kind = ConstantKind::None;
    uint8_t base = 10;  // of an Int: 2, 8, 10 or 16
    std::string_view text;
    double number = 0;
};

// `kind` is hidden in a Constant by the field of that name; as<T> and is<T> look at the tag.
struct Node {
    NodeKind kind;
    uint16_t depth = 1;
    Span span;
};

#define SUM(Type, python_name, attributes) \
    struct Type : Node {};
#include "parser/ast.def"

#define NODE_BEGIN(Type, python_name, Base, attributes) struct Type;
#include "parser/ast.def"

// How a field of a given Kind is stored: a node by pointer, anything else by value.
template <typename T>
struct Stored {
    using type = T*;
};
#define ENUM_BEGIN(Type, python_name) \
    template <>                       \
    struct Stored<Type> {             \
        using type = Type;            \
    };
#include "parser/ast.def"
template <>
struct Stored<std::string_view> {
    using type = std::string_view;
};
template <>
struct Stored<Integer> {
    using type = Integer;
};
template <>
struct Stored<ConstantValue> {
    using type = ConstantValue;
};

#define NODE_BEGIN(Type, python_name, BaseType, attributes) \
    struct Type : BaseType {                                \
        using Base = BaseType;                              \
        static constexpr NodeKind kKind = NodeKind::Type;
#define FIELD(Kind, name) Stored<Kind>::type name;
#define OPTIONAL(Kind, name) Stored<Kind>::type name;
#define LIST(Kind, name) std::span<Stored<Kind>::type> name;
#define LIST_WITH_NONE(Kind, name) std::span<Stored<Kind>::type> name;
#define NODE_END(Type) \
    }                  \
    ;
#include "parser/ast.def"

template <typename T>
bool is(const Node* node) {
    return node->kind == T::kKind;
}

// The node as a T, or nullptr where it is another kind (or is null itself).
template <typename T>
T* as(Node* node) {
    return node && node->kind == T::kKind ? static_cast<T*>(node) : nullptr;
}
template <typename T>
const T* as(const Node* node) {
    return node && node->kind == T::kKind ? static_cast<const T*>(node) : nullptr;
}

// The name of a node's class in Python's `ast` module.
std::string_view python_name(NodeKind kind);
#define ENUM_BEGIN(Type, python_name_) std::string_view python_name(Type item);
#define ENUM_END(Type)
#include "parser/ast.def"

}  // namespace krait::ast
