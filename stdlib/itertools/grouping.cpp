// groupby and tee.
#include "stdlib/itertools/itertools.h"

namespace krait::core::iteration {

namespace {

// ---- groupby(iterable, key=None) ----
class Grouper;
class GroupBy : public Object {
public:
    Field<Value> iterator, key_function;
    Field<Value> target_key, current_key, current_value;  // nothing: not there
    Field<Cell*> current_group;
};
class Grouper : public Object {
public:
    Field<Value> parent, target_key;
};

Result<Value> construct_group_by(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "groupby(iterable, key=None)", arguments, bound));
    Value iterator = TRY(iterate_py(thread, bound[0]));
    auto* self = allocate_as<GroupBy>(thread, type);
    self->iterator.set(self, iterator);
    self->key_function.set(self, bound[1]);
    return Value(self);
}
// Takes the next element; false at the end.
Result<bool> step_py(Thread& thread, GroupBy* self) {
    Value item = TRY(next_py(thread, self->iterator.get()));
    if (item.is_unbound()) return false;
    Value function = self->key_function.get();
    Value key = function.is_none() ? item : TRY(call_py(thread, function, item));
    self->current_value.set(self, item);
    self->current_key.set(self, key);
    return true;
}
Result<Value> next_group_by(Thread& thread, Value object) {
    auto* self = object.to<GroupBy>();
    self->current_group.set_immediate(nullptr);
    // On to the first element whose key is another than the last group's.
    for (;;) {
        Value current = self->current_key.get(), target = self->target_key.get();
        if (!current.is_nothing()) {
            if (target.is_nothing() || !TRY(equal_py(thread, target, current))) break;
        }
        if (!TRY(step_py(thread, self))) return Value::unbound();
        TRY(thread.poll());
    }
    Value key = self->current_key.get();
    self->target_key.set(self, key);
    auto* group = allocate_native<Grouper>(thread, kGrouper);
    group->parent.set(group, object);
    group->target_key.set(group, key);
    self->current_group.set(self, group);
    return Value(make_tuple(thread, {key, Value(group)}));
}
Result<Value> construct_grouper(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "_grouper(parent, tgtkey, /)", arguments, bound));
    auto* parent = native_cast<GroupBy>(thread, bound[0], kGroupBy);
    if (!parent) return raise(thread, Exc::TypeError, "incorrect usage of internal _grouper");
    auto* group = allocate_as<Grouper>(thread, type);
    group->parent.set(group, bound[0]);
    group->target_key.set(group, bound[1]);
    parent->current_group.set(parent, group);
    return Value(group);
}
Result<Value> next_grouper(Thread& thread, Value object) {
    auto* self = object.to<Grouper>();
    auto* parent = self->parent.get().to<GroupBy>();
    if (parent->current_group.get() != self) return Value::unbound();
    if (parent->current_value.get().is_nothing()) {
        if (!TRY(step_py(thread, parent))) return Value::unbound();
    }
    Value key = parent->current_key.get(), value = parent->current_value.get();
    if (key.is_nothing() || value.is_nothing()) return Value::unbound();
    if (!TRY(equal_py(thread, self->target_key.get(), key))) return Value::unbound();
    parent->current_value.set_immediate(Value::nothing());
    return value;
}

// ---- tee: each iterator stands at a node of one linked list; the last node fetches the next item ----
class TeeNode : public Object {
public:
    Field<Value> value;  // nothing: not fetched yet
    Field<TeeNode*> next;
    Field<Value> iterator;
    std::atomic<bool> running;
};
class Tee : public Object {
public:
    Field<TeeNode*> node;
};
Value make_tee(Thread& thread, Type* type, TeeNode* node) {
    auto* self = allocate_as<Tee>(thread, type);
    self->node.set(self, node);
    return Value(self);
}
Result<Value> make_tee_from_py(Thread& thread, Type* type, Value iterable) {
    Value iterator = TRY(iterate_py(thread, iterable));
    if (auto* other = native_cast<Tee>(thread, iterator, kTee)) return make_tee(thread, type, other->node.get());
    auto* node = allocate_native<TeeNode>(thread, kTeeNode);
    node->iterator.set(node, iterator);
    return make_tee(thread, type, node);
}
Result<Value> construct_tee(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "_tee(iterable, /)", arguments, bound));
    return make_tee_from_py(thread, type, bound[0]);
}
Result<Value> next_tee(Thread& thread, Value object) {
    auto* self = object.to<Tee>();
    TeeNode* node = self->node.get();
    Value value = node->value.get();
    if (value.is_nothing()) {
        if (node->running.exchange(true)) return raise(thread, Exc::RuntimeError, "cannot re-enter the tee iterator");
        value = node->value.get();  // perhaps fetched just now by another thread
        Result<Value> fetched = value.is_nothing() ? next_py(thread, node->iterator.get()) : Result<Value>(value);
        if (fetched.failed() || fetched.value().is_unbound()) {
            node->running = false;
            return fetched;
        }
        if (value.is_nothing()) {
            auto* next = allocate_native<TeeNode>(thread, kTeeNode);
            next->iterator.set(next, node->iterator.get());
            node->next.set(node, next);
            value = fetched.value();
            node->value.set(node, value);
        }
        node->running = false;
    }
    self->node.set(self, node->next.get());
    return value;
}
METHOD(Tee, __copy__, "__copy__(self, /)", "Returns an independent iterator.") {
    return make_tee(thread, native_type(thread, kTee), self->node.get());
}
FUNCTION(itertools, tee, "tee(iterable, n=2, /)", "Returns a tuple of n independent iterators.") {
    int64_t count = TRY(index_int64_py(thread, args[1]));
    if (count < 0) return raise(thread, Exc::ValueError, "n must be >= 0");
    if (count == 0) return Value(thread.interpreter->empty_tuple.get());
    Value iterator = TRY(iterate_py(thread, args[0]));
    Value copy = TRY(find_attribute_py(thread, iterator, KRAIT_NAME(dunder_copy)));
    if (copy.is_unbound()) {
        iterator = TRY(make_tee_from_py(thread, native_type(thread, kTee), iterator));
        copy = TRY(get_attribute_py(thread, iterator, KRAIT_NAME(dunder_copy)));
    }
    Tuple* all = TRY(make_tuple_sized(thread, static_cast<size_t>(count)));
    all->items_[0].set(all, iterator);
    for (int64_t i = 1; i < count; ++i) all->items_[i].set(all, TRY(call_py(thread, copy)));
    return Value(all);
}

}  // namespace

const NativeSpec kTeeFunction = itertools_tee;
const TypeSpec kGroupBy = {
    .name = "itertools.groupby",
    .doc =
        "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to "
        "divide "
        "into groups according to the key function.\n  key\n    A function for computing the group category for each "
        "element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.",
    .size = sizeof(GroupBy),
    .flags = type_flag::kSubclassable,
    .slots = {.iterate = iterator_self, .next = next_group_by, .construct = construct_group_by},
    .trace = trace_members<GroupBy, &GroupBy::iterator, &GroupBy::key_function, &GroupBy::target_key,
                           &GroupBy::current_key, &GroupBy::current_value, &GroupBy::current_group>,
    .signature = "groupby(iterable, key=None)",
};
const TypeSpec kGrouper = {
    .name = "itertools._grouper",
    .size = sizeof(Grouper),
    .slots = {.iterate = iterator_self, .next = next_grouper, .construct = construct_grouper},
    .trace = trace_members<Grouper, &Grouper::parent, &Grouper::target_key>,
};
const TypeSpec kTee = {
    .name = "itertools._tee",
    .doc = "Iterator wrapped to make it copyable.",
    .size = sizeof(Tee),
    .flags = type_flag::kHasWeakref,
    .slots = {.iterate = iterator_self, .next = next_tee, .construct = construct_tee},
    .methods = {&Tee___copy__},
    .trace = trace_members<Tee, &Tee::node>,
    .signature = "_tee(iterable, /)",
};
const TypeSpec kTeeNode = {
    .name = "itertools._tee_dataobject",
    .doc = "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee objects.",
    .size = sizeof(TeeNode),
    .flags = type_flag::kNoInstantiate,
    .trace = trace_members<TeeNode, &TeeNode::value, &TeeNode::next, &TeeNode::iterator>,
};

}  // namespace krait::core::iteration
