// class str. Immutable text: 1, 2 or 4 bytes per code point (the narrowest that fits), or a rope not looked into yet.
//
//  1. `length`, kind and the ASCII flag are known at once, for ropes too.
//  2. data() flattens a rope first: iteratively, may raise MemoryError; the buffer is published by compare-and-swap. Then the
//     halves are dropped: a racing reader that misses one finds the buffer.
//  3. hash 0 means "not computed" (a text whose hash is 0 computes it each time); SipHash-1-3.
//  4. Interned strings are unique in their interpreter: two interned strings are equal iff they are the same cell.
#pragma once

#include <string>
#include <string_view>

#include "runtime/native.h"

namespace krait::core {

class Str : public Object {
public:
    // flags: low two bits the kind's log2 (0: one byte, 1: two, 2: four), then
    static constexpr uint8_t kKindMask = 3, kAscii = 4, kRope = 8, kInterned = 16, kIdentifier = 32;

    size_t length() const { return length_; }                // code points
    int kind() const { return 1 << (flags() & kKindMask); }  // bytes per code point
    bool is_ascii() const { return flags() & kAscii; }
    bool is_interned() const { return flags() & kInterned; }
    // Flat data, or null while it is a rope. Reading a flat string takes no lock.
    const void* flat() const { return __atomic_load_n(&data_, __ATOMIC_ACQUIRE); }
    Result<const void*> data(Thread& thread);
    // For strings known to be flat (literals, identifiers, results of make_str).
    const uint8_t* bytes() const { return static_cast<const uint8_t*>(flat()); }
    // One code point of a flat string.
    static uint32_t at(const void* data, int kind, size_t index) {
        if (kind == 1) return static_cast<const uint8_t*>(data)[index];
        if (kind == 2) return static_cast<const uint16_t*>(data)[index];
        return static_cast<const uint32_t*>(data)[index];
    }
    // Flattened ASCII as a view; requires is_ascii() and flat.
    std::string_view ascii_view() const { return {reinterpret_cast<const char*>(bytes()), length_}; }

    size_t length_;
    uint64_t hash_;     // 0: not computed
    void* data_;        // own tail, or a buffer cell's bytes; null: rope
    Field<Str*> left_;  // ropes only; where a flat string's inline characters begin otherwise
    Field<Str*> right_;
    char* inline_data() { return reinterpret_cast<char*>(&left_); }
    static constexpr size_t kHead = 32;  // sizeof without left_ and right_

    static const TypeSpec spec;
};
KRAIT_LAYOUT(Str, Str);

// iter(str): its state, so that the VM's for-loop can step it in place.
class StrIterator : public Object {
public:
    Field<Value> string;  // None when exhausted
    uint64_t index;
    static const TypeSpec spec;
    static const TypeSpec ascii_spec;
};
KRAIT_LAYOUT(StrIterator, StrIterator);

// ---- making ----
Result<Str*> make_str(Thread& thread, std::string_view utf8);  // must be valid UTF-8 (WTF-8: surrogates allowed)
Str* make_ascii(Thread& thread, std::string_view ascii);       // short ASCII text from C++ (at most 4 KiB): cannot fail
Result<Str*> make_str(Thread& thread, const void* data, int kind,
                      size_t length);  // code points; narrowed to the least kind
// Room to write into: `max_char` decides the kind (127 ASCII, 255, 65535, 0x10FFFF). Not shared until returned.
Result<Str*> make_str_buffer(Thread& thread, size_t length, uint32_t max_char);
Str* make_char(Thread& thread, uint32_t code_point);  // Latin-1 ones are shared
Str* intern(Thread& thread, std::string_view utf8);
Str* intern(Thread& thread, Str* string);
Str* empty_str(Thread& thread);

// ---- using ----
Result<int64_t> str_hash(Thread& thread, Str* string);
bool str_equal(const Str* a, const Str* b);  // both flat
Result<bool> str_equal(Thread& thread, Str* a, Str* b);
Result<Str*> str_concat(Thread& thread, Str* a, Str* b);  // a rope when long
Result<Str*> str_slice(Thread& thread, Str* string, size_t start, size_t end);
Result<Str*> str_join(Thread& thread, Str* separator, const Value* items, size_t count);  // items are str
Result<Str*> str_mod_py(Thread& thread, Str* format, Value arguments);                    // %-formatting
// UTF-8; UnicodeEncodeError for lone surrogates. The view lies in the string
// itself or in a cell that lives as long as the view is on the stack.
Result<std::string_view> str_utf8(Thread& thread, Str* string);
std::string str_utf8_lossy(const Str* string);  // for messages; '?' for surrogates; ropes flattened on the side
Result<Str*> decode_utf8(Thread& thread, std::string_view bytes, std::string_view errors = "strict");

// Builds a str piece by piece: widens as needed.
class StrBuilder {
public:
    explicit StrBuilder(Thread& thread) : thread_(thread) {}
    void add_ascii(std::string_view text);
    Result<void> add(Str* string);
    Result<void> add_range(Str* string, size_t start, size_t end);
    Result<void> add_utf8(std::string_view text);
    void add_char(uint32_t code_point);
    size_t length() const { return length_; }
    Result<Str*> finish();

private:
    void reserve(size_t more, uint32_t max_char);
    Thread& thread_;
    Cell* buffer_ = nullptr;  // Bytes_ cell; a local of the caller's frame, so it is a root
    size_t length_ = 0, capacity_ = 0;
    int kind_ = 1;
    uint32_t max_char_ = 0;
    bool failed_ = false;
};

}  // namespace krait::core
