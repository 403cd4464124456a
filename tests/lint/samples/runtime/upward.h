#include <krait/krait.h>

#include "lexer/token.h"
#include "vm/frame.h"
// #include "vm/in_a_comment.h"
