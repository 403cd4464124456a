#include <krait/krait.h>
#include <readline/readline.h>

#include "cli/repl.h"
#include "vm/frame.h"
