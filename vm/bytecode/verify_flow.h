// The verifier's second half: what registers hold on every way through the code (rules 4 and 5 of verify.h).
#pragma once

#include <string>
#include <vector>

#include "vm/bytecode/operands.h"

namespace krait::core {

// `starts` says where instructions begin; operands, jumps and tables are in range. Empty, or what is wrong.
std::string verify_flow(const CodeContents& code, const std::vector<bool>& starts);

}  // namespace krait::core
