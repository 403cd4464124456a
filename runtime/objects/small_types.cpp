// mappingproxy, SimpleNamespace, iterator and callable_iterator.
#include "runtime/objects/small_types.h"

#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"

namespace krait::core {

// ---- mappingproxy ----

Value make_mapping_proxy(Thread& thread, Value mapping) {
    auto* proxy = allocate_builtin<MappingProxy>(thread, BuiltinType::MappingProxy);
    proxy->mapping.init(mapping);
    return Value(proxy);
}

namespace {

Value mapping_of(Value self) { return self.to<MappingProxy>()->mapping.get(); }

Result<Value> proxy_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value mapping;
    TRY(bind_arguments(thread, "mappingproxy(mapping)", arguments, &mapping));
    Type* type = type_of(thread, mapping);
    if (!type->slots.get_item || as_kind<List>(thread, mapping) || as_kind<Tuple>(thread, mapping) || mapping.is<Str>())
        return raise(thread, Exc::TypeError, "mappingproxy() argument must be a mapping, not {}", type);
    return make_mapping_proxy(thread, mapping);
}
Result<Value> proxy_repr(Thread& thread, Value self) {
    return format_str(thread, "mappingproxy({})", TRY(repr_py(thread, mapping_of(self))));
}
Result<Value> proxy_str(Thread& thread, Value self) { return Value(TRY(str_py(thread, mapping_of(self)))); }
Result<int64_t> proxy_hash(Thread& thread, Value self) { return hash_py(thread, mapping_of(self)); }
Result<int64_t> proxy_length(Thread& thread, Value self) { return length_py(thread, mapping_of(self)); }
Result<Value> proxy_get_item(Thread& thread, Value self, Value key) {
    return get_item_py(thread, mapping_of(self), key);
}
Result<bool> proxy_contains(Thread& thread, Value self, Value key) {
    return contains_py(thread, mapping_of(self), key);
}
Result<Value> proxy_iterate(Thread& thread, Value self) { return iterate_py(thread, mapping_of(self)); }
Result<Value> proxy_compare(Thread& thread, Value left, Value right, CompareOp op) {
    return compare_py(thread, op, mapping_of(left), right.is<MappingProxy>() ? mapping_of(right) : right);
}
Result<Value> proxy_or(Thread& thread, Value left, Value right) {
    auto inside = [](Value value) { return value.is<MappingProxy>() ? mapping_of(value) : value; };
    return binary_py(thread, BinaryOp::Or, inside(left), inside(right));
}
Result<Value> proxy_inplace_or(Thread& thread, Value self, Value) {
    return raise(thread, Exc::TypeError, "'|=' is not supported by {}; use '|' instead", type_of(thread, self));
}
METHOD(MappingProxy, get, "get(self, key, default=None, /)",
       "Return the value for key if key is in the mapping, else default.") {
    Value pair[] = {args[0], args[1]};
    return call_method_py(thread, mapping_of(Value(self)), KRAIT_NAME(get), pair);
}
METHOD(MappingProxy, keys, "keys(self, /)", "a set-like object providing a view on D's keys") {
    return call_method_py(thread, mapping_of(Value(self)), KRAIT_NAME(keys));
}
METHOD(MappingProxy, values, "values(self, /)", "an object providing a view on D's values") {
    return call_method_py(thread, mapping_of(Value(self)), KRAIT_NAME(values));
}
METHOD(MappingProxy, items, "items(self, /)", "a set-like object providing a view on D's items") {
    return call_method_py(thread, mapping_of(Value(self)), KRAIT_NAME(items));
}
METHOD(MappingProxy, copy, "copy(self, /)", "a shallow copy of D") {
    return call_method_py(thread, mapping_of(Value(self)), intern(thread, "copy"));
}
METHOD(MappingProxy, __reversed__, "__reversed__(self, /)", "reverse iterator") {
    return call_method_py(thread, mapping_of(Value(self)), KRAIT_NAME(dunder_reversed));
}
CLASS_METHOD(MappingProxy, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

// ---- SimpleNamespace ----

Result<Value> namespace_construct(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}
Result<void> namespace_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    if (arguments.positional > 1)
        return raise(thread, Exc::TypeError, "{} expected at most 1 argument, got {}", type_of(thread, self),
                     arguments.positional);
    Dict* names = make_dict(thread);
    if (arguments.positional == 1) TRY(dict_update_py(thread, names, arguments[0]));
    size_t position = 0;
    Value key, value;
    while (dict_next(names, &position, &key, &value)) {
        if (!as_kind<Str>(thread, key)) return raise(thread, Exc::TypeError, "keywords must be strings");
    }
    for (uint32_t i = 0; arguments.names && i < arguments.keyword_count(); ++i)
        TRY(dict_set_py(thread, names, (*arguments.names)[i], arguments.values[arguments.positional + i]));
    position = 0;
    while (dict_next(names, &position, &key, &value))
        TRY(set_instance_attribute(thread, static_cast<Object*>(self.cell()), intern(thread, as_kind<Str>(thread, key)),
                                   value));
    return {};
}
Result<Value> namespace_repr(Thread& thread, Value self) {
    Type* type = type_of(thread, self);
    bool plain = type == thread.interpreter->type(BuiltinType::SimpleNamespace);
    std::string name = plain ? "namespace" : str_utf8_lossy(type->name.get());
    ReprGuard guard(thread, self);
    if (guard.recursive()) return format_str(thread, "{}(...)", name);
    StrBuilder builder(thread);
    TRY(builder.add_utf8(name + "("));
    Dict* dict = TRY(dict_copy(thread, instance_dict(thread, static_cast<Object*>(self.cell()))));
    size_t position = 0;
    Value key, value;
    bool first = true;
    while (dict_next(dict, &position, &key, &value)) {
        Str* text = as_kind<Str>(thread, key);
        if (!text || text->length() == 0) continue;
        if (!first) builder.add_ascii(", ");
        first = false;
        TRY(builder.add(text));
        builder.add_ascii("=");
        TRY(builder.add(TRY(repr_py(thread, value))));
    }
    builder.add_ascii(")");
    return Value(TRY(builder.finish()));
}
Result<Value> namespace_compare(Thread& thread, Value left, Value right, CompareOp op) {
    Type* type = thread.interpreter->type(BuiltinType::SimpleNamespace);
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_instance(thread, left, type) ||
        !is_instance(thread, right, type))
        return Value::not_implemented();
    return compare_py(thread, op, Value(instance_dict(thread, static_cast<Object*>(left.cell()))),
                      Value(instance_dict(thread, static_cast<Object*>(right.cell()))));
}
METHOD(SimpleNamespace, __reduce__, "__reduce__(self, /)", "Return state information for pickling") {
    Tuple* none_given = thread.interpreter->empty_tuple.get();
    return Value(make_tuple(
        thread, {Value(type_of(thread, Value(self))), Value(none_given), Value(instance_dict(thread, self))}));
}
RAW_METHOD(SimpleNamespace, __replace__, "__replace__(self, /, **changes)",
           "Return a copy of the namespace object with new values for the specified attributes.") {
    if (arguments.positional) return raise(thread, Exc::TypeError, "__replace__() takes no positional arguments");
    Value made = TRY(call_py(thread, Value(type_of(thread, self))));
    Dict* dict = TRY(dict_copy(thread, instance_dict(thread, static_cast<Object*>(self.cell()))));
    for (uint32_t i = 0; arguments.names && i < arguments.keyword_count(); ++i)
        TRY(dict_set_py(thread, dict, (*arguments.names)[i], arguments.values[i]));
    TRY(dict_update_py(thread, instance_dict(thread, static_cast<Object*>(made.cell())), Value(dict)));
    return made;
}

// ---- iterator: the old sequence protocol ----

Result<Value> sequence_next(Thread& thread, Value self) {
    auto* iterator = self.to<SequenceIterator>();
    Value sequence = iterator->sequence.get();
    if (sequence.is_nothing()) return Value::unbound();
    int64_t index = load_relaxed(iterator->index);
    Result<Value> item = get_item_py(thread, sequence, make_int(thread, index));
    if (!item.failed()) {
        store_relaxed(iterator->index, index + 1);
        return item;
    }
    if (!clear_pending_if(thread, Exc::IndexError) && !clear_pending_if(thread, Exc::StopIteration)) return kFailure;
    iterator->sequence.set_immediate(Value::nothing());
    return Value::unbound();
}
Result<Value> iterate_self(Thread&, Value self) { return self; }
Result<Value> builtin_iter(Thread& thread) {
    return get_attribute_py(thread, Value(thread.interpreter->builtins_module.get()), "iter");
}
METHOD(SequenceIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value sequence = self->sequence.get();
    if (sequence.is_nothing() || !type_of(thread, sequence)->slots.length)
        return sequence.is_nothing() ? Value::small(0) : Value::not_implemented();
    int64_t left = TRY(length_py(thread, sequence))
    -load_relaxed(self->index);
    return make_int(thread, left < 0 ? 0 : left);
}
METHOD(SequenceIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value iter = TRY(builtin_iter(thread));
    Value sequence = self->sequence.get();
    if (sequence.is_nothing())
        return Value(
            make_tuple(thread, {iter, Value(make_tuple(thread, {Value(thread.interpreter->empty_tuple.get())}))}));
    return Value(
        make_tuple(thread, {iter, Value(make_tuple(thread, {sequence})), make_int(thread, load_relaxed(self->index))}));
}
METHOD(SequenceIterator, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(index_int64_py(thread, args[0]));
    store_relaxed(self->index, index < 0 ? 0 : index);
    return none();
}
void trace_sequence(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<SequenceIterator*>(cell)->sequence); }

// ---- callable_iterator: iter(callable, sentinel) ----

Result<Value> callable_next(Thread& thread, Value self) {
    auto* iterator = self.to<CallableIterator>();
    Value callable = iterator->callable.get();
    if (callable.is_nothing()) return Value::unbound();
    Result<Value> item = call_py(thread, callable);
    if (item.failed()) {
        if (!clear_pending_if(thread, Exc::StopIteration)) return kFailure;
    } else if (!TRY(equal_py(thread, iterator->sentinel.get(), item.value()))) {
        return item;
    }
    iterator->callable.set_immediate(Value::nothing());
    return Value::unbound();
}
METHOD(CallableIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value iter = TRY(builtin_iter(thread));
    Value callable = self->callable.get();
    if (callable.is_nothing())
        return Value(
            make_tuple(thread, {iter, Value(make_tuple(thread, {Value(thread.interpreter->empty_tuple.get())}))}));
    return Value(make_tuple(thread, {iter, Value(make_tuple(thread, {callable, self->sentinel.get()}))}));
}
void trace_callable(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<CallableIterator*>(cell)->callable);
    tracer.visit(static_cast<CallableIterator*>(cell)->sentinel);
}

}  // namespace

Value make_sequence_iterator(Thread& thread, Value sequence) {
    auto* iterator = allocate_builtin<SequenceIterator>(thread, BuiltinType::SequenceIterator);
    iterator->sequence.init(sequence);
    return Value(iterator);
}
Value make_callable_iterator(Thread& thread, Value callable, Value sentinel) {
    auto* iterator = allocate_builtin<CallableIterator>(thread, BuiltinType::CallableIterator);
    iterator->callable.init(callable);
    iterator->sentinel.init(sentinel);
    return Value(iterator);
}

const TypeSpec MappingProxy::spec = {
    .name = "mappingproxy",
    .doc = "Read-only proxy of a mapping.",
    .size = sizeof(MappingProxy),
    .layout = Layout::MappingProxy,
    .flags = type_flag::kMappingPattern,
    .slots = {.repr = proxy_repr,
              .str = proxy_str,
              .hash = proxy_hash,
              .compare = proxy_compare,
              .length = proxy_length,
              .get_item = proxy_get_item,
              .contains = proxy_contains,
              .iterate = proxy_iterate,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         nullptr, nullptr, nullptr, proxy_or},
              .inplace = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                          nullptr, nullptr, nullptr, proxy_inplace_or},
              .construct = proxy_construct},
    .methods = {&MappingProxy_get, &MappingProxy_keys, &MappingProxy_values, &MappingProxy_items, &MappingProxy_copy,
                &MappingProxy___class_getitem__, &MappingProxy___reversed__},
    .signature = "mappingproxy(mapping)",
};
const TypeSpec SimpleNamespace::spec = {
    .name = "types.SimpleNamespace",
    .doc = "A simple attribute-based namespace.",
    .size = sizeof(SimpleNamespace),
    .flags = type_flag::kSubclassable | type_flag::kHasDict,
    .slots = {.repr = namespace_repr,
              .compare = namespace_compare,
              .construct = namespace_construct,
              .initialize = namespace_initialize},
    .methods = {&SimpleNamespace___reduce__, &SimpleNamespace___replace__},
    .signature = "SimpleNamespace(mapping_or_iterable=(), /, **kwargs)",
};
const TypeSpec SequenceIterator::spec = {
    .name = "iterator",
    .size = sizeof(SequenceIterator),
    .slots = {.iterate = iterate_self, .next = sequence_next},
    .methods = {&SequenceIterator___length_hint__, &SequenceIterator___reduce__, &SequenceIterator___setstate__},
    .trace = trace_sequence,
};
const TypeSpec CallableIterator::spec = {
    .name = "callable_iterator",
    .size = sizeof(CallableIterator),
    .slots = {.iterate = iterate_self, .next = callable_next},
    .methods = {&CallableIterator___reduce__},
    .trace = trace_callable,
};

}  // namespace krait::core
