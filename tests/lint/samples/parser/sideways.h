#include "lexer/token.h"
#include "runtime/value.h"
