// Putting strings together and taking them apart: ropes, slices, join, repetition.
//
// A rope is a str whose data_ is null and whose left_ and right_ are its halves. Flattening it:
//  1. fills a fresh buffer with no recursion: from both ends inwards, with a stack only where both halves are ropes;
//  2. publishes the buffer by compare-and-swap: of two threads one wins, and both use its buffer;
//  3. then drops the halves, so that a chain of flattened ropes does not keep every intermediate text alive. A reader that finds a
//     half missing looks at data_ again, which is there by then;
//  4. continues the left half's buffer where that has room behind it, so that `s += x` costs what x costs even when each s is
//     looked into.
#include <algorithm>

#include "runtime/errors.h"
#include "runtime/heap/roots.h"
#include "runtime/objects/rope_buffer.h"
#include "runtime/objects/text.h"

namespace krait::core {

namespace {

constexpr size_t kRopeLeast = 256;  // shorter results are copied at once

Result<Str*> make_rope(Thread& thread, Str* left, Str* right, size_t length, uint8_t flags) {
    auto* rope = static_cast<Str*>(
        static_cast<Object*>(allocate_cell(thread, sizeof(Str), shape_of(BuiltinType::Str), Layout::Str)));
    rope->length_ = length;
    rope->left_.init(left);
    rope->right_.init(right);
    rope->flags_ = flags | Str::kRope;
    return rope;
}

uint8_t joint_flags(const Str* a, const Str* b) {
    uint8_t kind = std::max<uint8_t>(a->flags() & Str::kKindMask, b->flags() & Str::kKindMask);
    return kind | (a->flags() & b->flags() & Str::kAscii);
}

// The halves, or false when the rope is flat by now.
bool halves_of(Str* rope, Str** left, Str** right) {
    if (rope->flat()) return false;
    *left = rope->left_.get();
    *right = rope->right_.get();
    return *left && *right;
}

Result<void> fill(Thread& thread, Str* rope, char* out, uint8_t kind) {
    ValueVector pending;  // pairs: a rope, where it begins
    char* low = out;
    char* high = out + rope->length_ * kind;
    for (;;) {
        Str *left, *right;
        while (rope && halves_of(rope, &left, &right)) {
            if (left->flat()) {
                if (!copy_text_in_slices(thread, low, kind, text_of(left))) return raise_stopped(thread);
                low += left->length_ * kind;
                rope = right;
            } else if (right->flat()) {
                high -= right->length_ * kind;
                if (!copy_text_in_slices(thread, high, kind, text_of(right))) return raise_stopped(thread);
                rope = left;
            } else {
                TRY(pending.push(thread, Value(left)));
                TRY(pending.push(thread, Value::small(low - out)));
                low += left->length_ * kind;
                rope = right;
            }
        }
        if (!copy_text_in_slices(thread, low, kind, text_of(rope))) return raise_stopped(thread);
        if (pending.empty()) return {};
        low = out + pending.pop().as_small();
        rope = pending.pop().to<Str>();
        high = low + rope->length_ * kind;
    }
}

}  // namespace

Result<const void*> Str::data(Thread& thread) {
    if (const void* known = flat()) [[likely]]
        return known;
    auto unit = static_cast<uint8_t>(kind());
    size_t size = length_ * unit, capacity = size;
    char* bytes = nullptr;
    Str *left, *right;
    if (halves_of(this, &left, &right)) {
        const void* begun = left->flat();
        if (begun && left->flags() & kRope && left->kind() == kind()) {
            RopeBuffer* buffer = RopeBuffer::of(begun);
            size_t from = left->length_ * unit, expected = from;
            if (right->flat() && size <= buffer->capacity && buffer->used.compare_exchange_strong(expected, size)) {
                bytes = buffer->bytes();
                unicode::copy_text(bytes + from, unit, text_of(right));
            } else {
                capacity += size / 2;
            }
        }
    }
    if (!bytes) {
        void* room = TRY(make_text_buffer(thread, sizeof(RopeBuffer) - sizeof(Cell) + capacity));
        auto* buffer = static_cast<RopeBuffer*>(static_cast<Cell*>(room) - 1);
        buffer->used.store(size, std::memory_order_relaxed);
        buffer->capacity = capacity;
        bytes = buffer->bytes();
        TRY(fill(thread, this, bytes, unit));
    }
    void* expected = nullptr;
    if (!__atomic_compare_exchange_n(&data_, &expected, bytes, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return static_cast<const void*>(expected);
    write_barrier(this);
    left_.set_immediate(nullptr);
    right_.set_immediate(nullptr);
    return static_cast<const void*>(bytes);
}

Result<Str*> str_concat(Thread& thread, Str* a, Str* b) {
    if (a->length_ == 0) return exact_str(thread, b);
    if (b->length_ == 0) return exact_str(thread, a);
    size_t length;
    if (__builtin_add_overflow(a->length_, b->length_, &length) || length > static_cast<size_t>(INT64_MAX))
        return raise(thread, Exc::OverflowError, "strings are too large to concat");
    uint8_t flags = joint_flags(a, b);
    if (length >= kRopeLeast) return make_rope(thread, a, b, length, flags);
    // Short: a rope is never this short, so both are flat.
    auto kind = static_cast<uint8_t>(1 << (flags & Str::kKindMask));
    auto* string = static_cast<Str*>(static_cast<Object*>(
        allocate_cell(thread, Str::kHead + length * kind, shape_of(BuiltinType::Str), Layout::Str)));
    string->flags_ = flags;
    string->length_ = length;
    char* out = string->inline_data();
    string->data_ = out;
    if (kind == 1) {
        memcpy(out, a->flat(), a->length_);
        memcpy(out + a->length_, b->flat(), b->length_);
    } else {
        unicode::copy_text(out, kind, text_of(a));
        unicode::copy_text(out + a->length_ * kind, kind, text_of(b));
    }
    return string;
}

Result<Str*> str_slice(Thread& thread, Str* string, size_t start, size_t end) {
    end = std::min(end, string->length_);
    if (start >= end) return empty_str(thread);
    if (start == 0 && end == string->length_) return exact_str(thread, string);
    TextView text = TRY(text_of(thread, string))
    .slice(start, end);
    return make_str_of(thread, text, string->is_ascii() ? 0x7f : unicode::max_code(text));
}

Result<Str*> str_join(Thread& thread, Str* separator, const Value* items, size_t count) {
    if (count == 0) return empty_str(thread);
    if (count == 1) return exact_str(thread, items[0].to<Str>());
    TextView between = TRY(text_of(thread, separator));
    size_t length;
    if (__builtin_mul_overflow(between.length, count - 1, &length))
        return raise(thread, Exc::OverflowError, "join() result is too long for a Python string");
    uint32_t max = between.length ? max_for(separator) : 0x7f;
    for (size_t i = 0; i < count; ++i) {
        auto* item = items[i].to<Str>();
        if (!item->flat()) TRY(item->data(thread));
        if (__builtin_add_overflow(length, item->length_, &length))
            return raise(thread, Exc::OverflowError, "join() result is too long for a Python string");
        max = std::max(max, max_for(item));
    }
    Str* joined = TRY(make_str_buffer(thread, length, max));
    auto kind = static_cast<uint8_t>(joined->kind());
    char* out = joined->inline_data();
    if (kind == 1) {
        const auto* text = static_cast<const char*>(between.data);
        for (size_t i = 0; i < count; ++i) {
            if (i && between.length == 1) *out++ = *text;
            else if (i) {
                if (!copy_in_slices(thread, out, text, between.length)) return raise_stopped(thread);
                out += between.length;
            }
            auto* item = items[i].to<Str>();
            if (!copy_in_slices(thread, out, item->flat(), item->length_)) return raise_stopped(thread);
            out += item->length_;
            if (i % 0x4000 == 0x3fff && stop_asked(thread)) return raise_stopped(thread);
        }
        return joined;
    }
    for (size_t i = 0; i < count; ++i) {
        if (i) {
            if (!copy_text_in_slices(thread, out, kind, between)) return raise_stopped(thread);
            out += between.length * kind;
        }
        auto* item = items[i].to<Str>();
        if (!copy_text_in_slices(thread, out, kind, text_of(item)) || (i % 0x4000 == 0x3fff && stop_asked(thread)))
            return raise_stopped(thread);
        out += item->length_ * kind;
    }
    return joined;
}

Result<Str*> str_repeat(Thread& thread, Str* string, int64_t count) {
    if (count <= 0 || string->length_ == 0) return empty_str(thread);
    if (count == 1) return exact_str(thread, string);
    int64_t length;
    if (__builtin_mul_overflow(static_cast<int64_t>(string->length_), count, &length))
        return raise(thread, Exc::OverflowError, "repeated string is too long");
    TextView text = TRY(text_of(thread, string));
    Str* result = TRY(make_str_buffer(thread, static_cast<size_t>(length), max_for(string)));
    char* out = result->inline_data();
    size_t unit = text.length * text.kind, total = static_cast<size_t>(length) * text.kind;
    bool whole = unit == 1 ? fill_in_slices(thread, out, static_cast<const uint8_t*>(text.data)[0], total)
                           : copy_in_slices(thread, out, text.data, unit) && repeat_in_slices(thread, out, unit, total);
    if (!whole) return raise_stopped(thread);
    return result;
}

}  // namespace krait::core
