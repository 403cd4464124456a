// OrderedDict, its views and its iterator. Library Reference: collections.OrderedDict.
#pragma once

#include "runtime/objects/iterators.h"
#include "stdlib/_collections/collections.h"

namespace krait::core::collections {

class OrderedDict : public Dict {};

extern const TypeSpec kOrderedIterator, kOrderedKeys, kOrderedValues, kOrderedItems;  // ordered_views.cpp

Value make_ordered_iterator(Thread& thread, Value dict, DictPart part, Direction direction);
Value make_ordered_view(Thread& thread, Value dict, DictPart part);

}  // namespace krait::core::collections
