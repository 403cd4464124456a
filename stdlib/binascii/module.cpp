// The module binascii: hexadecimal, checksums, and the table. Library Reference: binascii.
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/int_parts.h"
#include "runtime/threads/attach.h"
#include "stdlib/binascii/binascii.h"

namespace krait::core {

namespace {

// ---- hexadecimal ----

int hex_digit(uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    if ((c | 32) >= 'a' && (c | 32) <= 'f') return (c | 32) - 'a' + 10;
    return -1;
}
Result<Value> decode_hex(Thread& thread, Value value) {
    AsciiArgument argument(thread);
    std::string_view data = TRY(argument.open_py(value));
    if (data.size() % 2) return raise_native(thread, kBinasciiErrorSpec, "Odd-length string");
    Bytes* made = TRY(make_bytes_buffer(thread, data.size() / 2));
    for (size_t i = 0; i < data.size(); i += 2) {
        int high = hex_digit(static_cast<uint8_t>(data[i])), low = hex_digit(static_cast<uint8_t>(data[i + 1]));
        if (high < 0 || low < 0) return raise_native(thread, kBinasciiErrorSpec, "Non-hexadecimal digit found");
        made->data_[i / 2] = static_cast<char>(high << 4 | low);
    }
    return Value(made);
}
Result<Value> encode_hex(Thread& thread, const Value* args) {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    char separator = 0;
    if (!args[1].is_nothing()) {
        if (TRY(length_py(thread, args[1])) != 1) return raise(thread, Exc::ValueError, "sep must be length 1.");
        if (auto* text = as_kind<Str>(thread, args[1])) {
            uint32_t code = Str::at(TRY(text->data(thread)), text->kind(), 0);
            if (code > 255) return raise(thread, Exc::ValueError, "sep must be ASCII.");
            separator = static_cast<char>(code);
        } else if (auto* bytes = as_kind<Bytes>(thread, args[1])) {
            separator = bytes->data()[0];
        } else {
            return raise(thread, Exc::TypeError, "sep must be str or bytes.");
        }
    }
    int64_t group = TRY(index_int64_py(thread, args[2]));
    std::string_view data = view.bytes();
    bool from_left = group < 0;
    auto step = static_cast<size_t>(from_left ? 0 - static_cast<uint64_t>(group) : static_cast<uint64_t>(group));
    bool separated = !args[1].is_nothing() && step != 0 && !data.empty();
    size_t separators = separated ? (data.size() - 1) / step : 0;
    Bytes* made = TRY(make_bytes_buffer(thread, data.size() * 2 + separators));
    char* out = made->data_;
    for (size_t i = 0; i < data.size(); ++i) {
        constexpr char kHex[] = "0123456789abcdef";
        size_t counted = from_left ? i : data.size() - i;
        if (separated && i > 0 && counted % step == 0) *out++ = separator;
        *out++ = kHex[static_cast<uint8_t>(data[i]) >> 4];
        *out++ = kHex[static_cast<uint8_t>(data[i]) & 15];
    }
    return Value(made);
}
#define HEX_DOC                                                                                                            \
    "Hexadecimal representation of binary data.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n" \
    "  bytes_per_sep\n    How many bytes between separators.  Positive values count from the\n    right, negative values count from the left."
FUNCTION(binascii, b2a_hex, "b2a_hex(data, sep=?, bytes_per_sep=1)", HEX_DOC) { return encode_hex(thread, args); }
FUNCTION(binascii, hexlify, "hexlify(data, sep=?, bytes_per_sep=1)", HEX_DOC) { return encode_hex(thread, args); }
FUNCTION(binascii, a2b_hex, "a2b_hex(hexstr, /)", "Binary data of hexadecimal representation.") {
    return decode_hex(thread, args[0]);
}
FUNCTION(binascii, unhexlify, "unhexlify(hexstr, /)", "Binary data of hexadecimal representation.") {
    return decode_hex(thread, args[0]);
}

// ---- checksums ----

Result<uint64_t> low_bits_py(Thread& thread, Value value) {
    return low_64_bits(IntView(TRY(index_py(thread, value))).view());
}

// The reflected polynomial of IEEE 802.3, eight bytes a step.
constexpr auto kCrcTables = [] {
    std::array<std::array<uint32_t, 256>, 8> tables{};
    for (uint32_t i = 0; i < 256; ++i) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
        tables[0][i] = crc;
    }
    for (size_t t = 1; t < 8; ++t) {
        for (size_t i = 0; i < 256; ++i) tables[t][i] = tables[t - 1][i] >> 8 ^ tables[0][tables[t - 1][i] & 255];
    }
    return tables;
}();
uint32_t crc32_of(std::string_view data, uint32_t crc) {
    crc = ~crc;
    const char* at = data.data();
    size_t left = data.size();
    for (; left >= 8; left -= 8, at += 8) {
        uint32_t next = 0;
        for (int k = 0; k < 4; ++k) {
            next ^= kCrcTables[static_cast<size_t>(7 - k)][(crc >> (8 * k) & 255) ^ static_cast<uint8_t>(at[k])];
            next ^= kCrcTables[static_cast<size_t>(3 - k)][static_cast<uint8_t>(at[k + 4])];
        }
        crc = next;
    }
    for (; left; --left) crc = crc >> 8 ^ kCrcTables[0][(crc ^ static_cast<uint8_t>(*at++)) & 255];
    return ~crc;
}
FUNCTION(binascii, crc32, "crc32(data, crc=0, /)", "Compute CRC-32 incrementally.") {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    auto crc = static_cast<uint32_t>(TRY(low_bits_py(thread, args[1])));
    constexpr size_t kLong = 64 * 1024;
    if (view.size() > kLong) {
        Detached detached(thread);
        crc = crc32_of(view.bytes(), crc);
    } else {
        crc = crc32_of(view.bytes(), crc);
    }
    return Value::small(crc);
}
FUNCTION(binascii, crc_hqx, "crc_hqx(data, crc, /)", "Compute CRC-CCITT incrementally.") {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    auto crc = static_cast<uint32_t>(TRY(low_bits_py(thread, args[1]))) & 0xffff;
    for (char c : view.bytes()) {
        crc ^= static_cast<uint32_t>(static_cast<uint8_t>(c)) << 8;
        for (int bit = 0; bit < 8; ++bit) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021u : 0)) & 0xffff;
    }
    return Value::small(crc);
}

Result<void> add_the_rest(Thread& thread, Module* module) {
    Value name(intern(thread, "binascii"));
    for (auto functions : {base64_functions(), quoted_functions()}) {
        for (const NativeSpec* spec : functions) {
            std::string_view signature(spec->signature);
            TRY(module_add(thread, module, signature.substr(0, signature.find('(')),
                           make_native_function(thread, *spec, Value(module), name)));
        }
    }
    return {};
}

}  // namespace

const TypeSpec kBinasciiErrorSpec = {
    .name = "binascii.Error", .base = BuiltinType::ValueError, .flags = type_flag::kSubclassable};
const TypeSpec kBinasciiIncompleteSpec = {
    .name = "binascii.Incomplete", .base = BuiltinType::Exception, .flags = type_flag::kSubclassable};

extern const ModuleSpec kBinasciiModule;
const ModuleSpec kBinasciiModule = {
    .name = "binascii",
    .doc = "Conversion between binary data and ASCII",
    .functions = {&binascii_b2a_hex, &binascii_hexlify, &binascii_a2b_hex, &binascii_unhexlify, &binascii_crc32,
                  &binascii_crc_hqx},
    .types = {&kBinasciiErrorSpec, &kBinasciiIncompleteSpec},
    .execute = add_the_rest,
};

}  // namespace krait::core
