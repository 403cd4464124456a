// What the sanitizers are told about the heap: a free cell is poisoned, a cell handed out is not.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KRAIT_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define KRAIT_TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(KRAIT_ASAN)
#define KRAIT_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__) && !defined(KRAIT_TSAN)
#define KRAIT_TSAN 1
#endif

#ifdef KRAIT_ASAN
extern "C" void __asan_poison_memory_region(void const volatile* address, size_t size);
extern "C" void __asan_unpoison_memory_region(void const volatile* address, size_t size);
#endif

namespace krait::core {

inline void poison(const void* address, size_t size) {
#ifdef KRAIT_ASAN
    __asan_poison_memory_region(address, size);
#endif
}
inline void unpoison(const void* address, size_t size) {
#ifdef KRAIT_ASAN
    __asan_unpoison_memory_region(address, size);
#endif
}

// For functions that read stacks of other threads, or memory that may be poisoned.
#define KRAIT_UNSANITIZED __attribute__((no_sanitize("address", "thread"), noinline))

}  // namespace krait::core
