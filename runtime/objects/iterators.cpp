// enumerate, zip, map, filter, reversed. Library Reference: Built-in Functions.
#include "runtime/objects/iterators.h"

#include <algorithm>

#include "runtime/names.h"
#include "runtime/objects/native_arguments.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"

namespace krait::core {

namespace {

Result<Value> self_iterator(Thread&, Value self) { return self; }

bool keyword_is(Value name, std::string_view text) {
    auto* str = name.to<Str>();
    return str->is_ascii() && str->ascii_view() == text;
}

// ---- enumerate ----

Result<Value> construct_enumerate(Thread& thread, Type* type, const CallArguments& arguments) {
    uint32_t total = arguments.total();
    if (total > 2) return raise(thread, Exc::TypeError, "enumerate() takes at most 2 arguments ({} given)", total);
    Value iterable, start;
    if (arguments.positional > 0) iterable = arguments[0];
    if (arguments.positional > 1) start = arguments[1];
    for (uint32_t i = arguments.positional; i < total; ++i) {
        Value name = (*arguments.names)[i - arguments.positional];
        if (iterable.is_nothing() && keyword_is(name, "iterable")) iterable = arguments[i];
        else if (start.is_nothing() && keyword_is(name, "start")) start = arguments[i];
        else
            return raise(thread, Exc::TypeError, "'{}' is an invalid keyword argument for enumerate()", name.to<Str>());
    }
    if (iterable.is_nothing()) return raise(thread, Exc::TypeError, "enumerate() missing required argument 'iterable'");
    Value count = start.is_nothing() ? Value::small(0) : TRY(index_py(thread, start));
    Value iterator = TRY(iterate_py(thread, iterable));
    auto* self = static_cast<Enumerate*>(allocate_instance(thread, type));
    self->iterator.set(self, iterator);
    self->count.set(self, count);
    return Value(self);
}

Result<Value> next_of_enumerate(Thread& thread, Value value) {
    auto* self = value.to<Enumerate>();
    Value item = TRY(next_py(thread, self->iterator.get()));
    if (item.is_unbound()) return item;
    Value count = self->count.get();
    if (count.is_small() && count.as_small() < Value::kSmallMax)
        self->count.set_immediate(Value::small(count.as_small() + 1));
    else self->count.set(self, TRY(int_binary(thread, BinaryOp::Add, count, Value::small(1))));
    return make_pair(thread, count, item);
}

METHOD(Enumerate, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value arguments(make_tuple(thread, {self->iterator.get(), self->count.get()}));
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), arguments}));
}
CLASS_METHOD(Enumerate, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}
void trace_enumerate(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<Enumerate*>(cell)->iterator);
    tracer.visit(static_cast<Enumerate*>(cell)->count);
}

// ---- zip and map: several iterators in step ----

// A subclass may take keywords of its own in its __init__: then they are not looked at here.
bool has_own_init(Thread& thread, Type* type) {
    return type->slots.initialize != thread.interpreter->type(BuiltinType::Object)->slots.initialize;
}

// strict=...; other names are errors where the exact type is made.
Result<bool> strict_of(Thread& thread, Type* type, const char* name, const CallArguments& arguments) {
    bool strict = false;
    if (has_own_init(thread, type)) return strict;
    for (uint32_t i = arguments.positional; i < arguments.total(); ++i) {
        Value keyword = (*arguments.names)[i - arguments.positional];
        if (!keyword_is(keyword, "strict"))
            return raise(thread, Exc::TypeError, "{}() got an unexpected keyword argument '{}'", name,
                         keyword.to<Str>());
        strict = TRY(truth_py(thread, arguments[i]));
    }
    return strict;
}

Result<Tuple*> iterators_of(Thread& thread, const CallArguments& arguments, uint32_t from) {
    Tuple* iterators = TRY(make_tuple_sized(thread, arguments.positional - from));
    for (uint32_t i = from; i < arguments.positional; ++i)
        iterators->items_[i - from].set(iterators, TRY(iterate_py(thread, arguments[i])));
    return iterators;
}

// PEP 618: the message names the argument that ended first, or that went on.
Failure raise_uneven(Thread& thread, const char* name, size_t index, const char* how) {
    const char* earlier = index == 1 ? " " : "s 1-";
    return raise(thread, Exc::ValueError, "{}() argument {} is {} than argument{}{}", name, index + 1, how, earlier,
                 index);
}

// The iterator at `ended` has no more. Unbound, or an error when the others should have none either.
Result<Value> end_together(Thread& thread, const char* name, Tuple* iterators, bool strict, size_t ended) {
    if (!strict) return Value::unbound();
    if (ended > 0) return raise_uneven(thread, name, ended, "shorter");
    for (size_t i = 1; i < iterators->size(); ++i) {
        Value item = TRY(next_py(thread, (*iterators)[i]));
        if (!item.is_unbound()) return raise_uneven(thread, name, i, "longer");
    }
    return Value::unbound();
}

Result<Value> construct_zip(Thread& thread, Type* type, const CallArguments& arguments) {
    bool strict = TRY(strict_of(thread, type, "zip", arguments));
    Tuple* iterators = TRY(iterators_of(thread, arguments, 0));
    auto* self = static_cast<Zip*>(allocate_instance(thread, type));
    self->iterators.set(self, iterators);
    self->strict = strict;
    return Value(self);
}

Result<Value> next_of_zip(Thread& thread, Value value) {
    auto* self = value.to<Zip>();
    Tuple* iterators = self->iterators.get();
    size_t count = iterators->size();
    if (count == 0) return Value::unbound();
    if (count == 2) {
        Value first = TRY(next_py(thread, (*iterators)[0]));
        if (first.is_unbound()) return end_together(thread, "zip", iterators, self->strict, 0);
        Value second = TRY(next_py(thread, (*iterators)[1]));
        if (second.is_unbound()) return end_together(thread, "zip", iterators, self->strict, 1);
        return make_pair(thread, first, second);
    }
    Tuple* items = TRY(make_tuple_sized(thread, count));
    for (size_t i = 0; i < count; ++i) {
        Value item = TRY(next_py(thread, (*iterators)[i]));
        if (item.is_unbound()) return end_together(thread, "zip", iterators, self->strict, i);
        items->items_[i].set(items, item);
    }
    return Value(items);
}

METHOD(Zip, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value type(type_of(thread, Value(self))), iterators(self->iterators.get());
    if (self->strict) return Value(make_tuple(thread, {type, iterators, Value::true_()}));
    return Value(make_tuple(thread, {type, iterators}));
}
METHOD(Zip, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    self->strict = TRY(truth_py(thread, args[0]));
    return none();
}
void trace_zip(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<Zip*>(cell)->iterators); }

Result<Value> construct_map(Thread& thread, Type* type, const CallArguments& arguments) {
    bool strict = TRY(strict_of(thread, type, "map", arguments));
    if (arguments.positional < 2) return raise(thread, Exc::TypeError, "map() must have at least two arguments.");
    Tuple* iterators = TRY(iterators_of(thread, arguments, 1));
    auto* self = static_cast<Map*>(allocate_instance(thread, type));
    self->function.set(self, arguments[0]);
    self->iterators.set(self, iterators);
    self->strict = strict;
    return Value(self);
}

Result<Value> next_of_map(Thread& thread, Value value) {
    auto* self = value.to<Map>();
    Tuple* iterators = self->iterators.get();
    size_t count = iterators->size();
    if (count == 1) {
        Value item = TRY(next_py(thread, (*iterators)[0]));
        return item.is_unbound() ? Result<Value>(item) : call_py(thread, self->function.get(), item);
    }
    Tuple* items = TRY(make_tuple_sized(thread, count));
    for (size_t i = 0; i < count; ++i) {
        Value item = TRY(next_py(thread, (*iterators)[i]));
        if (item.is_unbound()) return end_together(thread, "map", iterators, self->strict, i);
        items->items_[i].set(items, item);
    }
    return call_py(thread, self->function.get(), items->span());
}

METHOD(Map, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Tuple* iterators = self->iterators.get();
    Tuple* arguments = TRY(make_tuple_sized(thread, iterators->size() + 1));
    arguments->items_[0].set(arguments, self->function.get());
    for (size_t i = 0; i < iterators->size(); ++i) arguments->items_[i + 1].set(arguments, (*iterators)[i]);
    Value type(type_of(thread, Value(self)));
    if (self->strict) return Value(make_tuple(thread, {type, Value(arguments), Value::true_()}));
    return Value(make_tuple(thread, {type, Value(arguments)}));
}
METHOD(Map, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    self->strict = TRY(truth_py(thread, args[0]));
    return none();
}
void trace_map(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<Map*>(cell)->function);
    tracer.visit(static_cast<Map*>(cell)->iterators);
}

// ---- filter ----

Result<Value> construct_filter(Thread& thread, Type* type, const CallArguments& arguments) {
    if (!has_own_init(thread, type)) TRY(no_keywords(thread, "filter", arguments));
    TRY(between(thread, "filter", arguments, 2, 2));
    Value iterator = TRY(iterate_py(thread, arguments[1]));
    auto* self = static_cast<Filter*>(allocate_instance(thread, type));
    self->function.set(self, arguments[0]);
    self->iterator.set(self, iterator);
    return Value(self);
}

Result<Value> next_of_filter(Thread& thread, Value value) {
    auto* self = value.to<Filter>();
    Value function = self->function.get(), iterator = self->iterator.get();
    bool plain = function.is_none() || function == Value(thread.interpreter->type(BuiltinType::Bool));
    for (;;) {
        Value item = TRY(next_py(thread, iterator));
        if (item.is_unbound()) return item;
        Value answer = plain ? item : TRY(call_py(thread, function, item));
        if (TRY(truth_py(thread, answer))) return item;
        TRY(thread.poll());
    }
}

METHOD(Filter, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value arguments(make_tuple(thread, {self->function.get(), self->iterator.get()}));
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), arguments}));
}
void trace_filter(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<Filter*>(cell)->function);
    tracer.visit(static_cast<Filter*>(cell)->iterator);
}

// ---- reversed ----

Result<Value> construct_reversed(Thread& thread, Type* type, const CallArguments& arguments) {
    if (!has_own_init(thread, type)) TRY(no_keywords(thread, "reversed", arguments));
    TRY(between(thread, "reversed", arguments, 1, 1));
    Value sequence = arguments[0];
    Type* sequence_type = type_of(thread, sequence);
    Value method = sequence_type->lookup(thread, KRAIT_NAME(dunder_reversed));
    if (!method.is_nothing()) {
        if (method.is_none()) return raise(thread, Exc::TypeError, "'{}' object is not reversible", sequence_type);
        bool found = false;
        return call_special_py(thread, sequence, KRAIT_NAME(dunder_reversed), {}, &found);
    }
    bool is_sequence = sequence_type->slots.get_item && sequence_type->native_base != Layout::Dict &&
                       sequence_type->native_base != Layout::MappingProxy;
    if (!is_sequence) return raise(thread, Exc::TypeError, "'{}' object is not reversible", sequence_type);
    int64_t length = TRY(length_py(thread, sequence));
    auto* self = static_cast<Reversed*>(allocate_instance(thread, type));
    self->sequence.set(self, sequence);
    self->index = length - 1;
    return Value(self);
}

Result<Value> next_of_reversed(Thread& thread, Value value) {
    auto* self = value.to<Reversed>();
    Value sequence = self->sequence.get();
    if (sequence.is_none()) return Value::unbound();
    int64_t index = self->index;
    if (index >= 0) {
        Result<Value> item = get_item_py(thread, sequence, Value::small(index));
        if (!item.failed()) {
            self->index = index - 1;
            return item;
        }
        if (!clear_pending_if(thread, Exc::IndexError) && !clear_pending_if(thread, Exc::StopIteration))
            return kFailure;
    }
    self->index = -1;
    self->sequence.set_immediate(Value::none());
    return Value::unbound();
}

METHOD(Reversed, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value sequence = self->sequence.get();
    if (sequence.is_none()) return Value::small(0);
    int64_t length = TRY(length_py(thread, sequence));
    int64_t left = self->index + 1;
    return Value::small(length < left ? 0 : left);
}
METHOD(Reversed, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value type(type_of(thread, Value(self))), sequence = self->sequence.get();
    if (sequence.is_none()) {
        Value empty(thread.interpreter->empty_tuple.get_relaxed());
        return Value(make_tuple(thread, {type, Value(make_tuple(thread, {empty}))}));
    }
    return Value(make_tuple(thread, {type, Value(make_tuple(thread, {sequence})), Value::small(self->index)}));
}
METHOD(Reversed, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(state_index_py(thread, args[0]));
    Value sequence = self->sequence.get();
    if (sequence.is_none()) return none();
    self->index = std::clamp<int64_t>(index, -1, TRY(length_py(thread, sequence)) - 1);
    return none();
}
void trace_reversed(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<Reversed*>(cell)->sequence); }

}  // namespace

const TypeSpec Enumerate::spec = {
    .name = "enumerate",
    .doc = "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object "
           "yields pairs containing "
           "a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\nenumerate "
           "is useful for "
           "obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    .size = sizeof(Enumerate),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = self_iterator, .next = next_of_enumerate, .construct = construct_enumerate},
    .methods = {&Enumerate___reduce__, &Enumerate___class_getitem__},
    .trace = trace_enumerate,
    .signature = "enumerate(iterable, start=0)",
};

const TypeSpec Zip::spec = {
    .name = "zip",
    .doc = "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments "
           "to zip().  The i-th "
           "element in every tuple\ncomes from the i-th iterable argument to zip().  This continues until "
           "the\nshortest argument is "
           "exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a "
           "ValueError.\n\n   >>> "
           "list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
    .size = sizeof(Zip),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = self_iterator, .next = next_of_zip, .construct = construct_zip},
    .methods = {&Zip___reduce__, &Zip___setstate__},
    .trace = trace_zip,
};

const TypeSpec Map::spec = {
    .name = "map",
    .doc =
        "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the "
        "shortest iterable is "
        "exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.",
    .size = sizeof(Map),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = self_iterator, .next = next_of_map, .construct = construct_map},
    .methods = {&Map___reduce__, &Map___setstate__},
    .trace = trace_map,
    .signature = "map(function, iterable, /, *iterables, strict=False)",
};

const TypeSpec Filter::spec = {
    .name = "filter",
    .doc = "Return an iterator yielding those items of iterable for which function(item)\nis true. If function is "
           "None, return the items "
           "that are true.",
    .size = sizeof(Filter),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = self_iterator, .next = next_of_filter, .construct = construct_filter},
    .methods = {&Filter___reduce__},
    .trace = trace_filter,
    .signature = "filter(function, iterable, /)",
};

const TypeSpec Reversed::spec = {
    .name = "reversed",
    .doc = "Return a reverse iterator over the values of the given sequence.",
    .size = sizeof(Reversed),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = self_iterator, .next = next_of_reversed, .construct = construct_reversed},
    .methods = {&Reversed___length_hint__, &Reversed___reduce__, &Reversed___setstate__},
    .trace = trace_reversed,
    .signature = "reversed(object, /)",
};

}  // namespace krait::core
