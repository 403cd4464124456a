// What abc.py cannot do in Python: tell the match statement that instances of a class are sequences or mappings (PEP 634).
#include "runtime/errors.h"
#include "runtime/objects/type.h"
#include "stdlib/modules.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

constexpr uint32_t kPatternFlags = type_flag::kSequencePattern | type_flag::kMappingPattern;
constexpr int64_t kSequence = 1 << 5, kMapping = 1 << 6;  // the values of __abc_tpflags__

FUNCTION(
    abc, set_collection_flag, "set_collection_flag(cls, flag, /)",
    "Make instances of a class match sequence (1 << 5) or mapping (1 << 6) patterns. False: nothing was changed, and "
    "the subclasses need not be looked at.") {
    auto* type = args[0].as_if<Type>();
    if (!type) return raise(thread, Exc::TypeError, "set_collection_flag() takes a class");
    int64_t flag = TRY(index_int64_py(thread, args[1]));
    uint32_t wanted = flag == kSequence  ? type_flag::kSequencePattern
                      : flag == kMapping ? type_flag::kMappingPattern
                                         : 0;
    if (!wanted || !type->has(type_flag::kHeapType) || type->has(wanted)) return Value::false_();
    type->flags = (type->flags & ~kPatternFlags) | wanted;
    return Value::true_();
}
FUNCTION(abc, collection_flag, "collection_flag(cls, /)", "What set_collection_flag() set, or 0.") {
    auto* type = args[0].as_if<Type>();
    if (!type) return raise(thread, Exc::TypeError, "collection_flag() takes a class");
    return Value::small(type->has(type_flag::kSequencePattern)  ? kSequence
                        : type->has(type_flag::kMappingPattern) ? kMapping
                                                                : 0);
}

}  // namespace

extern const ModuleSpec kKraitAbcModule;
const ModuleSpec kKraitAbcModule = {
    .name = "_krait_abc",
    .doc = "What abc.py cannot do in Python.",
    .functions = {&abc_set_collection_flag, &abc_collection_flag},
};

}  // namespace krait::core
