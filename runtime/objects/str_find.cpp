// str: searching, splitting, replacing, stripping.
#include <array>

#include "runtime/objects/object_parts.h"
#include "runtime/objects/str_parts.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/search.h"

namespace krait::core {

namespace {

Result<Str*> str_argument(Thread& thread, const char* method, int position, Value value) {
    if (auto* string = as_kind<Str>(thread, value)) return string;
    return raise(thread, Exc::TypeError, "{}() argument {} must be str, not {}", method, position,
                 argument_kind(thread, value));
}

enum class Direction { Forward, Backward };

// Where `args` = (sub, start, end) finds its text: -1 for nowhere.
Result<int64_t> find_from_py(Thread& thread, Str* self, const char* method, const Value* args, Direction direction) {
    Str* sub = TRY(str_argument(thread, method, 1, args[0]));
    size_t start, end;
    bool any = TRY(search_range_py(thread, args[1], args[2], self->length(), &start, &end));
    if (!any || end - start < sub->length()) return -1;
    TextView text = TRY(text_of(thread, self))
    .slice(start, end), needle = TRY(text_of(thread, sub));
    Poll poll = poll_of(thread);
    size_t found =
        TRY(search_result(direction == Direction::Forward ? find(text, needle, poll) : rfind(text, needle, poll)));
    return found == kNotFound ? -1 : static_cast<int64_t>(found + start);
}

METHOD(Str, find, "find(self, sub, start=None, end=None, /)",
       "Return the lowest index in S where substring sub is found, such that sub is contained within "
       "S[start:end].\n\nOptional "
       "arguments start and end are interpreted as in slice notation.\nReturn -1 on failure.") {
    return make_int(thread, TRY(find_from_py(thread, self, "find", args, Direction::Forward)));
}
METHOD(Str, rfind, "rfind(self, sub, start=None, end=None, /)",
       "Return the highest index in S where substring sub is found, such that sub is contained within "
       "S[start:end].\n\nOptional "
       "arguments start and end are interpreted as in slice notation.\nReturn -1 on failure.") {
    return make_int(thread, TRY(find_from_py(thread, self, "rfind", args, Direction::Backward)));
}
METHOD(
    Str, index, "index(self, sub, start=None, end=None, /)",
    "Return the lowest index in S where substring sub is found. Raises ValueError when the substring is not found.") {
    int64_t at = TRY(find_from_py(thread, self, "index", args, Direction::Forward));
    if (at < 0) return raise(thread, Exc::ValueError, "substring not found");
    return make_int(thread, at);
}
METHOD(
    Str, rindex, "rindex(self, sub, start=None, end=None, /)",
    "Return the highest index in S where substring sub is found. Raises ValueError when the substring is not found.") {
    int64_t at = TRY(find_from_py(thread, self, "rindex", args, Direction::Backward));
    if (at < 0) return raise(thread, Exc::ValueError, "substring not found");
    return make_int(thread, at);
}
METHOD(Str, count, "count(self, sub, start=None, end=None, /)",
       "Return the number of non-overlapping occurrences of substring sub in string S[start:end].") {
    Str* sub = TRY(str_argument(thread, "count", 1, args[0]));
    size_t start, end;
    bool any = TRY(search_range_py(thread, args[1], args[2], self->length(), &start, &end));
    if (!any) return Value::small(0);
    TextView text = TRY(text_of(thread, self))
    .slice(start, end), needle = TRY(text_of(thread, sub));
    size_t times = TRY(search_result(count(text, needle, SIZE_MAX - 2, poll_of(thread))));
    return Value::small(static_cast<int64_t>(times));
}

enum class Side { Start, End };
bool has_at(TextView text, TextView part, Side side) {
    if (part.length > text.length) return false;
    TextView there =
        side == Side::Start ? text.slice(0, part.length) : text.slice(text.length - part.length, text.length);
    if (there.kind == part.kind) return memcmp(there.data, part.data, part.length * part.kind) == 0;
    for (size_t i = 0; i < part.length; ++i) {
        if (there[i] != part[i]) return false;
    }
    return true;
}

Result<Value> match_side_py(Thread& thread, Str* self, const Value* args, Side side, const char* method) {
    size_t start, end;
    bool any = TRY(search_range_py(thread, args[1], args[2], self->length(), &start, &end));
    auto matches = [&](Str* part) -> Result<bool> {
        if (!any) return false;
        TextView text = TRY(text_of(thread, self))
        .slice(start, end);
        return has_at(text, TRY(text_of(thread, part)), side);
    };
    if (auto* part = as_kind<Str>(thread, args[0])) return Value::boolean(TRY(matches(part)));
    auto* parts = as_kind<Tuple>(thread, args[0]);
    if (!parts)
        return raise(thread, Exc::TypeError, "{} first arg must be str or a tuple of str, not {}", method,
                     type_name(thread, args[0]));
    for (Value item : parts->span()) {
        auto* part = as_kind<Str>(thread, item);
        if (!part)
            return raise(thread, Exc::TypeError, "tuple for {} must only contain str, not {}", method,
                         type_name(thread, item));
        if (TRY(matches(part))) return Value::true_();
    }
    return Value::false_();
}

METHOD(Str, startswith, "startswith(self, prefix, start=None, end=None, /)",
       "Return True if the string starts with the specified prefix, False otherwise.\n\n  prefix\n    A string or a "
       "tuple of strings "
       "to try.\n  start\n    Optional start position. Default: start of the string.\n  end\n    Optional stop "
       "position. Default: end "
       "of the string.") {
    return match_side_py(thread, self, args, Side::Start, "startswith");
}
METHOD(Str, endswith, "endswith(self, suffix, start=None, end=None, /)",
       "Return True if the string ends with the specified suffix, False otherwise.\n\n  suffix\n    A string or a "
       "tuple of strings to "
       "try.\n  start\n    Optional start position. Default: start of the string.\n  end\n    Optional stop position. "
       "Default: end of "
       "the string.") {
    return match_side_py(thread, self, args, Side::End, "endswith");
}

Result<Value> remove_side(Thread& thread, Str* self, Value argument, Side side, const char* method) {
    auto* part = as_kind<Str>(thread, argument);
    if (!part)
        return raise(thread, Exc::TypeError, "{}() argument must be str, not {}", method,
                     argument_kind(thread, argument));
    TextView text = TRY(text_of(thread, self))
    , affix = TRY(text_of(thread, part));
    if (!has_at(text, affix, side)) return Value(TRY(exact_str(thread, self)));
    size_t start = side == Side::Start ? affix.length : 0;
    size_t end = side == Side::Start ? text.length : text.length - affix.length;
    return Value(TRY(str_slice(thread, self, start, end)));
}
METHOD(Str, removeprefix, "removeprefix(self, prefix, /)",
       "Return a str with the given prefix string removed if present.") {
    return remove_side(thread, self, args[0], Side::Start, "removeprefix");
}
METHOD(Str, removesuffix, "removesuffix(self, suffix, /)",
       "Return a str with the given suffix string removed if present.") {
    return remove_side(thread, self, args[0], Side::End, "removesuffix");
}

// ---- strip ----
// str.isspace() of the first 256 code points.
constexpr std::array<bool, 256> kLatin1Blanks = [] {
    std::array<bool, 256> blanks{};
    for (int code : {9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x85, 0xa0}) blanks[static_cast<size_t>(code)] = true;
    return blanks;
}();
template <typename Char>
bool is_blank(Char code) {
    return code < 256 ? kLatin1Blanks[code] : unicode::is_space(code);
}

Result<Value> strip_ends(Thread& thread, Str* self, Value chars, const char* method, bool left, bool right) {
    TextView text = TRY(text_of(thread, self));
    size_t start = 0, end = text.length;
    auto trim = [&](auto&& drop) -> Result<void> {
        if (left) TRY(all_in_slices(thread, end, [&](size_t) { return drop(text[start]) && ++start; }));
        if (right) TRY(all_in_slices(thread, end - start, [&](size_t) { return drop(text[end - 1]) && end--; }));
        return {};
    };
    if (chars.is_none()) {
        TRY(trim([](uint32_t code) { return is_blank(code); }));
    } else {
        auto* set = as_kind<Str>(thread, chars);
        if (!set) return raise(thread, Exc::TypeError, "{} arg must be None or str", method);
        TextView codes = TRY(text_of(thread, set));
        TRY(trim([&](uint32_t code) { return find_code(codes, code) != kNotFound; }));
    }
    return Value(TRY(str_slice(thread, self, start, end)));
}
METHOD(Str, strip, "strip(self, chars=None, /)",
       "Return a copy of the string with leading and trailing whitespace removed.\n\nIf chars is given and not None, "
       "remove characters "
       "in chars instead.") {
    return strip_ends(thread, self, args[0], "strip", true, true);
}
METHOD(Str, lstrip, "lstrip(self, chars=None, /)",
       "Return a copy of the string with leading whitespace removed.\n\nIf chars is given and not None, remove "
       "characters in chars "
       "instead.") {
    return strip_ends(thread, self, args[0], "lstrip", true, false);
}
METHOD(Str, rstrip, "rstrip(self, chars=None, /)",
       "Return a copy of the string with trailing whitespace removed.\n\nIf chars is given and not None, remove "
       "characters in chars "
       "instead.") {
    return strip_ends(thread, self, args[0], "rstrip", false, true);
}

// ---- split ----
// Pieces come in the order of the text, or backwards (rsplit), and are turned round at the end.
class Pieces {
public:
    Pieces(Thread& thread, Str* string, TextView text)
        : thread_(thread), string_(string), text_(text), ascii_(string->is_ascii()) {}
    Thread& thread() const { return thread_; }
    Result<void> add(size_t start, size_t end) {
        constexpr size_t kShort = 256;
        bool whole = start == 0 && end == text_.length;
        Value piece;
        if (whole) piece = Value(TRY(exact_str(thread_, string_)));
        else if (ascii_ && end - start < kShort)
            piece = Value(make_ascii(thread_, {static_cast<const char*>(text_.data) + start, end - start}));
        else piece = Value(TRY(str_piece(thread_, string_, text_, start, end)));
        if (count_ < kFew) {
            few_[count_++] = piece;
            return {};
        }
        if (count_ == kFew) {
            for (Value value : few_) TRY(many_.push(thread_, value));
        }
        TRY(many_.push(thread_, piece));
        if ((++count_ & 0xfff) == 0) TRY(thread_.poll());
        return {};
    }
    Result<Value> finish(Direction direction) {
        List* list = TRY(make_list_from(thread_, {count_ > kFew ? many_.data() : few_, count_}));
        if (direction == Direction::Backward && count_ > 1) {
            ListItems* items = list->items_.get();
            for (size_t i = 0, j = count_ - 1; i < j; ++i, --j) {
                Value first = items->items_[i].get_relaxed();
                items->items_[i].set(items, items->items_[j].get_relaxed());
                items->items_[j].set(items, first);
            }
        }
        return Value(list);
    }

private:
    static constexpr size_t kFew = 16;  // so many lie on the native stack until the list is made
    Thread& thread_;
    Str* string_;
    TextView text_;
    bool ascii_;
    Value few_[kFew];
    ValueVector many_;  // all of them, when there are more
    size_t count_ = 0;
};

template <typename Char>
Result<void> split_blanks(Pieces& pieces, const Char* text, size_t length, int64_t most) {
    size_t at = 0;
    for (;;) {
        TRY(all_in_slices(pieces.thread(), length - at, [&](size_t) { return is_blank(text[at]) && ++at; }));
        if (at == length) return {};
        if (most-- == 0) return pieces.add(at, length);
        size_t start = at;
        TRY(all_in_slices(pieces.thread(), length - at, [&](size_t) { return !is_blank(text[at]) && ++at; }));
        TRY(pieces.add(start, at));
    }
}
template <typename Char>
Result<void> rsplit_blanks(Pieces& pieces, const Char* text, size_t length, int64_t most) {
    size_t at = length;
    for (;;) {
        TRY(all_in_slices(pieces.thread(), at, [&](size_t) { return is_blank(text[at - 1]) && at--; }));
        if (at == 0) return {};
        if (most-- == 0) return pieces.add(0, at);
        size_t end = at;
        TRY(all_in_slices(pieces.thread(), at, [&](size_t) { return !is_blank(text[at - 1]) && at--; }));
        TRY(pieces.add(at, end));
    }
}

Result<Value> split_text_py(Thread& thread, Str* self, Value separator, Value maxsplit, Direction direction) {
    int64_t most = TRY(index_int64_py(thread, maxsplit));
    if (most < 0) most = INT64_MAX;
    TextView text = TRY(text_of(thread, self));
    Pieces pieces(thread, self, text);
    if (separator.is_none()) {
        bool forward = direction == Direction::Forward;
        auto run = [&](const auto* data) {
            return forward ? split_blanks(pieces, data, text.length, most)
                           : rsplit_blanks(pieces, data, text.length, most);
        };
        if (text.kind == 1) TRY(run(static_cast<const uint8_t*>(text.data)));
        else if (text.kind == 2) TRY(run(static_cast<const uint16_t*>(text.data)));
        else TRY(run(static_cast<const uint32_t*>(text.data)));
        return pieces.finish(direction);
    }
    auto* between = as_kind<Str>(thread, separator);
    if (!between) return raise(thread, Exc::TypeError, "must be str or None, not {}", type_name(thread, separator));
    TextView needle = TRY(text_of(thread, between));
    if (needle.length == 0) return raise(thread, Exc::ValueError, "empty separator");
    bool forward = direction == Direction::Forward;
    Searcher searcher(needle, text.kind);
    Poll poll = poll_of(thread);
    if (forward) {
        size_t start = 0;
        while (most-- > 0) {
            size_t found = TRY(search_result(searcher.next(text, start, poll)));
            if (found == kNotFound) break;
            TRY(pieces.add(start, found));
            start = found + needle.length;
        }
        TRY(pieces.add(start, text.length));
    } else {
        size_t end = text.length;
        while (most-- > 0) {
            size_t found = TRY(search_result(searcher.previous(text, end, poll)));
            if (found == kNotFound) break;
            TRY(pieces.add(found + needle.length, end));
            end = found;
        }
        TRY(pieces.add(0, end));
    }
    return pieces.finish(direction);
}

METHOD(Str, split, "split(self, /, sep=None, maxsplit=-1)",
       "Return a list of the substrings in the string, using sep as the separator string.\n\n  sep\n    The separator "
       "used to split the "
       "string.\n\n    When set to None (the default value), will split on any whitespace\n    character (including "
       "\\n \\r \\t \\f and "
       "spaces) and will discard\n    empty strings from the result.\n  maxsplit\n    Maximum number of splits.\n    "
       "-1 (the default "
       "value) means no limit.\n\nSplitting starts at the front of the string and works to the end.") {
    return split_text_py(thread, self, args[0], args[1], Direction::Forward);
}
METHOD(Str, rsplit, "rsplit(self, /, sep=None, maxsplit=-1)",
       "Return a list of the substrings in the string, using sep as the separator string.\n\nSplitting starts at the "
       "end of the string "
       "and works to the front.") {
    return split_text_py(thread, self, args[0], args[1], Direction::Backward);
}

template <typename Char>
Result<void> split_lines(Pieces& pieces, const Char* text, size_t length, bool keep) {
    for (size_t at = 0; at < length;) {
        size_t start = at;
        // Most characters are above the last control character that breaks a line, and below the first of the others.
        TRY(all_in_slices(pieces.thread(), length - at, [&](size_t) {
            return ((text[at] > 0x1e && text[at] < 0x85) || !unicode::is_line_break(text[at])) && ++at;
        }));
        size_t end = at;
        if (at < length) at += text[at] == '\r' && at + 1 < length && text[at + 1] == '\n' ? 2 : 1;
        TRY(pieces.add(start, keep ? at : end));
    }
    return {};
}

METHOD(Str, splitlines, "splitlines(self, /, keepends=False)",
       "Return a list of the lines in the string, breaking at line boundaries.\n\nLine breaks are not included in the "
       "resulting list "
       "unless keepends is given and\ntrue.") {
    bool keep = TRY(truth_py(thread, args[0]));
    TextView text = TRY(text_of(thread, self));
    Pieces pieces(thread, self, text);
    if (text.kind == 1) TRY(split_lines(pieces, static_cast<const uint8_t*>(text.data), text.length, keep));
    else if (text.kind == 2) TRY(split_lines(pieces, static_cast<const uint16_t*>(text.data), text.length, keep));
    else TRY(split_lines(pieces, static_cast<const uint32_t*>(text.data), text.length, keep));
    return pieces.finish(Direction::Forward);
}

Result<Value> partition_at(Thread& thread, Str* self, Value separator, Direction direction) {
    auto* between = as_kind<Str>(thread, separator);
    if (!between) return raise(thread, Exc::TypeError, "must be str, not {}", type_name(thread, separator));
    TextView text = TRY(text_of(thread, self))
    , needle = TRY(text_of(thread, between));
    if (needle.length == 0) return raise(thread, Exc::ValueError, "empty separator");
    Poll poll = poll_of(thread);
    size_t at =
        TRY(search_result(direction == Direction::Forward ? find(text, needle, poll) : rfind(text, needle, poll)));
    Value empty(empty_str(thread));
    if (at == kNotFound) {
        Value whole(TRY(exact_str(thread, self)));
        return direction == Direction::Forward ? Value(make_tuple(thread, {whole, empty, empty}))
                                               : Value(make_tuple(thread, {empty, empty, whole}));
    }
    Value before(TRY(str_piece(thread, self, text, 0, at)));
    Value after(TRY(str_piece(thread, self, text, at + needle.length, text.length)));
    return Value(make_tuple(thread, { before, Value(TRY(exact_str(thread, between))), after }));
}
METHOD(
    Str, partition, "partition(self, sep, /)",
    "Partition the string into three parts using the given separator.\n\nThis will search for the separator in the "
    "string.  If the "
    "separator is found,\nreturns a 3-tuple containing the part before the separator, the separator\nitself, and the "
    "part after "
    "it.\n\nIf the separator is not found, returns a 3-tuple containing the original string\nand two empty strings.") {
    return partition_at(thread, self, args[0], Direction::Forward);
}
METHOD(Str, rpartition, "rpartition(self, sep, /)",
       "Partition the string into three parts using the given separator, searching from the end.") {
    return partition_at(thread, self, args[0], Direction::Backward);
}

// ---- replace ----
// Where the needle stands: a few places need no allocation, many lie in blocks that are never moved.
class Places {
public:
    size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    void push_back(size_t place) {
        if (count_ < kFew) {
            few_[count_++] = place;
            return;
        }
        size_t at = count_++ - kFew;
        if (at % kBlock == 0) many_.push_back(std::make_unique_for_overwrite<size_t[]>(kBlock));
        many_[at / kBlock][at % kBlock] = place;
    }
    size_t operator[](size_t i) const { return i < kFew ? few_[i] : many_[(i - kFew) / kBlock][(i - kFew) % kBlock]; }

private:
    static constexpr size_t kFew = 16, kBlock = 8192;
    size_t few_[kFew];
    std::vector<std::unique_ptr<size_t[]>> many_;
    size_t count_ = 0;
};

Result<Value> replace_text(Thread& thread, Str* self, Str* from, Str* to, int64_t most) {
    TextView text = TRY(text_of(thread, self))
    , needle = TRY(text_of(thread, from))
    , fresh = TRY(text_of(thread, to));
    size_t limit = most < 0 ? SIZE_MAX - 2 : static_cast<size_t>(most);
    if (limit == 0 || needle.length > text.length) return Value(TRY(exact_str(thread, self)));
    Places places;
    if (needle.length != 0) {
        // One character by another of the same width: the places are not needed.
        constexpr size_t kAtOnce = size_t{1} << 16;
        bool narrow = self->is_ascii() && from->is_ascii() && to->is_ascii() && text.length < kAtOnce;
        if (narrow && needle.length == 1 && fresh.length == 1 && limit >= text.length && text.length > 1) {
            auto data = static_cast<const char*>(text.data);
            char old = static_cast<const char*>(needle.data)[0], other = static_cast<const char*>(fresh.data)[0];
            if (!memchr(data, old, text.length)) return Value(TRY(exact_str(thread, self)));
            Str* result = TRY(make_str_buffer(thread, text.length, 0x7f));
            char* out = result->inline_data();
            for (size_t i = 0; i < text.length; ++i) out[i] = data[i] == old ? other : data[i];
            return Value(result);
        }
        Searcher searcher(needle, text.kind);
        Poll poll = poll_of(thread);
        for (size_t at = 0; places.size() < limit;) {
            at = TRY(search_result(searcher.next(text, at, poll)));
            if (at == kNotFound) break;
            places.push_back(at);
            at += needle.length;
        }
    }
    // An empty needle stands before each character and at the end.
    const size_t times = needle.length ? places.size() : std::min(limit, text.length + 1);
    if (times == 0) return Value(TRY(exact_str(thread, self)));
    size_t kept = text.length - times * needle.length, added, length;
    if (__builtin_mul_overflow(times, fresh.length, &added) || __builtin_add_overflow(kept, added, &length))
        return raise(thread, Exc::OverflowError, "replace string is too long");
    uint32_t old_max = max_for(self), new_max = fresh.length ? max_for(to) : 0x7f;
    Str* result = TRY(make_str_buffer(thread, length, std::max(old_max, new_max)));
    auto kind = static_cast<uint8_t>(result->kind());
    char* out = result->inline_data();
    size_t at = 0;
    size_t since = 0;  // what was copied since the last look whether to stop
    auto copy = [&](TextView part) {
        if (part.length > kBulkSlice) {
            if (!copy_text_in_slices(thread, out, kind, part)) return false;
        } else if (kind == 1 && part.kind == 1) {
            memcpy(out, part.data, part.length);
        } else {
            unicode::copy_text(out, kind, part);
        }
        out += part.length * kind;
        since += part.length + 8;  // an empty part takes time too
        if (since < kBulkSlice) return true;
        since = 0;
        return !stop_asked(thread);
    };
    for (size_t i = 0; i < times; ++i) {
        size_t place = needle.length ? places[i] : i;
        if (place > at && !copy(text.slice(at, place))) return raise_stopped(thread);
        if (!copy(fresh)) return raise_stopped(thread);
        at = place + needle.length;
    }
    if (!copy(text.slice(at, text.length))) return raise_stopped(thread);
    // The widest characters may have been the ones replaced.
    if (length <= 1 || old_max > new_max) return Value(TRY(make_str(thread, text_of(result))));
    return Value(result);
}
METHOD(Str, replace, "replace(self, old, new, /, count=-1)",
       "Return a copy with all occurrences of substring old replaced by new.\n\n  count\n    Maximum number of "
       "occurrences to "
       "replace.\n    -1 (the default value) means replace all occurrences.\n\nIf the optional argument count is "
       "given, only the first "
       "count occurrences are\nreplaced.") {
    Str* from = TRY(str_argument(thread, "replace", 1, args[0]));
    Str* to = TRY(str_argument(thread, "replace", 2, args[1]));
    return replace_text(thread, self, from, to, TRY(index_int64_py(thread, args[2])));
}

METHOD(Str, join, "join(self, iterable, /)",
       "Concatenate any number of strings.\n\nThe string whose method is called is inserted in between each given "
       "string.\nThe result is "
       "returned as a new string.\n\nExample: '.'.join(['ab', 'pq', 'rs']) -> 'ab.pq.rs'") {
    const Value* items = nullptr;
    size_t count = 0;
    Tuple* tuple = args[0].as_if<Tuple>();
    if (!tuple) {
        if (auto* list = args[0].as_if<List>()) {
            tuple = TRY(list_to_tuple(thread, list));
        } else {
            if (!type_of(thread, args[0])->slots.iterate && !type_of(thread, args[0])->slots.get_item)
                return raise(thread, Exc::TypeError, "can only join an iterable");
            tuple = TRY(make_tuple_from_py(thread, args[0]));
        }
    }
    items = tuple->data();
    count = tuple->size();
    for (size_t i = 0; i < count; ++i) {
        if (items[i].is<Str>()) [[likely]]
            continue;
        if (!as_kind<Str>(thread, items[i]))
            return raise(thread, Exc::TypeError, "sequence item {}: expected str instance, {} found", i,
                         type_name(thread, items[i]));
    }
    return Value(TRY(str_join(thread, self, items, count)));
}

}  // namespace

const std::initializer_list<const NativeSpec*> kStrFindMethods = {
    &Str_find,         &Str_rfind,        &Str_index,      &Str_rindex,  &Str_count,  &Str_startswith, &Str_endswith,
    &Str_removeprefix, &Str_removesuffix, &Str_strip,      &Str_lstrip,  &Str_rstrip, &Str_split,      &Str_rsplit,
    &Str_splitlines,   &Str_partition,    &Str_rpartition, &Str_replace, &Str_join};

}  // namespace krait::core
