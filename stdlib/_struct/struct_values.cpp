// Values to bytes and back.
#include <cmath>
#include <cstring>

#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/int_parts.h"
#include "stdlib/_struct/struct_format.h"
#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

void store(char* out, uint64_t bits, size_t size, bool big_endian) {
    for (size_t i = 0; i < size; ++i) out[big_endian ? size - 1 - i : i] = static_cast<char>(bits >> (8 * i));
}
uint64_t load(const char* data, size_t size, bool big_endian) {
    uint64_t bits = 0;
    for (size_t i = 0; i < size; ++i)
        bits |= uint64_t{static_cast<uint8_t>(data[big_endian ? size - 1 - i : i])} << (8 * i);
    return bits;
}

bool is_signed(char code) { return std::string_view("bhilqn").find(code) != std::string_view::npos; }

Result<Value> integer_py(Thread& thread, Value value) {
    if (is_any_int(thread, value)) return value;
    if (type_of(thread, value)->slots.index) return index_py(thread, value);
    return raise_native(thread, kStructErrorSpec, "required argument is not an integer");
}

Result<void> pack_integer_py(Thread& thread, const StructItem& item, bool big_endian, Value value, char* out) {
    Value integer = TRY(integer_py(thread, value));
    IntView parts(integer);
    BigView view = parts.view();
    uint64_t magnitude = view.size ? view.limbs[0] : 0;
    unsigned bits = item.size * 8;
    uint64_t top = bits == 64 ? UINT64_MAX : (uint64_t{1} << bits) - 1;  // greatest unsigned
    bool fits;
    if (item.code == 'P') {
        fits = view.size <= 1 && (!view.negative || magnitude <= uint64_t{1} << 63);
        if (!fits) return raise_native(thread, kStructErrorSpec, "int too large to convert");
    } else if (is_signed(item.code)) {
        uint64_t half = top / 2;
        fits = view.size <= 1 && magnitude <= half + (view.negative ? 1 : 0);
        if (!fits)
            return raise_native(thread, kStructErrorSpec, "'{}' format requires -{} <= number <= {}",
                                std::string(1, item.code), half + 1, half);
    } else {
        fits = view.size <= 1 && !view.negative && magnitude <= top;
        if (!fits)
            return raise_native(thread, kStructErrorSpec, "'{}' format requires 0 <= number <= {}",
                                std::string(1, item.code), top);
    }
    store(out, view.negative ? 0 - magnitude : magnitude, item.size, big_endian);
    return {};
}

// IEEE 754 binary16, rounding half to even.
bool half_bits(double number, uint16_t* bits) {
    uint16_t sign = std::signbit(number) ? 0x8000 : 0;
    if (std::isnan(number)) return *bits = sign | 0x7e00, true;
    if (std::isinf(number)) return *bits = sign | 0x7c00, true;
    if (number == 0) return *bits = sign, true;
    int exponent;
    std::frexp(number, &exponent);
    exponent = std::max(exponent - 1, -14);
    if (exponent > 15) return false;
    // In units of the last place; the hidden bit counts one up in the exponent's field.
    auto units = static_cast<uint32_t>(std::nearbyint(std::ldexp(std::fabs(number), 10 - exponent)));
    uint32_t word = (static_cast<uint32_t>(exponent + 14) << 10) + units;
    if (word >= 0x7c00) return false;
    *bits = static_cast<uint16_t>(sign | word);
    return true;
}
double half_number(uint16_t bits) {
    int exponent = bits >> 10 & 31;
    double units = bits & 0x3ff, number;
    if (exponent == 31)
        number = units != 0 ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
    else if (exponent == 0) number = std::ldexp(units, -24);
    else number = std::ldexp(units + 1024, exponent - 25);
    return bits & 0x8000 ? -number : number;
}

Result<void> pack_number(Thread& thread, char code, size_t size, bool big_endian, double number, char* out) {
    if (size == 8) return store(out, std::bit_cast<uint64_t>(number), 8, big_endian), Result<void>();
    if (size == 2) {
        uint16_t bits;
        if (!half_bits(number, &bits))
            return raise(thread, Exc::OverflowError, "float too large to pack with e format");
        return store(out, bits, 2, big_endian), Result<void>();
    }
    auto narrow = static_cast<float>(number);
    if (std::isinf(narrow) && !std::isinf(number))
        return raise(thread, Exc::OverflowError, "float too large to pack with f format");
    store(out, std::bit_cast<uint32_t>(narrow), 4, big_endian);
    (void)code;
    return {};
}
double load_number(const char* data, size_t size, bool big_endian) {
    uint64_t bits = load(data, size, big_endian);
    if (size == 8) return std::bit_cast<double>(bits);
    if (size == 4) return std::bit_cast<float>(static_cast<uint32_t>(bits));
    return half_number(static_cast<uint16_t>(bits));
}

Result<void> pack_bytes(Thread& thread, const StructItem& item, Value value, char* out) {
    std::string_view bytes;
    if (auto* exact = as_kind<Bytes>(thread, value)) bytes = exact->view();
    else if (auto* array = as_kind<Bytearray>(thread, value)) bytes = TRY(bytearray_bytes(thread, array));
    else
        return raise_native(thread, kStructErrorSpec, "argument for '{}' must be a bytes object",
                            std::string(1, item.code));
    size_t room = item.size;
    if (room == 0) return {};
    if (item.code == 'p') {  // a Pascal string: its length first
        size_t length = std::min(bytes.size(), room - 1);
        *out++ = static_cast<char>(std::min<size_t>(length, 255));
        std::memcpy(out, bytes.data(), length);
        return {};
    }
    std::memcpy(out, bytes.data(), std::min(bytes.size(), room));
    return {};
}

struct Parts {
    double real, imag;
};
Result<Parts> complex_py(Thread& thread, Value value) {
    if (auto* exact = as_kind<Complex>(thread, value)) return Parts{exact->real, exact->imag};
    bool found = false;
    Result<Value> made = call_special_py(thread, value, intern(thread, "__complex__"), {}, &found);
    if (found) {
        auto* number = as_kind<Complex>(thread, TRY(made));
        if (number) return Parts{number->real, number->imag};
    } else if (Type* type = type_of(thread, value); type->slots.to_float || type->slots.index) {
        return Parts {
            TRY(to_double_py(thread, value))
            , 0
        };
    }
    return raise_native(thread, kStructErrorSpec, "required argument is not a complex");
}

}  // namespace

Result<void> pack_item_py(Thread& thread, const StructItem& item, bool big_endian, Value value, char* out) {
    switch (item.code) {
    case 'c': {
        auto* bytes = as_kind<Bytes>(thread, value);
        if (!bytes || bytes->size() != 1)
            return raise_native(thread, kStructErrorSpec, "char format requires a bytes object of length 1");
        *out = bytes->data()[0];
        return {};
    }
    case '?': *out = TRY(truth_py(thread, value)); return {};
    case 's':
    case 'p': return pack_bytes(thread, item, value, out);
    case 'e':
    case 'f':
    case 'd': {
        double number;
        if (is_float(value)) {
            number = float_of(value);
        } else {
            Result<double> made = to_double_py(thread, value);
            if (made.failed()) {
                if (!clear_pending_if(thread, Exc::TypeError)) return kFailure;
                return raise_native(thread, kStructErrorSpec, "required argument is not a float");
            }
            number = made.take();
        }
        return pack_number(thread, item.code, item.size, big_endian, number, out);
    }
    case 'F':
    case 'D': {
        Parts parts = TRY(complex_py(thread, value));
        TRY(pack_number(thread, item.code, item.size / 2, big_endian, parts.real, out));
        return pack_number(thread, item.code, item.size / 2, big_endian, parts.imag, out + item.size / 2);
    }
    default: return pack_integer_py(thread, item, big_endian, value, out);
    }
}

Result<Value> unpack_item(Thread& thread, const StructItem& item, bool big_endian, const char* data) {
    switch (item.code) {
    case 'c':
    case 's': return Value(TRY(make_bytes(thread, std::string_view(data, item.size))));
    case 'p': {
        size_t length = item.size ? std::min<size_t>(static_cast<uint8_t>(*data), item.size - 1) : 0;
        return Value(TRY(make_bytes(thread, std::string_view(data + (item.size ? 1 : 0), length))));
    }
    case '?': return Value::boolean(*data != 0);
    case 'e':
    case 'f':
    case 'd': return make_float(thread, load_number(data, item.size, big_endian));
    case 'F':
    case 'D':
        return make_complex(thread, load_number(data, item.size / 2, big_endian),
                            load_number(data + item.size / 2, item.size / 2, big_endian));
    default: break;
    }
    uint64_t bits = load(data, item.size, big_endian);
    if (!is_signed(item.code)) return make_int_unsigned(thread, bits);
    unsigned unused = 64 - item.size * 8;
    return make_int(thread, static_cast<int64_t>(bits << unused) >> unused);
}

}  // namespace krait::core
