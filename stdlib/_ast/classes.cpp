#include "stdlib/_ast/classes.h"

#include "stdlib/state_slots.h"

namespace krait::core {

const std::vector<AstNodeInfo>& ast_nodes() {
    constexpr bool LOCATED = true, BARE = false;
    static const std::vector<AstNodeInfo> kNodes = [] {
        std::vector<AstNodeInfo> nodes = {
#define NODE_BEGIN(Type, python_name, Base, attributes) {python_name, #Base, attributes, {
#define FIELD(Kind, name) {#Kind, #name, AstPresence::One},
#define OPTIONAL(Kind, name) {#Kind, #name, AstPresence::Optional},
#define LIST(Kind, name) {#Kind, #name, AstPresence::List},
#define LIST_WITH_NONE(Kind, name) {#Kind, #name, AstPresence::ListWithNone},
#define NODE_END(Type) }},
#include "parser/ast.def"
        };
        // The grammar's one `int?`: ImportFrom.level, which the parser's tree always has.
        for (AstField& field : nodes[static_cast<size_t>(ast::NodeKind::ImportFrom)].fields) {
            if (std::string_view(field.name) == "level") field.presence = AstPresence::Optional;
        }
        return nodes;
    }();
    (void)LOCATED, (void)BARE;
    return kNodes;
}

namespace {

struct SumInfo {
    const char* cpp_name;
    const char* name;
    bool located;
};
const SumInfo* sums() {
    constexpr bool LOCATED = true, BARE = false;
    static const SumInfo kSums[] = {
#define SUM(Type, python_name, attributes) {#Type, python_name, attributes},
#include "parser/ast.def"
    };
    (void)LOCATED, (void)BARE;
    return kSums;
}
struct ItemInfo {
    const char* cpp_name;  // of the enum
    const char* name;
    bool is_class;
};
constexpr ItemInfo kItems[] = {
#define ENUM_BEGIN(Type, python_name) {#Type, python_name, true},
#define ENUM_ITEM(Type, Item, symbol) {#Type, #Item, false},
#include "parser/ast.def"
};
struct NodeName {
    const char* cpp_name;
    const char* name;
};
constexpr NodeName kNodeNames[] = {
#define NODE_BEGIN(Type, python_name, Base, attributes) {#Type, python_name},
#include "parser/ast.def"
};

// "Expr" -> "expr", as the grammar of the ast module writes it.
std::string_view grammar_name(std::string_view kind) {
    if (kind == "Identifier") return "identifier";
    if (kind == "String") return "string";
    if (kind == "Integer") return "int";
    if (kind == "ConstantValue") return "constant";
    for (size_t i = 0; i < kAstSumCount; ++i) {
        if (kind == sums()[i].cpp_name) return sums()[i].name;
    }
    for (const ItemInfo& item : kItems) {
        if (item.is_class && kind == item.cpp_name) return item.name;
    }
    for (const NodeName& node : kNodeNames) {
        if (kind == node.cpp_name) return node.name;
    }
    return kind;
}

std::string constructor_text(const AstNodeInfo& node) {
    std::string text(node.name);
    if (node.fields.empty()) return text;
    text += '(';
    for (const AstField& field : node.fields) {
        if (&field != &node.fields.front()) text += ", ";
        text += grammar_name(field.kind);
        if (field.presence == AstPresence::Optional) text += '?';
        else if (field.presence == AstPresence::List || std::string_view(field.name) == "kw_defaults") text += '*';
        else if (field.presence == AstPresence::ListWithNone) text += "?*";
        text += ' ';
        text += field.name;
    }
    return text + ')';
}

// Makes classes, and keeps them by their C++ name for the types of fields.
class ClassMaker {
public:
    ClassMaker(Thread& thread, Module* module) : thread_(thread), module_(module), by_name_(make_dict(thread)) {}

    Result<void> run() {
        Type* base = native_type(thread_, kAstSpec);
        TRY(module_add(thread_, module_, "AST", Value(base)));
        TRY(set(Value(base), "_fields", Value(empty_tuple())));
        TRY(set(Value(base), "_attributes", Value(empty_tuple())));
        TRY(set(Value(base), "__match_args__", Value(empty_tuple())));
        Tuple* sum_types = TRY(make_tuple_sized(thread_, kAstSumCount));
        for (size_t i = 0; i < kAstSumCount; ++i) {
            const SumInfo& sum = sums()[i];
            Type* made = TRY(make(sum.name, base, TRY(sum_doc(sum)), {}, sum.located));
            sum_types->items_[i].set(sum_types, Value(made));
            TRY(dict_set_str(thread_, by_name_, sum.cpp_name, Value(made)));
        }
        Tuple* items = TRY(make_tuple_sized(thread_, kAstItemCount));
        Type* current = nullptr;
        for (size_t i = 0; i < kAstItemCount; ++i) {
            const ItemInfo& item = kItems[i];
            if (item.is_class) {
                current = TRY(make(item.name, base, enum_doc(i), {}, false));
                items->items_[i].set(items, Value(current));
                TRY(dict_set_str(thread_, by_name_, item.cpp_name, Value(current)));
            } else {
                Type* made = TRY(make(item.name, current, item.name, {}, false));
                items->items_[i].set(items, Value(allocate_instance(thread_, made)));
            }
        }
        const auto& nodes = ast_nodes();
        Tuple* node_types = TRY(make_tuple_sized(thread_, nodes.size()));
        for (size_t i = 0; i < nodes.size(); ++i) {
            Value parent = dict_get_str(thread_, by_name_, intern(thread_, nodes[i].base));
            bool own = parent.is_nothing();
            Type* made = TRY(make(nodes[i].name, own ? base : parent.to<Type>(), constructor_text(nodes[i]),
                                  nodes[i].fields, own && nodes[i].located));
            node_types->items_[i].set(node_types, Value(made));
            TRY(dict_set_str(thread_, by_name_, kNodeNames[i].cpp_name, Value(made)));
        }
        for (size_t i = 0; i < nodes.size(); ++i) TRY(set_field_types((*node_types)[i], nodes[i]));
        Tuple* state = make_tuple(thread_, {Value(base), Value(node_types), Value(sum_types), Value(items)});
        thread_.interpreter->state_slot(state_slot::kAstState).set_immediate(Value(state));
        return {};
    }

private:
    Tuple* empty_tuple() { return thread_.interpreter->empty_tuple.get(); }
    Result<void> set(Value type, std::string_view name, Value value) {
        Dict* names = type.to<Type>()->own_dict(thread_);
        TRY(dict_set_str(thread_, names, intern(thread_, name), value));
        type.to<Type>()->changed(thread_, intern(thread_, name));
        return {};
    }
    Result<std::string> sum_doc(const SumInfo& sum) {
        std::string text = std::string(sum.name) + " = ",
                    separator = "\n" + std::string(std::string_view(sum.name).size() + 1, ' ') + "| ";
        bool first = true;
        for (const AstNodeInfo& node : ast_nodes()) {
            if (std::string_view(node.base) != sum.cpp_name) continue;
            if (!first) text += separator;
            first = false;
            text += constructor_text(node);
        }
        return text;
    }
    std::string enum_doc(size_t index) {
        std::string text = std::string(kItems[index].name) + " = ";
        for (size_t i = index + 1; i < kAstItemCount && !kItems[i].is_class; ++i) {
            if (i > index + 1) text += " | ";
            text += kItems[i].name;
        }
        return text;
    }
    Result<Type*> make(std::string_view name, Type* base, const std::string& doc, const std::vector<AstField>& fields,
                       bool located) {
        Dict* names = make_dict(thread_);
        Tuple* field_names = TRY(make_tuple_sized(thread_, fields.size()));
        for (size_t i = 0; i < fields.size(); ++i)
            field_names->items_[i].set(field_names, Value(intern(thread_, fields[i].name)));
        TRY(dict_set_str(thread_, names, "__module__", Value(intern(thread_, "ast"))));
        TRY(dict_set_str(thread_, names, "__doc__", Value(TRY(make_str(thread_, doc)))));
        TRY(dict_set_str(thread_, names, "_fields", Value(field_names)));
        TRY(dict_set_str(thread_, names, "__match_args__", Value(field_names)));
        for (const AstField& field : fields) {
            if (field.presence == AstPresence::Optional) TRY(dict_set_str(thread_, names, field.name, none()));
        }
        if (located) {
            Value attributes(
                make_tuple(thread_, {Value(intern(thread_, "lineno")), Value(intern(thread_, "col_offset")),
                                     Value(intern(thread_, "end_lineno")), Value(intern(thread_, "end_col_offset"))}));
            TRY(dict_set_str(thread_, names, "_attributes", attributes));
            TRY(dict_set_str(thread_, names, "end_lineno", none()));
            TRY(dict_set_str(thread_, names, "end_col_offset", none()));
        }
        Type* made = TRY(make_class_py(thread_, thread_.interpreter->type(BuiltinType::Type), intern(thread_, name),
                                       make_tuple(thread_, {Value(base)}), names, nullptr));
        TRY(module_add(thread_, module_, name, Value(made)));
        return made;
    }
    Result<Value> field_type(const AstField& field) {
        std::string_view kind(field.kind);
        Interpreter& interpreter = *thread_.interpreter;
        Value type = dict_get_str(thread_, by_name_, intern(thread_, kind));
        if (kind == "Identifier" || kind == "String") type = Value(interpreter.type(BuiltinType::Str));
        else if (kind == "Integer") type = Value(interpreter.type(BuiltinType::Int));
        else if (kind == "ConstantValue") type = Value(interpreter.type(BuiltinType::Object));
        switch (field.presence) {
        case AstPresence::One: return type;
        case AstPresence::Optional: return make_union_py(thread_, type, none());
        default: return make_generic_alias(thread_, Value(interpreter.type(BuiltinType::List)), type);
        }
    }
    Result<void> set_field_types(Value type, const AstNodeInfo& node) {
        Dict* types = make_dict(thread_);
        for (const AstField& field : node.fields)
            TRY(dict_set_str(thread_, types, intern(thread_, field.name), TRY(field_type(field))));
        return set(type, "_field_types", Value(types));
    }

    Thread& thread_;
    Module* module_;
    Dict* by_name_;
};

}  // namespace

Result<void> make_ast_classes(Thread& thread, Module* module) { return ClassMaker(thread, module).run(); }

Result<AstState> AstState::of(Thread& thread) {
    Value state = thread.interpreter->state_slot(state_slot::kAstState).get();
    if (!state.is<Tuple>()) return raise(thread, Exc::RuntimeError, "the module _ast is not initialized");
    return AstState(state.to<Tuple>());
}

}  // namespace krait::core
