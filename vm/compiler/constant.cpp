#include "vm/compiler/constant.h"

#include <cstring>

#include "parser/ast_dump.h"
#include "vm/compiler/unit.h"

namespace krait::core {

namespace {

// Digits of any base to hexadecimal ones, by schoolbook multiplication for base 10.
std::string to_hexadecimal(std::string_view digits, int base) {
    static constexpr char kDigits[] = "0123456789abcdef";
    auto value_of = [](char c) { return static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); };
    std::string out;
    if (base == 16) {
        out = digits;
    } else if (base == 2 || base == 8) {
        int bits = base == 2 ? 1 : 3, have = 0;
        uint32_t pending = 0;
        for (size_t i = digits.size(); i-- > 0;) {
            pending |= value_of(digits[i]) << have;
            have += bits;
            while (have >= 4) {
                out.insert(out.begin(), kDigits[pending & 15]);
                pending >>= 4;
                have -= 4;
            }
        }
        if (pending) out.insert(out.begin(), kDigits[pending & 15]);
    } else {
        std::vector<uint32_t> limbs;
        for (size_t i = 0; i < digits.size(); i += 9) {
            std::string_view chunk = digits.substr(i, 9);
            uint32_t add = 0, scale = 1;
            for (char c : chunk) add = add * 10 + value_of(c), scale *= 10;
            uint64_t carry = add;
            for (uint32_t& limb : limbs) {
                carry += static_cast<uint64_t>(limb) * scale;
                limb = static_cast<uint32_t>(carry);
                carry >>= 32;
            }
            if (carry) limbs.push_back(static_cast<uint32_t>(carry));
        }
        for (size_t i = limbs.size(); i-- > 0;)
            for (int shift = 28; shift >= 0; shift -= 4) out += kDigits[limbs[i] >> shift & 15];
    }
    size_t zeros = out.find_first_not_of('0');
    return zeros == std::string::npos ? "0" : out.substr(zeros);
}

void append_bits(std::string& out, const void* data, size_t size) { out.append(static_cast<const char*>(data), size); }

}  // namespace

Constant Constant::of_node(const ast::ConstantValue& value) {
    switch (value.kind) {
    case ast::ConstantKind::None: return none();
    case ast::ConstantKind::True: return boolean(true);
    case ast::ConstantKind::False: return boolean(false);
    case ast::ConstantKind::Ellipsis: return of(Tag::Ellipsis);
    case ast::ConstantKind::Float: return of_float(value.number);
    case ast::ConstantKind::Complex: {
        Constant constant = of(Tag::Complex);
        constant.imaginary = value.number;
        return constant;
    }
    case ast::ConstantKind::String: return of_str(value.text);
    case ast::ConstantKind::Bytes: {
        Constant constant = of(Tag::Bytes);
        constant.text = value.text;
        return constant;
    }
    case ast::ConstantKind::Int: break;
    }
    int64_t number = 0;
    bool fits = true;
    for (char c : value.text) {
        int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        if (__builtin_mul_overflow(number, int64_t{value.base}, &number) ||
            __builtin_add_overflow(number, int64_t{digit}, &number)) {
            fits = false;
            break;
        }
    }
    if (fits) return of_int(number);
    Constant constant = of(Tag::BigInt);
    constant.text = to_hexadecimal(value.text, value.base);
    return constant;
}

bool Constant::truth() const {
    switch (tag) {
    case Tag::None:
    case Tag::False: return false;
    case Tag::Int: return integer != 0;
    case Tag::Float: return real != 0;
    case Tag::Complex: return real != 0 || imaginary != 0;
    case Tag::Str:
    case Tag::Bytes: return !text.empty();
    case Tag::Tuple:
    case Tag::Frozenset: return !items.empty();
    default: return true;
    }
}

std::string Constant::key() const {
    std::string out(1, static_cast<char>('A' + static_cast<int>(tag)));
    switch (tag) {
    case Tag::Int: append_bits(out, &integer, sizeof integer); break;
    case Tag::Float: append_bits(out, &real, sizeof real); break;
    case Tag::Complex:
        append_bits(out, &real, sizeof real);
        append_bits(out, &imaginary, sizeof imaginary);
        break;
    case Tag::BigInt:
    case Tag::Str:
    case Tag::Bytes: {
        size_t size = text.size();
        append_bits(out, &size, sizeof size);
        out += text;
        break;
    }
    case Tag::Tuple:
    case Tag::Frozenset: {
        size_t size = items.size();
        append_bits(out, &size, sizeof size);
        for (const Constant& item : items) out += item.key();
        break;
    }
    case Tag::Code: {
        const void* unit = code.get();
        append_bits(out, &unit, sizeof unit);
        break;
    }
    default: break;
    }
    return out;
}

std::string Constant::repr() const {
    ast::ConstantValue value;
    value.text = text;
    switch (tag) {
    case Tag::None: return "None";
    case Tag::True: return "True";
    case Tag::False: return "False";
    case Tag::Ellipsis: return "Ellipsis";
    case Tag::Int: return std::to_string(integer);
    case Tag::BigInt: return text[0] == '-' ? "-0x" + text.substr(1) : "0x" + text;
    case Tag::Float:
        value.kind = ast::ConstantKind::Float;
        value.number = real;
        return ast::repr(value);
    case Tag::Complex: {
        value.kind = ast::ConstantKind::Complex;
        value.number = imaginary;
        if (real == 0) return ast::repr(value);
        return "(" + of_float(real).repr() + "+" + ast::repr(value) + ")";
    }
    case Tag::Str: value.kind = ast::ConstantKind::String; return ast::repr(value);
    case Tag::Bytes: value.kind = ast::ConstantKind::Bytes; return ast::repr(value);
    case Tag::Code: return "<code " + code->qualname + ">";
    case Tag::Tuple:
    case Tag::Frozenset: break;
    }
    std::string out = tag == Tag::Tuple ? "(" : "frozenset({";
    for (size_t i = 0; i < items.size(); ++i) out += (i ? ", " : "") + items[i].repr();
    if (tag == Tag::Frozenset) return out + "})";
    return out + (items.size() == 1 ? ",)" : ")");
}

uint32_t ConstantPool::add(const Constant& constant) {
    auto [found, fresh] = index_.try_emplace(constant.key(), static_cast<uint32_t>(items_.size()));
    if (fresh) items_.push_back(constant);
    return found->second;
}

}  // namespace krait::core
