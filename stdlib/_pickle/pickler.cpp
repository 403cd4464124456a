// class Pickler, and its memo.
#include "stdlib/_pickle/pickle.h"

namespace krait::core::pickling {

// ---- the memo ----
// `table` has a power of two of slots, each the number of a pair plus one; at most half are in use.
namespace {

uint32_t* slots_of(const Bytes* table) { return reinterpret_cast<uint32_t*>(const_cast<char*>(table->data())); }
size_t slot_count(const Bytes* table) { return table->size() / sizeof(uint32_t); }
size_t hash_of(Value object) { return static_cast<size_t>((object.bits() * 0x9E3779B97F4A7C15u) >> 32); }

}  // namespace

int64_t Pickler::find(Value object) const {
    Bytes* index = table.get();
    ValueArray* pairs = entries.get();
    if (!index || !pairs) return kNotFound;
    size_t mask = slot_count(index) - 1;
    size_t at = hash_of(object) & mask;
    for (size_t probes = 0; probes <= mask; ++probes, at = (at + 1) & mask) {
        uint64_t slot = __atomic_load_n(&slots_of(index)[at], __ATOMIC_RELAXED);
        if (slot == 0) return kNotFound;
        if (slot * 2 > pairs->capacity_) continue;
        if (pairs->items_[slot * 2 - 2].get_relaxed() == object)
            return pairs->items_[slot * 2 - 1].get_relaxed().as_small();
    }
    return kNotFound;
}

Result<void> Pickler::remember(Thread& thread, Value object, int64_t index) {
    constexpr size_t kFirst = 16;
    ValueArray* pairs = entries.get();
    uint64_t count = __atomic_load_n(&entry_count, __ATOMIC_RELAXED);
    size_t capacity = pairs ? pairs->capacity_ / 2 : 0;
    if (count >= capacity || !table.get()) {
        if (count >= UINT32_MAX / 4) return raise(thread, Exc::MemoryError, "");
        size_t wanted = std::max(kFirst, size_t{2} * count);
        ValueArray* bigger = TRY(ValueArray::make(thread, wanted * 2));
        Bytes* index_table = TRY(make_bytes_buffer(thread, wanted * 2 * sizeof(uint32_t)));
        count = std::min<uint64_t>(count, capacity);
        size_t mask = wanted * 2 - 1;
        for (size_t i = 0; i < count; ++i) {
            Value old = pairs->items_[i * 2].get();
            bigger->items_[i * 2].set(bigger, old);
            bigger->items_[i * 2 + 1].set(bigger, pairs->items_[i * 2 + 1].get());
            size_t at = hash_of(old) & mask;
            while (slots_of(index_table)[at]) at = (at + 1) & mask;
            slots_of(index_table)[at] = static_cast<uint32_t>(i + 1);
        }
        entries.set(this, bigger);
        table.set(this, index_table);
        pairs = bigger;
    }
    Bytes* index_table = table.get();
    size_t mask = slot_count(index_table) - 1;
    size_t at = hash_of(object) & mask;
    for (size_t probes = 0; __atomic_load_n(&slots_of(index_table)[at], __ATOMIC_RELAXED) && probes < mask; ++probes)
        at = (at + 1) & mask;
    pairs->items_[count * 2].set(pairs, object);
    pairs->items_[count * 2 + 1].set(pairs, Value::small(index));
    __atomic_store_n(&slots_of(index_table)[at], static_cast<uint32_t>(count + 1), __ATOMIC_RELAXED);
    __atomic_store_n(&entry_count, count + 1, __ATOMIC_RELAXED);
    return {};
}

void Pickler::forget_all() {
    entries.set(this, nullptr);
    table.set(this, nullptr);
    __atomic_store_n(&entry_count, 0, __ATOMIC_RELAXED);
}

Result<void> initialize_pickler(Thread& thread, Pickler* self, Value protocol, Value fix_imports, Value callback) {
    int64_t number = protocol.is_none() ? kDefaultProtocol : TRY(index_int64_py(thread, protocol));
    if (number < 0) number = kHighestProtocol;
    if (number > kHighestProtocol)
        return raise(thread, Exc::ValueError, "pickle protocol must be <= {}", kHighestProtocol);
    bool fix = TRY(truth_py(thread, fix_imports));
    if (!callback.is_none() && number < 5) return raise(thread, Exc::ValueError, "buffer_callback needs protocol >= 5");
    self->protocol = static_cast<int>(number);
    self->fix_imports = fix && number < 3;
    self->buffer_callback.set(self, callback.is_none() ? Value::nothing() : callback);
    self->fast = 0;
    self->forget_all();
    self->ready = true;
    return {};
}
Result<void> set_output_py(Thread& thread, Pickler* self, Value file) {
    Value write = TRY(find_attribute_py(thread, file, KRAIT_NAME(write)));
    if (write.is_unbound()) return raise(thread, Exc::TypeError, "file must have a 'write' attribute");
    self->write.set(self, write);
    return {};
}

namespace {

constexpr const char* kSignature = "Pickler(file, protocol=None, fix_imports=True, buffer_callback=None)";

Result<Value> construct_pickler(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_as<Pickler>(thread, type));
}
Result<void> initialize(Thread& thread, Value object, const CallArguments& arguments) {
    Value bound[4];
    TRY(bind_arguments(thread, kSignature, arguments, bound));
    auto* self = object.to<Pickler>();
    TRY(initialize_pickler(thread, self, bound[1], bound[2], bound[3]));
    return set_output_py(thread, self, bound[0]);
}

METHOD(Pickler, dump, "dump(self, obj, /)", "Write a pickled representation of the given object to the open file.") {
    if (!self->ready || self->write.get().is_nothing())
        return pickling_error(thread, "Pickler.__init__() was not called by {}.__init__()",
                              type_name(thread, Value(self)));
    return dump_py(thread, self, args[0]);
}
METHOD(Pickler, clear_memo, "clear_memo(self, /)",
       "Clears the pickler's \"memo\".\n\nThe memo is the data structure that remembers which objects the\npickler has "
       "already seen, so that shared or recursive objects are\npickled by reference and not by value.  This method is "
       "useful when\nre-using picklers.") {
    self->forget_all();
    return none();
}

// ---- hooks: the object's own, or the class's ----
METHOD(Pickler, default_persistent_id, "persistent_id(self, obj, /)", nullptr) { return none(); }
Result<Value> get_persistent_id(Thread& thread, Value self) {
    Value own = self.to<Pickler>()->persistent_id.get();
    if (!own.is_nothing()) return own;
    return make_native_function(thread, Pickler_default_persistent_id, self, none());
}
Result<void> set_persistent_id(Thread& thread, Value object, Value value) {
    auto* self = object.to<Pickler>();
    if (value.is_nothing() && self->persistent_id.get().is_nothing())
        return raise(thread, Exc::AttributeError, "persistent_id");
    self->persistent_id.set(self, value);
    return {};
}
constexpr GetSetSpec kPersistentId = {"persistent_id", nullptr, get_persistent_id, set_persistent_id};

Result<Value> get_dispatch_table(Thread& thread, Value self) {
    Value own = self.to<Pickler>()->dispatch_table.get();
    if (own.is_nothing()) return raise(thread, Exc::AttributeError, "dispatch_table");
    return own;
}
Result<void> set_dispatch_table(Thread& thread, Value object, Value value) {
    auto* self = object.to<Pickler>();
    if (value.is_nothing() && self->dispatch_table.get().is_nothing())
        return raise(thread, Exc::AttributeError, "dispatch_table");
    self->dispatch_table.set(self, value);
    return {};
}
constexpr GetSetSpec kDispatchTable = {"dispatch_table", nullptr, get_dispatch_table, set_dispatch_table};

Result<Value> get_bin(Thread&, Value self) { return Value::small(self.to<Pickler>()->protocol > 0); }
constexpr GetSetSpec kBin = {"bin", nullptr, get_bin};
Result<Value> get_fast(Thread& thread, Value self) { return make_int(thread, self.to<Pickler>()->fast); }
Result<void> set_fast(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "can't delete numeric/char attribute");
    self.to<Pickler>()->fast = TRY(index_int64_py(thread, value));
    return {};
}
constexpr GetSetSpec kFast = {"fast", nullptr, get_fast, set_fast};

// ---- Pickler.memo ----
class PicklerMemo : public Object {
public:
    Field<Value> pickler;
};
// {id: (index, object)}, as _Pickler.memo is.
Result<Dict*> copy_memo_py(Thread& thread, Pickler* pickler) {
    Dict* copy = make_dict(thread);
    ValueArray* pairs = pickler->entries.get();
    uint64_t count = pairs ? std::min<uint64_t>(pickler->entry_count, pairs->capacity_ / 2) : 0;
    for (uint64_t i = 0; i < count; ++i) {
        Value object = pairs->items_[i * 2].get(), index = pairs->items_[i * 2 + 1].get();
        TRY(dict_set_py(thread, copy, make_int_unsigned(thread, object.bits()),
                        Value(make_tuple(thread, {index, object}))));
        TRY(thread.poll());
    }
    return copy;
}
METHOD(PicklerMemo, clear, "clear(self, /)", "Remove all items from memo.") {
    self->pickler.get().to<Pickler>()->forget_all();
    return none();
}
METHOD(PicklerMemo, copy, "copy(self, /)", "Copy the memo to a new object.") {
    return Value(TRY(copy_memo_py(thread, self->pickler.get().to<Pickler>())));
}
METHOD(PicklerMemo, __reduce__, "__reduce__(self, /)", "Implement pickle support.") {
    Dict* copy = TRY(copy_memo_py(thread, self->pickler.get().to<Pickler>()));
    Tuple* arguments = make_tuple(thread, {Value(copy)});
    return Value(make_tuple(thread, {Value(thread.interpreter->type(BuiltinType::Dict)), Value(arguments)}));
}

Result<Value> get_memo(Thread& thread, Value self) {
    auto* proxy = allocate_native<PicklerMemo>(thread, Pickler::memo_spec);
    proxy->pickler.set(proxy, self);
    return Value(proxy);
}
Result<void> set_memo(Thread& thread, Value object, Value value) {
    auto* self = object.to<Pickler>();
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "attribute deletion is not supported");
    Dict* from = nullptr;
    if (auto* proxy = native_cast<PicklerMemo>(thread, value, Pickler::memo_spec))
        from = TRY(copy_memo_py(thread, proxy->pickler.get().to<Pickler>()));
    else if (value.is<Dict>()) from = TRY(dict_copy(thread, value.to<Dict>()));
    else
        return raise(thread, Exc::TypeError, "'memo' attribute must be a PicklerMemoProxy object or dict, not {}",
                     type_name(thread, value));
    self->forget_all();
    size_t position = 0;
    Value key, item;
    while (dict_next(from, &position, &key, &item)) {
        auto* pair = as_kind<Tuple>(thread, item);
        if (!pair || pair->size() != 2) return raise(thread, Exc::TypeError, "'memo' values must be 2-item tuples");
        int64_t index = TRY(index_int64_py(thread, (*pair)[0]));
        if (index < 0 || index > UINT32_MAX) return raise(thread, Exc::ValueError, "memo index out of range");
        TRY(self->remember(thread, (*pair)[1], index));
        TRY(thread.poll());
    }
    return {};
}
constexpr GetSetSpec kMemo = {"memo", nullptr, get_memo, set_memo};

}  // namespace

const TypeSpec Pickler::memo_spec = {
    .name = "_pickle.PicklerMemoProxy",
    .size = sizeof(PicklerMemo),
    .flags = type_flag::kNoInstantiate,
    .methods = {&PicklerMemo_clear, &PicklerMemo_copy, &PicklerMemo___reduce__},
    .trace = trace_members<PicklerMemo, &PicklerMemo::pickler>,
};
const TypeSpec Pickler::spec = {
    .name = "_pickle.Pickler",
    .doc = "This takes a binary file for writing a pickle data stream.",
    .size = sizeof(Pickler),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_pickler, .initialize = initialize},
    .methods = {&Pickler_dump, &Pickler_clear_memo},
    .properties = {&kPersistentId, &kDispatchTable, &kBin, &kFast, &kMemo},
    .trace = trace_members<Pickler, &Pickler::write, &Pickler::persistent_id, &Pickler::dispatch_table,
                           &Pickler::buffer_callback, &Pickler::entries, &Pickler::table>,
    .signature = kSignature,
};

}  // namespace krait::core::pickling
