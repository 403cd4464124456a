// The module _functools: what functools has natively. Library Reference: functools.
#pragma once

#include "stdlib/native_helpers.h"

namespace krait::core::functools {

extern const TypeSpec kPartial, kPlaceholder;  // partial.cpp
extern const TypeSpec kKey;                    // cmp_to_key.cpp
extern const NativeSpec kCmpToKey, kReduce;
extern const TypeSpec kLruCacheWrapper;  // lru_cache.cpp

// Per-interpreter state of this module in Interpreter::extension_roots (state_slots.h).
Value placeholder(Thread& thread);

}  // namespace krait::core::functools
