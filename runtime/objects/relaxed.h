// A number in a cell that threads may read and write at once, with the GIL off: each load and each store is whole and none is
// ordered. It costs what a plain number costs.
//
//  1. `++` and its like are a load and a store: of two threads that count at once one step may be lost. Where that matters the
//     object's byte lock is held.
//  2. Who checks a number before it uses it (an index against a size) loads it once, into a local.
#pragma once

#include <atomic>
#include <type_traits>

namespace krait::core {

template <typename T>
class Relaxed {
public:
    Relaxed() = default;
    Relaxed(T value) : value_(value) {}
    Relaxed(const Relaxed& other) : value_(other.load()) {}
    Relaxed& operator=(const Relaxed& other) { return *this = other.load(); }
    Relaxed& operator=(T value) {
        value_.store(value, std::memory_order_relaxed);
        return *this;
    }
    T load() const { return value_.load(std::memory_order_relaxed); }
    operator T() const { return load(); }
    T operator++() { return *this = load() + 1; }
    T operator--() { return *this = load() - 1; }
    T operator++(int) {
        T before = load();
        *this = before + 1;
        return before;
    }
    T operator--(int) {
        T before = load();
        *this = before - 1;
        return before;
    }
    T operator+=(T more) { return *this = load() + more; }
    T operator-=(T less) { return *this = load() - less; }

private:
    std::atomic<T> value_;
};

// The same of a plain number of a layout that is included everywhere.
template <typename T>
T load_relaxed(const T& number) {
    return __atomic_load_n(&number, __ATOMIC_RELAXED);
}
template <typename T>
void store_relaxed(T& number, std::type_identity_t<T> value) {
    __atomic_store_n(&number, value, __ATOMIC_RELAXED);
}

}  // namespace krait::core
