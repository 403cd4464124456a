// __build_class__: what a class statement calls. Data model 3.3.3 (metaclass, __prepare__, __mro_entries__: PEP 3115, 560).
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_array.h"
#include "runtime/operations.h"
#include "stdlib/builtins/builtins.h"
#include "vm/interpreter/frames.h"

namespace krait::core {

namespace {

// Bases that are no classes say with __mro_entries__ what stands for them.
Result<Tuple*> resolve_bases(Thread& thread, Tuple* bases) {
    List* resolved = nullptr;
    for (size_t i = 0; i < bases->size(); ++i) {
        Value base = (*bases)[i];
        bool replaced = false;
        if (!base.is<Type>()) {
            Value entries = TRY(find_attribute_py(thread, base, KRAIT_NAME(dunder_mro_entries)));
            if (!entries.is_unbound()) {
                Value result = TRY(call_py(thread, entries, Value(bases)));
                if (!result.is<Tuple>()) return raise(thread, Exc::TypeError, "__mro_entries__ must return a tuple");
                if (!resolved) {
                    resolved = make_list(thread);
                    for (size_t j = 0; j < i; ++j) TRY(list_append(thread, resolved, (*bases)[j]));
                }
                TRY(list_extend_py(thread, resolved, result));
                replaced = true;
            }
        }
        if (!replaced && resolved) TRY(list_append(thread, resolved, base));
    }
    return resolved ? list_to_tuple(thread, resolved) : Result<Tuple*>(bases);
}

RAW_FUNCTION(builtins, build_class, "__build_class__(func, name, /, *bases, metaclass=?, **kwds)",
             "Internal helper function used by the class statement.") {
    if (arguments.positional < 2) return raise(thread, Exc::TypeError, "__build_class__: not enough arguments");
    Value body = arguments[0], name = arguments[1];
    if (!body.is<Function>()) return raise(thread, Exc::TypeError, "__build_class__: func must be a function");
    if (!name.is<Str>()) return raise(thread, Exc::TypeError, "__build_class__: name is not a string");
    Tuple* original = TRY(make_tuple_of_any_size(thread, {arguments.values + 2, arguments.positional - 2}));
    Tuple* bases = TRY(resolve_bases(thread, original));
    // Keywords without `metaclass`.
    Value metaclass = Value::nothing();
    List* values = make_list(thread);
    List* names = make_list(thread);
    if (arguments.names) {
        for (size_t i = 0; i < arguments.names->size(); ++i) {
            Value value = arguments.values[arguments.positional + i];
            if ((*arguments.names)[i] == Value(KRAIT_NAME(metaclass))) {
                metaclass = value;
            } else {
                TRY(list_append(thread, names, (*arguments.names)[i]));
                TRY(list_append(thread, values, value));
            }
        }
    }
    bool is_class = true;
    if (metaclass.is_nothing()) {
        metaclass =
            bases->size() ? Value(type_of(thread, (*bases)[0])) : Value(thread.interpreter->type(BuiltinType::Type));
    } else {
        is_class = metaclass.is_cell() && is_instance(thread, metaclass, BuiltinType::Type);
    }
    if (is_class) metaclass = Value(TRY(best_metaclass(thread, metaclass.to<Type>(), bases)));

    size_t keyword_count = names->size();
    Tuple* keyword_names = keyword_count ? TRY(list_to_tuple(thread, names)) : nullptr;
    ValueArray* call = TRY(make_value_array(thread, 3 + keyword_count));
    auto set = [&](size_t i, Value value) { call->items_[i].set(call, value); };
    for (size_t i = 0; i < keyword_count; ++i) set(3 + i, values->get(i));
    set(0, name);
    set(1, Value(bases));
    const Value* window = reinterpret_cast<const Value*>(call->items_);

    Value prepare = TRY(find_attribute_py(thread, metaclass, KRAIT_NAME(dunder_prepare)));
    Value space;
    if (prepare.is_unbound()) {
        space = Value(make_dict(thread));
    } else {
        // (name, bases, **keywords): the window without its third place.
        ValueArray* two = TRY(make_value_array(thread, 2 + keyword_count));
        two->items_[0].set(two, name);
        two->items_[1].set(two, Value(bases));
        for (size_t i = 0; i < keyword_count; ++i) two->items_[2 + i].set(two, values->get(i));
        space =
            TRY(call_py(thread, prepare, CallArguments{reinterpret_cast<const Value*>(two->items_), 2, keyword_names}));
        if (!type_of(thread, space)->slots.get_item) {
            const Type* shown = is_class ? metaclass.to<Type>() : nullptr;
            if (shown)
                return raise(thread, Exc::TypeError, "{}.__prepare__() must return a mapping, not {}", shown,
                             type_name(thread, space));
            return raise(thread, Exc::TypeError, "<metaclass>.__prepare__() must return a mapping, not {}",
                         type_name(thread, space));
        }
    }
    Value cell = TRY(run_code_py(thread, body.to<Function>(), space));
    if (bases != original) TRY(set_item_py(thread, space, Value(KRAIT_NAME(dunder_orig_bases)), Value(original)));
    set(2, space);
    Value cls = TRY(call_py(thread, metaclass, CallArguments{window, 3, keyword_names}));
    if (cell.is<CellVariable>() && cls.is_cell() && is_instance(thread, cls, BuiltinType::Type)) {
        Value stored = cell.to<CellVariable>()->value.get();
        if (stored.is_nothing()) {
            return raise(thread, Exc::RuntimeError,
                         "__class__ not set defining '{}' as {}. Was __classcell__ propagated to type.__new__?",
                         name.to<Str>(), TRY(repr_py(thread, cls)));
        }
        if (!(stored == cls)) {
            return raise(thread, Exc::TypeError, "__class__ set to {} defining '{}' as {}",
                         TRY(repr_py(thread, stored)), name.to<Str>(), TRY(repr_py(thread, cls)));
        }
    }
    return cls;
}

}  // namespace

const NativeSpec kBuildClass = builtins_build_class;

}  // namespace krait::core
