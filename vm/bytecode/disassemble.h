// Bytecode as text: `krait -X dis`, dis.dis(), and the golden tests of the compiler.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "vm/bytecode/ops.h"
#include "vm/objects/code.h"

namespace krait::core {

// What a listing needs of a code object, whether it is a Code or still the compiler's.
struct ListingInput {
    std::span<const uint32_t> words;
    std::span<const ExceptionEntry> exceptions;
    std::span<const CodePosition> positions;
    std::span<const uint32_t> site_names;
    std::function<std::string(uint32_t)> name;
    std::function<std::string(uint32_t)> constant;
    std::function<std::string(uint32_t)> register_name;  // empty: rN
};
enum class ListingLines : uint8_t { Omit, Include };
std::string disassemble(const ListingInput& input, ListingLines lines);

// The op of a word that may have been specialised, as its generic op; the interpreter's table knows. Identity without it.
inline uint32_t instruction_length(uint32_t word) { return 1 + kOpInfo[op_byte(word)].aux_words; }

}  // namespace krait::core
