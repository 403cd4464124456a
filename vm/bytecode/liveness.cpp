#include "vm/bytecode/liveness.h"

namespace krait::core {

namespace {

struct RegisterSet {
    uint64_t bits[4] = {};
    void add(RegisterRange range) {
        for (uint32_t i = range.first; i < range.first + range.count; ++i) bits[i >> 6 & 3] |= uint64_t{1} << (i & 63);
    }
    void remove(RegisterRange range) {
        for (uint32_t i = range.first; i < range.first + range.count; ++i)
            bits[i >> 6 & 3] &= ~(uint64_t{1} << (i & 63));
    }
    void merge(const RegisterSet& other) {
        for (int i = 0; i < 4; ++i) bits[i] |= other.bits[i];
    }
    bool operator==(const RegisterSet&) const = default;
};

struct Instruction {
    Effects effects;
    bool ends;
    uint32_t target = 0;                      // of its jump
    const ExceptionEntry* handler = nullptr;  // the first entry that covers it
};

}  // namespace

Liveness::Liveness(const CodeShape& shape, Op (*generic)(uint8_t op_byte))
    : stride_((shape.register_count + 63) / 64), index_(shape.words.size() + 1, kNone) {
    std::vector<Instruction> instructions;
    for (uint32_t at = 0; at < shape.words.size();) {
        uint32_t words[8];
        words[0] = shape.words[at];
        auto op = generic ? static_cast<uint8_t>(generic(op_byte(words[0]))) : op_byte(words[0]);
        words[0] = (words[0] & ~uint32_t{255}) | op;
        const OpInfo& info = kOpInfo[op];
        for (uint32_t i = 1; i <= info.aux_words && at + i < shape.words.size(); ++i) words[i] = shape.words[at + i];
        index_[at] = static_cast<uint32_t>(instructions.size());
        Instruction instruction{effects_of(words, at), (info.effects & op_effect::kEnds) != 0};
        for (const ExceptionEntry& entry : shape.exceptions)
            if (at >= entry.start && at < entry.end) {
                instruction.handler = &entry;
                break;
            }
        instructions.push_back(instruction);
        at += 1 + info.aux_words;
    }
    std::vector<RegisterSet> live(instructions.size() + 1), waiting(instructions.size());
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = instructions.size(); i-- > 0;) {
            const Instruction& instruction = instructions[i];
            const Effects& effects = instruction.effects;
            RegisterSet set;
            if (!instruction.ends) set = live[i + 1];
            for (int w = 0; w < effects.write_count; ++w) set.remove(effects.writes[w]);
            // A jump of for_next leaves its destination as it was.
            if (effects.has_jump) set.merge(live[index_[effects.jump_target]]);
            if (instruction.handler) {
                RegisterSet at_handler = live[index_[instruction.handler->target]];
                at_handler.remove({instruction.handler->exception_register, 1});
                if (instruction.handler->outer_register != 255)
                    at_handler.add({instruction.handler->outer_register, 1});
                set.merge(at_handler);
            }
            waiting[i] = set;
            for (int r = 0; r < effects.read_count; ++r) set.add(effects.reads[r]);
            if (!(set == live[i])) {
                live[i] = set;
                changed = true;
            }
        }
    }
    before_.resize(instructions.size() * stride_);
    waiting_.resize(before_.size());
    for (size_t i = 0; i < instructions.size(); ++i)
        for (size_t w = 0; w < stride_; ++w) {
            before_[i * stride_ + w] = live[i].bits[w];
            waiting_[i * stride_ + w] = waiting[i].bits[w];
        }
}

}  // namespace krait::core
