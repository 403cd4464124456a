// Bytes that are put together piece by piece, in the heap: they count against the memory limit, and a stop ends the work.
#pragma once

#include "runtime/bulk.h"
#include "runtime/objects/bytes_parts.h"

namespace krait::core {

class BytesBuilder {
public:
    explicit BytesBuilder(Thread& thread) : thread_(thread) {}
    BytesBuilder(const BytesBuilder&) = delete;
    BytesBuilder& operator=(const BytesBuilder&) = delete;

    Result<void> reserve(size_t more) {
        if (more <= capacity_ - size_) return {};
        return grow(more);
    }
    Result<void> add(std::string_view bytes) {
        TRY(reserve(bytes.size()));
        if (!copy_in_slices(thread_, end(), bytes.data(), bytes.size())) return raise_stopped(thread_);
        size_ += bytes.size();
        return {};
    }
    Result<void> add(char byte, size_t count) {
        TRY(reserve(count));
        if (!fill_in_slices(thread_, end(), byte, count)) return raise_stopped(thread_);
        size_ += count;
        return {};
    }
    // Where `count` bytes may be written, for which there is room.
    char* extend(size_t count) {
        char* at = end();
        size_ += count;
        return at;
    }
    size_t size() const { return size_; }
    std::string_view view() const { return {short_or_long(), size_}; }
    Result<Bytes*> finish() {
        if (!bytes_ || size_ < capacity_ / 2) return make_bytes(thread_, view());
        bytes_->data_[size_] = 0;
        bytes_->size_ = size_;
        return bytes_;
    }

private:
    const char* short_or_long() const { return bytes_ ? bytes_->data_ : short_; }
    char* end() { return (bytes_ ? bytes_->data_ : short_) + size_; }
    Result<void> grow(size_t more) {
        Bytes* bigger = TRY(make_bytes_buffer(thread_, std::max(size_ + more, capacity_ + capacity_ / 2)));
        if (!copy_in_slices(thread_, bigger->data_, short_or_long(), size_)) return raise_stopped(thread_);
        capacity_ = bigger->size_;
        bytes_ = bigger;
        return {};
    }
    Thread& thread_;
    Bytes* bytes_ = nullptr;  // lint: rooted (the builder lies on the native stack)
    size_t size_ = 0, capacity_ = sizeof(short_);
    char short_[256];
};

}  // namespace krait::core
