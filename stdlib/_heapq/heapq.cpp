// Heaps in lists. Library Reference: heapq.
//
// Comparisons run Python code, which may change the list: its length is looked at again after each, and a change is an error.
// The item that sinks goes all the way down to a leaf and then up again: that takes fewer comparisons, since it came from one.
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

enum class Order { Least, Greatest };

class Heapq {
public:
    Heapq(Thread& thread, List* list, Order order) : thread_(thread), list_(list), order_(order), size_(list->size()) {}

    Result<void> push(Value item) {
        TRY(list_append(thread_, list_, item));
        size_ = list_->size();
        return rise(0, size_ - 1);
    }
    Result<Value> pop() {
        if (size_ == 0) return raise(thread_, Exc::IndexError, "index out of range");
        Value last = TRY(call_method_py(thread_, Value(list_), thread_.interpreter->names->pop.get_relaxed()));
        size_ = list_->size();
        return size_ ? replace_first(last) : last;
    }
    Result<Value> replace(Value item) {
        if (size_ == 0) return raise(thread_, Exc::IndexError, "index out of range");
        return replace_first(item);
    }
    Result<Value> push_pop(Value item) {
        if (size_ == 0) return item;
        if (!TRY(before(TRY(at(0)), item))) return item;
        if (list_->size() == 0) return raise(thread_, Exc::IndexError, "index out of range");
        size_ = list_->size();
        return replace_first(item);
    }
    Result<void> heapify() {
        for (size_t i = size_ / 2; i-- > 0;) TRY(sink(i));
        return {};
    }

private:
    Result<Value> at(size_t index) {
        Value item = list_->get(index);
        if (item.is_nothing()) return changed();
        return item;
    }
    Result<void> put(size_t index, Value item) {
        ListItems* items = list_->items_.get();
        if (index >= list_->size() || index >= items->capacity_) return changed();
        items->items_[index].set(items, item);
        return {};
    }
    Failure changed() { return raise(thread_, Exc::RuntimeError, "list changed size during iteration"); }

    // Does `a` belong nearer to the front than `b`?
    Result<bool> before(Value a, Value b) {
        if (order_ == Order::Greatest) std::swap(a, b);
        if (both_small(a, b)) return a.as_small() < b.as_small();
        bool less = TRY(compare_bool_py(thread_, CompareOp::Lt, a, b));
        return less;
    }
    Result<bool> before_checked(Value a, Value b) {
        bool result = TRY(before(a, b));
        if (list_->size() != size_) return changed();
        return result;
    }

    Result<Value> replace_first(Value item) {
        Value first = TRY(at(0));
        TRY(put(0, item));
        TRY(sink(0));
        return first;
    }
    Result<void> rise(size_t start, size_t position) {
        while (position > start) {
            size_t parent = (position - 1) / 2;
            Value item = TRY(at(position))
            , above = TRY(at(parent));
            if (!TRY(before_checked(item, above))) break;
            TRY(put(position, above));
            TRY(put(parent, item));
            position = parent;
        }
        return {};
    }
    Result<void> sink(size_t position) {
        size_t start = position;
        while (2 * position + 1 < size_) {
            size_t child = 2 * position + 1;
            if (child + 1 < size_ && !TRY(before_checked(TRY(at(child)), TRY(at(child + 1))))) ++child;
            Value above = TRY(at(position))
            , below = TRY(at(child));
            TRY(put(position, below));
            TRY(put(child, above));
            position = child;
        }
        return rise(start, position);
    }

    Thread& thread_;
    List* list_;
    Order order_;
    size_t size_;
};

Result<List*> heap_argument(Thread& thread, const char* function, Value value) {
    if (auto* list = as_kind<List>(thread, value)) return list;
    return raise(thread, Exc::TypeError, "{}() argument 1 must be list, not {}", function, type_name(thread, value));
}
Result<List*> only_argument(Thread& thread, const char* function, Value value) {
    if (auto* list = as_kind<List>(thread, value)) return list;
    return raise(thread, Exc::TypeError, "{}() argument must be list, not {}", function, type_name(thread, value));
}

#define HEAP_FUNCTIONS(SUFFIX, ORDER, KIND)                                                                                            \
    FUNCTION(heapq, heappush##SUFFIX, "heappush" #SUFFIX "(heap, item, /)", "Push item onto " KIND ", maintaining the heap invariant.") { \
        Heapq heap(thread, TRY(heap_argument(thread, "heappush" #SUFFIX, args[0])), ORDER);                                            \
        TRY(heap.push(args[1]));                                                                                                       \
        return none();                                                                                                                 \
    }                                                                                                                                  \
    FUNCTION(heapq, heappop##SUFFIX, "heappop" #SUFFIX "(heap, /)", "Pop the first item off " KIND ", maintaining the heap invariant.") { \
        return Heapq(thread, TRY(only_argument(thread, "heappop" #SUFFIX, args[0])), ORDER).pop();                                     \
    }                                                                                                                                  \
    FUNCTION(heapq, heapreplace##SUFFIX, "heapreplace" #SUFFIX "(heap, item, /)",                                                      \
             "Pop and return the first item of " KIND ", and add the new item.") {                                                     \
        return Heapq(thread, TRY(heap_argument(thread, "heapreplace" #SUFFIX, args[0])), ORDER).replace(args[1]);                      \
    }                                                                                                                                  \
    FUNCTION(heapq, heappushpop##SUFFIX, "heappushpop" #SUFFIX "(heap, item, /)",                                                      \
             "Push item on " KIND ", then pop and return the first item; faster than one after the other.") {                          \
        return Heapq(thread, TRY(heap_argument(thread, "heappushpop" #SUFFIX, args[0])), ORDER).push_pop(args[1]);                     \
    }                                                                                                                                  \
    FUNCTION(heapq, heapify##SUFFIX, "heapify" #SUFFIX "(heap, /)", "Transform list into " KIND ", in-place, in O(len(heap)) time.") {  \
        TRY(Heapq(thread, TRY(only_argument(thread, "heapify" #SUFFIX, args[0])), ORDER).heapify());                                   \
        return none();                                                                                                                 \
    }
HEAP_FUNCTIONS(, Order::Least, "a heap")
HEAP_FUNCTIONS(_max, Order::Greatest, "a max heap")

}  // namespace

extern const ModuleSpec kHeapqModule;
const ModuleSpec kHeapqModule = {
    .name = "_heapq",
    .doc = "Heap queue algorithm (a.k.a. priority queue): heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2] for all k.",
    .functions = {&heapq_heappush, &heapq_heappop, &heapq_heapreplace, &heapq_heappushpop, &heapq_heapify,
                  &heapq_heappush_max, &heapq_heappop_max, &heapq_heapreplace_max, &heapq_heappushpop_max,
                  &heapq_heapify_max},
};

}  // namespace krait::core
