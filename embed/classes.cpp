// C++ classes as Python classes. A bound class is a class as a class statement makes it, over the native base HostInstance;
// an instance holds the C++ objects that its bound bases' constructors made (one, but for multiple inheritance).
#include <krait/convert.hpp>

#include "embed/host.h"
#include "runtime/errors.h"
#include "stdlib/native_helpers.h"
#include "vm/objects/code.h"
#include "vm/objects/frame.h"

namespace krait::core {

namespace {

struct Part {
    ClassRecord* record;
    void* object;
    std::shared_ptr<void> owner;  // empty: the host's own object
};
struct InstanceData {
    Host* host;
    std::vector<Part> parts;
    std::vector<Self*> selves;  // of Overridable objects
    bool given_away = false;
};

class HostInstance : public Object {
public:
    InstanceData* data;
    Field<Value> kept;  // what must live as long: one value, or a list
    static const TypeSpec spec;
};

HostInstance* as_instance(Thread& thread, Value value) {
    if (!value.is_cell() || value.cell()->layout() != Layout::NativeInstance) return nullptr;
    Type* type = type_of(thread, value);
    return type->spec == &HostInstance::spec ? value.to<HostInstance>() : nullptr;
}

// With the world stopped. C++ destructors wait for a thread that may run them (Host::bury).
void destroy_instance(Cell* cell) {
    InstanceData* data = static_cast<HostInstance*>(cell)->data;
    if (!data) return;
    Host& host = *data->host;
    for (Self* self : data->selves) self->instance = 0;
    std::lock_guard lock(host.instances_mutex);
    for (Part& part : data->parts) {
        auto [first, last] = host.instances.equal_range(part.object);
        for (auto entry = first; entry != last; ++entry) {
            if (entry->second != cell) continue;
            host.instances.erase(entry);
            break;
        }
        if (part.owner) host.dead.push_back({std::move(part.owner), part.record->size});
    }
    if (!host.dead.empty()) host.has_dead.store(true, std::memory_order_release);
    delete data;
}

HostInstance* allocate_host_instance(Thread& thread, Type* type) {
    Host* host = host_of(thread);
    if (host->has_dead.load(std::memory_order_relaxed)) host->bury(thread);
    auto* instance = static_cast<HostInstance*>(allocate_instance(thread, type));
    instance->data = new InstanceData{host, {}, {}, false};
    thread.heap().register_native(instance, destroy_instance);
    return instance;
}

Result<Value> construct(Thread& thread, Type* type, const CallArguments&) {
    if (type->lookup(thread, KRAIT_NAME(dunder_init)) ==
        thread.interpreter->type(BuiltinType::Object)->lookup(thread, KRAIT_NAME(dunder_init)))
        return raise(thread, Exc::TypeError, "{}: No constructor defined!", type);
    return Value(allocate_host_instance(thread, type));
}

Result<Value> repr_instance(Thread& thread, Value self) {
    Type* type = type_of(thread, self);
    char address[32];
    std::snprintf(address, sizeof address, " object at 0x%llx>", static_cast<unsigned long long>(self.bits()));
    std::string name = str_utf8_lossy(type->qualname.get());
    Value module = TRY(find_attribute_py(thread, Value(type), "__module__"));
    if (module.is<Str>()) name = str_utf8_lossy(module.to<Str>()) + "." + name;
    return Value(TRY(make_str(thread, "<" + name + address)));
}

void trace_instance(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<HostInstance*>(cell)->kept); }

void* cast_to(ClassRecord* from, ClassRecord* to, void* object) {
    if (from == to) return object;
    for (auto& [base, cast] : from->bases)
        if (void* found = cast_to(base, to, cast(object))) return found;
    return nullptr;
}

ClassRecord* record_of(Host& host, const std::type_info& type) {
    std::lock_guard lock(host.classes_mutex);
    auto found = host.classes.find(type);
    return found == host.classes.end() ? nullptr : found->second.get();
}
Type* type_of_record(ClassRecord* record) {
    return Value::from_bits(record->cls->bits.load(std::memory_order_acquire)).to<Type>();
}

// The part of an instance that is (or derives from) the class; null: not an instance of it.
Part* find_part(Access& access, Value given, const std::type_info& type, void** object) {
    HostInstance* instance = as_instance(*access.thread, given);
    if (!instance) return nullptr;
    ClassRecord* wanted = record_of(*access.host, type);
    if (!wanted) return nullptr;
    for (Part& part : instance->data->parts)
        if ((*object = cast_to(part.record, wanted, part.object))) return &part;
    if (!is_instance(*access.thread, given, type_of_record(wanted))) return nullptr;
    Thread& thread = *access.thread;
    if (instance->data->given_away)
        (void)raise(thread, Exc::ReferenceError, "the {} object was given away to C++", type_of(thread, given));
    else (void)raise(thread, Exc::TypeError, "{}.__init__() was not called", wanted->name);
    throw_pending(access);
}

void remember(Host& host, void* object, HostInstance* instance) {
    std::lock_guard lock(host.instances_mutex);
    host.instances.emplace(object, instance);
}

}  // namespace

const TypeSpec HostInstance::spec = {
    .name = "host_object",
    .doc = "Base of the classes of the program that embeds Python.",
    .size = sizeof(HostInstance),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.repr = repr_instance, .construct = construct},
    .trace = trace_instance,
};

Word make_class(Access& access, Word module_word, const ClassOptions& options) {
    Thread& thread = *access.thread;
    Host& host = *access.host;
    Value module = value(module_word);
    if (record_of(host, *options.type))
        throw std::logic_error("krait: this C++ class is bound already: " + std::string(options.name));
    auto record = std::make_unique<ClassRecord>();
    record->host = &host;
    record->type = *options.type;
    record->size = options.size;
    List* bases = make_list(thread);
    for (auto& [base, cast] : options.bases) {
        ClassRecord* known = record_of(host, *base);
        if (!known)
            throw std::logic_error("krait: a base of " + std::string(options.name) +
                                   " is not bound: " + readable_name(*base));
        record->bases.emplace_back(known, cast);
        OR_THROW(access, list_append(thread, bases, Value(type_of_record(known))));
    }
    if (options.bases.empty())
        OR_THROW(access, list_append(thread, bases, Value(native_type(thread, HostInstance::spec))));
    Dict* names = make_dict(thread);
    Value owner = OR_THROW(access, find_attribute_py(thread, module, "__name__"));
    record->name = options.name;
    if (owner.is<Str>()) {
        OR_THROW(access, dict_set_str(thread, names, "__module__", owner));
        record->name = str_utf8_lossy(owner.to<Str>()) + "." + record->name;
    }
    if (!options.doc.empty())
        OR_THROW(access,
                 dict_set_str(thread, names, "__doc__", Value(OR_THROW(access, make_str(thread, options.doc)))));
    Str* name = OR_THROW(access, make_str(thread, options.name));
    Tuple* base_tuple = OR_THROW(access, list_to_tuple(thread, bases));
    Type* type = OR_THROW(
        access, make_class_py(thread, thread.interpreter->type(BuiltinType::Type), name, base_tuple, names, nullptr));
    OR_THROW(access, set_attribute_py(thread, module, options.name, Value(type)));
    record->cls = host.acquire(Value(type));
    std::lock_guard lock(host.classes_mutex);
    host.classes.emplace(*options.type, std::move(record));
    return Value(type).bits();
}

Word class_of(Access& access, const std::type_info& type) {
    ClassRecord* record = record_of(*access.host, type);
    return record ? Value(type_of_record(record)).bits() : 0;
}

void define_property(Access& access, Word cls, std::string_view name, Word getter, Word setter, std::string_view doc) {
    Thread& thread = *access.thread;
    Value text = Value::none();
    if (!doc.empty()) text = Value(OR_THROW(access, make_str(thread, doc)));
    Value arguments[] = {value(getter), value(setter), Value::none(), text};
    Value property = OR_THROW(access, call_py(thread, Value(thread.interpreter->type(BuiltinType::Property)),
                                              std::span<const Value>(arguments, 4)));
    OR_THROW(access, set_attribute_py(thread, value(cls), name, property));
}

bool load_instance(Access& access, Word word, const std::type_info& type, void*& object) {
    return find_part(access, value(word), type, &object) != nullptr;
}

bool load_shared(Access& access, Word word, const std::type_info& type, std::shared_ptr<void>& object) {
    void* address = nullptr;
    Part* part = find_part(access, value(word), type, &address);
    if (!part) return false;
    if (!part->owner) throw_type_error(access, "the object belongs to the host: it cannot be shared");
    HostInstance* instance = value(word).to<HostInstance>();
    if (instance->data->selves.empty()) {
        object = std::shared_ptr<void>(part->owner, address);
        return true;
    }
    // An object with Python overrides takes its Python half with it.
    struct Both {
        std::shared_ptr<void> owner;
        Handle* self;
        ~Both() { core::release(self); }
    };
    auto both = std::make_shared<Both>(part->owner, access.host->acquire(value(word)));
    object = std::shared_ptr<void>(both, address);
    return true;
}

bool take_unique(Access& access, Word word, const std::type_info& type, void*& object) {
    Part* part = find_part(access, value(word), type, &object);
    if (!part) return false;
    auto* deleter = part->owner ? std::get_deleter<Deleter>(part->owner) : nullptr;
    InstanceData* data = value(word).to<HostInstance>()->data;
    if (!deleter || part->owner.use_count() != 1 || !data->selves.empty() ||
        part->record->type != std::type_index(type))
        throw_value_error(access, "the object cannot be given away: it has other owners, or is of another class");
    *deleter->armed = false;
    {
        std::lock_guard lock(access.host->instances_mutex);
        auto [first, last] = access.host->instances.equal_range(part->object);
        for (auto entry = first; entry != last; ++entry) {
            if (entry->second != value(word).cell()) continue;
            access.host->instances.erase(entry);
            break;
        }
    }
    data->parts.erase(data->parts.begin() + (part - data->parts.data()));
    data->given_away = true;
    return true;
}

Word make_instance(Access& access, void* object, const std::type_info& type, void* most_derived,
                   const std::type_info& most_derived_type, std::shared_ptr<void> owner, Ownership ownership) {
    Thread& thread = *access.thread;
    Host& host = *access.host;
    ClassRecord* record = record_of(host, most_derived_type);
    if (record) object = most_derived;
    else record = record_of(host, type);
    if (!record) throw_type_error(access, "the C++ class " + readable_name(type) + " is not bound to a Python class");
    Type* cls = type_of_record(record);
    {
        std::lock_guard lock(host.instances_mutex);
        for (void* address : {object, most_derived}) {
            auto [first, last] = host.instances.equal_range(address);
            for (auto entry = first; entry != last; ++entry) {
                auto* instance = static_cast<HostInstance*>(entry->second);
                for (Part& part : instance->data->parts)
                    if (cast_to(part.record, record, part.object)) return Value(instance).bits();
            }
        }
    }
    HostInstance* instance = allocate_host_instance(thread, cls);
    if (ownership == Ownership::shared) thread.heap().report_external(thread, static_cast<int64_t>(record->size));
    if (ownership == Ownership::borrowed && access.parent && value(access.parent).is_cell())
        instance->kept.set(instance, value(access.parent));
    instance->data->parts.push_back({record, object, std::move(owner)});
    remember(host, object, instance);
    return Value(instance).bits();
}

void set_instance(Access& access, Word self, const std::type_info& type, void* object, std::shared_ptr<void> owner) {
    HostInstance* instance = as_instance(*access.thread, value(self));
    ClassRecord* record = record_of(*access.host, type);
    if (!instance || !record) throw_type_error(access, "__init__() of a class that is not bound");
    for (Part& part : instance->data->parts)
        if (part.record == record) throw_type_error(access, record->name + ".__init__() was called twice");
    if (std::get_deleter<Deleter>(owner))
        access.thread->heap().report_external(*access.thread, static_cast<int64_t>(record->size));
    instance->data->parts.push_back({record, object, std::move(owner)});
    remember(*access.host, object, instance);
}

bool is_python_subclass(Access& access, Word self, const std::type_info& type) {
    ClassRecord* record = record_of(*access.host, type);
    return record && type_of(*access.thread, value(self)) != type_of_record(record);
}

void keep_alive(Access& access, Word nurse, Word patient) {
    if (!value(nurse).is_cell() || !value(patient).is_cell()) return;
    HostInstance* instance = as_instance(*access.thread, value(nurse));
    if (!instance) throw_type_error(access, "keep_alive: the nurse is not an instance of a bound class");
    Value kept = instance->kept.get();
    if (kept.is_nothing()) {
        instance->kept.set(instance, value(patient));
        return;
    }
    Thread& thread = *access.thread;
    List* list = make_list(thread);
    OR_THROW(access, list_append(thread, list, kept));
    OR_THROW(access, list_append(thread, list, value(patient)));
    instance->kept.set(instance, Value(list));
}

void bind_self(Access& access, Word self, Self* place) {
    HostInstance* instance = as_instance(*access.thread, value(self));
    place->host = access.host;
    place->instance = self;
    instance->data->selves.push_back(place);
}

Handle* find_override(const Self& self, const char* name) {
    Standing& now = standing();
    Thread& thread = *now.thread;
    Access access{&thread, self.host};
    Value instance = value(self.instance);
    // Called by the override itself, super().name(): what the host has.
    if (Frame* frame = thread.frame;
        frame && frame->code->argument_count && str_utf8_lossy(frame->code->name.get()) == name) {
        Value first = frame->registers()[0];
        if (auto* variable = first.as_if<CellVariable>()) first = variable->value.get();
        if (first == instance) return nullptr;
    }
    Value found = type_of(thread, instance)->lookup(thread, intern(thread, name));
    // What is defined by the host, or not at all, is no override.
    if (found.is_nothing() || (found.is_cell() && found.cell()->layout() == Layout::NativeInstance)) return nullptr;
    return self.host->acquire(OR_THROW(access, get_attribute_py(thread, instance, name)));
}

}  // namespace krait::core
