// iter, next, all, any, sum, min, max, sorted, and the functions on one object. Library Reference: Built-in Functions.
#include <cmath>
#include <string>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/operations.h"
#include "stdlib/builtins/builtins.h"
#include "vm/interpreter/slow.h"
#include "vm/objects/generator_parts.h"

namespace krait::core {

FUNCTION(builtins, all, "all(iterable, /)", "Return True if bool(x) is True for all values x in the iterable.") {
    bool result = true;
    TRY(for_each_py(thread, args[0], [&](Value item) -> Result<bool> { return result = TRY(truth_py(thread, item)); }));
    return Value::boolean(result);
}
FUNCTION(builtins, any, "any(iterable, /)", "Return True if bool(x) is True for any x in the iterable.") {
    bool result = false;
    TRY(for_each_py(thread, args[0],
                    [&](Value item) -> Result<bool> { return !(result = TRY(truth_py(thread, item))); }));
    return Value::boolean(result);
}

FUNCTION(builtins, iter, "iter(object, sentinel=?, /)", "Get an iterator from an object.") {
    if (args[1].is_nothing()) return iterate_py(thread, args[0]);
    if (!is_callable(thread, args[0])) return raise(thread, Exc::TypeError, "iter(v, w): v must be callable");
    return make_callable_iterator(thread, args[0], args[1]);
}
FUNCTION(builtins, next, "next(iterator, default=?, /)", "Return the next item from the iterator.") {
    if (!type_of(thread, args[0])->slots.next)
        return raise(thread, Exc::TypeError, "'{}' object is not an iterator", type_name(thread, args[0]));
    Result<Value> value = type_of(thread, args[0])->slots.next(thread, args[0]);
    if (value.failed()) {
        if (!args[1].is_nothing() && clear_pending_if(thread, Exc::StopIteration)) return args[1];
        return kFailure;
    }
    if (!value.value().is_unbound()) return value;
    return args[1].is_nothing() ? raise_plain(thread, Exc::StopIteration, {}) : Result<Value>(args[1]);
}
FUNCTION(builtins, aiter, "aiter(async_iterable, /)", "Return an AsyncIterator for an AsyncIterable object.") {
    Type* type = type_of(thread, args[0]);
    if (!type->slots.async_iterate) return raise(thread, Exc::TypeError, "'{}' object is not an async iterable", type);
    Value iterator = TRY(type->slots.async_iterate(thread, args[0]));
    if (!type_of(thread, iterator)->slots.async_next)
        return raise(thread, Exc::TypeError, "aiter() returned not an async iterator of type '{}'",
                     type_name(thread, iterator));
    return iterator;
}

FUNCTION(builtins, anext, "anext(aiterator, default=?, /)", "Return the next item from the async iterator.") {
    Type* type = type_of(thread, args[0]);
    if (!type->slots.async_next) return raise(thread, Exc::TypeError, "'{}' object is not an async iterator", type);
    Value awaitable = TRY(type->slots.async_next(thread, args[0]));
    return args[1].is_nothing() ? awaitable : make_anext_awaitable(thread, awaitable, args[1]);
}

// sum() adds floats with compensation, as CPython since 3.12 (Neumaier).
FUNCTION(builtins, sum, "sum(iterable, /, start=0)", "Return the sum of a 'start' value plus an iterable of numbers.") {
    Value total = args[1];
    if (as_kind<Str>(thread, total))
        return raise(thread, Exc::TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    if (total.is_cell() && total.cell()->layout() == Layout::Bytes)
        return raise(thread, Exc::TypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
    if (total.is_cell() && total.cell()->layout() == Layout::Bytearray)
        return raise(thread, Exc::TypeError, "sum() can't sum bytearray [use b''.join(seq) instead]");
    bool compensating = is_float(total);
    double sum = compensating ? float_of(total) : 0, lost = 0;
    auto settle = [&]() { return make_float(thread, std::isfinite(lost) && lost != 0 ? sum + lost : sum); };
    auto add = [&](Value item) __attribute__((always_inline)) -> Result<bool> {
        if (compensating) {
            if (is_float(item)) {
                double x = float_of(item), next = sum + x;
                lost += std::fabs(sum) >= std::fabs(x) ? (sum - next) + x : (x - next) + sum;
                sum = next;
                return true;
            }
            if (item.is_small()) {
                sum += static_cast<double>(item.as_small());
                return true;
            }
            total = settle();
            compensating = false;
        } else if (both_small(total, item)) {
            int64_t result;
            if (!__builtin_add_overflow(total.as_small(), item.as_small(), &result) && Value::fits_small(result)) {
                total = Value::small(result);
                return true;
            }
        } else if (is_float(item) && total.is_small()) {
            compensating = true;
            sum = static_cast<double>(total.as_small()) + float_of(item);
            lost = 0;
            return true;
        }
        total = TRY(binary_py(thread, BinaryOp::Add, total, item));
        return true;
    };
    if (auto* list = args[0].as_if<List>()) {
        for (size_t i = 0;; ++i) {
            Value item = list->get(i);
            if (item.is_nothing()) break;
            TRY(add(item));
            TRY(thread.poll());
        }
    } else {
        TRY(for_each_py(thread, args[0], add));
    }
    return compensating ? settle() : total;
}

static Result<Value> extreme(Thread& thread, const CallArguments& arguments, CompareOp op, const char* name) {
    Value key = Value::none(), otherwise = Value::nothing();
    if (arguments.names) {
        for (size_t i = 0; i < arguments.names->size(); ++i) {
            Str* keyword = (*arguments.names)[i].to<Str>();
            Value value = arguments.values[arguments.positional + i];
            if (keyword == KRAIT_NAME(key)) key = value;
            else if (keyword == KRAIT_NAME(default_)) otherwise = value;
            else return raise(thread, Exc::TypeError, "{}() got an unexpected keyword argument '{}'", name, keyword);
        }
    }
    if (arguments.positional == 0) return raise(thread, Exc::TypeError, "{} expected at least 1 argument, got 0", name);
    Value best = Value::nothing(), best_key = Value::nothing();
    auto consider = [&](Value item) -> Result<bool> {
        Value item_key = key.is_none() ? item : TRY(call_py(thread, key, item));
        if (best.is_nothing() || TRY(compare_bool_py(thread, op, item_key, best_key))) {
            best = item;
            best_key = item_key;
        }
        return true;
    };
    if (arguments.positional > 1) {
        if (!otherwise.is_nothing())
            return raise(thread, Exc::TypeError, "Cannot specify a default for {}() with multiple positional arguments",
                         name);
        for (uint32_t i = 0; i < arguments.positional; ++i) TRY(consider(arguments[i]));
        return best;
    }
    TRY(for_each_py(thread, arguments[0], consider));
    if (!best.is_nothing()) return best;
    if (!otherwise.is_nothing()) return otherwise;
    return raise(thread, Exc::ValueError, "{}() iterable argument is empty", name);
}
RAW_FUNCTION(builtins, min, "min(iterable, /, *rest, key=None, default=?)",
             "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\n"
             "Return the smallest item of an iterable, or of several arguments.") {
    return extreme(thread, arguments, CompareOp::Lt, "min");
}
RAW_FUNCTION(builtins, max, "max(iterable, /, *rest, key=None, default=?)",
             "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\n"
             "Return the largest item of an iterable, or of several arguments.") {
    return extreme(thread, arguments, CompareOp::Gt, "max");
}
FUNCTION(builtins, sorted, "sorted(iterable, /, *, key=None, reverse=False)",
         "Return a new list containing all items from the iterable in ascending order.") {
    List* list = TRY(make_list_from_py(thread, args[0]));
    TRY(list_sort_py(thread, list, args[1], TRY(truth_py(thread, args[2]))));
    return Value(list);
}

// ---- one object ----
FUNCTION(builtins, abs, "abs(x, /)", "Return the absolute value of the argument.") {
    return unary_py(thread, UnaryOp::Abs, args[0]);
}
FUNCTION(builtins, len, "len(obj, /)", "Return the number of items in a container.") {
    return make_int(thread, TRY(length_py(thread, args[0])));
}
FUNCTION(builtins, hash, "hash(obj, /)", "Return the hash value for the given object.") {
    return make_int(thread, TRY(hash_py(thread, args[0])));
}
FUNCTION(builtins, id, "id(obj, /)", "Return the identity of an object.") {
    return make_int_unsigned(thread, args[0].bits());
}
FUNCTION(builtins, callable, "callable(obj, /)", "Return whether the object is callable.") {
    return Value::boolean(is_callable(thread, args[0]));
}
FUNCTION(builtins, repr, "repr(obj, /)", "Return the canonical string representation of the object.") {
    return Value(TRY(repr_py(thread, args[0])));
}
FUNCTION(builtins, ascii, "ascii(obj, /)", "Return an ASCII-only representation of an object.") {
    return Value(TRY(ascii_py(thread, args[0])));
}
FUNCTION(builtins, format, "format(value, format_spec='', /)", "Return type(value).__format__(value, format_spec).") {
    if (!as_kind<Str>(thread, args[1]))
        return raise(thread, Exc::TypeError, "format() argument 2 must be str, not {}", type_name(thread, args[1]));
    return Value(TRY(format_py(thread, args[0], args[1].to<Str>())));
}
FUNCTION(builtins, divmod, "divmod(x, y, /)", "Return the tuple (x//y, x%y).") {
    return binary_py(thread, BinaryOp::DivMod, args[0], args[1]);
}
FUNCTION(builtins, pow, "pow(base, exp, mod=None)",
         "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.") {
    return power_py(thread, args[0], args[1], args[2]);
}
FUNCTION(builtins, round, "round(number, ndigits=None)", "Round a number to a given precision in decimal digits.") {
    bool found = false;
    std::span<const Value> rest(args + 1, args[1].is_none() ? 0 : 1);
    Value value = TRY(call_special_py(thread, args[0], KRAIT_NAME(dunder_round), rest, &found));
    if (!found)
        return raise(thread, Exc::TypeError, "type {} doesn't define __round__ method", type_name(thread, args[0]));
    return value;
}
static Result<Value> in_base(Thread& thread, Value number, int base, const char* prefix) {
    Value integer = TRY(index_py(thread, number));
    std::string digits = str_utf8_lossy(TRY(int_to_str(thread, integer, base)));
    bool negative = !digits.empty() && digits[0] == '-';
    return Value(TRY(make_str(thread, std::string(negative ? "-" : "") + prefix + digits.substr(negative))));
}
FUNCTION(builtins, bin, "bin(number, /)", "Return the binary representation of an integer.") {
    return in_base(thread, args[0], 2, "0b");
}
FUNCTION(builtins, oct, "oct(number, /)", "Return the octal representation of an integer.") {
    return in_base(thread, args[0], 8, "0o");
}
FUNCTION(builtins, hex, "hex(number, /)", "Return the hexadecimal representation of an integer.") {
    return in_base(thread, args[0], 16, "0x");
}
FUNCTION(builtins, chr, "chr(i, /)", "Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff.") {
    int64_t code = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    if (code < 0 || code > 0x10ffff) return raise(thread, Exc::ValueError, "chr() arg not in range(0x110000)");
    return Value(make_char(thread, static_cast<uint32_t>(code)));
}
FUNCTION(builtins, ord, "ord(character, /)", "Return the ordinal value of a character.") {
    if (auto* text = as_kind<Str>(thread, args[0])) {
        if (text->length() != 1)
            return raise(thread, Exc::TypeError, "ord() expected a character, but string of length {} found",
                         text->length());
        return Value::small(Str::at(TRY(text->data(thread)), text->kind(), 0));
    }
    Type* type = type_of(thread, args[0]);
    if (type->native_base == Layout::Bytes || type->native_base == Layout::Bytearray) {
        int64_t length = TRY(length_py(thread, args[0]));
        if (length != 1)
            return raise(thread, Exc::TypeError, "ord() expected a character, but string of length {} found", length);
        return get_item_py(thread, args[0], Value::small(0));
    }
    return raise(thread, Exc::TypeError, "ord() expected string of length 1, but {} found", type);
}

// ---- attributes and classes ----
static Result<Str*> attribute_name(Thread& thread, Value name) {
    auto* text = as_kind<Str>(thread, name);
    if (!text) return raise(thread, Exc::TypeError, "attribute name must be string, not '{}'", type_name(thread, name));
    TRY(text->data(thread));
    return intern(thread, text);
}
FUNCTION(builtins, getattr, "getattr(object, name, default=?, /)", "Get a named attribute from an object.") {
    Str* name = TRY(attribute_name(thread, args[1]));
    if (args[2].is_nothing()) return get_attribute_py(thread, args[0], name);
    Value value = TRY(find_attribute_py(thread, args[0], name));
    return value.is_unbound() ? args[2] : value;
}
FUNCTION(builtins, hasattr, "hasattr(obj, name, /)",
         "Return whether the object has an attribute with the given name.") {
    return Value::boolean(!TRY(find_attribute_py(thread, args[0], TRY(attribute_name(thread, args[1])))).is_unbound());
}
FUNCTION(builtins, setattr, "setattr(obj, name, value, /)",
         "Sets the named attribute on the given object to the specified value.") {
    TRY(set_attribute_py(thread, args[0], TRY(attribute_name(thread, args[1])), args[2]));
    return none();
}
FUNCTION(builtins, delattr, "delattr(obj, name, /)", "Deletes the named attribute from the given object.") {
    TRY(delete_attribute_py(thread, args[0], TRY(attribute_name(thread, args[1]))));
    return none();
}
FUNCTION(builtins, isinstance, "isinstance(obj, class_or_tuple, /)",
         "Return whether an object is an instance of a class or of a subclass thereof.") {
    return Value::boolean(TRY(isinstance_py(thread, args[0], args[1])));
}
FUNCTION(builtins, issubclass, "issubclass(cls, class_or_tuple, /)",
         "Return whether 'cls' is derived from another class or is the same class.") {
    return Value::boolean(TRY(issubclass_py(thread, args[0], args[1])));
}

std::initializer_list<const NativeSpec*> iteration_functions() {
    static constexpr std::initializer_list<const NativeSpec*> kFunctions = {
        &builtins_all,        &builtins_any,       &builtins_iter,    &builtins_next,    &builtins_aiter,
        &builtins_anext,      &builtins_sum,       &builtins_min,     &builtins_max,     &builtins_sorted,
        &builtins_abs,        &builtins_len,       &builtins_hash,    &builtins_id,      &builtins_callable,
        &builtins_repr,       &builtins_ascii,     &builtins_format,  &builtins_divmod,  &builtins_pow,
        &builtins_round,      &builtins_bin,       &builtins_oct,     &builtins_hex,     &builtins_chr,
        &builtins_ord,        &builtins_getattr,   &builtins_hasattr, &builtins_setattr, &builtins_delattr,
        &builtins_isinstance, &builtins_issubclass};
    return kFunctions;
}

}  // namespace krait::core
