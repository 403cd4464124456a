// accumulate, compress, dropwhile, takewhile, filterfalse, islice, starmap.
#include "runtime/objects/relaxed.h"
#include "stdlib/itertools/itertools.h"

namespace krait::core::iteration {

namespace {

// A function and an iterator: dropwhile, takewhile, filterfalse, starmap, compress (function: the selectors).
class WithFunction : public Object {
public:
    Field<Value> function, iterator;
    Relaxed<bool> flag;  // dropwhile: dropping is over; takewhile: stopped
};
constexpr TraceFunction kTraceWithFunction =
    trace_members<WithFunction, &WithFunction::function, &WithFunction::iterator>;

Result<Value> make_with_function(Thread& thread, Type* type, Value function, Value iterable) {
    Value iterator = TRY(iterate_py(thread, iterable));
    auto* self = allocate_as<WithFunction>(thread, type);
    self->function.set(self, function);
    self->iterator.set(self, iterator);
    return Value(self);
}
// The text of a signature names the constructor: one function for each.
#define CONSTRUCT_WITH_FUNCTION(NAME, PYTHON, PARAMETERS)                                                           \
    Result<Value> NAME(Thread& thread, Type* type, const CallArguments& arguments) {                                \
        TRY(refuse_keywords(thread, type, PYTHON, arguments));                                                      \
        Value bound[2];                                                                                             \
        TRY(bind_arguments(thread, PYTHON PARAMETERS, {arguments.values, arguments.positional, nullptr}, bound));   \
        return make_with_function(thread, type, bound[0], bound[1]);                                                \
    }
CONSTRUCT_WITH_FUNCTION(construct_drop_while, "dropwhile", "(predicate, iterable, /)")
CONSTRUCT_WITH_FUNCTION(construct_take_while, "takewhile", "(predicate, iterable, /)")
CONSTRUCT_WITH_FUNCTION(construct_filter_false, "filterfalse", "(function, iterable, /)")
CONSTRUCT_WITH_FUNCTION(construct_star_map, "starmap", "(function, iterable, /)")

Result<Value> next_drop_while(Thread& thread, Value object) {
    auto* self = object.to<WithFunction>();
    for (;;) {
        Value item = TRY(next_py(thread, self->iterator.get()));
        if (item.is_unbound() || self->flag) return item;
        Value answer = TRY(call_py(thread, self->function.get(), item));
        if (!TRY(truth_py(thread, answer))) {
            self->flag = true;
            return item;
        }
        TRY(thread.poll());
    }
}
Result<Value> next_take_while(Thread& thread, Value object) {
    auto* self = object.to<WithFunction>();
    if (self->flag) return Value::unbound();
    Value item = TRY(next_py(thread, self->iterator.get()));
    if (item.is_unbound()) return item;
    Value answer = TRY(call_py(thread, self->function.get(), item));
    if (TRY(truth_py(thread, answer))) return item;
    self->flag = true;
    return Value::unbound();
}
Result<Value> next_filter_false(Thread& thread, Value object) {
    auto* self = object.to<WithFunction>();
    Value function = self->function.get();
    bool plain = function.is_none() || function == Value(thread.interpreter->type(BuiltinType::Bool));
    for (;;) {
        Value item = TRY(next_py(thread, self->iterator.get()));
        if (item.is_unbound()) return item;
        Value answer = plain ? item : TRY(call_py(thread, function, item));
        if (!TRY(truth_py(thread, answer))) return item;
        TRY(thread.poll());
    }
}
Result<Value> next_star_map(Thread& thread, Value object) {
    auto* self = object.to<WithFunction>();
    Value item = TRY(next_py(thread, self->iterator.get()));
    if (item.is_unbound()) return item;
    Tuple* arguments = item.is<Tuple>() ? item.to<Tuple>() : TRY(make_tuple_from_py(thread, item));
    return call_py(thread, self->function.get(), arguments->span());
}

Result<Value> construct_compress(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "compress(data, selectors)", arguments, bound));
    Value data = TRY(iterate_py(thread, bound[0]));
    Value selectors = TRY(iterate_py(thread, bound[1]));
    auto* self = allocate_as<WithFunction>(thread, type);
    self->iterator.set(self, data);
    self->function.set(self, selectors);
    return Value(self);
}
Result<Value> next_compress(Thread& thread, Value object) {
    auto* self = object.to<WithFunction>();
    for (;;) {
        Value item = TRY(next_py(thread, self->iterator.get()));
        if (item.is_unbound()) return item;
        Value selector = TRY(next_py(thread, self->function.get()));
        if (selector.is_unbound()) return selector;
        if (TRY(truth_py(thread, selector))) return item;
        TRY(thread.poll());
    }
}

// ---- accumulate(iterable, func=None, *, initial=None) ----
class Accumulate : public Object {
public:
    Field<Value> iterator, function, total, initial;  // total nothing: not begun
};
Result<Value> construct_accumulate(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, "accumulate(iterable, func=None, *, initial=None)", arguments, bound));
    Value iterator = TRY(iterate_py(thread, bound[0]));
    auto* self = allocate_as<Accumulate>(thread, type);
    self->iterator.set(self, iterator);
    self->function.set(self, bound[1]);
    self->initial.set(self, bound[2]);
    return Value(self);
}
Result<Value> next_accumulate(Thread& thread, Value object) {
    auto* self = object.to<Accumulate>();
    Value initial = self->initial.get();
    if (!initial.is_none()) {
        self->initial.set_immediate(Value::none());
        self->total.set(self, initial);
        return initial;
    }
    Value item = TRY(next_py(thread, self->iterator.get()));
    if (item.is_unbound()) return item;
    Value total = self->total.get();
    if (!total.is_nothing()) {
        Value function = self->function.get();
        item = function.is_none() ? TRY(binary_py(thread, BinaryOp::Add, total, item))
                                  : TRY(call_py(thread, function, total, item));
    }
    self->total.set(self, item);
    return item;
}

// ---- islice(iterable, [start,] stop[, step]) ----
class Islice : public Object {
public:
    Field<Value> iterator;  // nothing: exhausted
    Relaxed<int64_t> next, count;
    int64_t stop, step;
};
constexpr int64_t kLargest = INT64_MAX;

Result<int64_t> islice_bound(Thread& thread, Value value, int64_t otherwise, const char* message) {
    if (value.is_none()) return otherwise;
    Result<int64_t> bound =
        type_of(thread, value)->slots.index ? index_int64_py(thread, value) : Result<int64_t>(kFailure);
    if (bound.failed()) {
        if (!thread.pending.is_nothing() && !clear_pending_if(thread, Exc::Exception)) return kFailure;
        return raise(thread, Exc::ValueError, "{}", message);
    }
    if (bound.value() < 0) return raise(thread, Exc::ValueError, "{}", message);
    return bound.value();
}
Result<Value> construct_islice(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(refuse_keywords(thread, type, "islice", arguments));
    uint32_t count = arguments.positional;
    if (count < 2) return raise(thread, Exc::TypeError, "islice expected at least 2 arguments, got {}", count);
    if (count > 4) return raise(thread, Exc::TypeError, "islice expected at most 4 arguments, got {}", count);
    constexpr const char* kIndices = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    constexpr const char* kStop = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    int64_t start = 0, stop = kLargest, step = 1;
    if (count == 2) {
        stop = TRY(islice_bound(thread, arguments[1], kLargest, kStop));
    } else {
        stop = TRY(islice_bound(thread, arguments[2], kLargest, kStop));
        start = TRY(islice_bound(thread, arguments[1], 0, kIndices));
    }
    if (count == 4)
        step = TRY(islice_bound(thread, arguments[3], 1, "Step for islice() must be a positive integer or None."));
    if (step < 1) return raise(thread, Exc::ValueError, "Step for islice() must be a positive integer or None.");
    Value iterator = TRY(iterate_py(thread, arguments[0]));
    auto* self = allocate_as<Islice>(thread, type);
    self->iterator.set(self, iterator);
    self->next = start;
    self->stop = stop;
    self->step = step;
    return Value(self);
}
Result<Value> next_islice(Thread& thread, Value object) {
    auto* self = object.to<Islice>();
    Value iterator = self->iterator.get();
    if (iterator.is_nothing()) return Value::unbound();
    Value item = Value::unbound();
    int64_t wanted = self->next, stop = self->stop;
    // What comes before `next` is consumed also when nothing is left to give.
    int64_t skip_to = std::min(wanted, stop);
    int64_t count = self->count;
    while (count < skip_to) {
        item = TRY(next_py(thread, iterator));
        if (item.is_unbound()) break;
        self->count = ++count;
        TRY(thread.poll());
    }
    if (count < skip_to || count >= stop) {
        self->iterator.set_immediate(Value::nothing());
        return Value::unbound();
    }
    item = TRY(next_py(thread, iterator));
    if (item.is_unbound()) {
        self->iterator.set_immediate(Value::nothing());
        return item;
    }
    self->count = count + 1;
    int64_t after;
    if (__builtin_add_overflow(wanted, self->step, &after) || after > stop) after = stop;
    self->next = after;
    return item;
}

constexpr uint32_t kFlags = type_flag::kSubclassable;

}  // namespace

const TypeSpec kAccumulate = {
    .name = "itertools.accumulate",
    .doc = "Return series of accumulated sums (or other binary function results).",
    .size = sizeof(Accumulate),
    .flags = kFlags,
    .slots = {.iterate = iterator_self, .next = next_accumulate, .construct = construct_accumulate},
    .trace = trace_members<Accumulate, &Accumulate::iterator, &Accumulate::function, &Accumulate::total,
                           &Accumulate::initial>,
    .signature = "accumulate(iterable, func=None, *, initial=None)",
};
const TypeSpec kCompress = {
    .name = "itertools.compress",
    .doc =
        "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data "
        "elements using the selectors to\nchoose the data elements.",
    .size = sizeof(WithFunction),
    .flags = kFlags,
    .slots = {.iterate = iterator_self, .next = next_compress, .construct = construct_compress},
    .trace = kTraceWithFunction,
    .signature = "compress(data, selectors)",
};
const TypeSpec kDropWhile = {
    .name = "itertools.dropwhile",
    .doc = "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the "
           "iterable is exhausted.",
    .size = sizeof(WithFunction),
    .flags = kFlags,
    .slots = {.iterate = iterator_self, .next = next_drop_while, .construct = construct_drop_while},
    .trace = kTraceWithFunction,
    .signature = "dropwhile(predicate, iterable, /)",
};
const TypeSpec kTakeWhile = {
    .name = "itertools.takewhile",
    .doc = "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.",
    .size = sizeof(WithFunction),
    .flags = kFlags,
    .slots = {.iterate = iterator_self, .next = next_take_while, .construct = construct_take_while},
    .trace = kTraceWithFunction,
    .signature = "takewhile(predicate, iterable, /)",
};
const TypeSpec kFilterFalse = {
    .name = "itertools.filterfalse",
    .doc = "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items "
           "that are false.",
    .size = sizeof(WithFunction),
    .flags = kFlags,
    .slots = {.iterate = iterator_self, .next = next_filter_false, .construct = construct_filter_false},
    .trace = kTraceWithFunction,
    .signature = "filterfalse(function, iterable, /)",
};
const TypeSpec kStarMap = {
    .name = "itertools.starmap",
    .doc = "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from "
           "the given sequence.",
    .size = sizeof(WithFunction),
    .flags = kFlags,
    .slots = {.iterate = iterator_self, .next = next_star_map, .construct = construct_star_map},
    .trace = kTraceWithFunction,
    .signature = "starmap(function, iterable, /)",
};
const TypeSpec kIslice = {
    .name = "itertools.islice",
    .doc = "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice "
           "object\n\nReturn an "
           "iterator whose next() method returns selected values from an\niterable.",
    .size = sizeof(Islice),
    .flags = kFlags,
    .slots = {.iterate = iterator_self, .next = next_islice, .construct = construct_islice},
    .trace = trace_members<Islice, &Islice::iterator>,
};

}  // namespace krait::core::iteration
