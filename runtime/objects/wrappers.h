// The table that joins slots and dunder names, both ways (Language Reference 3.3).
//
//  1. A native slot is seen from Python as a slot wrapper: list.__len__ is a WrapperDescriptor that holds the slot's function.
//  2. A dunder that is found in a Python class puts the entry's `dispatch` function in the slot: it looks the name up and calls it.
//     When all that is found for a slot are wrappers of one native function, the slot is that function itself.
//  3. Several names may share a slot (__lt__ ... __ge__, __setitem__ and __delitem__), and a name may stand for several slots
//     (__add__: a number's, a sequence's). Entries of one slot are adjacent.
#pragma once

#include <span>

#include "runtime/call.h"
#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/type.h"

namespace krait::core {

struct WrapperSpec {
    Field<Str*> Names::* name;
    const char* signature;
    const char* doc;
    uint16_t offset;  // of the slot in Slots
    Result<Value> (*call)(Thread& thread, const WrapperSpec& spec, void* function, Value self,
                          const CallArguments& arguments);
    void* dispatch;  // null: no Python class gets this slot by the name
    int detail = 0;  // CompareOp, BinaryOp, ...: for `call`
};

std::span<const WrapperSpec> wrapper_table();
inline void*& slot_at(Slots& slots, uint16_t offset) {
    return *reinterpret_cast<void**>(reinterpret_cast<char*>(&slots) + offset);
}
inline void* slot_at(const Slots& slots, uint16_t offset) { return slot_at(const_cast<Slots&>(slots), offset); }

// After a change of `name` in the type's MRO (null: any): sets the slots that it stands for. slot_dispatch.cpp.
void update_slots(Thread& thread, Type* type, Str* name);
Result<int64_t> hash_not_implemented(Thread& thread, Value self);
// object.__new__'s kin: the NativeFunction behind list.__new__.
extern const NativeSpec kNewSpec;
Value make_new_function(Thread& thread, Type* type);
// Is the slot one that calls a Python-defined dunder?
bool is_dispatch(const void* function);
// type(object).name(object, ...) for a dunder known to be defined; AttributeError(name) if it is not.
Result<Value> call_dunder_py(Thread& thread, Value object, Str* name, std::span<const Value> arguments);

}  // namespace krait::core
