// What inline-cache sites point to. Entries are immutable once published; a site that learns something new gets a new entry.
// Guards name the thing itself: a shape id (never used again while a cache may hold it), a table, a type's version.
#pragma once

#include "runtime/objects/containers.h"
#include "runtime/objects/type.h"
#include "vm/interpreter/specialized.h"
#include "vm/objects/code.h"

namespace krait::core {

struct CacheEntry : Cell {
    TraceFunction trace_function;  // second word: internal cells of layout NativeCell trace themselves
};

// A name's place in a module's tables. Published keys never change, so (table, index) names one variable for ever, and a table
// with `used` entries that lacked the name lacks it as long as `used` stands.
struct GlobalEntry : CacheEntry {
    Field<DictTable*> globals;  // that have the name
    Field<DictTable*>
        absent_from;  // or the globals that lack it, and the builtins that have it: `globals` is null then, so that an
    Field<DictTable*>
        builtins;  // op of the other kind, which another thread has read before, takes neither for its own
    uint32_t globals_used;
    uint32_t index;
};

// What an attribute access found, for one shape.
struct AttributeEntry : CacheEntry {
    Field<Type*> type;        // whose version guards `value`
    Field<Value> value;       // function, class attribute, property getter or setter, descriptor
    Field<DictTable*> table;  // module attributes
    uint64_t version;
    uint32_t shape_id;
    uint32_t new_shape_id;  // store_attr_add
    uint32_t offset;        // bytes, or entry index
    // Another thread may have published an entry of another kind since the op was read: each handler looks.
    enum class Kind : uint8_t {
        None,     // only as `behind`
        Slot,     // inline slot
        AddSlot,  // store: shape transition to an inline slot
        Indirect,  // the object's own attribute, wherever it lies (overflow chunk, dictionary, behind items); then `behind`
        Value,        // class attribute that needs no binding
        Property,     // Python getter; store: Python setter
        Descriptor,   // any other descriptor: its class's __get__ or __set__ is called
        Method,       // function of the class: self is the object
        ClassMethod,  // function of a classmethod: self is the class
        Module,
    } kind;
    Kind behind;                  // of Indirect loads: what the class has
    bool of_itself;               // the object is `type` itself: what is looked up is an attribute of a class object
    uint8_t depth;                // entries behind this one
    uint8_t renewals;             // how often the class changed under the same site
    Field<AttributeEntry*> next;  // polymorphic sites: what other shapes found; newest first

    static constexpr uint32_t kNoShape = ~uint32_t{0};  // matches no object

    bool guards(Cell* object) const {
        Type* owner = type.get_relaxed();
        return object->shape_id_acquire() == shape_id && owner->version.load(std::memory_order_acquire) == version &&
               (!of_itself || object == owner);
    }
    // The entry of this site that is about the object, or null.
    static const AttributeEntry* find(const AttributeEntry* first, Cell* object) {
        for (; first; first = first->next.get_relaxed()) {
            if (first->guards(object)) return first;
        }
        return nullptr;
    }
};
inline constexpr uint8_t kMaxPolymorphic = 3;           // a site with more shapes learns nothing any more
inline constexpr uint8_t kMaxRenewals = 32;             // nor does one whose class changes all the time
inline constexpr uint64_t kMegamorphic = ~uint64_t{0};  // in CacheSite::packed

inline uint64_t pack_slot(uint32_t shape_id, uint32_t offset) {
    return static_cast<uint64_t>(shape_id) << 32 | static_cast<uint64_t>(offset) << 1 | 1;
}

// Each learns from one execution and rewrites the op byte at `word_pc`; does nothing when there is nothing to learn.
void specialize_load_global(Thread& thread, Frame* frame, const uint32_t* pc, CacheSite& site, Str* name,
                            SpecializedOp in_module, SpecializedOp in_builtins);
void specialize_store_global(Thread& thread, Frame* frame, const uint32_t* pc, CacheSite& site, Str* name,
                             SpecializedOp in_module);
void specialize_load_attr(Thread& thread, Code* code, const uint32_t* pc, CacheSite& site, Value object, Str* name);
void specialize_store_attr(Thread& thread, Code* code, const uint32_t* pc, CacheSite& site, Value object, Str* name,
                           uint32_t shape_before);
void specialize_load_method(Thread& thread, Code* code, const uint32_t* pc, CacheSite& site, Value object, Str* name);
// The main word is pc[-1].
inline void rewrite_op(const uint32_t* pc, uint8_t op) {
    __atomic_store_n(reinterpret_cast<uint8_t*>(const_cast<uint32_t*>(pc - 1)), op, __ATOMIC_RELEASE);
}

}  // namespace krait::core
