#include "vm/import/import.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>
#include <utility>

#include "runtime/allow.h"
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "runtime/threads/attach.h"
#include "vm/compiler/compile.h"
#include "vm/import/bytecode_cache.h"
#include "vm/import/module_lock.h"
#include "vm/import/module_provider.h"
#include "vm/import/report.h"
#include "vm/objects/frame.h"
#include "vm/vm.h"

namespace krait::core {

Result<std::string> read_file(Thread& thread, const std::string& path) {
    std::string text;
    int error = 0;
    {
        Detached detached(thread);
        int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) {
            error = errno;
        } else {
            struct stat status;
            if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
                text.reserve(static_cast<size_t>(status.st_size) + 1);
            char buffer[65536];
            for (;;) {
                ssize_t count = read(descriptor, buffer, sizeof buffer);
                if (count > 0) text.append(buffer, static_cast<size_t>(count));
                else if (count == 0) break;
                else if (errno != EINTR) {
                    error = errno;
                    break;
                }
            }
            close(descriptor);
        }
    }
    if (error) return raise_errno(thread, error, Value(TRY(make_str(thread, path))));
    return text;
}

Result<Code*> load_source_code(Thread& thread, std::string_view source, std::string_view file_name,
                               SyntaxWarnings warnings) {
    Str* name = TRY(make_str(thread, file_name));
    CompileOptions options;
    options.optimize = thread.interpreter->optimize_level;
    options.warnings = warnings == SyntaxWarnings::Show;
    std::string text = TRY(decode_source_py(thread, source, name, options));
    return compile_source(thread, text, name, options);
}

namespace {

// What a search found.
struct Found {
    enum class Kind { Nothing, Native, Embedded, Source, Bytecode, Namespace, Spec } kind = Kind::Nothing;
    const ModuleSpec* native = nullptr;
    EmbeddedModule embedded{};
    std::string path;  // of the file with the source or the bytecode
    bool package = false;
    Value locations;  // namespace packages: list of directories
    Value spec;       // from a finder of the program's
};

bool is_file(const std::string& path) {
    struct stat status;
    return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}
bool is_directory(const std::string& path) {
    struct stat status;
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// A file, or a path "into" one.
bool lies_in_file(std::string path) {
    struct stat status;
    while (!path.empty() && stat(path.c_str(), &status) != 0) path.resize(std::min(path.rfind('/'), path.size() - 1));
    return !path.empty() && S_ISREG(status.st_mode);
}

Result<Dict*> modules_of(Thread& thread) { return thread.interpreter->modules.get(); }

Result<Value> sys_attribute(Thread& thread, std::string_view name) {
    Module* sys = thread.interpreter->sys_module.get();
    if (!sys) return Value::unbound();
    Value value = dict_get_str(thread, sys->dict.get(), intern(thread, name));
    return value.is_nothing() ? Value::unbound() : value;
}

Failure raise_not_found(Thread& thread, Str* name, const char* reason = "") {
    (void)raise(thread, Exc::ModuleNotFoundError, "No module named '{}'{}", name, reason);
    if (!thread.terminating) {
        auto* error = static_cast<ImportError*>(thread.pending.to<BaseException>());
        error->name.set(error, Value(name));
    }
    return kFailure;
}

Result<void> search_meta_path(Thread& thread, Str* name, Value search_path, Found* found) {
    Value meta_path = TRY(sys_attribute(thread, "meta_path"));
    if (!meta_path.is<List>() || meta_path.to<List>()->size() == 0) return {};
    Tuple* finders = TRY(list_to_tuple(thread, meta_path.to<List>()));
    for (size_t i = 0; i < finders->size(); ++i) {
        Value find_spec = TRY(find_attribute_py(thread, (*finders)[i], "find_spec"));
        if (find_spec.is_unbound()) continue;
        Value spec = TRY(call_py(thread, find_spec, Value(name), search_path, Value::none()));
        if (spec.is_none()) continue;
        found->kind = Found::Kind::Spec;
        found->spec = spec;
        return {};
    }
    return {};
}

// One entry of sys.path or __path__: a directory, or what a hook on sys.path_hooks makes of it.
Result<void> search_directory(Thread& thread, Str* full_name, const std::string& tail, Str* entry, List* portions,
                              Found* found) {
    std::string directory(TRY(str_utf8(thread, entry)));
    while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
    if (directory.empty()) {
        // The current folder, by its name: the program may change to another.
        char here[PATH_MAX];
        if (getcwd(here, sizeof here)) directory = here;
    }
    std::string base = directory.empty() ? tail : directory == "/" ? "/" + tail : directory + "/" + tail;
    bool is_namespace = false;
    {
        Detached detached(thread);
        auto try_file = [&](const std::string& path, Found::Kind kind, bool package) {
            if (found->kind != Found::Kind::Nothing || !is_file(path)) return;
            found->kind = kind;
            found->package = package;
            found->path = path;
        };
        is_namespace = is_directory(base);
        if (is_namespace) {
            try_file(base + "/__init__.py", Found::Kind::Source, true);
            try_file(base + "/__init__.pyc", Found::Kind::Bytecode, true);
        }
        try_file(base + ".py", Found::Kind::Source, false);
        try_file(base + ".pyc", Found::Kind::Bytecode, false);
    }
    if (found->kind != Found::Kind::Nothing) return {};
    if (is_namespace) {
        TRY(list_append(thread, portions, Value(TRY(make_str(thread, base)))));
        return {};
    }
    // Hooks (zip archives, those of the program): only where the entry is no directory. zipimport adds its own when it is imported.
    if (is_directory(directory.empty() ? "." : directory)) return {};
    if (lies_in_file(directory)) TRY(import_module_py(thread, intern(thread, "zipimport")));
    Value hooks = TRY(sys_attribute(thread, "path_hooks"));
    if (!hooks.is<List>() || hooks.to<List>()->size() == 0) return {};
    Value cache = TRY(sys_attribute(thread, "path_importer_cache"));
    Value finder = Value::unbound();
    if (cache.is<Dict>()) finder = TRY(dict_get_py(thread, cache.to<Dict>(), Value(entry)));
    if (finder.is_unbound()) {
        finder = Value::none();
        Tuple* all = TRY(list_to_tuple(thread, hooks.to<List>()));
        for (size_t i = 0; i < all->size(); ++i) {
            Result<Value> made = call_py(thread, (*all)[i], Value(entry));
            if (!made.failed()) {
                finder = made.value();
                break;
            }
            if (!clear_pending_if(thread, Exc::ImportError)) return kFailure;
        }
        if (cache.is<Dict>()) TRY(dict_set_py(thread, cache.to<Dict>(), Value(entry), finder));
    }
    if (finder.is_none()) return {};
    Value find_spec = TRY(get_attribute_py(thread, finder, "find_spec"));
    Value spec = TRY(call_py(thread, find_spec, Value(full_name), Value::none()));
    if (spec.is_none()) return {};
    // Without a loader: a portion of a namespace package.
    Value locations = TRY(find_attribute_py(thread, spec, "submodule_search_locations"));
    if (!locations.is_unbound() && !locations.is_none() && TRY(get_attribute_py(thread, spec, "loader")).is_none())
        return list_extend_py(thread, portions, locations);
    found->kind = Found::Kind::Spec;
    found->spec = spec;
    return {};
}

// A folder with a Python library of its own, such as CPython's: its modules are for that one.
bool is_python_library(const std::string& folder) {
    return is_file(folder + "/os.py") && is_file(folder + "/importlib/_bootstrap.py");
}

// A program's own module wins over one of the library that has its name: in the folders of sys.path up to the last that the program's
// place or PYTHONPATH put there (the library comes next in CPython's list), and in packages of its own. Not over those that are part
// of the language's start, as in CPython (frozen modules).
Result<void> search_before_library(Thread& thread, Str* name, const std::string& text, Value search_path,
                                   Found* found) {
    static constexpr std::string_view kNever[] = {"abc",
                                                  "codecs",
                                                  "io",
                                                  "_collections_abc",
                                                  "_sitebuiltins",
                                                  "genericpath",
                                                  "posixpath",
                                                  "ntpath",
                                                  "os",
                                                  "site",
                                                  "stat",
                                                  "importlib",
                                                  "runpy",
                                                  "zipimport",
                                                  "encodings",
                                                  "_weakrefset",
                                                  "_krait_prompt",
                                                  "_krait_loaders"};
    if (!is_allowed(thread, allow::kFiles)) return {};
    List* portions = make_list(thread);
    if (search_path.is<List>()) {
        for (size_t i = 0; i < search_path.to<List>()->size() && found->kind == Found::Kind::Nothing; ++i) {
            Value entry = search_path.to<List>()->get(i);
            std::string tail = text.substr(text.rfind('.') + 1);
            if (entry.is<Str>()) TRY(search_directory(thread, name, tail, entry.to<Str>(), portions, found));
        }
        return {};
    }
    if (!search_path.is_none() || std::find(std::begin(kNever), std::end(kNever), text) != std::end(kNever)) return {};
    EmbeddedModule unused;
    if (!thread.interpreter->module_provider->embedded(*thread.interpreter, text, &unused)) return {};
    Value path = TRY(sys_attribute(thread, "path"));
    if (!path.is<List>()) return {};
    size_t before = 0;
    for (const char* marker : {"_program_folder", "_library_after"}) {
        Value folder = TRY(sys_attribute(thread, marker));
        for (size_t i = before; folder.is<Str>() && i < path.to<List>()->size(); ++i) {
            Value entry = path.to<List>()->get(i);
            if (entry.is<Str>() && TRY(str_equal(thread, entry.to<Str>(), folder.to<Str>()))) before = i + 1;
        }
    }
    for (size_t i = 0; i < before && found->kind == Found::Kind::Nothing; ++i) {
        Value entry = path.to<List>()->get(i);
        if (!entry.is<Str>()) continue;
        TRY(search_directory(thread, name, text, entry.to<Str>(), portions, found));
        if (found->kind == Found::Kind::Nothing) continue;
        if (is_python_library(std::string(TRY(str_utf8(thread, entry.to<Str>()))))) *found = {};
    }
    return {};
}

Result<void> search(Thread& thread, Str* name, Value search_path, Found* found) {
    TRY(search_meta_path(thread, name, search_path, found));
    if (found->kind != Found::Kind::Nothing) return {};
    std::string text(TRY(str_utf8(thread, name)));
    const ModuleProvider* provider = thread.interpreter->module_provider;
    if (provider) {
        TRY(search_before_library(thread, name, text, search_path, found));
        if (found->kind != Found::Kind::Nothing) return {};
        if ((found->native = provider->native(text))) {
            found->kind = Found::Kind::Native;
            return {};
        }
        if (provider->embedded(*thread.interpreter, text, &found->embedded)) {
            found->kind = Found::Kind::Embedded;
            found->package = found->embedded.package;
            return {};
        }
    }
    if (text == "ctypes" || text == "_ctypes") TRY(require_allowed(thread, allow::kForeign));
    if (!is_allowed(thread, allow::kFiles)) return {};
    Value path = search_path.is_none() ? TRY(sys_attribute(thread, "path")) : search_path;
    if (path.is_unbound() || path.is_none()) return {};
    size_t dot = text.rfind('.');
    std::string tail = dot == text.npos ? text : text.substr(dot + 1);
    List* portions = make_list(thread);
    TRY(for_each_py(thread, path, [&](Value entry) -> Result<bool> {
        if (!entry.is<Str>()) return true;
        TRY(search_directory(thread, name, tail, entry.to<Str>(), portions, found));
        return found->kind == Found::Kind::Nothing;
    }));
    if (found->kind == Found::Kind::Nothing && portions->size()) {
        found->kind = Found::Kind::Namespace;
        found->package = true;
        found->locations = Value(portions);
    }
    return {};
}

Result<void> set(Thread& thread, Module* module, std::string_view name, Value value) {
    return dict_set_str(thread, module->dict.get(), name, value);
}

// The loader of a module that comes from files: _krait_loaders.<type>(*arguments).
Result<Value> make_loader(Thread& thread, const char* type, std::initializer_list<Value> arguments) {
    Value module = TRY(import_module_py(thread, intern(thread, "_krait_loaders")));
    Value loader = TRY(get_attribute_py(thread, module, type));
    return call_py(thread, loader, std::span<const Value>(arguments.begin(), arguments.size()));
}

Result<void> set_import_attributes(Thread& thread, Module* module, Str* name, Value spec, Value package, Value path,
                                   Value loader = Value::none()) {
    TRY(set(thread, module, "__name__", Value(name)));
    TRY(set(thread, module, "__spec__", spec));
    TRY(set(thread, module, "__package__", package));
    TRY(set(thread, module, "__loader__", loader));
    if (!path.is_nothing()) TRY(set(thread, module, "__path__", path));
    return {};
}

Result<Value> parent_of(Thread& thread, Str* name, bool package) {
    if (package) return Value(name);
    std::string text(TRY(str_utf8(thread, name)));
    size_t dot = text.rfind('.');
    return Value(intern(thread, dot == text.npos ? std::string_view() : std::string_view(text).substr(0, dot)));
}

// Takes a module whose body did not come to its end out of sys.modules, whether an exception or a termination ended it: the
// interpreter goes on after either, and the next import of the name is to start afresh.
Failure forget_module(Thread& thread, Dict* modules, Str* name) {
    Value pending = std::exchange(thread.pending, Value::nothing());
    bool terminating = std::exchange(thread.terminating, false);
    (void)dict_pop_py(thread, modules, Value(name));
    thread.pending = pending;
    thread.terminating = terminating;
    return kFailure;
}

// Runs the body, whose code `load` gives; the module stands in sys.modules meanwhile, and goes from there when the body fails.
template <typename LoadCode>
Result<Value> execute(Thread& thread, Str* name, Module* module, Value spec, LoadCode&& load) {
    Dict* modules = TRY(modules_of(thread));
    TRY(dict_set_py(thread, modules, Value(name), Value(module)));
    TRY(set_attribute_py(thread, spec, "_initializing", Value::true_()));
    Result<Value> result = [&]() -> Result<Value> {
        Code* code = TRY(load());
        TRY(dict_set_str(thread, module->dict.get(), "__builtins__", Value(thread.interpreter->builtins.get())));
        return eval_code_py(thread, code, module->dict.get(), Value::nothing());
    }();
    if (result.failed()) return forget_module(thread, modules, name);
    TRY(set_attribute_py(thread, spec, "_initializing", Value::false_()));
    // The body may have put something else there.
    Value now = TRY(dict_get_py(thread, modules, Value(name)));
    return now.is_unbound() ? Value(module) : now;
}

// A traceback goes from the import statement straight into the module.
void leave_out_import_system(BaseException* exception) {
    Value entry = exception->traceback.get();
    while (entry.is<Traceback>()) {
        Value frame = entry.to<Traceback>()->frame.get();
        if (!frame.is<FrameObject>()) break;
        std::string file = str_utf8_lossy(frame.to<FrameObject>()->code.get()->filename.get());
        if (file.rfind("<krait>/importlib/", 0) != 0 && file != "<krait>/zipimport.py") break;
        entry = entry.to<Traceback>()->next.get();
    }
    // All of it is the import system's: the error is its own.
    if (entry.is<Traceback>()) exception->traceback.set(exception, entry);
}

// A spec that a finder of the program's made: PEP 451's create_module and exec_module.
Result<Value> load_spec(Thread& thread, Str* name, Value spec) {
    Value util = TRY(import_module_py(thread, intern(thread, "importlib._bootstrap")));
    Value load = TRY(get_attribute_py(thread, util, "_load_unlocked"));
    Result<Value> module = call_py(thread, load, spec);
    if (module.failed() && thread.terminating) return forget_module(thread, TRY(modules_of(thread)), name);
    if (module.failed()) leave_out_import_system(thread.pending.to<BaseException>());
    return module;
}

Result<Value> load(Thread& thread, Str* name, const Found& found) {
    Dict* modules = TRY(modules_of(thread));
    switch (found.kind) {
    case Found::Kind::Spec: return load_spec(thread, name, found.spec);
    case Found::Kind::Native: {
        Module* module = TRY(make_native_module(thread, *found.native));
        if (auto* loaded = thread.interpreter->module_provider->loaded) loaded(thread, module);
        Value spec = TRY(make_module_spec(thread, name, Value::nothing(), Value(make_ascii(thread, "built-in")),
                                          Value::none(), Value::false_()));
        TRY(set_import_attributes(thread, module, name, spec, TRY(parent_of(thread, name, false)), Value::nothing()));
        TRY(dict_set_py(thread, modules, Value(name), Value(module)));
        return Value(module);
    }
    case Found::Kind::Embedded: {
        Module* module = make_module(thread, TRY(str_utf8(thread, name)));
        Value locations = Value::none();
        if (found.package) locations = Value(make_list(thread));
        Value spec = TRY(make_module_spec(thread, name, Value::nothing(), Value(make_ascii(thread, "embedded")),
                                          locations, Value::false_()));
        TRY(set_import_attributes(thread, module, name, spec, TRY(parent_of(thread, name, found.package)),
                                  found.package ? locations : Value::nothing()));
        return execute(thread, name, module, spec, [&] {
            return load_source_code(thread, found.embedded.source, found.embedded.origin, SyntaxWarnings::Silence);
        });
    }
    case Found::Kind::Source:
    case Found::Kind::Bytecode: {
        Module* module = make_module(thread, TRY(str_utf8(thread, name)));
        Value file(TRY(make_str(thread, found.path)));
        Value locations = Value::none();
        if (found.package) {
            Value directory(TRY(make_str(thread, found.path.substr(0, found.path.rfind('/')))));
            locations = Value(TRY(make_list_from(thread, std::span<const Value>(&directory, 1))));
        }
        bool has_source = found.kind == Found::Kind::Source;
        Value loader =
            TRY(make_loader(thread, has_source ? "SourceFileLoader" : "SourcelessFileLoader", {Value(name), file}));
        Value spec = TRY(make_module_spec(thread, name, loader, file, locations, Value::true_()));
        TRY(set_import_attributes(thread, module, name, spec, TRY(parent_of(thread, name, found.package)),
                                  found.package ? locations : Value::nothing(), loader));
        TRY(set(thread, module, "__file__", file));
        std::string cached = has_source ? TRY(cached_path(thread, found.path)) : found.path;
        if (!cached.empty()) {
            Value path_of_cache(TRY(make_str(thread, cached)));
            TRY(set_attribute_py(thread, spec, "cached", path_of_cache));
            TRY(set(thread, module, "__cached__", path_of_cache));
        }
        return execute(thread, name, module, spec, [&]() -> Result<Code*> {
            if (has_source) return load_source_file_py(thread, found.path);
            return load_bytecode_file_py(thread, TRY(str_utf8(thread, name)), found.path);
        });
    }
    case Found::Kind::Namespace: {
        Module* module = make_module(thread, TRY(str_utf8(thread, name)));
        Value loader = TRY(make_loader(thread, "NamespaceLoader", {Value(name), found.locations, Value::none()}));
        Value spec = TRY(make_module_spec(thread, name, loader, Value::none(), found.locations, Value::false_()));
        TRY(set_import_attributes(thread, module, name, spec, Value(name), found.locations, loader));
        TRY(dict_set_py(thread, modules, Value(name), Value(module)));
        return Value(module);
    }
    case Found::Kind::Nothing: break;
    }
    return raise_not_found(thread, name);
}

// What sys.modules has, or Unbound. A module that another thread is importing is waited for.
Result<Value> find_imported(Thread& thread, Str* name) {
    Dict* modules = TRY(modules_of(thread));
    Value known = TRY(dict_get_py(thread, modules, Value(name)));
    if (known.is_none()) {
        (void)raise(thread, Exc::ModuleNotFoundError, "import of {} halted; None in sys.modules", name);
        if (!thread.terminating) {
            auto* error = static_cast<ImportError*>(thread.pending.to<BaseException>());
            error->name.set(error, Value(name));
        }
        return kFailure;
    }
    if (known.is_unbound()) return known;
    std::string text(TRY(str_utf8(thread, name)));
    if (!is_locked_by_another(thread, text)) return known;
    // In a circle of threads the half-made module is what there is.
    if (TRY(acquire_module_lock(thread, text)) == ModuleLockOutcome::Deadlock) return known;
    release_module_lock(thread, text);
    return dict_get_py(thread, modules, Value(name));
}

Result<Value> find_and_load(Thread& thread, Str* name, Value parent, std::string_view tail) {
    Value search_path = Value::none();
    if (!parent.is_nothing()) {
        search_path = TRY(find_attribute_py(thread, parent, "__path__"));
        if (search_path.is_unbound()) {
            std::string text(TRY(str_utf8(thread, name)));
            std::string reason = "; '" + text.substr(0, text.size() - tail.size() - 1) + "' is not a package";
            return raise_not_found(thread, name, reason.c_str());
        }
    }
    Found found;
    TRY(search(thread, name, search_path, &found));
    if (found.kind == Found::Kind::Nothing) return raise_not_found(thread, name);
    Value module = TRY(load(thread, name, found));
    if (!parent.is_nothing()) TRY(set_attribute_py(thread, parent, tail, module));
    return module;
}

// One step of a dotted import, `tail` the last part of the name. The parent is imported.
Result<Value> import_one(Thread& thread, Str* name, Value parent, std::string_view tail) {
    Value known = TRY(find_imported(thread, name));
    if (!known.is_unbound()) return known;
    std::string text(TRY(str_utf8(thread, name)));
    if (TRY(acquire_module_lock(thread, text)) == ModuleLockOutcome::Deadlock) {
        // Its owner may have put it into sys.modules since we looked, and come to wait for us in its body.
        known = TRY(find_imported(thread, name));
        if (!known.is_unbound()) return known;
        return raise(thread, Exc::RuntimeError, "deadlock detected by the lock of module '{}'", name);
    }
    Result<Value> module = [&]() -> Result<Value> {
        Value meanwhile = TRY(find_imported(thread, name));
        if (!meanwhile.is_unbound()) return meanwhile;
        ImportReport report(thread, name);
        Result<Value> loaded = find_and_load(thread, name, parent, tail);
        if (!loaded.failed()) report.done();
        return loaded;
    }();
    release_module_lock(thread, text);
    return module;
}

Result<Value> import_dotted(Thread& thread, Str* name, Value* first) {
    std::string text(TRY(str_utf8(thread, name)));
    if (!first) {
        Dict* modules = TRY(modules_of(thread));
        Value known = TRY(dict_get_py(thread, modules, Value(name)));
        if (!known.is_unbound() && !known.is_none()) {
            known = TRY(find_imported(thread, name));
            if (!known.is_unbound()) return known;
        }
    }
    Value module = Value::nothing();
    size_t start = 0;
    for (;;) {
        size_t dot = text.find('.', start);
        size_t end = dot == text.npos ? text.size() : dot;
        Str* part = intern(thread, std::string_view(text).substr(0, end));
        module = TRY(import_one(thread, part, module, std::string_view(text).substr(start, end - start)));
        if (start == 0 && first) *first = module;
        if (dot == text.npos) return module;
        start = dot + 1;
    }
}

// The package that relative names start from (PEP 366).
Result<Str*> calling_package(Thread& thread, Value globals) {
    if (!globals.is<Dict>()) return raise(thread, Exc::TypeError, "globals must be a dict");
    Dict* dict = globals.to<Dict>();
    Names* names = thread.interpreter->names;
    Value package = dict_get_str(thread, dict, names->dunder_package.get());
    if (package.is<Str>()) return package.to<Str>();
    Value spec = dict_get_str(thread, dict, names->dunder_spec.get());
    if (!spec.is_nothing() && !spec.is_none()) {
        Value parent = TRY(get_attribute_py(thread, spec, "parent"));
        if (parent.is<Str>()) return parent.to<Str>();
    }
    TRY(warn_py(thread, Exc::ImportWarning,
                "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__"));
    Value name = dict_get_str(thread, dict, names->dunder_name.get());
    if (!name.is<Str>()) return raise(thread, Exc::KeyError, "'__name__' not in globals");
    if (!dict_get_str(thread, dict, names->dunder_path.get()).is_nothing()) return name.to<Str>();
    std::string text(TRY(str_utf8(thread, name.to<Str>())));
    size_t dot = text.rfind('.');
    return intern(thread, dot == text.npos ? std::string_view() : std::string_view(text).substr(0, dot));
}

Result<Str*> absolute_name(Thread& thread, Str* name, Value globals, int64_t level) {
    Str* package = TRY(calling_package(thread, globals));
    std::string base(TRY(str_utf8(thread, package)));
    if (base.empty()) return raise(thread, Exc::ImportError, "attempted relative import with no known parent package");
    for (int64_t i = 1; i < level; ++i) {
        size_t dot = base.rfind('.');
        if (dot == base.npos)
            return raise(thread, Exc::ImportError, "attempted relative import beyond top-level package");
        base.resize(dot);
    }
    std::string_view tail = TRY(str_utf8(thread, name));
    return intern(thread, tail.empty() ? base : base + "." + std::string(tail));
}

// `from package import name`: names that are submodules are imported.
Result<void> import_from_list(Thread& thread, Value module, Value fromlist) {
    return for_each_py(thread, fromlist, [&](Value item) -> Result<bool> {
        if (!item.is<Str>())
            return raise(thread, Exc::TypeError, "Item in ``from list'' must be str, not {}", type_name(thread, item));
        std::string_view text = TRY(str_utf8(thread, item.to<Str>()));
        if (text == "*") {
            Value all = TRY(find_attribute_py(thread, module, "__all__"));
            if (!all.is_unbound()) TRY(import_from_list(thread, module, all));
            return true;
        }
        if (!TRY(find_attribute_py(thread, module, intern(thread, text))).is_unbound()) return true;
        Value package = TRY(get_attribute_py(thread, module, "__name__"));
        if (!package.is<Str>()) return true;
        Str* full = intern(thread, std::string(TRY(str_utf8(thread, package.to<Str>()))) + "." + std::string(text));
        Result<Value> imported = import_dotted(thread, full, nullptr);
        if (imported.failed()) {
            // Only "this very submodule does not exist" is no error here: the name may not be a module at all.
            if (thread.terminating || !pending_matches(thread, Exc::ModuleNotFoundError)) return kFailure;
            Value missing = static_cast<ImportError*>(thread.pending.to<BaseException>())->name.get();
            if (!missing.is<Str>() || !str_equal(missing.to<Str>(), full)) return kFailure;
            take_pending(thread);
        }
        return true;
    });
}

}  // namespace

Result<Value> import_module_py(Thread& thread, Str* name) { return import_dotted(thread, name, nullptr); }

Result<Value> import_by_statement_py(Thread& thread, Str* name, Value globals, Value fromlist, int64_t level) {
    if (level < 0) return raise(thread, Exc::ValueError, "level must be >= 0");
    if (level == 0 && name->length() == 0) return raise(thread, Exc::ValueError, "Empty module name");
    Str* absolute = level ? TRY(absolute_name(thread, name, globals, level)) : name;
    bool wants_names = !fromlist.is_none() && !fromlist.is_nothing() && TRY(truth_py(thread, fromlist));
    if (wants_names) {
        Value module = TRY(import_dotted(thread, absolute, nullptr));
        if (!TRY(find_attribute_py(thread, module, "__path__")).is_unbound())
            TRY(import_from_list(thread, module, fromlist));
        return module;
    }
    Value first = Value::nothing();
    Value last = TRY(import_dotted(thread, absolute, &first));
    if (level == 0) return first;
    // from . import name was handled above; `__import__("a.b", level=1)` gives the package that the name starts in.
    if (name->length() == 0) return last;
    std::string_view relative = TRY(str_utf8(thread, name));
    size_t dot = relative.find('.');
    if (dot == relative.npos) return last;
    std::string_view full = TRY(str_utf8(thread, absolute));
    Str* head = intern(thread, full.substr(0, full.size() - (relative.size() - dot)));
    return import_dotted(thread, head, nullptr);
}

}  // namespace krait::core
