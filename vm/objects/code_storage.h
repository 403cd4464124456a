// The native tables of a code object: one storage cell for the constant ones, one cell for the cache sites.
#pragma once

#include <span>

#include "vm/objects/code.h"

namespace krait::core {

struct CodeTables {
    std::span<const uint32_t> words;
    std::span<const ExceptionEntry> exceptions;
    std::span<const CodePosition> positions;
    std::span<const Variable> variables;
    std::span<const uint32_t> site_names;  // one for each cache site
};

// A code object with its tables copied into the heap and its cache sites empty. The named fields (name, constants, counts, flags)
// are the caller's to fill in at once, with field.set(). Collection point.
Result<Code*> make_code(Thread& thread, const CodeTables& tables);

// Fresh, empty cache sites and unspecialised ops of its own for a copy of a code object.
Result<void> renew_caches(Thread& thread, Code* code);
// The instruction words without what the interpreter rewrote.
void copy_generic_words(const Code* code, uint32_t* out);
// Forgets what the sites learned (all of them, with the world stopped: a change that guards do not see).
void reset_caches(Code* code);

}  // namespace krait::core
