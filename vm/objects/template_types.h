// string.templatelib: what a t-string makes (PEP 750).
#pragma once

#include "runtime/native.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/relaxed.h"

namespace krait::core {

// strings has one item more than interpolations.
class Template : public Object {
public:
    Field<Tuple*> strings;
    Field<Tuple*> interpolations;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Template, NativeInstance);

class Interpolation : public Object {
public:
    Field<Value> value, expression;
    Field<Value> conversion;  // None or one of 's', 'r', 'a'
    Field<Value> format_spec;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Interpolation, NativeInstance);

// The strings that are not empty and the interpolations, in the order of the source.
class TemplateIterator : public Object {
public:
    Field<Value> source;         // the Template
    Relaxed<uint64_t> position;  // even: the string at position / 2, odd: the interpolation
    static const TypeSpec spec;
};
KRAIT_LAYOUT(TemplateIterator, NativeInstance);

}  // namespace krait::core
