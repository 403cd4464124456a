#include "vm/bytecode/disassemble.h"

#include <set>

namespace krait::core {

namespace {

std::string register_text(const ListingInput& input, uint32_t index) {
    std::string name = input.register_name ? input.register_name(index) : std::string();
    return name.empty() ? "r" + std::to_string(index) : name;
}

uint32_t field(uint32_t word, uint8_t position) {
    return position == 0 ? operand_a(word) : position == 1 ? operand_b(word) : operand_c(word);
}

std::set<uint32_t> jump_targets(const ListingInput& input) {
    std::set<uint32_t> targets;
    for (uint32_t at = 0; at < input.words.size();) {
        const OpInfo& info = kOpInfo[op_byte(input.words[at])];
        uint32_t end = at + 1 + info.aux_words, aux = at + 1;
        for (int i = 0; i < info.operand_count; ++i) {
            OperandKind kind = info.operands[i].kind;
            if (kind == OperandKind::Jump) targets.insert(end + input.words[aux]);
            if (kind >= OperandKind::Name && kind != OperandKind::Constant8) ++aux;
        }
        at = end;
    }
    for (const ExceptionEntry& entry : input.exceptions) targets.insert(entry.target);
    return targets;
}

}  // namespace

std::string disassemble(const ListingInput& input, ListingLines lines) {
    std::string out;
    auto targets = jump_targets(input);
    size_t position = 0;
    int32_t line = -1;
    for (uint32_t at = 0; at < input.words.size();) {
        uint32_t word = input.words[at];
        const OpInfo& info = kOpInfo[op_byte(word)];
        uint32_t end = at + 1 + info.aux_words, aux = at + 1;
        while (position < input.positions.size() && input.positions[position].start_word <= at) {
            int32_t next = input.positions[position++].line;
            if (lines == ListingLines::Include && next != line) out += "line " + std::to_string(next) + "\n";
            line = next;
        }
        if (targets.count(at)) out += "L" + std::to_string(at) + ":\n";
        out += "  ";
        out += info.name;
        const char* separator = " ";
        for (int i = 0; i < info.operand_count; ++i) {
            Operand operand = info.operands[i];
            out += separator;
            separator = ", ";
            switch (operand.kind) {
            case OperandKind::Dst:
            case OperandKind::Src:
            case OperandKind::Window: out += register_text(input, field(word, operand.position)); break;
            case OperandKind::Immediate: out += std::to_string(field(word, operand.position)); break;
            case OperandKind::Immediate16: out += std::to_string(operand_imm16(word)); break;
            case OperandKind::Constant16: out += input.constant(word >> 16); break;
            case OperandKind::Constant8: out += input.constant(field(word, operand.position)); break;
            case OperandKind::Name: out += input.name(input.words[aux++]); break;
            case OperandKind::Cache: out += input.name(input.site_names[input.words[aux++]]); break;
            case OperandKind::Jump: out += "L" + std::to_string(end + input.words[aux++]); break;
            case OperandKind::Constant: out += input.constant(input.words[aux++]); break;
            case OperandKind::Word: out += std::to_string(input.words[aux++]); break;
            }
        }
        out += "\n";
        at = end;
    }
    for (const ExceptionEntry& entry : input.exceptions) {
        out += "  [" + std::to_string(entry.start) + ", " + std::to_string(entry.end) + ") -> L" +
               std::to_string(entry.target) + " " + register_text(input, entry.exception_register);
        if (entry.outer_register != 255) out += " in " + register_text(input, entry.outer_register);
        out += "\n";
    }
    return out;
}

}  // namespace krait::core
