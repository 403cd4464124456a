// The enumeration of built-in types. A plain built-in's shape id equals its number here plus kFirstBuiltinShape.
#pragma once

#include <cstdint>

namespace krait::core {

// Shape ids of internal cells, which have no type.
namespace internal_shape {
inline constexpr uint32_t kFree = 0;
inline constexpr uint32_t kInternal = 1;
}  // namespace internal_shape
inline constexpr uint32_t kFirstBuiltinShape = 2;
inline constexpr uint32_t kFirstDynamicShape = 256;

enum class BuiltinType : uint16_t {
#define TYPE(NAME, PYTHON) NAME,
#define EXCEPTION(NAME, BASE) NAME,
#include "runtime/builtin_types.def"
    Count_
};
inline constexpr int kBuiltinTypeCount = static_cast<int>(BuiltinType::Count_);
static_assert(kFirstBuiltinShape + kBuiltinTypeCount <= kFirstDynamicShape);

inline constexpr uint32_t shape_of(BuiltinType type) { return kFirstBuiltinShape + static_cast<uint32_t>(type); }

// The built-in exceptions alone, for raise(thread, Exc::TypeError, ...).
enum class Exc : uint16_t {
#define TYPE(NAME, PYTHON)
#define EXCEPTION(NAME, BASE) NAME = static_cast<uint16_t>(BuiltinType::NAME),
#include "runtime/builtin_types.def"
};

}  // namespace krait::core
