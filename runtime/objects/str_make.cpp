// Making strings, and what looks at one or two of them: hash, equality, order, UTF-8.
#include "runtime/objects/text.h"

#include <algorithm>

#include "runtime/errors.h"
#include "runtime/objects/type.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/threads/events.h"

namespace krait::core {

namespace {

constexpr size_t kLongest = size_t{1} << 60;

// A flat str whose characters lie behind its head.
Result<Str*> allocate_str(Thread& thread, size_t length, uint8_t flags) {
    if (length > kLongest) return raise_no_memory(thread);
    size_t size = Str::kHead + (length << (flags & Str::kKindMask));
    Cell* cell;
    if (size <= kLargestSmall) cell = allocate_cell(thread, size, shape_of(BuiltinType::Str), Layout::Str);
    else cell = TRY(allocate_large(thread, size, shape_of(BuiltinType::Str), Layout::Str));
    auto* string = static_cast<Str*>(static_cast<Object*>(cell));
    string->flags_ = flags;
    string->length_ = length;
    string->data_ = string->inline_data();
    return string;
}

// UTF-8 in which surrogates may stand as three bytes each: one code point, from what is known to be well formed.
uint32_t next_code(std::string_view text, size_t* at) {
    auto byte = [&](size_t i) { return *at + i < text.size() ? static_cast<uint8_t>(text[*at + i]) : 0u; };
    uint32_t first = byte(0);
    if (first < 0x80) {
        *at += 1;
        return first;
    }
    if (first < 0xe0) {
        uint32_t code = (first & 0x1f) << 6 | (byte(1) & 0x3f);
        *at += 2;
        return code;
    }
    if (first < 0xf0) {
        uint32_t code = (first & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
        *at += 3;
        return code;
    }
    uint32_t code = (first & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
    *at += 4;
    return code <= 0x10ffff ? code : 0xfffd;
}

}  // namespace

Failure raise_no_memory(Thread& thread) { return raise_memory_error(thread); }

Result<void*> make_text_buffer(Thread& thread, size_t bytes) {
    if (bytes > kLongest) return raise_no_memory(thread);
    size_t size = sizeof(Cell) + bytes;
    Cell* cell;
    if (size <= kLargestSmall) cell = allocate_cell(thread, size, internal_shape::kInternal, Layout::Bytes_);
    else cell = TRY(allocate_large(thread, size, internal_shape::kInternal, Layout::Bytes_));
    return static_cast<void*>(cell + 1);
}

Result<Str*> make_str_buffer(Thread& thread, size_t length, uint32_t max_char) {
    return allocate_str(thread, length, flags_for(max_char));
}

Result<Str*> make_str_of(Thread& thread, TextView text, uint32_t max_char) {
    if (text.length <= 1) {
        if (text.length == 0) return empty_str(thread);
        return make_char(thread, text[0]);
    }
    Str* string = TRY(allocate_str(thread, text.length, flags_for(max_char)));
    if (!copy_text_in_slices(thread, string->inline_data(), static_cast<uint8_t>(string->kind()), text))
        return raise_stopped(thread);
    return string;
}

Result<Str*> make_str(Thread& thread, TextView text) { return make_str_of(thread, text, unicode::max_code(text)); }
Result<Str*> make_str(Thread& thread, std::u32string_view text) { return make_str(thread, TextView(text)); }
Result<Str*> make_str(Thread& thread, const void* data, int kind, size_t length) {
    return make_str(thread, TextView{data, length, static_cast<uint8_t>(kind)});
}

Result<Str*> make_str(Thread& thread, std::string_view utf8) {
    unicode::Bytes bytes{reinterpret_cast<const uint8_t*>(utf8.data()), utf8.size()};
    unicode::Utf8Scan scan = unicode::scan_utf8(bytes, 0, unicode::Final::kYes);
    if (scan.result.ok()) {
        if (scan.length <= 1) {
            if (scan.length == 0) return empty_str(thread);
            size_t at = 0;
            return make_char(thread, next_code(utf8, &at));
        }
        Str* string = TRY(allocate_str(thread, scan.length, flags_for(scan.max)));
        unicode::decode_utf8_into(string->inline_data(), static_cast<uint8_t>(string->kind()), bytes);
        return string;
    }
    std::u32string text;
    for (size_t at = 0; at < utf8.size();) text.push_back(next_code(utf8, &at));
    return make_str(thread, text);
}

Str* make_ascii(Thread& thread, std::string_view ascii) {
    if (ascii.size() <= 1) return ascii.empty() ? empty_str(thread) : make_char(thread, static_cast<uint8_t>(ascii[0]));
    auto* string = static_cast<Str*>(static_cast<Object*>(
        allocate_cell(thread, Str::kHead + ascii.size(), shape_of(BuiltinType::Str), Layout::Str)));
    string->flags_ = Str::kAscii;
    string->length_ = ascii.size();
    string->data_ = string->inline_data();
    memcpy(string->inline_data(), ascii.data(), ascii.size());
    return string;
}

Str* make_char(Thread& thread, uint32_t code) {
    if (code < 256) {
        Field<Str*>& shared = thread.interpreter->latin1[code];
        if (Str* known = shared.get()) [[likely]]
            return known;
    }
    uint8_t flags = flags_for(code);
    auto* string = static_cast<Str*>(static_cast<Object*>(
        allocate_cell(thread, Str::kHead + sizeof(uint32_t), shape_of(BuiltinType::Str), Layout::Str)));
    string->flags_ = flags;
    string->length_ = 1;
    string->data_ = string->inline_data();
    put_code(string->data_, string->kind(), 0, code);
    if (code >= 256) return string;
    // Shared ones are interned too, so that one-letter names are a single cell.
    string = intern_shared(thread, string);
    thread.interpreter->latin1[code].set_immediate(string);
    return string;
}

Str* empty_str(Thread& thread) {
    Field<Str*>& shared = thread.interpreter->empty_str;
    if (Str* known = shared.get()) [[likely]]
        return known;
    auto* string = static_cast<Str*>(
        static_cast<Object*>(allocate_cell(thread, Str::kHead + 1, shape_of(BuiltinType::Str), Layout::Str)));
    string->flags_ = Str::kAscii;
    string->data_ = string->inline_data();
    string = intern_shared(thread, string);
    shared.set_immediate(string);
    return string;
}

Result<Str*> exact_str(Thread& thread, Str* string) {
    if (string->layout() == Layout::Str) return string;
    return make_str_of(thread, TRY(text_of(thread, string)), max_for(string));
}

Result<int64_t> str_hash(Thread& thread, Str* string) {
    uint64_t hash = __atomic_load_n(&string->hash_, __ATOMIC_RELAXED);
    if (hash) return static_cast<int64_t>(hash);
    const void* data = TRY(string->data(thread));
    hash = TRY(text_hash_in_slices(thread, data, string->length_ * static_cast<size_t>(string->kind())));
    __atomic_store_n(&string->hash_, hash, __ATOMIC_RELAXED);
    return static_cast<int64_t>(hash);
}

bool str_equal(const Str* a, const Str* b) {
    if (a == b) return true;
    if (a->length_ != b->length_ || ((a->flags() ^ b->flags()) & (Str::kKindMask | Str::kAscii))) return false;
    if (a->flags() & b->flags() & Str::kInterned) return false;
    return memcmp(a->flat(), b->flat(), a->length_ * static_cast<size_t>(a->kind())) == 0;
}

Result<bool> str_equal(Thread& thread, Str* a, Str* b) {
    if (a == b) return true;
    if (a->length_ != b->length_ || ((a->flags() ^ b->flags()) & (Str::kKindMask | Str::kAscii))) return false;
    TRY(a->data(thread));
    TRY(b->data(thread));
    return str_equal(static_cast<const Str*>(a), static_cast<const Str*>(b));
}

int str_compare(const Str* a, const Str* b) {
    size_t common = std::min(a->length_, b->length_);
    if (a->kind() == 1 && b->kind() == 1) {
        int order = memcmp(a->flat(), b->flat(), common);
        if (order) return order;
    } else {
        TextView left = text_of(a), right = text_of(b);
        for (size_t i = 0; i < common; ++i) {
            if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
        }
    }
    return a->length_ < b->length_ ? -1 : a->length_ > b->length_;
}

std::string str_utf8_lossy(const Str* string) {
    std::string out;
    auto append = [&out](const Str* flat) {
        TextView text = text_of(flat);
        for (size_t i = 0; i < text.length; ++i)
            unicode::append_utf8(out, unicode::is_surrogate(text[i]) ? '?' : text[i]);
    };
    if (string->flat()) {
        append(string);
        return out;
    }
    // For messages: the left spine, then the right parts, deepest first. The rope stays as it is.
    std::vector<const Str*> pending{string};  // lint: rooted (reached from the argument; nothing allocates here)
    while (!pending.empty()) {
        const Str* at = pending.back();
        pending.pop_back();
        const Str* left = at->left_.get();
        const Str* right = at->right_.get();
        if (at->flat()) {
            append(at);
        } else if (left && right) {
            pending.push_back(right);
            pending.push_back(left);
        }
    }
    return out;
}

Result<std::string_view> str_utf8(Thread& thread, Str* string) {
    TextView text = TRY(text_of(thread, string));
    if (string->is_ascii()) return string->ascii_view();
    size_t size = unicode::utf8_length(text);
    std::string encoded;
    encoded.reserve(size);
    unicode::CodecResult result = unicode::encode_utf8(text, 0, encoded);
    if (!result.ok())
        return raise_encode_error(thread, "utf-8", string, result.error_start, result.error_end, result.reason);
    void* buffer = TRY(make_text_buffer(thread, encoded.size()));
    memcpy(buffer, encoded.data(), encoded.size());
    return std::string_view(static_cast<char*>(buffer), encoded.size());
}

}  // namespace krait::core
