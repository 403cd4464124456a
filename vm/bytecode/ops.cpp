#include "vm/bytecode/ops.h"

#include <initializer_list>

namespace krait::core {

namespace {

constexpr uint8_t a = 0, b = 1, c = 2;
constexpr uint8_t RAISES = op_effect::kRaises, CALLS = op_effect::kCalls, ENDS = op_effect::kEnds;

constexpr bool is_aux(OperandKind kind) {
    return kind == OperandKind::Name || kind == OperandKind::Cache || kind == OperandKind::Jump ||
           kind == OperandKind::Constant || kind == OperandKind::Word;
}

constexpr OpInfo describe(const char* name, const char* meaning, uint8_t effects,
                          std::initializer_list<Operand> operands) {
    OpInfo info{name, meaning, {}, 0, 0, effects};
    for (Operand operand : operands) {
        if (is_aux(operand.kind)) ++info.aux_words;
        info.operands[info.operand_count++] = operand;
    }
    return info;
}

}  // namespace

#define KRAIT_UNWRAP(...) {__VA_ARGS__}
#define DST(x) Operand{OperandKind::Dst, x}
#define SRC(x) Operand{OperandKind::Src, x}
#define WIN(x) Operand{OperandKind::Window, x}
#define IMM(x) Operand{OperandKind::Immediate, x}
#define IMM16 Operand{OperandKind::Immediate16, b}
#define K16 Operand{OperandKind::Constant16, b}
#define K(x) Operand{OperandKind::Constant8, x}
#define NAME Operand{OperandKind::Name, 0}
#define CACHE Operand{OperandKind::Cache, 0}
#define JUMP Operand{OperandKind::Jump, 0}
#define CONST Operand{OperandKind::Constant, 0}
#define WORD Operand{OperandKind::Word, 0}
constexpr OpInfo kOpInfo[kGenericOps] = {
#define OP(op_name, operands, effects, meaning) describe(#op_name, meaning, effects, KRAIT_UNWRAP operands),
#include "vm/bytecode/ops.def"
};

}  // namespace krait::core
