#include "vm/bytecode/liveness.h"

namespace krait::core {

Liveness::Liveness(const CodeShape& shape) : index_(shape.words.size() + 1, UINT32_MAX) {
    std::vector<uint32_t> starts;
    for (uint32_t at = 0; at < shape.words.size(); at += 1 + kOpInfo[op_byte(shape.words[at])].aux_words) {
        index_[at] = static_cast<uint32_t>(starts.size());
        starts.push_back(at);
    }
    live_.resize(starts.size() + 1);
    // The handler of each instruction: the first entry that covers it.
    std::vector<const ExceptionEntry*> handlers(starts.size());
    for (size_t i = 0; i < starts.size(); ++i)
        for (const ExceptionEntry& entry : shape.exceptions)
            if (starts[i] >= entry.start && starts[i] < entry.end) {
                handlers[i] = &entry;
                break;
            }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = starts.size(); i-- > 0;) {
            const uint32_t* words = shape.words.data() + starts[i];
            const OpInfo& info = kOpInfo[op_byte(words[0])];
            Effects effects = effects_of(words, starts[i]);
            Set set;
            if (!(info.effects & op_effect::kEnds)) set = live_[i + 1];
            if (effects.has_jump) set.merge(live_[index_[effects.jump_target]]);
            for (int w = 0; w < effects.write_count; ++w)
                for (uint32_t r = 0; r < effects.writes[w].count; ++r) set.remove(effects.writes[w].first + r);
            // A jump of for_next leaves its destination as it was.
            if (effects.has_jump && effects.write_count) set.merge(live_[index_[effects.jump_target]]);
            if (handlers[i]) {
                Set at_handler = live_[index_[handlers[i]->target]];
                at_handler.remove(handlers[i]->exception_register);
                if (handlers[i]->outer_register != 255) at_handler.add(handlers[i]->outer_register);
                set.merge(at_handler);
            }
            for (int r = 0; r < effects.read_count; ++r)
                for (uint32_t k = 0; k < effects.reads[r].count; ++k) set.add(effects.reads[r].first + k);
            if (!(set == live_[i])) {
                live_[i] = set;
                changed = true;
            }
        }
    }
}

bool Liveness::is_live_at(uint32_t word, uint32_t register_index) const {
    return word < index_.size() && index_[word] != UINT32_MAX && register_index < 256 &&
           live_[index_[word]].has(register_index);
}

}  // namespace krait::core
