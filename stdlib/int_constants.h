// A module's integer constants as a table.
#pragma once

#include <span>

#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"

namespace krait::core {

struct IntConstant {
    const char* name;
    int64_t value;
};

inline Result<void> add_constants(Thread& thread, Module* module, std::span<const IntConstant> constants) {
    for (const IntConstant& constant : constants)
        TRY(module_add(thread, module, constant.name, make_int(thread, constant.value)));
    return {};
}

}  // namespace krait::core
