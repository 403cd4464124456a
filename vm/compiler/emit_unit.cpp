#include "vm/compiler/emitter.h"

#include <algorithm>

namespace krait::core {

using namespace ast;

// ---- units ----

// Reference, "Naming and binding"; __qualname__ is described in PEP 3155.
std::string Emitter::qualified_name(const Scope* scope, std::string_view name) const {
    Unit* outer = unit_;
    // Annotation scopes of generics are transparent.
    while (outer && outer->scope->kind == ScopeKind::TypeParameters) outer = outer->parent;
    if (!outer || outer->scope->kind == ScopeKind::Module) return std::string(name);
    if (scope->kind == ScopeKind::Function || scope->kind == ScopeKind::Class) {
        const Symbol* symbol =
            outer->scope->find(scope->private_name.empty() ? name : symbols_.mangle(outer->scope, name));
        if (symbol && symbol->resolution == Resolution::GlobalExplicit) return std::string(name);
    }
    std::string out = outer->out.qualname;
    if (outer->scope->function_like()) out += ".<locals>";
    return out + "." + std::string(name);
}

std::shared_ptr<CompiledUnit> Emitter::compile_unit(const UnitSpec& spec, const std::function<void()>& body) {
    std::string qualname = spec.qualname.empty() ? qualified_name(spec.scope, spec.name) : spec.qualname;
    // A second try has all its locals but the parameters in far registers, if the temporaries did not fit beside them.
    for (uint32_t near_limit : {200u, 0u}) {
        Unit unit;
        unit.parent = unit_;
        unit.scope = unit.current = spec.scope;
        unit.out.name = spec.name;
        unit.out.qualname = qualname;
        unit.out.first_line = spec.first_line;
        unit.out.flags = spec.flags | future_flags;
        if (spec.scope->nested) unit.out.flags |= code_flag::kNested;
        if (spec.scope->function_like()) unit.out.flags |= code_flag::kOptimized | code_flag::kNewLocals;
        unit.code.span = {{static_cast<uint32_t>(spec.first_line), 0}, {static_cast<uint32_t>(spec.first_line), 0}};
        unit_ = &unit;
        lay_out_registers(near_limit);
        body();
        unit_ = unit.parent;
        if (unit.overflow && near_limit != 0) continue;
        if (unit.overflow) diagnostics_.too_complex();
        // After an error labels may have been left unbound.
        if (diagnostics_.failed()) return nullptr;
        for (size_t i = 0; i < spec.scope->free_names.size(); ++i)
            unit.out.variables.push_back({unit.code.name_index(spec.scope->free_names[i]), static_cast<uint32_t>(i),
                                          static_cast<uint8_t>(VariableKind::Free)});
        unit.out.register_count = unit.most;
        // Far registers lie behind all the others.
        for (Variable& variable : unit.out.variables)
            if (variable.index >= kFar) variable.index += unit.most - kFar;
        for (Instruction& instruction : unit.code.instructions)
            if (instruction.op == Op::load_far || instruction.op == Op::store_far) instruction.aux[0] += unit.most;
        unit.code.finish(unit.out);
        return std::make_shared<CompiledUnit>(std::move(unit.out));
    }
    return nullptr;
}

// Parameters first, in order, then locals, then cells, then the variables of inlined comprehensions.
void Emitter::lay_out_registers(uint32_t near_limit) {
    Scope* scope = unit_->scope;
    auto& out = unit_->out;
    auto add_variable = [&](const Symbol* symbol, uint32_t index, uint8_t kind) {
        out.variables.push_back(
            {name_index(symbol->name == ".format" && scope->kind == ScopeKind::Annotation ? "format" : symbol->name),
             index, kind});
    };
    uint32_t next = 0;
    // Too many parameters for registers: all of them are the first far ones, where a call binds them in order.
    constexpr size_t kMostParameters = 200, kMostInSecondTry = 100;
    bool far_parameters = scope->parameters.size() > (near_limit ? kMostParameters : kMostInSecondTry);
    if (far_parameters) out.flags |= code_flag::kFarParameters;
    for (std::string_view parameter : scope->parameters) {
        const Symbol* symbol = scope->find(parameter);
        uint8_t kind = static_cast<uint8_t>(VariableKind::Argument) |
                       static_cast<uint8_t>(symbol->captured ? VariableKind::Cell : VariableKind::Local);
        if (far_parameters) {
            uint32_t far = out.far_count++;
            if (symbol->captured) unit_->captured_far.emplace_back(symbol, far);
            else unit_->code.bound.add(256 + far);
            unit_->registers[symbol] = symbol->captured ? next : kFar + far;
            add_variable(symbol, symbol->captured ? next++ : kFar + far, kind);
        } else {
            unit_->registers[symbol] = next;
            unit_->code.bound.add(next);
            add_variable(symbol, next++, kind);
        }
    }
    uint32_t cells = 0;
    for (const Symbol* symbol : scope->symbols) cells += symbol->captured;
    uint32_t reserved = next + cells + scope->inlined_registers;
    uint32_t near_left = near_limit > reserved ? near_limit - reserved : 0;
    bool class_or_module = !scope->function_like();
    for (const Symbol* symbol : scope->symbols) {
        if (symbol->resolution != Resolution::Local || symbol->captured || class_or_module ||
            (symbol->flags & symbol_flag::kParameter))
            continue;
        if (near_left) {
            --near_left;
            unit_->registers[symbol] = next;
            if (symbol->flags & symbol_flag::kDeleted) unit_->deletable.add(next);
            add_variable(symbol, next++, static_cast<uint8_t>(VariableKind::Local));
        } else {
            unit_->registers[symbol] = kFar + out.far_count;
            add_variable(symbol, kFar + out.far_count++, static_cast<uint8_t>(VariableKind::Local));
        }
    }
    for (const Symbol* symbol : scope->symbols) {
        if (!symbol->captured || (symbol->flags & symbol_flag::kParameter)) continue;
        unit_->registers[symbol] = next;
        std::string_view name = symbol->name;
        if (class_or_module && name.starts_with(".")) name.remove_prefix(1);
        out.variables.push_back({name_index(name), next++, static_cast<uint8_t>(VariableKind::Cell)});
    }
    for (const Symbol* symbol : scope->symbols)
        if ((symbol->flags & symbol_flag::kDeleted) && unit_->registers.count(symbol))
            unit_->deletable.add(unit_->registers[symbol] >= kFar ? unit_->registers[symbol] - kFar + 256
                                                                  : unit_->registers[symbol]);
    // Names of comprehension variables are added when the comprehension is compiled.
    unit_->comprehension_top = next;
    next += scope->inlined_registers;
    out.free_count = static_cast<uint32_t>(scope->free_names.size());
    if (next > 240) {
        unit_->overflow = true;
        if (near_limit == 0) diagnostics_.too_complex();
        next = 240;
    }
    unit_->locals = unit_->top = unit_->most = next;
    out.local_count = next;
}

void Emitter::lay_out_parameters(const Arguments* args) {
    auto& out = unit_->out;
    out.positional_only_count = static_cast<uint32_t>(args->posonlyargs.size());
    out.argument_count = static_cast<uint32_t>(args->posonlyargs.size() + args->args.size());
    out.keyword_only_count = static_cast<uint32_t>(args->kwonlyargs.size());
    if (args->vararg) out.flags |= code_flag::kVarArgs;
    if (args->kwarg) out.flags |= code_flag::kVarKeywords;
}

void Emitter::make_cells() {
    for (const auto& [symbol, far] : unit_->captured_far) emit(Op::load_far, unit_->registers[symbol], 0, 0, far);
    for (const Symbol* symbol : unit_->scope->symbols)
        if (symbol->captured)
            emit(Op::make_cell, unit_->registers[symbol], symbol->flags & symbol_flag::kParameter ? 1 : 0);
}

Emitter::Reg Emitter::allocate(uint32_t count) {
    Reg first = unit_->top;
    if (first + count > 254) {
        unit_->overflow = true;
        return first + count > 254 ? std::min<Reg>(unit_->locals, 240) : first;
    }
    unit_->top += count;
    unit_->most = std::max(unit_->most, unit_->top);
    return first;
}

// ---- names ----

Location Emitter::locate(std::string_view name) { return locate_mangled(symbols_.mangle(unit_->current, name)); }

Location Emitter::locate_mangled(std::string_view name) {
    using Kind = Location::Kind;
    auto in_register = [&](const Symbol* symbol) -> Location {
        uint32_t place = unit_->registers[symbol];
        if (symbol->captured) return {Kind::Cell, place, name, symbol};
        if (place >= kFar) return {Kind::Far, place - kFar, name, symbol};
        return {Kind::Register, place, name, symbol};
    };
    Scope* unit_scope = unit_->scope;
    auto in_closure = [&](Kind kind, const Symbol* symbol) -> Location {
        auto found = std::find(unit_scope->free_names.begin(), unit_scope->free_names.end(), name);
        return {kind, static_cast<uint32_t>(found - unit_scope->free_names.begin()), name, symbol};
    };
    Scope* scope = unit_->current;
    const Symbol* symbol = scope->find(name);
    while (scope->inlined) {
        if (!symbol || symbol->resolution == Resolution::GlobalExplicit ||
            symbol->resolution == Resolution::GlobalImplicit)
            return {Kind::Global, 0, name, symbol};
        if (symbol->resolution == Resolution::Local) return in_register(symbol);
        // Free in the comprehension: a variable around it, in this unit or beyond.
        do scope = scope->parent;
        while (scope->inlined && !(scope->find(name) && scope->find(name)->resolution == Resolution::Local));
        if (scope->inlined) return in_register(scope->find(name));
        const Symbol* outer = scope->find(name);
        if (scope->function_like()) {
            if (outer && outer->resolution == Resolution::Local) return in_register(outer);
        } else if (const Symbol* cell = scope->find("." + std::string(name)); cell && cell->captured) {
            return in_register(cell);
        }
        return in_closure(Kind::Free, symbol);
    }
    bool function_like = scope->function_like();
    if (!symbol) return {function_like ? Kind::Global : Kind::Name, 0, name, nullptr};
    switch (symbol->resolution) {
    case Resolution::Local: return function_like ? in_register(symbol) : Location{Kind::Name, 0, name, symbol};
    case Resolution::GlobalExplicit: return {Kind::Global, 0, name, symbol};
    case Resolution::GlobalImplicit:
        if (scope->sees_class && name != "__classdict__") return {Kind::DictOrGlobal, 0, name, symbol};
        return {function_like ? Kind::Global : Kind::Name, 0, name, symbol};
    case Resolution::Free: break;
    }
    if (scope->kind == ScopeKind::Class && !(symbol->flags & symbol_flag::kNonlocal))
        return in_closure(Kind::NameOrFree, symbol);
    if (scope->sees_class && name != "__classdict__" && name != "__conditional_annotations__" && !name.starts_with("."))
        return in_closure(Kind::DictOrFree, symbol);
    return in_closure(Kind::Free, symbol);
}

bool Emitter::plain_register(std::string_view name, Reg* reg) {
    Location location = locate(name);
    if (location.kind != Location::Kind::Register) return false;
    *reg = location.index;
    return true;
}

void Emitter::check_bound(const Location& location) {
    if (code().bound.has(location.index)) return;
    emit(Op::check_bound, location.index, 0, 0, name_index(location.name));
    code().bound.add(location.index);
}

void Emitter::load_location(const Location& location, Reg dst) {
    using Kind = Location::Kind;
    switch (location.kind) {
    case Kind::Register: check_bound(location); return move(dst, location.index);
    case Kind::Far: {
        bool bound = code().bound.has(256 + location.index);
        Reg temporary = bound ? dst : scratch(dst);
        emit(Op::load_far, temporary, 0, 0, location.index);
        if (!bound) {
            emit(Op::check_bound, temporary, 0, 0, name_index(location.name));
            code().bound.add(256 + location.index);
            move(dst, temporary);
        }
        return;
    }
    case Kind::Cell: return emit(Op::load_cell, dst, location.index, 0, name_index(location.name));
    case Kind::Free: return emit(Op::load_free, dst, 0, 0, location.index, name_index(location.name));
    case Kind::Global: return emit(Op::load_global, dst, 0, 0, code().new_site(location.name));
    case Kind::Name: return emit(Op::load_name, dst, 0, 0, code().new_site(location.name));
    case Kind::NameOrFree: return emit(Op::load_name_or_free, dst, 0, 0, location.index, name_index(location.name));
    case Kind::DictOrFree:
    case Kind::DictOrGlobal: {
        TemporaryScope temporaries(*this);
        Reg dict = allocate();
        load_location(locate_mangled("__classdict__"), dict);
        if (location.kind == Kind::DictOrFree)
            return emit(Op::load_dict_or_free, dst, dict, 0, location.index, name_index(location.name));
        return emit(Op::load_dict_or_global, dst, dict, 0, name_index(location.name));
    }
    }
}

Emitter::Reg Emitter::operand_of_location(const Location& location, Reg hint) {
    bool rebound = location.symbol && (location.symbol->flags & symbol_flag::kWalrus);
    if (location.kind == Location::Kind::Register && !rebound) {
        check_bound(location);
        return location.index;
    }
    Reg dst = hint != kNoRegister && is_temporary(hint) ? hint : allocate();
    load_location(location, dst);
    return dst;
}

void Emitter::store_location(const Location& location, Reg src) {
    using Kind = Location::Kind;
    switch (location.kind) {
    case Kind::Register:
        move(location.index, src);
        code().bound.add(location.index);
        return;
    case Kind::Far:
        emit(Op::store_far, src, 0, 0, location.index);
        code().bound.add(256 + location.index);
        return;
    case Kind::Cell: return emit(Op::store_cell, src, location.index);
    case Kind::Free:
    case Kind::DictOrFree: return emit(Op::store_free, src, 0, 0, location.index);
    case Kind::Global:
    case Kind::DictOrGlobal: return emit(Op::store_global, src, 0, 0, code().new_site(location.name));
    case Kind::Name:
    case Kind::NameOrFree: return emit(Op::store_name, src, 0, 0, code().new_site(location.name));
    }
}

void Emitter::delete_location(const Location& location) {
    using Kind = Location::Kind;
    switch (location.kind) {
    case Kind::Register:
        emit(Op::delete_local, location.index, 0, 0, name_index(location.name));
        code().bound.remove(location.index);
        return;
    case Kind::Far: {
        TemporaryScope temporaries(*this);
        Reg temporary = allocate();
        emit(Op::load_far, temporary, 0, 0, location.index);
        emit(Op::delete_local, temporary, 0, 0, name_index(location.name));
        emit(Op::store_far, temporary, 0, 0, location.index);
        code().bound.remove(256 + location.index);
        return;
    }
    case Kind::Cell: return emit(Op::delete_cell, 0, location.index, 0, name_index(location.name));
    case Kind::Free:
    case Kind::DictOrFree: return emit(Op::delete_free, 0, 0, 0, location.index, name_index(location.name));
    case Kind::Global:
    case Kind::DictOrGlobal: return emit(Op::delete_global, 0, 0, 0, name_index(location.name));
    case Kind::Name:
    case Kind::NameOrFree: return emit(Op::delete_name, 0, 0, 0, name_index(location.name));
    }
}

void Emitter::unbind_name(std::string_view name) {
    Location location = locate(name);
    if (location.kind == Location::Kind::Register) {
        emit(Op::clear, location.index);
        code().bound.remove(location.index);
        return;
    }
    TemporaryScope temporaries(*this);
    Reg none = allocate();
    if (location.kind == Location::Kind::Far) {
        emit(Op::clear, none);
        emit(Op::store_far, none, 0, 0, location.index);
        code().bound.remove(256 + location.index);
        return;
    }
    load_none(none);
    store_location(location, none);
    delete_location(location);
}

// The cell that a child's closure wants under this name.
void Emitter::load_closure_cell(const Scope* child, std::string_view name, Reg dst) {
    // As in locate_mangled, but seen from where the child stands: an inlined comprehension may own the variable.
    for (Scope* scope = unit_->current;; scope = scope->parent) {
        const Symbol* own = nullptr;
        if (scope->kind == ScopeKind::Class) own = scope->find("." + std::string(name));
        else own = scope->find(name);
        if (own && own->captured && own->resolution == Resolution::Local && unit_->registers.count(own))
            return move(dst, unit_->registers[own]);
        if (scope == unit_->scope) break;
    }
    auto& names = unit_->scope->free_names;
    auto found = std::find(names.begin(), names.end(), name);
    emit(Op::load_free_cell, dst, 0, 0, static_cast<uint32_t>(found - names.begin()));
}

}  // namespace krait::core
