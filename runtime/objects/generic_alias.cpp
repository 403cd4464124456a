// list[int] (PEP 585) and int | str (PEP 604; typing.Union in 3.14).
#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

Value make_generic_alias(Thread& thread, Value origin, Value item) {
    auto* alias =
        static_cast<GenericAlias*>(allocate_instance(thread, thread.interpreter->type(BuiltinType::GenericAlias)));
    alias->origin.init(origin);
    alias->args.set(alias, item.is<Tuple>() ? item.to<Tuple>() : make_tuple(thread, {item}));
    return Value(alias);
}

namespace {

bool is_alias(Thread& thread, Value value) { return is_instance(thread, value, BuiltinType::GenericAlias); }
bool is_union(Thread& thread, Value value) { return is_instance(thread, value, BuiltinType::Union); }
bool is_unpackable_list(Value value) { return value.is<List>() || value.is<Tuple>(); }

// ---- parameters and substitution: what typing's own aliases do too ----

Result<void> add_unique(Thread& thread, List* list, Value value) {
    for (size_t i = 0; i < list->size(); ++i) {
        if (list->get(i) == value) return {};
    }
    return list_append(thread, list, value);
}
Result<void> collect_parameters(Thread& thread, std::span<const Value> args, List* into) {
    TRY(thread.check_stack());
    for (Value each : args) {
        if (each.is<Type>()) continue;
        if (is_unpackable_list(each)) {
            Tuple* inner = TRY(make_tuple_from_py(thread, each));
            TRY(collect_parameters(thread, inner->span(), into));
            continue;
        }
        if (!type_of(thread, each)->lookup(thread, KRAIT_NAME(dunder_typing_subst)).is_nothing()) {
            TRY(add_unique(thread, into, each));
            continue;
        }
        Value inner = TRY(find_attribute_py(thread, each, KRAIT_NAME(dunder_parameters)));
        if (auto* tuple = inner.is_unbound() ? nullptr : inner.as_if<Tuple>()) {
            for (Value parameter : tuple->span()) TRY(add_unique(thread, into, parameter));
        }
    }
    return {};
}
Result<Tuple*> parameters_of(Thread& thread, Cell* owner, Field<Value>& cache, Tuple* args) {
    if (!cache.get().is_nothing()) return cache.get().to<Tuple>();
    List* list = make_list(thread);
    TRY(collect_parameters(thread, args->span(), list));
    Tuple* parameters = TRY(list_to_tuple(thread, list));
    cache.set(owner, Value(parameters));
    return parameters;
}
Result<Value> substitute(Thread& thread, Value value, Tuple* parameters, Tuple* items);
Result<void> substitute_all(Thread& thread, std::span<const Value> args, Tuple* parameters, Tuple* items, List* into) {
    for (Value each : args) {
        Value made = TRY(substitute(thread, each, parameters, items));
        // A TypeVarTuple stands for as many items as there are.
        Value unpacked =
            each.is<Type>()
                ? Value::unbound()
                : TRY(find_attribute_py(thread, each, intern(thread, "__typing_is_unpacked_typevartuple__")));
        if (!unpacked.is_unbound() && unpacked.is_true() && made.is<Tuple>()) TRY(list_extend_py(thread, into, made));
        else TRY(list_append(thread, into, made));
    }
    return {};
}
Result<Value> substitute(Thread& thread, Value value, Tuple* parameters, Tuple* items) {
    if (value.is<Type>()) return value;
    TRY(thread.check_stack());
    if (is_unpackable_list(value)) {
        List* list = make_list(thread);
        Tuple* inner = TRY(make_tuple_from_py(thread, value));
        TRY(substitute_all(thread, inner->span(), parameters, items, list));
        if (value.is<List>()) return Value(list);
        return Value(TRY(list_to_tuple(thread, list)));
    }
    if (!type_of(thread, value)->lookup(thread, KRAIT_NAME(dunder_typing_subst)).is_nothing()) {
        for (size_t i = 0; i < parameters->size(); ++i) {
            if (!((*parameters)[i] == value)) continue;
            Value item = (*items)[i];
            return call_method_py(thread, value, KRAIT_NAME(dunder_typing_subst), {&item, 1});
        }
        return value;
    }
    Value inner = TRY(find_attribute_py(thread, value, KRAIT_NAME(dunder_parameters)));
    auto* tuple = inner.is_unbound() ? nullptr : inner.as_if<Tuple>();
    if (!tuple || tuple->size() == 0) return value;
    List* picked = make_list(thread);
    for (Value parameter : tuple->span()) {
        Value item = parameter;
        for (size_t i = 0; i < parameters->size(); ++i)
            if ((*parameters)[i] == parameter) item = (*items)[i];
        // What stands for a TypeVarTuple is a tuple of as many items as there are.
        if (type_of(thread, parameter)->slots.iterate && item.is<Tuple>()) TRY(list_extend_py(thread, picked, item));
        else TRY(list_append(thread, picked, item));
    }
    return get_item_py(thread, value, Value(TRY(list_to_tuple(thread, picked))));
}
// *tuple[int, str] stands for int, str; *tuple[int, ...] stays as it is.
Result<Tuple*> unpack_starred(Thread& thread, Value item) {
    List* list = make_list(thread);
    Tuple* given = item.is<Tuple>() ? item.to<Tuple>() : make_tuple(thread, {item});
    for (Value each : given->span()) {
        Value inner = each.is<Type>()
                          ? Value::unbound()
                          : TRY(find_attribute_py(thread, each, intern(thread, "__typing_unpacked_tuple_args__")));
        auto* args = inner.is_unbound() ? nullptr : inner.as_if<Tuple>();
        bool open = args && args->size() && (*args)[args->size() - 1] == Value::ellipsis();
        if (args && !open) TRY(list_extend_py(thread, list, inner));
        else TRY(list_append(thread, list, each));
    }
    return list_to_tuple(thread, list);
}
Result<Tuple*> substituted_args(Thread& thread, Value self, Tuple* args, Tuple* parameters, Value item) {
    if (parameters->size() == 0)
        return raise(thread, Exc::TypeError, "{} is not a generic class", TRY(repr_py(thread, self)));
    Value prepared(TRY(unpack_starred(thread, item)));
    for (Value parameter : parameters->span()) {
        Value prepare = TRY(find_attribute_py(thread, parameter, intern(thread, "__typing_prepare_subst__")));
        if (prepare.is_unbound() || prepare.is_none()) continue;
        prepared = TRY(call_py(thread, prepare, self, prepared));
    }
    Tuple* items = TRY(make_tuple_from_py(thread, prepared));
    if (items->size() != parameters->size()) {
        return raise(thread, Exc::TypeError, "Too {} arguments for {}; actual {}, expected {}",
                     items->size() > parameters->size() ? "many" : "few", TRY(repr_py(thread, self)), items->size(),
                     parameters->size());
    }
    List* list = make_list(thread);
    TRY(substitute_all(thread, args->span(), parameters, items, list));
    return list_to_tuple(thread, list);
}

// ---- text ----

Result<void> add_type_text(Thread& thread, StrBuilder& builder, Value value) {
    TRY(thread.check_stack());
    if (value == Value::ellipsis()) {
        builder.add_ascii("...");
        return {};
    }
    if (value.is_none() || value == Value(thread.interpreter->type(BuiltinType::NoneType))) {
        builder.add_ascii("None");
        return {};
    }
    if (auto* list = value.as_if<List>()) {
        builder.add_ascii("[");
        for (size_t i = 0; i < list->size(); ++i) {
            if (i) builder.add_ascii(", ");
            TRY(add_type_text(thread, builder, list->get(i)));
        }
        builder.add_ascii("]");
        return {};
    }
    // A class shows as its name; what has __origin__ and __args__ shows as its repr.
    Value origin =
        value.is<Type>() ? Value::unbound() : TRY(find_attribute_py(thread, value, KRAIT_NAME(dunder_origin)));
    if (origin.is_unbound()) {
        Value qualname = TRY(find_attribute_py(thread, value, KRAIT_NAME(dunder_qualname)));
        Value module = TRY(find_attribute_py(thread, value, KRAIT_NAME(dunder_module)));
        Str* name = qualname.is_unbound() ? nullptr : as_kind<Str>(thread, qualname);
        Str* place = module.is_unbound() ? nullptr : as_kind<Str>(thread, module);
        if (name && place) {
            if (!(place->is_ascii() && place->flat() && place->ascii_view() == "builtins")) {
                TRY(builder.add(place));
                builder.add_ascii(".");
            }
            return builder.add(name);
        }
    }
    return builder.add(TRY(repr_py(thread, value)));
}

// ---- GenericAlias ----

Result<Value> alias_repr(Thread& thread, Value self) {
    auto* alias = self.to<GenericAlias>();
    StrBuilder builder(thread);
    if (alias->starred) builder.add_ascii("*");
    TRY(add_type_text(thread, builder, alias->origin.get()));
    builder.add_ascii("[");
    Tuple* args = alias->args.get();
    for (size_t i = 0; i < args->size(); ++i) {
        if (i) builder.add_ascii(", ");
        TRY(add_type_text(thread, builder, (*args)[i]));
    }
    if (args->size() == 0) builder.add_ascii("()");
    builder.add_ascii("]");
    return Value(TRY(builder.finish()));
}
Result<int64_t> alias_hash(Thread& thread, Value self) {
    auto* alias = self.to<GenericAlias>();
    return TRY(hash_py(thread, alias->origin.get()))
    ^TRY(hash_py(thread, Value(alias->args.get())));
}
Result<Value> alias_compare(Thread& thread, Value left, Value right, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_alias(thread, left) || !is_alias(thread, right))
        return Value::not_implemented();
    auto *a = left.to<GenericAlias>(), *b = right.to<GenericAlias>();
    bool same = a->starred == b->starred && TRY(equal_py(thread, a->origin.get(), b->origin.get()))
    &&TRY(equal_py(thread, Value(a->args.get()), Value(b->args.get())));
    return Value::boolean(same == (op == CompareOp::Eq));
}
Result<Value> alias_call(Thread& thread, Value self, const CallArguments& arguments) {
    Value made = TRY(call_py(thread, self.to<GenericAlias>()->origin.get(), arguments));
    if (set_attribute_py(thread, made, KRAIT_NAME(dunder_orig_class), self).failed() &&
        !clear_pending_if(thread, Exc::AttributeError) && !clear_pending_if(thread, Exc::TypeError))
        return kFailure;
    return made;
}
// Everything but what is the alias's own comes from the class.
constexpr std::string_view kOfTheAlias[] = {"__class__",       "__origin__",     "__args__",
                                            "__unpacked__",    "__parameters__", "__typing_unpacked_tuple_args__",
                                            "__mro_entries__", "__reduce_ex__",  "__reduce__",
                                            "__dir__"};
constexpr std::string_view kOfNeither[] = {"__bases__", "__copy__", "__deepcopy__"};
Result<Value> alias_get_attribute(Thread& thread, Value self, Str* name) {
    bool own = false;
    if (name->is_ascii() && name->ascii_view().starts_with("__")) {
        for (std::string_view each : kOfTheAlias) own = own || name->ascii_view() == each;
        for (std::string_view each : kOfNeither) own = own || name->ascii_view() == each;
    }
    if (own) return generic_get_attribute_py(thread, self, name);
    return get_attribute_py(thread, self.to<GenericAlias>()->origin.get(), name);
}
METHOD(GenericAlias, __dir__, "__dir__(self, /)", "The names of the class and the alias's own.") {
    Value module(thread.interpreter->builtins_module.get());
    Value names = TRY(call_py(thread, TRY(get_attribute_py(thread, module, "dir")), self->origin.get()));
    Set* all = make_set(thread);
    TRY(set_update_py(thread, all, names));
    for (std::string_view each : kOfTheAlias) TRY(set_add_py(thread, all, Value(intern(thread, each))));
    return Value(TRY(make_list_from_py(thread, Value(all))));
}
Result<Value> alias_get_item(Thread& thread, Value self, Value item) {
    auto* alias = self.to<GenericAlias>();
    Tuple* parameters = TRY(parameters_of(thread, alias, alias->parameters, alias->args.get()));
    Tuple* args = TRY(substituted_args(thread, self, alias->args.get(), parameters, item));
    Value made = make_generic_alias(thread, alias->origin.get(), Value(args));
    made.to<GenericAlias>()->starred = alias->starred;
    return made;
}
// *tuple[int] in a subscript: iter(alias) gives the starred alias, once.
class AliasIterator : public Object {
public:
    Field<Value> alias;  // None when it was given
};
Result<Value> alias_iterator_next(Thread& thread, Value self) {
    Value given = self.to<AliasIterator>()->alias.get();
    if (given.is_none()) return Value::unbound();
    self.to<AliasIterator>()->alias.set(self.cell(), Value::none());
    auto* alias = given.to<GenericAlias>();
    Value made = make_generic_alias(thread, alias->origin.get(), Value(alias->args.get()));
    made.to<GenericAlias>()->starred = true;
    return made;
}
Result<Value> alias_iterator_itself(Thread&, Value self) { return self; }
METHOD(AliasIterator, __reduce__, "__reduce__(self, /)", nullptr) {
    Value iter = TRY(get_attribute_py(thread, Value(thread.interpreter->builtins_module.get()), "iter"));
    Value alias = self->alias.get();
    Value what = alias.is_none() ? Value(make_tuple(thread, std::span<const Value>())) : alias;
    return Value(make_tuple(thread, {iter, Value(make_tuple(thread, {what}))}));
}
void trace_alias_iterator(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<AliasIterator*>(cell)->alias); }
const TypeSpec kAliasIterator = {
    .name = "generic_alias_iterator",
    .size = sizeof(AliasIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = alias_iterator_itself, .next = alias_iterator_next},
    .methods = {&AliasIterator___reduce__},
    .trace = trace_alias_iterator,
};
Result<Value> alias_iterate(Thread& thread, Value self) {
    auto* iterator = static_cast<AliasIterator*>(allocate_instance(thread, native_type(thread, kAliasIterator)));
    iterator->alias.init(self);
    return Value(iterator);
}
Result<Value> alias_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "GenericAlias(origin, args, /)", arguments, bound));
    auto* alias = static_cast<GenericAlias*>(allocate_instance(thread, type));
    alias->origin.init(bound[0]);
    alias->args.set(alias, bound[1].is<Tuple>() ? bound[1].to<Tuple>() : make_tuple(thread, {bound[1]}));
    return Value(alias);
}
GETTER(GenericAlias, __origin__, nullptr) { return self.to<GenericAlias>()->origin.get(); }
GETTER(GenericAlias, __args__, nullptr) { return Value(self.to<GenericAlias>()->args.get()); }
GETTER(GenericAlias, __unpacked__, nullptr) { return Value::boolean(self.to<GenericAlias>()->starred); }
GETTER(GenericAlias, __parameters__, "Type variables in the GenericAlias.") {
    auto* alias = self.to<GenericAlias>();
    return Value(TRY(parameters_of(thread, alias, alias->parameters, alias->args.get())));
}
GETTER(GenericAlias, __typing_unpacked_tuple_args__, nullptr) {
    auto* alias = self.to<GenericAlias>();
    if (alias->starred && alias->origin.get() == Value(thread.interpreter->type(BuiltinType::Tuple)))
        return Value(alias->args.get());
    return none();
}
METHOD(GenericAlias, __mro_entries__, "__mro_entries__(self, bases, /)", nullptr) {
    return Value(make_tuple(thread, {self->origin.get()}));
}
METHOD(GenericAlias, __instancecheck__, "__instancecheck__(self, instance, /)", nullptr) {
    return raise(thread, Exc::TypeError, "isinstance() argument 2 cannot be a parameterized generic");
}
METHOD(GenericAlias, __subclasscheck__, "__subclasscheck__(self, cls, /)", nullptr) {
    return raise(thread, Exc::TypeError, "issubclass() argument 2 cannot be a parameterized generic");
}
METHOD(GenericAlias, __reduce__, "__reduce__(self, /)", nullptr) {
    Value type(thread.interpreter->type(BuiltinType::GenericAlias));
    Tuple* parts = make_tuple(thread, {self->origin.get(), Value(self->args.get())});
    if (!self->starred) return Value(make_tuple(thread, {type, Value(parts)}));
    // A starred one is what the iterator of the plain one gives: next(iter(plain)).
    Value plain = make_generic_alias(thread, self->origin.get(), Value(self->args.get()));
    Value next = TRY(get_attribute_py(thread, Value(thread.interpreter->builtins_module.get()), "next"));
    Value iterator = TRY(alias_iterate(thread, plain));
    return Value(make_tuple(thread, {next, Value(make_tuple(thread, {iterator}))}));
}
void trace_alias(Cell* cell, Tracer& tracer) {
    auto* alias = static_cast<GenericAlias*>(cell);
    tracer.visit(alias->origin);
    tracer.visit(alias->args);
    tracer.visit(alias->parameters);
}

// ---- Union ----

bool may_be_member(Thread& thread, Value value) {
    if (value.is_none() || value.is<Type>() || is_alias(thread, value) || is_union(thread, value)) return true;
    for (BuiltinType each :
         {BuiltinType::TypeVar, BuiltinType::ParamSpec, BuiltinType::TypeVarTuple, BuiltinType::TypeAliasType}) {
        if (is_instance(thread, value, each)) return true;
    }
    return false;
}
// The members of a union under construction: in order, each once. Those with a hash are found by it, the others one by one.
struct Members {
    List* list;
    List* unhashable;
    Set* known;
};
Result<void> add_member(Thread& thread, Members& members, Value value) {
    if (is_union(thread, value)) {
        for (Value each : value.to<Union>()->args.get()->span()) TRY(add_member(thread, members, each));
        return {};
    }
    if (value.is_none()) value = Value(thread.interpreter->type(BuiltinType::NoneType));
    Result<int64_t> hash = hash_py(thread, value);
    if (hash.failed()) {
        if (!clear_pending_if(thread, Exc::TypeError)) return kFailure;
        for (size_t i = 0; i < members.unhashable->size(); ++i) {
            if (TRY(equal_py(thread, members.unhashable->get(i), value))) return {};
        }
        TRY(list_append(thread, members.unhashable, value));
    } else if (!TRY(set_add_py(thread, members.known, value))) {
        return {};
    }
    return list_append(thread, members.list, value);
}
Result<Value> union_of(Thread& thread, std::span<const Value> members) {
    List* list = make_list(thread);
    Members found{list, make_list(thread), make_set(thread)};
    for (Value each : members) {
        if (each.is<Str>()) {  // as typing does: Union[int, "Later"]
            Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "annotationlib")));
            each = TRY(call_py(thread, TRY(get_attribute_py(thread, module, "ForwardRef")), each));
        } else if (each.is<Tuple>()) {
            return raise(thread, Exc::TypeError, "Union[arg, ...]: each arg must be a type. Got {}.",
                         TRY(repr_py(thread, each)));
        }
        TRY(add_member(thread, found, each));
    }
    if (list->size() == 1) return list->get(0);
    auto* made = static_cast<Union*>(allocate_instance(thread, thread.interpreter->type(BuiltinType::Union)));
    made->args.set(made, TRY(list_to_tuple(thread, list)));
    return Value(made);
}
Result<Value> union_repr(Thread& thread, Value self) {
    StrBuilder builder(thread);
    Tuple* args = self.to<Union>()->args.get();
    for (size_t i = 0; i < args->size(); ++i) {
        if (i) builder.add_ascii(" | ");
        TRY(add_type_text(thread, builder, (*args)[i]));
    }
    return Value(TRY(builder.finish()));
}
Result<int64_t> union_hash(Thread& thread, Value self) {
    uint64_t hash = 0x1234567;
    for (Value each : self.to<Union>()->args.get()->span())
        hash ^= static_cast<uint64_t>(TRY(hash_py(thread, each))) * 31;
    return static_cast<int64_t>(hash);
}
Result<Value> union_compare(Thread& thread, Value left, Value right, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_union(thread, left) || !is_union(thread, right))
        return Value::not_implemented();
    Tuple *a = left.to<Union>()->args.get(), *b = right.to<Union>()->args.get();
    bool same = a->size() == b->size();
    for (size_t i = 0; same && i < a->size(); ++i) {
        same = false;
        for (size_t k = 0; !same && k < b->size(); ++k) same = TRY(equal_py(thread, (*a)[i], (*b)[k]));
    }
    return Value::boolean(same == (op == CompareOp::Eq));
}
Result<Value> union_get_item(Thread& thread, Value self, Value item) {
    auto* alias = self.to<Union>();
    Tuple* parameters = TRY(parameters_of(thread, alias, alias->parameters, alias->args.get()));
    Tuple* args = TRY(substituted_args(thread, self, alias->args.get(), parameters, item));
    return union_of(thread, args->span());
}
GETTER(Union, __args__, nullptr) { return Value(self.to<Union>()->args.get()); }
GETTER(Union, __origin__, nullptr) { return Value(thread.interpreter->type(BuiltinType::Union)); }
GETTER(Union, __name__, nullptr) { return Value(intern(thread, "Union")); }
GETTER(Union, __qualname__, nullptr) { return Value(intern(thread, "Union")); }
GETTER(Union, __module__, nullptr) { return Value(intern(thread, "typing")); }
GETTER(Union, __parameters__, "Type variables in the types.UnionType.") {
    auto* alias = self.to<Union>();
    return Value(TRY(parameters_of(thread, alias, alias->parameters, alias->args.get())));
}
METHOD(Union, __instancecheck__, "__instancecheck__(self, instance, /)", nullptr) {
    for (Value each : self->args.get()->span()) {
        if (is_alias(thread, each))
            return raise(thread, Exc::TypeError, "isinstance() argument 2 cannot be a parameterized generic");
        if (TRY(isinstance_py(thread, args[0], each))) return Value::true_();
    }
    return Value::false_();
}
METHOD(Union, __subclasscheck__, "__subclasscheck__(self, cls, /)", nullptr) {
    for (Value each : self->args.get()->span()) {
        if (is_alias(thread, each))
            return raise(thread, Exc::TypeError, "issubclass() argument 2 cannot be a parameterized generic");
        if (TRY(issubclass_py(thread, args[0], each))) return Value::true_();
    }
    return Value::false_();
}
CLASS_METHOD(Union, __class_getitem__, "__class_getitem__(cls, object, /)", nullptr) {
    if (!args[0].is<Tuple>()) return union_of(thread, {args, 1});
    if (args[0].to<Tuple>()->size() == 0) return raise(thread, Exc::TypeError, "Cannot take a Union of no types.");
    return union_of(thread, args[0].to<Tuple>()->span());
}
METHOD(Union, __mro_entries__, "__mro_entries__(self, bases, /)", nullptr) {
    return raise(thread, Exc::TypeError, "Cannot subclass {}", TRY(repr_py(thread, Value(self))));
}
void trace_union(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<Union*>(cell)->args);
    tracer.visit(static_cast<Union*>(cell)->parameters);
}

#define ONLY_OR(F) \
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, F}

}  // namespace

Result<Value> make_union_py(Thread& thread, Value left, Value right) {
    if (!may_be_member(thread, left) || !may_be_member(thread, right)) return Value::not_implemented();
    Value both[] = {left, right};
    return union_of(thread, both);
}
Result<Value> union_or_py(Thread& thread, Value left, Value right) { return make_union_py(thread, left, right); }
// A union takes what Union[...] takes: names of types as text, too.
static Result<Value> union_with_py(Thread& thread, Value left, Value right) {
    Value both[] = {left, right};
    return union_of(thread, both);
}

const TypeSpec GenericAlias::spec = {
    .name = "types.GenericAlias",
    .doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    .size = sizeof(GenericAlias),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.repr = alias_repr,
              .hash = alias_hash,
              .call = alias_call,
              .get_attribute = alias_get_attribute,
              .compare = alias_compare,
              .get_item = alias_get_item,
              .iterate = alias_iterate,
              .binary = ONLY_OR(union_or_py),
              .construct = alias_construct},
    .methods = {&GenericAlias___mro_entries__, &GenericAlias___instancecheck__, &GenericAlias___subclasscheck__,
                &GenericAlias___reduce__, &GenericAlias___dir__},
    .properties = {&GenericAlias_get___origin__, &GenericAlias_get___args__, &GenericAlias_get___unpacked__,
                   &GenericAlias_get___parameters__, &GenericAlias_get___typing_unpacked_tuple_args__},
    .trace = trace_alias,
    .signature = "GenericAlias(origin, args, /)",
};
const TypeSpec Union::spec = {
    .name = "typing.Union",
    .doc = "Represent a union type\n\nE.g. for int | str",
    .size = sizeof(Union),
    .flags = type_flag::kHasWeakref,
    .slots = {.repr = union_repr,
              .hash = union_hash,
              .compare = union_compare,
              .get_item = union_get_item,
              .binary = ONLY_OR(union_with_py)},
    .methods = {&Union___instancecheck__, &Union___subclasscheck__, &Union___class_getitem__, &Union___mro_entries__},
    .properties = {&Union_get___args__, &Union_get___origin__, &Union_get___name__, &Union_get___qualname__,
                   &Union_get___module__, &Union_get___parameters__},
    .trace = trace_union,
};

}  // namespace krait::core
