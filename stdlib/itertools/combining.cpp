// chain, zip_longest, pairwise, batched.
#include "runtime/objects/small_array.h"
#include "stdlib/itertools/itertools.h"

namespace krait::core::iteration {

namespace {

// ---- chain(*iterables) ----
class Chain : public Object {
public:
    Field<Value> source;  // iterator of iterables; nothing: exhausted
    Field<Value> active;  // the one that is gone over, or nothing
};
Value make_chain(Thread& thread, Type* type, Value source) {
    auto* self = allocate_as<Chain>(thread, type);
    self->source.set(self, source);
    return Value(self);
}
Result<Value> construct_chain(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(refuse_keywords(thread, type, "chain", arguments));
    Tuple* iterables = TRY(make_tuple_of_any_size(thread, {arguments.values, arguments.positional}));
    return make_chain(thread, type, TRY(iterate_py(thread, Value(iterables))));
}
CLASS_METHOD(Chain, from_iterable, "from_iterable(cls, iterable, /)",
             "Alternative chain() constructor taking a single iterable argument that evaluates lazily.") {
    return make_chain(thread, self, TRY(iterate_py(thread, args[0])));
}
CLASS_GETITEM(Chain)
Result<Value> next_chain(Thread& thread, Value object) {
    auto* self = object.to<Chain>();
    for (;;) {
        Value source = self->source.get();
        if (source.is_nothing()) return Value::unbound();
        Value active = self->active.get();
        if (active.is_nothing()) {
            Result<Value> iterable = next_py(thread, source);
            if (iterable.failed() || iterable.value().is_unbound()) {
                self->source.set_immediate(Value::nothing());
                return iterable;
            }
            Result<Value> iterator = iterate_py(thread, iterable.value());
            if (iterator.failed()) {
                self->source.set_immediate(Value::nothing());
                return kFailure;
            }
            active = iterator.value();
            self->active.set(self, active);
        }
        Value item = TRY(next_py(thread, active));
        if (!item.is_unbound()) return item;
        self->active.compare_exchange(self, active, Value::nothing());
        TRY(thread.poll());
    }
}

// ---- zip_longest(*iterables, fillvalue=None) ----
class ZipLongest : public Object {
public:
    Field<ValueArray*> iterators;  // nothing: exhausted
    Field<Value> fill;
    std::atomic<int64_t> active;
};
Result<Value> construct_zip_longest(Thread& thread, Type* type, const CallArguments& arguments) {
    Value fill = none();
    if (arguments.names) {
        for (size_t i = 0; i < arguments.keyword_count(); ++i) {
            if (arguments.names->data()[i] != Value(intern(thread, "fillvalue")))
                return raise(thread, Exc::TypeError, "zip_longest() got an unexpected keyword argument");
            fill = arguments[arguments.positional + i];
        }
    }
    size_t count = arguments.positional;
    ValueArray* iterators = TRY(make_value_array(thread, count));
    for (size_t i = 0; i < count; ++i) iterators->items_[i].set(iterators, TRY(iterate_py(thread, arguments[i])));
    auto* self = allocate_as<ZipLongest>(thread, type);
    self->iterators.set(self, iterators);
    self->fill.set(self, fill);
    self->active = static_cast<int64_t>(count);
    return Value(self);
}
Result<Value> next_zip_longest(Thread& thread, Value object) {
    auto* self = object.to<ZipLongest>();
    ValueArray* iterators = self->iterators.get();
    size_t count = iterators->capacity_;
    if (count == 0 || self->active <= 0) return Value::unbound();
    Tuple* row = TRY(make_tuple_sized(thread, count));
    for (size_t i = 0; i < count; ++i) {
        Value iterator = iterators->items_[i].get();
        Value item = self->fill.get();
        if (!iterator.is_nothing()) {
            Result<Value> next = next_py(thread, iterator);
            if (next.failed()) {
                self->active = 0;
                return kFailure;
            }
            if (next.value().is_unbound()) {
                // Of two threads that find the end one counts it.
                bool first = iterators->items_[i].compare_exchange(iterators, iterator, Value::nothing());
                if (self->active.fetch_sub(first) <= first) return Value::unbound();
            } else {
                item = next.value();
            }
        }
        row->items_[i].set(row, item);
    }
    return Value(row);
}

// ---- pairwise(iterable) ----
class Pairwise : public Object {
public:
    Field<Value> iterator, old;
};
Result<Value> construct_pairwise(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(refuse_keywords(thread, type, "pairwise", arguments));
    Value bound[1];
    TRY(bind_arguments(thread, "pairwise(iterable, /)", {arguments.values, arguments.positional, nullptr}, bound));
    Value iterator = TRY(iterate_py(thread, bound[0]));
    auto* self = allocate_as<Pairwise>(thread, type);
    self->iterator.set(self, iterator);
    return Value(self);
}
Result<Value> next_pairwise(Thread& thread, Value object) {
    auto* self = object.to<Pairwise>();
    Value iterator = self->iterator.get();
    if (iterator.is_nothing()) return Value::unbound();
    Value old = self->old.get();
    auto step = [&]() -> Result<Value> {
        Result<Value> item = next_py(thread, iterator);
        if (item.failed() || item.value().is_unbound()) {
            self->iterator.set_immediate(Value::nothing());
            self->old.set_immediate(Value::nothing());
        }
        return item;
    };
    if (old.is_nothing()) {
        old = TRY(step());
        if (old.is_unbound()) return old;
        self->old.set(self, old);
        iterator = self->iterator.get();  // the iterator may have used this object
        if (iterator.is_nothing()) return Value::unbound();
    }
    Value item = TRY(step());
    if (item.is_unbound()) return item;
    self->old.set(self, item);
    return Value(make_tuple(thread, {old, item}));
}

// ---- batched(iterable, n, *, strict=False) ----
class Batched : public Object {
public:
    Field<Value> iterator;  // nothing: exhausted
    uint64_t size;
    bool strict;
};
Result<Value> construct_batched(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, "batched(iterable, n, *, strict=False)", arguments, bound));
    int64_t size = TRY(index_int64_py(thread, bound[1]));
    bool strict = TRY(truth_py(thread, bound[2]));
    if (size < 1) return raise(thread, Exc::ValueError, "n must be at least one");
    Value iterator = TRY(iterate_py(thread, bound[0]));
    auto* self = allocate_as<Batched>(thread, type);
    self->iterator.set(self, iterator);
    self->size = static_cast<uint64_t>(size);
    self->strict = strict;
    return Value(self);
}
Result<Value> next_batched(Thread& thread, Value object) {
    auto* self = object.to<Batched>();
    Value iterator = self->iterator.get();
    if (iterator.is_nothing()) return Value::unbound();
    ValueVector items;
    while (items.size() < self->size) {
        Result<Value> item = next_py(thread, iterator);
        if (item.failed()) {
            self->iterator.set_immediate(Value::nothing());
            return kFailure;
        }
        if (item.value().is_unbound()) {
            self->iterator.set_immediate(Value::nothing());
            if (items.empty()) return Value::unbound();
            if (self->strict) return raise(thread, Exc::ValueError, "batched(): incomplete batch");
            break;
        }
        TRY(items.push(thread, item.value()));
        TRY(thread.poll());
    }
    return Value(TRY(make_tuple_of_any_size(thread, {items.data(), items.size()})));
}

}  // namespace

const TypeSpec kChain = {
    .name = "itertools.chain",
    .doc = "Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is "
           "exhausted, "
           "then elements from the next\niterable, until all of the iterables are exhausted.",
    .size = sizeof(Chain),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_chain, .construct = construct_chain},
    .methods = {&Chain_from_iterable, &Chain___class_getitem__},
    .trace = trace_members<Chain, &Chain::source, &Chain::active>,
};
const TypeSpec kZipLongest = {
    .name = "itertools.zip_longest",
    .doc =
        "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the "
        "i-th "
        "iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis "
        "exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is "
        "substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.",
    .size = sizeof(ZipLongest),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_zip_longest, .construct = construct_zip_longest},
    .trace = trace_members<ZipLongest, &ZipLongest::iterators, &ZipLongest::fill>,
};
const TypeSpec kPairwise = {
    .name = "itertools.pairwise",
    .doc = "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, "
           "s3), ...",
    .size = sizeof(Pairwise),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_pairwise, .construct = construct_pairwise},
    .trace = trace_members<Pairwise, &Pairwise::iterator, &Pairwise::old>,
    .signature = "pairwise(iterable, /)",
};
const TypeSpec kBatched = {
    .name = "itertools.batched",
    .doc =
        "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable "
        "and "
        "accumulates data into tuples\nup to size n.  The input is consumed lazily, just enough to\nfill a batch.  The "
        "result is yielded as soon as a batch is full\nor when the input iterable is exhausted.",
    .size = sizeof(Batched),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_batched, .construct = construct_batched},
    .trace = trace_members<Batched, &Batched::iterator>,
    .signature = "batched(iterable, n, *, strict=False)",
};

}  // namespace krait::core::iteration
