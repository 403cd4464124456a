// class slice. Language Reference 3.2.13.2; slice.indices(): Library Reference, "Slice Objects".
#include <algorithm>

#include "runtime/objects/native_arguments.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/str.h"
#include "runtime/primitives/hash/combine.h"

namespace krait::core {

Slice* make_slice(Thread& thread, Value start, Value stop, Value step) {
    auto* slice = allocate_builtin<Slice>(thread, BuiltinType::Slice);
    slice->start.init(start);
    slice->stop.init(stop);
    slice->step.init(step);
    return slice;
}

static Result<Value> slice_index_py(Thread& thread, Value part) {
    if (part.is_small()) return part;
    if (!type_of(thread, part)->slots.index)
        return raise(thread, Exc::TypeError, "slice indices must be integers or None or have an __index__ method");
    return index_py(thread, part);
}

static Result<int64_t> clamped_index_py(Thread& thread, Value part) {
    int overflow = 0;
    int64_t index = int_to_int64(TRY(slice_index_py(thread, part)), &overflow);
    return overflow == 0 ? index : overflow < 0 ? INT64_MIN : INT64_MAX;
}

// Into [low, high], counting negative ones from the end.
static int64_t clamp_to(int64_t index, int64_t length, int64_t low, int64_t high) {
    if (index < 0) index += length;
    return index < low ? low : std::min(index, high);
}

Result<SliceParts> slice_parts_py(Thread& thread, Slice* slice) {
    SliceParts parts;
    Value step = slice->step.get(), start = slice->start.get(), stop = slice->stop.get();
    parts.step = step.is_none() ? 1 : TRY(clamped_index_py(thread, step));
    if (parts.step == 0) return raise(thread, Exc::ValueError, "slice step cannot be zero");
    bool forwards = parts.step > 0;
    parts.start = start.is_none() ? (forwards ? 0 : INT64_MAX) : TRY(clamped_index_py(thread, start));
    parts.stop = stop.is_none() ? (forwards ? INT64_MAX : INT64_MIN) : TRY(clamped_index_py(thread, stop));
    return parts;
}

SliceBounds slice_bounds(SliceParts parts, int64_t length) {
    SliceBounds bounds;
    // A step beyond the length picks one item whatever it is; this one can be negated, and added to any place.
    bounds.step = std::clamp(parts.step, -length - 2, length + 2);
    bool forwards = bounds.step > 0;
    int64_t low = forwards ? 0 : -1, high = forwards ? length : length - 1;
    bounds.start = clamp_to(parts.start, length, low, high);
    bounds.stop = clamp_to(parts.stop, length, low, high);
    if (forwards) bounds.length = bounds.start < bounds.stop ? (bounds.stop - bounds.start - 1) / bounds.step + 1 : 0;
    else bounds.length = bounds.stop < bounds.start ? (bounds.start - bounds.stop - 1) / -bounds.step + 1 : 0;
    if (bounds.step == 1 && bounds.stop < bounds.start) bounds.stop = bounds.start;  // list[5:2] = x inserts at 5
    return bounds;
}

Result<SliceBounds> slice_bounds_py(Thread& thread, Slice* slice, int64_t length) {
    return slice_bounds(TRY(slice_parts_py(thread, slice)), length);
}

namespace {

Result<Value> construct_slice(Thread& thread, Type*, const CallArguments& arguments) {
    TRY(no_keywords(thread, "slice", arguments));
    TRY(between(thread, "slice", arguments, 1, 3));
    Value none = Value::none();
    if (arguments.positional == 1) return Value(make_slice(thread, none, arguments[0], none));
    return Value(make_slice(thread, arguments[0], arguments[1], arguments.positional == 3 ? arguments[2] : none));
}

Result<Value> repr_slice(Thread& thread, Value self) {
    auto* slice = self.to<Slice>();
    ReprGuard guard(thread, self);
    if (guard.recursive()) return Value(TRY(make_str(thread, "slice(...)")));
    StrBuilder text(thread);
    text.add_ascii("slice(");
    TRY(text.add(TRY(repr_py(thread, slice->start.get()))));
    text.add_ascii(", ");
    TRY(text.add(TRY(repr_py(thread, slice->stop.get()))));
    text.add_ascii(", ");
    TRY(text.add(TRY(repr_py(thread, slice->step.get()))));
    text.add_ascii(")");
    return Value(TRY(text.finish()));
}

Result<int64_t> hash_slice(Thread& thread, Value self) {
    auto* slice = self.to<Slice>();
    TupleHash combined;
    for (Value part : {slice->start.get(), slice->stop.get(), slice->step.get()})
        combined.add(TRY(hash_py(thread, part)));
    return combined.finish_slice();
}

Tuple* parts_of(Thread& thread, Slice* slice) {
    return make_tuple(thread, {slice->start.get(), slice->stop.get(), slice->step.get()});
}

Result<Value> compare_slice(Thread& thread, Value left, Value right, CompareOp op) {
    if (!left.is<Slice>() || !right.is<Slice>()) return Value::not_implemented();
    if (left == right) return Value::boolean(op == CompareOp::Eq || op == CompareOp::Le || op == CompareOp::Ge);
    return compare_py(thread, op, Value(parts_of(thread, left.to<Slice>())),
                      Value(parts_of(thread, right.to<Slice>())));
}

GETTER(Slice, start, "") { return self.to<Slice>()->start.get(); }
GETTER(Slice, stop, "") { return self.to<Slice>()->stop.get(); }
GETTER(Slice, step, "") { return self.to<Slice>()->step.get(); }

// As slice_bounds_py, for ints of any size.
METHOD(Slice, indices, "indices(self, length, /)",
       "S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the start and "
       "stop\nindices, and the "
       "stride length of the extended slice described by\nS. Out of bounds indices are clipped in a manner consistent "
       "with the\n"
       "handling of normal slices.") {
    Value length = TRY(index_py(thread, args[0]))
    , zero = Value::small(0), minus_one = Value::small(-1);
    if (int_sign(length) < 0) return raise(thread, Exc::ValueError, "length should not be negative");
    Value step = self->step.get();
    step = step.is_none() ? Value::small(1) : TRY(slice_index_py(thread, step));
    int direction = int_sign(step);
    if (direction == 0) return raise(thread, Exc::ValueError, "slice step cannot be zero");
    Value low = direction > 0 ? zero : minus_one;
    Value high = direction > 0 ? length : TRY(int_binary(thread, BinaryOp::Add, length, minus_one));
    auto clip = [&](Value part, Value otherwise) -> Result<Value> {
        if (part.is_none()) return otherwise;
        Value index = TRY(slice_index_py(thread, part));
        if (int_sign(index) < 0) index = TRY(int_binary(thread, BinaryOp::Add, index, length));
        if (int_compare(index, low) < 0) return low;
        return int_compare(index, high) > 0 ? high : index;
    };
    Value start = TRY(clip(self->start.get(), direction > 0 ? low : high));
    Value stop = TRY(clip(self->stop.get(), direction > 0 ? high : low));
    return Value(make_tuple(thread, {start, stop, step}));
}

METHOD(Slice, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), Value(parts_of(thread, self))}));
}

}  // namespace

const TypeSpec Slice::spec = {
    .name = "slice",
    .doc = "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.  This is used for extended slicing (e.g. "
           "a[0:10:2]).",
    .size = sizeof(Slice),
    .layout = Layout::Slice,
    .slots = {.repr = repr_slice, .hash = hash_slice, .compare = compare_slice, .construct = construct_slice},
    .methods = {&Slice_indices, &Slice___reduce__},
    .properties = {&Slice_get_start, &Slice_get_stop, &Slice_get_step},
};

}  // namespace krait::core
