// cmp_to_key and reduce.
#include "runtime/objects/attributes.h"
#include "stdlib/_functools/functools.h"

namespace krait::core::functools {

namespace {

class Key : public Object {
public:
    Field<Value> compare, object;
};

Value make_key(Thread& thread, Value compare, Value object) {
    auto* key = allocate_native<Key>(thread, kKey);
    key->compare.set(key, compare);
    key->object.set(key, object);
    return Value(key);
}

FUNCTION(functools, cmp_to_key, "cmp_to_key(mycmp)",
         "Convert a cmp= function into a key= function.\n\n  mycmp\n    Function that compares two objects.") {
    return make_key(thread, args[0], Value::nothing());
}

Result<Value> call_key(Thread& thread, Value object, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "K(obj)", arguments, bound));
    return make_key(thread, object.to<Key>()->compare.get(), bound[0]);
}

Result<Value> compare_keys(Thread& thread, Value left, Value right, CompareOp op) {
    auto* a = native_cast<Key>(thread, left, kKey);
    auto* b = native_cast<Key>(thread, right, kKey);
    if (!a || !b) return raise(thread, Exc::TypeError, "other argument must be K instance");
    Value x = a->object.get(), y = b->object.get();
    if (x.is_nothing() || y.is_nothing()) return raise_attribute(thread, left, intern(thread, "object"), "object");
    Value order = TRY(call_py(thread, a->compare.get(), x, y));
    return compare_py(thread, op, order, Value::small(0));
}

GETTER(Key, obj, "Value wrapped by a key function.") {
    Value object = self.to<Key>()->object.get();
    return object.is_nothing() ? none() : object;
}
Result<void> set_obj(Thread& thread, Value object, Value value) {
    auto* self = object.to<Key>();
    self->object.set(self, value);
    return {};
}
constexpr GetSetSpec kObj = {"obj", "Value wrapped by a key function.", Key_get_obj_code, set_obj};

FUNCTION(
    functools, reduce, "reduce(function, iterable, /, initial=?)",
    "Apply a function of two arguments cumulatively to the items of an iterable, from left to right.\n\nThis "
    "effectively "
    "reduces the iterable to a single value.  If initial is present,\nit is placed before the items of the iterable in "
    "the calculation, and serves as\na default when the iterable is empty.") {
    if (!type_of(thread, args[1])->slots.iterate && !type_of(thread, args[1])->slots.get_item)
        return raise(thread, Exc::TypeError, "reduce() arg 2 must support iteration");
    Value total = args[2], function = args[0];
    TRY(for_each_py(thread, args[1], [&](Value item) -> Result<bool> {
        total = total.is_nothing() ? item : TRY(call_py(thread, function, total, item));
        return true;
    }));
    if (total.is_nothing()) return raise(thread, Exc::TypeError, "reduce() of empty iterable with no initial value");
    return total;
}

}  // namespace

const NativeSpec kCmpToKey = functools_cmp_to_key;
const NativeSpec kReduce = functools_reduce;
const TypeSpec kKey = {
    .name = "functools.KeyWrapper",
    .size = sizeof(Key),
    .flags = type_flag::kNoInstantiate,
    .slots = {.call = call_key, .compare = compare_keys},
    .properties = {&kObj},
    .trace = trace_members<Key, &Key::compare, &Key::object>,
};

}  // namespace krait::core::functools
