#include "vm/bytecode/verify.h"

#include <vector>

#include "vm/compiler/unit.h"

namespace krait::core {

namespace {

enum class Kind : uint8_t { Unreached, Any, Cell, List, Set, Dict };

class Verifier {
public:
    explicit Verifier(const CodeShape& shape) : shape_(shape) {}
    std::string run() {
        if (shape_.register_count > 255 || shape_.local_count > shape_.register_count ||
            shape_.parameter_count > shape_.local_count)
            return "counts of registers do not agree";
        for (uint32_t name : shape_.site_names)
            if (name >= shape_.name_count) return "a cache site has no name";
        if (!find_instructions() || !check_operands() || !check_exceptions() || !flow()) return message_;
        return {};
    }

private:
    using State = std::vector<Kind>;

    bool fail(uint32_t at, const char* what) {
        message_ = "word " + std::to_string(at) + ": " + what;
        return false;
    }

    bool find_instructions() {
        starts_.assign(shape_.words.size() + 1, false);
        bool ends = false;
        for (uint32_t at = 0; at < shape_.words.size();) {
            if (op_byte(shape_.words[at]) >= kGenericOps) return fail(at, "no such op");
            const OpInfo& info = kOpInfo[op_byte(shape_.words[at])];
            if (shape_.words.size() - at < 1u + info.aux_words) return fail(at, "the instruction is cut off");
            starts_[at] = true;
            ends = info.effects & op_effect::kEnds;
            at += 1 + info.aux_words;
        }
        return ends || fail(static_cast<uint32_t>(shape_.words.size()), "control runs off the end");
    }

    bool check_registers(uint32_t at, RegisterRange range) {
        return range.first + range.count <= shape_.register_count || fail(at, "a register is out of range");
    }

    bool check_operands() {
        for (uint32_t at = 0; at < shape_.words.size(); ++at) {
            if (!starts_[at]) continue;
            uint32_t word = shape_.words[at];
            auto op = static_cast<Op>(op_byte(word));
            const OpInfo& info = kOpInfo[op_byte(word)];
            Effects effects = effects_of(&shape_.words[at], at);
            for (int i = 0; i < effects.read_count; ++i)
                if (!check_registers(at, effects.reads[i])) return false;
            for (int i = 0; i < effects.write_count; ++i)
                if (!check_registers(at, effects.writes[i])) return false;
            if (effects.has_jump) {
                if (effects.jump_target >= shape_.words.size() || !starts_[effects.jump_target])
                    return fail(at, "a jump into nothing");
                if (op == Op::jump_back && effects.jump_target > at) return fail(at, "a back-edge leads forwards");
                // Loops without an event point could not be stopped.
                if (op != Op::jump_back && effects.jump_target <= at) return fail(at, "a jump leads backwards");
            }
            uint32_t aux = at + 1;
            for (int i = 0; i < info.operand_count; ++i) {
                Operand operand = info.operands[i];
                uint32_t c = operand.position == 0   ? operand_a(word)
                             : operand.position == 1 ? operand_b(word)
                                                     : operand_c(word);
                switch (operand.kind) {
                case OperandKind::Constant16:
                    if (word >> 16 >= shape_.constant_count) return fail(at, "no such constant");
                    break;
                case OperandKind::Constant8:
                    if (c >= shape_.constant_count) return fail(at, "no such constant");
                    break;
                case OperandKind::Name:
                    if (shape_.words[aux++] >= shape_.name_count) return fail(at, "no such name");
                    break;
                case OperandKind::Cache:
                    if (shape_.words[aux++] >= shape_.site_names.size()) return fail(at, "no such cache site");
                    break;
                case OperandKind::Constant:
                    if (shape_.words[aux++] >= shape_.constant_count) return fail(at, "no such constant");
                    break;
                case OperandKind::Word:
                    if (!check_word(at, op, shape_.words[aux++])) return false;
                    break;
                case OperandKind::Jump: ++aux; break;
                default: break;
                }
            }
            if (op == Op::make_generator && at != 0) return fail(at, "make_generator is the first instruction or none");
        }
        return true;
    }

    bool check_word(uint32_t at, Op op, uint32_t number) {
        switch (op) {
        case Op::load_far:
        case Op::store_far:
            return (number >= shape_.register_count && number < shape_.register_count + shape_.far_count) ||
                   fail(at, "no such far register");
        case Op::load_free:
        case Op::store_free:
        case Op::delete_free:
        case Op::load_free_cell:
        case Op::load_name_or_free:
        case Op::load_dict_or_free: return number < shape_.free_count || fail(at, "no such closure cell");
        case Op::binary:
        case Op::inplace: return number < 14 || fail(at, "no such operator");
        case Op::intrinsic2:
            return number <= static_cast<uint32_t>(Intrinsic::not_implemented_error_if) ||
                   fail(at, "no such intrinsic");
        default: return true;
        }
    }

    bool check_exceptions() {
        for (const ExceptionEntry& entry : shape_.exceptions) {
            if (entry.start >= entry.end || entry.end > shape_.words.size() || !starts_[entry.start] ||
                (entry.end < shape_.words.size() && !starts_[entry.end]))
                return fail(entry.start, "a range of the exception table is out of place");
            if (entry.target >= shape_.words.size() || !starts_[entry.target])
                return fail(entry.start, "a handler is out of place");
            if (entry.exception_register >= shape_.register_count ||
                (entry.outer_register != 255 && entry.outer_register >= shape_.register_count))
                return fail(entry.start, "a handler's register is out of range");
            // A handler that covers itself could be entered for ever.
            if (entry.target >= entry.start && entry.target < entry.end)
                return fail(entry.start, "a handler lies in its own range");
        }
        return true;
    }

    bool merge(uint32_t at, const State& state, std::vector<uint32_t>& work) {
        State& known = states_[at];
        bool changed = false;
        if (known.empty()) {
            known = state;
            changed = true;
        } else {
            for (size_t i = 0; i < state.size(); ++i)
                if (known[i] != state[i] && known[i] != Kind::Any) {
                    known[i] = Kind::Any;
                    changed = true;
                }
        }
        if (changed) work.push_back(at);
        return true;
    }

    // The kinds that registers have before each instruction.
    bool flow() {
        states_.assign(shape_.words.size(), {});
        std::vector<uint32_t> work;
        merge(0, State(shape_.register_count, Kind::Any), work);
        while (!work.empty()) {
            uint32_t at = work.back();
            work.pop_back();
            State state = states_[at];
            uint32_t word = shape_.words[at];
            auto op = static_cast<Op>(op_byte(word));
            const OpInfo& info = kOpInfo[op_byte(word)];
            if (!check_kinds(at, op, word, state)) return false;
            for (const ExceptionEntry& entry : shape_.exceptions)
                if (at >= entry.start && at < entry.end) {
                    State at_handler = state;
                    at_handler[entry.exception_register] = Kind::Any;
                    merge(entry.target, at_handler, work);
                    break;
                }
            Effects effects = effects_of(&shape_.words[at], at);
            State before = state;
            for (int i = 0; i < effects.write_count; ++i)
                for (uint32_t r = 0; r < effects.writes[i].count; ++r) state[effects.writes[i].first + r] = Kind::Any;
            uint32_t a = operand_a(word);
            switch (op) {
            case Op::move: state[a] = before[operand_b(word)]; break;
            case Op::make_cell:
            case Op::load_free_cell: state[a] = Kind::Cell; break;
            case Op::make_list: state[a] = Kind::List; break;
            case Op::make_set: state[a] = Kind::Set; break;
            case Op::make_dict: state[a] = Kind::Dict; break;
            default: break;
            }
            if (effects.has_jump) merge(effects.jump_target, effects.write_count ? before : state, work);
            if (!(info.effects & op_effect::kEnds)) {
                uint32_t next = at + 1 + info.aux_words;
                if (next >= shape_.words.size()) return fail(at, "control runs off the end");
                merge(next, state, work);
            }
        }
        return true;
    }

    bool check_kinds(uint32_t at, Op op, uint32_t word, const State& state) {
        auto want = [&](uint32_t reg, Kind kind, const char* what) { return state[reg] == kind || fail(at, what); };
        switch (op) {
        case Op::load_cell:
        case Op::delete_cell:
        case Op::store_cell: return want(operand_b(word), Kind::Cell, "the register need not hold a cell");
        case Op::list_append:
        case Op::list_extend: return want(operand_a(word), Kind::List, "the register need not hold a list");
        case Op::list_to_tuple: return want(operand_b(word), Kind::List, "the register need not hold a list");
        case Op::prepare_reraise_star: return want(operand_c(word), Kind::List, "the register need not hold a list");
        case Op::set_add:
        case Op::set_update: return want(operand_a(word), Kind::Set, "the register need not hold a set");
        case Op::dict_set:
        case Op::dict_update:
        case Op::dict_merge: return want(operand_a(word), Kind::Dict, "the register need not hold a dict");
        default: return true;
        }
    }

    const CodeShape& shape_;
    std::string message_;
    std::vector<bool> starts_;
    std::vector<State> states_;
};

}  // namespace

std::string verify(const CodeShape& shape) { return Verifier(shape).run(); }

CodeShape verifier_input(const CompiledUnit& unit) {
    CodeShape shape;
    shape.words = unit.words;
    shape.exceptions = unit.exceptions;
    shape.register_count = unit.register_count;
    shape.local_count = unit.local_count;
    shape.far_count = unit.far_count;
    shape.free_count = unit.free_count;
    shape.name_count = static_cast<uint32_t>(unit.names.size());
    shape.constant_count = static_cast<uint32_t>(unit.constants.size());
    shape.site_names = unit.site_names;
    return shape;
}

CodeShape verifier_input(const Code* code, std::span<const uint32_t> generic_words) {
    CodeShape shape;
    shape.words = generic_words;
    shape.exceptions = {code->exceptions, code->exception_count};
    shape.register_count = code->register_count;
    shape.local_count = code->local_count;
    shape.far_count = code->far_count;
    shape.free_count = code->free_count;
    shape.parameter_count = code->flags & code_flag::kFarParameters ? 0 : code->parameter_registers();
    shape.name_count = static_cast<uint32_t>(code->names.get()->size());
    shape.constant_count = static_cast<uint32_t>(code->constants.get()->size());
    shape.site_names = {code->site_names, code->cache_count};
    return shape;
}

}  // namespace krait::core
