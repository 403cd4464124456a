#include "vm/marshal/marshal.h"

#include "bytecode_stamp.h"  // made by the build: cmake/BytecodeStamp.cmake

namespace krait::core {

const uint64_t kBytecodeStamp = KRAIT_BYTECODE_STAMP;

std::string bytecode_magic() {
    return {static_cast<char>(kBytecodeStamp), static_cast<char>(kBytecodeStamp >> 8), '\r', '\n'};
}

}  // namespace krait::core
