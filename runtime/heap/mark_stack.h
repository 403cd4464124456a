// The collector's stack of cells to trace, in a mapping of its own. When it cannot grow, push() notes the overflow and drops
// the cell: the marker then finds it again by walking all marked cells.
#pragma once

#include <cstddef>
#include <cstdint>

namespace krait::core {

struct Cell;

class MarkStack {
public:
    MarkStack() = default;
    ~MarkStack();
    MarkStack(const MarkStack&) = delete;
    MarkStack& operator=(const MarkStack&) = delete;

    void push(uintptr_t entry) {
        if (size_ == capacity_ && !grow()) [[unlikely]] {
            overflowed_ = true;
            return;
        }
        entries_[size_++] = entry;
    }
    bool empty() const { return size_ == 0; }
    uintptr_t pop() { return entries_[--size_]; }
    bool overflowed() const { return overflowed_; }
    void clear_overflow() { overflowed_ = false; }
    void set_largest(size_t entries) { largest_ = entries; }  // tests make it overflow
    void release();                                           // gives back all but the first pages

private:
    static constexpr size_t kFirstCapacity = 8 * 1024;
    bool grow();

    uintptr_t* entries_ = nullptr;
    size_t size_ = 0, capacity_ = 0, largest_ = SIZE_MAX;
    bool overflowed_ = false;
};

}  // namespace krait::core
