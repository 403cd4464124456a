// __format__ of numbers: from a spec's text, and to a str.
#include "runtime/errors.h"
#include "runtime/native_room.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/number_parts.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/str.h"

namespace krait::core {

namespace {

class Writer {
public:
    explicit Writer(Str* string) : data_(const_cast<uint8_t*>(string->bytes())), kind_(string->kind()) {}
    void put(uint32_t code) {
        if (kind_ == 1) data_[at_] = static_cast<uint8_t>(code);
        else if (kind_ == 2) reinterpret_cast<uint16_t*>(data_)[at_] = static_cast<uint16_t>(code);
        else reinterpret_cast<uint32_t*>(data_)[at_] = code;
        ++at_;
    }
    void put(uint32_t code, size_t count) {
        while (count--) put(code);
    }
    void put(std::string_view ascii) {
        for (char c : ascii) put(static_cast<uint8_t>(c));
    }

private:
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
    Writer writer(string);
    std::string_view ascii = text.text;
    writer.put(ascii.substr(0, text.split));
    writer.put(text.fill, text.left);
    writer.put(ascii.substr(text.split));
    writer.put(text.fill, text.right);
    return Value(string);
}

Result<Value> formatted_character(Thread& thread, const FormatSpec& spec, uint32_t code) {
    Padding padding = padding_for(spec, 1);
    uint32_t max_char = padding.left || padding.right ? std::max(spec.fill, code) : code;
    Str* string = TRY(make_str_buffer(thread, padding.left + 1 + padding.right, max_char));
    Writer writer(string);
    writer.put(spec.fill, padding.left);
    writer.put(code);
    writer.put(spec.fill, padding.right);
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
