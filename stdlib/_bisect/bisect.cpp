// Places in sorted sequences. Library Reference: bisect.
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

enum class Side { Left, Right };

Result<bool> less(Thread& thread, Value a, Value b) {
    if (both_small(a, b)) return a.as_small() < b.as_small();
    return compare_bool_py(thread, CompareOp::Lt, a, b);
}

Result<int64_t> find_place_py(Thread& thread, Side side, Value sequence, Value item, Value low, Value high, Value key) {
    int64_t lo = TRY(index_int64_py(thread, low));
    if (lo < 0) return raise(thread, Exc::ValueError, "lo must be non-negative");
    int64_t hi = high.is_none() ? -1 : TRY(index_int64_py(thread, high));
    if (hi == -1) hi = TRY(length_py(thread, sequence));
    while (lo < hi) {
        int64_t middle = lo + (hi - lo) / 2;
        Value found = TRY(get_item_py(thread, sequence, make_int(thread, middle)));
        if (!key.is_none()) found = TRY(call_py(thread, key, found));
        bool goes_before = side == Side::Right ? TRY(less(thread, item, found)) : !TRY(less(thread, found, item));
        if (goes_before) hi = middle;
        else lo = middle + 1;
        TRY(thread.poll());
    }
    return lo;
}
Result<Value> find(Thread& thread, Side side, const Value* args) {
    return make_int(thread, TRY(find_place_py(thread, side, args[0], args[1], args[2], args[3], args[4])));
}
Result<Value> insert(Thread& thread, Side side, const Value* args) {
    Value wanted = args[4].is_none() ? args[1] : TRY(call_py(thread, args[4], args[1]));
    int64_t place = TRY(find_place_py(thread, side, args[0], wanted, args[2], args[3], args[4]));
    Value inserted[] = {make_int(thread, place), args[1]};
    TRY(call_method_py(thread, args[0], intern(thread, "insert"), inserted));
    return none();
}

#define BISECT_ARGUMENTS "(a, x, lo=0, hi=None, *, key=None)"
constexpr const char* kRightDoc =
    "Return the index where to insert item x in list a, assuming a is sorted.\n\n"
    "The return value i is such that all e in a[:i] have e <= x, and all e in\n"
    "a[i:] have e > x.  So if x already appears in the list, a.insert(i, x) will\n"
    "insert just after the rightmost x already there.\n\n"
    "Optional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\n"
    "A custom key function can be supplied to customize the sort order.";
constexpr const char* kLeftDoc =
    "Return the index where to insert item x in list a, assuming a is sorted.\n\n"
    "The return value i is such that all e in a[:i] have e < x, and all e in\n"
    "a[i:] have e >= x.  So if x already appears in the list, a.insert(i, x) will\n"
    "insert just before the leftmost x already there.\n\n"
    "Optional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\n"
    "A custom key function can be supplied to customize the sort order.";
FUNCTION(bisect, bisect_right, "bisect_right" BISECT_ARGUMENTS, kRightDoc) { return find(thread, Side::Right, args); }
FUNCTION(bisect, bisect_left, "bisect_left" BISECT_ARGUMENTS, kLeftDoc) { return find(thread, Side::Left, args); }
FUNCTION(bisect, insort_right, "insort_right" BISECT_ARGUMENTS,
         "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the "
         "right of the rightmost x.") {
    return insert(thread, Side::Right, args);
}
FUNCTION(bisect, insort_left, "insort_left" BISECT_ARGUMENTS,
         "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the "
         "left of the leftmost x.") {
    return insert(thread, Side::Left, args);
}

}  // namespace

extern const ModuleSpec kBisectModule;
const ModuleSpec kBisectModule = {
    .name = "_bisect",
    .doc = "Bisection algorithms: find and insert positions in sorted sequences.",
    .functions = {&bisect_bisect_right, &bisect_bisect_left, &bisect_insort_right, &bisect_insort_left},
};

}  // namespace krait::core
