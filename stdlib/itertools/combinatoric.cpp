// product, permutations, combinations, combinations_with_replacement.
//
// Each keeps a pool and an array of indices into it (product: an index for each pool). One step advances the indices under the
// object's lock, into a tuple that was made before.
#include "runtime/objects/relaxed.h"
#include "stdlib/itertools/itertools.h"

namespace krait::core::iteration {

namespace {

class Combinatoric : public Object {
public:
    Field<Tuple*> pool;          // product: a tuple of tuples
    Field<ByteBuffer*> indices;  // int64 each; permutations: n indices, then r cycles
    uint64_t width;              // of a result
    Relaxed<bool> begun;
    Relaxed<bool> stopped;
    int64_t* numbers() const { return reinterpret_cast<int64_t*>(indices.get_relaxed()->bytes); }
};
constexpr TraceFunction kTrace = trace_members<Combinatoric, &Combinatoric::pool, &Combinatoric::indices>;

Result<Combinatoric*> make_combinatoric(Thread& thread, Type* type, Tuple* pool, uint64_t width, uint64_t count) {
    if (count > (uint64_t{1} << 40)) return raise(thread, Exc::MemoryError, "");
    auto* buffer = TRY(allocate_sized<ByteBuffer>(thread, internal_shape::kInternal, count * sizeof(int64_t)));
    buffer->capacity = count * sizeof(int64_t);
    auto* self = allocate_as<Combinatoric>(thread, type);
    self->pool.set(self, pool);
    self->indices.set(self, buffer);
    self->width = width;
    return self;
}

// A step: `advance` moves the indices and says whether there is a further result.
using Advance = bool (*)(int64_t* indices, size_t size, size_t width, Tuple* pool);
Result<Value> next_by(Thread& thread, Combinatoric* self, Advance advance) {
    if (self->stopped) return Value::unbound();
    Tuple* result = TRY(make_tuple_sized(thread, self->width));
    ByteLockGuard lock(thread, self);
    if (self->stopped) return Value::unbound();
    Tuple* pool = self->pool.get();
    int64_t* indices = self->numbers();
    if (self->begun && !advance(indices, pool->size(), self->width, pool)) {
        self->stopped = true;
        return Value::unbound();
    }
    self->begun = true;
    for (size_t i = 0; i < self->width; ++i) result->items_[i].set(result, (*pool)[static_cast<size_t>(indices[i])]);
    return Value(result);
}

// ---- product(*iterables, repeat=1) ----
Result<Value> construct_product(Thread& thread, Type* type, const CallArguments& arguments) {
    int64_t repeat = 1;
    if (arguments.names && arguments.keyword_count()) {
        Value bound[1];
        CallArguments keywords{arguments.values + arguments.positional, 0, arguments.names};
        TRY(bind_arguments(thread, "product(*, repeat=1)", keywords, bound));
        repeat = TRY(index_int64_py(thread, bound[0]));
        if (repeat < 0) return raise(thread, Exc::ValueError, "repeat argument cannot be negative");
    }
    uint64_t given = arguments.positional;
    uint64_t width = 0;
    if (repeat == 0) given = 0;
    if (__builtin_mul_overflow(given, static_cast<uint64_t>(repeat), &width) || width > (uint64_t{1} << 32))
        return raise(thread, Exc::OverflowError, "repeat argument too large");
    Tuple* pools = TRY(make_tuple_sized(thread, width));
    bool empty = false;
    for (size_t i = 0; i < given; ++i) {
        Tuple* pool = TRY(make_tuple_from_py(thread, arguments[i]));
        pools->items_[i].set(pools, Value(pool));
        empty |= pool->size() == 0;
    }
    for (size_t i = given; i < width; ++i) pools->items_[i].set(pools, (*pools)[i - given]);
    Combinatoric* self = TRY(make_combinatoric(thread, type, pools, width, width));
    self->stopped = empty;
    return Value(self);
}
Result<Value> next_product(Thread& thread, Value object) {
    auto* self = object.to<Combinatoric>();
    if (self->stopped) return Value::unbound();
    Tuple* result = TRY(make_tuple_sized(thread, self->width));
    ByteLockGuard lock(thread, self);
    if (self->stopped) return Value::unbound();
    Tuple* pools = self->pool.get();
    int64_t* indices = self->numbers();
    if (self->begun) {
        int64_t i = static_cast<int64_t>(self->width) - 1;
        for (; i >= 0; --i) {
            if (++indices[i] < static_cast<int64_t>((*pools)[static_cast<size_t>(i)].to<Tuple>()->size())) break;
            indices[i] = 0;
        }
        if (i < 0) {
            self->stopped = true;
            return Value::unbound();
        }
    }
    self->begun = true;
    for (size_t i = 0; i < self->width; ++i)
        result->items_[i].set(result, (*(*pools)[i].to<Tuple>())[static_cast<size_t>(indices[i])]);
    return Value(result);
}

// ---- permutations(iterable, r=None) ----
Result<Value> construct_permutations(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "permutations(iterable, r=None)", arguments, bound));
    Tuple* pool = TRY(make_tuple_from_py(thread, bound[0]));
    int64_t size = static_cast<int64_t>(pool->size()), width = size;
    if (!bound[1].is_none()) {
        if (!is_int(thread, bound[1])) return raise(thread, Exc::TypeError, "Expected int as r");
        width = TRY(index_int64_py(thread, bound[1]));
    }
    if (width < 0) return raise(thread, Exc::ValueError, "r must be non-negative");
    bool none_fits = width > size;
    if (none_fits) width = 0;
    Combinatoric* self =
        TRY(make_combinatoric(thread, type, pool, static_cast<uint64_t>(width), static_cast<uint64_t>(size + width)));
    for (int64_t i = 0; i < size; ++i) self->numbers()[i] = i;
    for (int64_t i = 0; i < width; ++i) self->numbers()[size + i] = size - i;
    self->stopped = none_fits;
    return Value(self);
}
// Lexicographic order of positions: cycles[i] counts what may still stand at place i.
bool advance_permutation(int64_t* indices, size_t size, size_t width, Tuple*) {
    int64_t n = static_cast<int64_t>(size);
    int64_t* cycles = indices + size;
    for (int64_t i = static_cast<int64_t>(width) - 1; i >= 0; --i) {
        if (--cycles[i] == 0) {
            int64_t first = indices[i];
            for (int64_t j = i; j < n - 1; ++j) indices[j] = indices[j + 1];
            indices[n - 1] = first;
            cycles[i] = n - i;
        } else {
            std::swap(indices[i], indices[n - cycles[i]]);
            return true;
        }
    }
    return false;
}
Result<Value> next_permutations(Thread& thread, Value object) {
    return next_by(thread, object.to<Combinatoric>(), advance_permutation);
}

// ---- combinations(iterable, r), with and without replacement ----
Result<Value> construct_combinations(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "combinations(iterable, r)", arguments, bound));
    Tuple* pool = TRY(make_tuple_from_py(thread, bound[0]));
    int64_t width = TRY(index_int64_py(thread, bound[1]));
    if (width < 0) return raise(thread, Exc::ValueError, "r must be non-negative");
    bool none_fits = width > static_cast<int64_t>(pool->size());
    if (none_fits) width = 0;
    Combinatoric* self =
        TRY(make_combinatoric(thread, type, pool, static_cast<uint64_t>(width), static_cast<uint64_t>(width)));
    for (int64_t i = 0; i < width; ++i) self->numbers()[i] = i;
    self->stopped = none_fits;
    return Value(self);
}
bool advance_combination(int64_t* indices, size_t size, size_t width, Tuple*) {
    int64_t n = static_cast<int64_t>(size), r = static_cast<int64_t>(width), i = r - 1;
    while (i >= 0 && indices[i] == i + n - r) --i;
    if (i < 0) return false;
    ++indices[i];
    for (int64_t j = i + 1; j < r; ++j) indices[j] = indices[j - 1] + 1;
    return true;
}
Result<Value> next_combinations(Thread& thread, Value object) {
    return next_by(thread, object.to<Combinatoric>(), advance_combination);
}
Result<Value> construct_with_replacement(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "combinations_with_replacement(iterable, r)", arguments, bound));
    Tuple* pool = TRY(make_tuple_from_py(thread, bound[0]));
    int64_t width = TRY(index_int64_py(thread, bound[1]));
    if (width < 0) return raise(thread, Exc::ValueError, "r must be non-negative");
    bool nothing_there = pool->size() == 0 && width > 0;
    if (nothing_there) width = 0;
    Combinatoric* self =
        TRY(make_combinatoric(thread, type, pool, static_cast<uint64_t>(width), static_cast<uint64_t>(width)));
    self->stopped = nothing_there;
    return Value(self);
}
bool advance_with_replacement(int64_t* indices, size_t size, size_t width, Tuple*) {
    int64_t n = static_cast<int64_t>(size), r = static_cast<int64_t>(width), i = r - 1;
    while (i >= 0 && indices[i] == n - 1) --i;
    if (i < 0) return false;
    int64_t index = indices[i] + 1;
    for (; i < r; ++i) indices[i] = index;
    return true;
}
Result<Value> next_with_replacement(Thread& thread, Value object) {
    return next_by(thread, object.to<Combinatoric>(), advance_with_replacement);
}

}  // namespace

const TypeSpec kProduct = {
    .name = "itertools.product",
    .doc = "Cartesian product of input iterables.  Equivalent to nested for-loops.",
    .size = sizeof(Combinatoric),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_product, .construct = construct_product},
    .trace = kTrace,
};
const TypeSpec kPermutations = {
    .name = "itertools.permutations",
    .doc = "Return successive r-length permutations of elements in the iterable.",
    .size = sizeof(Combinatoric),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_permutations, .construct = construct_permutations},
    .trace = kTrace,
    .signature = "permutations(iterable, r=None)",
};
const TypeSpec kCombinations = {
    .name = "itertools.combinations",
    .doc = "Return successive r-length combinations of elements in the iterable.",
    .size = sizeof(Combinatoric),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_combinations, .construct = construct_combinations},
    .trace = kTrace,
    .signature = "combinations(iterable, r)",
};
const TypeSpec kCombinationsWithReplacement = {
    .name = "itertools.combinations_with_replacement",
    .doc = "Return successive r-length combinations of elements in the iterable allowing individual elements to have "
           "successive repeats.",
    .size = sizeof(Combinatoric),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_with_replacement, .construct = construct_with_replacement},
    .trace = kTrace,
    .signature = "combinations_with_replacement(iterable, r)",
};

}  // namespace krait::core::iteration
