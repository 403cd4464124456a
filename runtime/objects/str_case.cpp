// str: case, classes of characters, and layout (padding, tabs, translation).
#include "runtime/objects/object_parts.h"
#include "runtime/objects/str_parts.h"
#include "runtime/primitives/unicode/character.h"

namespace krait::core {

namespace {

using FullMapping = size_t (*)(uint32_t code, uint32_t out[3]);

uint8_t ascii_lower(uint8_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
uint8_t ascii_upper(uint8_t c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }
bool is_ascii_letter(uint32_t c) { return (c | 32) - 'a' < 26; }

// Mapped characters, gathered in pieces.
class MappedText {
public:
    explicit MappedText(Thread& thread) : thread_(thread), whole_(thread) {}
    void push(uint32_t code) {
        codes_[size_++] = code;
        all_ |= code;
        if (size_ == kPiece) hand_over();
    }
    void map(uint32_t code, FullMapping mapping) {
        uint32_t mapped[3];
        size_t count = mapping(code, mapped);
        for (size_t i = 0; i < count; ++i) push(mapped[i]);
    }
    void lower(TextView text, size_t at, uint32_t code) {
        if (code < 0x80) push(ascii_lower(static_cast<uint8_t>(code)));
        else if (code == unicode::kCapitalSigma)
            push(unicode::is_final_sigma(text, at) ? unicode::kFinalSigma : unicode::kSmallSigma);
        else map(code, unicode::full_lower);
    }
    void upper(uint32_t code, FullMapping mapping = unicode::full_upper) {
        if (code < 0x80) push(ascii_upper(static_cast<uint8_t>(code)));
        else map(code, mapping);
    }
    bool failed() const { return failed_; }
    Result<Value> finish() {
        if (!handed_over_) return Value(TRY(make_str_of(thread_, TextView(codes_, size_, 4), all_)));
        hand_over();
        if (failed_) return kFailure;
        return Value(TRY(whole_.finish()));
    }

private:
    void hand_over() {
        handed_over_ = true;
        TextView gathered(codes_, size_, 4);
        size_ = 0;
        if (failed_ || gathered.length == 0) return;
        Result<Str*> piece = make_str_of(thread_, gathered, all_);
        failed_ = piece.failed() || whole_.add(piece.value()).failed();
        all_ = 0;
    }
    static constexpr size_t kPiece = 1024;
    Thread& thread_;
    StrBuilder whole_;
    uint32_t codes_[kPiece];
    size_t size_ = 0;
    uint32_t all_ = 0;
    bool handed_over_ = false, failed_ = false;
};

// step(out, code, position) for each character.
template <typename Step>
Result<Value> map_text(Thread& thread, TextView text, Step step) {
    MappedText out(thread);
    auto run = [&](const auto* codes) {
        return in_slices(
            thread, text.length,
            [&](size_t begin, size_t end) {
                for (; begin < end && !out.failed(); ++begin) step(out, static_cast<uint32_t>(codes[begin]), begin);
            },
            kBulkSlice / 8);
    };
    bool whole = text.kind == 1   ? run(static_cast<const uint8_t*>(text.data))
                 : text.kind == 2 ? run(static_cast<const uint16_t*>(text.data))
                                  : run(static_cast<const uint32_t*>(text.data));
    if (!whole && !out.failed()) return raise_stopped(thread);
    return out.finish();
}

// One pass over ASCII text: step(character, state) -> character.
template <typename Step>
Result<Value> map_ascii(Thread& thread, TextView text, Step step) {
    if (text.length == 0) return Value(empty_str(thread));
    Str* result = TRY(make_str_buffer(thread, text.length, 0x7f));
    auto* out = reinterpret_cast<uint8_t*>(result->inline_data());
    const auto* in = static_cast<const uint8_t*>(text.data);
    bool whole = in_slices(thread, text.length, [&](size_t begin, size_t end) {
        for (; begin < end; ++begin) out[begin] = step(in[begin]);
    });
    if (!whole) return raise_stopped(thread);
    if (text.length == 1) return Value(make_char(thread, out[0]));
    return Value(result);
}

METHOD(Str, lower, "lower(self, /)", "Return a copy of the string converted to lowercase.") {
    TextView text = TRY(text_of(thread, self));
    if (self->is_ascii()) return map_ascii(thread, text, ascii_lower);
    return map_text(thread, text, [&](MappedText& out, uint32_t code, size_t at) { out.lower(text, at, code); });
}
METHOD(Str, upper, "upper(self, /)", "Return a copy of the string converted to uppercase.") {
    TextView text = TRY(text_of(thread, self));
    if (self->is_ascii()) return map_ascii(thread, text, ascii_upper);
    return map_text(thread, text, [](MappedText& out, uint32_t code, size_t) { out.upper(code); });
}
METHOD(Str, casefold, "casefold(self, /)", "Return a version of the string suitable for caseless comparisons.") {
    TextView text = TRY(text_of(thread, self));
    if (self->is_ascii()) return map_ascii(thread, text, ascii_lower);
    return map_text(thread, text, [](MappedText& out, uint32_t code, size_t) { out.map(code, unicode::full_fold); });
}
METHOD(Str, swapcase, "swapcase(self, /)",
       "Convert uppercase characters to lowercase and lowercase characters to uppercase.") {
    TextView text = TRY(text_of(thread, self));
    return map_text(thread, text, [&](MappedText& out, uint32_t code, size_t at) {
        if (unicode::is_upper(code)) out.lower(text, at, code);
        else if (unicode::is_lower(code)) out.upper(code);
        else out.push(code);
    });
}
METHOD(Str, capitalize, "capitalize(self, /)",
       "Return a capitalized version of the string.\n\nMore specifically, make the first character have upper case and "
       "the rest "
       "lower\ncase.") {
    TextView text = TRY(text_of(thread, self));
    return map_text(thread, text, [&](MappedText& out, uint32_t code, size_t at) {
        if (at == 0) out.upper(code, unicode::full_title);
        else out.lower(text, at, code);
    });
}
METHOD(Str, title, "title(self, /)",
       "Return a version of the string where each word is titlecased.\n\nMore specifically, words start with "
       "uppercased characters and "
       "all remaining\ncased characters have lower case.") {
    TextView text = TRY(text_of(thread, self));
    bool in_word = false;
    return map_text(thread, text, [&](MappedText& out, uint32_t code, size_t at) {
        if (in_word) out.lower(text, at, code);
        else out.upper(code, unicode::full_title);
        in_word = code < 0x80 ? is_ascii_letter(code) : unicode::is_cased(code);
    });
}

// ---- classes ----
template <typename Predicate>
Result<Value> all_codes(Thread& thread, Str* self, Predicate predicate) {
    TextView text = TRY(text_of(thread, self));
    if (text.length == 0) return Value::false_();
    return Value::boolean(TRY(all_in_slices(thread, text.length, [&](size_t i) { return predicate(text[i]); })));
}
#define CLASS_TEST(NAME, FUNCTION, DOC) \
    METHOD(Str, NAME, #NAME "(self, /)", DOC) { return all_codes(thread, self, unicode::FUNCTION); }
CLASS_TEST(isalpha, is_alpha,
           "Return True if the string is an alphabetic string, False otherwise.\n\nA string is alphabetic if all "
           "characters in the string "
           "are alphabetic and there\nis at least one character in the string.")
CLASS_TEST(isalnum, is_alnum,
           "Return True if the string is an alpha-numeric string, False otherwise.\n\nA string is alpha-numeric if all "
           "characters in the "
           "string are alpha-numeric and\nthere is at least one character in the string.")
CLASS_TEST(isdecimal, is_decimal, "Return True if the string is a decimal string, False otherwise.")
CLASS_TEST(isdigit, is_digit, "Return True if the string is a digit string, False otherwise.")
CLASS_TEST(isnumeric, is_numeric, "Return True if the string is a numeric string, False otherwise.")
CLASS_TEST(isspace, is_space, "Return True if the string is a whitespace string, False otherwise.")
#undef CLASS_TEST
METHOD(Str, isprintable, "isprintable(self, /)",
       "Return True if all characters in the string are printable, False otherwise.\n\nA character is printable if "
       "repr() may use it in its "
       "output.") {
    TextView text = TRY(text_of(thread, self));
    return Value::boolean(
        TRY(all_in_slices(thread, text.length, [&](size_t i) { return unicode::is_printable(text[i]); })));
}
METHOD(Str, isascii, "isascii(self, /)",
       "Return True if all characters in the string are ASCII, False otherwise.\n\nASCII characters have code points "
       "in the range "
       "U+0000-U+007F.\nEmpty string is ASCII too.") {
    return Value::boolean(self->is_ascii());
}
METHOD(Str, isidentifier, "isidentifier(self, /)",
       "Return True if the string is a valid Python identifier, False otherwise.\n\nCall keyword.iskeyword(s) to test "
       "whether string s is a "
       "reserved identifier,\nsuch as \"def\" or \"class\".") {
    return Value::boolean(unicode::is_identifier(TRY(text_of(thread, self))));
}
METHOD(Str, islower, "islower(self, /)",
       "Return True if the string is a lowercase string, False otherwise.\n\nA string is lowercase if all cased "
       "characters in the string are "
       "lowercase and\nthere is at least one cased character in the string.") {
    TextView text = TRY(text_of(thread, self));
    bool any = false;
    bool all = TRY(all_in_slices(thread, text.length, [&](size_t i) {
        any = any || unicode::is_lower(text[i]);
        return !unicode::is_upper(text[i]) && !unicode::is_title(text[i]);
    }));
    return Value::boolean(any && all);
}
METHOD(Str, isupper, "isupper(self, /)",
       "Return True if the string is an uppercase string, False otherwise.\n\nA string is uppercase if all cased "
       "characters in the string are "
       "uppercase and\nthere is at least one cased character in the string.") {
    TextView text = TRY(text_of(thread, self));
    bool any = false;
    bool all = TRY(all_in_slices(thread, text.length, [&](size_t i) {
        any = any || unicode::is_upper(text[i]);
        return !unicode::is_lower(text[i]) && !unicode::is_title(text[i]);
    }));
    return Value::boolean(any && all);
}
METHOD(Str, istitle, "istitle(self, /)",
       "Return True if the string is a title-cased string, False otherwise.\n\nIn a title-cased string, upper- and "
       "title-case characters may "
       "only\nfollow uncased characters and lowercase characters only cased ones.") {
    TextView text = TRY(text_of(thread, self));
    bool any = false, in_word = false;
    bool all = TRY(all_in_slices(thread, text.length, [&](size_t i) {
        uint32_t code = text[i];
        if (unicode::is_upper(code) || unicode::is_title(code)) {
            if (in_word) return false;
            any = in_word = true;
        } else if (unicode::is_lower(code)) {
            if (!in_word) return false;
            any = true;
        } else {
            in_word = false;
        }
        return true;
    }));
    return Value::boolean(any && all);
}

// ---- padding ----
Result<Value> pad(Thread& thread, Str* self, size_t left, size_t right, uint32_t fill) {
    if (left == 0 && right == 0) return Value(TRY(exact_str(thread, self)));
    TextView text = TRY(text_of(thread, self));
    size_t length;
    if (__builtin_add_overflow(left + right, text.length, &length) || length > static_cast<size_t>(INT64_MAX))
        return raise(thread, Exc::OverflowError, "padded string is too long");
    Str* result = TRY(make_str_buffer(thread, length, std::max(fill, max_for(self))));
    auto kind = static_cast<uint8_t>(result->kind());
    void* out = result->inline_data();
    constexpr size_t kAtOnce = size_t{1} << 16;
    if (kind == 1 && length < kAtOnce) {
        auto* bytes = static_cast<char*>(out);
        memset(bytes, static_cast<int>(fill), left);
        memcpy(bytes + left, text.data, text.length);
        memset(bytes + left + text.length, static_cast<int>(fill), right);
        return Value(result);
    }
    auto fill_from = [&](size_t start, size_t count) {
        return in_slices(thread, count, [&](size_t begin, size_t end) {
            for (; begin < end; ++begin) put_code(out, kind, start + begin, fill);
        });
    };
    if (!fill_from(0, left) || !copy_text_in_slices(thread, advance(out, kind, left), kind, text) ||
        !fill_from(left + text.length, right))
        return raise_stopped(thread);
    return Value(result);
}
Result<uint32_t> fill_argument(Thread& thread, Value value) {
    if (value.is_nothing()) return uint32_t{' '};
    auto* string = as_kind<Str>(thread, value);
    if (!string)
        return raise(thread, Exc::TypeError, "The fill character must be a unicode character, not {}",
                     type_name(thread, value));
    if (string->length() != 1)
        return raise(thread, Exc::TypeError, "The fill character must be exactly one character long");
    return TRY(text_of(thread, string))
    [0];
}
METHOD(Str, ljust, "ljust(self, width, fillchar=' ', /)",
       "Return a left-justified string of length width.\n\nPadding is done using the specified fill character (default "
       "is a space).") {
    int64_t width = TRY(index_int64_py(thread, args[0]));
    uint32_t fill = TRY(fill_argument(thread, args[1]));
    int64_t more = std::max<int64_t>(width, 0) - static_cast<int64_t>(self->length());
    return pad(thread, self, 0, more > 0 ? static_cast<size_t>(more) : 0, fill);
}
METHOD(Str, rjust, "rjust(self, width, fillchar=' ', /)",
       "Return a right-justified string of length width.\n\nPadding is done using the specified fill character "
       "(default is a space).") {
    int64_t width = TRY(index_int64_py(thread, args[0]));
    uint32_t fill = TRY(fill_argument(thread, args[1]));
    int64_t more = std::max<int64_t>(width, 0) - static_cast<int64_t>(self->length());
    return pad(thread, self, more > 0 ? static_cast<size_t>(more) : 0, 0, fill);
}
METHOD(Str, center, "center(self, width, fillchar=' ', /)",
       "Return a centered string of length width.\n\nPadding is done using the specified fill character (default is a "
       "space).") {
    int64_t width = TRY(index_int64_py(thread, args[0]));
    uint32_t fill = TRY(fill_argument(thread, args[1]));
    int64_t more = std::max<int64_t>(width, 0) - static_cast<int64_t>(self->length());
    if (more <= 0) return Value(TRY(exact_str(thread, self)));
    // The odd one goes to the left if the width is odd.
    int64_t left = more / 2 + (more & width & 1);
    return pad(thread, self, static_cast<size_t>(left), static_cast<size_t>(more - left), fill);
}
METHOD(Str, zfill, "zfill(self, width, /)",
       "Pad a numeric string with zeros on the left, to fill a field of the given width.\n\nThe string is never "
       "truncated.") {
    int64_t width = TRY(index_int64_py(thread, args[0]));
    int64_t more = std::max<int64_t>(width, 0) - static_cast<int64_t>(self->length());
    if (more <= 0) return Value(TRY(exact_str(thread, self)));
    TextView text = TRY(text_of(thread, self));
    bool sign = text.length && (text[0] == '+' || text[0] == '-');
    Value padded = TRY(pad(thread, self, static_cast<size_t>(more), 0, '0'));
    if (sign) {
        auto* result = padded.to<Str>();
        put_code(result->inline_data(), result->kind(), 0, text[0]);
        put_code(result->inline_data(), result->kind(), static_cast<size_t>(more), '0');
    }
    return padded;
}
METHOD(Str, expandtabs, "expandtabs(self, /, tabsize=8)",
       "Return a copy where all tab characters are expanded using spaces.\n\nIf tabsize is not given, a tab size of 8 "
       "characters is assumed.") {
    int64_t size = TRY(index_int64_py(thread, args[0]));
    if (size > INT32_MAX || size < INT32_MIN)
        return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
    TextView text = TRY(text_of(thread, self));
    int64_t length = 0, column = 0;
    for (size_t i = 0; i < text.length; ++i) {
        if (i % kBulkSlice == kBulkSlice - 1 && stop_asked(thread)) return raise_stopped(thread);
        uint32_t code = text[i];
        int64_t more = 1;
        if (code == '\t') more = size > 0 ? size - column % size : 0;
        column = code == '\n' || code == '\r' ? 0 : column + more;
        if (__builtin_add_overflow(length, more, &length))
            return raise(thread, Exc::OverflowError, "new string is too long");
    }
    if (length == 0) return Value(empty_str(thread));
    Str* result = TRY(make_str_buffer(thread, static_cast<size_t>(length), max_for(self)));
    void* out = result->inline_data();
    size_t at = 0;
    column = 0;
    for (size_t i = 0; i < text.length; ++i) {
        uint32_t code = text[i];
        if (code == '\t') {
            int64_t more = size > 0 ? size - column % size : 0;
            column += more;
            bool whole = in_slices(thread, static_cast<size_t>(more), [&](size_t begin, size_t end) {
                for (; begin < end; ++begin) put_code(out, text.kind, at++, ' ');
            });
            if (!whole) return raise_stopped(thread);
        } else {
            put_code(out, text.kind, at++, code);
            if (at % kBulkSlice == 0 && stop_asked(thread)) return raise_stopped(thread);
            column = code == '\n' || code == '\r' ? 0 : column + 1;
        }
    }
    return Value(result);
}

// ---- translate ----
METHOD(Str, translate, "translate(self, table, /)",
       "Replace each character in the string using the given translation table.\n\n  table\n    Translation table, "
       "which must be a mapping of "
       "Unicode ordinals to\n    Unicode ordinals, strings, or None.\n\nThe table must implement lookup/indexing via "
       "__getitem__, for instance "
       "a\ndictionary or list.  If this operation raises LookupError, the character is\nleft untouched.  Characters "
       "mapped to None are "
       "deleted.") {
    TextView text = TRY(text_of(thread, self));
    MappedText out(thread);
    for (size_t i = 0; i < text.length; ++i) {
        if ((i & 0xfff) == 0) TRY(thread.poll());
        if (out.failed()) return kFailure;
        uint32_t code = text[i];
        Value mapped;
        if (auto* dict = args[0].as_if<Dict>()) {
            mapped = TRY(dict_get_py(thread, dict, Value::small(code)));
            if (mapped.is_unbound()) {
                out.push(code);
                continue;
            }
        } else {
            auto found = get_item_py(thread, args[0], Value::small(code));
            if (found.failed()) {
                if (!clear_pending_if(thread, Exc::LookupError)) return kFailure;
                out.push(code);
                continue;
            }
            mapped = found.value();
        }
        if (mapped.is_none()) continue;
        if (is_int(thread, mapped)) {
            int overflow = 0;
            int64_t to = mapped.is_small()  ? mapped.as_small()
                         : mapped.is_bool() ? mapped.is_true()
                                            : int_to_int64(mapped, &overflow);
            if (overflow || to < 0 || to > 0x10ffff)
                return raise(thread, Exc::ValueError, "character mapping must be in range(0x110000)");
            out.push(static_cast<uint32_t>(to));
        } else if (auto* string = as_kind<Str>(thread, mapped)) {
            TextView part = TRY(text_of(thread, string));
            bool whole = in_slices(thread, part.length, [&](size_t begin, size_t end) {
                for (; begin < end && !out.failed(); ++begin) out.push(part[begin]);
            });
            if (out.failed()) return kFailure;
            if (!whole) return raise_stopped(thread);
        } else {
            return raise(thread, Exc::TypeError, "character mapping must return integer, None or str");
        }
    }
    return out.finish();
}

STATIC_METHOD(Str, maketrans, "maketrans(x, y=?, z=?, /)",
              "Return a translation table usable for str.translate().\n\nIf there is only one argument, it must be a "
              "dictionary mapping "
              "Unicode\nordinals (integers) or characters to Unicode ordinals, strings or None.\nCharacter keys will "
              "be then converted to "
              "ordinals.\nIf there are two arguments, they must be strings of equal length, and\nin the resulting "
              "dictionary, each character "
              "in x will be mapped to the\ncharacter at the same position in y. If there is a third argument, it\nmust "
              "be a string, whose "
              "characters will be mapped to None in the result.") {
    Dict* table = make_dict(thread);
    if (args[1].is_nothing()) {
        auto* given = args[0].as_if<Dict>();
        if (!given)
            return raise(thread, Exc::TypeError, "if you give only one argument to maketrans it must be a dict");
        size_t position = 0;
        Value key, value;
        while (dict_next(given, &position, &key, &value)) {
            if (auto* string = as_kind<Str>(thread, key)) {
                if (string->length() != 1)
                    return raise(thread, Exc::ValueError, "string keys in translate table must be of length 1");
                key = Value::small(TRY(text_of(thread, string))[0]);
            } else if (!is_int(thread, key)) {
                return raise(thread, Exc::TypeError, "keys in translate table must be strings or integers");
            }
            TRY(dict_set_py(thread, table, key, value));
        }
        return Value(table);
    }
    auto* from = as_kind<Str>(thread, args[0]);
    if (!from)
        return raise(thread, Exc::TypeError, "first maketrans argument must be a string if there is a second argument");
    auto* to = as_kind<Str>(thread, args[1]);
    if (!to)
        return raise(thread, Exc::TypeError, "maketrans() argument 2 must be str, not {}",
                     argument_kind(thread, args[1]));
    if (from->length() != to->length())
        return raise(thread, Exc::ValueError, "the first two maketrans arguments must have equal length");
    TextView x = TRY(text_of(thread, from))
    , y = TRY(text_of(thread, to));
    for (size_t i = 0; i < x.length; ++i) {
        TRY(dict_set_py(thread, table, Value::small(x[i]), Value::small(y[i])));
        if ((i & 0xfff) == 0) TRY(thread.poll());
    }
    if (!args[2].is_nothing()) {
        auto* gone = as_kind<Str>(thread, args[2]);
        if (!gone)
            return raise(thread, Exc::TypeError, "maketrans() argument 3 must be str, not {}",
                         argument_kind(thread, args[2]));
        TextView z = TRY(text_of(thread, gone));
        for (size_t i = 0; i < z.length; ++i) TRY(dict_set_py(thread, table, Value::small(z[i]), Value::none()));
    }
    return Value(table);
}

}  // namespace

const std::initializer_list<const NativeSpec*> kStrCaseMethods = {
    &Str_lower,       &Str_upper,   &Str_casefold,     &Str_swapcase, &Str_capitalize, &Str_title,
    &Str_isalpha,     &Str_isalnum, &Str_isdecimal,    &Str_isdigit,  &Str_isnumeric,  &Str_isspace,
    &Str_isprintable, &Str_isascii, &Str_isidentifier, &Str_islower,  &Str_isupper,    &Str_istitle};
const std::initializer_list<const NativeSpec*> kStrLayoutMethods = {
    &Str_ljust, &Str_rjust, &Str_center, &Str_zfill, &Str_expandtabs, &Str_translate, &Str_maketrans};

}  // namespace krait::core
