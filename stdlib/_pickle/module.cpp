// The module _pickle: its errors, the state of an interpreter, and the four functions.
#include "runtime/buffer.h"
#include "stdlib/_pickle/pickle.h"
#include "stdlib/state_slots.h"

namespace krait::core::pickling {

const TypeSpec State::spec = {
    .name = "_pickle.State",
    .size = sizeof(State),
    .flags = type_flag::kNoInstantiate,
    .trace = trace_members<State, &State::dispatch_table, &State::extension_registry, &State::inverted_registry,
                           &State::extension_cache, &State::getattr, &State::codecs_encode, &State::pickle_buffer,
                           &State::new_object, &State::new_object_ex>,
};

Result<Value> module_py(Thread& thread, Str* name) {
    name = intern(thread, name);
    Value found = dict_get_str(thread, thread.interpreter->modules.get(), name);
    if (found.is<Module>()) return found;
    return thread.interpreter->vm->import_module_py(thread, name);
}

static Result<Value> attribute_of_module_py(Thread& thread, const char* module, const char* name) {
    Value from = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, module)));
    return get_attribute_py(thread, from, name);
}

Result<State*> state_of_py(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kPickleState);
    if (slot.get().is_cell()) return slot.get().to<State>();
    auto* state = allocate_native<State>(thread, State::spec);
    struct {
        Field<Value> State::* field;
        const char* name;
    } const tables[] = {{&State::dispatch_table, "dispatch_table"},
                        {&State::extension_registry, "_extension_registry"},
                        {&State::inverted_registry, "_inverted_registry"},
                        {&State::extension_cache, "_extension_cache"}};
    for (auto& table : tables) {
        Value found = TRY(attribute_of_module_py(thread, "copyreg", table.name));
        if (!found.is<Dict>())
            return raise(thread, Exc::RuntimeError, "copyreg.{} should be a dict, not {}", table.name,
                         type_name(thread, found));
        (state->*table.field).set(state, found);
    }
    state->getattr.set(state, TRY(attribute_of_module_py(thread, "builtins", "getattr")));
    state->codecs_encode.set(state, TRY(attribute_of_module_py(thread, "codecs", "encode")));
    state->pickle_buffer.set(state, TRY(attribute_of_module_py(thread, "_pickle_buffer", "PickleBuffer")));
    state->new_object.set(state, intern(thread, "__newobj__"));
    state->new_object_ex.set(state, intern(thread, "__newobj_ex__"));
    slot.init(Value(state));
    return state;
}

Result<Dict*> compatibility_table_py(Thread& thread, const char* name) {
    Value found = TRY(attribute_of_module_py(thread, "_compat_pickle", name));
    if (!found.is<Dict>())
        return raise(thread, Exc::RuntimeError, "_compat_pickle.{} should be a dict, not {}", name,
                     type_name(thread, found));
    return found.to<Dict>();
}

Result<Value> dotted_attribute_py(Thread& thread, Value object, std::string_view path) {
    for (;;) {
        size_t dot = path.find('.');
        object = TRY(get_attribute_py(thread, object, intern(thread, path.substr(0, dot))));
        if (dot == std::string_view::npos) return object;
        path.remove_prefix(dot + 1);
    }
}

namespace {

FUNCTION(pickle, dump, "dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)",
         "Write a pickled representation of obj to the open file object file.\n\nThis is equivalent to "
         "``Pickler(file, protocol).dump(obj)``, but may\nbe more efficient.") {
    auto* pickler = allocate_native<Pickler>(thread, Pickler::spec);
    TRY(initialize_pickler(thread, pickler, args[2], args[3], args[4]));
    TRY(set_output_py(thread, pickler, args[1]));
    return dump_py(thread, pickler, args[0]);
}
FUNCTION(pickle, dumps, "dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)",
         "Return the pickled representation of the object as a bytes object.") {
    auto* pickler = allocate_native<Pickler>(thread, Pickler::spec);
    TRY(initialize_pickler(thread, pickler, args[1], args[2], args[3]));
    return dump_py(thread, pickler, args[0]);
}
FUNCTION(pickle, load, "load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
         "Read and return an object from the pickle data stored in a file.\n\nThis is equivalent to "
         "``Unpickler(file).load()``, but may be more\nefficient.") {
    auto* unpickler = allocate_native<Unpickler>(thread, Unpickler::spec);
    TRY(set_input_py(thread, unpickler, args[0]));
    TRY(initialize_unpickler(thread, unpickler, args[1], args[2], args[3], args[4]));
    return load_py(thread, unpickler, Value::nothing());
}
FUNCTION(pickle, loads, "loads(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
         "Read and return an object from the given pickle data.") {
    Value data = args[0];
    if (!data.is<Bytes>()) {
        // A copy: whoever shares the memory may write to it meanwhile.
        ByteView view(thread);
        TRY(view.open_py(data));
        data = Value(TRY(make_bytes(thread, view.bytes())));
    }
    auto* unpickler = allocate_native<Unpickler>(thread, Unpickler::spec);
    TRY(initialize_unpickler(thread, unpickler, args[1], args[2], args[3], args[4]));
    return load_py(thread, unpickler, data);
}

Result<void> execute(Thread& thread, Module* module) {
    State* state = TRY(state_of_py(thread));
    return module_add(thread, module, "PickleBuffer", state->pickle_buffer.get());
}

}  // namespace

const TypeSpec kPickleError = {
    .name = "_pickle.PickleError", .base = BuiltinType::Exception, .flags = type_flag::kSubclassable};
const TypeSpec kPicklingError = {
    .name = "_pickle.PicklingError", .flags = type_flag::kSubclassable, .base_spec = &kPickleError};
const TypeSpec kUnpicklingError = {
    .name = "_pickle.UnpicklingError", .flags = type_flag::kSubclassable, .base_spec = &kPickleError};

}  // namespace krait::core::pickling

namespace krait::core {

extern const ModuleSpec kPickleModule;
const ModuleSpec kPickleModule = {
    .name = "_pickle",
    .doc = "Optimized C implementation for the Python pickle module.",
    .functions = {&pickling::pickle_dump, &pickling::pickle_dumps, &pickling::pickle_load, &pickling::pickle_loads},
    .types = {&pickling::kPickleError, &pickling::kPicklingError, &pickling::kUnpicklingError, &pickling::Pickler::spec,
              &pickling::Unpickler::spec},
    .execute = pickling::execute,
};

}  // namespace krait::core
