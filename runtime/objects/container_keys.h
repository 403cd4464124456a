// Hashing and comparing what dicts and sets are keyed by, without Python code for exact str and int.
#pragma once

#include "runtime/objects/containers.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "runtime/primitives/hash/numeric_hash.h"

namespace krait::core {

enum class KeyUse { DictKey, SetElement };  // for the error's text

Result<uint64_t> key_hash_slow_py(Thread& thread, Value key, KeyUse use);
inline Result<uint64_t> key_hash_py(Thread& thread, Value key, KeyUse use) {
    if (key.is<Str>()) {
        uint64_t hash = __atomic_load_n(&key.to<Str>()->hash_, __ATOMIC_RELAXED);
        if (hash != 0 && key.to<Str>()->flat()) [[likely]]
            return hash;
    } else if (key.is_small()) {
        return static_cast<uint64_t>(hash_int64(key.as_small()));
    }
    return key_hash_slow_py(thread, key, use);
}

// Exact tuples: as their ==, item by item.
Result<bool> tuple_keys_equal_py(Thread& thread, Value left, Value right);

// Are two keys with the same hash equal? Identity first.
inline Result<bool> keys_equal_py(Thread& thread, Value left, Value right) {
    if (left == right) return true;
    if (both_small(left, right)) return false;
    if (left.is<Str>() && right.is<Str>()) return str_equal(left.to<Str>(), right.to<Str>());
    if (left.is<Tuple>() && right.is<Tuple>()) return tuple_keys_equal_py(thread, left, right);
    return equal_py(thread, left, right);
}

}  // namespace krait::core
