// One code object under construction: instructions, labels, exception ranges; and what comes out.
//
//  1. An instruction after which control never goes on makes what follows unreachable; unreachable instructions are not kept.
//  2. At each point the set of locals that are certainly bound is known (definite assignment): a jump carries it to its
//     label, where the sets of all ways in are intersected. A local in the set needs no check_bound.
//  3. Ranges of the exception table are closed innermost first, so that the first entry that covers a pc is the handler.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/source.h"
#include "vm/bytecode/ops.h"
#include "vm/compiler/constant.h"
#include "vm/objects/code.h"

namespace krait::core {

// Everything a Code holds, as plain data.
struct CompiledUnit {
    std::string name, qualname;
    std::vector<uint32_t> words;
    std::vector<ExceptionEntry> exceptions;
    std::vector<CodePosition> positions;
    std::vector<Variable> variables;
    std::vector<std::string> names;
    std::vector<uint32_t> site_names;
    std::vector<Constant> constants;
    uint32_t flags = 0;
    int32_t first_line = 1;
    uint32_t argument_count = 0, positional_only_count = 0, keyword_only_count = 0;
    uint32_t local_count = 0, register_count = 0, far_count = 0, free_count = 0;
};
std::string disassemble_unit(const CompiledUnit& unit);

// The set of locals that are certainly bound. `all` is the state of unreachable code.
class BoundSet {
public:
    bool has(uint32_t i) const { return i / 64 < words_.size() && words_[i / 64] >> (i % 64) & 1; }
    void add(uint32_t i) {
        if (i / 64 >= words_.size()) words_.resize(i / 64 + 1);
        words_[i / 64] |= uint64_t{1} << (i % 64);
    }
    void remove(uint32_t i) {
        if (i / 64 < words_.size()) words_[i / 64] &= ~(uint64_t{1} << (i % 64));
    }
    void intersect(const BoundSet& other) {
        if (words_.size() > other.words_.size()) words_.resize(other.words_.size());
        for (size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    }
    void subtract(const BoundSet& other) {
        for (size_t i = 0; i < words_.size() && i < other.words_.size(); ++i) words_[i] &= ~other.words_[i];
    }

private:
    std::vector<uint64_t> words_;
};

using LabelId = uint32_t;
inline constexpr uint32_t kNoLabel = UINT32_MAX;
inline constexpr uint8_t kNoRegister = 255;

struct Instruction {
    Op op;
    uint8_t a = 0, b = 0, c = 0;
    uint32_t aux[2] = {0, 0};
    LabelId target = kNoLabel;
    Span span;
};

class UnitBuilder {
public:
    std::vector<Instruction> instructions;
    ConstantPool constants;
    Span span;  // of the instructions that are emitted
    BoundSet bound;

    bool reachable() const { return reachable_; }
    void set_unreachable() { reachable_ = false; }

    void emit(Op op, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0, uint32_t aux0 = 0, uint32_t aux1 = 0);
    void emit16(Op op, uint32_t a, uint16_t bc) { emit(op, a, bc & 255, bc >> 8); }
    void jump(Op op, LabelId target, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0);
    LabelId new_label() {
        labels_.emplace_back();
        return static_cast<LabelId>(labels_.size() - 1);
    }
    void bind(LabelId label);
    // A label that is jumped to from below, or entered by the exception table: the state is what the caller says.
    void bind_with_state(LabelId label, const BoundSet& state);
    bool is_used(LabelId label) const { return labels_[label].used; }

    uint32_t name_index(std::string_view name);
    uint32_t new_site(std::string_view name);
    uint32_t position() const { return static_cast<uint32_t>(instructions.size()); }

    struct Range {
        uint32_t start, end;  // instruction indices
        LabelId target;
        uint8_t exception_register, outer_register;
    };
    void add_range(Range range);

    // Jump threading, removal of what does nothing, and encoding. `out` gets words, exceptions, positions, names, constants.
    void finish(CompiledUnit& out);

private:
    struct Label {
        int64_t position = -1;
        bool used = false;  // some reachable jump leads here
        BoundSet state;
    };
    LabelId threaded(LabelId label) const;

    std::vector<Label> labels_;
    std::vector<Range> ranges_;
    std::vector<std::string> names_;
    std::unordered_map<std::string, uint32_t> name_indices_;
    std::vector<uint32_t> site_names_;
    bool reachable_ = true;
};

}  // namespace krait::core
