#include <krait/command.hpp>

#ifdef KRAIT_READLINE
#include "cli/readline_editor.h"
#endif

int main(int argc, char** argv) {
#ifdef KRAIT_READLINE
    return krait::command(argc, argv, &krait::cli::readline_editor());
#else
    return krait::command(argc, argv);
#endif
}
