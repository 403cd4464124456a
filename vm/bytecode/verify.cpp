#include "vm/bytecode/verify.h"

#include <vector>

#include "vm/bytecode/verify_flow.h"
#include "vm/compiler/unit.h"

namespace krait::core {

namespace {

// The checks that look at one instruction or one table entry at a time.
class Verifier {
public:
    explicit Verifier(const CodeContents& code) : code_(code) {}
    std::string run() {
        if (!check_counts() || !check_variables() || !find_instructions() || !check_operands() || !check_exceptions())
            return message_;
        return verify_flow(code_, starts_);
    }

private:
    bool fail(const char* what) {
        message_ = what;
        return false;
    }
    bool fail(uint32_t at, const char* what) {
        message_ = "word " + std::to_string(at) + ": " + what;
        return false;
    }

    bool check_counts() {
        constexpr uint32_t kMany = 1 << 24;
        if (code_.register_count > 255 || code_.local_count > code_.register_count || code_.far_count > kMany ||
            code_.argument_count > kMany || code_.keyword_only_count > kMany || code_.words.size() > kMany * 16)
            return fail("counts of registers do not agree");
        uint32_t named = code_.argument_count + code_.keyword_only_count, parameters = code_.all_parameters();
        uint32_t room = code_.flags & code_flag::kFarParameters ? code_.far_count : code_.local_count;
        if (parameters > room || code_.positional_only_count > code_.argument_count || named > code_.variables.size())
            return fail("counts of parameters do not agree");
        for (uint32_t name : code_.site_names)
            if (name >= code_.name_count) return fail("a cache site has no name");
        return true;
    }

    bool check_variables() {
        for (const Variable& variable : code_.variables) {
            if (variable.name >= code_.name_count) return fail("a variable has no name");
            bool placed = variable.kind & static_cast<uint8_t>(VariableKind::Free) ? variable.index < code_.free_count
                          : variable.index < code_.register_count
                              ? variable.index < code_.local_count
                              : variable.index - code_.register_count < code_.far_count;
            if (!placed) return fail("a variable is out of place");
        }
        return true;
    }

    bool find_instructions() {
        starts_.assign(code_.words.size() + 1, false);
        bool ends = false;
        for (uint32_t at = 0; at < code_.words.size();) {
            if (op_byte(code_.words[at]) >= kGenericOps) return fail(at, "no such op");
            const OpInfo& info = kOpInfo[op_byte(code_.words[at])];
            if (code_.words.size() - at < 1u + info.aux_words) return fail(at, "the instruction is cut off");
            starts_[at] = true;
            ends = info.effects & op_effect::kEnds;
            at += 1 + info.aux_words;
        }
        if (!ends) return fail(static_cast<uint32_t>(code_.words.size()), "control runs off the end");
        bool suspends = code_.flags & (code_flag::kGenerator | code_flag::kCoroutine | code_flag::kAsyncGenerator);
        if (suspends != (op_byte(code_.words[0]) == static_cast<uint8_t>(Op::make_generator)))
            return fail(0, "the flags and make_generator do not agree");
        return true;
    }

    bool check_registers(uint32_t at, RegisterRange range) {
        return range.first + range.count <= code_.register_count || fail(at, "a register is out of range");
    }

    bool check_operands() {
        for (uint32_t at = 0; at < code_.words.size(); ++at) {
            if (!starts_[at]) continue;
            uint32_t word = code_.words[at];
            auto op = static_cast<Op>(op_byte(word));
            const OpInfo& info = kOpInfo[op_byte(word)];
            Effects effects = effects_of(&code_.words[at], at);
            for (int i = 0; i < effects.read_count; ++i)
                if (!check_registers(at, effects.reads[i])) return false;
            for (int i = 0; i < effects.write_count; ++i)
                if (!check_registers(at, effects.writes[i])) return false;
            if (effects.has_jump) {
                if (effects.jump_target >= code_.words.size() || !starts_[effects.jump_target])
                    return fail(at, "a jump into nothing");
                if (op == Op::jump_back && effects.jump_target > at) return fail(at, "a back-edge leads forwards");
                // Loops without an event point could not be stopped.
                if (op != Op::jump_back && effects.jump_target <= at) return fail(at, "a jump leads backwards");
            }
            uint32_t aux = at + 1, constant = 0;
            bool has_constant = false;
            for (int i = 0; i < info.operand_count; ++i) {
                Operand operand = info.operands[i];
                switch (operand.kind) {
                case OperandKind::Constant16:
                    has_constant = true;
                    constant = word >> 16;
                    break;
                case OperandKind::Constant8:
                    has_constant = true;
                    constant = operand.position == 1 ? operand_b(word) : operand_c(word);
                    break;
                case OperandKind::Constant:
                    has_constant = true;
                    constant = code_.words[aux++];
                    break;
                case OperandKind::Name:
                    if (code_.words[aux++] >= code_.name_count) return fail(at, "no such name");
                    break;
                case OperandKind::Cache:
                    if (code_.words[aux++] >= code_.site_names.size()) return fail(at, "no such cache site");
                    break;
                case OperandKind::Word:
                    if (!check_word(at, op, code_.words[aux++])) return false;
                    break;
                case OperandKind::Jump: ++aux; break;
                default: break;
                }
            }
            if (has_constant && constant >= code_.constants.size()) return fail(at, "no such constant");
            if (has_constant && !check_constant(at, op, word, code_.constants[constant])) return false;
            if (!check_place(at, op)) return false;
        }
        return true;
    }

    bool check_word(uint32_t at, Op op, uint32_t number) {
        switch (op) {
        case Op::load_far:
        case Op::store_far:
            return (number >= code_.register_count && number - code_.register_count < code_.far_count) ||
                   fail(at, "no such far register");
        case Op::load_free:
        case Op::store_free:
        case Op::delete_free:
        case Op::load_free_cell:
        case Op::load_name_or_free:
        case Op::load_dict_or_free: return number < code_.free_count || fail(at, "no such closure cell");
        case Op::binary:
        case Op::inplace: return number < 14 || fail(at, "no such operator");
        case Op::intrinsic2:
            return number <= static_cast<uint32_t>(Intrinsic::not_implemented_error_if) ||
                   fail(at, "no such intrinsic");
        default: return true;
        }
    }

    bool check_constant(uint32_t at, Op op, uint32_t word, const ConstantShape& constant) {
        using Kind = ConstantShape::Kind;
        switch (op) {
        case Op::call_kw:
        case Op::call_method_kw:
            return (constant.kind == Kind::Names && constant.number <= operand_c(word)) ||
                   fail(at, "the constant is no tuple of the arguments' names");
        case Op::match_class: return constant.kind == Kind::Names || fail(at, "the constant is no tuple of names");
        case Op::copy_const:
            return constant.kind == Kind::Names || constant.kind == Kind::Tuple || constant.kind == Kind::Pairs ||
                   constant.kind == Kind::Set || fail(at, "the constant is nothing that can be copied");
        case Op::make_function:
            if (constant.kind != Kind::Code) return fail(at, "the constant is no code");
            return static_cast<bool>(operand_c(word) & 8) == (constant.number > 0) ||
                   fail(at, "the function's closure is not that of its code");
        default: return true;
        }
    }

    // Ops that count on what kind of frame they run in.
    bool check_place(uint32_t at, Op op) {
        constexpr uint32_t kSuspends = code_flag::kGenerator | code_flag::kCoroutine | code_flag::kAsyncGenerator;
        switch (op) {
        case Op::make_generator: return at == 0 || fail(at, "make_generator is the first instruction or none");
        case Op::yield_value:
        case Op::send: return code_.flags & kSuspends || fail(at, "only generators yield");
        case Op::async_yield:
            return code_.flags & code_flag::kAsyncGenerator || fail(at, "only asynchronous generators yield so");
        default: return true;
        }
    }

    bool check_exceptions() {
        for (const ExceptionEntry& entry : code_.exceptions) {
            if (entry.start >= entry.end || entry.end > code_.words.size() || !starts_[entry.start] ||
                (entry.end < code_.words.size() && !starts_[entry.end]))
                return fail(entry.start, "a range of the exception table is out of place");
            if (entry.target >= code_.words.size() || !starts_[entry.target])
                return fail(entry.start, "a handler is out of place");
            if (entry.exception_register >= code_.register_count ||
                (entry.outer_register != 255 && entry.outer_register >= code_.register_count))
                return fail(entry.start, "a handler's register is out of range");
            // A handler that covers itself could be entered for ever.
            if (entry.target >= entry.start && entry.target < entry.end)
                return fail(entry.start, "a handler lies in its own range");
        }
        return true;
    }

    const CodeContents& code_;
    std::string message_;
    std::vector<bool> starts_;
};

ConstantShape shape_of_constant(const Constant& constant) {
    using Kind = ConstantShape::Kind;
    using Tag = Constant::Tag;
    const std::vector<Constant>& items = constant.items;
    switch (constant.tag) {
    case Tag::Str: return {Kind::Str, 0};
    case Tag::Frozenset: return {Kind::Set, 0};
    case Tag::Code: return {Kind::Code, constant.code->free_count};
    case Tag::Tuple: {
        if (items.size() == 3 && items[0].tag == Tag::None && items[1].tag == Tag::Tuple &&
            items[2].tag == Tag::Tuple) {
            if (items[1].items.size() != items[2].items.size()) return {};
            return {Kind::Pairs, 0};
        }
        for (const Constant& item : items)
            if (item.tag != Tag::Str) return {Kind::Tuple, 0};
        return {Kind::Names, static_cast<uint32_t>(items.size())};
    }
    default: return {};
    }
}

ConstantShape shape_of_constant(Value constant) {
    using Kind = ConstantShape::Kind;
    if (constant.is<Str>()) return {Kind::Str, 0};
    if (is_any_set(constant)) return {Kind::Set, 0};
    if (constant.is<Code>()) return {Kind::Code, constant.to<Code>()->free_count};
    if (!constant.is<Tuple>()) return {};
    Tuple* items = constant.to<Tuple>();
    if (items->size() == 3 && (*items)[0].is_none() && (*items)[1].is<Tuple>() && (*items)[2].is<Tuple>()) {
        if ((*items)[1].to<Tuple>()->size() != (*items)[2].to<Tuple>()->size()) return {};
        return {Kind::Pairs, 0};
    }
    for (Value item : items->span())
        if (!item.is<Str>()) return {Kind::Tuple, 0};
    return {Kind::Names, static_cast<uint32_t>(items->size())};
}

template <typename Source>
void fill_counts(CodeContents& contents, const Source& source) {
    contents.register_count = source.register_count;
    contents.local_count = source.local_count;
    contents.far_count = source.far_count;
    contents.free_count = source.free_count;
    contents.flags = source.flags;
    contents.argument_count = source.argument_count;
    contents.positional_only_count = source.positional_only_count;
    contents.keyword_only_count = source.keyword_only_count;
}

}  // namespace

void CodeContents::set_constants(Tuple* values) {
    constants.clear();
    for (Value value : values->span()) constants.push_back(shape_of_constant(value));
    constant_count = static_cast<uint32_t>(constants.size());
}

std::string verify(const CodeContents& code) { return Verifier(code).run(); }

CodeContents verifier_input(const CompiledUnit& unit) {
    CodeContents contents;
    fill_counts(contents, unit);
    contents.words = unit.words;
    contents.exceptions = unit.exceptions;
    contents.variables = unit.variables;
    contents.name_count = static_cast<uint32_t>(unit.names.size());
    contents.constant_count = static_cast<uint32_t>(unit.constants.size());
    for (const Constant& constant : unit.constants) contents.constants.push_back(shape_of_constant(constant));
    contents.site_names = unit.site_names;
    return contents;
}

CodeContents verifier_input(const Code* code, std::span<const uint32_t> generic_words) {
    CodeContents contents;
    fill_counts(contents, *code);
    contents.words = generic_words;
    contents.exceptions = {code->exceptions, code->exception_count};
    contents.variables = {code->variables, code->variable_count};
    contents.name_count = static_cast<uint32_t>(code->names.get()->size());
    contents.set_constants(code->constants.get());
    contents.site_names = {code->site_names, code->cache_count};
    return contents;
}

}  // namespace krait::core
