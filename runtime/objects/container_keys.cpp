#include "runtime/objects/container_keys.h"

#include "runtime/objects/object_parts.h"

namespace krait::core {

// A TypeError of hash() is told again with what the key was wanted for.
Result<uint64_t> key_hash_slow_py(Thread& thread, Value key, KeyUse use) {
    if (key.is<Str>()) {
        auto* text = key.to<Str>();
        TRY(text->data(thread));  // keys of tables are flat
        return static_cast<uint64_t>(TRY(str_hash(thread, text)));
    }
    Result<int64_t> hash = hash_py(thread, key);
    if (!hash.failed()) [[likely]]
        return static_cast<uint64_t>(hash.take());
    if (is_terminating(thread) || type_of(thread, thread.pending) != thread.interpreter->type(Exc::TypeError))
        return kFailure;
    Str* text = TRY(str_py(thread, take_pending(thread)));
    return raise(thread, Exc::TypeError, "cannot use '{}' as a {} ({})", full_type_name(thread, type_of(thread, key)),
                 use == KeyUse::DictKey ? "dict key" : "set element", text);
}

Result<bool> tuple_keys_equal_py(Thread& thread, Value left, Value right) {
    const Tuple *a = left.to<Tuple>(), *b = right.to<Tuple>();
    size_t size = a->size();
    if (size != b->size()) return false;
    TRY(thread.check_stack());
    for (size_t i = 0; i < size; ++i) {
        Value x = (*a)[i], y = (*b)[i];
        if (x.is<Str>() && y.is<Str>() && x != y) {
            if (!TRY(str_equal(thread, x.to<Str>(), y.to<Str>()))) return false;
        } else if (!TRY(keys_equal_py(thread, x, y))) {
            return false;
        }
    }
    return true;
}

}  // namespace krait::core
