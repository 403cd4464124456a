#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

void Emitter::match_statement(Match* node) { error(node, "the match statement is not compiled yet"); }

}  // namespace krait::core
