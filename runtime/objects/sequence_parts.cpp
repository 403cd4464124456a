#include <algorithm>

#include "runtime/objects/sequence_parts.h"

namespace krait::core {

Result<int64_t> sequence_index_py(Thread& thread, Value key, const char* name) {
    if (key.is_small()) [[likely]]
        return key.as_small();
    if (!type_of(thread, key)->slots.index)
        return raise(thread, Exc::TypeError, "{} indices must be integers or slices, not {}", name,
                     type_of(thread, key));
    int overflow = 0;
    int64_t index = int_to_int64(TRY(index_py(thread, key)), &overflow);
    if (overflow)
        return raise(thread, Exc::IndexError, "cannot fit '{}' into an index-sized integer", type_of(thread, key));
    return index;
}

Result<int64_t> search_bound_py(Thread& thread, Value bound, int64_t length) {
    if (bound.is_nothing()) return length;
    if (!bound.is_small() && !type_of(thread, bound)->slots.index)
        return raise(thread, Exc::TypeError, "slice indices must be integers or have an __index__ method");
    int64_t index = TRY(index_int64_py(thread, bound, OutOfRange::Clamp));
    return index < 0 ? std::max<int64_t>(index + length, 0) : index;
}

Result<size_t> repeat_count_py(Thread& thread, Value count, size_t size) {
    int64_t times = TRY(index_int64_py(thread, count));
    if (times <= 0 || size == 0) return size_t{0};
    if (static_cast<uint64_t>(times) > (SIZE_MAX >> 4) / size) return raise(thread, Exc::MemoryError, "");
    return static_cast<size_t>(times);
}

bool compare_lengths(CompareOp op, size_t left, size_t right) {
    switch (op) {
    case CompareOp::Lt: return left < right;
    case CompareOp::Le: return left <= right;
    case CompareOp::Eq: return left == right;
    case CompareOp::Ne: return left != right;
    case CompareOp::Gt: return left > right;
    case CompareOp::Ge: return left >= right;
    }
    return false;
}

Value builtin_function(Thread& thread, const char* name) {
    Dict* builtins = thread.interpreter->builtins.get_relaxed();
    Value found = builtins ? dict_get_str(thread, builtins, intern(thread, name)) : Value::nothing();
    return found.is_nothing() ? Value::none() : found;
}

Value reduce_as_call(Thread& thread, const char* function, Value argument, Value state) {
    Value callable = builtin_function(thread, function);
    Value arguments(make_tuple(thread, {argument}));
    if (state.is_nothing()) return Value(make_tuple(thread, {callable, arguments}));
    return Value(make_tuple(thread, {callable, arguments, state}));
}

Result<int64_t> state_index_py(Thread& thread, Value state) {
    if (!is_int(thread, state)) return raise(thread, Exc::TypeError, "an integer is required");
    return index_int64_py(thread, state);
}

}  // namespace krait::core
