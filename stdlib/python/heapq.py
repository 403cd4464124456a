"""Heaps: lists where heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2] (or >=, for max-heaps). Native ones in `_heapq` replace these.

Reference: Library Reference, heapq. An item that goes down is first carried to a leaf by its smaller children and then brought up
again: items from the end of a heap belong near the leaves, and so most comparisons with it are saved.
"""

__all__ = [
    "heappush", "heappop", "heapify", "heapreplace", "heappushpop", "heappush_max", "heappop_max", "heapify_max",
    "heapreplace_max", "heappushpop_max", "nlargest", "nsmallest", "merge",
]  # fmt: skip


def _up(heap, start, position):
    """Bring the item at position up, not above start, until its parent is no larger."""
    item = heap[position]
    while position > start:
        parent = (position - 1) >> 1
        if not item < heap[parent]:
            break
        heap[position] = heap[parent]
        position = parent
    heap[position] = item


def _down(heap, position):
    """Restore the heap below position, whose item may be too large."""
    end, start, item = len(heap), position, heap[position]
    child = 2 * position + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[position] = heap[child]
        position = child
        child = 2 * position + 1
    heap[position] = item
    _up(heap, start, position)


def _up_max(heap, start, position):
    item = heap[position]
    while position > start:
        parent = (position - 1) >> 1
        if not heap[parent] < item:
            break
        heap[position] = heap[parent]
        position = parent
    heap[position] = item


def _down_max(heap, position):
    end, start, item = len(heap), position, heap[position]
    child = 2 * position + 1
    while child < end:
        right = child + 1
        if right < end and not heap[right] < heap[child]:
            child = right
        heap[position] = heap[child]
        position = child
        child = 2 * position + 1
    heap[position] = item
    _up_max(heap, start, position)


def heappush(heap, item):
    """Push item onto heap, maintaining the heap invariant."""
    heap.append(item)
    _up(heap, 0, len(heap) - 1)


def heappop(heap):
    """Pop the smallest item off the heap, maintaining the heap invariant."""
    last = heap.pop()
    if not heap:
        return last
    item = heap[0]
    heap[0] = last
    _down(heap, 0)
    return item


def heapreplace(heap, item):
    """Pop and return the current smallest value, and add the new item.

    This is more efficient than heappop() followed by heappush(), and can be
    more appropriate when using a fixed-size heap.  Note that the value
    returned may be larger than item!
    """
    smallest = heap[0]
    heap[0] = item
    _down(heap, 0)
    return smallest


def heappushpop(heap, item):
    """Fast version of a heappush followed by a heappop."""
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _down(heap, 0)
    return item


def heapify(x):
    """Transform list into a heap, in-place, in O(len(x)) time."""
    for position in reversed(range(len(x) // 2)):
        _down(x, position)


def heappush_max(heap, item):
    """Push item onto a max heap, maintaining the heap invariant."""
    heap.append(item)
    _up_max(heap, 0, len(heap) - 1)


def heappop_max(heap):
    """Pop the largest item off a max heap, maintaining the heap invariant."""
    last = heap.pop()
    if not heap:
        return last
    item = heap[0]
    heap[0] = last
    _down_max(heap, 0)
    return item


def heapreplace_max(heap, item):
    """Pop and return the current largest value, and add the new item."""
    largest = heap[0]
    heap[0] = item
    _down_max(heap, 0)
    return largest


def heappushpop_max(heap, item):
    """Fast version of a heappush_max followed by a heappop_max."""
    if heap and item < heap[0]:
        item, heap[0] = heap[0], item
        _down_max(heap, 0)
    return item


def heapify_max(x):
    """Transform list into a max heap, in-place, in O(len(x)) time."""
    for position in reversed(range(len(x) // 2)):
        _down_max(x, position)


try:
    from _heapq import *
except ImportError:
    pass
try:
    # Natives older than 3.14 name the functions for max-heaps with an underscore, or have none.
    from _heapq import heapify_max, heappop_max, heappush_max, heappushpop_max, heapreplace_max
except ImportError:
    pass

# The names these had while they were private.
_heapify_max, _heappop_max, _heapreplace_max = heapify_max, heappop_max, heapreplace_max


def merge(*iterables, key=None, reverse=False):
    """Merge multiple sorted inputs into a single sorted output.

    Similar to sorted(itertools.chain(*iterables)) but returns a generator,
    does not pull the data into memory all at once, and assumes that each of
    the input streams is already sorted (smallest to largest).

    If *key* is not None, applies a key function to each element to determine
    its sort order.
    """
    if reverse:
        make, pop, replace, direction = heapify_max, heappop_max, heapreplace_max, -1
    else:
        make, pop, replace, direction = heapify, heappop, heapreplace, 1
    # An entry is [key, order, next function, item]; the order makes the merge stable and keeps items from being compared.
    heap = []
    for order, iterable in enumerate(iterables):
        advance = iter(iterable).__next__
        try:
            item = advance()
        except StopIteration:
            continue
        heap.append([item if key is None else key(item), order * direction, advance, item])
    make(heap)
    while len(heap) > 1:
        entry = heap[0]
        advance = entry[2]
        yield entry[3]
        try:
            item = advance()
        except StopIteration:
            pop(heap)
            continue
        entry[3] = item
        entry[0] = item if key is None else key(item)
        replace(heap, entry)
    if heap:
        _, _, advance, item = heap[0]
        yield item
        yield from advance.__self__


def nsmallest(n, iterable, key=None):
    """Find the n smallest elements in a dataset.

    Equivalent to:  sorted(iterable, key=key)[:n]
    """
    return _select(n, iterable, key, heapify_max, heapreplace_max, False)


def nlargest(n, iterable, key=None):
    """Find the n largest elements in a dataset.

    Equivalent to:  sorted(iterable, key=key, reverse=True)[:n]
    """
    return _select(n, iterable, key, heapify, heapreplace, True)


def _select(n, iterable, key, make, replace, largest):
    if n == 1:
        # One element is found without a heap; the first of equals, as sorted() would have it.
        missing = object()
        best = (max if largest else min)(iterable, default=missing, key=key)
        return [] if best is missing else [best]
    try:
        size = len(iterable)
    except (TypeError, AttributeError):
        pass
    else:
        if n >= size:
            return sorted(iterable, key=key, reverse=largest)[:n]

    # A heap of the best n so far, the worst of them at the top. Later equals lose against earlier ones, by their order.
    step = -1 if largest else 1
    iterator = iter(iterable)
    heap = []
    order = 0
    for item in iterator if n > 0 else ():
        heap.append((item if key is None else key(item), order, item))
        order += step
        if len(heap) == n:
            break
    if not heap:
        return []
    make(heap)
    top = heap[0][0]
    for item in iterator:
        rank = item if key is None else key(item)
        if (top < rank) if largest else (rank < top):
            replace(heap, (rank, order, item))
            top = heap[0][0]
            order += step
    heap.sort(reverse=largest)
    return [item for _, _, item in heap]
