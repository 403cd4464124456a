#include "runtime/objects/type.h"

#include <algorithm>
#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/object_state.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/spec_table.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type_parts.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"
#include "runtime/threads/attach.h"
#include "runtime/threads/registry.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

std::string_view Type::name_view() const {
    Str* text = name.get_relaxed();
    return text && text->is_ascii() ? text->ascii_view() : "?";
}

bool Type::is_subtype_of(const Type* other) const {
    if (this == other) return true;
    Tuple* order = mro.get();
    if (!order) {
        for (const Type* at = this; at; at = at->base.get()) {
            if (at == other) return true;
        }
        return false;
    }
    for (size_t i = 0; i < order->size(); ++i) {
        if ((*order)[i].to<Type>() == other) return true;
    }
    return false;
}

// ---- lookup ----

Value Type::lookup_uncached(Thread& thread, Str* name, Type** where) {
    Tuple* order = mro.get();
    if (!order) return Value::nothing();
    for (size_t i = 0; i < order->size(); ++i) {
        Type* type = (*order)[i].to<Type>();
        Value found = dict_get_str(thread, type->own_dict(thread), name);
        if (!found.is_nothing()) {
            if (where) *where = type;
            return found;
        }
    }
    return Value::nothing();
}

Value Type::lookup(Thread& thread, Str* name) {
    uint64_t now = version.load(std::memory_order_acquire);
    Value found;
    if (thread.interpreter->method_cache->find(now, name, &found)) [[likely]]
        return found;
    found = lookup_uncached(thread, name);
    if (name->is_interned()) thread.interpreter->method_cache->insert(now, name, found);
    return found;
}

// ---- namespaces of native types ----

namespace {

void add(Thread& thread, Dict* dict, Str* name, Value value) {
    // Small tables with interned keys: this does not fail.
    (void)dict_set_str(thread, dict, name, value).failed();
}

Value make_method(Thread& thread, Type* owner, const NativeSpec& spec) {
    if (spec.kind == NativeKind::StaticMethod) {
        Value function = make_native_function(thread, spec, Value(owner), Value::none());
        auto* method =
            static_cast<StaticMethod*>(allocate_instance(thread, thread.interpreter->type(BuiltinType::StaticMethod)));
        method->callable.init(function);
        return Value(method);
    }
    bool of_class = spec.kind == NativeKind::ClassMethod;
    auto* descriptor = allocate_builtin<MethodDescriptor>(thread, of_class ? BuiltinType::ClassMethodDescriptor
                                                                           : BuiltinType::MethodDescriptor);
    descriptor->spec_ = &spec;
    descriptor->owner.init(owner);
    return Value(descriptor);
}

void add_wrappers(Thread& thread, Type* type, Dict* dict) {
    const Slots& slots = type->spec->slots;
    for (const WrapperSpec& entry : wrapper_table()) {
        void* function = slot_at(slots, entry.offset);
        if (!function || !entry.call) continue;
        Str* name = (thread.interpreter->names->*entry.name).get_relaxed();
        if (!dict_get_str(thread, dict, name).is_nothing()) continue;
        auto* wrapper = allocate_builtin<WrapperDescriptor>(thread, BuiltinType::WrapperDescriptor);
        wrapper->spec_ = &entry;
        wrapper->function = function;
        wrapper->owner.init(type);
        add(thread, dict, name, Value(wrapper));
    }
    if (!slots.hash && slots.compare) add(thread, dict, KRAIT_NAME(dunder_hash), Value::none());
}

Dict* make_namespace(Thread& thread, Type* type) {
    Dict* dict = make_dict(thread);
    const TypeSpec* spec = type->spec;
    if (spec->slots.construct) add(thread, dict, KRAIT_NAME(dunder_new), make_new_function(thread, type));
    add_wrappers(thread, type, dict);
    for (const NativeSpec* method : spec->methods)
        add(thread, dict, intern(thread, signature_name(method->signature)), make_method(thread, type, *method));
    for (const auto* group : spec->method_groups) {
        for (const NativeSpec* method : *group)
            add(thread, dict, intern(thread, signature_name(method->signature)), make_method(thread, type, *method));
    }
    for (const GetSetSpec* property : spec->properties)
        add(thread, dict, intern(thread, property->name), make_getset(thread, type, *property));
    if (spec->flags & type_flag::kHasDict) {
        if (dict_get_str(thread, dict, KRAIT_NAME(dunder_dict)).is_nothing())
            add(thread, dict, KRAIT_NAME(dunder_dict), make_getset(thread, type, kDictProperty));
    }
    if (dict_get_str(thread, dict, KRAIT_NAME(dunder_doc)).is_nothing()) {
        Value doc = spec->doc ? Value(intern(thread, spec->doc)) : Value::none();
        add(thread, dict, KRAIT_NAME(dunder_doc), doc);
    }
    if (type->module.get().is_cell() && type->index == 0)
        add(thread, dict, KRAIT_NAME(dunder_module), type->module.get());
    return dict;
}

}  // namespace

std::string_view signature_name(const char* signature) {
    const char* end = std::strchr(signature, '(');
    return end ? std::string_view(signature, static_cast<size_t>(end - signature)) : std::string_view(signature);
}

// Attributes that are fields of a C structure in CPython, where their descriptors say so. Sorted.
static constexpr std::string_view kMembers[] = {"AttributeError.name",
                                                "AttributeError.obj",
                                                "BaseException.__suppress_context__",
                                                "BaseExceptionGroup.exceptions",
                                                "BaseExceptionGroup.message",
                                                "ContextVar.name",
                                                "GenericAlias.__args__",
                                                "GenericAlias.__origin__",
                                                "GenericAlias.__unpacked__",
                                                "ImportError.msg",
                                                "ImportError.name",
                                                "ImportError.name_from",
                                                "ImportError.path",
                                                "Interpolation.conversion",
                                                "Interpolation.expression",
                                                "Interpolation.format_spec",
                                                "Interpolation.value",
                                                "NameError.name",
                                                "OSError.errno",
                                                "OSError.filename",
                                                "OSError.filename2",
                                                "OSError.strerror",
                                                "ReferenceType.__callback__",
                                                "SimpleNamespace.__dict__",
                                                "StopIteration.value",
                                                "SyntaxError._metadata",
                                                "SyntaxError.end_lineno",
                                                "SyntaxError.end_offset",
                                                "SyntaxError.filename",
                                                "SyntaxError.lineno",
                                                "SyntaxError.msg",
                                                "SyntaxError.offset",
                                                "SyntaxError.print_file_and_line",
                                                "SyntaxError.text",
                                                "SystemExit.code",
                                                "Template.interpolations",
                                                "Template.strings",
                                                "TypeAliasType.__name__",
                                                "UnicodeDecodeError.encoding",
                                                "UnicodeDecodeError.end",
                                                "UnicodeDecodeError.object",
                                                "UnicodeDecodeError.reason",
                                                "UnicodeDecodeError.start",
                                                "UnicodeEncodeError.encoding",
                                                "UnicodeEncodeError.end",
                                                "UnicodeEncodeError.object",
                                                "UnicodeEncodeError.reason",
                                                "UnicodeEncodeError.start",
                                                "UnicodeTranslateError.encoding",
                                                "UnicodeTranslateError.end",
                                                "UnicodeTranslateError.object",
                                                "UnicodeTranslateError.reason",
                                                "UnicodeTranslateError.start",
                                                "Union.__args__",
                                                "async_generator.ag_running",
                                                "builtin_function_or_method.__module__",
                                                "classmethod.__func__",
                                                "classmethod.__wrapped__",
                                                "classmethod_descriptor.__name__",
                                                "classmethod_descriptor.__objclass__",
                                                "code.co_argcount",
                                                "code.co_consts",
                                                "code.co_filename",
                                                "code.co_firstlineno",
                                                "code.co_flags",
                                                "code.co_kwonlyargcount",
                                                "code.co_name",
                                                "code.co_names",
                                                "code.co_nlocals",
                                                "code.co_posonlyargcount",
                                                "code.co_qualname",
                                                "code.co_stacksize",
                                                "complex.imag",
                                                "complex.real",
                                                "coroutine.cr_origin",
                                                "frame.f_trace_lines",
                                                "function.__builtins__",
                                                "function.__closure__",
                                                "function.__doc__",
                                                "function.__globals__",
                                                "function.__module__",
                                                "getset_descriptor.__name__",
                                                "getset_descriptor.__objclass__",
                                                "member_descriptor.__name__",
                                                "member_descriptor.__objclass__",
                                                "method-wrapper.__self__",
                                                "method.__func__",
                                                "method.__self__",
                                                "method_descriptor.__name__",
                                                "method_descriptor.__objclass__",
                                                "module.__dict__",
                                                "property.__doc__",
                                                "property.fdel",
                                                "property.fget",
                                                "property.fset",
                                                "range.start",
                                                "range.step",
                                                "range.stop",
                                                "slice.start",
                                                "slice.step",
                                                "slice.stop",
                                                "staticmethod.__func__",
                                                "staticmethod.__wrapped__",
                                                "super.__self__",
                                                "super.__self_class__",
                                                "super.__thisclass__",
                                                "traceback.tb_frame",
                                                "traceback.tb_lasti",
                                                "type.__base__",
                                                "type.__basicsize__",
                                                "type.__dictoffset__",
                                                "type.__flags__",
                                                "type.__itemsize__",
                                                "type.__weakrefoffset__",
                                                "wrapper_descriptor.__name__",
                                                "wrapper_descriptor.__objclass__"};
static bool is_member(Type* owner, std::string_view name) {
    std::string whole = str_utf8_lossy(owner->name.get()) + "." + std::string(name);
    return std::binary_search(std::begin(kMembers), std::end(kMembers), std::string_view(whole));
}

Value make_getset(Thread& thread, Type* owner, const GetSetSpec& spec) {
    BuiltinType type = is_member(owner, spec.name) ? BuiltinType::MemberDescriptor : BuiltinType::GetSetDescriptor;
    auto* descriptor = allocate_builtin<GetSetDescriptor>(thread, type);
    descriptor->spec_ = &spec;
    descriptor->owner.init(owner);
    return Value(descriptor);
}

// Two threads may both fill it on the first look: one of the dicts wins.
Dict* Type::own_dict(Thread& thread) {
    if (Dict* known = dict.get()) [[likely]]
        return known;
    Dict* made = spec ? make_namespace(thread, this) : make_dict(thread);
    Dict* expected = nullptr;
    return dict.compare_exchange(this, expected, made) ? made : expected;
}

// ---- subclasses and versions ----

// Native types are held as they are (they do not die), classes by weak references.
void add_subclass(Thread& thread, Type* base, Type* type) {
    Value entry(type);
    if (type->has(type_flag::kHeapType)) {
        Result<WeakReference*> reference = make_weak_reference(
            thread, thread.interpreter->type(BuiltinType::WeakReference), Value(type), Value::nothing());
        entry = Value(reference.value());
    }
    // The larger array is made outside of the lock: allocating may stop the world, and a waiter on a mutex would not park.
    ValueArray* bigger = nullptr;
    for (;;) {
        size_t capacity = 0;
        {
            std::lock_guard guard(thread.interpreter->objects->mutex);
            auto* old = static_cast<ValueArray*>(base->subclasses.get());
            capacity = old ? old->capacity_ : 0;
            for (size_t i = 0; i < capacity; ++i) {
                Value item = old->items_[i].get();
                if (!item.is_nothing() &&
                    !(item.is<WeakReference>() && item.to<WeakReference>()->target().is_nothing()))
                    continue;
                old->items_[i].set(old, entry);
                return;
            }
            if (bigger && bigger->capacity_ > capacity) {
                for (size_t i = 0; i < capacity; ++i) bigger->items_[i].set(bigger, old->items_[i].get());
                bigger->items_[capacity].set(bigger, entry);
                base->subclasses.set(base, bigger);
                return;
            }
        }
        Result<ValueArray*> made = make_value_array(thread, capacity ? capacity * 2 : 4);
        if (made.failed()) return;
        bigger = made.value();
    }
}

void remove_subclass(Thread& thread, Type* base, Type* type) {
    std::lock_guard guard(thread.interpreter->objects->mutex);
    for_each_subclass(base, [&](Type* each, Field<Value>& place) {
        if (each == type) place.set_immediate(Value::nothing());
    });
}

static void bump_versions(Thread& thread, Type* type) {
    uint64_t next = __atomic_fetch_add(&thread.interpreter->next_type_version, 1, __ATOMIC_RELAXED);
    type->version.store(next, std::memory_order_release);
    for_each_subclass(type, [&](Type* each, Field<Value>&) { bump_versions(thread, each); });
}

static void update_slots_down(Thread& thread, Type* type, Str* name) {
    if (type->has(type_flag::kHeapType)) update_slots(thread, type, name);
    for_each_subclass(type, [&](Type* each, Field<Value>&) {
        // A class that has the name itself does not see its base's.
        if (!name || dict_get_str(thread, each->own_dict(thread), name).is_nothing())
            update_slots_down(thread, each, name);
        else update_slots(thread, each, name);
    });
}

static bool is_dunder(Str* name) {
    return name->is_ascii() && name->length() > 4 && name->ascii_view().starts_with("__") &&
           name->ascii_view().ends_with("__");
}

static bool finds_data_descriptor(Thread& thread, Type* type, Str* name) {
    Value value = type->lookup(thread, name);
    if (value.is_cell() && type_of(thread, value)->slots.set) return true;
    bool found = false;
    for_each_subclass(type,
                      [&](Type* each, Field<Value>&) { found = found || finds_data_descriptor(thread, each, name); });
    return found;
}

// Caches of instance slots are guarded by the shape alone. What makes the class win over the instance's slots after the fact (a data
// descriptor, __getattribute__, __set__ given to a descriptor's class, new bases) is rare: then every cache forgets.
static bool outdates_slot_caches(Thread& thread, Type* type, Str* name) {
    if (!name) return true;
    if (is_dunder(name)) {
        for (Str* hook :
             {KRAIT_NAME(dunder_getattribute), KRAIT_NAME(dunder_getattr), KRAIT_NAME(dunder_setattr),
              KRAIT_NAME(dunder_delattr), KRAIT_NAME(dunder_get), KRAIT_NAME(dunder_set), KRAIT_NAME(dunder_delete)}) {
            if (name == hook) return true;
        }
    }
    Dict* dict = type->dict.get();
    Value value = dict ? dict_get_str(thread, dict, name) : Value::nothing();
    if (value
            .is_nothing())  // deleted: it may have been a __slots__ descriptor, or have hidden a data descriptor of a base
        return type->basic_size > type->native_size || finds_data_descriptor(thread, type, name);
    return value.is_cell() && type_of(thread, value)->slots.set;
}

// Did an object of the class, or of one derived from it, ever have an attribute or a member of __slots__? If none did, no cache is about
// one. Decorators and metaclasses that add properties to a new class stay cheap so. (Caches about classes are those of the metaclass.)
static bool has_instance_slots(Thread& thread, Type* type) {
    if (__atomic_load_n(&type->shape_count, __ATOMIC_RELAXED) || type->basic_size > type->native_size ||
        type->is_subtype_of(thread.interpreter->type(BuiltinType::Type)))
        return true;
    bool found = false;
    for_each_subclass(type, [&](Type* each, Field<Value>&) { found = found || has_instance_slots(thread, each); });
    return found;
}

static bool is_descriptor_hook(Thread& thread, Str* name) {
    return name == KRAIT_NAME(dunder_get) || name == KRAIT_NAME(dunder_set) || name == KRAIT_NAME(dunder_delete);
}

void Type::changed(Thread& thread, Str* name) {
    bump_versions(thread, this);
    const VmHooks* vm = thread.interpreter->vm;
    if (vm && vm->reset_caches && outdates_slot_caches(thread, this, name) &&
        (!name || is_descriptor_hook(thread, name) || has_instance_slots(thread, this)))
        vm->reset_caches(thread);
    if (name && !is_dunder(name)) return;
    if (!name || name == KRAIT_NAME(dunder_get) || name == KRAIT_NAME(dunder_set) || name == KRAIT_NAME(dunder_delete))
        thread.interpreter->descriptor_epoch.fetch_add(1);
    // Slots and flags are read without a lock; that they change is rare.
    OthersStandStill change(thread, *thread.interpreter->threads);
    update_slots_down(thread, this, name);
}

// ---- native types ----

namespace {

bool has_items_inline(Layout layout) {
    return layout == Layout::Int || layout == Layout::Tuple || layout == Layout::Bytes;
}

void inherit_slots(Type* type, const TypeSpec& spec) {
    // A native child of object is made by its own constructor or not at all, unless it adds nothing of its own (typing.Generic).
    if (type->base.get() && !type->base.get()->base.get() && spec.layout != Layout::Instance)
        type->slots.construct = nullptr;
    constexpr size_t kSlots = sizeof(Slots) / sizeof(void*);
    for (size_t i = 0; i < kSlots; ++i) {
        uint16_t offset = static_cast<uint16_t>(i * sizeof(void*));
        if (void* own = slot_at(spec.slots, offset)) slot_at(type->slots, offset) = own;
    }
    if (spec.slots.compare && !spec.slots.hash) type->slots.hash = hash_not_implemented;
    if (type->slots.get_attribute == generic_get_attribute_py) type->slots.get_attribute = nullptr;
    if (type->slots.set_attribute == generic_set_attribute_py) type->slots.set_attribute = nullptr;
    if (!type->slots.get_attribute) type->flags |= type_flag::kGenericGetAttribute;
    if (!type->slots.set_attribute) type->flags |= type_flag::kGenericSetAttribute;
    if (type->slots.set) type->flags |= type_flag::kDataDescriptor;
    if (type->slots.finalize) type->flags |= type_flag::kFinalizer;
}

}  // namespace

Type* allocate_type(Thread& thread, Type* metaclass) {
    uint32_t shape = metaclass ? metaclass->root_shape.get()->id() : shape_of(BuiltinType::Type);
    return allocate<Type>(thread, shape);
}

// Where things lie in instances, once base, native_size, basic_size and flags are known.
void finish_layout(Thread& thread, Type* type, uint32_t shape_id) {
    bool own_dict = type->native_base == Layout::Module || type->native_base == Layout::Type;
    if (type->has(type_flag::kHasDict) && !own_dict)
        type->attributes_offset =
            has_items_inline(type->native_base) ? Type::kBehindItems : (type->basic_size + 7) & ~7u;
    else type->attributes_offset = 0;
    if (!type->attributes_offset) type->inline_capacity = 0;
    type->root_shape.set(type, make_root_shape(thread, type, type->inline_capacity, ShapeKind::Slots, shape_id));
}

// Everything but the place in the order: for new types, and for bare ones that get their table.
static void fill_native_type(Thread& thread, Type* type, const TypeSpec& spec, Type* base, uint32_t shape_id) {
    std::string_view full(spec.name);
    size_t dot = full.rfind('.');
    std::string_view name = dot == full.npos ? full : full.substr(dot + 1);
    type->name.set(type, intern(thread, name));
    type->qualname.set(type, type->name.get());
    type->module.set(type, Value(intern(thread, dot == full.npos ? "builtins" : full.substr(0, dot))));
    type->spec = &spec;
    type->trace = spec.trace;
    type->base.set(type, base);
    type->flags = spec.flags;
    type->inline_capacity = 0;
    type->instance_layout = spec.layout;
    if (base) {
        constexpr uint32_t kInherited = type_flag::kHasDict | type_flag::kHasWeakref | type_flag::kSequencePattern |
                                        type_flag::kMappingPattern | type_flag::kMatchSelf;
        type->flags |= base->flags & kInherited;
        std::memcpy(&type->slots, &base->slots, sizeof(Slots));
        type->native_size = spec.size ? spec.size : base->native_size;
        bool own_layout = spec.layout != Layout::NativeInstance;
        bool base_layout = base->native_base != Layout::Instance && base->native_base != Layout::NativeInstance;
        type->native_base = own_layout ? spec.layout : base_layout ? base->native_base : Layout::NativeInstance;
        // A native type that adds nothing to a layout of its own (bool to int) has its base's.
        if (!own_layout && base_layout && type->native_size == base->native_size &&
            !(type->flags & type_flag::kHasDict))
            type->instance_layout = base->instance_layout;
    } else {
        type->native_size = sizeof(Object);
        type->native_base = Layout::Instance;
        type->instance_layout = Layout::Instance;
    }
    type->basic_size = type->native_size;
    inherit_slots(type, spec);
    finish_layout(thread, type, shape_id);
    std::lock_guard guard(thread.interpreter->objects->mutex);
    thread.interpreter->objects->native_types.push_back({&spec, {}});
    thread.interpreter->objects->native_types.back().type.init(type);
}

static void set_order(Thread& thread, Type* type, std::initializer_list<Value> bases, std::span<const Value> rest) {
    Tuple* order = allocate<Tuple>(thread, shape_of(BuiltinType::Tuple), (rest.size() + 1) * sizeof(Value));
    order->size_ = rest.size() + 1;
    order->init(0, Value(type));
    for (size_t i = 0; i < rest.size(); ++i) order->init(i + 1, rest[i]);
    type->mro.set(type, order);
    type->bases.set(type, bases.size() ? make_tuple(thread, bases) : thread.interpreter->empty_tuple.get());
    type->version.store(__atomic_fetch_add(&thread.interpreter->next_type_version, 1, __ATOMIC_RELAXED));
}

Type* make_native_type(Thread& thread, const TypeSpec& spec, BuiltinType index) {
    Interpreter& interpreter = *thread.interpreter;
    Type* type = allocate_type(thread, nullptr);
    bool builtin = index != BuiltinType::Count_;
    Type* base = nullptr;
    if (spec.base_spec) base = native_type(thread, *spec.base_spec);
    else if (!(builtin && index == BuiltinType::Object)) base = interpreter.type(spec.base);
    type->index = builtin ? static_cast<uint32_t>(index) + 1 : 0;
    if (builtin) interpreter.types[static_cast<int>(index)].init(type);
    fill_native_type(thread, type, spec, base, builtin ? shape_of(index) : 0);
    if (base) set_order(thread, type, {Value(base)}, base->mro.get()->span());
    else set_order(thread, type, {}, {});
    if (base) add_subclass(thread, base, type);
    return type;
}

void complete_builtin_type(Thread& thread, BuiltinType which, const TypeSpec& spec) {
    Type* type = thread.interpreter->type(which);
    Type* base = thread.interpreter->type(spec.base);
    if (type->base.get() != base) {
        remove_subclass(thread, type->base.get(), type);
        add_subclass(thread, base, type);
    }
    fill_native_type(thread, type, spec, base, shape_of(which));
    set_order(thread, type, {Value(base)}, base->mro.get()->span());
    type->dict.set_immediate(nullptr);
}

// ExceptionGroup is both a BaseExceptionGroup and an Exception.
void join_exception_group(Thread& thread) {
    Interpreter& interpreter = *thread.interpreter;
    Type* type = interpreter.type(BuiltinType::ExceptionGroup);
    Type *groups = interpreter.type(BuiltinType::BaseExceptionGroup), *plain = interpreter.type(BuiltinType::Exception);
    Value rest[] = {Value(groups), Value(plain), Value(interpreter.type(BuiltinType::BaseException)),
                    Value(interpreter.type(BuiltinType::Object))};
    set_order(thread, type, {Value(groups), Value(plain)}, rest);
    add_subclass(thread, plain, type);
}

static Type* find_native_type(Thread& thread, const TypeSpec& spec) {
    ObjectState& objects = *thread.interpreter->objects;
    ObjectState::KnownType& place = objects.known_type(spec);
    if (place.spec.load(std::memory_order_acquire) == &spec) return place.type;
    std::lock_guard guard(objects.mutex);
    for (const auto& known : objects.native_types) {
        if (known.spec != &spec) continue;
        if (!place.spec.load(std::memory_order_relaxed)) {
            place.type = known.type.get();
            place.spec.store(&spec, std::memory_order_release);
        }
        return known.type.get();
    }
    return nullptr;
}

Type* native_type(Thread& thread, const TypeSpec& spec) {
    if (Type* known = find_native_type(thread, spec)) return known;
    return make_native_type(thread, spec, BuiltinType::Count_);
}

// ---- instances ----

static Object* set_up_instance(Thread& thread, Type* type, Cell* cell) {
    if (type->has(type_flag::kFinalizer)) [[unlikely]]
        thread.heap().register_finalizable(cell);
    return static_cast<Object*>(cell);
}

Object* allocate_instance(Thread& thread, Type* type) {
    if (type->attributes_offset == Type::kBehindItems) {
        Result<Object*> made = allocate_instance_sized(thread, type, 0);
        return made.value();
    }
    Shape* shape = type->root_shape.get();
    size_t size = type->basic_size;
    if (type->attributes_offset) size = type->attributes_offset + (1 + shape->inline_capacity()) * sizeof(Value);
    return set_up_instance(thread, type, allocate_cell(thread, size, shape->id(), type->instance_layout));
}

Result<Object*> allocate_instance_sized(Thread& thread, Type* type, size_t extra) {
    Shape* shape = type->root_shape.get();
    size_t size = (type->basic_size + extra + 7) & ~size_t{7};
    if (type->attributes_offset) size += (1 + shape->inline_capacity()) * sizeof(Value);
    Cell* cell;
    if (size <= kLargestSmall) cell = allocate_cell(thread, size, shape->id(), type->instance_layout);
    else cell = TRY(allocate_large(thread, size, shape->id(), type->instance_layout));
    return set_up_instance(thread, type, cell);
}

}  // namespace krait::core
