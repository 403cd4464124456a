// itemgetter, attrgetter, methodcaller.
#include "runtime/objects/small_array.h"
#include "runtime/vm_hooks.h"
#include "stdlib/_operator/operator.h"

namespace krait::core::operators {

namespace {

// ---- itemgetter(item, ...), attrgetter(attr, ...) ----
class Getter : public Object {
public:
    Field<Tuple*> names;  // as given
    Field<Tuple*> paths;  // attrgetter: a str or a tuple of strs for each
};

Result<Value> one_argument(Thread& thread, const char* name, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments", name);
    if (arguments.positional != 1)
        return raise(thread, Exc::TypeError, "{} expected 1 argument, got {}", name, arguments.positional);
    return arguments[0];
}

Result<Value> construct_item_getter(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "itemgetter() takes no keyword arguments");
    if (arguments.positional < 1)
        return raise(thread, Exc::TypeError, "itemgetter expected at least 1 argument, got 0");
    Tuple* names = TRY(make_tuple_of_any_size(thread, {arguments.values, arguments.positional}));
    auto* self = allocate_as<Getter>(thread, type);
    self->names.set(self, names);
    return Value(self);
}
Result<Value> call_item_getter(Thread& thread, Value object, const CallArguments& arguments) {
    Value from = TRY(one_argument(thread, "itemgetter", arguments));
    Tuple* names = object.to<Getter>()->names.get();
    if (names->size() == 1) {
        Value only = (*names)[0];
        // An index into an exact tuple or list, as when records are sorted.
        if (only.is_small() && only.as_small() >= 0) {
            size_t index = static_cast<size_t>(only.as_small());
            if (from.is<Tuple>() && index < from.to<Tuple>()->size()) return (*from.to<Tuple>())[index];
            if (from.is<List>()) {
                Value item = from.to<List>()->get(index);
                if (!item.is_nothing()) return item;
            }
        }
        return get_item_py(thread, from, only);
    }
    Tuple* all = TRY(make_tuple_sized(thread, names->size()));
    for (size_t i = 0; i < names->size(); ++i) all->items_[i].set(all, TRY(get_item_py(thread, from, (*names)[i])));
    return Value(all);
}

Result<Value> construct_attr_getter(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "attrgetter() takes no keyword arguments");
    if (arguments.positional < 1)
        return raise(thread, Exc::TypeError, "attrgetter expected at least 1 argument, got 0");
    size_t count = arguments.positional;
    Tuple* names = TRY(make_tuple_of_any_size(thread, {arguments.values, count}));
    Tuple* paths = TRY(make_tuple_sized(thread, count));
    for (size_t i = 0; i < count; ++i) {
        Str* name = as_kind<Str>(thread, arguments[i]);
        if (!name) return raise(thread, Exc::TypeError, "attribute name must be a string");
        const void* data = TRY(name->data(thread));
        ValueVector parts;
        size_t start = 0;
        for (size_t k = 0; k <= name->length(); ++k) {
            if (k < name->length() && Str::at(data, name->kind(), k) != '.') continue;
            Str* part = TRY(str_slice(thread, name, start, k));
            TRY(parts.push(thread, Value(intern(thread, part))));
            start = k + 1;
        }
        Value path =
            parts.size() == 1 ? parts[0] : Value(TRY(make_tuple_of_any_size(thread, {parts.data(), parts.size()})));
        paths->items_[i].set(paths, path);
    }
    auto* self = allocate_as<Getter>(thread, type);
    self->names.set(self, names);
    self->paths.set(self, paths);
    return Value(self);
}
Result<Value> follow(Thread& thread, Value from, Value path) {
    if (path.is<Str>()) return get_attribute_py(thread, from, path.to<Str>());
    for (Value each : path.to<Tuple>()->span()) from = TRY(get_attribute_py(thread, from, each.to<Str>()));
    return from;
}
Result<Value> call_attr_getter(Thread& thread, Value object, const CallArguments& arguments) {
    Value from = TRY(one_argument(thread, "attrgetter", arguments));
    Tuple* paths = object.to<Getter>()->paths.get();
    if (paths->size() == 1) return follow(thread, from, (*paths)[0]);
    Tuple* all = TRY(make_tuple_sized(thread, paths->size()));
    for (size_t i = 0; i < paths->size(); ++i) all->items_[i].set(all, TRY(follow(thread, from, (*paths)[i])));
    return Value(all);
}
Result<Value> repr_getter(Thread& thread, Value object) {
    ReprGuard guard(thread, object);
    Type* type = type_of(thread, object);
    Value module = TRY(get_attribute_py(thread, Value(type), KRAIT_NAME(dunder_module)));
    if (guard.recursive()) return format_str(thread, "{}.{}(...)", TRY(str_py(thread, module)), type);
    StrBuilder text(thread);
    TRY(text.add(TRY(str_py(thread, module))));
    text.add_ascii(".");
    TRY(text.add(type->name.get()));
    text.add_ascii("(");
    Tuple* names = object.to<Getter>()->names.get();
    for (size_t i = 0; i < names->size(); ++i) {
        if (i) text.add_ascii(", ");
        TRY(text.add(TRY(repr_py(thread, (*names)[i]))));
    }
    text.add_ascii(")");
    return Value(TRY(text.finish()));
}
METHOD(Getter, __reduce__, "__reduce__(self, /)", "Return state information for pickling") {
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), Value(self->names.get())}));
}

// ---- methodcaller(name, /, *args, **kwargs) ----
class MethodCaller : public Object {
public:
    Field<Str*> name;
    Field<Tuple*> args;      // positional, then the keywords' values
    Field<Tuple*> keywords;  // names, or null
};
Result<Value> construct_method_caller(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.positional < 1)
        return raise(thread, Exc::TypeError, "methodcaller needs at least one argument, the method name");
    Str* name = as_kind<Str>(thread, arguments[0]);
    if (!name) return raise(thread, Exc::TypeError, "method name must be a string");
    Tuple* args = TRY(make_tuple_of_any_size(thread, {arguments.values + 1, arguments.total() - 1}));
    name = intern(thread, name);
    auto* self = allocate_as<MethodCaller>(thread, type);
    self->name.set(self, name);
    self->args.set(self, args);
    self->keywords.set(self, arguments.names && arguments.keyword_count() ? arguments.names : nullptr);
    return Value(self);
}
Result<Value> call_method_caller(Thread& thread, Value object, const CallArguments& arguments) {
    Value target = TRY(one_argument(thread, "methodcaller", arguments));
    auto* self = object.to<MethodCaller>();
    Tuple* args = self->args.get();
    Tuple* keywords = self->keywords.get();
    if (!keywords) return call_method_py(thread, target, self->name.get(), args->span());
    Value method = TRY(get_attribute_py(thread, target, self->name.get()));
    return call_py(thread, method,
                   CallArguments{args->data(), static_cast<uint32_t>(args->size() - keywords->size()), keywords});
}
Result<Value> repr_method_caller(Thread& thread, Value object) {
    auto* self = object.to<MethodCaller>();
    Type* type = type_of(thread, object);
    ReprGuard guard(thread, object);
    StrBuilder text(thread);
    Value module = TRY(get_attribute_py(thread, Value(type), KRAIT_NAME(dunder_module)));
    TRY(text.add(TRY(str_py(thread, module))));
    text.add_ascii(".");
    TRY(text.add(type->name.get()));
    text.add_ascii("(");
    if (guard.recursive()) {
        text.add_ascii("...)");
        return Value(TRY(text.finish()));
    }
    TRY(text.add(TRY(repr_py(thread, Value(self->name.get())))));
    Tuple* args = self->args.get();
    Tuple* keywords = self->keywords.get();
    size_t positional = args->size() - (keywords ? keywords->size() : 0);
    for (size_t i = 0; i < args->size(); ++i) {
        text.add_ascii(", ");
        if (i >= positional) {
            TRY(text.add((*keywords)[i - positional].to<Str>()));
            text.add_ascii("=");
        }
        TRY(text.add(TRY(repr_py(thread, (*args)[i]))));
    }
    text.add_ascii(")");
    return Value(TRY(text.finish()));
}
METHOD(MethodCaller, __reduce__, "__reduce__(self, /)", "Return state information for pickling") {
    Value type(type_of(thread, Value(self)));
    Tuple* stored = self->args.get();
    Tuple* keywords = self->keywords.get();
    size_t positional = stored->size() - (keywords ? keywords->size() : 0);
    ValueVector all;
    TRY(all.push(thread, Value(self->name.get())));
    for (size_t i = 0; i < positional; ++i) TRY(all.push(thread, (*stored)[i]));
    if (!keywords) {
        return Value(
            make_tuple(thread, { type, Value(TRY(make_tuple_of_any_size(thread, {all.data(), all.size()}))) }));
    }
    // functools.partial(methodcaller, name, **keywords)
    Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "functools")));
    Value partial = TRY(get_attribute_py(thread, module, "partial"));
    Dict* dict = make_dict(thread);
    for (size_t i = 0; i < keywords->size(); ++i)
        TRY(dict_set_py(thread, dict, (*keywords)[i], (*stored)[positional + i]));
    Value constructor = TRY(call_with_py(thread, partial, make_tuple(thread, {type, Value(self->name.get())}), dict));
    Tuple* rest = TRY(make_tuple_of_any_size(thread, {all.data() + 1, all.size() - 1}));
    return Value(make_tuple(thread, {constructor, Value(rest)}));
}

}  // namespace

const TypeSpec kItemGetter = {
    .name = "operator.itemgetter",
    .doc = "Return a callable object that fetches the given item(s) from its operand.\n\nAfter f = itemgetter(2), the "
           "call f(r) "
           "returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    .size = sizeof(Getter),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = repr_getter, .call = call_item_getter, .construct = construct_item_getter},
    .methods = {&Getter___reduce__},
    .trace = trace_members<Getter, &Getter::names, &Getter::paths>,
    .signature = "itemgetter(item, /, *items)",
};
const TypeSpec kAttrGetter = {
    .name = "operator.attrgetter",
    .doc = "Return a callable object that fetches the given attribute(s) from its operand.\n\nAfter f = "
           "attrgetter('name'), the "
           "call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, "
           "r.date).\nAfter h = "
           "attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
    .size = sizeof(Getter),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = repr_getter, .call = call_attr_getter, .construct = construct_attr_getter},
    .methods = {&Getter___reduce__},
    .trace = trace_members<Getter, &Getter::names, &Getter::paths>,
    .signature = "attrgetter(attr, /, *attrs)",
};
const TypeSpec kMethodCaller = {
    .name = "operator.methodcaller",
    .doc = "Return a callable object that calls the given method on its operand.\n\nAfter f = methodcaller('name'), "
           "the call f(r) "
           "returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', "
           "foo=1).",
    .size = sizeof(MethodCaller),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = repr_method_caller, .call = call_method_caller, .construct = construct_method_caller},
    .methods = {&MethodCaller___reduce__},
    .trace = trace_members<MethodCaller, &MethodCaller::name, &MethodCaller::args, &MethodCaller::keywords>,
    .signature = "methodcaller(name, /, *args, **kwargs)",
};

}  // namespace krait::core::operators
