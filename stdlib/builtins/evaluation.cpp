// compile, eval, exec, globals, locals, __import__. Library Reference: Built-in Functions; PEP 667 (locals).
#include <string>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "stdlib/builtins/builtins.h"
#include "vm/compiler/compile.h"
#include "vm/import/import.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"
#include "vm/vm.h"

namespace krait::core {

// The text of a source argument: str (its encoding declaration does not count) or bytes-like.
static Result<std::string> source_text(Thread& thread, Value source, const char* function, Str* filename,
                                       const CompileOptions& options) {
    if (auto* text = as_kind<Str>(thread, source)) return std::string(TRY(str_utf8(thread, text)));
    BufferView view;
    if (type_of(thread, source)->slots.get_buffer && !get_buffer_py(thread, source, view).failed()) {
        std::string bytes(static_cast<const char*>(view.data), static_cast<size_t>(view.length));
        release_buffer(thread, view);
        return decode_source_py(thread, bytes, filename, options);
    }
    if (thread.terminating) return kFailure;
    thread.pending = Value::nothing();
    return raise(thread, Exc::TypeError, "{}() arg 1 must be a string, bytes or {} object", function,
                 std::string_view(function) == "compile" ? "AST" : "code");
}

Result<Value> compile_py(Thread& thread, Value source, Value filename, std::string_view mode, int flags, int optimize) {
    CompileOptions options;
    if (mode == "exec") options.mode = CompileMode::Exec;
    else if (mode == "eval") options.mode = CompileMode::Eval;
    else if (mode == "single") options.mode = CompileMode::Single;
    else return raise(thread, Exc::ValueError, "compile() mode must be 'exec', 'eval' or 'single'");
    options.optimize = optimize < 0 ? thread.interpreter->optimize_level : optimize;
    options.future_flags = static_cast<uint32_t>(flags) & code_flag::kFutureAnnotations;
    options.allow_top_level_await = flags & 0x2000;
    options.dont_imply_dedent = flags & 0x200;
    options.allow_incomplete_input = flags & 0x4000;
    Str* name = as_kind<Str>(thread, filename) ? filename.to<Str>() : TRY(str_py(thread, filename));
    std::string text = TRY(source_text(thread, source, "compile", name, options));
    return Value(TRY(compile_source(thread, text, name, options)));
}

FUNCTION(builtins, compile,
         "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
         "Compile source into a code object that can be executed by exec() or eval().") {
    if (!as_kind<Str>(thread, args[2]))
        return raise(thread, Exc::TypeError, "compile() argument 'mode' must be str, not {}",
                     type_name(thread, args[2]));
    int64_t flags = TRY(index_int64_py(thread, args[3]));
    int64_t optimize = TRY(index_int64_py(thread, args[5]));
    if (flags & ~int64_t{0x1fe0000 | 0x400 | 0x200 | 0x1000 | 0x2000 | 0x4000 | 0x8000 | 0x10 | 0x2000000})
        return raise(thread, Exc::ValueError, "compile(): unrecognised flags");
    if (optimize < -1 || optimize > 2) return raise(thread, Exc::ValueError, "compile(): invalid optimize value");
    if (flags & 0x400) {
        // PyCF_ONLY_AST: the _ast module makes the tree.
        Value module = TRY(import_module_py(thread, intern(thread, "_ast")));
        Value parse = TRY(get_attribute_py(thread, module, "_parse"));
        std::array<Value, 5> passed = {args[0], args[1], args[2], args[3], args[6]};
        return call_py(thread, parse, passed);
    }
    if (!TRY(truth_py(thread, args[4])) && thread.frame)
        flags |= thread.frame->code->flags & code_flag::kFutureAnnotations;
    std::string mode(TRY(str_utf8(thread, args[2].to<Str>())));
    Value module = dict_get_str(thread, thread.interpreter->modules.get(), intern(thread, "_ast"));
    if (!module.is_nothing() && args[0].is_cell() && !as_kind<Str>(thread, args[0]) &&
        !type_of(thread, args[0])->slots.get_buffer) {
        Value compile = TRY(find_attribute_py(thread, module, "_compile"));
        if (!compile.is_unbound()) return call_py(thread, compile, args[0], args[1], args[2]);
    }
    return compile_py(thread, args[0], args[1], mode, static_cast<int>(flags), static_cast<int>(optimize));
}

// The namespaces of eval and exec: those given, or the caller's.
static Result<void> namespaces(Thread& thread, const char* function, Value& globals, Value& locals) {
    if (globals.is_none()) {
        if (!thread.frame) return raise(thread, Exc::SystemError, "globals and locals cannot be NULL");
        globals = Value(thread.frame->globals());
        if (locals.is_none()) locals = TRY(frame_namespace(thread, thread.frame));
    } else if (!as_kind<Dict>(thread, globals)) {
        return raise(thread, Exc::TypeError, "{}() globals must be a dict, not {}", function,
                     type_name(thread, globals));
    } else if (locals.is_none()) {
        locals = globals;
    }
    if (!type_of(thread, locals)->slots.get_item)
        return raise(thread, Exc::TypeError, "{}() locals must be a mapping or None, not {}", function,
                     type_name(thread, locals));
    Str* name = KRAIT_NAME(dunder_builtins);
    if (dict_get_str(thread, globals.to<Dict>(), name).is_nothing())
        TRY(dict_set_str(thread, globals.to<Dict>(), name, Value(thread.interpreter->builtins_module.get())));
    return {};
}

FUNCTION(builtins, eval, "eval(source, /, globals=None, locals=None)",
         "Evaluate the given source in the context of globals and locals.") {
    Value globals = args[1], locals = args[2];
    TRY(namespaces(thread, "eval", globals, locals));
    if (args[0].is<Code>()) {
        if (args[0].to<Code>()->free_count)
            return raise(thread, Exc::TypeError, "code object passed to eval() may not contain free variables");
        return eval_code_py(thread, args[0].to<Code>(), globals.to<Dict>(), locals);
    }
    CompileOptions options;
    options.mode = CompileMode::Eval;
    options.optimize = thread.interpreter->optimize_level;
    if (thread.frame) options.future_flags = thread.frame->code->flags & code_flag::kFutureAnnotations;
    Str* name = make_ascii(thread, "<string>");
    std::string text = TRY(source_text(thread, args[0], "eval", name, options));
    size_t start = text.find_first_not_of(" \t");
    Code* code = TRY(
        compile_source(thread, std::string_view(text).substr(start == text.npos ? text.size() : start), name, options));
    return eval_code_py(thread, code, globals.to<Dict>(), locals);
}

FUNCTION(builtins, exec, "exec(source, /, globals=None, locals=None, *, closure=None)",
         "Execute the given source in the context of globals and locals.") {
    Value globals = args[1], locals = args[2];
    TRY(namespaces(thread, "exec", globals, locals));
    Code* code;
    Tuple* closure = nullptr;
    if (args[0].is<Code>()) {
        code = args[0].to<Code>();
        if (code->free_count) {
            bool right = args[3].is<Tuple>() && args[3].to<Tuple>()->size() == code->free_count;
            for (size_t i = 0; right && i < code->free_count; ++i) right = (*args[3].to<Tuple>())[i].is<CellVariable>();
            if (!right)
                return raise(thread, Exc::TypeError, "code object requires a closure of exactly length {}",
                             code->free_count);
            closure = args[3].to<Tuple>();
        } else if (!args[3].is_none()) {
            return raise(thread, Exc::TypeError, "cannot use a closure with this code object");
        }
    } else {
        if (!args[3].is_none())
            return raise(thread, Exc::TypeError, "closure can only be used when source is a code object");
        CompileOptions options;
        options.optimize = thread.interpreter->optimize_level;
        if (thread.frame) options.future_flags = thread.frame->code->flags & code_flag::kFutureAnnotations;
        Str* name = make_ascii(thread, "<string>");
        std::string text = TRY(source_text(thread, args[0], "exec", name, options));
        code = TRY(compile_source(thread, text, name, options));
    }
    TRY(eval_code_py(thread, code, globals.to<Dict>(), locals, closure));
    return none();
}

FUNCTION(builtins, globals, "globals()", "Return the dictionary containing the current scope's global variables.") {
    return thread.frame ? Value(thread.frame->globals()) : Value::none();
}
FUNCTION(builtins, locals, "locals()", "Return a dictionary containing the current scope's local variables.") {
    if (!thread.frame) return raise(thread, Exc::SystemError, "frame does not exist");
    return frame_namespace(thread, thread.frame);
}
FUNCTION(builtins, import, "__import__(name, globals=None, locals=None, fromlist=(), level=0)", "Import a module.") {
    if (!as_kind<Str>(thread, args[0])) return raise(thread, Exc::TypeError, "module name must be a string");
    return import_by_statement_py(thread, args[0].to<Str>(), args[1], args[3], TRY(index_int64_py(thread, args[4])));
}
FUNCTION(builtins, vars, "vars(object=?, /)",
         "Return the __dict__ attribute of an object, or locals() without an argument.") {
    if (args[0].is_nothing()) return builtins_locals_code(thread, self, args);
    Value dict = TRY(find_attribute_py(thread, args[0], KRAIT_NAME(dunder_dict)));
    if (dict.is_unbound()) return raise(thread, Exc::TypeError, "vars() argument must have __dict__ attribute");
    return dict;
}
FUNCTION(builtins, dir, "dir(object=?, /)", "Return the names in the current scope, or of an object's attributes.") {
    Value names;
    if (args[0].is_nothing()) {
        Value space = TRY(builtins_locals_code(thread, self, args));
        Value keys = TRY(call_method_py(thread, space, KRAIT_NAME(keys)));
        names = Value(TRY(make_list_from_py(thread, keys)));
    } else {
        bool found = false;
        Value listed = TRY(call_special_py(thread, args[0], KRAIT_NAME(dunder_dir), {}, &found));
        if (!found) return raise(thread, Exc::TypeError, "object does not provide __dir__");
        names = Value(TRY(make_list_from_py(thread, listed)));
    }
    TRY(list_sort_py(thread, names.to<List>(), Value::none(), false));
    return names;
}

std::initializer_list<const NativeSpec*> evaluation_functions() {
    static constexpr std::initializer_list<const NativeSpec*> kFunctions = {
        &builtins_compile, &builtins_eval,   &builtins_exec, &builtins_globals,
        &builtins_locals,  &builtins_import, &builtins_vars, &builtins_dir};
    return kFunctions;
}

}  // namespace krait::core
