// _local: an object whose attributes are each thread's own. It keeps a dict for each thread by ident (idents are never used
// again); those of threads that are gone are dropped when the next thread's is made.
#include "runtime/objects/attributes.h"
#include "stdlib/_thread/thread_module.h"

namespace krait::core::threading {

namespace {

class Local : public Object {
public:
    Field<Dict*> dicts;  // ident -> dict
    Field<Tuple*> args;  // of the constructor: __init__ runs again in each thread
    Field<Dict*> keywords;
};

bool has_init(Thread& thread, Type* type) {
    return !(type->lookup(thread, KRAIT_NAME(dunder_init)) ==
             thread.interpreter->type(BuiltinType::Object)->lookup(thread, KRAIT_NAME(dunder_init)));
}

Result<Value> construct_local(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.total() && !has_init(thread, type))
        return raise(thread, Exc::TypeError, "Initialization arguments are not supported");
    Tuple* args = TRY(make_tuple_sized(thread, arguments.positional));
    for (size_t i = 0; i < arguments.positional; ++i) args->items_[i].set(args, arguments[i]);
    Dict* keywords = make_dict(thread);
    if (arguments.names) {
        for (size_t i = 0; i < arguments.keyword_count(); ++i)
            TRY(dict_set_py(thread, keywords, (*arguments.names)[i], arguments[arguments.positional + i]));
    }
    Dict *dicts = make_dict(thread), *own = make_dict(thread);
    // The constructor's thread: type() calls __init__ after this.
    TRY(dict_set_py(thread, dicts, make_int_unsigned(thread, thread.state->ident), Value(own)));
    auto* self = allocate_as<Local>(thread, type);
    self->dicts.set(self, dicts);
    self->args.set(self, args);
    self->keywords.set(self, keywords);
    return Value(self);
}

Result<Dict*> own_dict(Thread& thread, Local* self) {
    Value ident = make_int_unsigned(thread, thread.state->ident);
    Dict* dicts = self->dicts.get();
    Value known = TRY(dict_get_py(thread, dicts, ident));
    if (!known.is_unbound()) return known.to<Dict>();
    List* idents = TRY(dict_keys_list(thread, dicts));
    for (size_t i = 0; i < idents->size(); ++i) {
        Value each = idents->get(i);
        if (each.is_small() && !thread.interpreter->threads->find(static_cast<uint64_t>(each.as_small())))
            TRY(dict_delete_py(thread, dicts, each));
    }
    Dict* made = make_dict(thread);
    TRY(dict_set_py(thread, dicts, ident, Value(made)));
    Type* type = type_of(thread, Value(self));
    if (has_init(thread, type)) {
        Value init = TRY(get_attribute_py(thread, Value(type), KRAIT_NAME(dunder_init)));
        Tuple* stored = self->args.get();
        Tuple* args = TRY(make_tuple_sized(thread, stored->size() + 1));
        args->items_[0].set(args, Value(self));
        for (size_t i = 0; i < stored->size(); ++i) args->items_[i + 1].set(args, (*stored)[i]);
        if (call_with_py(thread, init, args, self->keywords.get()).failed()) {
            Value pending = thread.pending;
            thread.pending = Value::nothing();
            bool removed = !dict_delete_py(thread, dicts, ident).failed();  // so that the next access tries again
            (void)removed;
            thread.pending = pending;
            return kFailure;
        }
    }
    return made;
}

Result<Value> get_attribute_local(Thread& thread, Value object, Str* name) {
    Dict* dict = TRY(own_dict(thread, object.to<Local>()));
    if (name == KRAIT_NAME(dunder_dict)) return Value(dict);
    Value found = type_of(thread, object)->lookup(thread, name);
    bool data = !found.is_nothing() && type_of(thread, found)->slots.set;
    if (!data) {
        Value own = TRY(dict_get_py(thread, dict, Value(name)));
        if (!own.is_unbound()) return own;
    }
    return generic_get_attribute_py(thread, object, name);
}
Result<void> set_attribute_local(Thread& thread, Value object, Str* name, Value value) {
    Dict* dict = TRY(own_dict(thread, object.to<Local>()));
    if (name == KRAIT_NAME(dunder_dict)) {
        return raise_attribute(thread, object, name, "'{}' object attribute '__dict__' is read-only",
                               type_of(thread, object));
    }
    Value found = type_of(thread, object)->lookup(thread, name);
    if (!found.is_nothing() && type_of(thread, found)->slots.set)
        return generic_set_attribute_py(thread, object, name, value);
    if (!value.is_nothing()) return dict_set_py(thread, dict, Value(name), value);
    if (!TRY(dict_delete_py(thread, dict, Value(name))))
        return raise_attribute(thread, object, name, "'{}' object has no attribute '{}'", type_of(thread, object),
                               name);
    return {};
}

}  // namespace

const TypeSpec kLocal = {
    .name = "_thread._local",
    .doc = "Thread-local data",
    .size = sizeof(Local),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.get_attribute = get_attribute_local, .set_attribute = set_attribute_local, .construct = construct_local},
    .trace = trace_members<Local, &Local::dicts, &Local::args, &Local::keywords>,
};

}  // namespace krait::core::threading
