// class type: calls, attributes of classes, and their properties (Library Reference, "Special Attributes"; PEP 649).
#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/type_parts.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"

namespace krait::core {

// ---- attribute access ----

Result<Value> type_get_attribute(Thread& thread, Value self, Str* name) {
    Type* type = self.to<Type>();
    Type* metaclass = type_of(thread, self);
    Value meta = metaclass->lookup(thread, name);
    Type* meta_type = meta.is_nothing() ? nullptr : type_of(thread, meta);
    if (meta_type && meta_type->slots.get && meta_type->slots.set)
        return meta_type->slots.get(thread, meta, self, Value(metaclass));
    Value found = type->lookup(thread, name);
    if (!found.is_nothing()) {
        auto* getter = type_of(thread, found)->slots.get;
        return getter ? getter(thread, found, Value::nothing(), self) : Result<Value>(found);
    }
    if (meta_type)
        return meta_type->slots.get ? meta_type->slots.get(thread, meta, self, Value(metaclass)) : Result<Value>(meta);
    return raise_attribute(thread, self, name, "type object '{}' has no attribute '{}'", type, name);
}

Result<void> type_set_attribute(Thread& thread, Value self, Str* name, Value value) {
    Type* type = self.to<Type>();
    if (!type->has(type_flag::kHeapType))
        return raise(thread, Exc::TypeError, "cannot set '{}' attribute of immutable type '{}'", name, type);
    Value meta = type_of(thread, self)->lookup(thread, name);
    if (!meta.is_nothing()) {
        if (auto* setter = type_of(thread, meta)->slots.set) return setter(thread, meta, self, value);
    }
    Dict* dict = type->own_dict(thread);
    if (!value.is_nothing()) TRY(dict_set_str(thread, dict, name, value));
    else if (!dict_delete_str(thread, dict, name))
        return raise_attribute(thread, self, name, "type object '{}' has no attribute '{}'", type, name);
    type->changed(thread, name);
    return {};
}

// ---- type(...)(...) ----

static Result<Value> type_call(Thread& thread, Value self, const CallArguments& arguments) {
    Type* type = self.to<Type>();
    if (!type->slots.construct || type->has(type_flag::kNoInstantiate)) [[unlikely]] {
        return raise(thread, Exc::TypeError, "cannot create '{}' instances", type);
    }
    Value made = TRY(type->slots.construct(thread, type, arguments));
    // type(x) with one argument asks for a class: no __init__.
    if (type == thread.interpreter->type(BuiltinType::Type) && arguments.positional == 1 && !arguments.names)
        return made;
    Type* actual = type_of(thread, made);
    if (actual != type && !actual->is_subtype_of(type)) return made;
    if (actual->slots.initialize && actual->slots.initialize != object_initialize)
        TRY(actual->slots.initialize(thread, made, arguments));
    else if (actual->slots.initialize) TRY(object_initialize(thread, made, arguments));
    return made;
}

static Result<void> type_initialize(Thread& thread, Value, const CallArguments& arguments) {
    if (arguments.positional == 1 && arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "type.__init__() takes no keyword arguments");
    if (arguments.positional != 1 && arguments.positional != 3)
        return raise(thread, Exc::TypeError, "type.__init__() takes 1 or 3 arguments");
    return {};
}

static Result<Value> type_repr(Thread& thread, Value self) {
    Value name = TRY(qualified_type_name(thread, self.to<Type>()));
    return format_str(thread, "<class '{}'>", name.to<Str>());
}

// ---- properties ----

namespace {

Failure immutable(Thread& thread, Type* type, std::string_view name) {
    return raise(thread, Exc::TypeError, "cannot set '{}' attribute of immutable type '{}'", name, type);
}
Result<void> check_settable(Thread& thread, Type* type, std::string_view name, Value value) {
    if (!type->has(type_flag::kHeapType)) return immutable(thread, type, name);
    if (value.is_nothing())
        return raise(thread, Exc::TypeError, "cannot delete '{}' attribute of immutable type '{}'", name, type);
    return {};
}

#define TYPE_GETTER(NAME) Result<Value> get_##NAME(Thread& thread, Value self)
#define TYPE_SETTER(NAME) Result<void> set_##NAME(Thread& thread, Value self, Value value)

TYPE_GETTER(name) { return Value(self.to<Type>()->name.get()); }
TYPE_SETTER(name) {
    Type* type = self.to<Type>();
    TRY(check_settable(thread, type, "__name__", value));
    Str* name = as_kind<Str>(thread, value);
    if (!name)
        return raise(thread, Exc::TypeError, "can only assign string to {}.__name__, not '{}'", type,
                     type_of(thread, value));
    TRY(name->data(thread));
    for (size_t i = 0; i < name->length(); ++i) {
        if (Str::at(name->flat(), name->kind(), i) == 0)
            return raise(thread, Exc::ValueError, "type name must not contain null characters");
    }
    TRY(str_utf8(thread, name));  // lone surrogates are refused
    type->name.set(type, name);
    return {};
}
TYPE_GETTER(qualname) { return Value(self.to<Type>()->qualname.get()); }
TYPE_SETTER(qualname) {
    Type* type = self.to<Type>();
    TRY(check_settable(thread, type, "__qualname__", value));
    Str* name = as_kind<Str>(thread, value);
    if (!name)
        return raise(thread, Exc::TypeError, "can only assign string to {}.__qualname__, not '{}'", type,
                     type_of(thread, value));
    type->qualname.set(type, name);
    return {};
}
TYPE_GETTER(module) {
    Type* type = self.to<Type>();
    if (!type->has(type_flag::kHeapType)) return type->module.get();
    Value module = dict_get_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_module));
    if (module.is_nothing()) return raise_attribute(thread, self, KRAIT_NAME(dunder_module), "__module__");
    return module;
}
TYPE_SETTER(module) {
    Type* type = self.to<Type>();
    TRY(check_settable(thread, type, "__module__", value));
    TRY(dict_set_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_module), value));
    dict_delete_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_firstlineno));
    type->changed(thread, KRAIT_NAME(dunder_module));
    return {};
}
TYPE_GETTER(doc) {
    Type* type = self.to<Type>();
    if (!type->has(type_flag::kHeapType) && type->spec && type->spec->doc && type->index)
        return Value(intern(thread, type->spec->doc));
    Value doc = dict_get_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_doc));
    if (doc.is_nothing()) doc = type->lookup(thread, KRAIT_NAME(dunder_doc));
    if (doc.is_nothing()) return none();
    if (auto* getter = type_of(thread, doc)->slots.get) return getter(thread, doc, Value::nothing(), self);
    return doc;
}
TYPE_SETTER(doc) {
    Type* type = self.to<Type>();
    TRY(check_settable(thread, type, "__doc__", value));
    TRY(dict_set_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_doc), value));
    type->changed(thread, KRAIT_NAME(dunder_doc));
    return {};
}
TYPE_GETTER(bases) { return Value(self.to<Type>()->bases.get()); }
TYPE_SETTER(bases) { return ::krait::core::set_bases(thread, self.to<Type>(), value); }
TYPE_GETTER(base) {
    Type* base = self.to<Type>()->base.get();
    return base ? Value(base) : none();
}
TYPE_GETTER(mro) {
    Tuple* order = self.to<Type>()->mro.get();
    return order ? Value(order) : none();
}
TYPE_GETTER(dict) { return make_mapping_proxy(thread, Value(self.to<Type>()->own_dict(thread))); }

TYPE_GETTER(abstractmethods) {
    Type* type = self.to<Type>();
    Value methods;
    if (type != thread.interpreter->type(BuiltinType::Type))
        methods = dict_get_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_abstractmethods));
    if (methods.is_nothing())
        return raise_attribute(thread, self, KRAIT_NAME(dunder_abstractmethods), "__abstractmethods__");
    return methods;
}
TYPE_SETTER(abstractmethods) {
    Type* type = self.to<Type>();
    bool abstract = false;
    if (value.is_nothing()) {
        if (!dict_delete_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_abstractmethods)))
            return raise_attribute(thread, self, KRAIT_NAME(dunder_abstractmethods), "__abstractmethods__");
    } else {
        abstract = TRY(truth_py(thread, value));
        TRY(dict_set_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_abstractmethods), value));
    }
    type->flags = abstract ? type->flags | type_flag::kAbstract : type->flags & ~type_flag::kAbstract;
    type->changed(thread, KRAIT_NAME(dunder_abstractmethods));
    return {};
}

// PEP 649: __annotate__ makes them when somebody asks; the class keeps both under names of their own.
Str* annotate_key(Thread& thread) { return intern(thread, "__annotate_func__"); }
Str* annotations_key(Thread& thread) { return intern(thread, "__annotations_cache__"); }

TYPE_GETTER(annotate) {
    Type* type = self.to<Type>();
    if (!type->has(type_flag::kHeapType))
        return raise_attribute(thread, self, KRAIT_NAME(dunder_annotate),
                               "type object '{}' has no attribute '__annotate__'", type);
    Dict* dict = type->own_dict(thread);
    Value annotate = dict_get_str(thread, dict, KRAIT_NAME(dunder_annotate));
    if (annotate.is_nothing()) annotate = dict_get_str(thread, dict, annotate_key(thread));
    if (annotate.is_nothing()) return none();
    if (auto* getter = type_of(thread, annotate)->slots.get) return getter(thread, annotate, Value::nothing(), self);
    return annotate;
}
TYPE_SETTER(annotate) {
    Type* type = self.to<Type>();
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "cannot delete __annotate__ attribute");
    if (!type->has(type_flag::kHeapType)) return immutable(thread, type, "__annotate__");
    if (!value.is_none() && !is_callable(thread, value))
        return raise(thread, Exc::TypeError, "__annotate__ must be callable or None");
    Dict* dict = type->own_dict(thread);
    TRY(dict_set_str(thread, dict, annotate_key(thread), value));
    dict_delete_str(thread, dict, KRAIT_NAME(dunder_annotate));
    if (!value.is_none()) dict_delete_str(thread, dict, annotations_key(thread));
    type->changed(thread, KRAIT_NAME(dunder_annotate));
    return {};
}
TYPE_GETTER(annotations) {
    Type* type = self.to<Type>();
    if (!type->has(type_flag::kHeapType))
        return raise_attribute(thread, self, KRAIT_NAME(dunder_annotations),
                               "type object '{}' has no attribute '__annotations__'", type);
    Dict* dict = type->own_dict(thread);
    Value known = dict_get_str(thread, dict, KRAIT_NAME(dunder_annotations));
    if (known.is_nothing()) known = dict_get_str(thread, dict, annotations_key(thread));
    if (!known.is_nothing()) {
        if (auto* getter = type_of(thread, known)->slots.get) return getter(thread, known, Value::nothing(), self);
        return known;
    }
    Value annotate = TRY(get_annotate(thread, self));
    Value made(make_dict(thread));
    if (is_callable(thread, annotate)) {
        made = TRY(call_py(thread, annotate, Value::small(1)));
        if (!as_kind<Dict>(thread, made))
            return raise(thread, Exc::TypeError, "__annotate__ returned non-dict of type '{}'", type_of(thread, made));
    }
    TRY(dict_set_str(thread, dict, annotations_key(thread), made));
    type->changed(thread, KRAIT_NAME(dunder_annotations));
    return made;
}
TYPE_SETTER(annotations) {
    Type* type = self.to<Type>();
    if (!type->has(type_flag::kHeapType)) return immutable(thread, type, "__annotations__");
    Dict* dict = type->own_dict(thread);
    if (!value.is_nothing()) {
        bool plain = !dict_get_str(thread, dict, KRAIT_NAME(dunder_annotations)).is_nothing();
        TRY(dict_set_str(thread, dict, plain ? KRAIT_NAME(dunder_annotations) : annotations_key(thread), value));
    } else if (!dict_delete_str(thread, dict, KRAIT_NAME(dunder_annotations)) &&
               !dict_delete_str(thread, dict, annotations_key(thread))) {
        return raise_attribute(thread, self, KRAIT_NAME(dunder_annotations), "__annotations__");
    }
    dict_delete_str(thread, dict, annotate_key(thread));
    dict_delete_str(thread, dict, KRAIT_NAME(dunder_annotate));
    type->changed(thread, KRAIT_NAME(dunder_annotations));
    return {};
}
TYPE_GETTER(type_params) {
    Type* type = self.to<Type>();
    if (!type->has(type_flag::kHeapType)) return Value(thread.interpreter->empty_tuple.get());
    Value parameters = dict_get_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_type_params));
    return parameters.is_nothing() ? Value(thread.interpreter->empty_tuple.get()) : parameters;
}
TYPE_SETTER(type_params) {
    Type* type = self.to<Type>();
    TRY(check_settable(thread, type, "__type_params__", value));
    TRY(dict_set_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_type_params), value));
    type->changed(thread, KRAIT_NAME(dunder_type_params));
    return {};
}
// A class statement may tell its signature as CPython's C code does: at the head of the doc, before a line with two dashes.
Result<Value> signature_in_doc(Thread& thread, Type* type) {
    Str* doc = as_kind<Str>(thread, dict_get_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_doc)));
    if (!doc || !doc->is_ascii()) return none();
    TRY(doc->data(thread));
    std::string_view text = doc->ascii_view(), name = type->name_view();
    size_t end = text.find(")\n--\n\n");
    if (end == text.npos || !text.starts_with(name) || text.substr(name.size(), 1) != "(") return none();
    return Value(TRY(str_slice(thread, doc, name.size(), end + 1)));
}
TYPE_GETTER(text_signature) {
    Type* type = self.to<Type>();
    if (type->has(type_flag::kHeapType)) return signature_in_doc(thread, type);
    if (!type->spec || !type->spec->signature) return none();
    return Value(TRY(make_str(
        thread, signature_of(type->spec->signature, NativeKind::Function)->text_signature(NativeKind::StaticMethod))));
}

// The bits that programs look at, as CPython numbers them (Library Reference, inspect: TPFLAGS_IS_ABSTRACT).
TYPE_GETTER(flags) {
    Type* type = self.to<Type>();
    int64_t flags = 1 << 12;  // ready
    if (type->has(type_flag::kSequencePattern)) flags |= 1 << 5;
    if (type->has(type_flag::kMappingPattern)) flags |= 1 << 6;
    if (type->has(type_flag::kNoInstantiate)) flags |= 1 << 7;
    flags |= type->has(type_flag::kHeapType) ? 1 << 9 : 1 << 8;
    if (type->has(type_flag::kSubclassable)) flags |= 1 << 10;
    flags |= 1 << 14;
    if (type->has(type_flag::kMethodDescriptor)) flags |= 1 << 17;
    if (type->has(type_flag::kAbstract)) flags |= 1 << 20;
    if (type->has(type_flag::kMatchSelf)) flags |= 1 << 22;
    constexpr std::pair<BuiltinType, int> kFamilies[] = {
        {BuiltinType::Int, 24}, {BuiltinType::List, 25}, {BuiltinType::Tuple, 26},         {BuiltinType::Bytes, 27},
        {BuiltinType::Str, 28}, {BuiltinType::Dict, 29}, {BuiltinType::BaseException, 30}, {BuiltinType::Type, 31}};
    for (auto [family, bit] : kFamilies) {
        if (type->is_subtype_of(thread.interpreter->type(family))) flags |= int64_t{1} << bit;
    }
    return Value::small(flags);
}
TYPE_GETTER(basicsize) {
    Type* type = self.to<Type>();
    return Value::small(type->basic_size + (type->attributes_offset ? 8 : 0));
}
TYPE_GETTER(itemsize) {
    Layout layout = self.to<Type>()->native_base;
    return Value::small(layout == Layout::Tuple || layout == Layout::Int ? 8 : layout == Layout::Bytes ? 1 : 0);
}
TYPE_GETTER(dictoffset) { return Value::small(self.to<Type>()->has(type_flag::kHasDict) ? -1 : 0); }
TYPE_GETTER(weakrefoffset) { return Value::small(self.to<Type>()->has(type_flag::kHasWeakref) ? -16 : 0); }

const GetSetSpec kName = {"__name__", nullptr, get_name, set_name};
const GetSetSpec kQualname = {"__qualname__", nullptr, get_qualname, set_qualname};
const GetSetSpec kModule = {"__module__", nullptr, get_module, set_module};
const GetSetSpec kDoc = {"__doc__", nullptr, get_doc, set_doc};
const GetSetSpec kBases = {"__bases__", nullptr, get_bases, set_bases};
const GetSetSpec kBase = {"__base__", nullptr, get_base};
const GetSetSpec kMro = {"__mro__", nullptr, get_mro};
const GetSetSpec kDict = {"__dict__", nullptr, get_dict};
const GetSetSpec kAbstractMethods = {"__abstractmethods__", nullptr, get_abstractmethods, set_abstractmethods};
const GetSetSpec kAnnotate = {"__annotate__", nullptr, get_annotate, set_annotate};
const GetSetSpec kAnnotations = {"__annotations__", nullptr, get_annotations, set_annotations};
const GetSetSpec kTypeParams = {"__type_params__", nullptr, get_type_params, set_type_params};
const GetSetSpec kTextSignature = {"__text_signature__", nullptr, get_text_signature};
const GetSetSpec kFlags = {"__flags__", nullptr, get_flags};
const GetSetSpec kBasicSize = {"__basicsize__", nullptr, get_basicsize};
const GetSetSpec kItemSize = {"__itemsize__", nullptr, get_itemsize};
const GetSetSpec kDictOffset = {"__dictoffset__", nullptr, get_dictoffset};
const GetSetSpec kWeakrefOffset = {"__weakrefoffset__", nullptr, get_weakrefoffset};

// ---- methods ----

METHOD(Type, mro, "mro(self, /)", "Return a type's method resolution order.") {
    Tuple* order = TRY(linearize(thread, self));
    return Value(TRY(make_list_from(thread, order->span())));
}
METHOD(Type, __subclasses__, "__subclasses__(self, /)", "Return a list of immediate subclasses.") {
    List* list = make_list(thread);
    Result<void> done;
    for_each_subclass(self, [&](Type* each, Field<Value>&) {
        if (!done.failed()) done = list_append(thread, list, Value(each));
    });
    TRY(std::move(done));
    return Value(list);
}
Result<Value> prepare(Thread& thread, Value, const CallArguments&) { return Value(make_dict(thread)); }
const NativeSpec kPrepare = {"__prepare__(cls, name, bases, /, **kwds)", "Create the namespace for the class statement",
                             nullptr, prepare, NativeKind::ClassMethod};
METHOD(Type, __instancecheck__, "__instancecheck__(self, instance, /)", "Check if an object is an instance.") {
    return Value::boolean(TRY(real_isinstance_py(thread, args[0], Value(self))));
}
METHOD(Type, __subclasscheck__, "__subclasscheck__(self, subclass, /)", "Check if a class is a subclass.") {
    return Value::boolean(TRY(real_issubclass_py(thread, args[0], Value(self))));
}
METHOD(Type, __dir__, "__dir__(self, /)", "Specialized __dir__ implementation for types.") {
    return dir_of_class(thread, Value(self));
}
METHOD(Type, __sizeof__, "__sizeof__(self, /)", "Return memory consumption of the type object.") {
    return Value::small(sizeof(Type));
}

}  // namespace

const TypeSpec Type::spec_table = {
    .name = "type",
    .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    .size = sizeof(Type),
    .layout = Layout::Type,
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.repr = type_repr,
              .call = type_call,
              .get_attribute = type_get_attribute,
              .set_attribute = type_set_attribute,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         nullptr, nullptr, nullptr, union_or_py},
              .construct = type_construct,
              .initialize = type_initialize},
    .methods = {&Type_mro, &Type___subclasses__, &kPrepare, &Type___instancecheck__, &Type___subclasscheck__,
                &Type___dir__, &Type___sizeof__},
    .properties = {&kName, &kQualname, &kBases, &kMro, &kModule, &kAbstractMethods, &kDict, &kDoc, &kTextSignature,
                   &kAnnotations, &kAnnotate, &kTypeParams, &kBase, &kFlags, &kBasicSize, &kItemSize, &kDictOffset,
                   &kWeakrefOffset},
    .signature = nullptr,
};

}  // namespace krait::core
