#include "runtime/names.h"

#include "runtime/interpreter.h"

namespace krait::core {

void init_names(Thread& thread) {
    auto* names = new Names;
    thread.interpreter->names = names;
#define NAME(FIELD, TEXT) names->FIELD.init(intern(thread, TEXT));
#include "runtime/names.def"
}

}  // namespace krait::core
