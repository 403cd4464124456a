// weakref.ref and the proxies (Library Reference, weakref).
//
//  1. The interpreter has one table: object -> its weak references, newest first. It holds both weakly. The collector calls
//     process_table once per collection: entries of dead objects are cleared and their callbacks queued, dead references drop out.
//  2. A reference without callback is shared: asking again gives the same one.
//  3. A queued callback keeps its reference alive (Heap::enqueue_finalizer); it runs at an event point (run_weak_callback_py).
#include <mutex>
#include <unordered_map>

#include "runtime/heap/block.h"
#include "runtime/names.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/object_state.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/weak_table.h"
#include "runtime/operations.h"

namespace krait::core {

struct WeakTable {
    std::mutex mutex;
    // Addresses, not references: what is behind them is kept alive by nobody here.
    std::unordered_map<uint64_t, std::vector<uintptr_t>> references;
};

namespace {

WeakReference* reference_at(uintptr_t address) { return reinterpret_cast<WeakReference*>(address); }

void process_table(Heap& heap, Collection, void* data) {
    // The heap may still collect after its interpreter's objects are gone.
    ObjectState* objects = static_cast<Interpreter*>(data)->objects;
    if (!objects) return;
    WeakTable* table = objects->weak_table;
    for (auto entry = table->references.begin(); entry != table->references.end();) {
        bool target_lives = heap.is_marked(reinterpret_cast<Cell*>(entry->first));
        auto& list = entry->second;
        size_t kept = 0;
        for (uintptr_t address : list) {
            WeakReference* reference = reference_at(address);
            bool lives = heap.is_marked(reference);
            if (lives && !target_lives) {
                __atomic_store_n(&reference->target_, 0, __ATOMIC_RELEASE);
                Value callback = reference->callback.get_relaxed();
                if (!callback.is_nothing() && !callback.is_none()) {
                    reference->pending_ = true;
                    heap.enqueue_finalizer(reference);
                }
            }
            if (lives && target_lives) list[kept++] = address;
        }
        list.resize(kept);
        if (kept == 0) entry = table->references.erase(entry);
        else ++entry;
    }
}

// Of those without a callback there is one for each kind: the reference and the two proxies.
bool is_shared(Thread& thread, WeakReference* reference) {
    return reference->callback.get().is_nothing() && !type_of(thread, Value(reference))->has(type_flag::kHeapType);
}

WeakTable& table_of(Thread& thread) { return *thread.interpreter->objects->weak_table; }

}  // namespace

void init_weak_table(Thread& thread) {
    thread.interpreter->objects->weak_table = new WeakTable;
    thread.heap().add_weak_processor(WeakPhase::BeforeFinalizers, process_table, thread.interpreter);
}
void destroy_weak_table(Interpreter& interpreter) {
    if (interpreter.objects) delete interpreter.objects->weak_table;
}

Result<WeakReference*> make_weak_reference(Thread& thread, Type* type, Value target, Value callback) {
    if (callback.is_none()) callback = Value::nothing();
    Type* target_type = type_of(thread, target);
    if (!target.is_cell() || !target_type->has(type_flag::kHasWeakref))
        return raise(thread, Exc::TypeError, "cannot create weak reference to '{}' object", target_type);
    WeakTable& table = table_of(thread);
    bool shared = callback.is_nothing() && !type->has(type_flag::kHeapType);  // rule 2
    auto find_shared = [&]() -> WeakReference* {
        auto found = table.references.find(target.bits());
        if (found == table.references.end()) return nullptr;
        for (uintptr_t address : found->second) {
            WeakReference* reference = reference_at(address);
            if (reference->callback.get().is_nothing() && type_of(thread, Value(reference)) == type) return reference;
        }
        return nullptr;
    };
    if (shared) {
        std::lock_guard lock(table.mutex);
        if (WeakReference* known = find_shared()) return known;
    }
    auto* made = static_cast<WeakReference*>(allocate_instance(thread, type));
    made->callback.init(callback);
    __atomic_store_n(&made->target_, target.bits(), __ATOMIC_RELEASE);
    std::lock_guard lock(table.mutex);
    if (shared) {
        if (WeakReference* known = find_shared()) return known;
    }
    auto& list = table.references[target.bits()];
    // The shared ones are first.
    auto place = list.begin();
    if (!shared)
        while (place != list.end() && is_shared(thread, reference_at(*place))) ++place;
    list.insert(place, reinterpret_cast<uintptr_t>(made));
    return made;
}

Result<Value> make_weak_proxy(Thread& thread, Value target, Value callback) {
    BuiltinType which = is_callable(thread, target) ? BuiltinType::WeakCallableProxy : BuiltinType::WeakProxy;
    return Value(TRY(make_weak_reference(thread, thread.interpreter->type(which), target, callback)));
}

Result<void> run_weak_callback_py(Thread& thread, WeakReference* reference) {
    if (!reference->pending_) return {};
    reference->pending_ = false;
    Value callback = reference->callback.get();
    reference->callback.set_immediate(Value::nothing());
    if (callback.is_nothing()) return {};
    if (call_py(thread, callback, Value(reference)).failed()) {
        if (thread.terminating) return kFailure;
        report_unraisable_py(thread, callback, "Exception ignored while calling weakref callback");
    }
    return {};
}

int64_t weak_reference_count(Thread& thread, Value target) {
    WeakTable& table = table_of(thread);
    std::lock_guard lock(table.mutex);
    auto found = table.references.find(target.bits());
    return found == table.references.end() ? 0 : static_cast<int64_t>(found->second.size());
}

Result<Value> weak_references_of(Thread& thread, Value target) {
    List* list = make_list(thread, static_cast<size_t>(weak_reference_count(thread, target)));
    WeakTable& table = table_of(thread);
    for (size_t i = 0;; ++i) {
        WeakReference* next = nullptr;
        {
            std::lock_guard lock(table.mutex);
            auto found = table.references.find(target.bits());
            if (found != table.references.end() && i < found->second.size()) next = reference_at(found->second[i]);
        }
        if (!next) return Value(list);
        TRY(list_append(thread, list, Value(next)));
    }
}

// ---- ReferenceType ----

namespace {

Result<Value> ref_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.positional < 1) return raise(thread, Exc::TypeError, "__new__ expected at least 1 argument, got 0");
    if (arguments.positional > 2 && !type->has(type_flag::kHeapType))
        return raise(thread, Exc::TypeError, "__new__ expected at most 2 arguments, got {}", arguments.positional);
    Value callback = arguments.positional > 1 ? arguments[1] : Value::nothing();
    return Value(TRY(make_weak_reference(thread, type, arguments[0], callback)));
}
Result<void> ref_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count() && !type_of(thread, self)->has(type_flag::kHeapType))
        return raise(thread, Exc::TypeError, "ReferenceType() takes no keyword arguments");
    if (arguments.positional < 1 || arguments.positional > 2)
        return raise(thread, Exc::TypeError, "__init__ expected at {} argument{}, got {}",
                     arguments.positional < 1 ? "least 1" : "most 2", arguments.positional < 1 ? "" : "s",
                     arguments.positional);
    return {};
}
Result<Value> ref_call(Thread& thread, Value self, const CallArguments& arguments) {
    if (arguments.positional || (arguments.names && arguments.keyword_count()))
        return raise(thread, Exc::TypeError, "ReferenceType() takes no arguments ({} given)", arguments.total());
    Value target = self.to<WeakReference>()->target();
    return target.is_nothing() ? none() : target;
}
Result<int64_t> ref_hash(Thread& thread, Value self) {
    auto* reference = self.to<WeakReference>();
    if (__atomic_load_n(&reference->hashed_, __ATOMIC_ACQUIRE)) return load_relaxed(reference->hash_);
    Value target = reference->target();
    if (target.is_nothing()) return raise(thread, Exc::TypeError, "weak object has gone away");
    int64_t hash = TRY(hash_py(thread, target));
    store_relaxed(reference->hash_, hash);
    __atomic_store_n(&reference->hashed_, true, __ATOMIC_RELEASE);
    return hash;
}
Result<Value> ref_compare(Thread& thread, Value left, Value right, CompareOp op) {
    if (op != CompareOp::Eq && op != CompareOp::Ne) return Value::not_implemented();
    auto *a = as_kind<WeakReference>(thread, left), *b = as_kind<WeakReference>(thread, right);
    if (!a || !b) return Value::not_implemented();
    Value target_a = a->target(), target_b = b->target();
    if (target_a.is_nothing() || target_b.is_nothing()) return Value::boolean((a == b) == (op == CompareOp::Eq));
    return compare_py(thread, op, target_a, target_b);
}
Result<Value> ref_repr(Thread& thread, Value self) {
    Value target = self.to<WeakReference>()->target();
    if (target.is_nothing()) return format_str(thread, "<weakref at {}; dead>", address_text(self));
    Value name = TRY(find_attribute_py(thread, target, KRAIT_NAME(dunder_name)));
    Str* text = name.is_unbound() ? nullptr : as_kind<Str>(thread, name);
    std::string suffix = text ? format_text(" ({})", text) : "";
    return format_str(thread, "<weakref at {}; to '{}' at {}{}>", address_text(self), type_of(thread, target),
                      address_text(target), suffix);
}
GETTER(WeakReference, __callback__, nullptr) {
    Value callback = self.to<WeakReference>()->callback.get();
    return callback.is_nothing() ? none() : callback;
}
CLASS_METHOD(WeakReference, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

// ---- proxies: each operation goes to the object ----

Result<Value> live(Thread& thread, Value value) {
    if (!value.is<WeakReference>()) return value;
    Type* type = type_of(thread, value);
    if (type != thread.interpreter->type(BuiltinType::WeakProxy) &&
        type != thread.interpreter->type(BuiltinType::WeakCallableProxy))
        return value;
    Value target = value.to<WeakReference>()->target();
    if (target.is_nothing()) return raise(thread, Exc::ReferenceError, "weakly-referenced object no longer exists");
    return target;
}
template <BinaryOp kOp>
Result<Value> proxy_binary(Thread& thread, Value left, Value right) {
    return binary_py(thread, kOp, TRY(live(thread, left)), TRY(live(thread, right)));
}
template <BinaryOp kOp>
Result<Value> proxy_inplace(Thread& thread, Value left, Value right) {
    return inplace_py(thread, kOp, TRY(live(thread, left)), TRY(live(thread, right)));
}
template <UnaryOp kOp>
Result<Value> proxy_unary(Thread& thread, Value self) {
    return unary_py(thread, kOp, TRY(live(thread, self)));
}
Result<Value> proxy_repr(Thread& thread, Value self) {
    Value target = self.to<WeakReference>()->target();
    if (target.is_nothing()) return format_str(thread, "<weakproxy at {}; dead>", address_text(self));
    return format_str(thread, "<weakproxy at {}; to '{}' at {}>", address_text(self), type_of(thread, target),
                      address_text(target));
}
Result<Value> proxy_str(Thread& thread, Value self) { return Value(TRY(str_py(thread, TRY(live(thread, self))))); }
Result<Value> proxy_get_attribute(Thread& thread, Value self, Str* name) {
    return get_attribute_py(thread, TRY(live(thread, self)), name);
}
Result<void> proxy_set_attribute(Thread& thread, Value self, Str* name, Value value) {
    return set_attribute_py(thread, TRY(live(thread, self)), name, value);
}
Result<Value> proxy_compare(Thread& thread, Value left, Value right, CompareOp op) {
    return compare_py(thread, op, TRY(live(thread, left)), TRY(live(thread, right)));
}
Result<bool> proxy_truth(Thread& thread, Value self) { return truth_py(thread, TRY(live(thread, self))); }
Result<int64_t> proxy_length(Thread& thread, Value self) { return length_py(thread, TRY(live(thread, self))); }
Result<Value> proxy_get_item(Thread& thread, Value self, Value key) {
    return get_item_py(thread, TRY(live(thread, self)), TRY(live(thread, key)));
}
Result<void> proxy_set_item(Thread& thread, Value self, Value key, Value value) {
    Value target = TRY(live(thread, self));
    return value.is_nothing() ? delete_item_py(thread, target, key) : set_item_py(thread, target, key, value);
}
Result<bool> proxy_contains(Thread& thread, Value self, Value item) {
    return contains_py(thread, TRY(live(thread, self)), item);
}
Result<Value> proxy_iterate(Thread& thread, Value self) { return iterate_py(thread, TRY(live(thread, self))); }
Result<Value> proxy_next(Thread& thread, Value self) {
    Value target = TRY(live(thread, self));
    if (!type_of(thread, target)->slots.next)
        return raise(thread, Exc::TypeError, "Weakref proxy referenced a non-iterator '{}' object",
                     type_of(thread, target));
    return next_py(thread, target);
}
Result<Value> proxy_index(Thread& thread, Value self) { return index_py(thread, TRY(live(thread, self))); }
Result<Value> proxy_to(Thread& thread, Value self, BuiltinType which) {
    return call_py(thread, Value(thread.interpreter->type(which)), TRY(live(thread, self)));
}
Result<Value> proxy_int(Thread& thread, Value self) { return proxy_to(thread, self, BuiltinType::Int); }
Result<Value> proxy_float(Thread& thread, Value self) { return proxy_to(thread, self, BuiltinType::Float); }
Result<Value> proxy_call(Thread& thread, Value self, const CallArguments& arguments) {
    return call_py(thread, TRY(live(thread, self)), arguments);
}
struct WeakProxy {};
VALUE_METHOD(WeakProxy, __bytes__, "__bytes__(self, /)", nullptr) {
    return call_method_py(thread, TRY(live(thread, self)), KRAIT_NAME(dunder_bytes));
}
VALUE_METHOD(WeakProxy, __reversed__, "__reversed__(self, /)", nullptr) {
    return call_method_py(thread, TRY(live(thread, self)), KRAIT_NAME(dunder_reversed));
}

#define EACH_BINARY(F)                                                                                                    \
    {F<BinaryOp::Add>,      F<BinaryOp::Sub>, F<BinaryOp::Mul>,    F<BinaryOp::MatMul>, F<BinaryOp::TrueDiv>,             \
     F<BinaryOp::FloorDiv>, F<BinaryOp::Mod>, F<BinaryOp::DivMod>, F<BinaryOp::Pow>,    F<BinaryOp::LShift>,              \
     F<BinaryOp::RShift>,   F<BinaryOp::And>, F<BinaryOp::Xor>,    F<BinaryOp::Or>}
constexpr Slots proxy_slots(bool callable) {
    return {.repr = proxy_repr,
            .str = proxy_str,
            .hash = nullptr,
            .call = callable ? proxy_call : nullptr,
            .get_attribute = proxy_get_attribute,
            .set_attribute = proxy_set_attribute,
            .compare = proxy_compare,
            .truth = proxy_truth,
            .length = proxy_length,
            .get_item = proxy_get_item,
            .set_item = proxy_set_item,
            .contains = proxy_contains,
            .iterate = proxy_iterate,
            .next = proxy_next,
            .binary = EACH_BINARY(proxy_binary),
            .inplace = EACH_BINARY(proxy_inplace),
            .unary = {proxy_unary<UnaryOp::Neg>, proxy_unary<UnaryOp::Pos>, proxy_unary<UnaryOp::Invert>,
                      proxy_unary<UnaryOp::Abs>},
            .index = proxy_index,
            .to_int = proxy_int,
            .to_float = proxy_float};
}

}  // namespace

const TypeSpec WeakReference::spec = {
    .name = "weakref.ReferenceType",
    .size = sizeof(WeakReference),
    .layout = Layout::WeakReference,
    .flags = type_flag::kSubclassable,
    .slots = {.repr = ref_repr,
              .hash = ref_hash,
              .call = ref_call,
              .compare = ref_compare,
              .construct = ref_construct,
              .initialize = ref_initialize},
    .methods = {&WeakReference___class_getitem__},
    .properties = {&WeakReference_get___callback__},
};
const TypeSpec WeakReference::proxy_spec = {
    .name = "weakref.ProxyType",
    .size = sizeof(WeakReference),
    .layout = Layout::WeakReference,
    .flags = type_flag::kNoInstantiate,
    .slots = proxy_slots(false),
    .methods = {&WeakProxy___bytes__, &WeakProxy___reversed__},
};
const TypeSpec WeakReference::callable_proxy_spec = {
    .name = "weakref.CallableProxyType",
    .size = sizeof(WeakReference),
    .layout = Layout::WeakReference,
    .flags = type_flag::kNoInstantiate,
    .slots = proxy_slots(true),
    .methods = {&WeakProxy___bytes__, &WeakProxy___reversed__},
};

}  // namespace krait::core
