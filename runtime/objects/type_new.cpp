// type.__new__: making classes (Language Reference 3.3.3).
#include <cstring>
#include <optional>

#include "runtime/names.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/type_parts.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/threads/registry.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

namespace {

bool has_null(const Str* name) {
    for (size_t i = 0; i < name->length(); ++i) {
        if (Str::at(name->flat(), name->kind(), i) == 0) return true;
    }
    return false;
}

// Reference 6.2.1: private names are mangled in __slots__ too.
Result<Str*> mangle(Thread& thread, Str* class_name, Str* name) {
    if (!name->is_ascii() || !name->ascii_view().starts_with("__") || name->ascii_view().ends_with("__"))
        return intern(thread, name);
    std::string prefix = str_utf8_lossy(class_name);
    size_t start = prefix.find_first_not_of('_');
    if (start == prefix.npos) return intern(thread, name);
    return intern(thread, "_" + prefix.substr(start) + std::string(name->ascii_view()));
}

Result<bool> is_identifier(Thread& thread, Str* name) {
    Value answer = TRY(call_method_py(thread, Value(name), intern(thread, "isidentifier")));
    return answer.is_true();
}

struct SlotNames {
    List* names = nullptr;  // mangled, without __dict__ and __weakref__, sorted
    bool given = false, dict = false, weakref = false;
};

Result<SlotNames> read_slots(Thread& thread, Type* base, Str* class_name, Dict* namespace_) {
    SlotNames slots;
    Value declared = dict_get_str(thread, namespace_, KRAIT_NAME(dunder_slots));
    if (declared.is_nothing()) return slots;
    slots.given = true;
    slots.names = make_list(thread);
    Tuple* names =
        as_kind<Str>(thread, declared) ? make_tuple(thread, {declared}) : TRY(make_tuple_from_py(thread, declared));
    bool variable = base->native_base == Layout::Int || base->native_base == Layout::Tuple ||
                    base->native_base == Layout::Bytes || base->native_base == Layout::Type;
    bool base_has_dict =
        base->attributes_offset || base->native_base == Layout::Module || base->native_base == Layout::Type;
    for (Value each : names->span()) {
        Str* name = as_kind<Str>(thread, each);
        if (!name)
            return raise(thread, Exc::TypeError, "__slots__ items must be strings, not '{}'", type_of(thread, each));
        TRY(name->data(thread));
        if (!TRY(is_identifier(thread, name))) return raise(thread, Exc::TypeError, "__slots__ must be identifiers");
        name = intern(thread, name);
        if (name == KRAIT_NAME(dunder_dict)) {
            if (slots.dict || base_has_dict)
                return raise(thread, Exc::TypeError, "__dict__ slot disallowed: we already got one");
            slots.dict = true;
            continue;
        }
        if (name == KRAIT_NAME(dunder_weakref)) {
            if (slots.weakref || base->has(type_flag::kHasWeakref))
                return raise(thread, Exc::TypeError, "__weakref__ slot disallowed: we already got one");
            slots.weakref = true;
            continue;
        }
        if (variable)
            return raise(thread, Exc::TypeError, "nonempty __slots__ not supported for subtype of '{}'", base);
        Str* mangled = TRY(mangle(thread, class_name, name));
        if (!dict_get_str(thread, namespace_, mangled).is_nothing() && mangled != KRAIT_NAME(dunder_qualname) &&
            !(mangled->is_ascii() &&
              (mangled->ascii_view() == "__classcell__" || mangled->ascii_view() == "__classdictcell__")))
            return raise(thread, Exc::ValueError, "'{}' in __slots__ conflicts with class variable", mangled);
        TRY(list_append(thread, slots.names, Value(mangled)));
    }
    TRY(list_sort_py(thread, slots.names, Value::none(), false));
    return slots;
}

void copy_defaults(Thread& thread, Type* type, Type* base) {
    std::memcpy(&type->slots, &base->slots, sizeof(Slots));
    constexpr uint32_t kInherited = type_flag::kHasDict | type_flag::kHasWeakref | type_flag::kSequencePattern |
                                    type_flag::kMappingPattern | type_flag::kMatchSelf |
                                    type_flag::kGenericGetAttribute | type_flag::kGenericSetAttribute |
                                    type_flag::kDataDescriptor | type_flag::kFinalizer;
    type->flags = type_flag::kHeapType | type_flag::kSubclassable | (base->flags & kInherited);
    type->spec = base->spec;
    type->native_size = base->native_size;
    type->native_base = base->native_base;
    type->instance_layout = base->native_base == Layout::Instance ? Layout::Instance
                            : base->native_base == Layout::Type   ? Layout::Type
                                                                  : Layout::NativeInstance;
}

// What a class is in a match statement, a sequence or a mapping, comes from the first class in the order that is either.
void inherit_pattern(Type* type) {
    constexpr uint32_t kPattern = type_flag::kSequencePattern | type_flag::kMappingPattern;
    type->flags &= ~kPattern;
    Tuple* order = type->mro.get();
    for (size_t i = 1; i < order->size() && !(type->flags & kPattern); ++i)
        type->flags |= (*order)[i].to<Type>()->flags & kPattern;
}

bool starts_dunder(Str* name) { return name->is_ascii() && name->length() > 4 && name->ascii_view().starts_with("__"); }

// One base (or bases in one line): the base's slots are right but for the names of the class itself.
void fill_slots(Thread& thread, Type* type, Dict* namespace_) {
    if (type->bases.get()->size() > 1) inherit_pattern(type);
    if (type->bases.get()->size() > 1 || type_of(thread, Value(type)) != thread.interpreter->type(BuiltinType::Type)) {
        update_slots(thread, type, nullptr);
        return;
    }
    size_t position = 0;
    Value key, value;
    while (dict_next(namespace_, &position, &key, &value)) {
        auto* name = key.as_if<Str>();
        if (name && starts_dunder(name)) update_slots(thread, type, intern(thread, name));
    }
}

// Reference 3.3.3.6 and 3.3.2.2: special cases in the namespace.
Result<void> adjust_namespace(Thread& thread, Type* type, Dict* dict) {
    auto wrap = [&](const char* name, BuiltinType kind) -> Result<void> {
        Str* key = intern(thread, name);
        Value function = dict_get_str(thread, dict, key);
        if (function.is_nothing() || type_of(thread, function) != thread.interpreter->type(BuiltinType::Function))
            return {};
        Type* wrapper = thread.interpreter->type(kind);
        TRY(dict_set_str(thread, dict, key, TRY(call_py(thread, Value(wrapper), function))));
        return {};
    };
    TRY(wrap("__new__", BuiltinType::StaticMethod));
    TRY(wrap("__init_subclass__", BuiltinType::ClassMethod));
    TRY(wrap("__class_getitem__", BuiltinType::ClassMethod));

    if (dict_get_str(thread, dict, KRAIT_NAME(dunder_module)).is_nothing() && thread.interpreter->vm &&
        thread.interpreter->vm->current_globals) {
        Value globals = thread.interpreter->vm->current_globals(thread);
        if (auto* names = globals.is_cell() ? globals.as_if<Dict>() : nullptr) {
            Value module = dict_get_str(thread, names, KRAIT_NAME(dunder_name));
            if (!module.is_nothing()) TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_module), module));
        }
    }
    Value qualname = dict_get_str(thread, dict, KRAIT_NAME(dunder_qualname));
    if (!qualname.is_nothing()) {
        Str* text = as_kind<Str>(thread, qualname);
        if (!text)
            return raise(thread, Exc::TypeError, "type __qualname__ must be a str, not {}", type_of(thread, qualname));
        type->qualname.set(type, text);
        dict_delete_str(thread, dict, KRAIT_NAME(dunder_qualname));
    }
    return {};
}

// What comes last in every class that has not said it itself.
Result<void> complete_namespace(Thread& thread, Dict* dict) {
    if (dict_get_str(thread, dict, KRAIT_NAME(dunder_doc)).is_nothing())
        TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_doc), Value::none()));
    // A class with its own equality and no hash has no hash.
    if (!dict_get_str(thread, dict, KRAIT_NAME(dunder_eq)).is_nothing() &&
        dict_get_str(thread, dict, KRAIT_NAME(dunder_hash)).is_nothing())
        TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_hash), Value::none()));
    return {};
}

Result<void> fill_class_cells(Thread& thread, Type* type, Dict* dict) {
    Value cell = dict_get_str(thread, dict, KRAIT_NAME(dunder_classcell));
    if (!cell.is_nothing()) {
        auto* variable = cell.as_if<CellVariable>();
        if (!variable)
            return raise(thread, Exc::TypeError, "__classcell__ must be a nonlocal cell, not {}",
                         repr_py(thread, Value(type_of(thread, cell))).value());
        variable->value.set(variable, Value(type));
        dict_delete_str(thread, dict, KRAIT_NAME(dunder_classcell));
    }
    Value dict_cell = dict_get_str(thread, dict, KRAIT_NAME(dunder_classdictcell));
    if (auto* variable = dict_cell.is_nothing() ? nullptr : dict_cell.as_if<CellVariable>()) {
        variable->value.set(variable, Value(dict));
        dict_delete_str(thread, dict, KRAIT_NAME(dunder_classdictcell));
    }
    return {};
}

// __set_name__ of the namespace's values, over a copy: the hooks may change the class.
Result<void> call_set_names(Thread& thread, Type* type, Dict* namespace_) {
    Dict* copy = TRY(dict_copy(thread, namespace_));
    size_t position = 0;
    Value key, value;
    while (dict_next(copy, &position, &key, &value)) {
        Type* value_type = type_of(thread, value);
        if (value_type->lookup(thread, KRAIT_NAME(dunder_set_name)).is_nothing()) continue;
        bool found = false;
        Value arguments[] = {Value(type), key};
        Result<Value> done = call_special_py(thread, value, KRAIT_NAME(dunder_set_name), arguments, &found);
        if (!found || !done.failed()) continue;
        // PEP 678 style: the error keeps its type, with a note that says where.
        if (!thread.terminating) {
            Value error = take_pending(thread);
            Result<Str*> key_text = repr_py(thread, key);
            if (!key_text.failed()) {
                Value note(TRY(make_str(thread, format_text("Error calling __set_name__ on '{}' instance {} in '{}'",
                                                            value_type, key_text.value(), type))));
                if (call_method_py(thread, error, intern(thread, "add_note"), {&note, 1}).failed())
                    (void)take_pending(thread);
            } else {
                (void)take_pending(thread);
            }
            thread.pending = error;
        }
        return kFailure;
    }
    return {};
}

// super(cls, cls).__init_subclass__(**keywords)
Result<void> call_init_subclass(Thread& thread, Type* type, const CallArguments* keywords) {
    Tuple* order = type->mro.get();
    bool in_order = false;
    for (Value each : order->span()) in_order |= each == Value(type);
    if (!in_order)  // an mro() of the metaclass may leave the class out
        return raise(thread, Exc::TypeError,
                     "super(type, obj): obj ({} {}) is not an instance or subtype of type ({}).", "type", type, type);
    Value hook;
    for (size_t i = 1; i < order->size() && hook.is_nothing(); ++i)
        hook = dict_get_str(thread, (*order)[i].to<Type>()->own_dict(thread), KRAIT_NAME(dunder_init_subclass));
    if (hook.is_nothing()) return {};
    if (auto* getter = type_of(thread, hook)->slots.get)
        hook = TRY(getter(thread, hook, Value::nothing(), Value(type)));
    CallArguments arguments;
    if (keywords && keywords->names) {
        arguments.values = keywords->values + keywords->positional;
        arguments.names = keywords->names;
    }
    TRY(call_py(thread, hook, arguments));
    return {};
}

uint16_t first_capacity(Thread& thread, Type* base, Dict* namespace_) {
    Value names = dict_get_str(thread, namespace_, KRAIT_NAME(dunder_static_attributes));
    size_t count = load_relaxed(base->inline_capacity);
    if (auto* tuple = names.is_nothing() ? nullptr : names.as_if<Tuple>()) count = std::max(count, tuple->size());
    if (count < 4) count = 4;
    // An even number: cells are multiples of 16 bytes.
    return static_cast<uint16_t>(std::min<size_t>((count + 1) & ~size_t{1}, Shape::kMaxInline));
}

}  // namespace

Result<Type*> best_metaclass(Thread& thread, Type* metaclass, Tuple* bases) {
    Type* winner = metaclass;
    for (Value each : bases->span()) {
        Type* candidate = type_of(thread, each);
        if (winner->is_subtype_of(candidate)) continue;
        if (candidate->is_subtype_of(winner)) {
            winner = candidate;
            continue;
        }
        return raise(thread, Exc::TypeError,
                     "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the "
                     "metaclasses of "
                     "all its bases");
    }
    return winner;
}

Result<Type*> make_class_py(Thread& thread, Type* metaclass, Str* name, Tuple* bases, Dict* namespace_,
                            const CallArguments* keywords) {
    Interpreter& interpreter = *thread.interpreter;
    TRY(name->data(thread));
    if (has_null(name)) return raise(thread, Exc::ValueError, "type name must not contain null characters");
    TRY(str_utf8(thread, name));  // lone surrogates are refused
    Value doc = dict_get_str(thread, namespace_, KRAIT_NAME(dunder_doc));
    if (auto* text = doc.is_nothing() ? nullptr : as_kind<Str>(thread, doc)) TRY(str_utf8(thread, text));
    if (bases->size() == 0) bases = make_tuple(thread, {Value(interpreter.type(BuiltinType::Object))});
    for (Value each : bases->span()) {
        if (each.is<Type>()) continue;
        bool found = !type_of(thread, each)->lookup(thread, KRAIT_NAME(dunder_mro_entries)).is_nothing();
        if (found)
            return raise(thread, Exc::TypeError, "type() doesn't support MRO entry resolution; use types.new_class()");
    }
    Type* base = TRY(best_base(thread, bases));
    Dict* dict = TRY(dict_copy(thread, namespace_));
    SlotNames slots = TRY(read_slots(thread, base, name, dict));

    Type* type = allocate_type(thread, metaclass);
    copy_defaults(thread, type, base);
    type->name.set(type, name);
    type->qualname.set(type, name);
    type->base.set(type, base);
    type->bases.set(type, bases);
    type->dict.set(type, dict);
    TRY(adjust_namespace(thread, type, dict));
    TRY(fill_class_cells(thread, type, dict));  // mro() may run methods

    // A base further right may bring the attributes or the weak references that the first has not.
    bool may_dict = !slots.given || slots.dict, may_weakref = !slots.given || slots.weakref;
    for (Value each : bases->span()) {
        if (each.to<Type>()->attributes_offset) may_dict = true;
        if (each.to<Type>()->has(type_flag::kHasWeakref)) may_weakref = true;
    }
    bool own_dict_elsewhere = base->native_base == Layout::Module || base->native_base == Layout::Type;
    bool adds_dict = may_dict && !base->attributes_offset && !own_dict_elsewhere;
    bool adds_weakref = may_weakref && !base->has(type_flag::kHasWeakref);
    if (may_dict) type->flags |= type_flag::kHasDict;
    if (may_weakref) type->flags |= type_flag::kHasWeakref;
    uint32_t offset = (base->basic_size + 7) & ~7u;
    size_t slot_count = slots.names ? slots.names->size() : 0;
    // An instance is a small cell, with room for its attributes' slots.
    constexpr size_t kMostFields = kLargestSmall - (Shape::kMaxInline + 8) * sizeof(Value);
    if (slot_count && offset + slot_count * sizeof(Value) > kMostFields)
        return raise(thread, Exc::TypeError, "too many __slots__: {}, and an instance has room for {}", slot_count,
                     offset < kMostFields ? (kMostFields - offset) / sizeof(Value) : 0);
    for (size_t i = 0; i < slot_count; ++i, offset += sizeof(Value)) {
        auto* member = allocate_builtin<MemberDescriptor>(thread, BuiltinType::MemberDescriptor);
        member->name.init(slots.names->get(i).to<Str>());
        member->owner.init(type);
        member->offset = offset;
        TRY(dict_set_str(thread, dict, slots.names->get(i).to<Str>(), Value(member)));
    }
    type->basic_size = slot_count ? offset : base->basic_size;
    type->inline_capacity = first_capacity(thread, base, dict);
    finish_layout(thread, type, 0);
    if (adds_dict && dict_get_str(thread, dict, KRAIT_NAME(dunder_dict)).is_nothing())
        TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_dict), make_getset(thread, type, kDictProperty)));
    if (adds_weakref && dict_get_str(thread, dict, KRAIT_NAME(dunder_weakref)).is_nothing())
        TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_weakref), make_getset(thread, type, kWeakrefProperty)));
    TRY(complete_namespace(thread, dict));

    type->version.store(__atomic_fetch_add(&interpreter.next_type_version, 1, __ATOMIC_RELAXED));
    type->mro.set(type, TRY(compute_mro_py(thread, type)));
    type->version.store(__atomic_fetch_add(&interpreter.next_type_version, 1, __ATOMIC_RELAXED));
    {
        // Where mro() is Python code others may know the class already: its slots change as a finished one's (Type::changed).
        std::optional<OthersStandStill> change;
        if (has_own_mro(thread, type)) change.emplace(thread, *interpreter.threads);
        fill_slots(thread, type, dict);
    }
    for (Value each : bases->span()) add_subclass(thread, each.to<Type>(), type);
    TRY(call_set_names(thread, type, dict));
    TRY(call_init_subclass(thread, type, keywords));
    return type;
}

// type.__new__(metaclass, name, bases, namespace, **keywords)
Result<Value> type_construct(Thread& thread, Type* metaclass, const CallArguments& arguments) {
    Type* plain = thread.interpreter->type(BuiltinType::Type);
    if (metaclass == plain && arguments.positional == 1 && !arguments.names)
        return Value(type_of(thread, arguments[0]));
    if (arguments.positional != 3) {
        if (metaclass == plain) return raise(thread, Exc::TypeError, "type() takes 1 or 3 arguments");
        return raise(thread, Exc::TypeError, "type.__new__() takes exactly 3 arguments ({} given)",
                     arguments.positional);
    }
    Str* name = as_kind<Str>(thread, arguments[0]);
    if (!name)
        return raise(thread, Exc::TypeError, "type.__new__() argument 1 must be str, not {}",
                     type_of(thread, arguments[0]));
    Tuple* bases = as_kind<Tuple>(thread, arguments[1]);
    if (!bases)
        return raise(thread, Exc::TypeError, "type.__new__() argument 2 must be tuple, not {}",
                     type_of(thread, arguments[1]));
    Dict* dict = as_kind<Dict>(thread, arguments[2]);
    if (!dict)
        return raise(thread, Exc::TypeError, "type.__new__() argument 3 must be dict, not {}",
                     type_of(thread, arguments[2]));
    Type* winner = TRY(best_metaclass(thread, metaclass, bases));
    if (winner != metaclass) {
        if (winner->slots.construct != type_construct) return winner->slots.construct(thread, winner, arguments);
        metaclass = winner;
    }
    if (bases->layout() != Layout::Tuple) bases = TRY(make_tuple_of_any_size(thread, bases->span()));
    return Value(TRY(make_class_py(thread, metaclass, name, bases, dict, &arguments)));
}

}  // namespace krait::core
