#include "parser/ast.h"

namespace krait::ast {

std::string_view python_name(NodeKind kind) {
    static constexpr std::string_view kNames[] = {
#define NODE_BEGIN(Type, python_name, Base, attributes) python_name,
#include "parser/ast.def"
    };
    return kNames[static_cast<size_t>(kind)];
}

#define ENUM_BEGIN(Type, python_name_)          \
    std::string_view python_name(Type item) {   \
        static constexpr std::string_view kNames[] = {
#define ENUM_ITEM(Type, Item, symbol) #Item,
#define ENUM_END(Type)                          \
        };                                      \
        return kNames[static_cast<size_t>(item)]; \
    }
#include "parser/ast.def"

}  // namespace krait::ast
