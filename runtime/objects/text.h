// What the files that implement str share: views of flat strings, allocation, hashing.
#pragma once

#include <cstring>

#include "runtime/bulk.h"
#include "runtime/interpreter.h"
#include "runtime/objects/str.h"
#include "runtime/primitives/hash/siphash.h"
#include "runtime/primitives/poll.h"
#include "runtime/primitives/unicode/codecs.h"
#include "runtime/primitives/unicode/text_view.h"

namespace krait::core {

inline TextView text_of(const Str* flat) { return {flat->flat(), flat->length_, static_cast<uint8_t>(flat->kind())}; }
inline Result<TextView> text_of(Thread& thread, Str* string) {
    const void* data = TRY(string->data(thread));
    return TextView{data, string->length_, static_cast<uint8_t>(string->kind())};
}
inline uint64_t text_hash(Thread& thread, const void* data, size_t bytes) {
    return static_cast<uint64_t>(
        hash_bytes(HashKey{thread.interpreter->hash_key0, thread.interpreter->hash_key1}, data, bytes));
}
// The same, which ends when the thread is to stop.
inline Result<uint64_t> text_hash_in_slices(Thread& thread, const void* data, size_t bytes) {
    Poll poll{[](void* context) { return !stop_asked(*static_cast<const Thread*>(context)); }, &thread};
    HashKey key{thread.interpreter->hash_key0, thread.interpreter->hash_key1};
    auto hash = static_cast<uint64_t>(hash_bytes(key, data, bytes, poll));
    if (bytes > kBulkSlice && stop_asked(thread)) return raise_stopped(thread);
    return hash;
}
inline uint64_t flat_hash(Thread& thread, Str* string) {
    uint64_t hash = __atomic_load_n(&string->hash_, __ATOMIC_RELAXED);
    if (hash) return hash;
    hash = text_hash(thread, string->flat(), string->length_ * static_cast<size_t>(string->kind()));
    __atomic_store_n(&string->hash_, hash, __ATOMIC_RELAXED);
    return hash;
}

// Kernels that take long poll the thread; when they stop, its exception is pending.
inline Poll poll_of(Thread& thread) {
    return {[](void* context) { return !static_cast<Thread*>(context)->poll().failed(); }, &thread};
}

// unicode::copy_text in slices. False: the thread is to stop (bulk.h).
[[nodiscard]] inline bool copy_text_in_slices(const Thread& thread, void* out, uint8_t kind, TextView text) {
    return in_slices(thread, text.length, [&](size_t begin, size_t end) {
        unicode::copy_text(static_cast<char*>(out) + begin * kind, kind, text.slice(begin, end));
    });
}

// The flags of a string whose largest code point is `max_char`.
inline uint8_t flags_for(uint32_t max_char) {
    return max_char < 0x80 ? Str::kAscii : max_char < 0x100 ? 0 : max_char < 0x10000 ? 1 : 2;
}
// The class of code points that a string's flags allow: 0x7f, 0xff, 0xffff or 0x10ffff.
inline uint32_t max_for(const Str* string) {
    if (string->is_ascii()) return 0x7f;
    return string->kind() == 1 ? 0xff : string->kind() == 2 ? 0xffff : 0x10ffff;
}
inline void put_code(void* data, int kind, size_t index, uint32_t code) {
    if (kind == 1) static_cast<uint8_t*>(data)[index] = static_cast<uint8_t>(code);
    else if (kind == 2) static_cast<uint16_t*>(data)[index] = static_cast<uint16_t>(code);
    else static_cast<uint32_t*>(data)[index] = code;
}
inline void* advance(void* data, int kind, size_t count) {
    return static_cast<char*>(data) + count * static_cast<size_t>(kind);
}

// The interned string equal to `string`, which is flat and new: itself, as a rule. Allocates nothing.
Str* intern_shared(Thread& thread, Str* string);
Failure raise_encode_error(Thread& thread, std::string_view encoding, Str* object, size_t start, size_t end,
                           std::string_view reason);
Failure raise_no_memory(Thread& thread);
// A buffer cell's bytes: the cell begins sizeof(Cell) before them.
Result<void*> make_text_buffer(Thread& thread, size_t bytes);
// A str over text that is copied, of exactly the class of `max_char`.
Result<Str*> make_str_of(Thread& thread, TextView text, uint32_t max_char);
Result<Str*> make_str(Thread& thread, TextView text);
Result<Str*> make_str(Thread& thread, std::u32string_view text);
// Exact str with the same text: the string itself when it is exact already.
Result<Str*> exact_str(Thread& thread, Str* string);
Result<Str*> str_repeat(Thread& thread, Str* string, int64_t count);
int str_compare(const Str* a, const Str* b);  // both flat: <0, 0, >0

}  // namespace krait::core
