#include "stdlib/itertools/itertools.h"

namespace krait::core {

using namespace iteration;

extern const ModuleSpec kItertoolsModule;
const ModuleSpec kItertoolsModule = {
    .name = "itertools",
    .doc = "Functional tools for creating and using iterators.",
    .functions = {&kTeeFunction},
    .types = {&kCount,        &kCycle,
              &kRepeat,       &kAccumulate,
              &kCompress,     &kDropWhile,
              &kTakeWhile,    &kFilterFalse,
              &kIslice,       &kStarMap,
              &kChain,        &kZipLongest,
              &kPairwise,     &kBatched,
              &kGroupBy,      &kGrouper,
              &kTee,          &kTeeNode,
              &kProduct,      &kPermutations,
              &kCombinations, &kCombinationsWithReplacement},
};

}  // namespace krait::core
