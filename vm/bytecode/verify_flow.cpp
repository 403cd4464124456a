#include "vm/bytecode/verify_flow.h"

#include <algorithm>

namespace krait::core {

namespace {

// What a register holds. From kCellTuple on: a tuple of as many cells, for the closure of a function.
using Kind = uint8_t;
constexpr Kind kUndefined = 0;  // what an earlier call left there: not to be read
constexpr Kind kMaybe = 1;      // a value or nothing
constexpr Kind kAny = 2;        // a value
constexpr Kind kCell = 3, kList = 4, kSet = 5, kDict = 6, kTuple = 7, kStr = 8;
constexpr Kind kException = 9, kExceptionOrNone = 10;
constexpr Kind kCellTuple = 64;
constexpr uint32_t kMostTrackedCells = 30;  // a longer closure is checked when the function is made
constexpr uint32_t kNoHandler = UINT32_MAX;

Kind join(Kind a, Kind b) {
    if (a == b) return a;
    if (a == kUndefined || b == kUndefined) return kUndefined;
    if (a == kMaybe || b == kMaybe) return kMaybe;
    if ((a == kException || a == kExceptionOrNone) && (b == kException || b == kExceptionOrNone))
        return kExceptionOrNone;
    return kAny;
}

class Flow {
public:
    Flow(const CodeContents& code, const std::vector<bool>& starts) : code_(code), starts_(starts) {}
    std::string run() {
        size_ = code_.register_count + code_.far_count;
        find_places();
        if (size_ * (leader_count_ + 1) > size_t{1} << 28) return "the code is too large to be verified";
        find_named_registers();
        State first(size_, kUndefined);
        for (uint32_t r = 0; r < code_.local_count; ++r) first[r] = kMaybe;
        for (uint32_t r = code_.register_count; r < size_; ++r) first[r] = kMaybe;
        uint32_t parameters = code_.flags & code_flag::kFarParameters ? code_.register_count : 0;
        for (uint32_t i = 0; i < code_.all_parameters(); ++i) first[parameters + i] = kAny;
        merge(0, first);
        while (!work_.empty()) {
            uint32_t leader = work_.back();
            work_.pop_back();
            queued_[leader] = false;
            if (!run_block(leader)) return message_;
        }
        return {};
    }

private:
    using State = std::vector<Kind>;

    bool fail(uint32_t at, const char* what) {
        message_ = "word " + std::to_string(at) + ": " + what;
        return false;
    }

    // Where control comes from elsewhere, and the handler of each instruction: the first entry that covers it. Each word is painted
    // once; `next` skips those that are.
    void find_places() {
        auto count = static_cast<uint32_t>(code_.words.size());
        leaders_.assign(count, false);
        queued_.assign(count, false);
        states_.assign(count, {});
        handlers_.assign(count, kNoHandler);
        leaders_[0] = true;
        for (uint32_t at = 0; at < count; ++at) {
            if (!starts_[at]) continue;
            Effects effects = effects_of(&code_.words[at], at);
            if (effects.has_jump) leaders_[effects.jump_target] = true;
        }
        std::vector<uint32_t> next(count + 1);
        for (uint32_t i = 0; i <= count; ++i) next[i] = i;
        auto find = [&](uint32_t i) {
            while (next[i] != i) i = next[i] = next[next[i]];
            return i;
        };
        for (uint32_t e = 0; e < code_.exceptions.size(); ++e) {
            const ExceptionEntry& entry = code_.exceptions[e];
            leaders_[entry.target] = true;
            for (uint32_t at = find(entry.start); at < entry.end; at = find(at)) {
                handlers_[at] = e;
                next[at] = at + 1;
            }
        }
        leader_count_ = static_cast<size_t>(std::count(leaders_.begin(), leaders_.end(), true));
    }

    void find_named_registers() {
        named_.assign(size_, false);
        for (uint32_t r = code_.register_count; r < size_; ++r) named_[r] = true;
        for (const Variable& variable : code_.variables)
            if (!(variable.kind & (static_cast<uint8_t>(VariableKind::Cell) | static_cast<uint8_t>(VariableKind::Free) |
                                   static_cast<uint8_t>(VariableKind::Hidden))))
                named_[variable.index] = true;
    }

    void merge_register(uint32_t leader, uint32_t r, Kind kind) {
        Kind joined = join(states_[leader][r], kind);
        if (joined == states_[leader][r]) return;
        states_[leader][r] = joined;
        queue(leader);
    }
    void queue(uint32_t leader) {
        if (queued_[leader]) return;
        queued_[leader] = true;
        work_.push_back(leader);
    }
    void merge(uint32_t leader, const State& state) {
        if (states_[leader].empty()) {
            states_[leader] = state;
            queue(leader);
            return;
        }
        for (uint32_t r = 0; r < size_; ++r) merge_register(leader, r, state[r]);
    }
    Kind as_held(uint32_t r, Kind kind) const { return named_[r] && kind > kAny ? kAny : kind; }
    void merge_handler(const ExceptionEntry& entry, const State& state) {
        if (states_[entry.target].empty()) {
            State entered = state;
            entered[entry.exception_register] = as_held(entry.exception_register, kException);
            merge(entry.target, entered);
            return;
        }
        for (uint32_t r = 0; r < size_; ++r)
            merge_register(entry.target, r, r == entry.exception_register ? as_held(r, kException) : state[r]);
    }

    bool run_block(uint32_t at) {
        State state = states_[at];
        uint32_t handler = kNoHandler;
        for (bool first = true;; first = false) {
            if (leaders_[at] && !first) {
                merge(at, state);
                return true;
            }
            uint32_t word = code_.words[at];
            auto op = static_cast<Op>(op_byte(word));
            const OpInfo& info = kOpInfo[op_byte(word)];
            Effects effects = effects_of(&code_.words[at], at);
            if (!check_reads(at, op, word, effects, state)) return false;
            if (handlers_[at] != handler) {
                handler = handlers_[at];
                if (handler != kNoHandler) merge_handler(code_.exceptions[handler], state);
            }
            if (effects.has_jump) {
                // What the op writes is not written when it jumps.
                if (op == Op::jump_if_not_none && state[operand_a(word)] == kExceptionOrNone) {
                    State jumping = state;
                    jumping[operand_a(word)] = kException;
                    merge(effects.jump_target, jumping);
                } else {
                    merge(effects.jump_target, state);
                }
            }
            if (info.effects & op_effect::kEnds) return true;
            if (op == Op::jump_if_none && state[operand_a(word)] == kExceptionOrNone)
                state[operand_a(word)] = kException;
            apply(at, op, word, effects, state);
            uint32_t next = at + 1 + info.aux_words;
            if (next >= code_.words.size()) return fail(at, "control runs off the end");
            // Within a range only what this instruction wrote is new to the handler.
            if (handler != kNoHandler && handlers_[next] == handler) {
                const ExceptionEntry& entry = code_.exceptions[handler];
                for (int i = 0; i < effects.write_count; ++i)
                    for (uint32_t k = 0; k < effects.writes[i].count; ++k) {
                        uint32_t r = effects.writes[i].first + k;
                        if (r != entry.exception_register) merge_register(entry.target, r, state[r]);
                    }
                if (op == Op::store_far) merge_register(entry.target, code_.words[at + 1], state[code_.words[at + 1]]);
            }
            at = next;
        }
    }

    Kind kind_of_constant(uint32_t index) const {
        switch (code_.constants[index].kind) {
        case ConstantShape::Kind::Str: return kStr;
        case ConstantShape::Kind::Tuple:
        case ConstantShape::Kind::Names:
        case ConstantShape::Kind::Pairs: return kTuple;
        default: return kAny;
        }
    }

    void apply(uint32_t at, Op op, uint32_t word, const Effects& effects, State& state) {
        uint32_t a = operand_a(word), b = operand_b(word), c = operand_c(word);
        Kind made = kAny, second = kMaybe;
        switch (op) {
        case Op::move: made = state[b]; break;
        case Op::load_const: made = kind_of_constant(word >> 16); break;
        case Op::load_const_far: made = kind_of_constant(code_.words[at + 1]); break;
        case Op::load_far: made = state[code_.words[at + 1]]; break;
        case Op::store_far: {
            uint32_t far = code_.words[at + 1];
            state[far] = as_held(far, state[a]);
            return;
        }
        case Op::check_bound:
            if (state[a] == kMaybe) state[a] = kAny;
            return;
        case Op::delete_local:
        case Op::clear: made = kMaybe; break;
        case Op::make_cell:
        case Op::load_free_cell: made = kCell; break;
        case Op::make_list: made = kList; break;
        case Op::make_set: made = kSet; break;
        case Op::make_dict: made = kDict; break;
        case Op::copy_const: {
            ConstantShape::Kind kind = code_.constants[code_.words[at + 1]].kind;
            made = kind == ConstantShape::Kind::Set ? kSet : kind == ConstantShape::Kind::Pairs ? kDict : kList;
            break;
        }
        case Op::list_to_tuple: made = kTuple; break;
        case Op::make_tuple: {
            bool cells = c > 0 && c <= kMostTrackedCells;
            for (uint32_t i = 0; i < c; ++i) cells &= state[b + i] == kCell;
            made = cells ? static_cast<Kind>(kCellTuple + c) : kTuple;
            break;
        }
        case Op::join_strings:
        case Op::format_simple:
        case Op::format_spec:
        case Op::convert: made = kStr; break;
        case Op::match_group: made = second = kExceptionOrNone; break;
        case Op::prepare_reraise_star: made = kExceptionOrNone; break;
        case Op::intrinsic:
            if (static_cast<Intrinsic>(c) == Intrinsic::stop_iteration_error) made = kException;
            break;
        case Op::unpack:
        case Op::unpack_star: second = kAny; break;
        default: break;
        }
        for (int i = 0; i < effects.write_count; ++i)
            for (uint32_t k = 0; k < effects.writes[i].count; ++k) {
                uint32_t r = effects.writes[i].first + k;
                state[r] = as_held(r, k == 0 ? made : second);
            }
    }

    bool want(uint32_t at, const State& state, uint32_t r, Kind kind, const char* what) {
        return state[r] == kind || fail(at, what);
    }
    bool want_tuple(uint32_t at, const State& state, uint32_t r) {
        return state[r] == kTuple || state[r] > kCellTuple || fail(at, "the register need not hold a tuple");
    }

    bool check_reads(uint32_t at, Op op, uint32_t word, const Effects& effects, const State& state) {
        for (int i = 0; i < effects.read_count; ++i)
            for (uint32_t k = 0; k < effects.reads[i].count; ++k) {
                Kind kind = state[effects.reads[i].first + k];
                if (kind == kUndefined) return fail(at, "a register is read that nothing wrote");
                if (kind == kMaybe && !takes_nothing(op, k)) return fail(at, "a register is read that may be unbound");
            }
        uint32_t a = operand_a(word), b = operand_b(word), c = operand_c(word);
        const char* no_exception = "the register need not hold an exception";
        switch (op) {
        case Op::load_far: return state[code_.words[at + 1]] != kUndefined || fail(at, "no such far register");
        case Op::load_cell:
        case Op::delete_cell:
        case Op::store_cell: return want(at, state, b, kCell, "the register need not hold a cell");
        case Op::list_append:
        case Op::list_extend: return want(at, state, a, kList, "the register need not hold a list");
        case Op::list_to_tuple: return want(at, state, b, kList, "the register need not hold a list");
        case Op::set_add:
        case Op::set_update: return want(at, state, a, kSet, "the register need not hold a set");
        case Op::dict_set:
        case Op::dict_update:
        case Op::dict_merge: return want(at, state, a, kDict, "the register need not hold a dict");
        case Op::format_spec: return want(at, state, c, kStr, "the register need not hold a string");
        case Op::join_strings:
            for (uint32_t i = 0; i < c; ++i)
                if (!want(at, state, b + i, kStr, "the register need not hold a string")) return false;
            return true;
        case Op::make_template: return want_tuple(at, state, b) && want_tuple(at, state, c);
        case Op::match_keys: return want_tuple(at, state, c);
        case Op::reraise:
        case Op::end_async_for: return want(at, state, a, kException, no_exception);
        case Op::pop_handled: return a == 255 || want(at, state, a, kException, no_exception);
        case Op::match_exception:
        case Op::match_group: return want(at, state, b, kException, no_exception);
        case Op::call_exit: return want(at, state, c, kException, no_exception);
        case Op::prepare_reraise_star:
            return want(at, state, b, kException, no_exception) &&
                   want(at, state, c, kList, "the register need not hold a list");
        case Op::intrinsic:
            return static_cast<Intrinsic>(c) != Intrinsic::stop_iteration_error ||
                   want(at, state, b, kException, no_exception);
        case Op::make_function: return check_function(at, word, state);
        default: return true;
        }
    }

    // The window's k-th register, or the only one, may be nothing.
    static bool takes_nothing(Op op, uint32_t k) {
        switch (op) {
        case Op::move:
        case Op::store_far:
        case Op::check_bound:
        case Op::delete_local:
        case Op::make_cell: return true;
        case Op::call_method:
        case Op::call_method_kw:
        case Op::call_exit: return k == 1;
        case Op::call_ex: return k == 2;
        default: return false;
        }
    }

    bool check_function(uint32_t at, uint32_t word, const State& state) {
        uint32_t flags = operand_c(word), next = operand_b(word);
        for (uint32_t flag : {1, 2, 4}) next += !!(flags & flag);  // looked at when the function is made
        if (flags & 8) {
            uint32_t cells = code_.constants[code_.words[at + 1]].number;
            bool right = cells > kMostTrackedCells ? state[next] == kTuple : state[next] == kCellTuple + cells;
            if (!right) return fail(at, "the function's closure is not that of its code");
        }
        return true;
    }

    const CodeContents& code_;
    const std::vector<bool>& starts_;
    std::string message_;
    size_t size_ = 0, leader_count_ = 0;
    std::vector<bool> leaders_, queued_, named_;
    std::vector<uint32_t> handlers_;  // index into the exception table
    std::vector<State> states_;       // before each leader that was reached
    std::vector<uint32_t> work_;
};

}  // namespace

std::string verify_flow(const CodeContents& code, const std::vector<bool>& starts) { return Flow(code, starts).run(); }

}  // namespace krait::core
