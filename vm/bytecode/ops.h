// The enumeration of ops, and where their operands lie, from ops.def.
#pragma once

#include <cstdint>
#include <span>

namespace krait::core {

enum class Op : uint8_t {
#define OP(NAME, OPERANDS, EFFECTS, MEANING) NAME,
#include "vm/bytecode/ops.def"
    GenericCount_
};
inline constexpr int kGenericOps = static_cast<int>(Op::GenericCount_);
static_assert(kGenericOps <= 160, "specialised ops must fit in the byte too");

enum class OperandKind : uint8_t {
    Dst,
    Src,
    Window,
    Immediate,
    Immediate16,
    Constant16,
    Constant8,
    Name,
    Cache,
    Jump,
    Constant,
    Word
};

struct Operand {
    OperandKind kind;
    uint8_t position;  // 0 a, 1 b, 2 c; aux words: 0
};

namespace op_effect {
inline constexpr uint8_t kRaises = 1, kCalls = 2, kEnds = 4;
}

struct OpInfo {
    const char* name;
    const char* meaning;
    Operand operands[5];
    uint8_t operand_count;
    uint8_t aux_words;
    uint8_t effects;
};
extern const OpInfo kOpInfo[kGenericOps];

inline constexpr uint32_t encode(Op op, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0) {
    return static_cast<uint32_t>(op) | a << 8 | b << 16 | c << 24;
}
inline constexpr uint32_t encode16(Op op, uint32_t a, uint16_t bc) {
    return static_cast<uint32_t>(op) | a << 8 | static_cast<uint32_t>(bc) << 16;
}
inline uint8_t op_byte(uint32_t word) { return static_cast<uint8_t>(word); }
inline uint8_t operand_a(uint32_t word) { return static_cast<uint8_t>(word >> 8); }
inline uint8_t operand_b(uint32_t word) { return static_cast<uint8_t>(word >> 16); }
inline uint8_t operand_c(uint32_t word) { return static_cast<uint8_t>(word >> 24); }
inline int16_t operand_imm16(uint32_t word) { return static_cast<int16_t>(word >> 16); }

enum class Intrinsic : uint8_t {
#define INTRINSIC(NAME, ARITY, MEANING) NAME,
#include "vm/bytecode/intrinsics.def"
};

}  // namespace krait::core
