// class function: code plus what it was defined with.
#pragma once

#include "vm/objects/code.h"

namespace krait::core {

class Function : public Object {
public:
    Field<Code*> code;
    Field<Dict*> globals;
    Field<Dict*> builtins;
    Field<Tuple*> closure;          // of CellVariable, or null
    Field<Tuple*> defaults;         // or null
    Field<Dict*> keyword_defaults;  // or null
    Field<Str*> name, qualname;
    Field<Value> doc;
    Field<Value> module;
    Field<Value> annotations;  // dict, or nothing: ask annotate
    Field<Value> annotate;     // function or None
    Field<Value> type_params;  // tuple or nothing
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Function, Function);

Function* make_function(Thread& thread, Code* code, Dict* globals);

}  // namespace krait::core
