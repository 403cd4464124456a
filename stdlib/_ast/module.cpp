// The module _ast: the classes, and the two functions that compile() calls.
#include "runtime/objects/text_codecs.h"
#include "stdlib/_ast/classes.h"
#include "vm/compiler/compile.h"

namespace krait::core {

namespace {

Result<CompileMode> compile_mode(Thread& thread, Value value) {
    auto* text = as_kind<Str>(thread, value);
    std::string mode = text ? str_utf8_lossy(text) : "";
    if (mode == "exec") return CompileMode::Exec;
    if (mode == "eval") return CompileMode::Eval;
    if (mode == "single") return CompileMode::Single;
    if (mode == "func_type") return CompileMode::FuncType;
    return raise(thread, Exc::ValueError, "compile() mode must be 'exec', 'eval', 'single' or 'func_type'");
}
Result<Str*> file_name(Thread& thread, Value value) {
    if (auto* text = as_kind<Str>(thread, value)) return text;
    if (auto* bytes = as_kind<Bytes>(thread, value)) return decode_utf8(thread, bytes->view(), "surrogateescape");
    return str_py(thread, value);
}
Result<std::string> source_text(Thread& thread, Value source, Str* filename, const CompileOptions& options) {
    if (auto* text = as_kind<Str>(thread, source)) return std::string(TRY(str_utf8(thread, text)));
    if (!has_buffer(thread, source))
        return raise(thread, Exc::TypeError, "compile() arg 1 must be a string, bytes or AST object");
    ByteView view(thread);
    TRY(view.open_py(source));
    return decode_source_py(thread, view.bytes(), filename, options);
}

// The tree that a mode compiles.
Result<void> check_root(Thread& thread, const AstState& state, Value tree, CompileMode mode) {
    ast::NodeKind wanted = mode == CompileMode::Exec     ? ast::NodeKind::Module
                           : mode == CompileMode::Eval   ? ast::NodeKind::Expression
                           : mode == CompileMode::Single ? ast::NodeKind::Interactive
                                                         : ast::NodeKind::FunctionType;
    if (is_instance(thread, tree, state.node(wanted))) return {};
    return raise(thread, Exc::TypeError, "expected {} node, got {}", state.node(wanted), type_name(thread, tree));
}

FUNCTION(ast, parse, "_parse(source, filename, mode, flags=0, feature_version=-1)",
         "Parse source into a tree of nodes; a tree is checked and given back.") {
    CompileMode mode = TRY(compile_mode(thread, args[2]));
    AstState state = TRY(AstState::of(thread));
    Arena arena;
    if (is_instance(thread, args[0], state.base())) {
        TRY(check_root(thread, state, args[0], mode));
        return args[0];
    }
    CompileOptions options;
    options.mode = mode;
    constexpr int64_t kTypeComments = 0x1000, kDontImplyDedent = 0x200, kAllowIncompleteInput = 0x4000;
    int64_t flags = TRY(index_int64_py(thread, args[3]));
    options.type_comments = flags & kTypeComments;
    options.dont_imply_dedent = flags & kDontImplyDedent;
    options.allow_incomplete_input = flags & kAllowIncompleteInput;
    options.feature_version = static_cast<int>(TRY(index_int64_py(thread, args[4], OutOfRange::Clamp)));
    Str* filename = TRY(file_name(thread, args[1]));
    std::string source = TRY(source_text(thread, args[0], filename, options));
    ast::Mod* tree = TRY(parse_source(thread, source, filename, options, arena));
    return ast_to_object(thread, state, tree);
}
FUNCTION(ast, compile, "_compile(tree, filename, mode, optimize=-1, flags=0)",
         "Compile a tree of nodes into a code object.") {
    CompileMode mode = TRY(compile_mode(thread, args[2]));
    AstState state = TRY(AstState::of(thread));
    if (!is_instance(thread, args[0], state.base()))
        return raise(thread, Exc::TypeError, "compile() arg 1 must be a string, bytes or AST object");
    TRY(check_root(thread, state, args[0], mode));
    Arena arena;
    ast::Mod* tree = TRY(ast_from_object_py(thread, state, args[0], arena));
    TRY(validate_ast(thread, tree));
    CompileOptions options;
    options.mode = mode;
    int64_t optimize = TRY(index_int64_py(thread, args[3]));
    options.optimize = optimize < 0 ? thread.interpreter->optimize_level : static_cast<int>(optimize);
    int64_t flags = TRY(index_int64_py(thread, args[4]));
    constexpr int64_t kTopLevelAwait = 0x2000;
    options.allow_top_level_await = flags & kTopLevelAwait;
    options.future_flags = static_cast<uint32_t>(flags) & code_flag::kFutureAnnotations;
    return Value(TRY(compile_ast(thread, tree, {}, TRY(file_name(thread, args[1])), options, arena)));
}

Result<void> execute(Thread& thread, Module* module) {
    TRY(make_ast_classes(thread, module));
    TRY(module_add(thread, module, "PyCF_ONLY_AST", Value::small(0x400)));
    TRY(module_add(thread, module, "PyCF_TYPE_COMMENTS", Value::small(0x1000)));
    TRY(module_add(thread, module, "PyCF_ALLOW_TOP_LEVEL_AWAIT", Value::small(0x2000)));
    return module_add(thread, module, "PyCF_OPTIMIZED_AST", Value::small(0x8400));
}

}  // namespace

extern const ModuleSpec kAstModule;
const ModuleSpec kAstModule = {
    .name = "_ast",
    .doc = "The classes of the nodes of abstract syntax trees.",
    .functions = {&ast_parse, &ast_compile},
    .execute = execute,
};

}  // namespace krait::core
