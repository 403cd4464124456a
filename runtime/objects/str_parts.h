// What the files of str's methods share.
#pragma once

#include "runtime/heap/roots.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/text.h"
#include "runtime/operations.h"

namespace krait::core {

// The part [start, end) of a flat string; `text` is its view.
inline Result<Str*> str_piece(Thread& thread, const Str* string, TextView text, size_t start, size_t end) {
    TextView part = text.slice(start, end);
    return make_str_of(thread, part, string->is_ascii() ? 0x7f : unicode::max_code(part));
}

// start and end of find() and its like, clamped into a text of `length`: false if start lies behind it.
inline Result<int64_t> slice_index_py(Thread& thread, Value index, int64_t otherwise) {
    if (index.is_none() || index.is_nothing()) return otherwise;
    if (index.is_small()) return index.as_small();
    if (!type_of(thread, index)->slots.index)
        return raise(thread, Exc::TypeError, "slice indices must be integers or None or have an __index__ method");
    return index_int64_py(thread, index, OutOfRange::Clamp);
}
// False: no text there, not even an empty one.
inline Result<bool> search_range_py(Thread& thread, Value start, Value end, size_t length, size_t* from, size_t* to) {
    auto size = static_cast<int64_t>(length);
    int64_t first = TRY(slice_index_py(thread, start, 0))
    , last = TRY(slice_index_py(thread, end, size));
    if (last > size) last = size;
    else if (last < 0) last = last + size < 0 ? 0 : last + size;
    if (first < 0) first = first + size < 0 ? 0 : first + size;
    *from = static_cast<size_t>(first);
    *to = static_cast<size_t>(last);
    return first <= last;
}

// Answer of a kernel that polls.
inline Result<size_t> search_result(size_t found) {
    if (found == SIZE_MAX - 1) return kFailure;
    return found;
}

// The methods, by file; str.cpp puts them into the table.
extern const std::initializer_list<const NativeSpec*> kStrFindMethods, kStrCaseMethods, kStrLayoutMethods,
    kStrFormatMethods;

Result<Value> str_format_py(Thread& thread, Str* string, Str* spec);  // str.__format__
Result<Str*> str_repr(Thread& thread, Str* string);

}  // namespace krait::core
