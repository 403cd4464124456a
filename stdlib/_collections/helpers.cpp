// What namedtuple and Counter have natively, and the module's table.
#include "runtime/objects/dict_table.h"
#include "stdlib/_collections/collections.h"

namespace krait::core::collections {

namespace {

// ---- _tuplegetter(index, doc): the descriptor of a namedtuple's field ----
class TupleGetter : public Object {
public:
    int64_t index;
    Field<Value> doc;
};
Result<Value> construct_getter(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "_tuplegetter(index, doc, /)", arguments, bound));
    int64_t index = TRY(index_int64_py(thread, bound[0]));
    auto* self = allocate_as<TupleGetter>(thread, type);
    self->index = index;
    self->doc.set(self, bound[1]);
    return Value(self);
}
Result<Value> get_getter(Thread& thread, Value object, Value instance, Value) {
    auto* self = object.to<TupleGetter>();
    if (instance.is_nothing() || instance.is_none()) return object;
    Tuple* tuple = as_kind<Tuple>(thread, instance);
    if (!tuple) {
        return raise(thread, Exc::TypeError,
                     "descriptor for index '{}' for tuple subclasses doesn't apply to '{}' object", self->index,
                     type_of(thread, instance));
    }
    if (self->index < 0 || static_cast<size_t>(self->index) >= tuple->size())
        return raise(thread, Exc::IndexError, "tuple index out of range");
    return (*tuple)[static_cast<size_t>(self->index)];
}
Result<void> set_getter(Thread& thread, Value, Value, Value value) {
    return raise(thread, Exc::AttributeError, "{}",
                 value.is_nothing() ? "can't delete attribute" : "can't set attribute");
}
Result<Value> repr_getter(Thread& thread, Value object) {
    auto* self = object.to<TupleGetter>();
    return format_str(thread, "{}({}, {})", type_of(thread, object), self->index,
                      TRY(repr_py(thread, self->doc.get())));
}
METHOD(TupleGetter, __reduce__, "__reduce__(self, /)", "") {
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))),
                                     Value(make_tuple(thread, {make_int(thread, self->index), self->doc.get()}))}));
}
Result<Value> get_doc(Thread&, Value self) { return self.to<TupleGetter>()->doc.get(); }
Result<void> set_doc(Thread&, Value self, Value value) {
    self.to<TupleGetter>()->doc.set(self.cell(), value.is_nothing() ? none() : value);
    return {};
}
constexpr GetSetSpec kDoc = {"__doc__", nullptr, get_doc, set_doc};

// ---- _count_elements(mapping, iterable): mapping[x] = mapping.get(x, 0) + 1 for each ----
Result<Value> plus_one(Thread& thread, Value count) {
    if (count.is_small() && Value::fits_small(count.as_small() + 1)) return Value::small(count.as_small() + 1);
    return binary_py(thread, BinaryOp::Add, count, Value::small(1));
}
FUNCTION(collections, _count_elements, "_count_elements(mapping, iterable, /)",
         "Count elements in the iterable, updating the mapping") {
    Type* dict_type = thread.interpreter->type(BuiltinType::Dict);
    Type* type = type_of(thread, args[0]);
    Dict* dict = as_kind<Dict>(thread, args[0]);
    bool plain =
        dict &&
        type->lookup(thread, KRAIT_NAME(dunder_setitem)) == dict_type->lookup(thread, KRAIT_NAME(dunder_setitem)) &&
        type->lookup(thread, KRAIT_NAME(get)) == dict_type->lookup(thread, KRAIT_NAME(get));
    Value get = plain ? Value::nothing() : TRY(get_attribute_py(thread, args[0], KRAIT_NAME(get)));
    TRY(for_each_py(thread, args[1], [&](Value item) -> Result<bool> {
        if (plain) {
            uint64_t hash = TRY(key_hash_py(thread, item, KeyUse::DictKey));
            Value old = TRY(dict_get_hashed_py(thread, dict, item, hash));
            Value count = old.is_unbound() ? Value::small(1) : TRY(plus_one(thread, old));
            TRY(dict_set_hashed_py(thread, dict, item, hash, count));
        } else {
            Value old = TRY(call_py(thread, get, item, Value::small(0)));
            TRY(set_item_py(thread, args[0], item, TRY(plus_one(thread, old))));
        }
        return true;
    }));
    return none();
}

}  // namespace

const NativeSpec kCountElements = collections__count_elements;
const TypeSpec kTupleGetter = {
    .name = "collections._tuplegetter",
    .size = sizeof(TupleGetter),
    .slots = {.repr = repr_getter, .get = get_getter, .set = set_getter, .construct = construct_getter},
    .methods = {&TupleGetter___reduce__},
    .properties = {&kDoc},
    .trace = trace_members<TupleGetter, &TupleGetter::doc>,
};

}  // namespace krait::core::collections

namespace krait::core {

extern const ModuleSpec kCollectionsModule;
const ModuleSpec kCollectionsModule = {
    .name = "_collections",
    .doc = "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- "
           "defaultdict:  dict subclass with a default value factory",
    .functions = {&collections::kCountElements},
    .types = {&collections::kDeque, &collections::kDequeIterator, &collections::kDequeReverseIterator,
              &collections::kDefaultDict, &collections::kOrderedDict, &collections::kTupleGetter},
};

}  // namespace krait::core
