// ast.AST: what all nodes do. Library Reference: ast, "Node classes".
#include "runtime/heap/roots.h"
#include "runtime/objects/small_array.h"
#include "stdlib/_ast/classes.h"

namespace krait::core {

namespace {

class AstNode : public Object {};

// As messages name it: AST itself with its module.
std::string shown_name(Thread& thread, const Type* type) {
    if (type == native_type(thread, kAstSpec)) return "ast.AST";
    return str_utf8_lossy(type->name.get());
}

Result<Value> construct_node(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

Result<bool> has_name(Thread& thread, Tuple* names, Value name) {
    for (Value each : names->span()) {
        if (TRY(equal_py(thread, each, name))) return true;
    }
    return false;
}

// A field that was not given: an empty list, Load(), None through the class; else it is missing.
Result<void> fill_in(Thread& thread, Value self, Type* type, Str* name, Value types) {
    Value declared = TRY(dict_get_py(thread, types.to<Dict>(), Value(name)));
    std::string shown = shown_name(thread, type);
    if (declared.is_unbound()) {
        return warn_py(
            thread, Exc::DeprecationWarning,
            format_text("Field {} is missing from {}._field_types. This will become an error in Python 3.15.",
                        TRY(repr_py(thread, Value(name))), shown));
    }
    Type* kind = type_of(thread, declared);
    if (kind == thread.interpreter->type(BuiltinType::Union)) return {};
    if (kind == thread.interpreter->type(BuiltinType::GenericAlias))
        return set_attribute_py(thread, self, name, Value(make_list(thread)));
    AstState state = TRY(AstState::of(thread));
    if (declared == state.item(kAstExprContextClass)) {
        return set_attribute_py(thread, self, name,
                                state.item(kAstExprContextClass + 1 + static_cast<size_t>(ast::ExprContext::Load)));
    }
    return warn_py(
        thread, Exc::DeprecationWarning,
        format_text("{}.__init__ missing 1 required positional argument: {}. This will become an error in Python 3.15.",
                    shown, TRY(repr_py(thread, Value(name)))));
}

Result<void> initialize_node(Thread& thread, Value self, const CallArguments& arguments) {
    Type* type = type_of(thread, self);
    Tuple* fields = TRY(ast_names(thread, type, "_fields"));
    size_t given = arguments.positional;
    if (given > fields->size()) {
        return raise(thread, Exc::TypeError, "{} constructor takes at most {} positional argument{}",
                     short_type_name(type), fields->size(), fields->size() == 1 ? "" : "s");
    }
    std::vector<bool> filled(fields->size());
    auto field_name = [&](size_t i) -> Result<Str*> {
        if (auto* name = as_kind<Str>(thread, (*fields)[i])) return intern(thread, name);
        return raise(thread, Exc::TypeError, "attribute name must be string, not '{}'",
                     type_name(thread, (*fields)[i]));
    };
    for (size_t i = 0; i < given; ++i) {
        TRY(set_attribute_py(thread, self, TRY(field_name(i)), arguments[i]));
        filled[i] = true;
    }
    for (uint32_t k = 0; arguments.names && k < arguments.keyword_count(); ++k) {
        Value name = (*arguments.names)[k];
        size_t i = 0;
        while (i < fields->size() && !TRY(equal_py(thread, (*fields)[i], name))) ++i;
        if (i < fields->size()) {
            if (filled[i])
                return raise(thread, Exc::TypeError, "{} got multiple values for argument {}", type,
                             TRY(repr_py(thread, name)));
            filled[i] = true;
        } else if (Tuple* attributes = TRY(ast_names(thread, type, "_attributes"));
                   !TRY(has_name(thread, attributes, name))) {
            TRY(warn_py(thread, Exc::DeprecationWarning,
                        format_text("{}.__init__ got an unexpected keyword argument {}. Support for arbitrary keyword "
                                    "arguments is deprecated "
                                    "and will be removed in Python 3.15.",
                                    shown_name(thread, type), TRY(repr_py(thread, name)))));
        }
        TRY(set_attribute_py(thread, self, name.to<Str>(), arguments.values[arguments.positional + k]));
    }
    Value types = Value::unbound();
    for (size_t i = 0; i < fields->size(); ++i) {
        if (filled[i]) continue;
        if (types.is_unbound()) types = TRY(find_attribute_py(thread, Value(type), "_field_types"));
        if (!types.is<Dict>()) return {};  // a class of the program's own that declares none
        TRY(fill_in(thread, self, type, TRY(field_name(i)), types));
    }
    return {};
}

// ---- repr: three levels deep, and of a list the first and the last ----

Result<Str*> shown_node(Thread& thread, Value node, int depth);
Result<Str*> shown_value(Thread& thread, Value value, int depth) {
    if (is_instance(thread, value, native_type(thread, kAstSpec))) return shown_node(thread, value, depth);
    bool is_list = as_kind<List>(thread, value) != nullptr;
    if (!is_list && !as_kind<Tuple>(thread, value)) return repr_py(thread, value);
    int64_t length = TRY(length_py(thread, value));
    StrBuilder text(thread);
    text.add_ascii(is_list ? "[" : "(");
    if (length > 0) TRY(text.add(TRY(shown_value(thread, TRY(get_item_py(thread, value, Value::small(0))), depth))));
    if (length > 1) {
        text.add_ascii(length > 2 ? ", ..., " : ", ");
        TRY(text.add(TRY(shown_value(thread, TRY(get_item_py(thread, value, make_int(thread, length - 1))), depth))));
    }
    text.add_ascii(is_list ? "]" : ")");
    return text.finish();
}
Result<Str*> shown_node(Thread& thread, Value node, int depth) {
    TRY(thread.check_stack());
    Type* type = type_of(thread, node);
    StrBuilder text(thread);
    TRY(text.add_utf8(shown_name(thread, type)));
    ReprGuard guard(thread, node);
    if (depth <= 0 || guard.recursive()) {
        text.add_ascii("(...)");
        return text.finish();
    }
    text.add_ascii("(");
    Tuple* fields = TRY(ast_names(thread, type, "_fields"));
    for (size_t i = 0; i < fields->size(); ++i) {
        if (i) text.add_ascii(", ");
        Str* name = TRY(str_py(thread, (*fields)[i]));
        TRY(text.add(name));
        text.add_ascii("=");
        TRY(text.add(TRY(shown_value(thread, TRY(get_attribute_py(thread, node, intern(thread, name))), depth - 1))));
    }
    text.add_ascii(")");
    return text.finish();
}
Result<Value> repr_node(Thread& thread, Value self) {
    constexpr int kLevels = 3;
    return Value(TRY(shown_node(thread, self, kLevels)));
}

// ---- copies ----

METHOD(AstNode, reduce, "__reduce__(self, /)", nullptr) {
    Type* type = type_of(thread, Value(self));
    Dict* state = instance_dict(thread, self);
    Tuple* fields = TRY(ast_names(thread, type, "_fields"));
    ValueVector none_each;
    // So that __init__ finds what it wants; the state brings the values.
    for (Value name : fields->span()) {
        if (TRY(dict_get_py(thread, state, name)).is_unbound()) break;
        TRY(none_each.push(thread, none()));
    }
    Tuple* nones = TRY(make_tuple_of_any_size(thread, {none_each.data(), none_each.size()}));
    return Value(make_tuple(thread, {Value(type), Value(nones), Value(state)}));
}
RAW_METHOD(AstNode, replace, "__replace__(self, /, **fields)",
           "Return a copy of the AST node with new values for the specified fields.") {
    if (arguments.positional) return raise(thread, Exc::TypeError, "__replace__() takes no positional arguments");
    Type* type = type_of(thread, self);
    Tuple* fields = TRY(ast_names(thread, type, "_fields"));
    Tuple* attributes = TRY(ast_names(thread, type, "_attributes"));
    Dict* payload = TRY(dict_copy(thread, instance_dict(thread, static_cast<Object*>(self.cell()))));
    for (uint32_t k = 0; arguments.names && k < arguments.keyword_count(); ++k) {
        Value name = (*arguments.names)[k];
        if (!TRY(has_name(thread, fields, name)) && !TRY(has_name(thread, attributes, name))) {
            return raise(thread, Exc::TypeError, "{}.__replace__ got an unexpected keyword argument {}.",
                         shown_name(thread, type), TRY(repr_py(thread, name)));
        }
        TRY(dict_set_py(thread, payload, name, arguments.values[k]));
    }
    return call_with_py(thread, Value(type), thread.interpreter->empty_tuple.get(), payload);
}

}  // namespace

Result<Tuple*> ast_names(Thread& thread, Type* type, std::string_view attribute) {
    Value names = TRY(find_attribute_py(thread, Value(type), attribute));
    if (names.is_unbound()) return thread.interpreter->empty_tuple.get();
    return make_tuple_from_py(thread, names);
}

const TypeSpec kAstSpec = {
    .name = "ast.AST",
    .size = sizeof(AstNode),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.repr = repr_node, .construct = construct_node, .initialize = initialize_node},
    .methods = {&AstNode_reduce, &AstNode_replace},
};

}  // namespace krait::core
