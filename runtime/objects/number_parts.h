// Small things that the tables of int, bool, float and complex share.
#pragma once

#include "runtime/native.h"
#include "runtime/primitives/format/format_spec.h"

namespace krait::core {

constexpr void set_binary(Slots& slots, BinaryOp op, BinarySlot function) {
    slots.binary[static_cast<int>(op)] = function;
}
constexpr void set_unary(Slots& slots, UnaryOp op, UnarySlot function) { slots.unary[static_cast<int>(op)] = function; }

// format(code, "c").
Result<Value> formatted_character(Thread& thread, const FormatSpec& spec, uint32_t code);

}  // namespace krait::core
