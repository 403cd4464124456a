// A StrBuilder for texts that are mostly short and ASCII: they lie in the builder until they are done. What is longer or wider goes on in
// a StrBuilder.
#pragma once

#include <cstring>

#include "runtime/objects/str.h"

namespace krait::core {

class ShortBuilder {
public:
    explicit ShortBuilder(Thread& thread) : thread_(thread), rest_(thread) {}
    ShortBuilder(const ShortBuilder&) = delete;
    ShortBuilder& operator=(const ShortBuilder&) = delete;

    void add_ascii(std::string_view text) {
        if (!fits(text.size())) return wide().add_ascii(text);
        std::memcpy(short_ + length_, text.data(), text.size());
        length_ += text.size();
    }
    void add_char(uint32_t code_point) {
        if (code_point >= 0x80 || !fits(1)) return wide().add_char(code_point);
        short_[length_++] = static_cast<char>(code_point);
    }
    Result<void> add(Str* string) {
        if (!string->is_ascii() || !string->flat()) return wide().add(string);
        add_ascii(string->ascii_view());
        return {};
    }
    Result<void> add_range(Str* string, size_t start, size_t end) {
        if (!string->is_ascii() || !string->flat()) return wide().add_range(string, start, end);
        if (start < end) add_ascii(string->ascii_view().substr(start, end - start));
        return {};
    }
    Result<Str*> finish() {
        if (spilled_) return rest_.finish();
        return make_ascii(thread_, {short_, length_});
    }

private:
    static constexpr size_t kMost = 256;
    bool fits(size_t more) const { return !spilled_ && more <= kMost - length_; }
    StrBuilder& wide() {
        if (!spilled_) rest_.add_ascii({short_, length_});
        spilled_ = true;
        return rest_;
    }
    Thread& thread_;
    StrBuilder rest_;
    bool spilled_ = false;
    size_t length_ = 0;
    char short_[kMost];
};

}  // namespace krait::core
