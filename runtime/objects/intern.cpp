#include "runtime/objects/intern.h"

#include <sys/random.h>

#include <algorithm>
#include <cstring>
#include <ctime>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/text.h"
#include "runtime/threads/spin.h"

namespace krait::core {

namespace {

class SpinGuard {
public:
    explicit SpinGuard(std::atomic<bool>& locked) : locked_(locked) {
        while (locked_.exchange(true, std::memory_order_acquire)) pause_briefly();
    }
    ~SpinGuard() { locked_.store(false, std::memory_order_release); }
    SpinGuard(const SpinGuard&) = delete;
    SpinGuard& operator=(const SpinGuard&) = delete;

private:
    std::atomic<bool>& locked_;
};

}  // namespace

InternTable::InternTable(Heap& heap) : slots_(4096) {
    heap.add_weak_processor(WeakPhase::AfterFinalizers, drop_dead, this);
}

Str** InternTable::slot_of(uint64_t hash, const void* data, int kind, size_t length) {
    size_t mask = slots_.size() - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        Str*& slot = slots_[i];
        if (!slot) return &slot;
        if (slot->hash_ == hash && slot->length_ == length && slot->kind() == kind &&
            memcmp(slot->bytes(), data, length * static_cast<size_t>(kind)) == 0)
            return &slot;
    }
}

Str* InternTable::find(uint64_t hash, const void* data, int kind, size_t length) {
    SpinGuard guard(locked_);
    return *slot_of(hash, data, kind, length);
}

Str* InternTable::add(Str* string) {
    SpinGuard guard(locked_);
    if (used_ * 2 >= slots_.size()) grow();
    Str** slot = slot_of(string->hash_, string->bytes(), string->kind(), string->length_);
    if (*slot) return *slot;
    __atomic_fetch_or(&string->flags_, Str::kInterned, __ATOMIC_RELAXED);
    *slot = string;
    ++used_;
    recent_.push_back(string);
    return string;
}

void InternTable::grow() {
    std::vector<Str*> old(slots_.size() * 2);  // lint: rooted (all of them are in the table)
    old.swap(slots_);
    size_t mask = slots_.size() - 1;
    for (Str* string : old) {
        if (!string) continue;
        size_t i = string->hash_ & mask;
        while (slots_[i]) i = (i + 1) & mask;
        slots_[i] = string;
    }
}

void InternTable::drop_dead(Heap& heap, Collection collection, void* data) {
    auto& table = *static_cast<InternTable*>(data);
    auto is_alive = [&](Str* string) { return heap.is_marked(string); };
    bool nothing_died = collection == Collection::Young && std::ranges::all_of(table.recent_, is_alive);
    table.recent_.clear();
    if (nothing_died) return;
    size_t live = 0;
    bool dead = false;
    for (Str*& slot : table.slots_) {
        if (!slot) continue;
        if (heap.is_marked(slot)) {
            ++live;
        } else {
            slot = nullptr;
            dead = true;
        }
    }
    if (!dead) return;
    // Probes must not end at a hole: put the living in again.
    table.used_ = live;
    std::vector<Str*> old(table.slots_.size());  // lint: rooted (the world is stopped)
    old.swap(table.slots_);
    size_t mask = table.slots_.size() - 1;
    for (Str* string : old) {
        if (!string) continue;
        size_t i = string->hash_ & mask;
        while (table.slots_[i]) i = (i + 1) & mask;
        table.slots_[i] = string;
    }
}

InternTable& intern_table(Thread& thread) {
    Interpreter& interpreter = *thread.interpreter;
    if (!interpreter.interned) [[unlikely]] {
        // The first string of an interpreter: it needs its hash key (PYTHONHASHSEED) now.
        HashKey key;
        if (interpreter.options.hash_seed_given) key = HashKey::from_seed(interpreter.options.hash_seed);
        else if (getrandom(&key, sizeof key, GRND_NONBLOCK) != sizeof key)
            key = HashKey::from_seed(1 + static_cast<uint32_t>(clock()));
        interpreter.hash_key0 = key.k0;
        interpreter.hash_key1 = key.k1;
        interpreter.interned = new InternTable(*interpreter.heap);
    }
    return *interpreter.interned;
}

Str* intern_shared(Thread& thread, Str* string) {
    InternTable& table = intern_table(thread);
    flat_hash(thread, string);
    return table.add(string);
}

Str* intern(Thread& thread, std::string_view utf8) {
    if (utf8.size() == 1 && static_cast<uint8_t>(utf8[0]) < 0x80)
        return make_char(thread, static_cast<uint8_t>(utf8[0]));
    if (utf8.empty()) return empty_str(thread);
    if (unicode::is_ascii(utf8.data(), utf8.size())) {
        InternTable& table = intern_table(thread);
        uint64_t hash = text_hash(thread, utf8.data(), utf8.size());
        if (Str* known = table.find(hash, utf8.data(), 1, utf8.size())) return known;
        auto made = make_str(thread, utf8.data(), 1, utf8.size());
        if (!made.failed()) {
            made.value()->hash_ = hash;
            return table.add(made.value());
        }
    } else {
        auto made = make_str(thread, utf8);
        if (!made.failed()) return intern(thread, made.value());
    }
    // Out of memory for a name: its absence shows as an unknown name.
    take_pending(thread);
    return empty_str(thread);
}

Str* intern(Thread& thread, Str* string) {
    if (string->is_interned()) return string;
    auto data = string->data(thread);
    if (data.failed()) {
        take_pending(thread);
        return string;
    }
    if (string->length_ == 0) return empty_str(thread);
    if (string->length_ == 1 && string->kind() == 1)
        return make_char(thread, *static_cast<const uint8_t*>(data.value()));
    InternTable& table = intern_table(thread);
    uint64_t hash = flat_hash(thread, string);
    if (Str* known = table.find(hash, data.value(), string->kind(), string->length_)) return known;
    if (string->layout() != Layout::Str) {
        auto exact = make_str(thread, data.value(), string->kind(), string->length_);
        if (exact.failed()) {
            take_pending(thread);
            return string;
        }
        string = exact.value();
        string->hash_ = hash;
    }
    return table.add(string);
}

}  // namespace krait::core
