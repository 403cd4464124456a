#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

namespace {
namespace function_part {
constexpr uint32_t kDefaults = 1, kKeywordDefaults = 2, kAnnotate = 4, kClosure = 8;
}
}  // namespace

int32_t Emitter::first_line(const Node* node, std::span<Expr*> decorators) const {
    return static_cast<int32_t>(decorators.empty() ? node->span.start.line : decorators[0]->span.start.line);
}

void Emitter::decorate(std::span<Expr*> decorators, Reg first, Reg value) {
    // `first` and those above hold the decorators; each call takes the register above its callee as argument.
    for (size_t i = decorators.size(); i-- > 0;) {
        At at(*this, decorators[i]);
        Reg callee = first + static_cast<Reg>(i);
        Reg argument = callee + 1;
        move(argument, value);
        emit(Op::call, callee, callee, 1);
        value = callee;
    }
}

// Defaults and keyword-only defaults, into the next temporaries. Returns which there are.
uint32_t Emitter::load_defaults(Arguments* args, Reg* window) {
    uint32_t flags = 0;
    *window = unit_->top;
    if (!args->defaults.empty()) {
        Reg dst = allocate();
        Constant constant;
        Constant all = Constant::of(Constant::Tag::Tuple);
        for (Expr* value : args->defaults)
            if (constant_of(value, &constant)) all.items.push_back(constant);
        TemporaryScope temporaries(*this);
        if (all.items.size() == args->defaults.size()) load_constant(all, dst);
        else list_or_tuple(nullptr, args->defaults, true, dst);
        flags |= function_part::kDefaults;
    }
    bool any = false;
    for (Expr* value : args->kw_defaults) any |= value != nullptr;
    if (any) {
        Reg dict = allocate();
        emit(Op::make_dict, dict, dict, 0);
        for (size_t i = 0; i < args->kwonlyargs.size(); ++i) {
            if (!args->kw_defaults[i]) continue;
            TemporaryScope temporaries(*this);
            Reg key = allocate();
            load_constant(Constant::of_str(symbols_.mangle(unit_->current, args->kwonlyargs[i]->arg)), key);
            Reg value = operand(args->kw_defaults[i]);
            emit(Op::dict_set, dict, key, value);
        }
        flags |= function_part::kKeywordDefaults;
    }
    return flags;
}

void Emitter::load_closure(Scope* scope, Reg dst) {
    TemporaryScope temporaries(*this);
    auto count = static_cast<uint32_t>(scope->free_names.size());
    if (count > 30) {
        emit(Op::make_list, dst, dst, 0);
        Reg cell = allocate();
        for (std::string_view name : scope->free_names) {
            load_closure_cell(scope, name, cell);
            emit(Op::list_append, dst, cell);
        }
        return emit(Op::list_to_tuple, dst, dst);
    }
    Reg first = allocate(count);
    for (uint32_t i = 0; i < count; ++i) load_closure_cell(scope, scope->free_names[i], first + i);
    emit(Op::make_tuple, dst, first, count);
}

// The window holds what `flags` name so far, up to the annotate function; the closure follows in the next temporary.
void Emitter::make_function(std::shared_ptr<CompiledUnit> unit, Scope* scope, uint32_t flags, Reg window, Reg dst) {
    if (!unit) return;
    if (!scope->free_names.empty()) {
        Reg closure = allocate();
        load_closure(scope, closure);
        flags |= function_part::kClosure;
    }
    Constant constant = Constant::of(Constant::Tag::Code);
    constant.code = std::move(unit);
    emit(Op::make_function, dst, window, flags, add_constant(constant));
}

std::shared_ptr<CompiledUnit> Emitter::function_unit(Stmt* node, std::string_view name, Arguments* args,
                                                     std::span<Stmt*> statements, bool is_async) {
    Scope* scope = symbols_.scope_of(node);
    std::span<Expr*> decorators = is_async ? static_cast<AsyncFunctionDef*>(node)->decorator_list
                                           : static_cast<FunctionDef*>(node)->decorator_list;
    uint32_t flags = 0;
    if (is_async) flags |= scope->is_generator ? code_flag::kAsyncGenerator : code_flag::kCoroutine;
    else if (scope->is_generator) flags |= code_flag::kGenerator;
    Scope* owner = scope->parent;
    while (owner && owner->kind == ScopeKind::TypeParameters) owner = owner->parent;
    if (owner && owner->kind == ScopeKind::Class) flags |= code_flag::kMethod;
    if (is_docstring(statements) && options_.optimize < 2) flags |= code_flag::kHasDocstring;
    return compile_unit({scope, name, {}, first_line(node, decorators), flags}, [&] {
        lay_out_parameters(args);
        if (flags & code_flag::kHasDocstring) {
            // co_consts[0], as inspect and function objects expect.
            auto* text = static_cast<ast::Constant*>(static_cast<ExprStmt*>(statements[0])->value);
            add_constant(Constant::of_str(clean_docstring(text->value.text)));
        }
        if (flags & (code_flag::kGenerator | code_flag::kCoroutine | code_flag::kAsyncGenerator))
            emit(Op::make_generator);
        make_cells();
        body(statements);
        Reg none = allocate();
        At at_end(*this, end_of(statements));
        load_none(none);
        emit(Op::return_value, none);
    });
}

// PEP 257's margin is removed by the compiler since 3.13.
std::string Emitter::clean_docstring(std::string_view text) {
    std::string expanded;
    size_t column = 0;
    for (char c : text) {
        if (c == '\t') {
            do expanded += ' ';
            while (++column % 8);
            continue;
        }
        expanded += c;
        column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
    std::vector<std::string_view> lines;
    std::string_view rest = expanded;
    for (;;) {
        size_t end = rest.find('\n');
        lines.push_back(rest.substr(0, end));
        if (end == std::string_view::npos) break;
        rest = rest.substr(end + 1);
    }
    size_t margin = std::string::npos;
    for (size_t i = 1; i < lines.size(); ++i) {
        size_t indent = lines[i].find_first_not_of(' ');
        if (indent != std::string_view::npos) margin = std::min(margin, indent);
    }
    std::string out;
    for (size_t i = 0; i < lines.size(); ++i) {
        std::string_view line = lines[i];
        if (i == 0) line = line.substr(std::min(line.size(), line.find_first_not_of(' ')));
        else if (margin != std::string::npos) line = line.substr(std::min(line.size(), margin));
        if (i) out += '\n';
        out += line;
    }
    return out;
}

void Emitter::function_definition(Stmt* node, std::string_view name, Arguments* args, std::span<Stmt*> statements,
                                  std::span<Expr*> decorators, Expr* returns, std::span<TypeParam*> type_params,
                                  bool is_async) {
    if (forbidden_name(node, name, ExprContext::Store)) return;
    auto check = [&](Arg* arg) {
        if (arg) forbidden_name(arg, arg->arg, ExprContext::Store);
    };
    for (Arg* arg : args->posonlyargs) check(arg);
    for (Arg* arg : args->args) check(arg);
    for (Arg* arg : args->kwonlyargs) check(arg);
    check(args->vararg);
    check(args->kwarg);
    Reg first = unit_->top;
    for (Expr* decorator : decorators) fresh(decorator);
    Reg function = allocate();
    Span header = node->span;
    At at(*this, header);
    if (type_params.empty()) {
        TemporaryScope temporaries(*this);
        Reg window;
        uint32_t flags = load_defaults(args, &window);
        Reg annotate = allocate();
        if (function_annotate(args, returns, annotate)) flags |= function_part::kAnnotate;
        else --unit_->top;
        make_function(function_unit(node, name, args, statements, is_async), symbols_.scope_of(node), flags, window,
                      function);
    } else {
        generic_function(node, name, args, statements, returns, type_params, is_async, function);
    }
    decorate(decorators, first, function);
    Reg result = decorators.empty() ? function : first;
    store_name(name, result);
}

void Emitter::lambda(Lambda* node, Reg dst) {
    auto check = [&](Arg* arg) {
        if (arg) forbidden_name(arg, arg->arg, ExprContext::Store);
    };
    for (Arg* arg : node->args->args) check(arg);
    Reg window;
    uint32_t flags = load_defaults(node->args, &window);
    Scope* scope = symbols_.scope_of(node);
    uint32_t code_flags = scope->is_generator ? code_flag::kGenerator : 0;
    auto unit = compile_unit({scope, "<lambda>", {}, static_cast<int32_t>(node->span.start.line), code_flags}, [&] {
        lay_out_parameters(node->args);
        if (scope->is_generator) emit(Op::make_generator);
        make_cells();
        At at(*this, node->body);
        emit(Op::return_value, operand(node->body));
    });
    make_function(std::move(unit), scope, flags, window, dst);
}

// ---- classes ----

std::shared_ptr<CompiledUnit> Emitter::class_unit(ClassDef* node) {
    Scope* scope = symbols_.scope_of(node);
    return compile_unit({scope, node->name, {}, first_line(node, node->decorator_list), 0}, [&] {
        make_cells();
        auto store_constant = [&](std::string_view name, const Constant& constant) {
            TemporaryScope temporaries(*this);
            Reg value = allocate();
            load_constant(constant, value);
            emit(Op::store_name, value, 0, 0, code().new_site(name));
        };
        {
            TemporaryScope temporaries(*this);
            Reg value = allocate();
            emit(Op::load_name, value, 0, 0, code().new_site("__name__"));
            emit(Op::store_name, value, 0, 0, code().new_site("__module__"));
        }
        store_constant("__qualname__", Constant::of_str(unit_->out.qualname));
        store_constant("__firstlineno__", Constant::of_int(unit_->out.first_line));
        if (!node->type_params.empty()) {
            TemporaryScope temporaries(*this);
            Reg value = allocate();
            load_location(locate_mangled(".type_params"), value);
            emit(Op::store_name, value, 0, 0, code().new_site("__type_params__"));
        }
        if (const Symbol* cell = scope->find(".__classdict__"); cell && scope->needs_class_dict) {
            TemporaryScope temporaries(*this);
            Reg value = allocate();
            emit(Op::load_locals, value);
            emit(Op::store_cell, value, unit_->registers[cell]);
        }
        std::span<Stmt*> statements = node->body;
        if (is_docstring(statements)) {
            auto* text = static_cast<ast::Constant*>(static_cast<ExprStmt*>(statements[0])->value);
            At at(*this, statements[0]);
            if (options_.optimize < 2) store_constant("__doc__", Constant::of_str(clean_docstring(text->value.text)));
            statements = statements.subspan(1);
        }
        prepare_annotations(scope, has_annotations(statements));
        body(statements);
        finish_annotations(scope);
        code().span = {node->span.start, node->span.start};
        std::vector<Constant> attributes;
        for (const std::string& name : unit_->static_attributes) attributes.push_back(Constant::of_str(name));
        store_constant("__static_attributes__", Constant::of_tuple(std::move(attributes)));
        Reg result = allocate();
        if (const Symbol* cell = scope->find(".__classdict__"); cell && scope->needs_class_dict) {
            move(result, unit_->registers[cell]);
            emit(Op::store_name, result, 0, 0, code().new_site("__classdictcell__"));
        }
        if (const Symbol* cell = scope->find(".__class__"); cell && scope->needs_class_cell) {
            move(result, unit_->registers[cell]);
            emit(Op::store_name, result, 0, 0, code().new_site("__classcell__"));
        } else {
            load_none(result);
        }
        emit(Op::return_value, result);
    });
}

// __build_class__(function, name, *bases, **keywords). `generic`: with Generic[...] of the type parameters as the last base.
void Emitter::build_class(ClassDef* node, Reg dst, bool generic) {
    check_keywords(node->keywords);
    TemporaryScope temporaries(*this);
    Scope* scope = symbols_.scope_of(node);
    bool unpacking = needs_unpacking(node->bases, node->keywords);
    Reg callee = allocate();
    emit(Op::load_build_class, callee);
    auto load_function = [&](Reg target) {
        TemporaryScope temporaries(*this);
        Reg window = unit_->top;
        make_function(class_unit(node), scope, 0, window, target);
    };
    if (unpacking) {
        auto append = [&](Reg list, const std::function<void(Reg)>& load_item) {
            TemporaryScope temporaries(*this);
            Reg item = allocate();
            load_item(item);
            emit(Op::list_append, list, item);
        };
        std::function<void(Reg)> trailing;
        if (generic)
            trailing = [&](Reg list) {
                append(list, [&](Reg item) { load_location(locate_mangled(".generic_base"), item); });
            };
        return call_unpacking(
            callee, node->bases, node->keywords, dst,
            [&](Reg list) {
                append(list, load_function);
                append(list, [&](Reg item) { load_constant(Constant::of_str(node->name), item); });
            },
            trailing);
    }
    Reg function = allocate(), name = allocate();
    load_function(function);
    load_constant(Constant::of_str(node->name), name);
    for (Expr* base : node->bases) fresh(base);
    uint32_t count = static_cast<uint32_t>(2 + node->bases.size());
    if (generic) {
        load_location(locate_mangled(".generic_base"), allocate());
        ++count;
    }
    if (node->keywords.empty()) return emit(Op::call, dst, callee, count);
    std::vector<Constant> names;
    for (Keyword* keyword : node->keywords) {
        fresh(keyword->value);
        names.push_back(Constant::of_str(keyword->arg));
        ++count;
    }
    emit(Op::call_kw, dst, callee, count, add_constant(Constant::of_tuple(std::move(names))));
}

void Emitter::class_definition(ClassDef* node) {
    if (forbidden_name(node, node->name, ExprContext::Store)) return;
    Reg first = unit_->top;
    for (Expr* decorator : node->decorator_list) fresh(decorator);
    Reg result = allocate();
    if (node->type_params.empty()) build_class(node, result, false);
    else generic_class(node, result);
    decorate(node->decorator_list, first, result);
    store_name(node->name, node->decorator_list.empty() ? result : first);
}

}  // namespace krait::core
