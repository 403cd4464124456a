#include <algorithm>

#include "runtime/errors.h"
#include "runtime/objects/text.h"

namespace krait::core {

namespace {
constexpr size_t kAdoptLeast = 1024;  // bytes from which the result keeps the builder's buffer
}

void StrBuilder::reserve(size_t more, uint32_t max_char) {
    max_char_ = std::max(max_char_, max_char);
    int kind = unicode::kind_for(max_char_);
    size_t needed = length_ + more;
    if (failed_ || (buffer_ && kind == kind_ && needed <= capacity_)) return;
    size_t capacity = std::max({needed, capacity_ + capacity_ / 2, size_t{64}});
    auto made = make_text_buffer(thread_, capacity * static_cast<size_t>(kind));
    if (made.failed()) {
        failed_ = true;
        return;
    }
    if (length_ && !copy_text_in_slices(thread_, made.value(), static_cast<uint8_t>(kind),
                                        TextView{buffer_ + 1, length_, static_cast<uint8_t>(kind_)})) {
        (void)raise_stopped(thread_);
        failed_ = true;
        return;
    }
    buffer_ = static_cast<Cell*>(made.value()) - 1;
    capacity_ = capacity;
    kind_ = kind;
}

void StrBuilder::add_ascii(std::string_view text) {
    reserve(text.size(), 0x7f);
    if (failed_) return;
    unicode::copy_text(advance(buffer_ + 1, kind_, length_), static_cast<uint8_t>(kind_), TextView(text));
    length_ += text.size();
}

void StrBuilder::add_char(uint32_t code_point) {
    reserve(1, code_point);
    if (failed_) return;
    put_code(buffer_ + 1, kind_, length_++, code_point);
}

Result<void> StrBuilder::add(Str* string) {
    TextView text = TRY(text_of(thread_, string));
    reserve(text.length, max_for(string));
    if (failed_) return kFailure;
    if (!copy_text_in_slices(thread_, advance(buffer_ + 1, kind_, length_), static_cast<uint8_t>(kind_), text))
        return raise_stopped(thread_);
    length_ += text.length;
    return {};
}

Result<void> StrBuilder::add_range(Str* string, size_t start, size_t end) {
    if (start >= end) return {};
    TextView text = TRY(text_of(thread_, string))
    .slice(start, end);
    reserve(text.length, string->is_ascii() ? 0x7f : unicode::max_code(text));
    if (failed_) return kFailure;
    unicode::copy_text(advance(buffer_ + 1, kind_, length_), static_cast<uint8_t>(kind_), text);
    length_ += text.length;
    return {};
}

Result<void> StrBuilder::add_utf8(std::string_view text) {
    if (unicode::is_ascii(text.data(), text.size())) {
        add_ascii(text);
        return failed_ ? Result<void>(kFailure) : Result<void>();
    }
    return add(TRY(make_str(thread_, text)));
}

// A failed reservation has left its MemoryError pending.
Result<Str*> StrBuilder::finish() {
    if (failed_) return kFailure;
    if (length_ == 0) return empty_str(thread_);
    TextView text{buffer_ + 1, length_, static_cast<uint8_t>(kind_)};
    if (length_ * static_cast<size_t>(kind_) < kAdoptLeast || length_ < capacity_ / 2)
        return make_str_of(thread_, text, max_char_);
    auto* string = static_cast<Str*>(
        static_cast<Object*>(allocate_cell(thread_, Str::kHead, shape_of(BuiltinType::Str), Layout::Str)));
    string->flags_ = flags_for(max_char_);
    string->length_ = length_;
    string->data_ = buffer_ + 1;
    buffer_ = nullptr;
    length_ = capacity_ = 0;
    return string;
}

}  // namespace krait::core
