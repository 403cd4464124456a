// The abstract operations of the language on any values: what `a.b`, `a + b`, `a[b]`, `len(a)`, `repr(a)`... do.
// Semantics: Language Reference chapters 3.3 and 6. All may run Python code.
#pragma once

#include <string>
#include <string_view>

#include "runtime/errors.h"
#include "runtime/native.h"
#include "runtime/objects/type.h"

namespace krait::core {

// Attributes. `name` is interned.
Result<Value> get_attribute_py(Thread& thread, Value object, Str* name);
Result<Value> get_attribute_py(Thread& thread, Value object, std::string_view name);
// Unbound when it is missing (AttributeError is swallowed, or never made): getattr(x, n, None), hasattr.
Result<Value> find_attribute_py(Thread& thread, Value object, Str* name);
Result<Value> find_attribute_py(Thread& thread, Value object, std::string_view name);
Result<void> set_attribute_py(Thread& thread, Value object, Str* name, Value value);
Result<void> set_attribute_py(Thread& thread, Value object, std::string_view name, Value value);
Result<void> delete_attribute_py(Thread& thread, Value object, Str* name);
// type(object).name, bound to object by the descriptor protocol; nothing (without an exception) when it is missing.
Result<Value> lookup_special_py(Thread& thread, Value object, Str* name, bool* found);

// Items.
Result<Value> get_item_py(Thread& thread, Value object, Value key);
Result<void> set_item_py(Thread& thread, Value object, Value key, Value value);
Result<void> delete_item_py(Thread& thread, Value object, Value key);
Result<bool> contains_py(Thread& thread, Value container, Value item);
Result<int64_t> length_py(Thread& thread, Value object);
Result<int64_t> length_hint_py(Thread& thread, Value object, int64_t otherwise);

// Operators.
Result<Value> binary_py(Thread& thread, BinaryOp op, Value left, Value right);
Result<Value> inplace_py(Thread& thread, BinaryOp op, Value left, Value right);
Result<Value> power_py(Thread& thread, Value base, Value exponent, Value modulus);
Result<Value> unary_py(Thread& thread, UnaryOp op, Value operand);
Result<Value> compare_py(Thread& thread, CompareOp op, Value left, Value right);
Result<bool> compare_bool_py(Thread& thread, CompareOp op, Value left, Value right);
Result<bool> equal_py(Thread& thread, Value left, Value right);  // identity first, as containers do
Result<bool> truth_py(Thread& thread, Value value);
Result<int64_t> hash_py(Thread& thread, Value value);

// Conversion.
Result<Str*> repr_py(Thread& thread, Value value);
Result<Str*> str_py(Thread& thread, Value value);
Result<Str*> ascii_py(Thread& thread, Value value);
Result<Str*> format_py(Thread& thread, Value value, Str* spec);
Result<Value> index_py(Thread& thread, Value value);      // operator.index: an int (exact or bool's int)
enum class OutOfRange { Raise, RaiseIndexError, Clamp };  // OverflowError, IndexError, or the nearest int64
Result<int64_t> index_int64_py(Thread& thread, Value value, OutOfRange out_of_range = OutOfRange::Raise);
Result<double> to_double_py(Thread& thread, Value value);  // float(x)'s number protocol, not str
bool is_int(Thread& thread, Value value);                  // int or subclass (bool too)
bool is_callable(Thread& thread, Value value);

// Iteration.
Result<Value> iterate_py(Thread& thread, Value iterable);  // iter(x)
Result<Value> next_py(Thread& thread, Value iterator);     // Unbound when exhausted
// Calls body(value) -> Result<bool> (false: stop) for each item. Exact lists, tuples and ranges need no iterator.
template <typename Body>
Result<void> for_each_py(Thread& thread, Value iterable, Body&& body);

// type.__instancecheck__ and type.__subclasscheck__: without the hooks of a metaclass.
Result<bool> real_isinstance_py(Thread& thread, Value object, Value cls);
Result<bool> real_issubclass_py(Thread& thread, Value derived, Value cls);
// isinstance, issubclass with __instancecheck__ and __subclasscheck__.
Result<bool> isinstance_py(Thread& thread, Value object, Value class_or_tuple);
Result<bool> issubclass_py(Thread& thread, Value cls, Value class_or_tuple);

// Recursion guard for repr(), ==, etc.: true if `object` is already being worked on by this thread.
class ReprGuard {
public:
    ReprGuard(Thread& thread, Value object);
    ~ReprGuard();
    bool recursive() const { return recursive_; }

private:
    Thread& thread_;
    Value object_;
    ReprGuard* previous_;
    bool recursive_;
};

// For messages: the type's __name__.
const Type* type_name(Thread& thread, Value value);

template <typename Body>
Result<void> for_each_py(Thread& thread, Value iterable, Body&& body) {
    Value iterator = TRY(iterate_py(thread, iterable));
    for (;;) {
        Value item = TRY(next_py(thread, iterator));
        if (item.is_unbound()) return {};
        if (!TRY(body(item))) return {};
        TRY(thread.poll());
    }
}

}  // namespace krait::core
