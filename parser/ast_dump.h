// The tree as text, in the format of `ast.dump` of CPython 3.14.
#pragma once

#include <string>

#include "parser/ast.h"

namespace krait::ast {

enum class DumpAttributes : uint8_t { Omit, Include };
std::string dump(const Node* node, DumpAttributes attributes = DumpAttributes::Omit);

// Python's repr() of a number, a string or bytes in a constant.
std::string repr(const ConstantValue& value);

}  // namespace krait::ast
