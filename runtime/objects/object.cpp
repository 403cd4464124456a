// class object: the methods that every object has (Language Reference 3.3; Library Reference, pickle and copy protocols).
#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/type_parts.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

// ---- __new__ and __init__ ----

static bool has_arguments(const CallArguments& arguments) {
    return arguments.positional || (arguments.names && arguments.keyword_count());
}

static Failure raise_abstract(Thread& thread, Type* type) {
    Result<Value> methods = get_attribute_py(thread, Value(type), KRAIT_NAME(dunder_abstractmethods));
    if (methods.failed()) return kFailure;
    Result<List*> list = make_list_from_py(thread, methods.value());
    if (list.failed() || list_sort_py(thread, list.value(), Value::none(), false).failed()) return kFailure;
    std::string names;
    for (size_t i = 0; i < list.value()->size(); ++i) {
        Str* name = as_kind<Str>(thread, list.value()->get(i));
        if (name) names += (names.empty() ? "'" : ", '") + str_utf8_lossy(name) + "'";
    }
    return raise(thread, Exc::TypeError,
                 "Can't instantiate abstract class {} without an implementation for abstract method{} {}", type,
                 list.value()->size() == 1 ? "" : "s", names);
}

Result<Value> object_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    if (has_arguments(arguments)) [[unlikely]] {
        if (type->slots.construct != object_construct)
            return raise(thread, Exc::TypeError,
                         "object.__new__() takes exactly one argument (the type to instantiate)");
        if (type->slots.initialize == object_initialize)
            return raise(thread, Exc::TypeError, "{}() takes no arguments", type);
    }
    if (type->has(type_flag::kAbstract)) [[unlikely]]
        return raise_abstract(thread, type);
    return Value(allocate_instance(thread, type));
}

Result<void> object_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    if (!has_arguments(arguments)) [[likely]]
        return {};
    Type* type = type_of(thread, self);
    if (type->slots.initialize != object_initialize)
        return raise(thread, Exc::TypeError,
                     "object.__init__() takes exactly one argument (the instance to initialize)");
    if (type->slots.construct == object_construct)
        return raise(thread, Exc::TypeError, "{}.__init__() takes exactly one argument (the instance to initialize)",
                     type);
    return {};
}

// The function behind `list.__new__`: self is list.
static Result<Value> call_new(Thread& thread, Value self, const CallArguments& arguments) {
    Type* owner = self.to<Type>();
    if (arguments.positional == 0) return raise(thread, Exc::TypeError, "{}.__new__(): not enough arguments", owner);
    auto* type = arguments[0].as_if<Type>();
    if (!type)
        return raise(thread, Exc::TypeError, "{}.__new__(X): X is not a type object ({})", owner,
                     type_of(thread, arguments[0]));
    if (!type->is_subtype_of(owner))
        return raise(thread, Exc::TypeError, "{}.__new__({}): {} is not a subtype of {}", owner, type, type, owner);
    // The native part must be made by the nearest native class.
    Type* native = type;
    while (native->has(type_flag::kHeapType)) native = native->base.get();
    if (native->slots.construct != owner->slots.construct)
        return raise(thread, Exc::TypeError, "{}.__new__({}) is not safe, use {}.__new__()", owner, type, native);
    CallArguments rest{
        .values = arguments.values + 1, .positional = arguments.positional - 1, .names = arguments.names};
    return owner->slots.construct(thread, type, rest);
}

const NativeSpec kNewSpec = {"__new__(type, *args, **kwargs)",
                             "Create and return a new object.  See help(type) for accurate signature.", nullptr,
                             call_new, NativeKind::Method};

Value make_new_function(Thread& thread, Type* type) {
    return make_native_function(thread, kNewSpec, Value(type), Value::none());
}

// ---- __class__, __dict__, __weakref__ ----

static const GetSetSpec kClassProperty = {
    "__class__", "the object's class",
    [](Thread& thread, Value self) -> Result<Value> { return Value(type_of(thread, self)); },
    [](Thread& thread, Value self, Value value) { return set_class(thread, self, value); }};

static Value native_dict_property(Thread& thread, Value self) {
    for (BuiltinType which : {BuiltinType::Type, BuiltinType::Module}) {
        Type* native = thread.interpreter->type(which);
        if (is_instance(thread, self, native))
            return dict_get_str(thread, native->own_dict(thread), KRAIT_NAME(dunder_dict));
    }
    return Value::nothing();
}
const GetSetSpec kDictProperty = {
    "__dict__", "dictionary for instance variables",
    [](Thread& thread, Value self) -> Result<Value> {
        // A class or module has a namespace of its own, however a class between them comes by the name.
        if (Value native = native_dict_property(thread, self); !native.is_nothing())
            return type_of(thread, native)->slots.get(thread, native, self, Value(type_of(thread, self)));
        Dict* dict = self.is_cell() ? instance_dict(thread, static_cast<Object*>(self.cell())) : nullptr;
        if (!dict) return raise(thread, Exc::AttributeError, "This object has no __dict__");
        return Value(dict);
    },
    [](Thread& thread, Value self, Value value) -> Result<void> {
        if (Value native = native_dict_property(thread, self); !native.is_nothing())
            return type_of(thread, native)->slots.set(thread, native, self, value);
        Dict* dict = nullptr;
        if (value.is_nothing()) dict = make_dict(thread);
        else dict = as_kind<Dict>(thread, value);
        if (!dict)
            return raise(thread, Exc::TypeError, "__dict__ must be set to a dictionary, not a '{}'",
                         type_of(thread, value));
        return set_instance_dict(thread, static_cast<Object*>(self.cell()), dict);
    }};

const GetSetSpec kWeakrefProperty = {"__weakref__", "list of weak references to the object",
                                     [](Thread& thread, Value self) -> Result<Value> {
                                         Value references = TRY(weak_references_of(thread, self));
                                         List* list = references.to<List>();
                                         return list->size() ? list->get(0) : none();
                                     }};

// ---- repr, str, hash, comparison ----

Result<Value> qualified_type_name(Thread& thread, Type* type) {
    Value module = TRY(find_attribute_py(thread, Value(type), KRAIT_NAME(dunder_module)));
    Str* module_name = module.is_unbound() ? nullptr : as_kind<Str>(thread, module);
    Str* qualname = type->qualname.get();
    if (!module_name || (module_name->is_ascii() && module_name->flat() && module_name->ascii_view() == "builtins"))
        return Value(qualname);
    return format_str(thread, "{}.{}", module_name, qualname);
}

std::string full_type_name(Thread& thread, Type* type) {
    std::string name = str_utf8_lossy(type->qualname.get_relaxed());
    Value module = type->module.get();
    if (type->has(type_flag::kHeapType))
        module = dict_get_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_module));
    if (!module.is<Str>()) return name;
    std::string place = str_utf8_lossy(module.to<Str>());
    return place == "builtins" || place == "__main__" ? name : place + "." + name;
}

std::string argument_kind(Thread& thread, Value value) {
    return value.is_none() ? "None" : MessageArgument(type_of(thread, value)).owned;
}

static Result<Value> object_repr(Thread& thread, Value self) {
    Value name = TRY(qualified_type_name(thread, type_of(thread, self)));
    return format_str(thread, "<{} object at {}>", name.to<Str>(), address_text(self));
}
static Result<Value> object_str(Thread& thread, Value self) { return Value(TRY(repr_py(thread, self))); }
static Result<int64_t> object_hash(Thread&, Value self) {
    uint64_t bits = self.bits();
    return static_cast<int64_t>(bits >> 4 | bits << 60);
}

// == is identity; != is the inverse of whatever == says.
static Result<Value> object_compare(Thread& thread, Value left, Value right, CompareOp op) {
    if (op == CompareOp::Eq) return left == right ? Value::true_() : Value::not_implemented();
    if (op == CompareOp::Ne) {
        Type* type = type_of(thread, left);
        if (type->slots.compare == nullptr || type->slots.compare == object_compare)
            return left == right ? Value::false_() : Value::not_implemented();
        Value equal = TRY(type->slots.compare(thread, left, right, CompareOp::Eq));
        if (equal.is_not_implemented()) return equal;
        return Value::boolean(!TRY(truth_py(thread, equal)));
    }
    return Value::not_implemented();
}

Result<int64_t> hash_not_implemented(Thread& thread, Value self) {
    return raise(thread, Exc::TypeError, "unhashable type: '{}'", type_of(thread, self));
}

// ---- methods ----

VALUE_METHOD(Object, __format__, "__format__(self, format_spec, /)",
             "Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise.") {
    Str* spec = as_kind<Str>(thread, args[0]);
    if (!spec)
        return raise(thread, Exc::TypeError, "__format__() argument must be str, not {}",
                     argument_kind(thread, args[0]));
    if (spec->length())
        return raise(thread, Exc::TypeError, "unsupported format string passed to {}.__format__",
                     type_of(thread, self));
    return Value(TRY(str_py(thread, self)));
}

VALUE_METHOD(Object, __sizeof__, "__sizeof__(self, /)", "Size of object in memory, in bytes.") {
    Type* type = type_of(thread, self);
    size_t size = self.is_cell() ? type->basic_size : sizeof(Value);
    if (type->attributes_offset) size += (1 + load_relaxed(type->inline_capacity)) * sizeof(Value);
    return Value::small(static_cast<int64_t>(size));
}

// Names of the object, its class and the bases: PEP 8's dir(), unsorted.
static Result<void> merge_class_names(Thread& thread, Dict* into, Value cls) {
    TRY(thread.check_stack());
    Value names = TRY(find_attribute_py(thread, cls, KRAIT_NAME(dunder_dict)));
    if (names.is_cell() && names.is<MappingProxy>()) names = names.to<MappingProxy>()->mapping.get();
    if (!names.is_unbound()) TRY(dict_update_py(thread, into, names));
    Value bases = TRY(find_attribute_py(thread, cls, KRAIT_NAME(dunder_bases)));
    if (auto* tuple = bases.is_unbound() ? nullptr : as_kind<Tuple>(thread, bases)) {
        for (Value base : tuple->span()) TRY(merge_class_names(thread, into, base));
    }
    return {};
}

Result<Value> dir_of_class(Thread& thread, Value cls) {
    Dict* names = make_dict(thread);
    TRY(merge_class_names(thread, names, cls));
    return Value(TRY(dict_keys_list(thread, names)));
}

VALUE_METHOD(Object, __dir__, "__dir__(self, /)", "Default dir() implementation.") {
    Dict* names = make_dict(thread);
    Value own = TRY(find_attribute_py(thread, self, KRAIT_NAME(dunder_dict)));
    if (!own.is_unbound()) {
        if (Dict* dict = as_kind<Dict>(thread, own)) TRY(dict_update_py(thread, names, Value(dict)));
    }
    Value cls = TRY(find_attribute_py(thread, self, KRAIT_NAME(dunder_class)));
    if (!cls.is_unbound()) TRY(merge_class_names(thread, names, cls));
    return Value(TRY(dict_keys_list(thread, names)));
}

static Result<Value> object_init_subclass(Thread& thread, Value self, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "{}.__init_subclass__() takes no keyword arguments",
                     self.to<Type>()->qualname.get());
    if (arguments.positional)
        return raise(thread, Exc::TypeError, "object.__init_subclass__() takes no arguments ({} given)",
                     arguments.positional);
    return none();
}
static const NativeSpec kInitSubclass = {"__init_subclass__(cls)",
                                         "This method is called when a class is subclassed.\n\nThe default "
                                         "implementation does nothing. It may be\noverridden to extend subclasses.",
                                         nullptr, object_init_subclass, NativeKind::ClassMethod};
CLASS_METHOD(Object, __subclasshook__, "__subclasshook__(cls, object, /)",
             "Abstract classes can override this to customize issubclass().") {
    return Value::not_implemented();
}

// ---- pickle and copy ----

// The state: the attributes, or (attributes or None, slot values) when a class in the order has __slots__.
static Result<Value> default_state(Thread& thread, Value self, bool required) {
    Type* type = type_of(thread, self);
    Value dict = TRY(find_attribute_py(thread, self, KRAIT_NAME(dunder_dict)));
    Value state = dict.is_unbound() ? none() : dict;
    if (dict.is_cell() && dict.is<Dict>() && dict.to<Dict>()->size() == 0 && type->attributes_offset) state = none();
    Dict* slots = nullptr;
    auto add_slot = [&](Str* name) -> Result<void> {
        Value value = TRY(find_attribute_py(thread, self, name));
        if (value.is_unbound()) return {};
        if (!slots) slots = make_dict(thread);
        return dict_set_str(thread, slots, name, value);
    };
    // copyreg keeps the names there once it has collected them.
    Value known = dict_get_str(thread, type->own_dict(thread), intern(thread, "__slotnames__"));
    if (auto* names = known.is_nothing() ? nullptr : as_kind<List>(thread, known)) {
        Tuple* fixed = TRY(list_to_tuple(thread, names));
        for (Value each : fixed->span())
            if (Str* name = as_kind<Str>(thread, each)) TRY(add_slot(intern(thread, name)));
    }
    Tuple* order = type->mro.get();
    for (size_t i = 0; known.is_nothing() && i < order->size(); ++i) {
        Type* cls = (*order)[i].to<Type>();
        if (cls->basic_size == (cls->base.get() ? cls->base.get()->basic_size : 0) || !cls->has(type_flag::kHeapType))
            continue;
        size_t position = 0;
        Value key, member;
        while (dict_next(cls->own_dict(thread), &position, &key, &member)) {
            auto* slot = member.as_if<MemberDescriptor>();
            if (slot) TRY(add_slot(slot->name.get()));
        }
    }
    if (slots) return Value(make_tuple(thread, {state, Value(slots)}));
    // What a native part holds is no attribute: it would be lost. Lists and dicts give their items to the pickler.
    bool has_native_part =
        type->native_size > sizeof(Object) && type->native_base != Layout::List && type->native_base != Layout::Dict;
    if (required && has_native_part) return raise(thread, Exc::TypeError, "cannot pickle '{}' object", type);
    return state;
}

VALUE_METHOD(Object, __getstate__, "__getstate__(self, /)", "Helper for pickle.") {
    return default_state(thread, self, false);
}

static Result<Value> get_state(Thread& thread, Value self, bool required) {
    Value method = TRY(get_attribute_py(thread, self, KRAIT_NAME(dunder_getstate)));
    auto* native = method.as_if<NativeFunction>();
    if (native && native->spec_ == &Object___getstate__ && native->self.get() == self)
        return default_state(thread, self, required);
    return call_py(thread, method);
}

// copyreg.__reduce_ex__ for protocols 0 and 1, copyreg.__newobj__ for 2 and up.
static Result<Value> copyreg_attribute(Thread& thread, std::string_view name) {
    if (!thread.interpreter->vm) return raise(thread, Exc::NotImplementedError, "pickling needs the module copyreg");
    Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "copyreg")));
    return get_attribute_py(thread, module, name);
}

static Result<Value> reduce_2(Thread& thread, Value self) {
    Type* type = type_of(thread, self);
    if (!type->slots.construct) return raise(thread, Exc::TypeError, "cannot pickle '{}' object", type);
    Value arguments, keywords;
    bool found = false;
    Result<Value> with_keywords = lookup_special_py(thread, self, KRAIT_NAME(dunder_getnewargs_ex), &found);
    if (found) {
        Value pair = TRY(call_py(thread, TRY(with_keywords)));
        auto* tuple = as_kind<Tuple>(thread, pair);
        if (!tuple)
            return raise(thread, Exc::TypeError, "__getnewargs_ex__ should return a tuple, not '{}'",
                         type_of(thread, pair));
        if (tuple->size() != 2)
            return raise(thread, Exc::ValueError, "__getnewargs_ex__ should return a tuple of length 2, not {}",
                         tuple->size());
        arguments = (*tuple)[0];
        keywords = (*tuple)[1];
        if (!as_kind<Tuple>(thread, arguments))
            return raise(thread, Exc::TypeError,
                         "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{}'",
                         type_of(thread, arguments));
        if (!as_kind<Dict>(thread, keywords))
            return raise(thread, Exc::TypeError,
                         "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'",
                         type_of(thread, keywords));
    } else {
        Result<Value> plain = lookup_special_py(thread, self, KRAIT_NAME(dunder_getnewargs), &found);
        if (found) {
            arguments = TRY(call_py(thread, TRY(plain)));
            if (!as_kind<Tuple>(thread, arguments))
                return raise(thread, Exc::TypeError, "__getnewargs__ should return a tuple, not '{}'",
                             type_of(thread, arguments));
        }
    }
    bool is_list = type->native_base == Layout::List, is_dict = type->native_base == Layout::Dict;
    Value state = TRY(get_state(thread, self, arguments.is_nothing() && !is_list && !is_dict));
    Value items = none(), pairs = none();
    if (is_list) items = TRY(iterate_py(thread, self));
    if (is_dict) pairs = TRY(iterate_py(thread, TRY(call_method_py(thread, self, KRAIT_NAME(items)))));
    if (!keywords.is_nothing() && as_kind<Dict>(thread, keywords)->size()) {
        Value maker = TRY(copyreg_attribute(thread, "__newobj_ex__"));
        Tuple* call = make_tuple(thread, {Value(type), arguments, keywords});
        return Value(make_tuple(thread, {maker, Value(call), state, items, pairs}));
    }
    Value maker = TRY(copyreg_attribute(thread, "__newobj__"));
    Tuple* given = arguments.is_nothing() ? thread.interpreter->empty_tuple.get() : as_kind<Tuple>(thread, arguments);
    Tuple* call = TRY(make_tuple_sized(thread, given->size() + 1));
    call->items_[0].set(call, Value(type));
    for (size_t i = 0; i < given->size(); ++i) call->items_[i + 1].set(call, (*given)[i]);
    return Value(make_tuple(thread, {maker, Value(call), state, items, pairs}));
}

static Result<Value> reduce_by_protocol(Thread& thread, Value self, int64_t protocol) {
    if (protocol >= 2) return reduce_2(thread, self);
    return call_py(thread, TRY(copyreg_attribute(thread, "_reduce_ex")), self, Value::small(protocol));
}

VALUE_METHOD(Object, __reduce__, "__reduce__(self, /)", "Helper for pickle.") {
    return reduce_by_protocol(thread, self, 0);
}

VALUE_METHOD(Object, __reduce_ex__, "__reduce_ex__(self, protocol, /)", "Helper for pickle.") {
    int64_t protocol = TRY(index_int64_py(thread, args[0]));
    // A class with its own __reduce__ is asked that way.
    Value reduce = TRY(find_attribute_py(thread, self, KRAIT_NAME(dunder_reduce)));
    if (!reduce.is_unbound()) {
        Value of_class = type_of(thread, self)->lookup(thread, KRAIT_NAME(dunder_reduce));
        auto* descriptor = of_class.is_nothing() ? nullptr : of_class.as_if<MethodDescriptor>();
        if (!descriptor || descriptor->spec_ != &Object___reduce__) return call_py(thread, reduce);
    }
    return reduce_by_protocol(thread, self, protocol);
}

extern const TypeSpec kObjectSpec;
const TypeSpec kObjectSpec = {
    .name = "object",
    .doc =
        "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\n"
        "instance that has no instance attributes and cannot be given any.\n",
    .size = sizeof(Object),
    .layout = Layout::Instance,
    .flags = type_flag::kSubclassable,
    .slots = {.repr = object_repr,
              .str = object_str,
              .hash = object_hash,
              .get_attribute = generic_get_attribute_py,
              .set_attribute = generic_set_attribute_py,
              .compare = object_compare,
              .construct = object_construct,
              .initialize = object_initialize},
    .methods = {&Object___reduce_ex__, &Object___reduce__, &Object___getstate__, &Object___subclasshook__,
                &kInitSubclass, &Object___format__, &Object___sizeof__, &Object___dir__},
    .properties = {&kClassProperty},
    .signature = "object()",
};

}  // namespace krait::core
