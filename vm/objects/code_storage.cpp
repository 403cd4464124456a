#include "vm/objects/code_storage.h"

#include <cstring>

#include "runtime/interpreter.h"
#include "vm/bytecode/ops.h"
#include "vm/interpreter/specialized.h"
#include "vm/vm_state.h"

namespace krait::core {

namespace {

struct CachesCell : Cell {
    TraceFunction trace_function;
    uint64_t count;
    uint64_t unused;
    CacheSite sites[0];
};
static_assert(sizeof(CacheSite) == 16 && sizeof(CachesCell) % 16 == 0);

void trace_caches(Cell* cell, Tracer& tracer) {
    auto* caches = static_cast<CachesCell*>(cell);
    for (uint64_t i = 0; i < caches->count; ++i) tracer.visit(caches->sites[i].entry);
}

Result<Cell*> allocate_internal(Thread& thread, size_t size, Layout layout) {
    if (size <= kLargestSmall) return allocate_cell(thread, size, internal_shape::kInternal, layout);
    return allocate_large(thread, size, internal_shape::kInternal, layout);
}

Result<void> add_caches(Thread& thread, Code* code, size_t count) {
    Cell* cell = TRY(allocate_internal(thread, sizeof(CachesCell) + count * sizeof(CacheSite), Layout::NativeCell));
    auto* caches = static_cast<CachesCell*>(cell);
    caches->trace_function = trace_caches;
    caches->count = count;
    code->caches_cell.set(code, caches);
    code->caches = caches->sites;
    code->cache_count = static_cast<uint32_t>(count);
    return {};
}

template <typename T>
T* place(char*& cursor, std::span<const T> items) {
    T* start = reinterpret_cast<T*>(cursor);
    if (!items.empty()) std::memcpy(static_cast<void*>(start), items.data(), items.size_bytes());
    cursor += (items.size_bytes() + 7) & ~size_t{7};
    return start;
}
template <typename T>
size_t room(std::span<const T> items) {
    return (items.size_bytes() + 7) & ~size_t{7};
}

}  // namespace

Result<Code*> make_code(Thread& thread, const CodeTables& tables) {
    Code* code = allocate<Code>(thread, shape_of(BuiltinType::Code));
    size_t size = sizeof(Cell) + room(tables.words) + room(tables.exceptions) + room(tables.positions) +
                  room(tables.variables) + room(tables.site_names);
    Cell* storage = TRY(allocate_internal(thread, size, Layout::Bytes_));
    code->storage.set(code, storage);
    char* cursor = reinterpret_cast<char*>(storage + 1);
    code->words = place(cursor, tables.words);
    code->word_count = static_cast<uint32_t>(tables.words.size());
    code->exceptions = place(cursor, tables.exceptions);
    code->exception_count = static_cast<uint32_t>(tables.exceptions.size());
    code->positions = place(cursor, tables.positions);
    code->position_count = static_cast<uint32_t>(tables.positions.size());
    code->variables = place(cursor, tables.variables);
    code->variable_count = static_cast<uint32_t>(tables.variables.size());
    code->site_names = place(cursor, tables.site_names);
    TRY(add_caches(thread, code, tables.site_names.size()));
    register_code(thread, code);
    return code;
}

// Instruction by instruction, so that aux words are left alone.
void copy_generic_words(const Code* code, uint32_t* out) {
    for (uint32_t i = 0; i < code->word_count;) {
        uint32_t word = __atomic_load_n(&code->words[i], __ATOMIC_RELAXED);
        Op op = generic_op(op_byte(word));
        out[i++] = (word & ~uint32_t{255}) | static_cast<uint32_t>(op);
        for (uint8_t aux = 0; aux < kOpInfo[static_cast<int>(op)].aux_words; ++aux, ++i) out[i] = code->words[i];
    }
}

Result<void> renew_caches(Thread& thread, Code* code) {
    Cell* words = TRY(allocate_internal(thread, sizeof(Cell) + code->word_count * sizeof(uint32_t), Layout::Bytes_));
    auto* fresh = reinterpret_cast<uint32_t*>(words + 1);
    copy_generic_words(code, fresh);
    // The other tables stay in the old storage, which an array keeps alive beside the new words.
    ValueArray* both = TRY(make_value_array(thread, 2));
    both->items_[0].set(both, Value(words));
    both->items_[1].set(both, Value(code->storage.get()));
    code->words = fresh;
    code->storage.set(code, both);
    return add_caches(thread, code, code->cache_count);
}

void reset_caches(Code* code) {
    for (uint32_t i = 0; i < code->word_count;) {
        uint32_t word = code->words[i];
        Op op = generic_op(op_byte(word));
        __atomic_store_n(reinterpret_cast<uint8_t*>(&code->words[i]), static_cast<uint8_t>(op), __ATOMIC_RELEASE);
        i += 1 + kOpInfo[static_cast<int>(op)].aux_words;
    }
    for (uint32_t i = 0; i < code->cache_count; ++i) {
        code->caches[i].packed.store(0, std::memory_order_relaxed);
        code->caches[i].entry.set(code->caches_cell.get(), nullptr);
    }
}

}  // namespace krait::core
