// What the object model keeps for each interpreter outside of the heap.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "runtime/objects/small_types.h"
#include "runtime/objects/type.h"

namespace krait::core {

// (type version, name) -> what the type's lookup finds. Versions are never used again and a change of a class gives it and its
// subclasses new ones, so an entry is true as long as its cells live: the collector clears the table. An entry is read under a
// sequence number, so that readers and writers need no lock; a writer that meets another one gives up.
class MethodCache {
public:
    bool find(uint64_t version, Str* name, Value* value) const {
        const Entry& entry = entries_[index(version, name)];
        uint32_t before = entry.sequence.load(std::memory_order_acquire);
        uint64_t entry_version = entry.version.load(std::memory_order_relaxed);
        Str* entry_name = entry.name.load(std::memory_order_relaxed);  // lint: rooted (weak: cleared by the collector)
        uint64_t bits = entry.bits.load(std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_acquire);
        if (entry_version != version || entry_name != name || (before & 1)) return false;
        if (entry.sequence.load(std::memory_order_relaxed) != before) return false;
        *value = Value::from_bits(bits);
        return true;
    }
    void insert(uint64_t version, Str* name, Value value) {
        Entry& entry = entries_[index(version, name)];
        uint32_t before = entry.sequence.load(std::memory_order_relaxed);
        if ((before & 1) || !entry.sequence.compare_exchange_strong(before, before + 1, std::memory_order_acquire))
            return;
        entry.version.store(version, std::memory_order_relaxed);
        entry.name.store(name, std::memory_order_relaxed);
        entry.bits.store(value.bits(), std::memory_order_relaxed);
        entry.sequence.store(before + 2, std::memory_order_release);
    }
    void clear() {
        for (Entry& entry : entries_) entry.version.store(0, std::memory_order_relaxed);
    }

private:
    static constexpr size_t kSize = 4096;
    struct Entry {
        std::atomic<uint32_t> sequence{0};
        std::atomic<uint64_t> version{0};  // 0: empty
        std::atomic<Str*> name{nullptr};
        std::atomic<uint64_t> bits{0};
    };
    static size_t index(uint64_t version, const Str* name) {
        return (version * 0x9e3779b1 ^ reinterpret_cast<uintptr_t>(name) >> 4) & (kSize - 1);
    }
    Entry entries_[kSize];
};

struct ObjectState {
    // Native types by their table. Visited as roots.
    struct NativeType {
        const TypeSpec* spec;
        Field<Type*> type;
    };
    std::mutex mutex;
    std::vector<NativeType> native_types;  // lint: rooted (visit_object_roots)
    // Those that native_type() was asked for, by a hash of the table's address. Read without the lock: the type is there before the table's
    // address, and a place that is filled stays as it is.
    struct KnownType {
        std::atomic<const TypeSpec*> spec{nullptr};
        Type* type = nullptr;
    };
    static constexpr size_t kKnownTypes = 256;
    KnownType known_types[kKnownTypes];
    KnownType& known_type(const TypeSpec& spec) {
        return known_types[(reinterpret_cast<uintptr_t>(&spec) * 0x9e3779b97f4a7c15) >> 56];
    }
    // Texts that are defaults of native parameters, by the parameter. Filled as known_types is; visited as roots.
    struct KnownDefault {
        std::atomic<const void*> parameter{nullptr};
        Field<Str*> text;
    };
    KnownDefault known_defaults[kKnownTypes];
    KnownDefault& known_default(const void* parameter) {
        return known_defaults[(reinterpret_cast<uintptr_t>(parameter) * 0x9e3779b97f4a7c15) >> 56];
    }
    // The weak references of each object: weakref.cpp.
    struct WeakTable* weak_table = nullptr;
};

}  // namespace krait::core
