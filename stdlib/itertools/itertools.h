// The module itertools. Library Reference: itertools. Each iterator is a native type; 3.14's cannot be copied or pickled.
#pragma once

#include "stdlib/native_helpers.h"

namespace krait::core::iteration {

// infinite.cpp
extern const TypeSpec kCount, kCycle, kRepeat;
// selecting.cpp
extern const TypeSpec kAccumulate, kCompress, kDropWhile, kTakeWhile, kFilterFalse, kIslice, kStarMap;
// combining.cpp
extern const TypeSpec kChain, kZipLongest, kPairwise, kBatched;
// grouping.cpp
extern const TypeSpec kGroupBy, kGrouper, kTee, kTeeNode;
extern const NativeSpec kTeeFunction;
// combinatoric.cpp
extern const TypeSpec kProduct, kPermutations, kCombinations, kCombinationsWithReplacement;

}  // namespace krait::core::iteration
