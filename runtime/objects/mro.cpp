// The method resolution order: C3 (Library Reference, type.__mro__; "The Python 2.3 Method Resolution Order").
#include "runtime/names.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/type_parts.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

// The lists to merge: the orders of the bases as they were when this began, then the bases themselves; and where each one's rest
// begins. On the native stack only.
struct Lists {
    Tuple* bases;
    Tuple* lists[65];
    uint32_t heads[65];
    size_t count() const { return bases->size() + 1; }
    Tuple* list(size_t i) const { return lists[i]; }
    bool in_a_tail(Value cls) const {
        for (size_t i = 0; i < count(); ++i) {
            Tuple* each = list(i);
            for (size_t k = heads[i] + 1; k < each->size(); ++k) {
                if ((*each)[k] == cls) return true;
            }
        }
        return false;
    }
};

Failure no_consistent_order(Thread& thread, const Lists& lists) {
    std::string names;
    for (size_t i = 0; i < lists.count(); ++i) {
        Tuple* each = lists.list(i);
        if (lists.heads[i] >= each->size()) continue;
        std::string name = str_utf8_lossy((*each)[lists.heads[i]].to<Type>()->name.get());
        if (names.find(name) == names.npos) names += (names.empty() ? "" : ", ") + name;
    }
    return raise(thread, Exc::TypeError, "Cannot create a consistent method resolution order (MRO) for bases {}",
                 names);
}

}  // namespace

Result<Tuple*> linearize(Thread& thread, Type* type) {
    Tuple* bases = type->bases.get();
    if (bases->size() > 64) return raise(thread, Exc::TypeError, "a class may have at most 64 bases here");
    Lists lists{bases, {}, {}};
    for (size_t i = 0; i < bases->size(); ++i) {
        for (size_t k = i + 1; k < bases->size(); ++k) {
            if ((*bases)[i] == (*bases)[k])
                return raise(thread, Exc::TypeError, "duplicate base class {}", (*bases)[i].to<Type>());
        }
        lists.lists[i] = (*bases)[i].to<Type>()->mro.get();
        if (!lists.list(i))
            return raise(thread, Exc::TypeError, "Cannot extend an incomplete type '{}'", (*bases)[i].to<Type>());
    }
    lists.lists[bases->size()] = bases;
    ValueArray* order = make_small_array(thread, 16);
    size_t size = 0;
    auto push = [&](Value cls) -> Result<void> {
        if (size == order->capacity_) {
            ValueArray* bigger = TRY(make_value_array(thread, size * 2));
            for (size_t i = 0; i < size; ++i) bigger->items_[i].set(bigger, order->items_[i].get());
            order = bigger;
        }
        order->items_[size++].set(order, cls);
        return {};
    };
    TRY(push(Value(type)));
    for (;;) {
        bool empty = true;
        Value next;
        for (size_t i = 0; i < lists.count() && next.is_nothing(); ++i) {
            Tuple* each = lists.list(i);
            if (lists.heads[i] >= each->size()) continue;
            empty = false;
            if (!lists.in_a_tail((*each)[lists.heads[i]])) next = (*each)[lists.heads[i]];
        }
        if (empty) break;
        if (next.is_nothing()) return no_consistent_order(thread, lists);
        TRY(push(next));
        for (size_t i = 0; i < lists.count(); ++i) {
            Tuple* each = lists.list(i);
            if (lists.heads[i] < each->size() && (*each)[lists.heads[i]] == next) ++lists.heads[i];
        }
    }
    return make_tuple_of_any_size(thread, {reinterpret_cast<const Value*>(order->items_), size});
}

bool has_own_mro(Thread& thread, Type* type) {
    Type* metaclass = type_of(thread, Value(type));
    Type* plain = thread.interpreter->type(BuiltinType::Type);
    return metaclass != plain && metaclass->lookup(thread, KRAIT_NAME(mro)) != plain->lookup(thread, KRAIT_NAME(mro));
}

Result<Tuple*> compute_mro_py(Thread& thread, Type* type) {
    if (!has_own_mro(thread, type)) return linearize(thread, type);

    bool found = false;
    Result<Value> answer = call_special_py(thread, Value(type), KRAIT_NAME(mro), {}, &found);
    Tuple* order = TRY(make_tuple_from_py(thread, TRY(answer)));
    Type* solid = solid_base(type);
    for (Value each : order->span()) {
        auto* base = each.as_if<Type>();
        if (!base) return raise(thread, Exc::TypeError, "mro() returned a non-class ('{}')", type_of(thread, each));
        if (!solid->is_subtype_of(solid_base(base)))
            return raise(thread, Exc::TypeError, "mro() returned base with unsuitable layout ('{}')", base);
    }
    return order;
}

}  // namespace krait::core
