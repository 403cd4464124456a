#include "../base/arena.h"
#include "base/arena.h"
#include "parser/ast.h"
