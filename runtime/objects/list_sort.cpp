// list.sort: stable and adaptive, O(n log n) comparisons at worst, O(n) for what is sorted, reversed, or a few runs.
//
// The list is cut into runs that ascend already (strictly descending ones are turned round, short ones are lengthened by
// binary insertion), and runs are merged as soon as the powers of their borders in a perfectly balanced merge tree say so
// (Munro and Wild's powersort), so that merges are nearly as balanced as they can be. A merge first gallops: it cuts off what
// lies right already, and takes several at once from one side when that side wins again and again.
//
//  1. While it runs the list is empty; what is put into it meanwhile is lost, and a ValueError says so at the end.
//  2. Keys lie in a cell of their own, values (if there is a key function) in a second one that is moved alike.
//  3. Keys that are all small ints, all floats or all str are compared without a call.
//  4. A failing comparison leaves a permutation: no step holds an item out of the cells while it calls Python code.
#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/objects/list_parts.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/str.h"
#include "runtime/objects/words.h"

namespace krait::core {

namespace {

constexpr size_t kShortestRun = 32;
constexpr int kGallop = 7;

// ---- the orders ----

struct LessSmallInt {
    static constexpr bool kCalls = false;
    Result<bool> operator()(Thread&, Value a, Value b) const {
        return static_cast<int64_t>(a.bits()) < static_cast<int64_t>(b.bits());
    }
};
struct LessFloat {
    static constexpr bool kCalls = false;
    Result<bool> operator()(Thread&, Value a, Value b) const { return float_of(a) < float_of(b); }
};
struct LessAsciiStr {  // one byte per code point, flat
    static constexpr bool kCalls = false;
    Result<bool> operator()(Thread&, Value a, Value b) const {
        auto *left = a.to<Str>(), *right = b.to<Str>();
        int order = memcmp(left->flat(), right->flat(), std::min(left->length(), right->length()));
        return order != 0 ? order < 0 : left->length() < right->length();
    }
};
struct LessStr {  // flat
    static constexpr bool kCalls = false;
    Result<bool> operator()(Thread&, Value a, Value b) const {
        auto *left = a.to<Str>(), *right = b.to<Str>();
        size_t length = std::min(left->length(), right->length());
        const void *left_data = left->flat(), *right_data = right->flat();
        int left_kind = left->kind(), right_kind = right->kind();
        for (size_t i = 0; i < length; ++i) {
            uint32_t x = Str::at(left_data, left_kind, i), y = Str::at(right_data, right_kind, i);
            if (x != y) return x < y;
        }
        return left->length() < right->length();
    }
};
// Tuples whose first items that differ are small ints, or flat texts of the same kind; all else as Python compares tuples.
struct LessTuple {
    static constexpr bool kCalls = true;
    Result<bool> operator()(Thread& thread, Value a, Value b) const {
        auto *left = a.to<Tuple>(), *right = b.to<Tuple>();
        size_t size = std::min(left->size(), right->size());
        for (size_t i = 0; i < size; ++i) {
            Value x = (*left)[i], y = (*right)[i];
            if (x == y) continue;
            if (both_small(x, y)) return LessSmallInt()(thread, x, y);
            if (x.is_immediate_double() && y.is_immediate_double()) {
                if (float_of(x) == float_of(y)) continue;
                return float_of(x) < float_of(y);
            }
            if (!x.is<Str>() || !y.is<Str>() || !x.to<Str>()->flat() || !y.to<Str>()->flat())
                return compare_bool_py(thread, CompareOp::Lt, a, b);
            if (str_equal(x.to<Str>(), y.to<Str>())) continue;
            bool narrow = x.to<Str>()->kind() == 1 && y.to<Str>()->kind() == 1;
            return narrow ? LessAsciiStr()(thread, x, y) : LessStr()(thread, x, y);
        }
        return left->size() < right->size();
    }
};
struct LessAny {
    static constexpr bool kCalls = true;
    Result<bool> operator()(Thread& thread, Value a, Value b) const {
        return compare_bool_py(thread, CompareOp::Lt, a, b);
    }
};

// ---- the sort ----

template <typename Less>
class Sorter {
public:
    Sorter(Thread& thread, ListItems* keys, ListItems* values, size_t size)
        : thread_(thread), keys_(keys), values_(values), size_(size) {}

    Result<void> run() {
        size_t shortest = shortest_run();
        for (size_t start = 0; start < size_;) {
            size_t length = TRY(next_run(start));
            if (length < shortest) {
                size_t forced = std::min(shortest, size_ - start);
                TRY(insertion_sort(start, start + forced, start + length));
                length = forced;
            }
            TRY(push_run(start, length));
            start += length;
            TRY(pause());
        }
        while (depth_ > 1) TRY(merge_top());
        touch();
        return {};
    }

private:
    struct RunOnStack {
        size_t start, length;
        int power;  // of the border behind it
    };

    Value key(size_t i) const { return keys_->items_[i].get_relaxed(); }
    Result<bool> less(Value a, Value b) { return less_(thread_, a, b); }
    void swap(size_t i, size_t j) {
        swap_in(keys_, i, j);
        if (values_) swap_in(values_, i, j);
    }
    static void swap_in(ListItems* items, size_t i, size_t j) {
        Value first = items->items_[i].get_relaxed();
        items->items_[i].init(items->items_[j].get_relaxed());
        items->items_[j].init(first);
    }
    // Moves are made without barriers; this makes up for them before anything that may collect.
    void touch() {
        write_barrier(keys_);
        if (values_) write_barrier(values_);
        if (spare_keys_) write_barrier(spare_keys_);
        if (spare_values_) write_barrier(spare_values_);
    }
    void before_call() {
        if constexpr (Less::kCalls) touch();
    }
    Result<void> pause() {
        touch();
        return thread_.poll();
    }
    Result<void> count_step() {
        if ((++steps_ & 0xFFF) == 0) return pause();
        return {};
    }

    // Sizes of n / 2^k with the bits cut off rounded up: then merges are balanced.
    size_t shortest_run() const {
        size_t n = size_, odd = 0;
        while (n >= 2 * kShortestRun) {
            odd |= n & 1;
            n >>= 1;
        }
        return n + odd;
    }

    Result<size_t> next_run(size_t start) {
        size_t end = start + 1;
        if (end >= size_) return end - start;
        before_call();
        if (TRY(less(key(end), key(end - 1)))) {
            do {
                ++end;
                TRY(count_step());
            } while (end < size_ && TRY(less(key(end), key(end - 1))));
            for (size_t i = start, j = end - 1; i < j; ++i, --j) swap(i, j);
        } else {
            do {
                ++end;
                TRY(count_step());
            } while (end < size_ && !TRY(less(key(end), key(end - 1))));
        }
        return end - start;
    }

    // [start, sorted) is in order.
    Result<void> insertion_sort(size_t start, size_t end, size_t sorted) {
        for (size_t i = sorted; i < end; ++i) {
            Value pivot = key(i);
            size_t low = start, high = i;
            before_call();
            while (low < high) {
                size_t middle = low + (high - low) / 2;
                if (TRY(less(pivot, key(middle)))) high = middle;
                else low = middle + 1;
            }
            rotate_in(keys_, low, i);
            if (values_) rotate_in(values_, low, i);
        }
        return {};
    }
    void rotate_in(ListItems* items, size_t to, size_t from) {
        Value moved = items->items_[from].get_relaxed();
        memmove(static_cast<void*>(items->items_ + to + 1), items->items_ + to, (from - to) * sizeof(Value));
        items->items_[to].init(moved);
    }

    // ---- which runs to merge when ----

    // The power of the border between two neighbouring runs: the first bit in which the binary fractions of their middles differ.
    int power_of(size_t start, size_t length, size_t next_length) const {
        size_t left = 2 * start + length, right = left + length + next_length;  // twice the middles
        int power = 0;
        for (;;) {
            ++power;
            if (left >= size_) {
                left -= size_;
                right -= size_;
            } else if (right >= size_) {
                return power;
            }
            left *= 2;
            right *= 2;
        }
    }
    Result<void> push_run(size_t start, size_t length) {
        if (depth_ > 0) {
            RunOnStack& top = runs_[depth_ - 1];
            int power = power_of(top.start, top.length, length);
            while (depth_ > 1 && runs_[depth_ - 2].power > power) TRY(merge_top());
            runs_[depth_ - 1].power = power;
        }
        runs_[depth_++] = {start, length, 0};
        return {};
    }
    Result<void> merge_top() {
        RunOnStack& left = runs_[depth_ - 2];
        RunOnStack right = runs_[depth_ - 1];
        TRY(merge(left.start, left.length, right.length));
        left.length += right.length;
        left.power = right.power;
        --depth_;
        return {};
    }

    // ---- merging ----

    // How many of [start, start + length) come before `pivot`: those less than it (Left), or not greater (Right).
    enum class Side { Left, Right };
    Result<bool> goes_before(Value item, Value pivot, Side side) {
        if (side == Side::Left) return less(item, pivot);
        return !TRY(less(pivot, item));
    }
    // From the front, in steps that double, then by halving.
    Result<size_t> gallop(const ListItems* items, size_t start, size_t length, Value pivot, Side side) {
        size_t known = 0, step = 1;
        before_call();
        while (known + step <= length &&
               TRY(goes_before(items->items_[start + known + step - 1].get_relaxed(), pivot, side))) {
            known += step;
            step *= 2;
        }
        size_t low = known, high = std::min(known + step - 1, length);
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (TRY(goes_before(items->items_[start + middle].get_relaxed(), pivot, side))) low = middle + 1;
            else high = middle;
        }
        return low;
    }
    // The same from the back.
    Result<size_t> gallop_back(const ListItems* items, size_t start, size_t length, Value pivot, Side side) {
        size_t known = 0, step = 1;  // so many at the end do not come before
        before_call();
        while (known + step <= length &&
               !TRY(goes_before(items->items_[start + length - known - step].get_relaxed(), pivot, side))) {
            known += step;
            step *= 2;
        }
        size_t high = length - known, low = known + step <= length ? length - known - step + 1 : 0;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (TRY(goes_before(items->items_[start + middle].get_relaxed(), pivot, side))) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    Result<void> merge(size_t start, size_t left, size_t right) {
        size_t skip = TRY(gallop(keys_, start, left, key(start + left), Side::Right));
        start += skip;
        left -= skip;
        if (left == 0) return {};
        right = TRY(gallop_back(keys_, start + left, right, key(start + left - 1), Side::Left));
        if (right == 0) return {};
        TRY(reserve_spare(std::min(left, right)));
        return left <= right ? merge_low(start, left, right) : merge_high(start, left, right);
    }

    Result<void> reserve_spare(size_t size) {
        if (!spare_keys_ || spare_keys_->capacity_ < size) {
            touch();
            size_t room = std::min(std::max(size, spare_keys_ ? spare_keys_->capacity_ * 2 : size), size_ / 2 + 1);
            spare_keys_ = TRY(make_list_items(thread_, room));
            if (values_) spare_values_ = TRY(make_list_items(thread_, room));
        }
        return {};
    }
    void copy(ListItems* target, size_t to, const ListItems* source, size_t from, size_t count) {
        memmove(static_cast<void*>(target->items_ + to), source->items_ + from, count * sizeof(Value));
    }
    void move_within(size_t to, size_t from, size_t count) {
        copy(keys_, to, keys_, from, count);
        if (values_) copy(values_, to, values_, from, count);
    }
    void to_spare(size_t from, size_t count) {
        copy(spare_keys_, 0, keys_, from, count);
        if (values_) copy(spare_values_, 0, values_, from, count);
    }
    void from_spare(size_t to, size_t from, size_t count) {
        copy(keys_, to, spare_keys_, from, count);
        if (values_) copy(values_, to, spare_values_, from, count);
    }

    // The left run goes to the spare room; the hole is always as large as what is left there.
    Result<void> merge_low(size_t start, size_t left, size_t right) {
        to_spare(start, left);
        size_t to = start, from_left = 0, from_right = start + left, end = from_right + right;
        Result<void> done = merge_low_loop(to, from_left, left, from_right, end);
        from_spare(to, from_left, left - from_left);  // also what makes a failed merge a permutation
        touch();
        return done;
    }
    Result<void> merge_low_loop(size_t& to, size_t& from_left, size_t left, size_t& from_right, size_t end) {
        for (;;) {
            int left_wins = 0, right_wins = 0;
            before_call();
            while (left_wins < kGallop && right_wins < kGallop) {
                if (from_left == left || from_right == end) return {};
                if (TRY(less(key(from_right), spare_keys_->items_[from_left].get_relaxed()))) {
                    move_within(to++, from_right++, 1);
                    ++right_wins;
                    left_wins = 0;
                } else {
                    from_spare(to++, from_left++, 1);
                    ++left_wins;
                    right_wins = 0;
                }
                if constexpr (Less::kCalls) touch();
                TRY(count_step());
            }
            for (size_t won = kGallop; won >= kGallop;) {
                if (from_left == left || from_right == end) return {};
                size_t count = TRY(gallop(spare_keys_, from_left, left - from_left, key(from_right), Side::Right));
                from_spare(to, from_left, count);
                to += count;
                from_left += count;
                won = count;
                if (from_left == left) return {};
                count = TRY(gallop(keys_, from_right, end - from_right, spare_keys_->items_[from_left].get_relaxed(),
                                   Side::Left));
                move_within(to, from_right, count);
                to += count;
                from_right += count;
                won = std::max(won, count);
                TRY(pause());
            }
        }
    }

    // The right run goes to the spare room, and the merge runs from the end.
    Result<void> merge_high(size_t start, size_t left, size_t right) {
        to_spare(start + left, right);
        size_t to = start + left + right, left_end = start + left, right_end = right;
        Result<void> done = merge_high_loop(to, start, left_end, right_end);
        from_spare(to - right_end, 0, right_end);
        touch();
        return done;
    }
    Result<void> merge_high_loop(size_t& to, size_t start, size_t& left_end, size_t& right_end) {
        for (;;) {
            int left_wins = 0, right_wins = 0;
            before_call();
            while (left_wins < kGallop && right_wins < kGallop) {
                if (left_end == start || right_end == 0) return {};
                if (TRY(less(spare_keys_->items_[right_end - 1].get_relaxed(), key(left_end - 1)))) {
                    move_within(--to, --left_end, 1);
                    ++left_wins;
                    right_wins = 0;
                } else {
                    from_spare(--to, --right_end, 1);
                    ++right_wins;
                    left_wins = 0;
                }
                if constexpr (Less::kCalls) touch();
                TRY(count_step());
            }
            for (size_t won = kGallop; won >= kGallop;) {
                if (left_end == start || right_end == 0) return {};
                size_t stay = TRY(gallop_back(keys_, start, left_end - start,
                                              spare_keys_->items_[right_end - 1].get_relaxed(), Side::Right));
                size_t count = left_end - start - stay;
                to -= count;
                left_end -= count;
                move_within(to, left_end, count);
                won = count;
                if (left_end == start) return {};
                stay = TRY(gallop_back(spare_keys_, 0, right_end, key(left_end - 1), Side::Left));
                count = right_end - stay;
                to -= count;
                right_end -= count;
                from_spare(to, right_end, count);
                won = std::max(won, count);
                TRY(pause());
            }
        }
    }

    Thread& thread_;
    ListItems* keys_;
    ListItems* values_;
    size_t size_;
    ListItems* spare_keys_ = nullptr;
    ListItems* spare_values_ = nullptr;
    RunOnStack runs_[72];
    int depth_ = 0;
    uint64_t steps_ = 0;
    [[no_unique_address]] Less less_;
};

enum class KeyKind { SmallInt, Float, AsciiStr, Str, Tuple, Any };

Result<KeyKind> kind_of_keys(Thread& thread, ListItems* keys, size_t size) {
    auto kind = [&](Value key) {
        if (key.is_small()) return KeyKind::SmallInt;
        if (is_float(key)) return KeyKind::Float;
        if (key.is<Tuple>()) return KeyKind::Tuple;
        if (!key.is<Str>()) return KeyKind::Any;
        return key.to<Str>()->kind() == 1 ? KeyKind::AsciiStr : KeyKind::Str;
    };
    KeyKind all = kind(keys->items_[0].get_relaxed());
    for (size_t i = 0; i < size && all != KeyKind::Any; ++i) {
        Value key = keys->items_[i].get_relaxed();
        KeyKind one = kind(key);
        if (one != all) {
            bool texts =
                (one == KeyKind::Str && all == KeyKind::AsciiStr) || (one == KeyKind::AsciiStr && all == KeyKind::Str);
            all = texts ? KeyKind::Str : KeyKind::Any;
        }
        if (key.is<Str>()) TRY(key.to<Str>()->data(thread));  // flattens
    }
    return all;
}

Result<void> sort_items(Thread& thread, ListItems* keys, ListItems* values, size_t size) {
    switch (TRY(kind_of_keys(thread, keys, size))) {
    case KeyKind::SmallInt: return Sorter<LessSmallInt>(thread, keys, values, size).run();
    case KeyKind::Float: return Sorter<LessFloat>(thread, keys, values, size).run();
    case KeyKind::AsciiStr: return Sorter<LessAsciiStr>(thread, keys, values, size).run();
    case KeyKind::Str: return Sorter<LessStr>(thread, keys, values, size).run();
    case KeyKind::Tuple: return Sorter<LessTuple>(thread, keys, values, size).run();
    case KeyKind::Any: break;
    }
    return Sorter<LessAny>(thread, keys, values, size).run();
}

void reverse_items(ListItems* items, size_t size) {
    for (size_t i = 0, j = size; i + 1 < j; ++i) {
        --j;
        Value first = items->items_[i].get_relaxed();
        items->items_[i].init(items->items_[j].get_relaxed());
        items->items_[j].init(first);
    }
    write_barrier(items);
}

// Equal items keep their order under `reverse`, so the list is turned round before and after.
Result<void> sort_detached_py(Thread& thread, ListItems* items, size_t size, Value key, bool reverse) {
    if (size == 0) return {};
    ListItems* keys = items;
    if (!key.is_none()) {
        keys = TRY(make_list_items(thread, size));
        for (size_t i = 0; i < size; ++i) {
            keys->items_[i].set(keys, TRY(call_py(thread, key, items->items_[i].get_relaxed())));
            TRY(thread.poll());
        }
    }
    if (reverse) {
        reverse_items(items, size);
        if (keys != items) reverse_items(keys, size);
    }
    Result<void> done = sort_items(thread, keys, keys == items ? nullptr : items, size);
    if (reverse) reverse_items(items, size);
    return done;
}

}  // namespace

Result<void> list_sort_py(Thread& thread, List* list, Value key, bool reverse) {
    ListItems* items;
    size_t size;
    {
        ByteLockGuard lock(thread, list);
        items = list->items_.get();
        size = list->size_;
        // Nothing to sort, or another thread is at it and has taken the items out: it is not to be overwritten with nothing.
        if (size == 0) return {};
        __atomic_store_n(&list->size_, size_t{0}, __ATOMIC_RELEASE);
        list->items_.set(list, nullptr);
    }
    // Readers without a lock may still hold the old items: with the GIL off the sort works on a copy.
    Result<void> done;
    ListItems* sorted = items;
    if (!thread.gil_on && size > 0) {
        Result<ListItems*> copy = make_list_items(thread, size);
        if (copy.failed()) {
            done = kFailure;
        } else {
            sorted = copy.value();
            move_values(thread, sorted->items_, items->items_, size);
            write_barrier(sorted);
        }
    }
    if (!done.failed()) done = sort_detached_py(thread, sorted, size, key, reverse);
    bool modified;
    {
        ByteLockGuard lock(thread, list);
        modified = list->size_ != 0 || list->items_.get() != nullptr;
        list->items_.set(list, sorted);
        __atomic_store_n(&list->size_, size, __ATOMIC_RELEASE);
    }
    if (done.failed()) return kFailure;
    if (modified) return raise(thread, Exc::ValueError, "list modified during sort");
    return {};
}

}  // namespace krait::core
