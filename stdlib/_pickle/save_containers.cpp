// Dumping: list, tuple, dict, set, and what __reduce__ gives to append. Python code may change each of them meanwhile.
#include "stdlib/_pickle/saver.h"

namespace krait::core::pickling {

namespace {

constexpr size_t kBatch = 1000;

}  // namespace

Result<void> Saver::item(Value value, Value owner, size_t index) {
    if (save(value).failed()) return annotate(owner, "item " + std::to_string(index));
    return {};
}
Result<void> Saver::pair(Value key, Value value, Value owner) {
    TRY(save(key));
    if (!save(value).failed()) return {};
    if (is_terminating(thread_)) return kFailure;
    Value error = take_pending(thread_);
    Str* shown = TRY(repr_py(thread_, key));
    thread_.pending = error;
    return annotate(owner, "item " + str_utf8_lossy(shown));
}
Result<void> Saver::element(Value value, Value owner) { return noted(save(value), owner, "element"); }

Result<void> Saver::save_tuple(Tuple* tuple) {
    Value object(tuple);
    size_t size = tuple->size();
    if (size == 0) {
        if (!binary_) op(Op::Mark);
        op(binary_ ? Op::EmptyTuple : Op::Tuple);
        return {};
    }
    bool is_short = size <= 3 && protocol_ >= 2;
    if (!is_short) op(Op::Mark);
    for (size_t i = 0; i < size; ++i) TRY(item((*tuple)[i], object, i));
    // A recursive tuple: it was made while its items were saved, and these are thrown away.
    int64_t known = pickler_->find(object);
    if (known != Pickler::kNotFound) {
        if (!is_short && binary_) op(Op::PopMark);
        else
            for (size_t i = 0; i < size + !is_short; ++i) op(Op::Pop);
        get_from_memo(known);
        return {};
    }
    constexpr Op kShort[] = {Op::EmptyTuple, Op::Tuple1, Op::Tuple2, Op::Tuple3};
    op(is_short ? kShort[size] : Op::Tuple);
    return memoize(object);
}

Result<void> Saver::save_list(List* list) {
    Value object(list);
    if (!binary_) op(Op::Mark);
    op(binary_ ? Op::EmptyList : Op::List);
    TRY(memoize(object));
    if (!binary_ || list->size() == 1) {
        for (size_t i = 0;; ++i) {
            Value value = list->get(i);
            if (value.is_nothing()) return {};
            TRY(item(value, object, i));
            op(Op::Append);
            TRY(thread_.poll());
        }
    }
    for (size_t i = 0;;) {
        Value value = list->get(i);
        if (value.is_nothing()) return {};
        op(Op::Mark);
        for (size_t end = i + kBatch; i < end && !value.is_nothing(); value = list->get(i)) {
            TRY(item(value, object, i));
            ++i;
        }
        op(Op::Appends);
        TRY(thread_.poll());
    }
}

Result<void> Saver::append_all(Value iterator, Value owner) {
    for (size_t i = 0;;) {
        Value first = TRY(next_py(thread_, iterator));
        if (first.is_unbound()) return {};
        TRY(thread_.poll());
        Value second = binary_ ? TRY(next_py(thread_, iterator)) : Value::unbound();
        if (second.is_unbound()) {
            TRY(item(first, owner, i++));
            op(Op::Append);
            if (binary_) return {};
            continue;
        }
        op(Op::Mark);
        TRY(item(first, owner, i++));
        for (size_t batch = 1; !second.is_unbound();) {
            TRY(item(second, owner, i++));
            if (++batch == kBatch) break;
            second = TRY(next_py(thread_, iterator));
        }
        op(Op::Appends);
    }
}

Result<void> Saver::save_dict(Dict* dict) {
    Value object(dict);
    if (!binary_) op(Op::Mark);
    op(binary_ ? Op::EmptyDict : Op::Dict);
    TRY(memoize(object));
    size_t size = dict->size(), position = 0;
    Value key, value;
    auto next = [&]() -> Result<bool> {
        if (dict->size() != size) return raise(thread_, Exc::RuntimeError, "dictionary changed size during iteration");
        return dict_next(dict, &position, &key, &value);
    };
    bool many = binary_ && size > 1;
    while (TRY(next())) {
        if (!many) {
            TRY(pair(key, value, object));
            op(Op::SetItem);
        } else {
            op(Op::Mark);
            for (size_t batch = 0;;) {
                TRY(pair(key, value, object));
                if (++batch == kBatch || !TRY(next())) break;
            }
            op(Op::SetItems);
        }
        TRY(thread_.poll());
    }
    return {};
}

Result<void> Saver::set_all(Value iterator, Value owner) {
    auto two = [&](Value of) -> Result<Tuple*> {
        auto* tuple = as_kind<Tuple>(thread_, of);
        if (!tuple || tuple->size() != 2)
            return raise(thread_, Exc::TypeError, "dict items iterator must return 2-tuples");
        return tuple;
    };
    for (;;) {
        Value first = TRY(next_py(thread_, iterator));
        if (first.is_unbound()) return {};
        TRY(thread_.poll());
        Tuple* both = TRY(two(first));
        Value second = binary_ ? TRY(next_py(thread_, iterator)) : Value::unbound();
        if (second.is_unbound()) {
            TRY(pair((*both)[0], (*both)[1], owner));
            op(Op::SetItem);
            if (binary_) return {};
            continue;
        }
        op(Op::Mark);
        TRY(pair((*both)[0], (*both)[1], owner));
        for (size_t batch = 1; !second.is_unbound();) {
            both = TRY(two(second));
            TRY(pair((*both)[0], (*both)[1], owner));
            if (++batch == kBatch) break;
            second = TRY(next_py(thread_, iterator));
        }
        op(Op::SetItems);
    }
}

Result<void> Saver::save_set(Set* set) {
    Value object(set);
    if (protocol_ < 4) {
        Value items(make_tuple(thread_, { Value(TRY(make_list_from_py(thread_, object))) }));
        return save_reduce(Value(type_of(thread_, object)), items, none(), none(), none(), none(), object);
    }
    op(Op::EmptySet);
    TRY(memoize(object));
    size_t size = set->size(), position = 0;
    Value value;
    bool more = set_next(set, &position, &value);
    while (more) {
        op(Op::Mark);
        for (size_t batch = 0; more && batch < kBatch; ++batch) {
            TRY(element(value, object));
            if (set->size() != size) return raise(thread_, Exc::RuntimeError, "set changed size during iteration");
            more = set_next(set, &position, &value);
        }
        op(Op::AddItems);
        TRY(thread_.poll());
    }
    return {};
}

Result<void> Saver::save_frozenset(Set* set) {
    Value object(set);
    if (protocol_ < 4) {
        Value items(make_tuple(thread_, { Value(TRY(make_list_from_py(thread_, object))) }));
        return save_reduce(Value(type_of(thread_, object)), items, none(), none(), none(), none(), object);
    }
    op(Op::Mark);
    size_t position = 0;
    Value value;
    while (set_next(set, &position, &value)) {
        TRY(element(value, object));
        TRY(thread_.poll());
    }
    int64_t known = pickler_->find(object);
    if (known != Pickler::kNotFound) {
        op(Op::PopMark);
        get_from_memo(known);
        return {};
    }
    op(Op::FrozenSet);
    return memoize(object);
}

}  // namespace krait::core::pickling
