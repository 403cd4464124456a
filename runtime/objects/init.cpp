#include "runtime/objects/init.h"

#include "runtime/heap/heap.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/intern.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/object_state.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/spec_table.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type_parts.h"
#include "runtime/objects/weak_table.h"

namespace krait::core {

namespace {

// A type whose table is not linked in: its name, and nothing that could be made or done.
struct BareSpecs {
    TypeSpec specs[kBuiltinTypeCount];
};
constexpr const char* kPythonNames[] = {
#define TYPE(NAME, PYTHON) PYTHON,
#define EXCEPTION(NAME, BASE) #NAME,
#include "runtime/builtin_types.def"
};
constexpr BareSpecs make_bare_specs() {
    BareSpecs bare{};
    for (int i = 0; i < kBuiltinTypeCount; ++i) {
        bare.specs[i].name = kPythonNames[i];
        bare.specs[i].flags = type_flag::kNoInstantiate;
    }
    return bare;
}
constexpr BareSpecs kBare = make_bare_specs();

// Young shapes that die leave their id behind: nothing names it any more.
void clear_dead_shapes(Heap& heap, Collection collection, void* data) {
    ShapeRegistry* shapes = static_cast<Interpreter*>(data)->shapes;
    if (collection == Collection::Full && shapes) shapes->clear_dead(heap);
}

}  // namespace

// Cells are made with fixed shape ids, so names, tuples and dicts may be made before their types.
void init_objects(Thread& thread) {
    Interpreter& interpreter = *thread.interpreter;
    if (!interpreter.shapes) interpreter.shapes = new ShapeRegistry;
    thread.heap().add_weak_processor(WeakPhase::AfterFinalizers, clear_dead_shapes, &interpreter);
    if (!interpreter.method_cache) interpreter.method_cache = new MethodCache;
    interpreter.objects = new ObjectState;
    interpreter.objects->native_types.reserve(512);
    init_weak_table(thread);
    if (!interpreter.empty_tuple.get())
        interpreter.empty_tuple.init(allocate<Tuple>(thread, shape_of(BuiltinType::Tuple)));
    init_names(thread);
    for (int i = 0; i < kBuiltinTypeCount; ++i) {
        auto which = static_cast<BuiltinType>(i);
        const TypeSpec* spec = builtin_spec(which);
        make_native_type(thread, spec ? *spec : kBare.specs[i], which);
    }
    join_exception_group(thread);
    if (interpreter.memory_error.get().is_nothing()) {
        auto* error = static_cast<BaseException*>(allocate_instance(thread, interpreter.type(Exc::MemoryError)));
        init_exception(thread, error, interpreter.empty_tuple.get());
        interpreter.memory_error.init(Value(error));
    }
}

void destroy_objects(Interpreter& interpreter) {
    destroy_weak_table(interpreter);
    delete interpreter.interned;
    interpreter.interned = nullptr;
    ObjectState* objects = interpreter.objects;
    interpreter.objects = nullptr;
    delete objects;
    delete interpreter.method_cache;
    delete interpreter.names;
    delete interpreter.shapes;
    interpreter.method_cache = nullptr;
    interpreter.names = nullptr;
    interpreter.shapes = nullptr;
}

}  // namespace krait::core
