// '...' % values, for str, bytes and bytearray (Library Reference, "printf-style String Formatting").
#include <charconv>

#include "runtime/bulk.h"
#include "runtime/names.h"
#include "runtime/native_room.h"
#include "runtime/objects/bytes_builder.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/short_builder.h"
#include "runtime/objects/str_parts.h"
#include "runtime/primitives/format/percent_format.h"

namespace krait::core {

namespace {

// The values of a % expression: a tuple, a mapping, or one value.
class PercentValues {
public:
    PercentValues(Thread& thread, Value arguments) : thread_(thread), arguments_(arguments) {
        tuple_ = as_kind<Tuple>(thread, arguments);
        is_mapping_ = !tuple_ && !as_kind<Str>(thread, arguments) && !as_kind<Bytes>(thread, arguments) &&
                      !as_kind<Bytearray>(thread, arguments) && type_of(thread, arguments)->slots.get_item;
    }
    Result<Value> next() {
        if (!keyed_.is_nothing()) {
            Value value = keyed_;
            keyed_ = Value::nothing();
            return value;
        }
        if (tuple_ && used_ < tuple_->size()) return (*tuple_)[used_++];
        if (!tuple_ && used_ == 0 && !used_key_) {
            ++used_;
            return arguments_;
        }
        return raise(thread_, Exc::TypeError, "not enough arguments for format string");
    }
    Result<void> select_py(Value key) {
        if (!is_mapping_) return raise(thread_, Exc::TypeError, "format requires a mapping");
        keyed_ = TRY(get_item_py(thread_, arguments_, key));
        used_key_ = true;
        return {};
    }
    Result<void> finish(const char* what) {
        bool left = tuple_ ? used_ < tuple_->size() : used_ == 0 && !is_mapping_;
        if (left) return raise(thread_, Exc::TypeError, "not all arguments converted during {} formatting", what);
        return {};
    }

private:
    Thread& thread_;
    Value arguments_;
    Tuple* tuple_;
    bool is_mapping_;
    bool used_key_ = false;
    Value keyed_;
    size_t used_ = 0;
};

// Nothing between the % and the conversion.
bool is_bare(const PercentSpec& spec) {
    return spec.width < 0 && spec.precision < 0 && !spec.plus && !spec.blank && !spec.alternate;
}

bool is_number_conversion(uint32_t conversion) {
    return conversion < 128 && strchr("diuoxXeEfFgG", static_cast<int>(conversion)) && conversion;
}

Result<void> read_stars_py(Thread& thread, PercentSpec& spec, PercentValues& values) {
    auto read = [&](int64_t* number, const char* too_big) -> Result<void> {
        Value value = TRY(values.next());
        if (!is_int(thread, value)) return raise(thread, Exc::TypeError, "* wants int");
        int overflow = 0;
        int64_t n = value.is_bool() ? value.is_true() : int_to_int64(value, &overflow);
        if (overflow) return raise(thread, Exc::OverflowError, "{}", too_big);
        *number = n;
        return {};
    };
    if (spec.width_from_argument) {
        TRY(read(&spec.width, "Python int too large to convert to C ssize_t"));
        if (spec.width < 0) {
            spec.left = true;
            spec.width = -spec.width;
        }
    }
    if (spec.precision_from_argument) {
        TRY(read(&spec.precision, "Python int too large to convert to C int"));
        if (spec.precision > INT32_MAX)
            return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
        if (spec.precision < 0) spec.precision = 0;
    }
    if (spec.width > 0) TRY(check_native_room(thread, static_cast<size_t>(spec.width)));
    if (spec.precision > 0 && is_number_conversion(spec.conversion))
        TRY(check_native_room(thread, static_cast<size_t>(spec.precision)));
    return {};
}

// %d and its like, %e and its like.
Result<FormattedText> format_number_py(Thread& thread, const PercentSpec& spec, Value value) {
    auto conversion = static_cast<char>(spec.conversion);
    if (strchr("eEfFgG", conversion)) {
        double number = is_float(value) ? float_of(value) : TRY(to_double_py(thread, value));
        return format_percent_float(spec, number);
    }
    bool decimal = conversion == 'd' || conversion == 'i' || conversion == 'u';
    Value integer = value;
    if (!is_int(thread, value)) {
        const Slots& slots = type_of(thread, value)->slots;
        if (decimal && is_float(value)) {
            integer = TRY(int_from_double(thread, float_of(value)));
        } else if (slots.index) {
            integer = TRY(index_py(thread, value));
        } else if (decimal && slots.to_int) {
            integer = TRY(slots.to_int(thread, value));
        } else {
            return raise(thread, Exc::TypeError, "%{} format: {} is required, not {}", std::string(1, conversion),
                         decimal ? "a real number" : "an integer", type_name(thread, value));
        }
    }
    int base = decimal ? 10 : conversion == 'o' ? 8 : 16;
    if (integer.is_bool()) integer = Value::small(integer.is_true());
    Str* text = TRY(int_to_str(thread, integer, base));
    TRY(text->data(thread));
    std::string_view digits = text->ascii_view();
    bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    return format_percent_integer(spec, negative, digits);
}

Result<void> add_ascii(Thread& thread, ShortBuilder& out, std::string_view text) {
    bool whole = in_slices(thread, text.size(),
                           [&](size_t begin, size_t end) { out.add_ascii(text.substr(begin, end - begin)); });
    if (!whole) return raise_stopped(thread);
    return {};
}
// What % pads with.
Result<void> add_blanks(Thread& thread, ShortBuilder& out, size_t count) {
    constexpr char kBlanks[] = "                                                                ";
    constexpr size_t kRow = sizeof kBlanks - 1;
    bool whole = in_slices(thread, count, [&](size_t begin, size_t end) {
        for (; begin < end; begin += kRow) out.add_ascii({kBlanks, std::min(kRow, end - begin)});
    });
    if (!whole) return raise_stopped(thread);
    return {};
}
Result<void> add_formatted(Thread& thread, ShortBuilder& out, const FormattedText& text) {
    TRY(add_ascii(thread, out, std::string_view(text.text).substr(0, text.split)));
    TRY(add_blanks(thread, out, text.left));
    TRY(add_ascii(thread, out, std::string_view(text.text).substr(text.split)));
    return add_blanks(thread, out, text.right);
}

Failure raise_unsupported(Thread& thread, uint32_t conversion, size_t position) {
    char hex[16];
    snprintf(hex, sizeof hex, "0x%x", conversion);
    std::string shown = conversion >= 32 && conversion <= 126 ? std::string(1, static_cast<char>(conversion)) : "?";
    return raise(thread, Exc::ValueError, "unsupported format character '{}' ({}) at index {}", shown, hex, position);
}

Result<void> add_text(Thread& thread, ShortBuilder& out, const PercentSpec& spec, Str* text) {
    size_t length = text->length();
    if (spec.precision >= 0 && static_cast<size_t>(spec.precision) < length)
        length = static_cast<size_t>(spec.precision);
    Padding padding = padding_for(spec, length);
    TRY(add_blanks(thread, out, padding.left));
    if (length == text->length()) TRY(out.add(text));
    else TRY(out.add_range(text, 0, length));
    return add_blanks(thread, out, padding.right);
}

Result<Str*> character_py(Thread& thread, Value value) {
    if (auto* string = as_kind<Str>(thread, value)) {
        if (string->length() == 1) return string;
        return raise(thread, Exc::TypeError, "%c requires an int or a unicode character, not a string of length {}",
                     string->length());
    }
    if (!type_of(thread, value)->slots.index)
        return raise(thread, Exc::TypeError, "%c requires an int or a unicode character, not {}",
                     type_name(thread, value));
    int64_t code = TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    if (code < 0 || code > 0x10ffff) return raise(thread, Exc::OverflowError, "%c arg not in range(0x110000)");
    return make_char(thread, static_cast<uint32_t>(code));
}

// ---- bytes ----
Result<void> add_padded(BytesBuilder& out, const PercentSpec& spec, std::string_view text) {
    if (spec.precision >= 0 && static_cast<size_t>(spec.precision) < text.size())
        text = text.substr(0, static_cast<size_t>(spec.precision));
    Padding padding = padding_for(spec, text.size());
    TRY(out.add(' ', padding.left));
    TRY(out.add(text));
    return out.add(' ', padding.right);
}

Result<void> add_bytes_py(Thread& thread, BytesBuilder& out, const PercentSpec& spec, Value value) {
    if (auto* bytes = value.as_if<Bytes>()) {
        return add_padded(out, spec, bytes->view());
    }
    if (has_buffer(thread, value)) {
        BytesArgument view(thread);
        TRY(view.open_py(value));
        return add_padded(out, spec, view.bytes());
    }
    bool found = false;
    auto answer = call_special_py(thread, value, KRAIT_NAME(dunder_bytes), {}, &found);
    if (!found) {
        return raise(thread, Exc::TypeError,
                     "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
                     type_name(thread, value));
    }
    auto* made = as_kind<Bytes>(thread, TRY(answer));
    if (!made)
        return raise(thread, Exc::TypeError, "__bytes__ returned non-bytes (type {})",
                     type_name(thread, answer.value()));
    return add_padded(out, spec, made->view());
}

Result<uint8_t> byte_character_py(Thread& thread, Value value) {
    constexpr const char* kWanted = "%c requires an integer in range(256) or a single byte, not ";
    auto one = [&](std::string_view bytes, const char* kind) -> Result<uint8_t> {
        if (bytes.size() == 1) return static_cast<uint8_t>(bytes[0]);
        return raise(thread, Exc::TypeError, "{}a {} object of length {}", kWanted, kind, bytes.size());
    };
    if (auto* bytes = as_kind<Bytes>(thread, value)) return one(bytes->view(), "bytes");
    if (auto* array = as_kind<Bytearray>(thread, value)) return one(TRY(bytearray_bytes(thread, array)), "bytearray");
    if (!type_of(thread, value)->slots.index)
        return raise(thread, Exc::TypeError, "{}{}", kWanted, type_name(thread, value));
    int64_t code = TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    if (code < 0 || code > 255) return raise(thread, Exc::OverflowError, "%c arg not in range(256)");
    return static_cast<uint8_t>(code);
}

}  // namespace

Result<Str*> str_mod_py(Thread& thread, Str* format, Value arguments) {
    TextView text = TRY(text_of(thread, format));
    PercentParser parser(text);
    PercentValues values(thread, arguments);
    ShortBuilder out(thread);
    for (;;) {
        PercentParser::Step step = parser.next();
        if (step == PercentParser::Step::kEnd) break;
        if (step == PercentParser::Step::kLiteral) {
            TRY(out.add_range(format, parser.literal().start, parser.literal().end));
            continue;
        }
        PercentSpec& spec = parser.spec();
        if (spec.has_key) TRY(values.select_py(Value(TRY(make_str(thread, text.slice(spec.key.start, spec.key.end))))));
        TRY(read_stars_py(thread, spec, values));
        if (step == PercentParser::Step::kError) return raise(thread, Exc::ValueError, "{}", parser.error());
        if (spec.is_plain_percent) {
            out.add_char('%');
            continue;
        }
        uint32_t conversion = spec.conversion;
        Value value = TRY(values.next());
        if (is_bare(spec)) {
            if (conversion == 's' && value.is<Str>()) {
                TRY(out.add(value.to<Str>()));
                continue;
            }
            if ((conversion == 's' || conversion == 'd') && value.is_small()) {
                char digits[24];
                const char* end = std::to_chars(digits, digits + sizeof digits, value.as_small()).ptr;
                out.add_ascii({digits, static_cast<size_t>(end - digits)});
                continue;
            }
        }
        if (conversion == 's') {
            TRY(add_text(thread, out, spec, TRY(str_py(thread, value))));
        } else if (conversion == 'r') {
            TRY(add_text(thread, out, spec, TRY(repr_py(thread, value))));
        } else if (conversion == 'a') {
            TRY(add_text(thread, out, spec, TRY(ascii_py(thread, value))));
        } else if (conversion == 'c') {
            spec.precision = -1;
            TRY(add_text(thread, out, spec, TRY(character_py(thread, value))));
        } else if (is_number_conversion(conversion)) {
            FormattedText number = TRY(format_number_py(thread, spec, value));
            TRY(add_formatted(thread, out, number));
        } else {
            return raise_unsupported(thread, conversion, spec.conversion_position);
        }
    }
    TRY(values.finish("string"));
    return out.finish();
}

Result<Value> bytes_mod_py(Thread& thread, std::string_view format, Value arguments, BytesKind result) {
    TextView text(format);
    PercentParser parser(text);
    PercentValues values(thread, arguments);
    BytesBuilder out(thread);
    for (;;) {
        PercentParser::Step step = parser.next();
        if (step == PercentParser::Step::kEnd) break;
        if (step == PercentParser::Step::kLiteral) {
            TRY(out.add(format.substr(parser.literal().start, parser.literal().end - parser.literal().start)));
            continue;
        }
        PercentSpec& spec = parser.spec();
        if (spec.has_key)
            TRY(values.select_py(
                Value(TRY(make_bytes(thread, format.substr(spec.key.start, spec.key.end - spec.key.start))))));
        TRY(read_stars_py(thread, spec, values));
        if (step == PercentParser::Step::kError) return raise(thread, Exc::ValueError, "{}", parser.error());
        if (spec.is_plain_percent) {
            TRY(out.add("%"));
            continue;
        }
        uint32_t conversion = spec.conversion;
        Value value = TRY(values.next());
        if (conversion == 's' || conversion == 'b') {
            TRY(add_bytes_py(thread, out, spec, value));
        } else if (conversion == 'r' || conversion == 'a') {
            Str* shown = TRY(ascii_py(thread, value));
            TRY(shown->data(thread));
            TRY(add_padded(out, spec, shown->ascii_view()));
        } else if (conversion == 'c') {
            auto byte = static_cast<char>(TRY(byte_character_py(thread, value)));
            spec.precision = -1;
            TRY(add_padded(out, spec, std::string_view(&byte, 1)));
        } else if (is_number_conversion(conversion)) {
            FormattedText number = TRY(format_number_py(thread, spec, value));
            TRY(out.add(std::string_view(number.text).substr(0, number.split)));
            TRY(out.add(' ', number.left));
            TRY(out.add(std::string_view(number.text).substr(number.split)));
            TRY(out.add(' ', number.right));
        } else {
            return raise_unsupported(thread, conversion, spec.conversion_position);
        }
    }
    TRY(values.finish("bytes"));
    if (result == BytesKind::Bytearray) return Value(TRY(make_bytearray(thread, out.view())));
    return Value(TRY(out.finish()));
}

}  // namespace krait::core
