// What one execution of an attribute or global access teaches its cache site.
#include "vm/interpreter/caches.h"

#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/dict_table.h"
#include "runtime/objects/functions.h"
#include "vm/interpreter/dispatch.h"
#include "vm/objects/frame.h"

namespace krait::core {

static void trace_global_entry(Cell* cell, Tracer& tracer) {
    auto* entry = static_cast<GlobalEntry*>(cell);
    tracer.visit(entry->globals);
    tracer.visit(entry->absent_from);
    tracer.visit(entry->builtins);
}
static void trace_attribute_entry(Cell* cell, Tracer& tracer) {
    auto* entry = static_cast<AttributeEntry*>(cell);
    tracer.visit(entry->type);
    tracer.visit(entry->value);
    tracer.visit(entry->table);
    tracer.visit(entry->next);
}

template <typename Entry>
static Entry* make_entry(Thread& thread, TraceFunction trace) {
    auto* entry =
        static_cast<Entry*>(allocate_cell(thread, sizeof(Entry), internal_shape::kInternal, Layout::NativeCell));
    entry->trace_function = trace;
    return entry;
}

// The entry first, then the op byte: a thread that sees the new op sees its entry.
static void publish(Code* code, const uint32_t* pc, CacheSite& site, CacheEntry* entry, SpecializedOp op) {
    site.entry.set(code->caches_cell.get_relaxed(), entry);
    rewrite_op(pc, static_cast<uint8_t>(op));
}
static void publish(const uint32_t* pc, CacheSite& site, uint64_t packed, SpecializedOp op) {
    site.packed.store(packed, std::memory_order_release);
    rewrite_op(pc, static_cast<uint8_t>(op));
}

// A site that already knows another shape becomes polymorphic, and gives up when there are too many.
static bool site_is_new(const CacheSite& site) {
    return site.packed.load(std::memory_order_relaxed) == 0 && site.entry.get_relaxed() == nullptr;
}
static bool same_subject(const AttributeEntry* one, const AttributeEntry* other) {
    return one->shape_id == other->shape_id && one->of_itself == other->of_itself &&
           (!one->of_itself || one->type.get_relaxed() == other->type.get_relaxed());
}
static void publish_attribute(Code* code, const uint32_t* pc, CacheSite& site, AttributeEntry* entry,
                              SpecializedOp mono, SpecializedOp poly) {
    if (site_is_new(site)) {
        publish(code, pc, site, entry, mono);
        return;
    }
    auto* older = static_cast<AttributeEntry*>(site.entry.get());
    // The same shape again with a new version: the old knowledge is void.
    bool renewed = older && older->type.get_relaxed() && same_subject(older, entry);
    if (renewed) entry->renewals = static_cast<uint8_t>(older->renewals + 1);
    if (older && (!older->type.get_relaxed() || renewed)) older = older->next.get_relaxed();
    if (entry->renewals >= kMaxRenewals || (older && older->depth >= kMaxPolymorphic)) {
        site.packed.store(kMegamorphic, std::memory_order_release);
        rewrite_op(pc, static_cast<uint8_t>(generic_op(op_byte(__atomic_load_n(pc - 1, __ATOMIC_RELAXED)))));
        return;
    }
    entry->next.init(older);
    entry->depth = older ? static_cast<uint8_t>(older->depth + 1) : 0;
    publish(code, pc, site, entry, poly);
}

// The entry of a str key in a table: its index, or -1.
static int64_t find_entry(DictTable* table, Str* name) {
    uint64_t hash = __atomic_load_n(&name->hash_, __ATOMIC_RELAXED);
    if (!table || !hash) return -1;
    // Names are interned on both sides in nearly every table; one that is not is simply not cached.
    for (DictProbe probe(table, hash);; probe.next()) {
        uint32_t slot = load_dict_slot(table, probe.at());
        if (slot == 0) return -1;
        if (table->entries()[slot - 1].key.get() == Value(name)) return slot - 1;
    }
}

void specialize_store_global(Thread& thread, Frame* frame, const uint32_t* pc, CacheSite& site, Str* name,
                             SpecializedOp in_module) {
    if (!Value(frame->globals()).is<Dict>()) return;
    DictTable* globals = frame->globals()->table_.get();
    int64_t index = find_entry(globals, name);
    if (index < 0 || globals->entries()[index].value.get().is_nothing()) return;
    auto* entry = make_entry<GlobalEntry>(thread, trace_global_entry);
    entry->globals.init(globals);
    entry->index = static_cast<uint32_t>(index);
    publish(frame->code, pc, site, entry, in_module);
}

void specialize_load_global(Thread& thread, Frame* frame, const uint32_t* pc, CacheSite& site, Str* name,
                            SpecializedOp in_module, SpecializedOp in_builtins) {
    DictTable* globals = frame->globals()->table_.get();
    // Before the search: what another thread adds meanwhile makes the entry void.
    uint32_t used = globals ? globals->used.load(std::memory_order_acquire) : 0;
    int64_t index = find_entry(globals, name);
    if (index >= 0) {
        if (globals->entries()[index].value.get().is_nothing()) return;
        auto* entry = make_entry<GlobalEntry>(thread, trace_global_entry);
        entry->globals.init(globals);
        entry->index = static_cast<uint32_t>(index);
        publish(frame->code, pc, site, entry, in_module);
        return;
    }
    // Without a table globals cannot be told from others; those of a subclass of dict have their own __getitem__.
    if (!globals || !Value(frame->function->builtins.get()).is<Dict>()) return;
    DictTable* builtins = frame->function->builtins.get()->table_.get();
    index = find_entry(builtins, name);
    if (index < 0) return;
    auto* entry = make_entry<GlobalEntry>(thread, trace_global_entry);
    entry->absent_from.init(globals);
    entry->globals_used = used;
    entry->builtins.init(builtins);
    entry->index = static_cast<uint32_t>(index);
    publish(frame->code, pc, site, entry, in_builtins);
}

// Is a class attribute a data descriptor (wins over the instance), any descriptor, or a plain value?
enum class Kind { Absent, Plain, Method, Descriptor, DataDescriptor };
static Kind kind_of(Thread& thread, Value found) {
    if (found.is_nothing()) return Kind::Absent;
    if (!found.is_cell()) return Kind::Plain;
    Type* type = type_of(thread, found);
    if (type->has(type_flag::kMethodDescriptor)) return Kind::Method;
    if (type->slots.set) return Kind::DataDescriptor;
    return type->slots.get ? Kind::Descriptor : Kind::Plain;
}

// `version` is what the type had before it was asked: if another thread changes it meanwhile, the entry is void from the start.
static AttributeEntry* class_entry(Thread& thread, Type* type, uint64_t version, uint32_t shape_id, Value value) {
    if (version == 0) return nullptr;
    auto* entry = make_entry<AttributeEntry>(thread, trace_attribute_entry);
    entry->type.init(type);
    entry->value.init(value);
    entry->version = version;
    entry->shape_id = shape_id;
    return entry;
}

static void publish_slot(Thread& thread, Code* code, const uint32_t* pc, CacheSite& site, Type* type, uint64_t version,
                         uint32_t shape_id, uint32_t offset, SpecializedOp mono, SpecializedOp poly) {
    if (site_is_new(site)) {
        publish(pc, site, pack_slot(shape_id, offset), mono);
    } else if (AttributeEntry* entry = class_entry(thread, type, version, shape_id, Value::nothing())) {
        entry->kind = AttributeEntry::Kind::Slot;
        entry->offset = offset;
        publish_attribute(code, pc, site, entry, poly, poly);
    }
}

static AttributeEntry* module_entry(Thread& thread, Module* module, Str* name) {
    DictTable* table = module->dict.get()->table_.get();
    int64_t index = find_entry(table, name);
    if (index < 0 || table->entries()[index].value.get().is_nothing()) return nullptr;
    auto* entry = make_entry<AttributeEntry>(thread, trace_attribute_entry);
    entry->table.init(table);
    entry->offset = static_cast<uint32_t>(index);
    entry->kind = AttributeEntry::Kind::Module;
    entry->shape_id = AttributeEntry::kNoShape;
    return entry;
}

// The site has seen modules only: its entry has a table and no type.
static bool module_site(const CacheSite& site) {
    auto* entry = static_cast<AttributeEntry*>(site.entry.get());
    return entry && !entry->type.get_relaxed() && site.packed.load(std::memory_order_relaxed) == 0;
}

// The byte offset of an attribute in an inline slot of the object's shape, or 0.
static uint32_t inline_offset(const Type* type, const Shape* shape, Str* name) {
    if (!shape || !shape->cacheable() || !type->attributes_offset) return 0;
    uint32_t slot = shape->find(name);
    if (slot == Shape::kNoSlot || slot >= shape->inline_capacity()) return 0;
    return type->attributes_offset + 8 + slot * 8;
}

// Where an object's own attributes are looked for.
enum class Own { Nowhere, Slots, Elsewhere };
static Own own_attributes(const Type* type, const Shape* shape) {
    if (!type->attributes_offset) return Own::Nowhere;
    return shape && shape->cacheable() ? Own::Slots : Own::Elsewhere;
}

static AttributeEntry::Kind entry_kind(Kind kind) {
    switch (kind) {
    case Kind::Absent: return AttributeEntry::Kind::None;
    case Kind::Plain: return AttributeEntry::Kind::Value;
    default: return AttributeEntry::Kind::Descriptor;
    }
}

// A class object is asked: its own attribute, unless the metaclass has a data descriptor of that name. A change of the metaclass that makes
// this untrue makes all caches forget (Type::changed).
static AttributeEntry* class_object_entry(Thread& thread, Value object, Str* name, bool for_call) {
    Type* type = object.to<Type>();
    Type* metaclass = type_of(thread, object);
    if (metaclass->slots.get_attribute != thread.interpreter->type(BuiltinType::Type)->slots.get_attribute)
        return nullptr;
    uint32_t shape_id = object.cell()->shape_id();
    uint64_t meta_version = metaclass->version.load(std::memory_order_acquire);
    Value meta = metaclass->lookup(thread, name);
    if (kind_of(thread, meta) == Kind::DataDescriptor) {
        AttributeEntry* entry = class_entry(thread, metaclass, meta_version, shape_id, meta);
        if (entry) entry->kind = AttributeEntry::Kind::Descriptor;
        return entry;
    }
    uint64_t version = type->version.load(std::memory_order_acquire);
    Value found = type->lookup(thread, name);
    AttributeEntry::Kind kind = AttributeEntry::Kind::Value;
    if (found.is_nothing()) return nullptr;
    if (found.is<StaticMethod>()) found = found.to<StaticMethod>()->callable.get();
    else if (found.is<ClassMethod>() && for_call && found.to<ClassMethod>()->callable.get().is<Function>()) {
        found = found.to<ClassMethod>()->callable.get();
        kind = AttributeEntry::Kind::ClassMethod;
    } else if (Kind own = kind_of(thread, found); own != Kind::Method && own != Kind::Plain) return nullptr;
    if (found.is_nothing()) return nullptr;
    AttributeEntry* entry = class_entry(thread, type, version, shape_id, found);
    if (entry) {
        entry->kind = kind;
        entry->of_itself = true;
    }
    return entry;
}

void specialize_load_attr(Thread& thread, Code* code, const uint32_t* pc, CacheSite& site, Value object, Str* name) {
    if (!object.is_cell() || site.packed.load(std::memory_order_relaxed) == kMegamorphic) return;
    uint32_t shape_id = object.cell()->shape_id();
    if (object.is<Module>()) {
        if (site_is_new(site) ||
            op_byte(__atomic_load_n(pc - 1, __ATOMIC_RELAXED)) ==
                static_cast<uint8_t>(SpecializedOp::load_attr_module) ||
            module_site(site)) {
            if (AttributeEntry* entry = module_entry(thread, object.to<Module>(), name))
                publish(code, pc, site, entry, SpecializedOp::load_attr_module);
        }
        return;
    }
    if (object.is<Type>()) {
        if (AttributeEntry* entry = class_object_entry(thread, object, name, false))
            publish_attribute(code, pc, site, entry,
                              entry->kind == AttributeEntry::Kind::Value ? SpecializedOp::load_attr_class
                                                                         : SpecializedOp::load_attr_poly,
                              SpecializedOp::load_attr_poly);
        return;
    }
    Type* type = type_of(thread, object);
    if (type->native_base == Layout::Type || type->native_base == Layout::Module) return;
    if (!type->has(type_flag::kGenericGetAttribute)) return;
    uint64_t version = type->version.load(std::memory_order_acquire);
    Value found = type->lookup(thread, name);
    Kind kind = kind_of(thread, found);
    Shape* shape = shape_id >= kFirstDynamicShape ? thread.interpreter->shapes->get(shape_id) : nullptr;
    if (kind == Kind::DataDescriptor) {
        if (found.is<MemberDescriptor>() && shape && shape->cacheable()) {
            // __slots__: a fixed offset for every object of the shape, while the class keeps the descriptor (Type::changed).
            publish_slot(thread, code, pc, site, type, version, shape_id, found.to<MemberDescriptor>()->offset,
                         SpecializedOp::load_attr_slot, SpecializedOp::load_attr_poly);
            return;
        }
        bool python = found.is<Property>() && found.to<Property>()->getter.get().is<Function>();
        Value value = python ? found.to<Property>()->getter.get() : found;
        if (AttributeEntry* entry = class_entry(thread, type, version, shape_id, value)) {
            entry->kind = python ? AttributeEntry::Kind::Property : AttributeEntry::Kind::Descriptor;
            publish_attribute(code, pc, site, entry,
                              python ? SpecializedOp::load_attr_property : SpecializedOp::load_attr_poly,
                              SpecializedOp::load_attr_poly);
        }
        return;
    }
    Own own = own_attributes(type, shape);
    if (own == Own::Slots) {
        // What else the class has of that name does not matter: when it becomes a data descriptor all caches forget (Type::changed).
        if (uint32_t offset = inline_offset(type, shape, name)) {
            publish_slot(thread, code, pc, site, type, version, shape_id, offset, SpecializedOp::load_attr_slot,
                         SpecializedOp::load_attr_poly);
            return;
        }
        if (shape->find(name) != Shape::kNoSlot) own = Own::Elsewhere;  // in an overflow chunk
    }
    if (kind == Kind::Absent && (own != Own::Elsewhere || get_instance_attribute(thread, object, name).is_nothing()))
        return;
    if (AttributeEntry* entry = class_entry(thread, type, version, shape_id, found)) {
        entry->kind = own == Own::Elsewhere ? AttributeEntry::Kind::Indirect : entry_kind(kind);
        entry->behind = entry_kind(kind);
        publish_attribute(code, pc, site, entry,
                          entry->kind == AttributeEntry::Kind::Value ? SpecializedOp::load_attr_class
                                                                     : SpecializedOp::load_attr_poly,
                          SpecializedOp::load_attr_poly);
    }
}

void specialize_store_attr(Thread& thread, Code* code, const uint32_t* pc, CacheSite& site, Value object, Str* name,
                           uint32_t shape_before) {
    if (!object.is_cell() || shape_before < kFirstDynamicShape) return;
    if (site.packed.load(std::memory_order_relaxed) == kMegamorphic) return;
    Type* type = type_of(thread, object);
    if (type->native_base == Layout::Type || type->native_base == Layout::Module) return;
    if (!type->has(type_flag::kGenericSetAttribute)) return;
    uint64_t version = type->version.load(std::memory_order_acquire);
    Value found = type->lookup(thread, name);
    uint32_t shape_id = object.cell()->shape_id();
    Shape* shape = thread.interpreter->shapes->get(shape_id);
    Shape* before = thread.interpreter->shapes->get(shape_before);
    if (!before || before->type() != type) return;
    if (kind_of(thread, found) == Kind::DataDescriptor) {
        if (found.is<MemberDescriptor>() && before->cacheable()) {
            if (shape_id == shape_before)
                publish_slot(thread, code, pc, site, type, version, shape_before, found.to<MemberDescriptor>()->offset,
                             SpecializedOp::store_attr_slot, SpecializedOp::store_attr_poly);
            return;
        }
        bool python = found.is<Property>() && found.to<Property>()->setter.get().is<Function>();
        Value value = python ? found.to<Property>()->setter.get() : found;
        if (AttributeEntry* entry = class_entry(thread, type, version, shape_before, value)) {
            entry->kind = python ? AttributeEntry::Kind::Property : AttributeEntry::Kind::Descriptor;
            publish_attribute(code, pc, site, entry, SpecializedOp::store_attr_poly, SpecializedOp::store_attr_poly);
        }
        return;
    }
    if (!type->attributes_offset) return;
    uint32_t offset = inline_offset(type, shape, name);
    if (offset && shape_id == shape_before) {
        publish_slot(thread, code, pc, site, type, version, shape_id, offset, SpecializedOp::store_attr_slot,
                     SpecializedOp::store_attr_poly);
        return;
    }
    AttributeEntry* entry = class_entry(thread, type, version, shape_before, Value::nothing());
    if (!entry) return;
    bool adds = offset && before->cacheable() && shape->parent_.get() == before &&
                shape->inline_capacity() == before->inline_capacity();
    entry->new_shape_id = shape_id;
    entry->offset = offset;
    entry->kind = adds ? AttributeEntry::Kind::AddSlot : AttributeEntry::Kind::Indirect;
    publish_attribute(code, pc, site, entry, adds ? SpecializedOp::store_attr_add : SpecializedOp::store_attr_poly,
                      SpecializedOp::store_attr_poly);
}

void specialize_load_method(Thread& thread, Code* code, const uint32_t* pc, CacheSite& site, Value object, Str* name) {
    if (!object.is_cell() || site.packed.load(std::memory_order_relaxed) == kMegamorphic) return;
    if (object.is<Module>()) {
        if (site_is_new(site) || module_site(site)) {
            if (AttributeEntry* entry = module_entry(thread, object.to<Module>(), name))
                publish(code, pc, site, entry, SpecializedOp::load_method_plain);
        }
        return;
    }
    if (object.is<Type>()) {
        if (AttributeEntry* entry = class_object_entry(thread, object, name, true))
            publish_attribute(code, pc, site, entry, SpecializedOp::load_method_poly, SpecializedOp::load_method_poly);
        return;
    }
    Type* type = type_of(thread, object);
    if (type->native_base == Layout::Type || type->native_base == Layout::Module) return;
    if (!type->has(type_flag::kGenericGetAttribute)) return;
    uint64_t version = type->version.load(std::memory_order_acquire);
    Value found = type->lookup(thread, name);
    Kind kind = kind_of(thread, found);
    uint32_t shape_id = object.cell()->shape_id();
    Shape* shape = shape_id >= kFirstDynamicShape ? thread.interpreter->shapes->get(shape_id) : nullptr;
    AttributeEntry::Kind behind = entry_kind(kind);
    if (kind == Kind::Method) {
        behind = AttributeEntry::Kind::Method;
    } else if (found.is<StaticMethod>() && !found.to<StaticMethod>()->callable.get().is_nothing()) {
        found = found.to<StaticMethod>()->callable.get();
        behind = AttributeEntry::Kind::Value;
    } else if (found.is<ClassMethod>() && found.to<ClassMethod>()->callable.get().is<Function>()) {
        found = found.to<ClassMethod>()->callable.get();
        behind = AttributeEntry::Kind::ClassMethod;
    }
    Own own = kind == Kind::DataDescriptor ? Own::Nowhere : own_attributes(type, shape);
    uint32_t offset = 0;
    if (own == Own::Slots && shape->find(name) != Shape::kNoSlot) {
        offset = inline_offset(type, shape, name);
        if (!offset) own = Own::Elsewhere;
    }
    if (kind == Kind::Absent && !offset &&
        (own != Own::Elsewhere || get_instance_attribute(thread, object, name).is_nothing()))
        return;
    if (AttributeEntry* entry = class_entry(thread, type, version, shape_id, found)) {
        entry->kind = own == Own::Elsewhere ? AttributeEntry::Kind::Indirect
                      : offset              ? AttributeEntry::Kind::Slot
                                            : behind;
        entry->behind = behind;
        entry->offset = offset;
        publish_attribute(code, pc, site, entry,
                          entry->kind == AttributeEntry::Kind::Method ? SpecializedOp::load_method_cached
                                                                      : SpecializedOp::load_method_poly,
                          SpecializedOp::load_method_poly);
    }
}

Op generic_op(uint8_t op_byte) {
    static constexpr Op kGeneric[] = {
#define SPECIALIZED(NAME, GENERIC, MEANING) Op::GENERIC,
#include "vm/interpreter/specialized.def"
    };
    if (op_byte < kGenericOps) return static_cast<Op>(op_byte);
    return kGeneric[op_byte - kGenericOps];
}

}  // namespace krait::core
