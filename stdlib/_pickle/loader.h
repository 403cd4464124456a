// One load: the stack machine. Lives on a native stack.
//
//  1. `stack_` holds the values; a mark is a height of it, and nothing below the last mark (the fence) is taken.
//  2. What an opcode takes it checks first: a pickle may be any bytes at all.
#pragma once

#include <vector>

#include "stdlib/_pickle/input.h"

namespace krait::core::pickling {

class Loader {
public:
    Loader(Thread& thread, Unpickler* unpickler, State* state, Value data)
        : thread_(thread), unpickler_(unpickler), state_(state), input_(thread, unpickler, data) {}
    Result<void> open_py();
    Result<Value> load_py();

private:
    // loader.cpp
    Result<void> step(Op code);
    Result<void> load_int_line();
    Result<void> load_long_line();
    Result<void> load_long(size_t size);
    Result<void> load_float();
    Result<void> load_float_line();
    Result<void> load_str(uint64_t size);
    Result<void> load_bytes(uint64_t size);
    Result<void> load_bytearray();
    Result<void> load_string_line();
    Result<void> push_old_string(std::string_view data);
    Result<void> load_tuple(size_t size);
    Result<void> load_frame();
    Result<uint64_t> size8(const char* what);
    Result<uint64_t> index_line();
    Result<void> get(uint64_t index);
    Result<void> put(uint64_t index);

    // build.cpp
    Result<void> append(size_t from);
    Result<void> set_items(size_t from);
    Result<void> add_items();
    Result<void> make_dict_from(size_t from);
    Result<void> build();
    Result<void> set_state(Value target, Value state);
    Result<void> reduce();
    Result<void> new_object(bool with_keywords);
    Result<void> instantiate(Value cls, size_t from);
    Result<void> global(Value module, Value name);
    Result<void> extension(int64_t code);
    Result<void> persistent(Value id);
    Result<void> next_buffer();
    Result<void> read_only_buffer();
    Result<Value> line_str(bool ascii_only);

    size_t fence() const { return marks_.empty() ? 0 : marks_.back(); }
    Failure underflow() {
        return unpickling_error(thread_, marks_.empty() ? "unpickling stack underflow" : "unexpected MARK found");
    }
    Result<void> push(Value value) { return stack_.push(thread_, value); }
    Result<Value> pop() {
        if (stack_.size() <= fence()) return underflow();
        return stack_.pop();
    }
    Result<Value> top() {
        if (stack_.size() <= fence()) return underflow();
        return stack_.back();
    }
    Result<size_t> pop_mark() {
        if (marks_.empty()) return unpickling_error(thread_, "could not find MARK");
        size_t at = marks_.back();
        marks_.pop_back();
        return at;
    }
    std::span<const Value> above(size_t from) const {
        return from < stack_.size() ? std::span(stack_.data() + from, stack_.size() - from) : std::span<const Value>();
    }
    Result<core::Tuple*> tuple_above(size_t from);

    Thread& thread_;
    Unpickler* unpickler_;
    State* state_;
    Input input_;
    ValueVector stack_;
    std::vector<size_t> marks_;
    Value find_class_, persistent_load_;  // nothing: the usual ones
};

}  // namespace krait::core::pickling
