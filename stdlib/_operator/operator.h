// The module _operator. Library Reference: operator.
#pragma once

#include "stdlib/native_helpers.h"

namespace krait::core::operators {

extern const TypeSpec kItemGetter, kAttrGetter, kMethodCaller;  // getters.cpp

}  // namespace krait::core::operators
