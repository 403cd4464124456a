// Slow paths of unpacking, displays, functions, raising, imports and async protocols.
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"
#include "vm/objects/generator_parts.h"

namespace krait::core {

// ---- unpacking ----

static Failure raise_not_unpackable(Thread& thread, Value source) {
    return raise(thread, Exc::TypeError, "cannot unpack non-iterable {} object", type_name(thread, source));
}

static Result<Value> iterate_for_unpack(Thread& thread, Value source) {
    Result<Value> iterator = iterate_py(thread, source);
    if (!iterator.failed()) return iterator;
    Type* type = type_of(thread, source);
    if (!thread.terminating && pending_matches(thread, Exc::TypeError) && !type->slots.iterate &&
        !type->slots.get_item) {
        take_pending(thread);
        return raise_not_unpackable(thread, source);
    }
    return kFailure;
}

Result<void> unpack_sequence(Thread& thread, Value source, uint32_t count, Value* out) {
    if (source.is<Tuple>() || source.is<List>()) {
        // A list may be resized by another thread while it is read: its items are taken one by one.
        size_t size = source.is<Tuple>() ? source.to<Tuple>()->size() : source.to<List>()->size();
        if (size == count) {
            Value items[256];
            bool whole = true;
            for (uint32_t i = 0; i < count && whole; ++i) {
                items[i] = source.is<Tuple>() ? (*source.to<Tuple>())[i] : source.to<List>()->get(i);
                whole = !items[i].is_nothing();
            }
            if (whole) {
                for (uint32_t i = 0; i < count; ++i) out[i] = items[i];
                return {};
            }
        }
        if (size < count)
            return raise(thread, Exc::ValueError, "not enough values to unpack (expected {}, got {})", count, size);
        return raise(thread, Exc::ValueError, "too many values to unpack (expected {}, got {})", count, size);
    }
    Value iterator = TRY(iterate_for_unpack(thread, source));
    Value items[256];
    for (uint32_t i = 0; i < count; ++i) {
        items[i] = TRY(next_py(thread, iterator));
        if (items[i].is_unbound())
            return raise(thread, Exc::ValueError, "not enough values to unpack (expected {}, got {})", count, i);
    }
    Value extra = TRY(next_py(thread, iterator));
    if (!extra.is_unbound()) {
        if (source.is<Dict>()) {
            return raise(thread, Exc::ValueError, "too many values to unpack (expected {}, got {})", count,
                         source.to<Dict>()->size());
        }
        return raise(thread, Exc::ValueError, "too many values to unpack (expected {})", count);
    }
    for (uint32_t i = 0; i < count; ++i) out[i] = items[i];
    return {};
}

Result<void> unpack_starred(Thread& thread, Value source, uint32_t before, uint32_t after, Value* out) {
    Value iterator = TRY(iterate_for_unpack(thread, source));
    List* list = make_list(thread);
    TRY(list_extend_py(thread, list, iterator));
    size_t size = list->size();
    if (size < before + after) {
        return raise(thread, Exc::ValueError, "not enough values to unpack (expected at least {}, got {})",
                     before + after, size);
    }
    List* middle = make_list(thread, size - before - after);
    for (size_t i = before; i < size - after; ++i) TRY(list_append(thread, middle, list->get(i)));
    for (uint32_t i = 0; i < before; ++i) out[i] = list->get(i);
    out[before] = Value(middle);
    for (uint32_t i = 0; i < after; ++i) out[before + 1 + i] = list->get(size - after + i);
    return {};
}

// ---- displays ----

Result<Value> build_set(Thread& thread, const Value* items, uint32_t count) {
    Set* set = make_set(thread);
    for (uint32_t i = 0; i < count; ++i) TRY(set_add_py(thread, set, items[i]));
    return Value(set);
}

Result<Value> build_dict(Thread& thread, const Value* items, uint32_t pairs) {
    Dict* dict = make_dict(thread);
    for (uint32_t i = 0; i < pairs; ++i) TRY(dict_set_py(thread, dict, items[2 * i], items[2 * i + 1]));
    return Value(dict);
}

// A constant tuple makes a list, a frozenset a set, a pair of tuples behind a None a dict: (None, keys, values).
Result<Value> copy_constant(Thread& thread, Value constant) {
    if (is_any_set(constant)) {
        Set* set = make_set(thread);
        TRY(set_update_py(thread, set, constant));
        return Value(set);
    }
    Tuple* tuple = constant.to<Tuple>();
    if (tuple->size() == 3 && (*tuple)[0].is_none() && (*tuple)[1].is<Tuple>() && (*tuple)[2].is<Tuple>()) {
        Dict* dict = make_dict(thread);
        Tuple* keys = (*tuple)[1].to<Tuple>();
        Tuple* values = (*tuple)[2].to<Tuple>();
        for (size_t i = 0; i < keys->size(); ++i) TRY(dict_set_py(thread, dict, (*keys)[i], (*values)[i]));
        return Value(dict);
    }
    return Value(TRY(make_list_from(thread, tuple->span())));
}

Result<Value> join_strings(Thread& thread, const Value* items, uint32_t count) {
    if (count == 2) return Value(TRY(str_concat(thread, items[0].to<Str>(), items[1].to<Str>())));
    return Value(TRY(str_join(thread, empty_str(thread), items, count)));
}

Result<void> extend_list_for_star(Thread& thread, Value list, Value iterable) {
    Result<void> extended = list_extend_py(thread, list.to<List>(), iterable);
    if (!extended.failed()) return extended;
    Type* type = type_of(thread, iterable);
    if (!thread.terminating && pending_matches(thread, Exc::TypeError) && !type->slots.iterate &&
        !type->slots.get_item) {
        take_pending(thread);
        return raise(thread, Exc::TypeError, "Value after * must be an iterable, not {}", type);
    }
    return kFailure;
}

Result<void> update_dict_for_display(Thread& thread, Value dict, Value mapping) {
    if (!mapping.is<Dict>() &&
        TRY(find_attribute_py(thread, mapping, thread.interpreter->names->keys.get_relaxed())).is_unbound())
        return raise(thread, Exc::TypeError, "'{}' object is not a mapping", type_name(thread, mapping));
    return dict_update_py(thread, dict.to<Dict>(), mapping);
}

Result<Value> convert_value(Thread& thread, Value value, int conversion) {
    if (conversion == 0) return Value(TRY(str_py(thread, value)));
    if (conversion == 1) return Value(TRY(repr_py(thread, value)));
    return Value(TRY(ascii_py(thread, value)));
}

// ---- functions ----

Result<Value> build_function(Thread& thread, Frame* frame, Code* code, const Value* window, unsigned flags) {
    Function* function = make_function(thread, code, frame->globals());
    if (flags & 1) {
        if (!window->is<Tuple>()) return raise(thread, Exc::SystemError, "a function's defaults are no tuple");
        function->defaults.set(function, (window++)->to<Tuple>());
    }
    if (flags & 2) {
        if (!window->is<Dict>()) return raise(thread, Exc::SystemError, "a function's keyword defaults are no dict");
        function->keyword_defaults.set(function, (window++)->to<Dict>());
    }
    if (flags & 4) function->annotate.set(function, *window++);
    if (flags & 8) {
        Tuple* closure = (window++)->to<Tuple>();
        if (code->free_count > 30) {  // the verifier knows the shorter ones
            bool right = closure->size() == code->free_count;
            for (size_t i = 0; right && i < code->free_count; ++i) right = (*closure)[i].is<CellVariable>();
            if (!right) return raise(thread, Exc::SystemError, "a function's closure is not that of its code");
        }
        function->closure.set(function, closure);
    }
    if (flags & 16) {
        if (!window->is<Tuple>()) return raise(thread, Exc::SystemError, "type parameters are no tuple");
        function->type_params.set(function, *window++);
    }
    function->builtins.set(function, frame->function->builtins.get());
    return Value(function);
}

// ---- raising ----

Result<void> raise_from_op(Thread& thread, Frame* frame, Value value, Value cause, bool has_cause) {
    BaseException* exception = TRY(normalize_exception_py(thread, value));
    if (has_cause) {
        Value fixed = Value::none();
        if (!cause.is_none()) {
            if (!cause.is<Type>() && !as_exception(thread, cause))
                return raise(thread, Exc::TypeError, "exception causes must derive from BaseException");
            if (cause.is<Type>() && !cause.to<Type>()->is_subtype_of(thread.interpreter->type(Exc::BaseException)))
                return raise(thread, Exc::TypeError, "exception causes must derive from BaseException");
            fixed = Value(TRY(normalize_exception_py(thread, cause)));
        }
        exception->cause.set(exception, fixed);
        exception->suppress_context = true;
    }
    Value handled = handled_exception(frame);
    if (!handled.is_none()) set_context(thread, exception, handled);
    thread.pending = Value(exception);
    return {};
}

Result<void> raise_again(Thread& thread, Frame* frame) {
    Value handled = handled_exception(frame);
    if (handled.is_none()) return raise(thread, Exc::RuntimeError, "No active exception to reraise");
    thread.pending = handled;
    thread.reraising = true;
    return {};
}

// ---- async protocols (PEP 492, 525) ----

Result<Value> get_awaitable(Thread& thread, Value value, int context) {
    if (value.is<Coroutine>()) {
        if (!value.to<GeneratorBase>()->delegate.get().is_nothing())
            return raise(thread, Exc::RuntimeError, "coroutine is being awaited already");
        return value;
    }
    if (value.is<Generator>() && (value.to<GeneratorBase>()->frame.code->flags & code_flag::kIterableCoroutine))
        return value;
    Type* type = type_of(thread, value);
    if (!type->slots.await) {
        if (context == 1)
            return raise(thread, Exc::TypeError,
                         "'async with' received an object from __aenter__ that does not implement __await__: {}", type);
        if (context == 2)
            return raise(thread, Exc::TypeError,
                         "'async with' received an object from __aexit__ that does not implement __await__: {}", type);
        return raise(thread, Exc::TypeError, "'{}' object can't be awaited", type);
    }
    Value iterator = TRY(type->slots.await(thread, value));
    if (iterator.is<Coroutine>()) return raise(thread, Exc::TypeError, "__await__() returned a coroutine");
    if (!type_of(thread, iterator)->slots.next)
        return raise(thread, Exc::TypeError, "__await__() returned non-iterator of type '{}'",
                     type_name(thread, iterator));
    return iterator;
}

Result<Value> get_yield_from_iter(Thread& thread, Frame* frame, Value value) {
    if (value.is<Coroutine>()) {
        if (!(frame->code->flags & (code_flag::kCoroutine | code_flag::kIterableCoroutine)))
            return raise(thread, Exc::TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator");
        return value;
    }
    if (value.is<Generator>()) return value;
    return iterate_py(thread, value);
}

Result<Value> get_async_iterator(Thread& thread, Value value) {
    Type* type = type_of(thread, value);
    if (!type->slots.async_iterate)
        return raise(thread, Exc::TypeError, "'async for' requires an object with __aiter__ method, got {}", type);
    Value iterator = TRY(type->slots.async_iterate(thread, value));
    Type* iterator_type = type_of(thread, iterator);
    if (!iterator_type->slots.async_next)
        return raise(thread, Exc::TypeError,
                     "'async for' received an object from __aiter__ that does not implement __anext__: {}",
                     iterator_type);
    return iterator;
}

Result<Value> get_async_next(Thread& thread, Value iterator) {
    if (iterator.is<AsyncGenerator>()) return async_generator_step(thread, iterator.to<AsyncGenerator>());
    Type* type = type_of(thread, iterator);
    if (!type->slots.async_next)
        return raise(thread, Exc::TypeError, "'async for' requires an iterator with __anext__ method, got {}", type);
    Value awaitable = TRY(type->slots.async_next(thread, iterator));
    if (type_of(thread, awaitable)->index == static_cast<uint32_t>(BuiltinType::AsyncGeneratorSend) + 1)
        return awaitable;
    Result<Value> result = get_awaitable(thread, awaitable, 0);
    if (!result.failed() || thread.terminating) return result;
    Value cause = take_pending(thread);
    (void)raise(thread, Exc::TypeError, "'async for' received an invalid object from __anext__: {}",
                type_name(thread, awaitable));
    BaseException* error = thread.pending.to<BaseException>();
    error->cause.set(error, cause);
    error->suppress_context = true;
    return kFailure;
}

Result<Value> send_to_delegate(Thread& thread, Value delegate, Value sent) {
    if (delegate.is<Generator>() || delegate.is<Coroutine>()) {
        Resumed resumed = generator_send_py(thread, delegate.to<GeneratorBase>(), sent);
        if (resumed.value.is_nothing()) return kFailure;
        if (!resumed.finished) return resumed.value;
        return raise_value(thread, Exc::StopIteration, resumed.value);
    }
    if (sent.is_none()) {
        Type* type = type_of(thread, delegate);
        if (!type->slots.next) return raise(thread, Exc::TypeError, "'{}' object is not an iterator", type);
        return type->slots.next(thread, delegate);
    }
    Value arguments[] = {sent};
    return call_method_py(thread, delegate, thread.interpreter->names->send.get_relaxed(), arguments);
}

Result<Value> throw_to_delegate(Thread& thread, Value delegate, Value exception, bool exit) {
    Names* names = thread.interpreter->names;
    if (exit) {
        Value close = TRY(find_attribute_py(thread, delegate, names->close.get_relaxed()));
        if (!close.is_unbound()) TRY(call_py(thread, close));
        return Value::unbound();
    }
    Value method = TRY(find_attribute_py(thread, delegate, names->throw_.get_relaxed()));
    if (method.is_unbound()) return method;
    return call_py(thread, method, exception);
}

}  // namespace krait::core
