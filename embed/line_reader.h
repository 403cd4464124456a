// The host's line editor, as Python programs meet it: the native module _krait_line, on which readline stands (stdlib/python/), and input() on
// a terminal once readline has been imported.
#pragma once

#include <krait/line_editor.hpp>

#include "runtime/threads/thread.h"

namespace krait::core {

// The editor outlives the interpreter.
void install_line_editor(Thread& thread, LineEditor& editor);

}  // namespace krait::core
