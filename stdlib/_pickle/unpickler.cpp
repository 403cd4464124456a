// class Unpickler, its memo, and find_class.
#include "stdlib/_pickle/pickle.h"

namespace krait::core::pickling {

// ---- the memo: dense, but for an index that is far beyond what was put so far ----
Value Unpickler::recall(Thread& thread, uint64_t index) const {
    ValueArray* dense = memo.get();
    if (dense && index < dense->capacity_) {
        Value found = dense->items_[index].get();
        if (!found.is_nothing()) return found;
    }
    core::Dict* sparse = sparse_memo.get();
    if (!sparse || index > static_cast<uint64_t>(Value::kSmallMax)) return Value::nothing();
    // An int among ints: no Python code runs.
    Result<Value> found = dict_get_py(thread, sparse, Value::small(static_cast<int64_t>(index)));
    return found.failed() || found.value().is_unbound() ? Value::nothing() : found.value();
}

Result<void> Unpickler::remember(Thread& thread, uint64_t index, Value value) {
    constexpr uint64_t kFirst = 32;
    ValueArray* dense = memo.get();
    uint64_t capacity = dense ? dense->capacity_ : 0;
    uint64_t count = __atomic_load_n(&memo_count, __ATOMIC_RELAXED);
    if (index >= capacity && index <= 2 * count + kFirst) {
        uint64_t wanted = std::max(kFirst, 2 * index);
        ValueArray* bigger = TRY(ValueArray::make(thread, wanted));
        for (uint64_t i = 0; i < capacity; ++i) bigger->items_[i].set(bigger, dense->items_[i].get());
        memo.set(this, bigger);
        dense = bigger;
        capacity = wanted;
    }
    bool is_new;
    if (index < capacity) {
        is_new = dense->items_[index].get().is_nothing() && recall(thread, index).is_nothing();
        dense->items_[index].set(dense, value);
    } else {
        if (index > static_cast<uint64_t>(Value::kSmallMax))
            return raise(thread, Exc::OverflowError, "memo index is too large");
        if (!sparse_memo.get()) sparse_memo.set(this, make_dict(thread));
        is_new = recall(thread, index).is_nothing();
        TRY(dict_set_py(thread, sparse_memo.get(), Value::small(static_cast<int64_t>(index)), value));
    }
    if (is_new) __atomic_store_n(&memo_count, count + 1, __ATOMIC_RELAXED);
    return {};
}

void Unpickler::forget_all() {
    memo.set(this, nullptr);
    sparse_memo.set(this, nullptr);
    __atomic_store_n(&memo_count, 0, __ATOMIC_RELAXED);
}

Result<void> set_input_py(Thread& thread, Unpickler* self, Value file) {
    Value peek = TRY(find_attribute_py(thread, file, intern(thread, "peek")));
    Value read = TRY(find_attribute_py(thread, file, KRAIT_NAME(read)));
    Value readline = TRY(find_attribute_py(thread, file, KRAIT_NAME(readline)));
    if (read.is_unbound() || readline.is_unbound())
        return raise(thread, Exc::TypeError, "file must have 'read' and 'readline' attributes");
    self->peek.set(self, peek.is_unbound() ? Value::nothing() : peek);
    self->read.set(self, read);
    self->readline.set(self, readline);
    return {};
}

Result<void> initialize_unpickler(Thread& thread, Unpickler* self, Value fix_imports, Value encoding, Value errors,
                                  Value buffers) {
    for (Value text : {encoding, errors}) {
        if (!as_kind<Str>(thread, text))
            return raise(thread, Exc::TypeError, "Unpickler() argument '{}' must be str, not {}",
                         text == encoding ? "encoding" : "errors", type_name(thread, text));
    }
    auto* none_given = buffers.as_if<core::Tuple>();
    if (buffers.is_none() || (none_given && none_given->size() == 0)) self->buffers.set(self, Value::nothing());
    else self->buffers.set(self, TRY(iterate_py(thread, buffers)));
    self->fix_imports = TRY(truth_py(thread, fix_imports));
    self->encoding.set(self, encoding.to<Str>());
    self->errors.set(self, errors.to<Str>());
    self->forget_all();
    self->protocol = 0;
    self->ready = true;
    return {};
}

// sys.audit("pickle.find_class", module, name)
static Result<void> audit_py(Thread& thread, Value module, Value name) {
    Value sys = TRY(module_py(thread, KRAIT_NAME(sys)));
    Value arguments[] = {Value(intern(thread, "pickle.find_class")), module, name};
    TRY(call_method_py(thread, sys, intern(thread, "audit"), arguments));
    return {};
}

Result<Value> find_class_py(Thread& thread, Unpickler* self, Value module, Value name) {
    for (Value text : {module, name}) {
        if (!as_kind<Str>(thread, text))
            return raise(thread, Exc::TypeError, "find_class() argument must be str, not {}", type_name(thread, text));
    }
    TRY(audit_py(thread, module, name));
    if (self->protocol < 3 && self->fix_imports) {
        Value key(make_tuple(thread, {module, name}));
        Value mapped = TRY(dict_get_py(thread, TRY(compatibility_table_py(thread, "NAME_MAPPING")), key));
        auto* both = mapped.is_unbound() ? nullptr : as_kind<core::Tuple>(thread, mapped);
        if (both && both->size() == 2 && as_kind<Str>(thread, (*both)[0]) && as_kind<Str>(thread, (*both)[1])) {
            module = (*both)[0];
            name = (*both)[1];
        } else {
            mapped = TRY(dict_get_py(thread, TRY(compatibility_table_py(thread, "IMPORT_MAPPING")), module));
            if (!mapped.is_unbound() && as_kind<Str>(thread, mapped)) module = mapped;
        }
    }
    Value from = TRY(module_py(thread, module.to<Str>()));
    if (self->protocol < 4) return get_attribute_py(thread, from, intern(thread, name.to<Str>()));
    std::string path(TRY(str_utf8(thread, name.to<Str>())));
    if (path.find('.') == std::string::npos) return get_attribute_py(thread, from, intern(thread, name.to<Str>()));
    Result<Value> found = dotted_attribute_py(thread, from, path);
    if (found.failed() && clear_pending_if(thread, Exc::AttributeError))
        return raise(thread, Exc::AttributeError, "Can't resolve path {} on module {}", TRY(repr_py(thread, name)),
                     TRY(repr_py(thread, module)));
    return found;
}

namespace {

constexpr const char* kSignature =
    "Unpickler(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())";

Result<Value> construct_unpickler(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_as<Unpickler>(thread, type));
}
Result<void> initialize(Thread& thread, Value object, const CallArguments& arguments) {
    Value bound[5];
    TRY(bind_arguments(thread, kSignature, arguments, bound));
    auto* self = object.to<Unpickler>();
    TRY(set_input_py(thread, self, bound[0]));
    return initialize_unpickler(thread, self, bound[1], bound[2], bound[3], bound[4]);
}

METHOD(
    Unpickler, load, "load(self, /)",
    "Load a pickle.\n\nRead a pickled object representation from the open file object given\nin the constructor, and "
    "return the reconstituted object hierarchy\nspecified therein.") {
    if (!self->ready)
        return unpickling_error(thread, "Unpickler.__init__() was not called by {}.__init__()",
                                type_name(thread, Value(self)));
    return load_py(thread, self, Value::nothing());
}
METHOD(Unpickler, find_class, "find_class(self, module_name, global_name, /)",
       "Return an object from a specified module.\n\nIf necessary, the module will be imported. Subclasses may "
       "override\nthis method (e.g. to restrict unpickling of arbitrary classes and\nfunctions).") {
    return find_class_py(thread, self, args[0], args[1]);
}

METHOD(Unpickler, default_persistent_load, "persistent_load(self, pid, /)", nullptr) {
    return unpickling_error(
        thread, "A load persistent id instruction was encountered, but no persistent_load function was specified.");
}
Result<Value> get_persistent_load(Thread& thread, Value self) {
    Value own = self.to<Unpickler>()->persistent_load.get();
    if (!own.is_nothing()) return own;
    return make_native_function(thread, Unpickler_default_persistent_load, self, none());
}
Result<void> set_persistent_load(Thread& thread, Value object, Value value) {
    auto* self = object.to<Unpickler>();
    if (value.is_nothing() && self->persistent_load.get().is_nothing())
        return raise(thread, Exc::AttributeError, "persistent_load");
    self->persistent_load.set(self, value);
    return {};
}
constexpr GetSetSpec kPersistentLoad = {"persistent_load", nullptr, get_persistent_load, set_persistent_load};

// ---- Unpickler.memo ----
class UnpicklerMemo : public Object {
public:
    Field<Value> unpickler;
};
Result<core::Dict*> copy_memo_py(Thread& thread, Unpickler* unpickler) {
    core::Dict* sparse = unpickler->sparse_memo.get();
    core::Dict* copy = sparse ? TRY(dict_copy(thread, sparse)) : make_dict(thread);
    ValueArray* dense = unpickler->memo.get();
    for (uint64_t i = 0; dense && i < dense->capacity_; ++i) {
        Value value = dense->items_[i].get();
        if (!value.is_nothing()) TRY(dict_set_py(thread, copy, Value::small(static_cast<int64_t>(i)), value));
        TRY(thread.poll());
    }
    return copy;
}
METHOD(UnpicklerMemo, clear, "clear(self, /)", "Remove all items from memo.") {
    self->unpickler.get().to<Unpickler>()->forget_all();
    return none();
}
METHOD(UnpicklerMemo, copy, "copy(self, /)", "Copy the memo to a new object.") {
    return Value(TRY(copy_memo_py(thread, self->unpickler.get().to<Unpickler>())));
}
METHOD(UnpicklerMemo, __reduce__, "__reduce__(self, /)", "Implement pickling support.") {
    core::Dict* copy = TRY(copy_memo_py(thread, self->unpickler.get().to<Unpickler>()));
    core::Tuple* arguments = make_tuple(thread, {Value(copy)});
    return Value(make_tuple(thread, {Value(thread.interpreter->type(BuiltinType::Dict)), Value(arguments)}));
}

Result<Value> get_memo(Thread& thread, Value self) {
    auto* proxy = allocate_native<UnpicklerMemo>(thread, Unpickler::memo_spec);
    proxy->unpickler.set(proxy, self);
    return Value(proxy);
}
Result<void> set_memo(Thread& thread, Value object, Value value) {
    auto* self = object.to<Unpickler>();
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "attribute deletion is not supported");
    core::Dict* from = nullptr;
    if (auto* proxy = native_cast<UnpicklerMemo>(thread, value, Unpickler::memo_spec))
        from = TRY(copy_memo_py(thread, proxy->unpickler.get().to<Unpickler>()));
    else if (value.is<core::Dict>()) from = TRY(dict_copy(thread, value.to<core::Dict>()));
    else
        return raise(thread, Exc::TypeError, "'memo' attribute must be an UnpicklerMemoProxy object or dict, not {}",
                     type_name(thread, value));
    size_t position = 0;
    Value key, item;
    while (dict_next(from, &position, &key, &item)) {
        if (!is_int(thread, key)) return raise(thread, Exc::TypeError, "memo key must be integers");
        if (TRY(index_int64_py(thread, key)) < 0)
            return raise(thread, Exc::ValueError, "memo key must be positive integers.");
    }
    self->forget_all();
    position = 0;
    while (dict_next(from, &position, &key, &item)) {
        TRY(self->remember(thread, static_cast<uint64_t>(TRY(index_int64_py(thread, key))), item));
        TRY(thread.poll());
    }
    return {};
}
constexpr GetSetSpec kMemo = {"memo", nullptr, get_memo, set_memo};

}  // namespace

const TypeSpec Unpickler::memo_spec = {
    .name = "_pickle.UnpicklerMemoProxy",
    .size = sizeof(UnpicklerMemo),
    .flags = type_flag::kNoInstantiate,
    .methods = {&UnpicklerMemo_clear, &UnpicklerMemo_copy, &UnpicklerMemo___reduce__},
    .trace = trace_members<UnpicklerMemo, &UnpicklerMemo::unpickler>,
};
const TypeSpec Unpickler::spec = {
    .name = "_pickle.Unpickler",
    .doc = "This takes a binary file for reading a pickle data stream.",
    .size = sizeof(Unpickler),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_unpickler, .initialize = initialize},
    .methods = {&Unpickler_load, &Unpickler_find_class},
    .properties = {&kPersistentLoad, &kMemo},
    .trace = trace_members<Unpickler, &Unpickler::read, &Unpickler::readline, &Unpickler::peek, &Unpickler::buffers,
                           &Unpickler::persistent_load, &Unpickler::encoding, &Unpickler::errors, &Unpickler::memo,
                           &Unpickler::sparse_memo>,
    .signature = kSignature,
};

}  // namespace krait::core::pickling
