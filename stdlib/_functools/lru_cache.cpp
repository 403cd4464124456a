// The wrapper behind functools.lru_cache.
//
// The cache is a dict in order of use: a hit moves its entry to the end, the oldest is the first. Python's __eq__ and __hash__ of
// arguments run outside of any lock, so with threads the same call may be computed twice; an entry is never half there.
#include "runtime/objects/dict_table.h"
#include "runtime/objects/small_array.h"
#include "stdlib/_functools/functools.h"

namespace krait::core::functools {

namespace {

class LruCache : public Object {
public:
    Field<Value> function, info_type, mark;
    Field<Dict*> cache;
    int64_t maximum;  // -1: no bound
    std::atomic<int64_t> hits, misses;
    bool typed;
};

Result<Value> construct_lru(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[4];
    TRY(bind_arguments(thread, "lru_cache(user_function, maxsize, typed, cache_info_type)", arguments, bound));
    if (!is_callable(thread, bound[0])) return raise(thread, Exc::TypeError, "the first argument must be callable");
    int64_t maximum = -1;
    if (!bound[1].is_none()) {
        if (!type_of(thread, bound[1])->slots.index)
            return raise(thread, Exc::TypeError, "maxsize should be integer or None");
        maximum = std::max<int64_t>(0, TRY(index_int64_py(thread, bound[1], OutOfRange::Clamp)));
    }
    bool typed = TRY(truth_py(thread, bound[2]));
    Dict* cache = make_dict(thread);
    Value mark(allocate_instance(thread, thread.interpreter->type(BuiltinType::Object)));
    auto* self = allocate_as<LruCache>(thread, type);
    self->function.set(self, bound[0]);
    self->info_type.set(self, bound[3]);
    self->mark.set(self, mark);
    self->cache.set(self, cache);
    self->maximum = maximum;
    self->typed = typed;
    return Value(self);
}

// What stands for the arguments: the one argument if it is an exact int or str; else a tuple of all, and of their types.
Result<Value> make_key(Thread& thread, LruCache* self, const CallArguments& arguments) {
    size_t named = arguments.names ? arguments.keyword_count() : 0, positional = arguments.positional;
    if (!self->typed && !named && positional == 1) {
        Value only = arguments[0];
        if (only.is_small() || only.is<Str>()) return only;
    }
    size_t size = positional + (named ? 1 + 2 * named : 0);
    if (self->typed) size += positional + named;
    Tuple* key = TRY(make_tuple_sized(thread, size));
    size_t at = 0;
    auto put = [&](Value value) { key->items_[at++].set(key, value); };
    for (size_t i = 0; i < positional; ++i) put(arguments[i]);
    if (named) put(self->mark.get());
    for (size_t i = 0; i < named; ++i) {
        put((*arguments.names)[i]);
        put(arguments[positional + i]);
    }
    if (self->typed) {
        for (size_t i = 0; i < positional + named; ++i) put(Value(type_of(thread, arguments[i])));
    }
    return Value(key);
}

Result<Value> call_lru(Thread& thread, Value object, const CallArguments& arguments) {
    auto* self = object.to<LruCache>();
    Value function = self->function.get();
    if (self->maximum == 0) {
        ++self->misses;
        return call_py(thread, function, arguments);
    }
    Value key = TRY(make_key(thread, self, arguments));
    uint64_t hash = static_cast<uint64_t>(TRY(hash_py(thread, key)));
    Dict* cache = self->cache.get();
    Value known = TRY(dict_get_hashed_py(thread, cache, key, hash));
    if (!known.is_unbound()) {
        ++self->hits;
        if (self->maximum > 0) TRY(dict_move_to_end_py(thread, cache, key, hash));
        return known;
    }
    ++self->misses;
    Value result = TRY(call_py(thread, function, arguments));
    if (self->maximum > 0) {
        // The call may have filled the same key: then that entry stays where it is.
        if (!TRY(dict_get_hashed_py(thread, cache, key, hash)).is_unbound()) return result;
        while (cache->size() >= static_cast<size_t>(self->maximum)) {
            Value oldest, value;
            if (!dict_pop_first(thread, cache, &oldest, &value)) break;
        }
    }
    TRY(dict_set_hashed_py(thread, cache, key, hash, result));
    return result;
}

Result<Value> get_lru(Thread& thread, Value self, Value instance, Value) {
    if (instance.is_nothing() || instance.is_none()) return self;
    return make_bound_method(thread, self, instance);
}

METHOD(LruCache, cache_info, "cache_info(self, /)", "Report cache statistics") {
    Value maximum = self->maximum < 0 ? none() : make_int(thread, self->maximum);
    Value parts[] = {make_int(thread, self->hits), make_int(thread, self->misses), maximum,
                     make_int(thread, static_cast<int64_t>(self->cache.get()->size()))};
    return call_py(thread, self->info_type.get(), std::span<const Value>(parts));
}
METHOD(LruCache, cache_clear, "cache_clear(self, /)", "Clear the cache and cache statistics") {
    self->hits = 0;
    self->misses = 0;
    dict_clear(thread, self->cache.get());
    return none();
}
METHOD(LruCache, __reduce__, "__reduce__(self, /)", "") {
    return get_attribute_py(thread, Value(self), KRAIT_NAME(dunder_qualname));
}
METHOD(LruCache, __copy__, "__copy__(self, /)", "") { return Value(self); }
METHOD(LruCache, __deepcopy__, "__deepcopy__(self, memo, /)", "") { return Value(self); }
Result<Value> get_dict(Thread& thread, Value self) { return Value(instance_dict(thread, self.to<Object>())); }
Result<void> set_dict(Thread& thread, Value self, Value value) {
    Dict* dict = value.is_nothing() ? nullptr : as_kind<Dict>(thread, value);
    if (!dict)
        return raise(thread, Exc::TypeError, "__dict__ must be set to a dictionary, not a '{}'",
                     type_of(thread, value));
    return set_instance_dict(thread, self.to<Object>(), dict);
}
constexpr GetSetSpec kDict = {"__dict__", nullptr, get_dict, set_dict};

}  // namespace

const TypeSpec kLruCacheWrapper = {
    .name = "functools._lru_cache_wrapper",
    .doc = "Create a cached callable that wraps another function.",
    .size = sizeof(LruCache),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref | type_flag::kMethodDescriptor,
    .slots = {.call = call_lru, .get = get_lru, .construct = construct_lru},
    .methods = {&LruCache_cache_info, &LruCache_cache_clear, &LruCache___reduce__, &LruCache___copy__,
                &LruCache___deepcopy__},
    .properties = {&kDict},
    .trace = trace_members<LruCache, &LruCache::function, &LruCache::info_type, &LruCache::mark, &LruCache::cache>,
};

}  // namespace krait::core::functools
