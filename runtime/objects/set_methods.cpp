// class set and class frozenset. Library Reference: Set Types.
#include <algorithm>

#include "runtime/names.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/native_arguments.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/set_parts.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/words.h"

namespace krait::core {

namespace {

// ---- making ----

Result<Value> construct_set(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

Result<void> initialize_set(Thread& thread, Value self, const CallArguments& arguments) {
    if (type_of(thread, self)->slots.initialize == initialize_set) TRY(no_keywords(thread, "set", arguments));
    TRY(between(thread, "set", arguments, 0, 1));
    Set* set = self.to<Set>();
    if (set->size() > 0) clear_set(thread, set);
    if (arguments.positional == 0) return {};
    return set_update_py(thread, set, arguments[0]);
}

Result<Value> construct_frozenset(Thread& thread, Type* type, const CallArguments& arguments) {
    Type* exact = thread.interpreter->type(BuiltinType::Frozenset);
    if (type == exact || type->slots.initialize == exact->slots.initialize)
        TRY(no_keywords(thread, "frozenset", arguments));
    TRY(between(thread, "frozenset", arguments, 0, 1));
    if (type == exact && arguments.positional) return Value(TRY(make_frozenset_from_py(thread, arguments[0])));
    auto* set = static_cast<Set*>(allocate_instance(thread, type));
    if (arguments.positional) TRY(set_update_py(thread, set, arguments[0]));
    return Value(set);
}

// ---- what every object does ----

Result<Value> repr_set(Thread& thread, Value self) {
    Set* set = self.to<Set>();
    Type* type = type_of(thread, self);
    StrBuilder text(thread);
    bool plain = type == thread.interpreter->type(BuiltinType::Set);
    auto open_name = [&]() -> Result<void> {
        TRY(text.add(type->name.get()));
        text.add_ascii("(");
        return {};
    };
    ReprGuard guard(thread, self);
    if (guard.recursive() || set->size() == 0) {
        TRY(open_name());
        text.add_ascii(guard.recursive() ? "...)" : ")");
        return Value(TRY(text.finish()));
    }
    if (!plain) TRY(open_name());
    text.add_ascii("{");
    List* elements = TRY(make_list_from_py(thread, self));
    for (size_t i = 0; i < elements->size(); ++i) {
        if (i > 0) text.add_ascii(", ");
        TRY(text.add(TRY(repr_py(thread, elements->get(i)))));
        TRY(thread.poll());
    }
    text.add_ascii(plain ? "}" : "})");
    return Value(TRY(text.finish()));
}

Result<int64_t> length_set(Thread&, Value self) { return static_cast<int64_t>(self.to<Set>()->size()); }

// A set is found as the frozenset of its elements.
Result<Value> searched_for(Thread& thread, Value element, uint64_t* hash) {
    Result<uint64_t> found = key_hash_py(thread, element, KeyUse::SetElement);
    if (!found.failed()) {
        *hash = found.value();
        return element;
    }
    Set* set = any_set(thread, element);
    if (!set || base_set_type(thread, element) != BuiltinType::Set || !clear_pending_if(thread, Exc::TypeError))
        return kFailure;
    Value frozen(TRY(make_set_from_py(thread, BuiltinType::Frozenset, element)));
    *hash = static_cast<uint64_t>(TRY(frozenset_hash_py(thread, frozen)));
    return frozen;
}

Result<bool> contains_set(Thread& thread, Value self, Value element) {
    uint64_t hash;
    Value wanted = TRY(searched_for(thread, element, &hash));
    return set_contains_hashed_py(thread, self.to<Set>(), wanted, hash);
}

Result<bool> equal_sets(Thread& thread, Set* left, Set* right) {
    if (left->size() != right->size()) return false;
    uint64_t first = __atomic_load_n(&left->hash_, __ATOMIC_RELAXED),
             second = __atomic_load_n(&right->hash_, __ATOMIC_RELAXED);
    if (first != 0 && second != 0 && first != second) return false;
    return set_is_subset_py(thread, left, right);
}

// < and <= are inclusion.
Result<Value> compare_set(Thread& thread, Value left, Value right, CompareOp op) {
    Set *first = any_set(thread, left), *second = any_set(thread, right);
    if (!first || !second) return Value::not_implemented();
    switch (op) {
    case CompareOp::Eq: return Value::boolean(TRY(equal_sets(thread, first, second)));
    case CompareOp::Ne: return Value::boolean(!TRY(equal_sets(thread, first, second)));
    case CompareOp::Le: return Value::boolean(TRY(set_is_subset_py(thread, first, second)));
    case CompareOp::Ge: return Value::boolean(TRY(set_is_subset_py(thread, second, first)));
    case CompareOp::Lt:
        return Value::boolean(first->size() != second->size() && TRY(set_is_subset_py(thread, first, second)));
    case CompareOp::Gt:
        return Value::boolean(first->size() != second->size() && TRY(set_is_subset_py(thread, second, first)));
    }
    return Value::not_implemented();
}

Result<Value> iterate_set(Thread& thread, Value self) {
    auto* iterator = static_cast<SetIterator*>(
        allocate_cell(thread, sizeof(SetIterator), shape_of(BuiltinType::SetIterator), Layout::SetIterator));
    iterator->set.init(self);
    iterator->size = self.to<Set>()->size();
    iterator->remaining = iterator->size;
    return Value(iterator);
}

// ---- operators: both operands must be sets ----

template <Result<Set*> (*operation)(Thread&, Set*, Value)>
Result<Value> binary_set(Thread& thread, Value left, Value right) {
    if (!any_set(thread, left) || !any_set(thread, right)) return Value::not_implemented();
    return Value(TRY(operation(thread, left.to<Set>(), right)));
}
template <Result<void> (*operation)(Thread&, Set*, Value)>
Result<Value> inplace_set(Thread& thread, Value left, Value right) {
    if (!any_set(thread, right)) return Value::not_implemented();
    TRY(operation(thread, left.to<Set>(), right));
    return left;
}

Result<Set*> set_union_py(Thread& thread, Set* set, Value other) {
    Set* result = TRY(copy_set(thread, set));
    if (other != Value(set)) TRY(set_update_py(thread, result, other));
    return result;
}
Result<void> set_intersection_update_py(Thread& thread, Set* set, Value other) {
    Set* result = TRY(set_intersection_py(thread, set, other));
    swap_sets(thread, set, result);
    return {};
}

// ---- methods of both ----

METHOD(Set, copy, "copy(self, /)", "Return a shallow copy of a set.") {
    if (self->layout() == Layout::Frozenset) return Value(self);
    return Value(TRY(copy_set(thread, self)));
}

METHOD(Set, union, "union(self, /, *others)", "Return a new set with elements from the set and all others.") {
    Set* result = TRY(copy_set(thread, self));
    for (Value other : args[0].to<Tuple>()->span()) {
        if (other != Value(self)) TRY(set_update_py(thread, result, other));
    }
    return Value(result);
}

METHOD(Set, intersection, "intersection(self, /, *others)",
       "Return a new set with elements common to the set and all others.") {
    auto* others = args[0].to<Tuple>();
    if (others->size() == 0) return Value(TRY(copy_set(thread, self)));
    Set* result = self;
    for (Value other : others->span()) result = TRY(set_intersection_py(thread, result, other));
    return Value(result);
}

METHOD(Set, difference, "difference(self, /, *others)",
       "Return a new set with elements in the set that are not in the others.") {
    auto* others = args[0].to<Tuple>();
    if (others->size() == 0) return Value(TRY(copy_set(thread, self)));
    Set* result = TRY(set_difference_py(thread, self, (*others)[0]));
    for (size_t i = 1; i < others->size(); ++i) TRY(set_difference_update_py(thread, result, (*others)[i]));
    return Value(result);
}

METHOD(Set, symmetric_difference, "symmetric_difference(self, other, /)",
       "Return a new set with elements in either the set or other but not both.") {
    return Value(TRY(set_symmetric_difference_py(thread, self, args[0])));
}

METHOD(Set, isdisjoint, "isdisjoint(self, other, /)", "Return True if two sets have a null intersection.") {
    return Value::boolean(TRY(set_is_disjoint_py(thread, self, args[0])));
}

METHOD(Set, issubset, "issubset(self, other, /)", "Report whether another set contains this set.") {
    if (Set* other = any_set(thread, args[0])) return Value::boolean(TRY(set_is_subset_py(thread, self, other)));
    Set* common = TRY(set_intersection_py(thread, self, args[0]));
    return Value::boolean(common->size() == self->size());
}

METHOD(Set, issuperset, "issuperset(self, other, /)", "Report whether this set contains another set.") {
    if (Set* other = any_set(thread, args[0])) return Value::boolean(TRY(set_is_subset_py(thread, other, self)));
    bool all = true;
    TRY(for_each_py(thread, args[0],
                    [&](Value item) -> Result<bool> { return all = TRY(set_contains_py(thread, self, item)); }));
    return Value::boolean(all);
}

METHOD(Set, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    List* elements = TRY(make_list_from_py(thread, Value(self)));
    Value state = TRY(call_method_py(thread, Value(self), KRAIT_NAME(dunder_getstate)));
    Value arguments(make_tuple(thread, {Value(elements)}));
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), arguments, state}));
}

METHOD(Set, __sizeof__, "__sizeof__(self, /)", "S.__sizeof__() -> size of S in memory, in bytes.") {
    SetTable* table = self->table_.get();
    return Value::small(
        static_cast<int64_t>(sizeof(Set) + (table ? sizeof(SetTable) + (table->mask + 1) * sizeof(SetEntry) : 0)));
}

CLASS_METHOD(Set, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

METHOD(Set, __contains__, "__contains__(self, object, /)", "x.__contains__(y) <==> y in x.") {
    return Value::boolean(TRY(contains_set(thread, Value(self), args[0])));
}

// ---- methods of set ----

METHOD(Set, add, "add(self, object, /)",
       "Add an element to a set.\n\nThis has no effect if the element is already present.") {
    TRY(set_add_py(thread, self, args[0]));
    return none();
}

METHOD(Set, discard, "discard(self, object, /)",
       "Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not "
       "raise\nan exception when an "
       "element is missing from the set.") {
    uint64_t hash;
    Value wanted = TRY(searched_for(thread, args[0], &hash));
    TRY(set_discard_hashed_py(thread, self, wanted, hash));
    return none();
}

METHOD(Set, remove, "remove(self, object, /)",
       "Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError.") {
    uint64_t hash;
    Value wanted = TRY(searched_for(thread, args[0], &hash));
    if (!TRY(set_discard_hashed_py(thread, self, wanted, hash))) return raise_value(thread, Exc::KeyError, args[0]);
    return none();
}

// Goes on where the last one was found, so that emptying a set is linear.
METHOD(Set, pop, "pop(self, /)",
       "Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty.") {
    {
        ByteLockGuard lock(thread, self);
        SetTable* table = self->table_.get();
        if (table && table->used.load(std::memory_order_relaxed) > 0) {
            uint64_t at = self->finger_ & table->mask;
            while (!is_live_key(table->entries_[at].key.get_relaxed())) at = at == table->mask ? 0 : at + 1;
            Value key = table->entries_[at].key.get_relaxed();
            table->entries_[at].key.set_immediate(Value::unbound());
            table->used.fetch_sub(1, std::memory_order_relaxed);
            self->finger_ = at + 1;
            return key;
        }
    }
    return raise(thread, Exc::KeyError, "pop from an empty set");
}

METHOD(Set, clear, "clear(self, /)", "Remove all elements from this set.") {
    clear_set(thread, self);
    return none();
}

METHOD(Set, update, "update(self, /, *others)", "Update the set, adding elements from all others.") {
    for (Value other : args[0].to<Tuple>()->span()) TRY(set_update_py(thread, self, other));
    return none();
}

METHOD(Set, intersection_update, "intersection_update(self, /, *others)",
       "Update the set, keeping only elements found in it and all others.") {
    Value result = TRY(Set_intersection_code(thread, self, args));
    swap_sets(thread, self, result.to<Set>());
    return none();
}

METHOD(Set, difference_update, "difference_update(self, /, *others)",
       "Update the set, removing elements found in others.") {
    for (Value other : args[0].to<Tuple>()->span()) TRY(set_difference_update_py(thread, self, other));
    return none();
}

METHOD(Set, symmetric_difference_update, "symmetric_difference_update(self, other, /)",
       "Update the set, keeping only elements found in either set, but not in both.") {
    TRY(set_symmetric_difference_update_py(thread, self, args[0]));
    return none();
}

constexpr Slots common_slots() {
    Slots slots;
    slots.repr = repr_set;
    slots.length = length_set;
    slots.contains = contains_set;
    slots.compare = compare_set;
    slots.iterate = iterate_set;
    slots.binary[static_cast<int>(BinaryOp::Or)] = binary_set<set_union_py>;
    slots.binary[static_cast<int>(BinaryOp::And)] = binary_set<set_intersection_py>;
    slots.binary[static_cast<int>(BinaryOp::Sub)] = binary_set<set_difference_py>;
    slots.binary[static_cast<int>(BinaryOp::Xor)] = binary_set<set_symmetric_difference_py>;
    return slots;
}
constexpr Slots set_slots() {
    Slots slots = common_slots();
    slots.inplace[static_cast<int>(BinaryOp::Or)] = inplace_set<set_update_py>;
    slots.inplace[static_cast<int>(BinaryOp::And)] = inplace_set<set_intersection_update_py>;
    slots.inplace[static_cast<int>(BinaryOp::Sub)] = inplace_set<set_difference_update_py>;
    slots.inplace[static_cast<int>(BinaryOp::Xor)] = inplace_set<set_symmetric_difference_update_py>;
    slots.construct = construct_set;
    slots.initialize = initialize_set;
    return slots;
}
constexpr Slots frozenset_slots() {
    Slots slots = common_slots();
    slots.hash = frozenset_hash_py;
    slots.construct = construct_frozenset;
    return slots;
}

}  // namespace

const TypeSpec Set::spec = {
    .name = "set",
    .doc = "Build an unordered collection of unique elements.",
    .size = sizeof(Set),
    .layout = Layout::Set,
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref | type_flag::kMatchSelf,
    .slots = set_slots(),
    .methods = {&Set_copy,
                &Set_union,
                &Set_intersection,
                &Set_difference,
                &Set_symmetric_difference,
                &Set_isdisjoint,
                &Set_issubset,
                &Set_issuperset,
                &Set___reduce__,
                &Set___sizeof__,
                &Set___class_getitem__,
                &Set___contains__,
                &Set_add,
                &Set_discard,
                &Set_remove,
                &Set_pop,
                &Set_clear,
                &Set_update,
                &Set_intersection_update,
                &Set_difference_update,
                &Set_symmetric_difference_update},
};

const TypeSpec Set::frozenset_spec = {
    .name = "frozenset",
    .doc = "Build an immutable unordered collection of unique elements.",
    .size = sizeof(Set),
    .layout = Layout::Frozenset,
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref | type_flag::kMatchSelf,
    .slots = frozenset_slots(),
    .methods = {&Set_copy, &Set_union, &Set_intersection, &Set_difference, &Set_symmetric_difference, &Set_isdisjoint,
                &Set_issubset, &Set_issuperset, &Set___reduce__, &Set___sizeof__, &Set___class_getitem__,
                &Set___contains__},
};

// ---- the iterator ----

namespace {

Result<Value> self_iterator(Thread&, Value self) { return self; }

Result<Value> next_of_set(Thread& thread, Value self) {
    auto* iterator = self.to<SetIterator>();
    Value owner = iterator->set.get();
    if (owner.is_none()) return Value::unbound();
    if (owner.to<Set>()->size() != iterator->size) {
        iterator->size = UINT64_MAX;  // it stays an error
        return raise(thread, Exc::RuntimeError, "Set changed size during iteration");
    }
    size_t position = iterator->position;
    Value key;
    if (!set_next(owner.to<Set>(), &position, &key)) {
        iterator->set.set_immediate(Value::none());
        return Value::unbound();
    }
    iterator->position = position;
    if (uint64_t remaining = iterator->remaining) iterator->remaining = remaining - 1;
    return key;
}

METHOD(SetIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value owner = self->set.get();
    if (owner.is_none() || owner.to<Set>()->size() != self->size) return Value::small(0);
    return Value::small(static_cast<int64_t>(self->remaining.load()));
}

METHOD(SetIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    List* rest = make_list(thread);
    Value owner = self->set.get();
    size_t position = self->position;
    Value key;
    while (!owner.is_none() && set_next(owner.to<Set>(), &position, &key)) TRY(list_append(thread, rest, key));
    return reduce_as_call(thread, "iter", Value(rest));
}

void trace_set_iterator(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<SetIterator*>(cell)->set); }

}  // namespace

const TypeSpec SetIterator::spec = {
    .name = "set_iterator",
    .size = sizeof(SetIterator),
    .layout = Layout::SetIterator,
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = self_iterator, .next = next_of_set},
    .methods = {&SetIterator___length_hint__, &SetIterator___reduce__},
    .trace = trace_set_iterator,
};

}  // namespace krait::core
