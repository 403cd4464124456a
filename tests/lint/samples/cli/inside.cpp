#include <readline/readline.h>

#include "cli/repl.h"
#include "runtime/value.h"
#include <krait/krait.h>
