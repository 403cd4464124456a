#include "vm/bytecode/operands.h"

namespace krait::core {

namespace {

uint32_t field(uint32_t word, uint8_t position) {
    return position == 0 ? operand_a(word) : position == 1 ? operand_b(word) : operand_c(word);
}

// Registers that the window of an op holds, by its meaning in ops.def.
uint32_t window_length(Op op, uint32_t word, uint32_t first_aux) {
    uint32_t c = operand_c(word);
    switch (op) {
    case Op::call:
    case Op::call_kw: return c + 1;
    case Op::call_method:
    case Op::call_method_kw: return c + 2;
    case Op::call_ex: return 3;
    case Op::call_exit: return 2;
    case Op::make_slice:
    case Op::load_super_attr:
    case Op::load_super_method:
    case Op::make_interpolation: return 3;
    case Op::make_dict: return c * 2;
    case Op::make_function: return static_cast<uint32_t>(__builtin_popcount(c & 31));
    case Op::match_class: return 2;
    case Op::unpack: return c;
    case Op::unpack_star: return (first_aux & 0xffff) + (first_aux >> 16) + 1;
    default: return c;
    }
}

uint32_t written(Op op) {
    switch (op) {
    case Op::load_method:
    case Op::load_super_method:
    case Op::load_special:
    case Op::match_group: return 2;
    default: return 1;
    }
}

}  // namespace

Effects effects_of(const uint32_t* words, uint32_t at) {
    Effects effects;
    uint32_t word = words[0];
    auto op = static_cast<Op>(op_byte(word));
    const OpInfo& info = kOpInfo[op_byte(word)];
    uint32_t aux = 1;
    for (int i = 0; i < info.operand_count; ++i) {
        Operand operand = info.operands[i];
        switch (operand.kind) {
        case OperandKind::Dst:
            effects.writes[effects.write_count++] = {field(word, operand.position), written(op)};
            break;
        case OperandKind::Src: effects.reads[effects.read_count++] = {field(word, operand.position), 1}; break;
        case OperandKind::Window: {
            RegisterRange range{field(word, operand.position), window_length(op, word, info.aux_words ? words[1] : 0)};
            if (op == Op::unpack || op == Op::unpack_star) effects.writes[effects.write_count++] = range;
            else effects.reads[effects.read_count++] = range;
            break;
        }
        case OperandKind::Jump:
            effects.has_jump = true;
            effects.jump_target = at + 1 + info.aux_words + words[aux++];
            break;
        case OperandKind::Name:
        case OperandKind::Cache:
        case OperandKind::Constant:
        case OperandKind::Word: ++aux; break;
        default: break;
        }
    }
    // A parameter's cell takes what its register held; deletion and pop_handled look at theirs.
    if (op == Op::make_cell && operand_b(word)) effects.reads[effects.read_count++] = {operand_a(word), 1};
    if (op == Op::delete_local) effects.reads[effects.read_count++] = {operand_a(word), 1};
    if (op == Op::pop_handled && operand_a(word) != 255) effects.reads[effects.read_count++] = {operand_a(word), 1};
    return effects;
}

}  // namespace krait::core
