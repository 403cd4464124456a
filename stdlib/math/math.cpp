// The module math (Library Reference): its table and constants.
#include <cmath>
#include <limits>

#include "runtime/objects/functions.h"
#include "stdlib/math/math_parts.h"

namespace krait::core {

static Result<void> add_constants(Thread& thread, Module* module) {
    TRY(module_add(thread, module, "pi", make_float(thread, M_PI)));
    TRY(module_add(thread, module, "e", make_float(thread, M_E)));
    TRY(module_add(thread, module, "tau", make_float(thread, 2 * M_PI)));
    TRY(module_add(thread, module, "inf", make_float(thread, HUGE_VAL)));
    return module_add(thread, module, "nan", make_float(thread, std::numeric_limits<double>::quiet_NaN()));
}

#define MATH_LIST(NAME) &kMath_##NAME,
extern const ModuleSpec kMathModule;
const ModuleSpec kMathModule = {
    .name = "math",
    .doc = "Mathematical functions of real numbers, as the C library and IEEE 754 define them.",
    .functions = {MATH_ELEMENTARY(MATH_LIST) MATH_INTEGERS(MATH_LIST) MATH_SUMS(MATH_LIST)},
    .execute = add_constants,
};

}  // namespace krait::core
