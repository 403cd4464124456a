#include "vm/compiler/unit.h"

#include "vm/bytecode/disassemble.h"

namespace krait::core {

void UnitBuilder::emit(Op op, uint32_t a, uint32_t b, uint32_t c, uint32_t aux0, uint32_t aux1) {
    if (!reachable_) return;
    Instruction instruction{
        op, static_cast<uint8_t>(a), static_cast<uint8_t>(b), static_cast<uint8_t>(c), {aux0, aux1}, kNoLabel, span};
    instructions.push_back(instruction);
    if (kOpInfo[static_cast<int>(op)].effects & op_effect::kEnds) reachable_ = false;
}

void UnitBuilder::jump(Op op, LabelId target, uint32_t a, uint32_t b, uint32_t c) {
    if (!reachable_) return;
    Label& label = labels_[target];
    if (!label.used) {
        label.used = true;
        if (label.position < 0) label.state = bound;
    } else if (label.position < 0) {
        label.state.intersect(bound);
    }
    Instruction instruction{
        op, static_cast<uint8_t>(a), static_cast<uint8_t>(b), static_cast<uint8_t>(c), {0, 0}, target, span};
    instructions.push_back(instruction);
    if (kOpInfo[static_cast<int>(op)].effects & op_effect::kEnds) reachable_ = false;
}

void UnitBuilder::bind(LabelId id) {
    Label& label = labels_[id];
    if (label.used) {
        if (reachable_) bound.intersect(label.state);
        else bound = label.state;
        reachable_ = true;
    }
    label.position = position();
}

void UnitBuilder::bind_with_state(LabelId id, const BoundSet& state) {
    labels_[id].used = true;
    labels_[id].position = position();
    bound = state;
    reachable_ = true;
}

uint32_t UnitBuilder::name_index(std::string_view name) {
    auto [found, fresh] = name_indices_.try_emplace(std::string(name), static_cast<uint32_t>(names_.size()));
    if (fresh) names_.emplace_back(name);
    return found->second;
}

uint32_t UnitBuilder::new_site(std::string_view name) {
    if (!reachable_) return 0;
    site_names_.push_back(name_index(name));
    return static_cast<uint32_t>(site_names_.size() - 1);
}

void UnitBuilder::add_range(Range range) {
    if (range.start < range.end) ranges_.push_back(range);
}

// A jump to a jump goes where that one goes. Back-edges stay: they are the event points of loops.
LabelId UnitBuilder::threaded(LabelId label) const {
    for (int hops = 0; hops < 16; ++hops) {
        auto at = static_cast<size_t>(labels_[label].position);
        while (at < instructions.size() && instructions[at].op == Op::nop) ++at;
        if (at >= instructions.size() || instructions[at].op != Op::jump) break;
        label = instructions[at].target;
    }
    return label;
}

// Turns the sense of a conditional jump round; false for others.
static bool negate(Instruction& instruction) {
    switch (instruction.op) {
    case Op::jump_if_true: instruction.op = Op::jump_if_false; return true;
    case Op::jump_if_false: instruction.op = Op::jump_if_true; return true;
    case Op::jump_if_none: instruction.op = Op::jump_if_not_none; return true;
    case Op::jump_if_not_none: instruction.op = Op::jump_if_none; return true;
    case Op::jump_lt:
    case Op::jump_le:
    case Op::jump_eq:
    case Op::jump_ne:
    case Op::jump_gt:
    case Op::jump_ge:
    case Op::jump_lt_k:
    case Op::jump_gt_k:
    case Op::jump_eq_k: instruction.c ^= 1; return true;
    default: return false;
    }
}

void UnitBuilder::finish(CompiledUnit& out) {
    size_t count = instructions.size();
    for (Instruction& instruction : instructions)
        if (instruction.target != kNoLabel && instruction.op != Op::jump_back)
            instruction.target = threaded(instruction.target);
    // `if c: goto L; goto M; L:` is `if not c: goto M`, unless something else leads to the second jump.
    std::vector<bool> is_target(count + 1);
    for (const Instruction& instruction : instructions)
        if (instruction.target != kNoLabel) is_target[static_cast<size_t>(labels_[instruction.target].position)] = true;
    for (const Range& range : ranges_) is_target[static_cast<size_t>(labels_[range.target].position)] = true;
    for (size_t i = 0; i + 2 <= count; ++i) {
        Instruction &branch = instructions[i], &jump = instructions[i + 1];
        if (jump.op != Op::jump || is_target[i + 1] || branch.target == kNoLabel) continue;
        if (labels_[branch.target].position != static_cast<int64_t>(i + 2) || !negate(branch)) continue;
        branch.target = jump.target;
        jump.op = Op::nop;
    }
    // A jump to what follows it, and a move to itself, do nothing.
    for (size_t i = 0; i < count; ++i) {
        Instruction& instruction = instructions[i];
        if (instruction.op == Op::move && instruction.a == instruction.b) instruction.op = Op::nop;
        if (instruction.op == Op::jump) {
            auto target = static_cast<size_t>(labels_[instruction.target].position);
            size_t next = i + 1;
            while (next < count && next < target && instructions[next].op == Op::nop) ++next;
            if (next == target) instruction.op = Op::nop;
        }
    }
    std::vector<uint32_t> starts(count + 1);
    uint32_t at = 0;
    for (size_t i = 0; i < count; ++i) {
        starts[i] = at;
        if (instructions[i].op != Op::nop) at += 1 + kOpInfo[static_cast<int>(instructions[i].op)].aux_words;
    }
    starts[count] = at;
    out.words.reserve(at);
    const Span* last = nullptr;
    for (size_t i = 0; i < count; ++i) {
        const Instruction& instruction = instructions[i];
        if (instruction.op == Op::nop) continue;
        if (!last || !(*last == instruction.span)) {
            const Span& span = instruction.span;
            out.positions.push_back({starts[i], static_cast<int32_t>(span.start.line),
                                     static_cast<int32_t>(span.end.line), static_cast<int32_t>(span.start.column),
                                     static_cast<int32_t>(span.end.column)});
            last = &span;
        }
        int aux = kOpInfo[static_cast<int>(instruction.op)].aux_words;
        out.words.push_back(encode(instruction.op, instruction.a, instruction.b, instruction.c));
        if (instruction.target != kNoLabel) {
            uint32_t target = starts[static_cast<size_t>(labels_[instruction.target].position)];
            out.words.push_back(target - (starts[i] + 2));
        } else {
            for (int k = 0; k < aux; ++k) out.words.push_back(instruction.aux[k]);
        }
    }
    for (const Range& range : ranges_) {
        ExceptionEntry entry{starts[range.start], starts[range.end],
                             starts[static_cast<size_t>(labels_[range.target].position)], range.exception_register,
                             range.outer_register};
        if (entry.start < entry.end) out.exceptions.push_back(entry);
    }
    out.names = std::move(names_);
    out.site_names = std::move(site_names_);
    out.constants = constants.take();
}

std::string disassemble_unit(const CompiledUnit& unit) {
    ListingInput input;
    input.words = unit.words;
    input.exceptions = unit.exceptions;
    input.positions = unit.positions;
    input.site_names = unit.site_names;
    input.name = [&](uint32_t i) { return unit.names.at(i); };
    input.constant = [&](uint32_t i) { return unit.constants.at(i).repr(); };
    input.register_name = [&](uint32_t index) -> std::string {
        for (const Variable& variable : unit.variables)
            if (variable.index == index && !(variable.kind & static_cast<uint8_t>(VariableKind::Free)))
                return (variable.kind & static_cast<uint8_t>(VariableKind::Cell) ? "&" : "") +
                       unit.names.at(variable.name);
        return {};
    };
    std::string out = disassemble(input, ListingLines::Omit);
    for (const Constant& constant : unit.constants)
        if (constant.tag == Constant::Tag::Code)
            out += "\n" + constant.code->qualname + ":\n" + disassemble_unit(*constant.code);
    return out;
}

}  // namespace krait::core
