// class code: what the compiler makes of a function, class body, module or expression. Immutable but for op bytes and caches.
#pragma once

#include "runtime/objects/containers.h"
#include "runtime/objects/str.h"

namespace krait::core {

class Liveness;

namespace code_flag {  // as CPython's inspect.CO_*
inline constexpr uint32_t kOptimized = 0x1, kNewLocals = 0x2, kVarArgs = 0x4, kVarKeywords = 0x8, kNested = 0x10,
                          kGenerator = 0x20, kCoroutine = 0x80, kIterableCoroutine = 0x100, kAsyncGenerator = 0x200,
                          kFutureBarryAsFlufl = 0x400000, kFutureAnnotations = 0x1000000, kHasDocstring = 0x4000000,
                          kMethod = 0x8000000;
// Ours alone, not shown in co_flags: the parameters arrive in far registers.
inline constexpr uint32_t kFarParameters = 0x80000000;
}  // namespace code_flag

// [start, end) in words. Innermost first: the first entry that covers a pc is the handler.
struct ExceptionEntry {
    uint32_t start, end, target;
    uint8_t exception_register;  // the exception is put here
    uint8_t outer_register;  // what was being handled around the try statement: its register, or 255 for the caller's
};

// Positions of an instruction: line 0 means none. Columns in UTF-8 bytes, -1 unknown.
struct CodePosition {
    uint32_t start_word;  // of the instruction; entries are sorted, each holds until the next
    int32_t line, end_line, column, end_column;
};

enum class VariableKind : uint8_t { Local = 1, Cell = 2, Free = 4, Argument = 8, Hidden = 16 };  // a bit set

// Where a named variable lives: f_locals, co_varnames, error texts.
struct Variable {
    uint32_t name;   // index into names
    uint32_t index;  // register (locals; for cells the register that holds the CellVariable); closure index (free)
    uint8_t kind;    // VariableKind bits
};

// One inline-cache site. `packed` and `entry` are independent words: an op reads only the one it is specialised for.
//   packed: shape id << 32 | offset << 1 | 1.   entry: an immutable cell (vm/interpreter/caches.h), weakly held.
struct CacheSite {
    std::atomic<uint64_t> packed;
    Field<Cell*> entry;
};

class Code : public Object {
public:
    Field<Str*> name, qualname;
    Field<Str*> filename;
    Field<Tuple*> constants;
    Field<Tuple*> names;       // interned
    Field<Cell*> storage;      // Bytes_ cell that holds the native tables below, one after the other
    Field<Cell*> caches_cell;  // internal cell with CacheSite[cache_count], 16-byte aligned
    Field<Value> lines_cache;  // what co_linetable / co_positions made, on demand
    Field<Value> weakrefs_unused;

    uint32_t* words;  // in storage
    uint32_t word_count;
    ExceptionEntry* exceptions;
    uint32_t exception_count;
    CodePosition* positions;
    uint32_t position_count;
    Variable*
        variables;  // arguments first, in order, then other locals and cells, then free variables in closure order
    uint32_t variable_count;
    uint32_t* site_names;  // name index of each cache site
    CacheSite* caches;     // in caches_cell
    uint32_t cache_count;

    uint32_t flags;
    int32_t first_line;
    uint32_t argument_count;  // positional ones, positional-only included
    uint32_t positional_only_count;
    uint32_t keyword_only_count;
    uint32_t local_count;     // registers [0, local_count) hold named variables (locals and cells)
    uint32_t register_count;  // with temporaries; at most 255
    uint32_t far_count;       // far registers, behind the others
    uint32_t free_count;
    uint32_t call_count;  // how often it was entered (specialisation warms up)
    // Derived from the above by settle(), for the ops that enter a function.
    uint32_t exact_arguments;  // so many positional arguments fill all parameters, with nothing to bind; or kNeverExact
    uint32_t frame_bytes;      // of a Frame with its registers, a multiple of 16
    static constexpr uint32_t kNeverExact = UINT32_MAX;
    void settle();
    std::atomic<const Liveness*> liveness;  // made by the first collection that meets the code in a frame

    // Parameters in registers order: positional, keyword-only, then *args, then **kwargs.
    uint32_t parameter_registers() const {
        return argument_count + keyword_only_count + !!(flags & code_flag::kVarArgs) +
               !!(flags & code_flag::kVarKeywords);
    }
    const CodePosition* position_of(uint32_t word) const;   // null: none
    const ExceptionEntry* handler_of(uint32_t word) const;  // null: none
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Code, Code);

}  // namespace krait::core
