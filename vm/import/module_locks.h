// The table behind module_lock.h.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace krait::core {

struct ModuleLock {
    uint64_t owner = 0;  // get_ident(), 0: free
    uint32_t depth = 0;
    uint32_t waiting = 0;
    std::atomic<uint32_t> turn{0};  // goes up when it becomes free
};

struct ModuleLocks {
    std::mutex mutex;                // held for moments only, without a safepoint
    std::atomic<uint32_t> count{0};  // of locks: zero at nearly all times
    std::unordered_map<std::string, ModuleLock> locks;
    std::unordered_map<uint64_t, ModuleLock*> waits;  // who waits for what
};

}  // namespace krait::core
