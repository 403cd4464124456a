// Interned names that C++ code uses. NAME(field, "text"); names of dunders are one field each: __add__ is names->dunder_add.
#pragma once

#include "runtime/object.h"
#include "runtime/objects/str.h"

namespace krait::core {

struct Names {
#define NAME(FIELD, TEXT) Field<Str*> FIELD;
#include "runtime/names.def"
};
// Interned at start-up in one go; traced with the interpreter's roots.
void init_names(Thread& thread);

// K(add) in code: the interned string.
#define KRAIT_NAME(FIELD) (thread.interpreter->names->FIELD.get_relaxed())

}  // namespace krait::core
