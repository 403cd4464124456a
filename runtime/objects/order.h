// What a comparison says of operands whose order is known.
#pragma once

#include "runtime/native.h"

namespace krait::core {

// Does `op` hold for operands that compare as `order` (negative, zero, positive)?
constexpr bool holds(CompareOp op, int64_t order) {
    switch (op) {
    case CompareOp::Lt: return order < 0;
    case CompareOp::Le: return order <= 0;
    case CompareOp::Eq: return order == 0;
    case CompareOp::Ne: return order != 0;
    case CompareOp::Gt: return order > 0;
    case CompareOp::Ge: return order >= 0;
    }
    return false;
}

}  // namespace krait::core
