// The state of one interpreter. Everything that Python code can observe hangs here; nothing is global.
// What a process has only one of is in runtime/process.h.
#pragma once

#include <cstdint>
#include <memory>

#include "runtime/builtin_types.h"
#include "runtime/object.h"
#include "runtime/threads/thread.h"

namespace krait::core {

class Dict;
class Heap;
class List;
class Module;
class Shape;
class Str;
class Tuple;
class Type;
struct Names;    // interned names that C++ code uses (names.h)
struct VmHooks;  // what runtime/ calls in vm/ (vm_hooks.h)
class ThreadRegistry;
class ShapeRegistry;
class InternTable;
class MethodCache;
struct ObjectState;
struct ModuleProvider;

struct InterpreterOptions {
    bool gil = true;
    uint64_t memory_limit = 0;  // bytes; 0: none
    bool hash_seed_given = false;
    uint32_t hash_seed = 0;  // PYTHONHASHSEED; used if given, 0 disables randomisation
    uint32_t recursion_limit = 1000;
    uint32_t int_max_str_digits = 4300;
    uint32_t allow = ~0u;  // capabilities: see allow.h
};

class Interpreter {
public:
    // Creates the interpreter and attaches the calling thread. Cost: about 1 ms.
    static Interpreter* create(const InterpreterOptions& options, Thread** thread);
    // Stops all threads, runs finalizers, frees the heap. `thread` must be attached and the only native entry on it.
    static void destroy(Thread& thread);

    Type* type(BuiltinType which) const { return types[static_cast<int>(which)].get_relaxed(); }
    Type* type(Exc which) const { return types[static_cast<int>(which)].get_relaxed(); }

    InterpreterOptions options;
    Heap* heap = nullptr;
    ThreadRegistry* threads = nullptr;
    ShapeRegistry* shapes = nullptr;
    InternTable* interned = nullptr;
    MethodCache* method_cache = nullptr;
    ObjectState* objects = nullptr;  // objects/object_state.h
    Names* names = nullptr;
    const VmHooks* vm = nullptr;
    const ModuleProvider* module_provider = nullptr;  // vm/import/module_provider.h
    int optimize_level = 0;                           // -O
    std::atomic<int64_t> budget_steps{0};             // threads/events.h
    uint64_t budget_timer = 0;
    uint64_t hash_key0 = 0, hash_key1 = 0;
    uint64_t next_type_version = 1;
    std::atomic<uint32_t> descriptor_epoch{0};  // a class got __get__/__set__/__delete__ after its creation

    // ---- roots: fields of the interpreter itself, traced by the heap as one range of Values/pointers ----
    Field<Type*> types[kBuiltinTypeCount];
    Field<Tuple*> empty_tuple;
    Field<Str*> empty_str;
    Field<Object*> empty_bytes;
    Field<Str*> latin1[256];  // one-character strings, made on demand
    Field<Dict*> modules;     // sys.modules
    Field<Dict*> builtins;    // builtins.__dict__
    Field<Module*> builtins_module;
    Field<Module*> sys_module;
    Field<Object*> infinity, negative_infinity, negative_zero;  // shared heap doubles
    Field<Value> memory_error;                                  // preallocated
    Field<Value> import_function;                               // set by vm/import
    Field<Value> extension_roots[64];                           // for stdlib's per-interpreter state: see state_slot()

    // Per-interpreter state of native modules: a slot number fixed per module in stdlib/state_slots.h.
    Field<Value>& state_slot(int index) { return extension_roots[index]; }
};

// The shared "owner" of root fields: interpreter fields are scanned at every collection, so they need no barrier.
inline Type* type_of_builtin(Thread& thread, BuiltinType which) { return thread.interpreter->type(which); }

}  // namespace krait::core
