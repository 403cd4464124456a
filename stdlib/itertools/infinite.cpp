// count, cycle, repeat.
#include "stdlib/itertools/itertools.h"

namespace krait::core::iteration {

namespace {

// ---- count(start=0, step=1). One step of it is atomic: threading numbers its threads by it. ----
class Count : public Object {
public:
    Field<Value> next, step;
};

bool is_number(Thread& thread, Value value) {
    const Slots& slots = type_of(thread, value)->slots;
    return slots.index || slots.to_int || slots.to_float || is_instance(thread, value, BuiltinType::Complex);
}

Result<Value> construct_count(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "count(start=0, step=1)", arguments, bound));
    if (!is_number(thread, bound[0]) || !is_number(thread, bound[1]))
        return raise(thread, Exc::TypeError, "a number is required");
    auto* self = allocate_as<Count>(thread, type);
    self->next.set(self, bound[0]);
    self->step.set(self, bound[1]);
    return Value(self);
}
Result<Value> next_count(Thread& thread, Value object) {
    auto* self = object.to<Count>();
    for (;;) {
        Value now = self->next.get(), step = self->step.get_relaxed();
        Value after;
        if (both_small(now, step) && Value::fits_small(now.as_small() + step.as_small()))
            after = Value::small(now.as_small() + step.as_small());
        else after = TRY(binary_py(thread, BinaryOp::Add, now, step));
        if (self->next.compare_exchange(self, now, after)) return now;
    }
}
Result<Value> repr_count(Thread& thread, Value object) {
    auto* self = object.to<Count>();
    Value step = self->step.get();
    Str* next = TRY(repr_py(thread, self->next.get()));
    if (step == Value::small(1)) return format_str(thread, "{}({})", type_of(thread, object), next);
    return format_str(thread, "{}({}, {})", type_of(thread, object), next, TRY(repr_py(thread, step)));
}

// ---- cycle(iterable) ----
class Cycle : public Object {
public:
    Field<Value> iterator;  // nothing: all of it is in `saved`
    Field<List*> saved;
    std::atomic<uint64_t> index;
};

Result<Value> construct_cycle(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(refuse_keywords(thread, type, "cycle", arguments));
    Value bound[1];
    TRY(bind_arguments(thread, "cycle(iterable, /)", {arguments.values, arguments.positional, nullptr}, bound));
    Value iterator = TRY(iterate_py(thread, bound[0]));
    List* saved = make_list(thread);
    auto* self = allocate_as<Cycle>(thread, type);
    self->iterator.set(self, iterator);
    self->saved.set(self, saved);
    return Value(self);
}
Result<Value> next_cycle(Thread& thread, Value object) {
    auto* self = object.to<Cycle>();
    List* saved = self->saved.get();
    Value iterator = self->iterator.get();
    if (!iterator.is_nothing()) {
        Value item = TRY(next_py(thread, iterator));
        if (!item.is_unbound()) {
            TRY(list_append(thread, saved, item));
            return item;
        }
        self->iterator.set_immediate(Value::nothing());
    }
    size_t size = saved->size();
    if (size == 0) return Value::unbound();
    Value item = saved->get(self->index.fetch_add(1, std::memory_order_relaxed) % size);
    return item.is_nothing() ? Value::unbound() : item;
}

// ---- repeat(object[, times]) ----
class Repeat : public Object {
public:
    Field<Value> object;
    std::atomic<int64_t> times;  // -1: for ever
};

Result<Value> construct_repeat(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "repeat(object, times=?)", arguments, bound));
    int64_t times = -1;
    if (!bound[1].is_nothing()) times = std::max<int64_t>(0, TRY(index_int64_py(thread, bound[1])));
    auto* self = allocate_as<Repeat>(thread, type);
    self->object.set(self, bound[0]);
    self->times = times;
    return Value(self);
}
Result<Value> next_repeat(Thread&, Value object) {
    auto* self = object.to<Repeat>();
    int64_t left = self->times.load(std::memory_order_relaxed);
    do {
        if (left < 0) break;
        if (left == 0) return Value::unbound();
    } while (!self->times.compare_exchange_weak(left, left - 1, std::memory_order_relaxed));
    return self->object.get();
}
Result<Value> repr_repeat(Thread& thread, Value object) {
    auto* self = object.to<Repeat>();
    Str* text = TRY(repr_py(thread, self->object.get()));
    if (self->times < 0) return format_str(thread, "{}({})", type_of(thread, object), text);
    return format_str(thread, "{}({}, {})", type_of(thread, object), text, self->times.load());
}
METHOD(Repeat, __length_hint__, "__length_hint__(self, /)", "Private method returning an estimate of len(list(it)).") {
    if (self->times < 0) return raise(thread, Exc::TypeError, "len() of unsized object");
    return make_int(thread, self->times);
}

}  // namespace

const TypeSpec kCount = {
    .name = "itertools.count",
    .doc = "Return a count object whose .__next__() method returns consecutive values.",
    .size = sizeof(Count),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = repr_count, .iterate = iterator_self, .next = next_count, .construct = construct_count},
    .trace = trace_members<Count, &Count::next, &Count::step>,
    .signature = "count(start=0, step=1)",
};
const TypeSpec kCycle = {
    .name = "itertools.cycle",
    .doc = "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
    .size = sizeof(Cycle),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_cycle, .construct = construct_cycle},
    .trace = trace_members<Cycle, &Cycle::iterator, &Cycle::saved>,
    .signature = "cycle(iterable, /)",
};
const TypeSpec kRepeat = {
    .name = "itertools.repeat",
    .doc =
        "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  "
        "If not specified, returns the object\nendlessly.",
    .size = sizeof(Repeat),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = repr_repeat, .iterate = iterator_self, .next = next_repeat, .construct = construct_repeat},
    .methods = {&Repeat___length_hint__},
    .trace = trace_members<Repeat, &Repeat::object>,
};

}  // namespace krait::core::iteration
