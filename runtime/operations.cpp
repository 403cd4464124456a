// Attributes, items, iteration and conversions of any values.
#include "runtime/operations.h"

#include "runtime/errors.h"
#include "runtime/names.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/wrappers.h"

namespace krait::core {

const Type* type_name(Thread& thread, Value value) { return type_of(thread, value); }

// ---- attributes ----

// An AttributeError that a program raised without them learns the name and the object, for the suggestion in tracebacks.
static __attribute__((noinline)) Failure name_missing_attribute(Thread& thread, Value object, Str* name) {
    if (!thread.terminating && pending_matches(thread, Exc::AttributeError)) {
        auto* error = static_cast<AttributeError*>(thread.pending.to<BaseException>());
        if (error->name.get().is_nothing() && error->object.get().is_nothing()) {
            error->name.set(error, Value(name));
            error->object.set(error, object);
        }
    }
    return kFailure;
}

Result<Value> get_attribute_py(Thread& thread, Value object, Str* name) {
    Type* type = type_of(thread, object);
    Result<Value> found = kFailure;
    if (auto* slot = type->slots.get_attribute) {
        TRY(thread.check_stack());
        found = slot(thread, object, name);
    } else {
        found = generic_get_attribute_py(thread, object, name);
    }
    if (found.failed()) return name_missing_attribute(thread, object, name);
    return found;
}

Result<Value> find_attribute_py(Thread& thread, Value object, Str* name) {
    Type* type = type_of(thread, object);
    if (!type->slots.get_attribute) return generic_find_attribute_py(thread, object, name);
    Result<Value> found = get_attribute_py(thread, object, name);
    if (found.failed() && clear_pending_if(thread, Exc::AttributeError)) return Value::unbound();
    return found;
}

Result<void> set_attribute_py(Thread& thread, Value object, Str* name, Value value) {
    Type* type = type_of(thread, object);
    if (auto* slot = type->slots.set_attribute) return slot(thread, object, name, value);
    return generic_set_attribute_py(thread, object, name, value);
}

Result<void> delete_attribute_py(Thread& thread, Value object, Str* name) {
    return set_attribute_py(thread, object, name, Value::nothing());
}

Result<Value> get_attribute_py(Thread& thread, Value object, std::string_view name) {
    return get_attribute_py(thread, object, intern(thread, name));
}
Result<Value> find_attribute_py(Thread& thread, Value object, std::string_view name) {
    return find_attribute_py(thread, object, intern(thread, name));
}
Result<void> set_attribute_py(Thread& thread, Value object, std::string_view name, Value value) {
    return set_attribute_py(thread, object, intern(thread, name), value);
}

Result<Value> lookup_special_py(Thread& thread, Value object, Str* name, bool* found) {
    Type* type = type_of(thread, object);
    Value value = type->lookup(thread, name);
    *found = !value.is_nothing();
    if (!*found) return kFailure;
    if (auto* getter = type_of(thread, value)->slots.get) return getter(thread, value, object, Value(type));
    return value;
}

// ---- items ----

// A class is subscripted through __class_getitem__ when its metaclass has no __getitem__ (PEP 560).
Result<Value> get_item_py(Thread& thread, Value object, Value key) {
    Type* type = type_of(thread, object);
    TRY(thread.check_stack());
    if (type->slots.get_item) return type->slots.get_item(thread, object, key);
    if (auto* cls = object.as_if<Type>()) {
        if (cls == thread.interpreter->type(BuiltinType::Type)) return make_generic_alias(thread, object, key);
        Value method = TRY(find_attribute_py(thread, object, KRAIT_NAME(dunder_class_getitem)));
        if (!method.is_unbound() && !method.is_none()) return call_py(thread, method, key);
        return raise(thread, Exc::TypeError, "type '{}' is not subscriptable", cls);
    }
    return raise(thread, Exc::TypeError, "'{}' object is not subscriptable", type);
}

Result<void> set_item_py(Thread& thread, Value object, Value key, Value value) {
    Type* type = type_of(thread, object);
    if (type->slots.set_item) return type->slots.set_item(thread, object, key, value);
    return raise(thread, Exc::TypeError, "'{}' object does not support item assignment", type);
}

Result<void> delete_item_py(Thread& thread, Value object, Value key) {
    Type* type = type_of(thread, object);
    if (type->slots.set_item) return type->slots.set_item(thread, object, key, Value::nothing());
    // CPython words it in two ways, by whether its type has a table of sequence functions.
    return raise(thread, Exc::TypeError, "'{}' object {} support item deletion", type,
                 type->has(type_flag::kHeapType) || type->slots.get_item || type->slots.contains ? "doesn't"
                                                                                                 : "does not");
}

Result<bool> contains_py(Thread& thread, Value container, Value item) {
    Type* type = type_of(thread, container);
    TRY(thread.check_stack());
    if (type->slots.contains) return type->slots.contains(thread, container, item);
    if (!type->slots.iterate && !type->slots.get_item)
        return raise(thread, Exc::TypeError, "argument of type '{}' is not a container or iterable", type);
    bool found = false;
    TRY(for_each_py(thread, container, [&](Value each) -> Result<bool> {
        found = TRY(equal_py(thread, each, item));
        return !found;
    }));
    return found;
}

Result<int64_t> length_py(Thread& thread, Value object) {
    Type* type = type_of(thread, object);
    TRY(thread.check_stack());
    if (type->slots.length) return type->slots.length(thread, object);
    return raise(thread, Exc::TypeError, "object of type '{}' has no len()", type);
}

Result<int64_t> length_hint_py(Thread& thread, Value object, int64_t otherwise) {
    if (type_of(thread, object)->slots.length) {
        Result<int64_t> length = length_py(thread, object);
        if (!length.failed()) return length;
        if (!clear_pending_if(thread, Exc::TypeError)) return kFailure;
    }
    bool found = false;
    Result<Value> hint = call_special_py(thread, object, KRAIT_NAME(dunder_length_hint), {}, &found);
    if (!found) return otherwise;
    if (hint.failed()) {
        if (clear_pending_if(thread, Exc::TypeError)) return otherwise;
        return kFailure;
    }
    if (hint.value().is_not_implemented()) return otherwise;
    if (!is_int(thread, hint.value()))
        return raise(thread, Exc::TypeError, "__length_hint__ must be an integer, not {}",
                     type_of(thread, hint.value()));
    int64_t length = TRY(index_int64_py(thread, hint.value()));
    if (length < 0) return raise(thread, Exc::ValueError, "__length_hint__() should return >= 0");
    return length;
}

// ---- conversion ----

namespace {

Result<Str*> text_of(Thread& thread, Value result, const char* method) {
    if (Str* text = as_kind<Str>(thread, result)) return text;
    return raise(thread, Exc::TypeError, "{} returned non-string (type {})", method, type_of(thread, result));
}

}  // namespace

Result<Str*> repr_py(Thread& thread, Value value) {
    TRY(thread.check_stack());
    Type* type = type_of(thread, value);
    if (!type->slots.repr) return TRY(format_str(thread, "<{} object at {}>", type, address_text(value)))
    .to<Str>();
    return text_of(thread, TRY(type->slots.repr(thread, value)), "__repr__");
}

Result<Str*> str_py(Thread& thread, Value value) {
    if (auto* text = value.as_if<Str>()) return text;
    if (value.is_small()) return int_to_str(thread, value);
    Type* type = type_of(thread, value);
    if (!type->slots.str) return repr_py(thread, value);
    TRY(thread.check_stack());
    return text_of(thread, TRY(type->slots.str(thread, value)), "__str__");
}

Result<Str*> ascii_py(Thread& thread, Value value) {
    Str* text = TRY(repr_py(thread, value));
    if (text->is_ascii()) return text;
    const void* data = TRY(text->data(thread));
    std::string escaped;
    for (size_t i = 0; i < text->length(); ++i) {
        uint32_t c = Str::at(data, text->kind(), i);
        char buffer[16];
        if (c < 0x80) buffer[0] = static_cast<char>(c), buffer[1] = 0;
        else if (c < 0x100) snprintf(buffer, sizeof buffer, "\\x%02x", c);
        else if (c < 0x10000) snprintf(buffer, sizeof buffer, "\\u%04x", c);
        else snprintf(buffer, sizeof buffer, "\\U%08x", c);
        escaped += buffer;
    }
    return make_str(thread, escaped);
}

Result<Str*> format_py(Thread& thread, Value value, Str* spec) {
    if (!spec) spec = empty_str(thread);
    // Of an exact str, int or float an empty spec makes what str() makes.
    if (spec->length() == 0 && (value.is<Str>() || value.is_small() || value.is<Int>() || is_float(value)))
        return str_py(thread, value);
    bool found = false;
    Value argument(spec);
    Result<Value> result = call_special_py(thread, value, KRAIT_NAME(dunder_format), {&argument, 1}, &found);
    if (!found) return raise(thread, Exc::TypeError, "Type {} doesn't define __format__", type_of(thread, value));
    if (result.failed()) return kFailure;
    if (Str* text = as_kind<Str>(thread, result.value())) return text;
    return raise(thread, Exc::TypeError, "__format__ must return a str, not {}", type_of(thread, result.value()));
}

bool is_int(Thread& thread, Value value) {
    if (value.is_small() || value.is_bool() || value.is<Int>()) return true;
    return value.is_cell() && as_kind<Int>(thread, value) != nullptr;
}

Result<Value> index_py(Thread& thread, Value value) {
    if (value.is_small() || value.is<Int>()) return value;
    Type* type = type_of(thread, value);
    if (!type->slots.index)
        return raise(thread, Exc::TypeError, "'{}' object cannot be interpreted as an integer", type);
    // An int of a subclass is the number it is, whatever its own __index__ would say.
    Value result = is_int(thread, value) ? value : TRY(type->slots.index(thread, value));
    if (result.is_small() || result.is<Int>()) return result;
    if (!is_int(thread, result))
        return raise(thread, Exc::TypeError, "__index__ returned non-int (type {})", type_of(thread, result));
    if (type != type_of(thread, result)) {
        TRY(warn_py(
            thread, Exc::DeprecationWarning,
            format_text(
                "__index__ returned non-int (type {}).  The ability to return an instance of a strict subclass of "
                "int is deprecated, and may be removed in a future version of Python.",
                type_of(thread, result))));
    }
    if (result.is_bool()) return Value::small(result.is_true());
    auto* big = result.to<Int>();
    return make_int_from_limbs(thread, big->limbs_, big->size(), big->negative());
}

Result<int64_t> index_int64_py(Thread& thread, Value value, OutOfRange out_of_range) {
    if (value.is_small()) return value.as_small();
    Value integer = TRY(index_py(thread, value));
    int overflow = 0;
    int64_t number = int_to_int64(integer, &overflow);
    if (!overflow) return number;
    if (out_of_range == OutOfRange::Clamp) return overflow < 0 ? INT64_MIN : INT64_MAX;
    Exc kind = out_of_range == OutOfRange::RaiseIndexError ? Exc::IndexError : Exc::OverflowError;
    return raise(thread, kind, "cannot fit '{}' into an index-sized integer", type_of(thread, value));
}

Result<double> to_double_py(Thread& thread, Value value) {
    if (is_float(value)) return float_of(value);
    if (Float* number = as_kind<Float>(thread, value)) return number->number;
    Type* type = type_of(thread, value);
    if (type->slots.to_float) {
        Value result = TRY(type->slots.to_float(thread, value));
        if (is_float(result)) return float_of(result);
        if (Float* number = as_kind<Float>(thread, result)) return number->number;
        return raise(thread, Exc::TypeError, "{}.__float__ returned non-float (type {})", type,
                     type_of(thread, result));
    }
    if (type->slots.index) return int_to_double(thread, TRY(index_py(thread, value)));
    return raise(thread, Exc::TypeError, "must be real number, not {}", type);
}

bool is_callable(Thread& thread, Value value) { return type_of(thread, value)->slots.call != nullptr; }

// ---- iteration ----

Result<Value> iterate_py(Thread& thread, Value iterable) {
    Type* type = type_of(thread, iterable);
    if (!type->slots.iterate) {
        // The old protocol, for __getitem__ in Python: a native type that has items and is no sequence cannot be iterated over.
        if (is_dispatch(reinterpret_cast<const void*>(type->slots.get_item)))
            return make_sequence_iterator(thread, iterable);
        return raise(thread, Exc::TypeError, "'{}' object is not iterable", type);
    }
    TRY(thread.check_stack());
    Value iterator = TRY(type->slots.iterate(thread, iterable));
    if (type_of(thread, iterator)->slots.next) return iterator;
    return raise(thread, Exc::TypeError, "iter() returned non-iterator of type '{}'", type_of(thread, iterator));
}

// Those of lists, tuples and ranges are stepped here when no lock is needed for it; Unbound: at the end, or not one of them.
static inline Value step_quickly(const Thread& thread, Value iterator) {
    if (!iterator.is_cell()) return Value::unbound();
    switch (iterator.cell()->layout()) {
    case Layout::ListIterator: {
        auto* list = iterator.to<ListIterator>();
        Value source = list->list.get_relaxed();
        if ((!thread.gil_on && !list->owned) || source.is_none()) return Value::unbound();
        Value item = source.to<List>()->get(list->index);
        if (item.is_nothing()) return Value::unbound();
        ++list->index;
        return item;
    }
    case Layout::TupleIterator: {
        auto* tuple = iterator.to<TupleIterator>();
        Value source = tuple->tuple.get_relaxed();
        if ((!thread.gil_on && !tuple->owned) || source.is_none()) return Value::unbound();
        if (tuple->index >= source.to<Tuple>()->size()) return Value::unbound();
        return (*source.to<Tuple>())[tuple->index++];
    }
    case Layout::RangeIterator: {
        auto* range = iterator.to<RangeIterator>();
        if ((!thread.gil_on && !range->owned) || !range->remaining) return Value::unbound();
        --range->remaining;
        Value item = Value::small(range->next);
        range->next += range->step;
        return item;
    }
    default: return Value::unbound();
    }
}

Result<Value> next_py(Thread& thread, Value iterator) {
    if (Value item = step_quickly(thread, iterator); !item.is_unbound()) return item;
    Type* type = type_of(thread, iterator);
    if (!type->slots.next) return raise(thread, Exc::TypeError, "'{}' object is not an iterator", type);
    // What Python code defines raises StopIteration, and so does a generator that returns a value.
    TRY(thread.check_stack());
    Result<Value> item = type->slots.next(thread, iterator);
    if (item.failed() && clear_pending_if(thread, Exc::StopIteration)) return Value::unbound();
    return item;
}

// ---- isinstance and issubclass ----

namespace {

// What is no real class may still say by __bases__ and __class__ that it behaves as one.
Result<Tuple*> bases_of(Thread& thread, Value cls) {
    Value bases = TRY(find_attribute_py(thread, cls, KRAIT_NAME(dunder_bases)));
    if (auto* tuple = bases.is_unbound() ? nullptr : bases.as_if<Tuple>()) return tuple;
    return Result<Tuple*>(nullptr);
}

Result<bool> derives_by_bases(Thread& thread, Value derived, Value cls) {
    if (derived == cls) return true;
    TRY(thread.check_stack());
    Result<Tuple*> bases = bases_of(thread, derived);
    if (bases.failed()) {
        if (!thread.pending.is_nothing()) return kFailure;
        return false;
    }
    for (Value base : bases.value()->span()) {
        if (TRY(derives_by_bases(thread, base, cls))) return true;
    }
    return false;
}

Result<bool> looks_like_class(Thread& thread, Value value) {
    if (!bases_of(thread, value).failed()) return true;
    if (!thread.pending.is_nothing()) return kFailure;
    return false;
}

}  // namespace

// type.__instancecheck__
Result<bool> real_isinstance_py(Thread& thread, Value object, Value cls) {
    if (auto* type = cls.as_if<Type>()) {
        Type* actual = type_of(thread, object);
        if (actual == type || actual->is_subtype_of(type)) return true;
        // Only what has a __class__ of its own may claim to be of another.
        Value plain = thread.interpreter->type(BuiltinType::Object)->lookup(thread, KRAIT_NAME(dunder_class));
        if (actual->has(type_flag::kGenericGetAttribute) && actual->lookup(thread, KRAIT_NAME(dunder_class)) == plain)
            return false;
        Value claimed = TRY(find_attribute_py(thread, object, KRAIT_NAME(dunder_class)));
        auto* claimed_type = claimed.is_unbound() ? nullptr : claimed.as_if<Type>();
        return claimed_type && claimed_type != type_of(thread, object) && claimed_type->is_subtype_of(type);
    }
    if (!TRY(looks_like_class(thread, cls)))
        return raise(thread, Exc::TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union");
    Value claimed = TRY(find_attribute_py(thread, object, KRAIT_NAME(dunder_class)));
    if (claimed.is_unbound()) return false;
    return derives_by_bases(thread, claimed, cls);
}

// type.__subclasscheck__
Result<bool> real_issubclass_py(Thread& thread, Value derived, Value cls) {
    auto *derived_type = derived.as_if<Type>(), *type = cls.as_if<Type>();
    if (derived_type && type) return derived_type->is_subtype_of(type);
    if (!derived_type && !TRY(looks_like_class(thread, derived)))
        return raise(thread, Exc::TypeError, "issubclass() arg 1 must be a class");
    if (!type && !TRY(looks_like_class(thread, cls)))
        return raise(thread, Exc::TypeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union");
    return derives_by_bases(thread, derived, cls);
}

Result<bool> isinstance_py(Thread& thread, Value object, Value class_or_tuple) {
    Type* type_type = thread.interpreter->type(BuiltinType::Type);
    if (class_or_tuple.is_cell() && class_or_tuple == Value(type_of(thread, object))) return true;
    if (class_or_tuple.is<Type>() && type_of(thread, class_or_tuple) == type_type)
        return real_isinstance_py(thread, object, class_or_tuple);
    if (Tuple* tuple = as_kind<Tuple>(thread, class_or_tuple)) {
        TRY(thread.check_stack());
        for (Value each : tuple->span()) {
            if (TRY(isinstance_py(thread, object, each))) return true;
        }
        return false;
    }
    bool found = false;
    TRY(thread.check_stack());
    Result<Value> answer =
        call_special_py(thread, class_or_tuple, KRAIT_NAME(dunder_instancecheck), {&object, 1}, &found);
    if (!found) return real_isinstance_py(thread, object, class_or_tuple);
    return truth_py(thread, TRY(answer));
}

Result<bool> issubclass_py(Thread& thread, Value cls, Value class_or_tuple) {
    Type* type_type = thread.interpreter->type(BuiltinType::Type);
    if (class_or_tuple.is<Type>() && type_of(thread, class_or_tuple) == type_type) {
        if (cls == class_or_tuple) return true;
        return real_issubclass_py(thread, cls, class_or_tuple);
    }
    if (Tuple* tuple = as_kind<Tuple>(thread, class_or_tuple)) {
        TRY(thread.check_stack());
        for (Value each : tuple->span()) {
            if (TRY(issubclass_py(thread, cls, each))) return true;
        }
        return false;
    }
    bool found = false;
    TRY(thread.check_stack());
    Result<Value> answer = call_special_py(thread, class_or_tuple, KRAIT_NAME(dunder_subclasscheck), {&cls, 1}, &found);
    if (!found) return real_issubclass_py(thread, cls, class_or_tuple);
    return truth_py(thread, TRY(answer));
}

// ---- the recursion guard ----

// The chain of guards lies on the native stack; the thread holds its head.
ReprGuard::ReprGuard(Thread& thread, Value object)
    : thread_(thread), object_(object), previous_(static_cast<ReprGuard*>(thread.repr_guards)), recursive_(false) {
    // Looking through all of a deep chain at each level would take quadratic time. A longer cycle ends at the stack's limit.
    int left = 1000;
    for (ReprGuard* guard = previous_; guard && left > 0 && !recursive_; guard = guard->previous_, --left)
        recursive_ = guard->object_ == object;
    thread_.repr_guards = this;
}
ReprGuard::~ReprGuard() { thread_.repr_guards = previous_; }

}  // namespace krait::core
