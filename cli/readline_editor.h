// GNU Readline (GPL) as the command's line editor. It keeps one line and one history for the whole process, so there is one object.
#pragma once

#include <krait/line_editor.hpp>

namespace krait::cli {

// Prepares Readline and gives the editor made of it.
LineEditor& readline_editor();

}  // namespace krait::cli
