#include "stdlib/_struct/struct_format.h"

#include "stdlib/native_errors.h"

namespace krait::core {

namespace {

struct Code {
    char code;
    uint8_t native, standard;  // bytes; 0: not in this mode
    uint8_t alignment;
};
constexpr Code kCodes[] = {{'x', 1, 1, 1},
                           {'c', 1, 1, 1},
                           {'b', 1, 1, 1},
                           {'B', 1, 1, 1},
                           {'?', 1, 1, 1},
                           {'h', 2, 2, 2},
                           {'H', 2, 2, 2},
                           {'i', 4, 4, 4},
                           {'I', 4, 4, 4},
                           {'l', sizeof(long), 4, alignof(long)},
                           {'L', sizeof(long), 4, alignof(long)},
                           {'q', 8, 8, 8},
                           {'Q', 8, 8, 8},
                           {'n', 8, 0, 8},
                           {'N', 8, 0, 8},
                           {'P', 8, 0, 8},
                           {'e', 2, 2, 2},
                           {'f', 4, 4, 4},
                           {'d', 8, 8, 8},
                           {'F', 8, 8, 4},
                           {'D', 16, 16, 8},
                           {'s', 1, 1, 1},
                           {'p', 1, 1, 1}};

const Code* find_code(char code) {
    for (const Code& entry : kCodes) {
        if (entry.code == code) return &entry;
    }
    return nullptr;
}
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

Result<void> parse_struct_format(Thread& thread, std::string_view text, StructFormat& format) {
    if (text.find('\0') != text.npos) return raise_native(thread, kStructErrorSpec, "embedded null character");
    bool native = true;
    if (!text.empty() && std::string_view("@=<>!").find(text[0]) != std::string_view::npos) {
        native = text[0] == '@';
        format.big_endian = text[0] == '>' || text[0] == '!';
        text.remove_prefix(1);
    }
    auto too_long = [&] { return raise_native(thread, kStructErrorSpec, "total struct size too long"); };
    constexpr size_t kMost = INT64_MAX;
    size_t offset = 0;
    for (size_t i = 0; i < text.size();) {
        if (is_blank(text[i])) {
            ++i;
            continue;
        }
        size_t count = 1;
        if (text[i] >= '0' && text[i] <= '9') {
            count = 0;
            for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
                if (__builtin_mul_overflow(count, size_t{10}, &count) ||
                    __builtin_add_overflow(count, static_cast<size_t>(text[i] - '0'), &count))
                    return too_long();
            }
            if (i == text.size())
                return raise_native(thread, kStructErrorSpec, "repeat count given without format specifier");
        }
        const Code* code = find_code(text[i++]);
        size_t size = !code ? 0 : native ? code->native : code->standard;
        if (size == 0) return raise_native(thread, kStructErrorSpec, "bad char in struct format");
        if (native) offset = (offset + code->alignment - 1) / code->alignment * code->alignment;
        StructItem item{code->code, static_cast<uint32_t>(size), offset, count};
        size_t bytes;
        if (__builtin_mul_overflow(size, count, &bytes) || __builtin_add_overflow(offset, bytes, &offset) ||
            offset > kMost)
            return too_long();
        if (code->code == 'x') continue;
        if (code->code == 's' || code->code == 'p') {
            if (count > UINT32_MAX) return too_long();
            item.size = static_cast<uint32_t>(count);
            item.count = 1;
        }
        if (item.count) format.items.push_back(item);
        format.values += item.count;
    }
    format.size = offset;
    return {};
}

}  // namespace krait::core
