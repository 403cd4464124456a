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
static void publish_attribute(Code* code, const uint32_t* pc, CacheSite& site, AttributeEntry* entry,
                              SpecializedOp mono, SpecializedOp poly) {
    if (site_is_new(site)) {
        publish(code, pc, site, entry, mono);
        return;
    }
    auto* older = static_cast<AttributeEntry*>(site.entry.get());
    // The same shape again with a new version: the old knowledge is void.
    if (older && (older->shape_id == entry->shape_id || !older->type.get_relaxed())) older = older->next.get_relaxed();
    if (older && older->depth >= kMaxPolymorphic) {
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

void specialize_load_global(Thread& thread, Frame* frame, const uint32_t* pc, CacheSite& site, Str* name) {
    DictTable* globals = frame->globals()->table_.get();
    // Before the search: what another thread adds meanwhile makes the entry void.
    uint32_t used = globals ? globals->used.load(std::memory_order_acquire) : 0;
    int64_t index = find_entry(globals, name);
    if (index >= 0) {
        if (globals->entries()[index].value.get().is_nothing()) return;
        auto* entry = make_entry<GlobalEntry>(thread, trace_global_entry);
        entry->globals.init(globals);
        entry->index = static_cast<uint32_t>(index);
        publish(frame->code, pc, site, entry, SpecializedOp::load_global_module);
        return;
    }
    // Without a table globals cannot be told from others; those of a subclass of dict have their own __getitem__.
    if (!globals || !Value(frame->function->builtins.get()).is<Dict>()) return;
    DictTable* builtins = frame->function->builtins.get()->table_.get();
    index = find_entry(builtins, name);
    if (index < 0) return;
    auto* entry = make_entry<GlobalEntry>(thread, trace_global_entry);
    entry->globals.init(globals);
    entry->globals_used = used;
    entry->builtins.init(builtins);
    entry->index = static_cast<uint32_t>(index);
    publish(frame->code, pc, site, entry, SpecializedOp::load_global_builtin);
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
    if (object.is<Type>()) return;
    Type* type = type_of(thread, object);
    if (!type->has(type_flag::kGenericGetAttribute)) return;
    uint64_t version = type->version.load(std::memory_order_acquire);
    Value found = type->lookup(thread, name);
    Kind kind = kind_of(thread, found);
    if (kind == Kind::DataDescriptor) {
        if (found.is<Property>() && found.to<Property>()->getter.get().is<Function>()) {
            Function* getter = found.to<Property>()->getter.get().to<Function>();
            if (AttributeEntry* entry = class_entry(thread, type, version, shape_id, Value(getter))) {
                entry->kind = AttributeEntry::Kind::Property;
                publish_attribute(code, pc, site, entry, SpecializedOp::load_attr_property,
                                  SpecializedOp::load_attr_poly);
            }
        } else if (found.is<MemberDescriptor>() && shape_id >= kFirstDynamicShape) {
            // __slots__: a fixed offset for every object of the shape, while the class keeps the descriptor (Type::changed).
            Shape* shape = thread.interpreter->shapes->get(shape_id);
            if (shape && shape->cacheable())
                publish_slot(thread, code, pc, site, type, version, shape_id, found.to<MemberDescriptor>()->offset,
                             SpecializedOp::load_attr_slot, SpecializedOp::load_attr_poly);
        }
        return;
    }
    if (shape_id < kFirstDynamicShape && type->attributes_offset) return;
    Shape* shape = shape_id >= kFirstDynamicShape ? thread.interpreter->shapes->get(shape_id) : nullptr;
    if (shape && !shape->cacheable()) return;
    if (uint32_t offset = inline_offset(type, shape, name)) {
        // A class attribute of that name must not become a data descriptor behind the cache's back: types bump the shape's
        // class version then, which slots do not check; so names that the class has too are left uncached.
        if (kind == Kind::Absent)
            publish_slot(thread, code, pc, site, type, version, shape_id, offset, SpecializedOp::load_attr_slot,
                         SpecializedOp::load_attr_poly);
        return;
    }
    if (shape && shape->find(name) != Shape::kNoSlot) return;
    if (kind == Kind::Plain) {
        if (AttributeEntry* entry = class_entry(thread, type, version, shape_id, found))
            publish_attribute(code, pc, site, entry, SpecializedOp::load_attr_class, SpecializedOp::load_attr_poly);
    }
}

void specialize_store_attr(Thread& thread, Code* code, const uint32_t* pc, CacheSite& site, Value object, Str* name,
                           uint32_t shape_before) {
    if (!object.is_cell() || shape_before < kFirstDynamicShape || object.is<Type>()) return;
    if (site.packed.load(std::memory_order_relaxed) == kMegamorphic) return;
    Type* type = type_of(thread, object);
    if (!type->has(type_flag::kGenericSetAttribute)) return;
    uint64_t version = type->version.load(std::memory_order_acquire);
    Value found = type->lookup(thread, name);
    if (found.is<MemberDescriptor>() && object.cell()->shape_id() == shape_before) {
        Shape* shape = thread.interpreter->shapes->get(shape_before);
        if (shape && shape->cacheable())
            publish_slot(thread, code, pc, site, type, version, shape_before, found.to<MemberDescriptor>()->offset,
                         SpecializedOp::store_attr_slot, SpecializedOp::store_attr_poly);
        return;
    }
    if (kind_of(thread, found) != Kind::Absent) return;
    uint32_t shape_id = object.cell()->shape_id();
    Shape* shape = thread.interpreter->shapes->get(shape_id);
    Shape* before = thread.interpreter->shapes->get(shape_before);
    uint32_t offset = inline_offset(type, shape, name);
    if (!offset || !before || !before->cacheable() || before->type() != type) return;
    if (shape_id == shape_before) {
        publish_slot(thread, code, pc, site, type, version, shape_id, offset, SpecializedOp::store_attr_slot,
                     SpecializedOp::store_attr_poly);
    } else if (shape->parent_.get() == before && shape->inline_capacity() == before->inline_capacity()) {
        if (AttributeEntry* entry = class_entry(thread, type, version, shape_before, Value::nothing())) {
            entry->new_shape_id = shape_id;
            entry->offset = offset;
            entry->kind = AttributeEntry::Kind::AddSlot;
            publish_attribute(code, pc, site, entry, SpecializedOp::store_attr_add, SpecializedOp::store_attr_poly);
        }
    }
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
    if (object.is<Type>()) return;
    Type* type = type_of(thread, object);
    if (!type->has(type_flag::kGenericGetAttribute)) return;
    uint64_t version = type->version.load(std::memory_order_acquire);
    Value found = type->lookup(thread, name);
    if (kind_of(thread, found) != Kind::Method) return;
    uint32_t shape_id = object.cell()->shape_id();
    if (shape_id >= kFirstDynamicShape) {
        Shape* shape = thread.interpreter->shapes->get(shape_id);
        if (!shape || !shape->cacheable() || shape->find(name) != Shape::kNoSlot) return;
    } else if (type->attributes_offset) {
        return;
    }
    if (AttributeEntry* entry = class_entry(thread, type, version, shape_id, found)) {
        entry->kind = AttributeEntry::Kind::Method;
        publish_attribute(code, pc, site, entry, SpecializedOp::load_method_cached, SpecializedOp::load_method_poly);
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
