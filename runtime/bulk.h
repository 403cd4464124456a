// Work on much memory at once: copies, fills and scans, in slices between which the thread looks whether it is to stop.
//
//  1. A stop is a termination (a spent budget included) or an interrupt() of this thread. Nothing else happens between two
//     slices: no Python code, no other thread's turn, no collection. So an operation that was atomic stays so, values may be
//     copied into a fresh cell with no barrier between, and a byte lock may be held.
//  2. Whoever is told to stop drops what it was making, leaves its lock, and returns raise_stopped(thread).
//  3. A slice takes about a millisecond on memory that the system has yet to give.
#pragma once

#include <algorithm>
#include <cstring>

#include "runtime/threads/events.h"

namespace krait::core {

inline constexpr size_t kBulkSlice = size_t{1} << 19;  // bytes, values, characters

inline bool stop_asked(const Thread& thread) {
    return thread.poll_word.load(std::memory_order_relaxed) & (poll::kTerminate | poll::kInterrupt);
}
// What the stop raises. (It may have been taken back by now: the work is lost all the same.)
inline Failure raise_stopped(Thread& thread) {
    if (thread.poll().failed()) return kFailure;
    return raise_terminated(thread);
}

// work(begin, end) for each slice of [0, count). False: stopped.
template <typename Work>
[[nodiscard]] bool in_slices(const Thread& thread, size_t count, Work&& work, size_t slice = kBulkSlice) {
    for (size_t at = 0;;) {
        size_t end = count - at > slice ? at + slice : count;
        work(at, end);
        if (end == count) return true;
        if (stop_asked(thread)) return false;
        at = end;
    }
}
[[nodiscard]] inline bool copy_in_slices(const Thread& thread, void* to, const void* from, size_t size) {
    return in_slices(thread, size, [&](size_t begin, size_t end) {
        if (end > begin) memcpy(static_cast<char*>(to) + begin, static_cast<const char*>(from) + begin, end - begin);
    });
}
[[nodiscard]] inline bool fill_in_slices(const Thread& thread, void* to, int byte, size_t size) {
    return in_slices(thread, size,
                     [&](size_t begin, size_t end) { memset(static_cast<char*>(to) + begin, byte, end - begin); });
}
// The first `filled` bytes over and over, up to `total`.
[[nodiscard]] inline bool repeat_in_slices(const Thread& thread, char* bytes, size_t filled, size_t total) {
    size_t most = std::max(filled, kBulkSlice / filled * filled);
    for (; filled < total; filled += std::min({filled, total - filled, most})) {
        if (!copy_in_slices(thread, bytes + filled, bytes, std::min({filled, total - filled, most})) ||
            (filled >= kBulkSlice && stop_asked(thread)))
            return false;
    }
    return true;
}
// Is work(i) true of all? Stops at the first that is not.
template <typename Work>
Result<bool> all_in_slices(Thread& thread, size_t count, Work&& work) {
    bool all = true;
    bool whole = in_slices(thread, count, [&](size_t begin, size_t end) {
        for (; all && begin < end; ++begin) all = work(begin);
    });
    if (!whole && all) return raise_stopped(thread);
    return all;
}

}  // namespace krait::core
