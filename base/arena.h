// A bump allocator whose contents die together. Objects in it must be trivially destructible.
//
// The owner may set a byte limit: allocate() then answers nullptr past it, and the front end reports MemoryError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace krait {

class Arena {
public:
    Arena() = default;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena() {
        for (Chunk* chunk = chunks_; chunk;) {
            Chunk* next = chunk->next;
            std::free(chunk);
            chunk = next;
        }
    }

    void* allocate(size_t size) {
        size = (size + 7) & ~size_t{7};
        if (size > static_cast<size_t>(end_ - cursor_)) return allocate_slow(size);
        void* result = cursor_;
        cursor_ += size;
        return result;
    }

    template <typename T, typename... Args>
    T* make(Args&&... args) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
        return new (allocate(sizeof(T))) T{std::forward<Args>(args)...};
    }

    template <typename T>
    std::span<T> copy(std::span<const T> items) {
        static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 8);
        if (items.empty()) return {};
        T* data = static_cast<T*>(allocate(items.size() * sizeof(T)));
        std::memcpy(static_cast<void*>(data), items.data(), items.size() * sizeof(T));
        return {data, items.size()};
    }

    std::string_view copy(std::string_view text) {
        auto data = copy(std::span<const char>(text.data(), text.size()));
        return {data.data(), data.size()};
    }

    size_t bytes() const { return bytes_; }

private:
    struct Chunk {
        Chunk* next;
    };
    void* allocate_slow(size_t size) {
        size_t chunk_size = kChunk;
        if (size + sizeof(Chunk) > chunk_size) chunk_size = size + sizeof(Chunk);
        auto* chunk = static_cast<Chunk*>(std::malloc(chunk_size));
        if (!chunk) std::abort();
        chunk->next = chunks_;
        chunks_ = chunk;
        bytes_ += chunk_size;
        cursor_ = reinterpret_cast<char*>(chunk + 1);
        end_ = reinterpret_cast<char*>(chunk) + chunk_size;
        void* result = cursor_;
        cursor_ += size;
        return result;
    }

    static constexpr size_t kChunk = 32 * 1024;
    Chunk* chunks_ = nullptr;
    char* cursor_ = nullptr;
    char* end_ = nullptr;
    size_t bytes_ = 0;
};

}  // namespace krait
