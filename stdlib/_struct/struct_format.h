// A format of the struct module, read: what each item is and where it lies. Library Reference: struct, "Format Strings".
#pragma once

#include <string_view>
#include <vector>

#include "runtime/native.h"

namespace krait::core {

struct StructItem {
    char code;
    uint32_t size;  // bytes of one
    size_t offset;  // of the first
    size_t count;   // values; 1 for s and p, whose length is `size`
};

struct StructFormat {
    bool big_endian = false;
    size_t size = 0;
    size_t values = 0;  // what pack() takes
    std::vector<StructItem> items;
    StructFormat* previous = nullptr;  // what a second __init__ replaced, and another thread may be reading
};

extern const TypeSpec kStructErrorSpec;

Result<void> parse_struct_format(Thread& thread, std::string_view text, StructFormat& format);
// One value to and from bytes.
Result<void> pack_item_py(Thread& thread, const StructItem& item, bool big_endian, Value value, char* out);
Result<Value> unpack_item(Thread& thread, const StructItem& item, bool big_endian, const char* data);

}  // namespace krait::core
