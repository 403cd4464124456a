// The methods that bytes and bytearray share. `self` is either; results are of its kind.
#include "runtime/native_room.h"
#include "runtime/objects/bytes_builder.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/str_parts.h"
#include "runtime/objects/text_codecs.h"
#include "runtime/primitives/unicode/search.h"

namespace krait::core {

Result<uint8_t> byte_value_py(Thread& thread, Value value, const char* what) {
    int64_t number = value.is_small() ? value.as_small() : TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    if (number < 0 || number > 255) return raise(thread, Exc::ValueError, "{} must be in range(0, 256)", what);
    return static_cast<uint8_t>(number);
}

Result<Value> make_same_kind(Thread& thread, Value like, std::string_view data) {
    if (as_kind<Bytearray>(thread, like)) return Value(TRY(make_bytearray(thread, data)));
    if (auto* bytes = like.as_if<Bytes>()) {
        if (bytes->data() == data.data() && bytes->size() == data.size()) return like;
    }
    return Value(TRY(make_bytes(thread, data)));
}
Result<Value> as_same_kind(Thread& thread, Value like, Bytes* made) {
    if (as_kind<Bytearray>(thread, like)) return Value(TRY(make_bytearray(thread, made->view())));
    return Value(made);
}

namespace {

struct BytesLike {};

// The bytes of the moment. Of a bytearray they lie in a cell that this view keeps alive.
Result<std::string_view> bytes_of(Thread& thread, Value self) {
    if (auto* bytes = as_kind<Bytes>(thread, self)) return bytes->view();
    return bytearray_bytes(thread, self.to<Bytearray>());
}
size_t size_of(Thread& thread, Value self) {
    if (auto* bytes = as_kind<Bytes>(thread, self)) return bytes->size();
    return self.to<Bytearray>()->size();
}

// What find() and its like look for: a byte or a run of bytes.
class Needle {
public:
    explicit Needle(Thread& thread) : thread_(thread), argument_(thread) {}
    Result<void> open_py(Value value) {
        if (has_buffer(thread_, value)) {
            TRY(argument_.open_py(value));
            bytes_ = *argument_;
            return {};
        }
        if (!type_of(thread_, value)->slots.index)
            return raise(thread_, Exc::TypeError, "argument should be integer or bytes-like object, not '{}'",
                         type_name(thread_, value));
        byte_ = static_cast<char>(TRY(byte_value_py(thread_, value)));
        bytes_ = std::string_view(&byte_, 1);
        return {};
    }
    std::string_view bytes() const { return bytes_; }

private:
    Thread& thread_;
    BytesArgument argument_;
    char byte_ = 0;
    std::string_view bytes_;
};

enum class Direction { Forward, Backward };

Result<int64_t> find_from_py(Thread& thread, Value self, const Value* args, Direction direction) {
    Needle needle(thread);
    TRY(needle.open_py(args[0]));
    size_t start, end;
    bool any = TRY(search_range_py(thread, args[1], args[2], size_of(thread, self), &start, &end));
    std::string_view text = TRY(bytes_of(thread, self));
    if (!any || end > text.size()) return -1;
    TextView part(text.substr(start, end - start)), sought(needle.bytes());
    if (sought.length > part.length) return -1;
    Poll poll = poll_of(thread);
    size_t found =
        TRY(search_result(direction == Direction::Forward ? find(part, sought, poll) : rfind(part, sought, poll)));
    return found == kNotFound ? -1 : static_cast<int64_t>(found + start);
}

#define BYTES_METHOD(NAME, SIGNATURE, DOC) VALUE_METHOD(BytesLike, NAME, SIGNATURE, DOC)

BYTES_METHOD(
    find, "find(self, sub, start=None, end=None, /)",
    "Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].") {
    return make_int(thread, TRY(find_from_py(thread, self, args, Direction::Forward)));
}
BYTES_METHOD(rfind, "rfind(self, sub, start=None, end=None, /)",
             "Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within "
             "B[start,end].") {
    return make_int(thread, TRY(find_from_py(thread, self, args, Direction::Backward)));
}
BYTES_METHOD(
    index, "index(self, sub, start=None, end=None, /)",
    "Return the lowest index in B where subsection 'sub' is found. Raise ValueError if the subsection is not found.") {
    int64_t at = TRY(find_from_py(thread, self, args, Direction::Forward));
    if (at < 0) return raise(thread, Exc::ValueError, "subsection not found");
    return make_int(thread, at);
}
BYTES_METHOD(
    rindex, "rindex(self, sub, start=None, end=None, /)",
    "Return the highest index in B where subsection 'sub' is found. Raise ValueError if the subsection is not found.") {
    int64_t at = TRY(find_from_py(thread, self, args, Direction::Backward));
    if (at < 0) return raise(thread, Exc::ValueError, "subsection not found");
    return make_int(thread, at);
}
BYTES_METHOD(count, "count(self, sub, start=None, end=None, /)",
             "Return the number of non-overlapping occurrences of subsection 'sub' in bytes B[start:end].") {
    Needle needle(thread);
    TRY(needle.open_py(args[0]));
    size_t start, end;
    bool any = TRY(search_range_py(thread, args[1], args[2], size_of(thread, self), &start, &end));
    std::string_view text = TRY(bytes_of(thread, self));
    if (!any || end > text.size()) return Value::small(0);
    TextView part(text.substr(start, end - start));
    return Value::small(
        static_cast<int64_t>(TRY(search_result(count(part, TextView(needle.bytes()), SIZE_MAX - 2, poll_of(thread))))));
}

enum class Side { Start, End };
Result<Value> match_side_py(Thread& thread, Value self, const Value* args, Side side, const char* method) {
    size_t start, end;
    bool any = TRY(search_range_py(thread, args[1], args[2], size_of(thread, self), &start, &end));
    auto matches = [&](Value part) -> Result<bool> {
        BytesArgument affix(thread);
        TRY(affix.open_py(part));
        std::string_view text = TRY(bytes_of(thread, self));
        if (!any || end > text.size()) return false;
        text = text.substr(start, end - start);
        return side == Side::Start ? text.starts_with(*affix) : text.ends_with(*affix);
    };
    if (auto* parts = as_kind<Tuple>(thread, args[0])) {
        for (Value part : parts->span()) {
            if (TRY(matches(part))) return Value::true_();
        }
        return Value::false_();
    }
    if (!has_buffer(thread, args[0]))
        return raise(thread, Exc::TypeError, "{} first arg must be bytes or a tuple of bytes, not {}", method,
                     type_name(thread, args[0]));
    return Value::boolean(TRY(matches(args[0])));
}
BYTES_METHOD(startswith, "startswith(self, prefix, start=None, end=None, /)",
             "Return True if the bytes starts with the specified prefix, False otherwise.\n\n  prefix\n    A bytes or "
             "a tuple of bytes to "
             "try.\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop "
             "position. Default: end of "
             "the bytes.") {
    return match_side_py(thread, self, args, Side::Start, "startswith");
}
BYTES_METHOD(endswith, "endswith(self, suffix, start=None, end=None, /)",
             "Return True if the bytes ends with the specified suffix, False otherwise.\n\n  suffix\n    A bytes or a "
             "tuple of bytes to "
             "try.\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop "
             "position. Default: end of "
             "the bytes.") {
    return match_side_py(thread, self, args, Side::End, "endswith");
}
BYTES_METHOD(removeprefix, "removeprefix(self, prefix, /)",
             "Return a bytes object with the given prefix string removed if present.") {
    BytesArgument affix(thread);
    TRY(affix.open_py(args[0]));
    std::string_view text = TRY(bytes_of(thread, self));
    if (text.starts_with(*affix)) text.remove_prefix(affix->size());
    return make_same_kind(thread, self, text);
}
BYTES_METHOD(removesuffix, "removesuffix(self, suffix, /)",
             "Return a bytes object with the given suffix string removed if present.") {
    BytesArgument affix(thread);
    TRY(affix.open_py(args[0]));
    std::string_view text = TRY(bytes_of(thread, self));
    if (text.ends_with(*affix)) text.remove_suffix(affix->size());
    return make_same_kind(thread, self, text);
}

// ---- characters, as ASCII has them ----
bool is_blank(char c) { return c == ' ' || (c >= 9 && c <= 13); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_upper(c) || is_lower(c); }
char lower_of(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }
char upper_of(char c) { return is_lower(c) ? static_cast<char>(c - 32) : c; }

template <typename Predicate>
Result<Value> all_bytes(Thread& thread, Value self, Predicate predicate) {
    std::string_view text = TRY(bytes_of(thread, self));
    bool all = TRY(all_in_slices(thread, text.size(), [&](size_t i) { return predicate(text[i]); }));
    return Value::boolean(all && !text.empty());
}
BYTES_METHOD(isalpha, "isalpha(self, /)",
             "B.isalpha() -> bool\n\nReturn True if all characters in B are alphabetic\nand there is at least one "
             "character in B, False otherwise.") {
    return all_bytes(thread, self, is_letter);
}
BYTES_METHOD(isdigit, "isdigit(self, /)",
             "B.isdigit() -> bool\n\nReturn True if all characters in B are digits\nand there is at least one "
             "character in B, False otherwise.") {
    return all_bytes(thread, self, is_digit);
}
BYTES_METHOD(isspace, "isspace(self, /)",
             "B.isspace() -> bool\n\nReturn True if all characters in B are whitespace\nand there is at least one "
             "character in B, False otherwise.") {
    return all_bytes(thread, self, is_blank);
}
BYTES_METHOD(isalnum, "isalnum(self, /)",
             "B.isalnum() -> bool\n\nReturn True if all characters in B are alphanumeric\nand there is at least one "
             "character in B, False otherwise.") {
    return all_bytes(thread, self, [](char c) { return is_letter(c) || is_digit(c); });
}
BYTES_METHOD(isascii, "isascii(self, /)",
             "B.isascii() -> bool\n\nReturn True if B is empty or all characters in B are ASCII,\nFalse otherwise.") {
    std::string_view text = TRY(bytes_of(thread, self));
    return Value::boolean(unicode::is_ascii(text.data(), text.size()));
}
BYTES_METHOD(islower, "islower(self, /)",
             "B.islower() -> bool\n\nReturn True if all cased characters in B are lowercase and there is\nat least one "
             "cased character in B, False otherwise.") {
    bool any = false;
    std::string_view text = TRY(bytes_of(thread, self));
    bool all = TRY(all_in_slices(thread, text.size(), [&](size_t i) {
        any = any || is_lower(text[i]);
        return !is_upper(text[i]);
    }));
    return Value::boolean(any && all);
}
BYTES_METHOD(isupper, "isupper(self, /)",
             "B.isupper() -> bool\n\nReturn True if all cased characters in B are uppercase and there is\nat least one "
             "cased character in B, False otherwise.") {
    bool any = false;
    std::string_view text = TRY(bytes_of(thread, self));
    bool all = TRY(all_in_slices(thread, text.size(), [&](size_t i) {
        any = any || is_upper(text[i]);
        return !is_lower(text[i]);
    }));
    return Value::boolean(any && all);
}
BYTES_METHOD(istitle, "istitle(self, /)",
             "B.istitle() -> bool\n\nReturn True if B is a titlecased string and there is at least one\ncharacter in "
             "B, i.e. uppercase characters may only follow uncased\ncharacters and lowercase characters only cased "
             "ones. Return False\notherwise.") {
    bool any = false, in_word = false;
    std::string_view text = TRY(bytes_of(thread, self));
    bool all = TRY(all_in_slices(thread, text.size(), [&](size_t i) {
        char c = text[i];
        if (is_upper(c) ? in_word : is_lower(c) && !in_word) return false;
        in_word = is_letter(c);
        any = any || in_word;
        return true;
    }));
    return Value::boolean(any && all);
}

template <typename Map>
Result<Value> map_bytes(Thread& thread, Value self, Map map) {
    std::string_view text = TRY(bytes_of(thread, self));
    BytesBuilder out(thread);
    TRY(out.reserve(text.size()));
    bool whole = in_slices(thread, text.size(), [&](size_t begin, size_t end) {
        char* to = out.extend(end - begin);
        for (; begin < end; ++begin) *to++ = map(text[begin]);
    });
    if (!whole) return raise_stopped(thread);
    return as_same_kind(thread, self, TRY(out.finish()));
}
BYTES_METHOD(lower, "lower(self, /)",
             "B.lower() -> copy of B\n\nReturn a copy of B with all ASCII characters converted to lowercase.") {
    return map_bytes(thread, self, lower_of);
}
BYTES_METHOD(upper, "upper(self, /)",
             "B.upper() -> copy of B\n\nReturn a copy of B with all ASCII characters converted to uppercase.") {
    return map_bytes(thread, self, upper_of);
}
BYTES_METHOD(swapcase, "swapcase(self, /)",
             "B.swapcase() -> copy of B\n\nReturn a copy of B with uppercase ASCII characters converted\nto lowercase "
             "ASCII and vice versa.") {
    return map_bytes(thread, self, [](char c) { return is_upper(c) ? lower_of(c) : upper_of(c); });
}
BYTES_METHOD(capitalize, "capitalize(self, /)",
             "B.capitalize() -> copy of B\n\nReturn a copy of B with only its first character capitalized (ASCII)\nand "
             "the rest lower-cased.") {
    bool first = true;
    return map_bytes(thread, self, [&first](char c) {
        char mapped = first ? upper_of(c) : lower_of(c);
        first = false;
        return mapped;
    });
}
BYTES_METHOD(title, "title(self, /)",
             "B.title() -> copy of B\n\nReturn a titlecased version of B, i.e. ASCII words start with "
             "uppercase\ncharacters, all remaining cased characters have lowercase.") {
    bool in_word = false;
    return map_bytes(thread, self, [&in_word](char c) {
        char mapped = in_word ? lower_of(c) : upper_of(c);
        in_word = is_letter(c);
        return mapped;
    });
}

// ---- layout ----
Result<char> fill_argument(Thread& thread, const char* method, Value value) {
    if (value.is_nothing()) return ' ';
    std::string_view bytes;
    if (auto* exact = as_kind<Bytes>(thread, value)) bytes = exact->view();
    else if (auto* array = as_kind<Bytearray>(thread, value)) bytes = TRY(bytearray_bytes(thread, array));
    if (bytes.size() != 1)
        return raise(thread, Exc::TypeError, "{}() argument 2 must be a byte string of length 1, not {}", method,
                     argument_kind(thread, value));
    return bytes[0];
}
enum class Align { Left, Right, Center };
Result<Value> justify_py(Thread& thread, Value self, const char* method, const Value* args, Align align) {
    int64_t width = TRY(index_int64_py(thread, args[0]));
    char fill = TRY(fill_argument(thread, method, args[1]));
    std::string_view text = TRY(bytes_of(thread, self));
    int64_t more = std::max<int64_t>(width, 0) - static_cast<int64_t>(text.size());
    if (more <= 0) return make_same_kind(thread, self, text);
    int64_t left = align == Align::Left ? 0 : align == Align::Right ? more : more / 2 + (more & width & 1);
    BytesBuilder out(thread);
    TRY(out.reserve(static_cast<size_t>(width)));
    TRY(out.add(fill, static_cast<size_t>(left)));
    TRY(out.add(text));
    TRY(out.add(fill, static_cast<size_t>(more - left)));
    return as_same_kind(thread, self, TRY(out.finish()));
}
BYTES_METHOD(ljust, "ljust(self, width, fillchar=b' ', /)",
             "Return a left-justified string of length width.\n\nPadding is done using the specified fill character.") {
    return justify_py(thread, self, "ljust", args, Align::Left);
}
BYTES_METHOD(
    rjust, "rjust(self, width, fillchar=b' ', /)",
    "Return a right-justified string of length width.\n\nPadding is done using the specified fill character.") {
    return justify_py(thread, self, "rjust", args, Align::Right);
}
BYTES_METHOD(center, "center(self, width, fillchar=b' ', /)",
             "Return a centered string of length width.\n\nPadding is done using the specified fill character.") {
    return justify_py(thread, self, "center", args, Align::Center);
}
BYTES_METHOD(zfill, "zfill(self, width, /)",
             "Pad a numeric string with zeros on the left, to fill a field of the given width.\n\nThe original string "
             "is never truncated.") {
    int64_t width = TRY(index_int64_py(thread, args[0]));
    std::string_view text = TRY(bytes_of(thread, self));
    int64_t more = std::max<int64_t>(width, 0) - static_cast<int64_t>(text.size());
    if (more <= 0) return make_same_kind(thread, self, text);
    BytesBuilder out(thread);
    TRY(out.reserve(static_cast<size_t>(width)));
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        TRY(out.add(text.substr(0, 1)));
        text.remove_prefix(1);
    }
    TRY(out.add('0', static_cast<size_t>(more)));
    TRY(out.add(text));
    return as_same_kind(thread, self, TRY(out.finish()));
}
BYTES_METHOD(expandtabs, "expandtabs(self, /, tabsize=8)",
             "Return a copy where all tab characters are expanded using spaces.\n\nIf tabsize is not given, a tab size "
             "of 8 characters is assumed.") {
    int64_t size = TRY(index_int64_py(thread, args[0]));
    if (size > INT32_MAX || size < INT32_MIN)
        return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
    BytesBuilder out(thread);
    int64_t column = 0;
    for (char c : TRY(bytes_of(thread, self))) {
        if (c == '\t') {
            int64_t more = size > 0 ? size - column % size : 0;
            column += more;
            TRY(out.add(' ', static_cast<size_t>(more)));
        } else {
            TRY(out.add(std::string_view(&c, 1)));
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
        if ((out.size() & 0xffff) == 0 && stop_asked(thread)) return raise_stopped(thread);
    }
    return as_same_kind(thread, self, TRY(out.finish()));
}

Result<Value> strip_py(Thread& thread, Value self, Value chars, bool left, bool right) {
    bool drop[256] = {};
    if (chars.is_none()) {
        for (char c : std::string_view(" \t\n\r\f\v")) drop[static_cast<uint8_t>(c)] = true;
    } else {
        BytesArgument set(thread);
        TRY(set.open_py(chars));
        for (char c : *set) drop[static_cast<uint8_t>(c)] = true;
    }
    std::string_view text = TRY(bytes_of(thread, self));
    size_t start = 0, end = text.size();
    if (left)
        TRY(all_in_slices(thread, end, [&](size_t) { return drop[static_cast<uint8_t>(text[start])] && ++start; }));
    if (right)
        TRY(all_in_slices(thread, end - start,
                          [&](size_t) { return drop[static_cast<uint8_t>(text[end - 1])] && end--; }));
    text = text.substr(start, end - start);
    return make_same_kind(thread, self, text);
}
BYTES_METHOD(strip, "strip(self, bytes=None, /)",
             "Strip leading and trailing bytes contained in the argument.\n\nIf the argument is omitted or None, strip "
             "leading and trailing ASCII whitespace.") {
    return strip_py(thread, self, args[0], true, true);
}
BYTES_METHOD(lstrip, "lstrip(self, bytes=None, /)",
             "Strip leading bytes contained in the argument.\n\nIf the argument is omitted or None, strip leading  "
             "ASCII whitespace.") {
    return strip_py(thread, self, args[0], true, false);
}
BYTES_METHOD(rstrip, "rstrip(self, bytes=None, /)",
             "Strip trailing bytes contained in the argument.\n\nIf the argument is omitted or None, strip trailing "
             "ASCII whitespace.") {
    return strip_py(thread, self, args[0], false, true);
}

// ---- split ----
class Pieces {
public:
    Pieces(Thread& thread, Value like) : thread_(thread), like_(like) {}
    Result<void> add(std::string_view piece) {
        TRY(values_.push(thread_, TRY(make_same_kind(thread_, like_, piece))));
        if ((values_.size() & 0xfff) == 0) TRY(thread_.poll());
        return {};
    }
    Result<Value> finish(Direction direction = Direction::Forward) {
        if (direction == Direction::Backward) {
            for (size_t i = 0, j = values_.size(); i + 1 < j; ++i) {
                Value last = values_[--j];
                values_.set(j, values_[i]);
                values_.set(i, last);
            }
        }
        return Value(TRY(make_list_from(thread_, {values_.data(), values_.size()})));
    }

private:
    Thread& thread_;
    Value like_;
    ValueVector values_;
};

Result<Value> split_py(Thread& thread, Value self, Value separator, Value maxsplit, Direction direction) {
    int64_t most = TRY(index_int64_py(thread, maxsplit));
    if (most < 0) most = INT64_MAX;
    bool forward = direction == Direction::Forward;
    Pieces pieces(thread, self);
    if (separator.is_none()) {
        std::string_view text = TRY(bytes_of(thread, self));
        for (;;) {
            while (!text.empty() && is_blank(forward ? text.front() : text.back()))
                forward ? text.remove_prefix(1) : text.remove_suffix(1);
            if (text.empty()) return pieces.finish(direction);
            if (most-- == 0) {
                TRY(pieces.add(text));
                return pieces.finish(direction);
            }
            size_t length = 0;
            TRY(all_in_slices(thread, text.size(), [&](size_t i) {
                return !is_blank(forward ? text[i] : text[text.size() - 1 - i]) && ++length;
            }));
            TRY(pieces.add(forward ? text.substr(0, length) : text.substr(text.size() - length)));
            forward ? text.remove_prefix(length) : text.remove_suffix(length);
        }
    }
    BytesArgument between(thread);
    TRY(between.open_py(separator));
    if (between->empty()) return raise(thread, Exc::ValueError, "empty separator");
    std::string_view text = TRY(bytes_of(thread, self));
    Searcher searcher(between.text(), 1);
    Poll poll = poll_of(thread);
    size_t low = 0, high = text.size();
    while (most-- > 0) {
        size_t found = TRY(search_result(forward ? searcher.next(TextView(text), low, poll)
                                                 : searcher.previous(TextView(text), high, poll)));
        if (found == kNotFound) break;
        if (forward) {
            TRY(pieces.add(text.substr(low, found - low)));
            low = found + between->size();
        } else {
            TRY(pieces.add(text.substr(found + between->size(), high - found - between->size())));
            high = found;
        }
    }
    TRY(pieces.add(text.substr(low, high - low)));
    return pieces.finish(direction);
}
BYTES_METHOD(split, "split(self, /, sep=None, maxsplit=-1)",
             "Return a list of the sections in the bytes, using sep as the delimiter.\n\n  sep\n    The delimiter "
             "according which to split the bytes.\n    None (the default value) means split on ASCII whitespace "
             "characters\n    (space, tab, return, newline, formfeed, vertical tab).\n  maxsplit\n    Maximum number "
             "of splits to do.\n    -1 (the default value) means no limit.") {
    return split_py(thread, self, args[0], args[1], Direction::Forward);
}
BYTES_METHOD(rsplit, "rsplit(self, /, sep=None, maxsplit=-1)",
             "Return a list of the sections in the bytes, using sep as the delimiter.\n\nSplitting is done starting at "
             "the end of the bytes and working to the front.") {
    return split_py(thread, self, args[0], args[1], Direction::Backward);
}
BYTES_METHOD(splitlines, "splitlines(self, /, keepends=False)",
             "Return a list of the lines in the bytes, breaking at line boundaries.\n\nLine breaks are not included in "
             "the resulting list unless keepends is given and\ntrue.") {
    bool keep = TRY(truth_py(thread, args[0]));
    std::string_view text = TRY(bytes_of(thread, self));
    Pieces pieces(thread, self);
    for (size_t at = 0; at < text.size();) {
        size_t start = at;
        TRY(all_in_slices(thread, text.size() - at,
                          [&](size_t) { return text[at] != '\n' && text[at] != '\r' && ++at; }));
        size_t end = at;
        if (at < text.size()) at += text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
        TRY(pieces.add(text.substr(start, (keep ? at : end) - start)));
    }
    return pieces.finish();
}
Result<Value> partition_py(Thread& thread, Value self, Value separator, Direction direction) {
    BytesArgument between(thread);
    TRY(between.open_py(separator));
    if (between->empty()) return raise(thread, Exc::ValueError, "empty separator");
    std::string_view text = TRY(bytes_of(thread, self));
    Poll poll = poll_of(thread);
    bool forward = direction == Direction::Forward;
    size_t at = TRY(search_result(forward ? find(TextView(text), between.text(), poll)
                                          : rfind(TextView(text), between.text(), poll)));
    if (at == kNotFound) {
        Value whole = TRY(make_same_kind(thread, self, text));
        Value first = TRY(make_same_kind(thread, self, {}))
        , second = TRY(make_same_kind(thread, self, {}));
        return forward ? Value(make_tuple(thread, {whole, first, second}))
                       : Value(make_tuple(thread, {first, second, whole}));
    }
    Value before = TRY(make_same_kind(thread, self, text.substr(0, at)));
    Value middle =
        as_kind<Bytes>(thread, self) && separator.is<Bytes>() ? separator : TRY(make_same_kind(thread, self, *between));
    Value after = TRY(make_same_kind(thread, self, text.substr(at + between->size())));
    return Value(make_tuple(thread, {before, middle, after}));
}
BYTES_METHOD(partition, "partition(self, sep, /)",
             "Partition the bytes into three parts using the given separator.\n\nThis will search for the separator "
             "sep in the bytes. If the separator is found,\nreturns a 3-tuple containing the part before the "
             "separator, the separator\nitself, and the part after it.\n\nIf the separator is not found, returns a "
             "3-tuple containing the original bytes\nobject and two empty bytes objects.") {
    return partition_py(thread, self, args[0], Direction::Forward);
}
BYTES_METHOD(rpartition, "rpartition(self, sep, /)",
             "Partition the bytes into three parts using the given separator, searching from the end.") {
    return partition_py(thread, self, args[0], Direction::Backward);
}

BYTES_METHOD(replace, "replace(self, old, new, count=-1, /)",
             "Return a copy with all occurrences of substring old replaced by new.\n\n  count\n    Maximum number of "
             "occurrences to replace.\n    -1 (the default value) means replace all occurrences.\n\nIf the optional "
             "argument count is given, only the first count occurrences are\nreplaced.") {
    BytesArgument from(thread), to(thread);
    TRY(from.open_py(args[0]));
    TRY(to.open_py(args[1]));
    int64_t most = TRY(index_int64_py(thread, args[2]));
    if (most < 0) most = INT64_MAX;
    std::string_view text = TRY(bytes_of(thread, self));
    BytesBuilder out(thread);
    size_t start = 0;
    bool any = false;
    if (from->empty()) {
        for (size_t at = 0; at <= text.size() && most-- > 0; ++at) {
            if (at) TRY(out.add(text.substr(at - 1, 1)));
            TRY(out.add(*to));
            if ((at & 0xfff) == 0) TRY(thread.poll());
            start = at;
            any = true;
        }
    } else {
        Searcher searcher(from.text(), 1);
        Poll poll = poll_of(thread);
        size_t times = 0;
        while (most-- > 0) {
            size_t found = TRY(search_result(searcher.next(TextView(text), start, poll)));
            if (found == kNotFound) break;
            TRY(out.add(text.substr(start, found - start)));
            TRY(out.add(*to));
            if ((++times & 0xfff) == 0) TRY(thread.poll());
            start = found + from->size();
            any = true;
        }
    }
    if (!any) return make_same_kind(thread, self, text);
    TRY(out.add(text.substr(start)));
    return as_same_kind(thread, self, TRY(out.finish()));
}

BYTES_METHOD(join, "join(self, iterable_of_bytes, /)",
             "Concatenate any number of bytes objects.\n\nThe bytes whose method is called is inserted in between each "
             "pair.\n\nThe result is returned as a new bytes object.\n\nExample: b'.'.join([b'ab', b'pq', b'rs']) -> "
             "b'ab.pq.rs'.") {
    if (!type_of(thread, args[0])->slots.iterate && !type_of(thread, args[0])->slots.get_item)
        return raise(thread, Exc::TypeError, "can only join an iterable");
    Tuple* items = args[0].is<Tuple>() ? args[0].to<Tuple>() : TRY(make_tuple_from_py(thread, args[0]));
    if (items->size() == 1 && (*items)[0].is<Bytes>() && as_kind<Bytes>(thread, self)) return (*items)[0];
    BytesBuilder out(thread);
    for (size_t i = 0; i < items->size(); ++i) {
        if (i) TRY(out.add(TRY(bytes_of(thread, self))));
        Value item = (*items)[i];
        if (!has_buffer(thread, item))
            return raise(thread, Exc::TypeError, "sequence item {}: expected a bytes-like object, {} found", i,
                         type_name(thread, item));
        BytesArgument piece(thread);
        TRY(piece.open_py(item));
        TRY(out.add(*piece));
        if ((i & 0xfff) == 0xfff) TRY(thread.poll());
    }
    return as_same_kind(thread, self, TRY(out.finish()));
}

BYTES_METHOD(translate, "translate(self, table, /, delete=b'')",
             "Return a copy with each character mapped by the given translation table.\n\n  table\n    Translation "
             "table, which must be a bytes object of length 256.\n\nAll characters occurring in the optional argument "
             "delete are removed.\nThe remaining characters are mapped through the given translation table.") {
    BytesArgument table(thread), gone(thread);
    if (!args[0].is_none()) {
        TRY(table.open_py(args[0]));
        if (table->size() != 256)
            return raise(thread, Exc::ValueError, "translation table must be 256 characters long");
    }
    TRY(gone.open_py(args[1]));
    bool drop[256] = {};
    for (char c : *gone) drop[static_cast<uint8_t>(c)] = true;
    BytesBuilder out(thread);
    std::string_view text = TRY(bytes_of(thread, self));
    TRY(out.reserve(text.size()));
    bool same = true;
    bool whole = in_slices(thread, text.size(), [&](size_t begin, size_t end) {
        for (; begin < end; ++begin) {
            auto code = static_cast<uint8_t>(text[begin]);
            char to = args[0].is_none() ? text[begin] : (*table)[code];
            same = same && !drop[code] && to == text[begin];
            if (!drop[code]) *out.extend(1) = to;
        }
    });
    if (!whole) return raise_stopped(thread);
    if (same) return make_same_kind(thread, self, text);
    return as_same_kind(thread, self, TRY(out.finish()));
}
STATIC_METHOD(BytesLike, maketrans, "maketrans(frm, to, /)",
              "Return a translation table usable for the bytes or bytearray translate method.\n\nThe returned table "
              "will be one where each byte in frm is mapped to the byte at\nthe same position in to.\n\nThe bytes "
              "objects frm and to must be of the same length.") {
    BytesArgument from(thread), to(thread);
    TRY(from.open_py(args[0]));
    TRY(to.open_py(args[1]));
    if (from->size() != to->size()) return raise(thread, Exc::ValueError, "maketrans arguments must have same length");
    char table[256];
    for (int i = 0; i < 256; ++i) table[i] = static_cast<char>(i);
    for (size_t i = 0; i < from->size(); ++i) table[static_cast<uint8_t>((*from)[i])] = (*to)[i];
    return Value(TRY(make_bytes(thread, std::string_view(table, 256))));
}

Result<std::string_view> codec_argument(Thread& thread, const char* what, Value value) {
    auto* string = as_kind<Str>(thread, value);
    if (!string)
        return raise(thread, Exc::TypeError, "decode() argument '{}' must be str, not {}", what,
                     argument_kind(thread, value));
    std::string_view text = TRY(str_utf8(thread, string));
    if (text.find('\0') != std::string_view::npos) return raise(thread, Exc::ValueError, "embedded null character");
    return text;
}
BYTES_METHOD(decode, "decode(self, /, encoding='utf-8', errors='strict')",
             "Decode the bytes using the codec registered for encoding.\n\n  encoding\n    The encoding with which to "
             "decode the bytes.\n  errors\n    The error handling scheme to use for the handling of decoding errors.\n "
             "   The default is 'strict' meaning that decoding errors raise a\n    UnicodeDecodeError. Other possible "
             "values are 'ignore' and 'replace'\n    as well as any other name registered with codecs.register_error "
             "that\n    can handle UnicodeDecodeErrors.") {
    std::string_view encoding = TRY(codec_argument(thread, "encoding", args[0]));
    std::string_view errors = TRY(codec_argument(thread, "errors", args[1]));
    BytesArgument bytes(thread);
    TRY(bytes.open_py(self));
    return Value(TRY(decode_text_py(thread, *bytes, encoding, errors, self)));
}
BYTES_METHOD(hex, "hex(self, /, sep=?, bytes_per_sep=1)",
             "Create a string of hexadecimal numbers from a bytes object.\n\n  sep\n    An optional single character "
             "or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values "
             "count from the\n    right, negative values count from the left.") {
    return bytes_hex_py(thread, TRY(bytes_of(thread, self)), args[0], args[1]);
}
BYTES_METHOD(__sizeof__, "__sizeof__(self, /)", "Returns the size of the bytearray object in memory, in bytes.") {
    return make_int(thread, static_cast<int64_t>(size_of(thread, self) + 33));
}

}  // namespace

Result<Value> bytes_hex_py(Thread& thread, std::string_view bytes, Value separator, Value per_group) {
    int64_t group = TRY(index_int64_py(thread, per_group));
    uint32_t between = 0;
    bool separated = !separator.is_nothing();
    if (separated) {
        if (TRY(length_py(thread, separator)) != 1) return raise(thread, Exc::ValueError, "sep must be length 1.");
        if (auto* string = as_kind<Str>(thread, separator)) between = TRY(text_of(thread, string))
        [0];
        else if (auto* single = as_kind<Bytes>(thread, separator)) between = static_cast<uint8_t>(single->view()[0]);
        else return raise(thread, Exc::TypeError, "sep must be str or bytes.");
        if (between > 127) return raise(thread, Exc::ValueError, "sep must be ASCII.");
    }
    if (bytes.empty()) return Value(empty_str(thread));
    size_t width = static_cast<size_t>(group < 0 ? -group : group);
    if (!separated || width == 0 || width >= bytes.size()) width = 0;
    static constexpr char kDigits[] = "0123456789abcdef";
    Str* made = TRY(make_str_buffer(thread, bytes.size() * 2 + (width ? (bytes.size() - 1) / width : 0), 0x7f));
    auto* out = static_cast<char*>(made->inline_data());
    // How many bytes come before the next separator.
    size_t left = width && group > 0 ? (bytes.size() - 1) % width + 1 : width;
    bool whole = in_slices(thread, bytes.size(), [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i) {
            if (width && left-- == 0) {
                *out++ = static_cast<char>(between);
                left = width - 1;
            }
            auto code = static_cast<uint8_t>(bytes[i]);
            *out++ = kDigits[code >> 4];
            *out++ = kDigits[code & 15];
        }
    });
    if (!whole) return raise_stopped(thread);
    return Value(made);
}

Result<std::string> bytes_from_hex_py(Thread& thread, Value source) {
    std::string text;
    if (auto* string = as_kind<Str>(thread, source)) {
        TextView view = TRY(text_of(thread, string));
        text.reserve(view.length);
        bool whole = in_slices(thread, view.length, [&](size_t begin, size_t end) {
            for (; begin < end; ++begin) text += view[begin] < 128 ? static_cast<char>(view[begin]) : '\x01';
        });
        if (!whole) return raise_stopped(thread);
    } else if (has_buffer(thread, source)) {
        BytesArgument bytes(thread);
        TRY(bytes.open_py(source));
        text = *bytes;
    } else {
        return raise(thread, Exc::TypeError, "fromhex() argument must be str or bytes-like, not {}",
                     type_name(thread, source));
    }
    auto digit = [&](size_t at) {
        char c = text[at];
        return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    std::string out;
    out.reserve(text.size() / 2);
    size_t steps = 0;
    for (size_t i = 0; i < text.size();) {
        if (++steps % kBulkSlice == 0 && stop_asked(thread)) return raise_stopped(thread);
        if (is_blank(text[i])) {
            ++i;
            continue;
        }
        int high = digit(i);
        if (high < 0)
            return raise(thread, Exc::ValueError, "non-hexadecimal number found in fromhex() arg at position {}", i);
        if (i + 1 >= text.size())
            return raise(thread, Exc::ValueError, "fromhex() arg must contain an even number of hexadecimal digits");
        int low = digit(i + 1);
        if (low < 0)
            return raise(thread, Exc::ValueError, "non-hexadecimal number found in fromhex() arg at position {}",
                         i + 1);
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

const std::initializer_list<const NativeSpec*> kBytesMethods = {
    &BytesLike_find,         &BytesLike_rfind,      &BytesLike_index,      &BytesLike_rindex,
    &BytesLike_count,        &BytesLike_startswith, &BytesLike_endswith,   &BytesLike_removeprefix,
    &BytesLike_removesuffix, &BytesLike_isalpha,    &BytesLike_isdigit,    &BytesLike_isspace,
    &BytesLike_isalnum,      &BytesLike_isascii,    &BytesLike_islower,    &BytesLike_isupper,
    &BytesLike_istitle,      &BytesLike_lower,      &BytesLike_upper,      &BytesLike_swapcase,
    &BytesLike_capitalize,   &BytesLike_title,      &BytesLike_ljust,      &BytesLike_rjust,
    &BytesLike_center,       &BytesLike_zfill,      &BytesLike_expandtabs, &BytesLike_strip,
    &BytesLike_lstrip,       &BytesLike_rstrip,     &BytesLike_split,      &BytesLike_rsplit,
    &BytesLike_splitlines,   &BytesLike_partition,  &BytesLike_rpartition, &BytesLike_replace,
    &BytesLike_join,         &BytesLike_translate,  &BytesLike_maketrans,  &BytesLike_decode,
    &BytesLike_hex,          &BytesLike___sizeof__};

}  // namespace krait::core
