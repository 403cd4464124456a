// _krait_import: what importlib's Python layer wants of the native import system (see stdlib/python/importlib/__init__.py).
#include "runtime/buffer.h"
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "stdlib/modules.h"
#include "vm/bytecode/disassemble.h"
#include "vm/import/bytecode_cache.h"
#include "vm/import/import.h"
#include "vm/import/module_lock.h"
#include "vm/interpreter/specialized.h"
#include "vm/marshal/marshal.h"

namespace krait::core {

namespace {

Result<std::string> name_argument(Thread& thread, Value value) {
    auto* text = as_kind<Str>(thread, value);
    if (!text) return raise(thread, Exc::TypeError, "a module name must be str, not {}", type_name(thread, value));
    return std::string(TRY(str_utf8(thread, text)));
}

bool embedded(Thread& thread, std::string_view name, EmbeddedModule* found) {
    const ModuleProvider* provider = thread.interpreter->module_provider;
    return provider && provider->embedded(*thread.interpreter, name, found);
}

FUNCTION(krait_import, find_embedded, "find_embedded(name, /)",
         "None, or (is_package, origin) of a module that is embedded in the library.") {
    std::string name = TRY(name_argument(thread, args[0]));
    EmbeddedModule found;
    if (!embedded(thread, name, &found)) return none();
    return Value(make_tuple(thread, { Value::boolean(found.package), Value(TRY(make_str(thread, found.origin))) }));
}
FUNCTION(krait_import, get_embedded_code, "get_embedded_code(name, /)", "The code object of an embedded module.") {
    std::string name = TRY(name_argument(thread, args[0]));
    EmbeddedModule found;
    if (!embedded(thread, name, &found)) return raise(thread, Exc::ImportError, "No such embedded module: '{}'", name);
    return Value(TRY(load_source_code(thread, found.source, found.origin)));
}
FUNCTION(krait_import, get_embedded_source, "get_embedded_source(name, /)", "The source text of an embedded module.") {
    std::string name = TRY(name_argument(thread, args[0]));
    EmbeddedModule found;
    if (!embedded(thread, name, &found)) return raise(thread, Exc::ImportError, "No such embedded module: '{}'", name);
    return Value(TRY(decode_utf8(thread, found.source)));
}
FUNCTION(krait_import, load_code, "load_code(path, /)",
         "The code object of a source file, from its cache if that is up to date.") {
    std::string path = TRY(name_argument(thread, args[0]));
    return Value(TRY(load_source_file_py(thread, path)));
}
FUNCTION(krait_import, load_bytecode, "load_bytecode(name, path, /)", "The code object of a .pyc file.") {
    std::string name = TRY(name_argument(thread, args[0]))
    , path = TRY(name_argument(thread, args[1]));
    return Value(TRY(load_bytecode_file_py(thread, name, path)));
}
FUNCTION(krait_import, set_filename, "set_filename(code, path, /)",
         "Have a code object, and those within it, say that they come from a file.") {
    if (!args[0].is<Code>() || !args[1].is<Str>())
        return raise(thread, Exc::TypeError, "a code object and a str are required");
    set_filename(args[0].to<Code>(), args[1].to<Str>());
    return none();
}
FUNCTION(krait_import, source_hash, "source_hash(source, /)", "The hash that hash-based .pyc files carry, as bytes.") {
    ByteView view(thread);
    TRY(view.open_py(args[0]));
    uint64_t hash = source_hash(view.bytes());
    return Value(TRY(make_bytes(thread, std::string_view(reinterpret_cast<const char*>(&hash), sizeof hash))));
}
FUNCTION(krait_import, disassemble, "disassemble(code, /)", "The bytecode of a code object, as text.") {
    if (!args[0].is<Code>()) return raise(thread, Exc::TypeError, "a code object is required");
    Code* code = args[0].to<Code>();
    // As it was compiled: without what it learned since.
    std::vector<uint32_t> words(code->words, code->words + code->word_count);
    for (size_t at = 0; at < words.size();) {
        Op op = generic_op(op_byte(words[at]));
        words[at] = (words[at] & ~0xffu) | static_cast<uint32_t>(op);
        at += instruction_length(words[at]);
    }
    auto name = [&](uint32_t index) { return str_utf8_lossy((*code->names.get())[index].to<Str>()); };
    ListingInput input;
    input.words = words;
    input.exceptions = {code->exceptions, code->exception_count};
    input.positions = {code->positions, code->position_count};
    input.site_names = {code->site_names, code->cache_count};
    input.name = name;
    input.constant = [&](uint32_t index) {
        Result<Str*> text = repr_py(thread, (*code->constants.get())[index]);
        if (!text.failed()) return str_utf8_lossy(text.value());
        if (!thread.terminating) thread.pending = Value::nothing();
        return std::string("?");
    };
    input.register_name = [&](uint32_t index) -> std::string {
        for (uint32_t i = 0; i < code->variable_count; ++i) {
            const Variable& variable = code->variables[i];
            if (variable.index == index && !(variable.kind & static_cast<uint8_t>(VariableKind::Free)))
                return (variable.kind & static_cast<uint8_t>(VariableKind::Cell) ? "&" : "") + name(variable.name);
        }
        return {};
    };
    return Value(TRY(make_str(thread, disassemble(input, ListingLines::Include))));
}
FUNCTION(krait_import, create_builtin, "create_builtin(spec, /)", "The native module of a spec, made and filled.") {
    Value name = TRY(get_attribute_py(thread, args[0], "name"));
    TRY(name_argument(thread, name));
    return import_module_py(thread, name.to<Str>());
}
FUNCTION(krait_import, exec_builtin, "exec_builtin(module, /)",
         "Does nothing: a native module is filled when it is made.") {
    return none();
}
FUNCTION(krait_import, invalidate_caches, "invalidate_caches()",
         "Does nothing: directories are looked into anew each time.") {
    return none();
}
FUNCTION(krait_import, import_module, "import_module(name, /)",
         "Import a module by its absolute name and return it, not the package that the name starts with.") {
    TRY(name_argument(thread, args[0]));
    return import_module_py(thread, args[0].to<Str>());
}
FUNCTION(krait_import, call_locked, "call_locked(name, function, /, *arguments)",
         "Call a function while the lock of a module is held, so that no other thread imports or reloads it.") {
    std::string name = TRY(name_argument(thread, args[0]));
    if (TRY(acquire_module_lock(thread, name)) == ModuleLockOutcome::Deadlock)
        return raise(thread, Exc::RuntimeError, "deadlock detected by the lock of module '{}'", name);
    Result<Value> result = call_py(thread, args[1], args[2].to<Tuple>()->span());
    release_module_lock(thread, name);
    return result;
}
FUNCTION(krait_import, lock_held, "lock_held()", "Is a module being imported now, by any thread?") {
    return Value::boolean(is_any_module_locked(thread));
}

Result<void> execute(Thread& thread, Module* module) {
    List* names = make_list(thread);
    for (const ModuleSpec* spec : native_modules()) TRY(list_append(thread, names, Value(intern(thread, spec->name))));
    for (const char* always : {"builtins", "sys"}) TRY(list_append(thread, names, Value(intern(thread, always))));
    TRY(module_add(thread, module, "builtin_names", Value(TRY(list_to_tuple(thread, names)))));
    TRY(module_add(thread, module, "MAGIC_NUMBER", Value(TRY(make_bytes(thread, bytecode_magic())))));
    return module_add(thread, module, "ModuleSpec", Value(thread.interpreter->type(BuiltinType::ModuleSpec)));
}

}  // namespace

extern const ModuleSpec kKraitImportModule;
const ModuleSpec kKraitImportModule = {
    .name = "_krait_import",
    .doc = "The native import system's part of importlib.",
    .functions = {&krait_import_find_embedded, &krait_import_get_embedded_code, &krait_import_get_embedded_source,
                  &krait_import_load_code, &krait_import_load_bytecode, &krait_import_set_filename,
                  &krait_import_source_hash, &krait_import_disassemble, &krait_import_create_builtin,
                  &krait_import_exec_builtin, &krait_import_invalidate_caches, &krait_import_import_module,
                  &krait_import_call_locked, &krait_import_lock_held},
    .execute = execute,
};

}  // namespace krait::core
