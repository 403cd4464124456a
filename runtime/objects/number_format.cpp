// __format__ of numbers: from a spec's text, and to a str.
#include "runtime/bulk.h"
#include "runtime/errors.h"
#include "runtime/native_room.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/number_parts.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/str.h"
#include "runtime/objects/text.h"

namespace krait::core {

namespace {

// Each put(): false when the thread is to stop (bulk.h).
class Writer {
public:
    Writer(Thread& thread, Str* string)
        : thread_(thread), data_(const_cast<uint8_t*>(string->bytes())), kind_(string->kind()) {}
    bool put(uint32_t code, size_t count) {
        return in_slices(thread_, count, [&](size_t begin, size_t end) {
            size_t more = end - begin;
            if (kind_ == 1) std::fill_n(data_ + at_, more, static_cast<uint8_t>(code));
            else if (kind_ == 2)
                std::fill_n(reinterpret_cast<uint16_t*>(data_) + at_, more, static_cast<uint16_t>(code));
            else std::fill_n(reinterpret_cast<uint32_t*>(data_) + at_, more, code);
            at_ += more;
        });
    }
    bool put(std::string_view ascii) {
        bool whole = copy_text_in_slices(thread_, data_ + at_ * static_cast<size_t>(kind_), static_cast<uint8_t>(kind_),
                                         TextView(ascii));
        at_ += ascii.size();
        return whole;
    }

private:
    Thread& thread_;
    uint8_t* data_;
    int kind_;
    size_t at_ = 0;
};

// A width beyond this is no text that memory could hold.
constexpr int64_t kLargestWidth = int64_t{1} << 33;

}  // namespace

Result<Value> formatted_text(Thread& thread, const FormattedText& text) {
    uint32_t max_char = text.left || text.right ? std::max(text.fill, 127u) : 127u;
    Str* string = TRY(make_str_buffer(thread, text.length(), max_char));
    Writer writer(thread, string);
    std::string_view ascii = text.text;
    bool whole = writer.put(ascii.substr(0, text.split)) && writer.put(text.fill, text.left) &&
                 writer.put(ascii.substr(text.split)) && writer.put(text.fill, text.right);
    if (!whole) return raise_stopped(thread);
    return Value(string);
}

Result<Value> formatted_character(Thread& thread, const FormatSpec& spec, uint32_t code) {
    Padding padding = padding_for(spec, 1);
    uint32_t max_char = padding.left || padding.right ? std::max(spec.fill, code) : code;
    Str* string = TRY(make_str_buffer(thread, padding.left + 1 + padding.right, max_char));
    Writer writer(thread, string);
    bool whole = writer.put(spec.fill, padding.left) && writer.put(code, 1) && writer.put(spec.fill, padding.right);
    if (!whole) return raise_stopped(thread);
    return Value(string);
}

Failure raise_format_error(Thread& thread, const FormatStatus& status) {
    Exc type = status.error == FormatError::kOverflowError ? Exc::OverflowError : Exc::ValueError;
    return raise(thread, type, "{}", status.message);
}

Result<bool> read_format_spec(Thread& thread, Value spec_value, char default_type, std::string_view type_name,
                              FormatSpec* spec) {
    Str* text = as_kind<Str>(thread, spec_value);
    if (!text)
        return raise(thread, Exc::TypeError, "__format__() argument must be str, not {}",
                     argument_kind(thread, spec_value));
    if (text->length() == 0) return false;
    const void* data = TRY(text->data(thread));
    FormatStatus status = parse_format_spec(TextView(data, text->length(), static_cast<uint8_t>(text->kind())), spec,
                                            default_type, '>', type_name);
    if (!status.ok()) return raise_format_error(thread, status);
    if (spec->width > kLargestWidth) return raise(thread, Exc::MemoryError, "");
    if (spec->width > 0) TRY(check_native_room(thread, static_cast<size_t>(spec->width)));
    return true;
}

}  // namespace krait::core
