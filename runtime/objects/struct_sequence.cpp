// Struct sequences: tuples with named fields, some of which are attributes only (os.stat_result, time.struct_time, sys.flags).
//
// An instance is a tuple of the visible fields; the hidden ones lie behind its items, where a class keeps __slots__. Each field
// is a read-only member descriptor at its place.
#include <cstdlib>

#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type_parts.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

// Counts are class attributes, as programs read them.
Result<size_t> count_of(Thread& thread, Type* type, std::string_view name) {
    Value value = type->lookup(thread, intern(thread, name));
    if (!value.is_small()) return raise(thread, Exc::TypeError, "'{}' is no struct sequence", type);
    return static_cast<size_t>(value.as_small());
}
Field<Value>* field_at(Value self, size_t index) { return self.to<Tuple>()->items_ + index; }

Result<Value> sequence_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "structseq(sequence, dict={})", arguments, bound));
    size_t visible = TRY(count_of(thread, type, "n_sequence_fields"))
    , all = TRY(count_of(thread, type, "n_fields"));
    Tuple* items = TRY(make_tuple_from_py(thread, bound[0]));
    Dict* names = as_kind<Dict>(thread, bound[1]);
    if (!names) return raise(thread, Exc::TypeError, "{}() takes a dict as second arg, if any", type->qualname.get());
    if (items->size() < visible)
        return raise(thread, Exc::TypeError, "{}() takes {} {}-sequence ({}-sequence given)", type->qualname.get(),
                     all == visible ? "a" : "an at least", visible, items->size());
    if (items->size() > all)
        return raise(thread, Exc::TypeError, "{}() takes {} {}-sequence ({}-sequence given)", type->qualname.get(),
                     all == visible ? "a" : "an at most", all, items->size());
    Value made(allocate_instance(thread, type));
    made.to<Tuple>()->size_ = visible;
    for (size_t i = 0; i < all; ++i) field_at(made, i)->set(made.cell(), i < items->size() ? (*items)[i] : none());
    if (names->size() == 0) return made;
    Value declared = type->lookup(thread, intern(thread, "__struct_fields__"));
    for (size_t i = items->size(); i < all; ++i) {
        Value name = (*declared.to<Tuple>())[i];
        if (name.is_none()) continue;
        Value value = dict_get_str(thread, names, name.to<Str>());
        if (!value.is_nothing()) field_at(made, i)->set(made.cell(), value);
    }
    return made;
}

Result<Value> sequence_repr(Thread& thread, Value self) {
    Type* type = type_of(thread, self);
    StrBuilder builder(thread);
    Value module = TRY(get_attribute_py(thread, Value(type), KRAIT_NAME(dunder_module)));
    Str* text = as_kind<Str>(thread, module);
    if (text && text != KRAIT_NAME(builtins)) {
        TRY(builder.add(text));
        builder.add_ascii(".");
    }
    TRY(builder.add(type->qualname.get()));
    builder.add_ascii("(");
    Value declared = type->lookup(thread, intern(thread, "__struct_fields__"));
    auto* names = declared.to<Tuple>();
    for (size_t i = 0; i < self.to<Tuple>()->size(); ++i) {
        if (i) builder.add_ascii(", ");
        if (!(*names)[i].is_none()) TRY(builder.add((*names)[i].to<Str>()));
        builder.add_ascii("=");
        TRY(builder.add(TRY(repr_py(thread, field_at(self, i)->get()))));
    }
    builder.add_ascii(")");
    return Value(TRY(builder.finish()));
}

struct StructSequence {};
VALUE_METHOD(StructSequence, __reduce__, "__reduce__(self, /)", nullptr) {
    Type* type = type_of(thread, self);
    size_t visible = self.to<Tuple>()->size(), all = TRY(count_of(thread, type, "n_fields"));
    Value declared = type->lookup(thread, intern(thread, "__struct_fields__"));
    Dict* hidden = make_dict(thread);
    for (size_t i = visible; i < all; ++i) {
        Value name = (*declared.to<Tuple>())[i];
        if (!name.is_none()) TRY(dict_set_str(thread, hidden, name.to<Str>(), field_at(self, i)->get()));
    }
    Tuple* items = TRY(make_tuple_of_any_size(thread, self.to<Tuple>()->span()));
    return Value(make_tuple(thread, {Value(type), Value(make_tuple(thread, {Value(items), Value(hidden)}))}));
}

RAW_METHOD(StructSequence, __replace__, "__replace__(self, /, **changes)",
           "Return a copy of the structure with new values for the specified fields.") {
    Type* type = type_of(thread, self);
    if (arguments.positional) return raise(thread, Exc::TypeError, "__replace__() takes no positional arguments");
    size_t all = TRY(count_of(thread, type, "n_fields"));
    if (TRY(count_of(thread, type, "n_unnamed_fields")))
        return raise(thread, Exc::TypeError, "__replace__() is not supported for {} because it has unnamed field(s)",
                     type);
    auto* names = type->lookup(thread, intern(thread, "__struct_fields__")).to<Tuple>();
    Value made(allocate_instance(thread, type));
    made.to<Tuple>()->size_ = self.to<Tuple>()->size();
    for (size_t i = 0; i < all; ++i) field_at(made, i)->set(made.cell(), field_at(self, i)->get());
    List* unknown = make_list(thread);
    for (uint32_t k = 0; k < arguments.total(); ++k) {
        Str* name = (*arguments.names)[k].to<Str>();
        size_t i = 0;
        while (i < all && !str_equal((*names)[i].to<Str>(), name)) ++i;
        if (i == all) TRY(list_append(thread, unknown, Value(name)));
        else field_at(made, i)->set(made.cell(), arguments.values[k]);
    }
    if (unknown->size())
        return raise(thread, Exc::TypeError, "Got unexpected field name(s): {}", TRY(repr_py(thread, Value(unknown))));
    return made;
}

Value make_method(Thread& thread, Type* owner, const NativeSpec* spec) {
    auto* method = allocate_builtin<MethodDescriptor>(thread, BuiltinType::MethodDescriptor);
    method->spec_ = spec;
    method->owner.init(owner);
    return Value(method);
}

Result<Type*> make_type(Thread& thread, const StructSequenceSpec& spec) {
    Interpreter& interpreter = *thread.interpreter;
    std::string_view full(spec.name);
    size_t dot = full.rfind('.');
    Str* name = intern(thread, dot == full.npos ? full : full.substr(dot + 1));
    Str* module = intern(thread, dot == full.npos ? "builtins" : full.substr(0, dot));
    Dict* dict = make_dict(thread);
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_slots), Value(interpreter.empty_tuple.get())));
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_module), Value(module)));
    Tuple* bases = make_tuple(thread, {Value(interpreter.type(BuiltinType::Tuple))});
    Type* type = TRY(make_class_py(thread, interpreter.type(BuiltinType::Type), name, bases, dict, nullptr));

    // From a class it turns into a native type: immutable, with fields.
    type->flags &= ~(type_flag::kHeapType | type_flag::kSubclassable);
    if (!spec.instantiable) type->flags |= type_flag::kNoInstantiate;
    type->module.set(type, Value(module));
    type->native_size = static_cast<uint32_t>(sizeof(Tuple) + spec.visible * sizeof(Value));
    type->basic_size = static_cast<uint32_t>(sizeof(Tuple) + spec.fields.size() * sizeof(Value));
    type->slots.construct = sequence_construct;
    type->slots.repr = sequence_repr;
    dict = type->own_dict(thread);
    dict_delete_str(thread, dict, KRAIT_NAME(dunder_slots));
    if (spec.doc) TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_doc), Value(TRY(make_str(thread, spec.doc)))));
    Tuple* names = TRY(make_tuple_sized(thread, spec.fields.size()));
    List* match_args = make_list(thread);
    size_t index = 0, unnamed = 0;
    for (const StructSequenceField& field : spec.fields) {
        size_t here = index++;
        if (!field.name) {
            ++unnamed;
            continue;
        }
        Str* key = intern(thread, field.name);
        names->items_[here].set(names, Value(key));
        auto* member = allocate_builtin<MemberDescriptor>(thread, BuiltinType::MemberDescriptor);
        member->name.init(key);
        member->owner.init(type);
        member->offset = static_cast<uint32_t>(sizeof(Tuple) + here * sizeof(Value));
        member->read_only = true;
        TRY(dict_set_str(thread, dict, key, Value(member)));
        if (here < spec.visible) TRY(list_append(thread, match_args, Value(key)));
    }
    TRY(dict_set_str(thread, dict, "__struct_fields__", Value(names)));
    TRY(dict_set_str(thread, dict, "n_fields", Value::small(static_cast<int64_t>(spec.fields.size()))));
    TRY(dict_set_str(thread, dict, "n_sequence_fields", Value::small(static_cast<int64_t>(spec.visible))));
    TRY(dict_set_str(thread, dict, "n_unnamed_fields", Value::small(static_cast<int64_t>(unnamed))));
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_match_args), Value(TRY(list_to_tuple(thread, match_args)))));
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_new), make_new_function(thread, type)));
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_reduce), make_method(thread, type, &StructSequence___reduce__)));
    TRY(dict_set_str(thread, dict, "__replace__", make_method(thread, type, &StructSequence___replace__)));
    type->changed(thread, nullptr);
    return type;
}

}  // namespace

Type* make_struct_sequence_type(Thread& thread, const StructSequenceSpec& spec) {
    Result<Type*> made = make_type(thread, spec);
    // Only a table that cannot be right, or a heap with no room for a class, comes here: start-up cannot go on.
    if (made.failed()) std::abort();
    return made.value();
}

Value make_struct_sequence(Thread& thread, Type* type, std::span<const Value> values) {
    Value made(allocate_instance(thread, type));
    made.to<Tuple>()->size_ = (type->native_size - sizeof(Tuple)) / sizeof(Value);
    for (size_t i = 0; i < values.size(); ++i)
        field_at(made, i)->set(made.cell(), values[i].is_nothing() ? none() : values[i]);
    return made;
}

}  // namespace krait::core
