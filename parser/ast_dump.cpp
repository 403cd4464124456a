#include "parser/ast_dump.h"

#include <charconv>
#include <cmath>

#include "lexer/identifier.h"

namespace krait::ast {

namespace {

std::string quoted(std::string_view text, bool bytes) {
    char quote = text.find('\'') != text.npos && text.find('"') == text.npos ? '"' : '\'';
    std::string out(bytes ? "b" : "");
    out += quote;
    char buffer[16];
    for (size_t i = 0; i < text.size();) {
        size_t start = i;
        uint32_t c = bytes ? static_cast<uint8_t>(text[i++]) : next_code_point(text, i);
        if (c == static_cast<uint32_t>(quote) || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c < 0x20 || c == 0x7F || (c >= 0x80 && bytes) || (c >= 0x80 && !is_printable(c))) {
            snprintf(buffer, sizeof buffer, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
            out += buffer;
        } else {
            out += text.substr(start, i - start);
        }
    }
    return out + quote;
}

// The shortest digits that give the number back, placed as Python's float repr places them.
std::string float_repr(double number) {
    if (std::isinf(number)) return "inf";
    char buffer[64];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
    std::string_view text(buffer, static_cast<size_t>(end - buffer));
    size_t e = text.find('e');
    int exponent = atoi(std::string(text.substr(e + 1)).c_str());
    std::string digits;
    for (char c : text.substr(0, e))
        if (c != '.') digits += c;
    int count = static_cast<int>(digits.size());
    if (exponent < -4 || exponent >= 16) {
        std::string out = digits.substr(0, 1);
        if (count > 1) out += "." + digits.substr(1);
        snprintf(buffer, sizeof buffer, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
        return out + buffer;
    }
    if (exponent < 0) return "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
    if (count <= exponent + 1) return digits + std::string(static_cast<size_t>(exponent + 1 - count), '0') + ".0";
    return digits.substr(0, static_cast<size_t>(exponent + 1)) + "." + digits.substr(static_cast<size_t>(exponent + 1));
}

// Decimal digits of an int in another base: schoolbook, for printing only.
std::string decimal_digits(std::string_view text, uint32_t base) {
    std::string digits = "0";
    for (char c : text) {
        uint32_t carry = static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        for (size_t i = digits.size(); i-- > 0;) {
            uint32_t value = static_cast<uint32_t>(digits[i] - '0') * base + carry;
            digits[i] = static_cast<char>('0' + value % 10);
            carry = value / 10;
        }
        for (; carry; carry /= 10) digits.insert(digits.begin(), static_cast<char>('0' + carry % 10));
    }
    size_t first = digits.find_first_not_of('0');
    return first == digits.npos ? "0" : digits.substr(first);
}

class Dumper {
public:
    explicit Dumper(DumpAttributes attributes) : attributes_(attributes) {}
    std::string out;

    void node(const Node* item) {
        if (!item) {
            out += "None";
            return;
        }
        switch (item->kind) {
#define NODE_BEGIN(Type, python_name, Base, attributes)      \
    case NodeKind::Type: {                                   \
        [[maybe_unused]] auto* n = static_cast<const Type*>(item); \
        begin(python_name);
#define FIELD(Kind, name) \
    label(#name);         \
    value(n->name);
#define OPTIONAL(Kind, name) optional(#name, n->name);
#define LIST(Kind, name) list(#name, n->name);
#define LIST_WITH_NONE(Kind, name) list(#name, n->name);
#define NODE_END(Type)                                        \
    end(item);                                                \
    break;                                                    \
    }
#include "parser/ast.def"
        }
    }

private:
    void begin(std::string_view name) {
        out += name;
        out += '(';
        first_ = true;
    }
    void label(const char* name) {
        if (!first_) out += ", ";
        first_ = false;
        out += name;
        out += '=';
    }
    static bool has_position(NodeKind kind) {
        switch (kind) {
#define KRAIT_POSITION_LOCATED true
#define KRAIT_POSITION_BARE false
#define NODE_BEGIN(Type, python_name, Base, attributes) \
    case NodeKind::Type: return KRAIT_POSITION_##attributes;
#include "parser/ast.def"
        }
        return false;
    }
    void end(const Node* item) {
        if (attributes_ == DumpAttributes::Include && has_position(item->kind)) {
            auto number = [&](const char* name, uint32_t value) {
                label(name);
                out += std::to_string(value);
            };
            number("lineno", item->span.start.line);
            number("col_offset", item->span.start.column);
            number("end_lineno", item->span.end.line);
            number("end_col_offset", item->span.end.column);
        }
        out += ')';
        first_ = false;
    }
    void value(const Node* item) { node(item); }
    void value(std::string_view text) { out += is_none(text) ? "None" : quoted(text, false); }
    void value(Integer number) { out += std::to_string(number); }
    void value(const ConstantValue& constant) { out += repr(constant); }
    template <typename E>
        requires std::is_enum_v<E>
    void value(E item) {
        out += python_name(item);
        out += "()";
    }
    void optional(const char* name, const Node* item) {
        if (!item) return;
        label(name);
        node(item);
    }
    void optional(const char* name, std::string_view text) {
        if (is_none(text)) return;
        label(name);
        value(text);
    }
    template <typename T>
    void list(const char* name, std::span<T> items) {
        if (items.empty()) return;
        label(name);
        out += '[';
        bool first = true;
        for (const auto& item : items) {
            if (!first) out += ", ";
            first = false;
            value(item);
        }
        out += ']';
        first_ = false;
    }

    DumpAttributes attributes_;
    bool first_ = true;
};

}  // namespace

std::string repr(const ConstantValue& value) {
    switch (value.kind) {
    case ConstantKind::None: return "None";
    case ConstantKind::True: return "True";
    case ConstantKind::False: return "False";
    case ConstantKind::Ellipsis: return "Ellipsis";
    case ConstantKind::Int: return decimal_digits(value.text, value.base);
    case ConstantKind::Float: return float_repr(value.number);
    case ConstantKind::Complex: {
        std::string text = float_repr(value.number);
        if (text.ends_with(".0")) text.resize(text.size() - 2);
        return text + "j";
    }
    case ConstantKind::String: return quoted(value.text, false);
    case ConstantKind::Bytes: return quoted(value.text, true);
    }
    return {};
}

std::string dump(const Node* node, DumpAttributes attributes) {
    Dumper dumper(attributes);
    dumper.node(node);
    return std::move(dumper.out);
}

}  // namespace krait::ast
