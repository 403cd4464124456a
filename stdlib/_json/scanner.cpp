// JSON text to objects.
#include <charconv>

#include "runtime/primitives/format/float_parse.h"
#include "stdlib/_json/json.h"

namespace krait::core::json {

namespace {

class Scanner : public Object {
public:
    Field<Value> strict, object_hook, object_pairs_hook, parse_float, parse_int, parse_constant;
    bool is_strict;
};

constexpr bool is_blank(uint32_t code) { return code == ' ' || code == '\t' || code == '\n' || code == '\r'; }
constexpr bool is_digit(uint32_t code) { return code - '0' < 10; }
int hex_digit(uint32_t code) {
    if (is_digit(code)) return static_cast<int>(code - '0');
    code |= 0x20;
    return code >= 'a' && code <= 'f' ? static_cast<int>(code - 'a' + 10) : -1;
}

// A document in units of one width. Positions are indices of code points.
template <typename Unit>
class Reader {
public:
    Reader(Thread& thread, Str* document, bool strict)
        : thread_(thread), document_(document), text_(static_cast<const Unit*>(document->flat())),
          size_(document->length()), strict_(strict) {}

    size_t skip_blanks(size_t at) const {
        while (at < size_ && is_blank(text_[at])) ++at;
        return at;
    }
    // A string whose opening quote lies before *at; *at moves behind the closing one.
    Result<Str*> string(size_t* at) {
        size_t start = *at, seen = 0;
        size_t end = plain_end(start, &seen);
        if (end < size_ && text_[end] == '"') [[likely]] {
            *at = end + 1;
            return part(start, end, seen);
        }
        return string_with_escapes(at, end);
    }

protected:
    bool starts(size_t at, std::string_view word) const {
        if (size_ - at < word.size()) return false;
        for (size_t i = 0; i < word.size(); ++i)
            if (text_[at + i] != static_cast<unsigned char>(word[i])) return false;
        return true;
    }
    bool is(size_t at, char c) const { return at < size_ && text_[at] == static_cast<Unit>(c); }
    Failure error(const char* message, size_t at) { return raise_decode_error(thread_, message, document_, at); }

    // The first quote, backslash, control character (when strict) or end at or after `at`. *seen: bits of the code points.
    size_t plain_end(size_t at, size_t* seen) const {
        if constexpr (sizeof(Unit) == 1) {
            constexpr uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
            auto has_zero = [](uint64_t w) { return (w - kOnes) & ~w; };
            for (; at + 8 <= size_; at += 8) {
                uint64_t word;
                memcpy(&word, text_ + at, 8);
                uint64_t control = (word - kOnes * 0x20) & ~word;
                if ((control | has_zero(word ^ (kOnes * '"')) | has_zero(word ^ (kOnes * '\\'))) & kHighs) break;
                *seen |= word & kHighs ? 0x80 : 0;
            }
        }
        for (; at < size_; ++at) {
            uint32_t code = text_[at];
            if (code == '"' || code == '\\' || (code < 0x20 && strict_)) break;
            *seen |= code;
        }
        return at;
    }
    Result<Str*> part(size_t start, size_t end, size_t seen) {
        uint32_t largest = seen < 0x80 ? 0x7f : seen < 0x100 ? 0xff : seen < 0x10000 ? 0xffff : 0x10ffff;
        if (end - start == 1) return make_char(thread_, text_[start]);
        return make_str_of(thread_, TextView(text_ + start, end - start, sizeof(Unit)), largest);
    }
    Result<Str*> string_with_escapes(size_t* at, size_t stop) {
        size_t start = *at, begin = start - 1;
        StrBuilder builder(thread_);
        for (;;) {
            TRY(builder.add_range(document_, start, stop));
            if (stop >= size_) return error("Unterminated string starting at", begin);
            if (text_[stop] == '"') break;
            if (text_[stop] != '\\') return error("Invalid control character at", stop);
            if (stop + 1 >= size_) return error("Unterminated string starting at", begin);
            builder.add_char(TRY(escape(&stop)));
            start = stop;
            size_t seen = 0;
            stop = plain_end(start, &seen);
            TRY(thread_.poll());
        }
        *at = stop + 1;
        return builder.finish();
    }
    // The escape whose backslash is at *at; *at moves behind it.
    Result<uint32_t> escape(size_t* at) {
        uint32_t code = text_[*at + 1];
        size_t backslash = *at;
        *at += 2;
        switch (code) {
        case '"':
        case '\\':
        case '/': return code;
        case 'b': return uint32_t{'\b'};
        case 'f': return uint32_t{'\f'};
        case 'n': return uint32_t{'\n'};
        case 'r': return uint32_t{'\r'};
        case 't': return uint32_t{'\t'};
        case 'u': break;
        default: return error("Invalid \\escape", backslash);
        }
        uint32_t unit = TRY(four_digits(at));
        if (unit >= 0xd800 && unit < 0xdc00 && is(*at, '\\') && is(*at + 1, 'u')) {
            size_t behind = *at + 2;
            uint32_t low = TRY(four_digits(&behind));
            if (low >= 0xdc00 && low < 0xe000) {
                *at = behind;
                return 0x10000 + ((unit - 0xd800) << 10 | (low - 0xdc00));
            }
        }
        return unit;
    }
    Result<uint32_t> four_digits(size_t* at) {
        if (size_ - *at < 4) return error("Invalid \\uXXXX escape", *at - 1);
        uint32_t unit = 0;
        for (size_t i = 0; i < 4; ++i) {
            int digit = hex_digit(text_[*at + i]);
            if (digit < 0) return error("Invalid \\uXXXX escape", *at - 1);
            unit = unit << 4 | static_cast<uint32_t>(digit);
        }
        *at += 4;
        return unit;
    }

    Thread& thread_;
    Str* document_;
    const Unit* text_;
    size_t size_;
    bool strict_;
};

template <typename Unit>
class ValueReader : public Reader<Unit> {
public:
    ValueReader(Thread& thread, Str* document, Scanner* scanner)
        : Reader<Unit>(thread, document, scanner->is_strict), scanner_(scanner),
          object_hook_(scanner->object_hook.get()), pairs_hook_(scanner->object_pairs_hook.get()),
          parse_float_(scanner->parse_float.get()), parse_int_(scanner->parse_int.get()) {
        if (parse_float_ == Value(thread.interpreter->type(BuiltinType::Float))) parse_float_ = Value::nothing();
        if (parse_int_ == Value(thread.interpreter->type(BuiltinType::Int))) parse_int_ = Value::nothing();
    }

    // The value at *at; *at moves behind it.
    Result<Value> value(size_t* at) {
        if (*at >= size_) return missing(*at);
        switch (text_[*at]) {
        case '"': {
            ++*at;
            return Value(TRY(this->string(at)));
        }
        case '{': return object(at);
        case '[': return array(at);
        case 'n': return word(at, "null", none());
        case 't': return word(at, "true", Value::true_());
        case 'f': return word(at, "false", Value::false_());
        case 'N': return constant(at, "NaN");
        case 'I': return constant(at, "Infinity");
        case '-':
            if (this->starts(*at, "-Infinity")) return constant(at, "-Infinity");
            return number(at);
        default: return number(at);
        }
    }

private:
    using Reader<Unit>::thread_;
    using Reader<Unit>::text_;
    using Reader<Unit>::size_;
    using Reader<Unit>::is;

    // "Expecting value": StopIteration carries the place to JSONDecoder.raw_decode().
    Failure missing(size_t at) {
        return raise_value(thread_, Exc::StopIteration, Value::small(static_cast<int64_t>(at)));
    }
    Result<Value> word(size_t* at, std::string_view text, Value meaning) {
        if (!this->starts(*at, text)) return missing(*at);
        *at += text.size();
        return meaning;
    }
    Result<Value> constant(size_t* at, std::string_view text) {
        if (!this->starts(*at, text)) return missing(*at);
        *at += text.size();
        return call_py(thread_, scanner_->parse_constant.get(), Value(intern(thread_, text)));
    }

    Result<Value> number(size_t* at) {
        size_t start = *at, end = start;
        bool negative = is(end, '-');
        if (negative) ++end;
        size_t digits = end;
        uint64_t whole = 0;
        if (is(end, '0')) {
            ++end;  // no leading zeros: 01 is the number 0, and then extra data
        } else {
            for (; end < size_ && is_digit(text_[end]); ++end) whole = whole * 10 + (text_[end] - '0');
        }
        if (end == digits) return missing(start);
        size_t whole_digits = end - digits;
        bool is_float = false;
        if (is(end, '.') && end + 1 < size_ && is_digit(text_[end + 1])) {
            is_float = true;
            for (++end; end < size_ && is_digit(text_[end]); ++end) {}
        }
        if (is(end, 'e') || is(end, 'E')) {
            size_t exponent = end + 1;
            if (is(exponent, '+') || is(exponent, '-')) ++exponent;
            if (exponent < size_ && is_digit(text_[exponent])) {
                is_float = true;
                for (end = exponent; end < size_ && is_digit(text_[end]); ++end) {}
            }
        }
        *at = end;
        Value hook = is_float ? parse_float_ : parse_int_;
        if (!hook.is_nothing()) {
            Str* text = TRY(this->part(start, end, 0));
            return call_py(thread_, hook, Value(text));
        }
        if (!is_float && whole_digits <= 18)
            return Value::small(negative ? -static_cast<int64_t>(whole) : static_cast<int64_t>(whole));
        if constexpr (sizeof(Unit) == 1) {
            return parsed(is_float, {reinterpret_cast<const char*>(text_ + start), end - start});
        } else {
            std::string narrow(text_ + start, text_ + end);
            return parsed(is_float, narrow);
        }
    }
    Result<Value> parsed(bool is_float, std::string_view text) {
        if (!is_float) return int_from_text(thread_, text, 10);
        double number = 0;
        auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec != std::errc()) parse_float(text, &number);  // beyond double's range
        return make_float(thread_, number);
    }

    Result<Value> array(size_t* at) {
        TRY(thread_.check_stack());
        List* list = make_list(thread_);
        size_t here = this->skip_blanks(*at + 1);
        if (is(here, ']')) {
            *at = here + 1;
            return Value(list);
        }
        for (;;) {
            TRY(list_append(thread_, list, TRY(value(&here))));
            here = this->skip_blanks(here);
            if (is(here, ']')) break;
            if (!is(here, ',')) return this->error("Expecting ',' delimiter", here);
            size_t comma = here;
            here = this->skip_blanks(here + 1);
            if (is(here, ']')) return this->error("Illegal trailing comma before end of array", comma);
            TRY(thread_.poll());
        }
        *at = here + 1;
        return Value(list);
    }

    Result<Value> object(size_t* at) {
        TRY(thread_.check_stack());
        bool pairs_wanted = !pairs_hook_.is_none();
        Dict* dict = pairs_wanted ? nullptr : make_dict(thread_);
        List* pairs = pairs_wanted ? make_list(thread_) : nullptr;
        size_t here = this->skip_blanks(*at + 1);
        if (!is(here, '}')) {
            for (;;) {
                if (!is(here, '"')) return this->error("Expecting property name enclosed in double quotes", here);
                ++here;
                Str* name = TRY(key(&here));
                here = this->skip_blanks(here);
                if (!is(here, ':')) return this->error("Expecting ':' delimiter", here);
                here = this->skip_blanks(here + 1);
                Value item = TRY(value(&here));
                if (dict) {
                    TRY(dict_set_str(thread_, dict, name, item));
                } else {
                    TRY(list_append(thread_, pairs, Value(make_tuple(thread_, {Value(name), item}))));
                }
                here = this->skip_blanks(here);
                if (is(here, '}')) break;
                if (!is(here, ',')) return this->error("Expecting ',' delimiter", here);
                size_t comma = here;
                here = this->skip_blanks(here + 1);
                if (is(here, '}')) return this->error("Illegal trailing comma before end of object", comma);
                TRY(thread_.poll());
            }
        }
        *at = here + 1;
        if (pairs_wanted) return call_py(thread_, pairs_hook_, Value(pairs));
        if (!object_hook_.is_none()) return call_py(thread_, object_hook_, Value(dict));
        return Value(dict);
    }

    // Names come again and again: a small table gives the same object, its hash known, for most of them.
    Result<Str*> key(size_t* at) {
        size_t start = *at, seen = 0;
        size_t end = this->plain_end(start, &seen);
        if (end >= size_ || text_[end] != '"') return this->string(at);
        size_t length = end - start;
        size_t mix = length;
        for (size_t i = 0; i < length && i < 12; ++i) mix = mix * 31 + text_[start + i];
        if (length) mix = mix * 31 + text_[end - 1];
        Value& known = names_[(mix ^ mix >> 7) % kNames];
        *at = end + 1;
        if (!known.is_nothing()) {
            Str* name = known.to<Str>();
            if (name->length() == length && same(name, start, length)) return name;
        }
        Str* name = TRY(this->part(start, end, seen));
        known = Value(name);
        return name;
    }
    bool same(Str* name, size_t start, size_t length) const {
        if (name->kind() == sizeof(Unit)) return !memcmp(name->flat(), text_ + start, length * sizeof(Unit));
        TextView text = text_of(name);
        for (size_t i = 0; i < length; ++i)
            if (text[i] != text_[start + i]) return false;
        return true;
    }

    static constexpr size_t kNames = 64;
    Scanner* scanner_;
    Value object_hook_, pairs_hook_, parse_float_, parse_int_;
    Value names_[kNames];
};

Failure raise_no_string(Thread& thread, Value value) {
    return raise(thread, Exc::TypeError, "first argument must be a string, not {}", type_name(thread, value));
}

// with_units(document, [](auto unit) ...): `unit` has the type of the document's code units.
template <typename Body>
auto with_units(Str* document, Body&& body) {
    if (document->kind() == 1) return body(uint8_t{});
    if (document->kind() == 2) return body(uint16_t{});
    return body(uint32_t{});
}

FUNCTION(
    json, scanstring, "scanstring(string, end, strict=True, /)",
    "scanstring(string, end, strict=True) -> (string, end)\n\nScan the string s for a JSON string. End is the "
    "index of the\ncharacter in s after the quote that started the JSON string.\nUnescapes all valid JSON string "
    "escape sequences and raises ValueError\non attempt to decode an invalid string. If strict is False then "
    "literal\ncontrol characters are allowed in the string.\n\nReturns a tuple of the decoded string and the index "
    "of the character in s\nafter the end quote.") {
    int64_t begin = TRY(index_int64_py(thread, args[1]));
    bool strict = TRY(truth_py(thread, args[2]));
    Str* document = as_kind<Str>(thread, args[0]);
    if (!document) return raise_no_string(thread, args[0]);
    TRY(document->data(thread));
    if (begin < 0 || static_cast<size_t>(begin) > document->length())
        return raise(thread, Exc::ValueError, "end is out of bounds");
    size_t end = static_cast<size_t>(begin);
    Str* text = TRY(
        with_units(document, [&]<typename Unit>(Unit) { return Reader<Unit>(thread, document, strict).string(&end); }));
    return Value(make_tuple(thread, {Value(text), Value::small(static_cast<int64_t>(end))}));
}

FUNCTION(json, skip_whitespace, "skip_whitespace(string, index, /)",
         "The first index at or after the given one that is not a JSON blank.") {
    Str* document = as_kind<Str>(thread, args[0]);
    if (!document) return raise_no_string(thread, args[0]);
    TRY(document->data(thread));
    int64_t start = TRY(index_int64_py(thread, args[1]));
    size_t at = start < 0 ? 0 : static_cast<size_t>(start);
    at =
        with_units(document, [&]<typename Unit>(Unit) { return Reader<Unit>(thread, document, true).skip_blanks(at); });
    return make_int(thread, static_cast<int64_t>(at));
}

Result<Value> construct_scanner(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "make_scanner(context)", arguments, bound));
    auto* self = allocate_as<Scanner>(thread, type);
    self->strict.set(self, TRY(get_attribute_py(thread, bound[0], "strict")));
    self->is_strict = TRY(truth_py(thread, self->strict.get()));
    self->object_hook.set(self, TRY(get_attribute_py(thread, bound[0], "object_hook")));
    self->object_pairs_hook.set(self, TRY(get_attribute_py(thread, bound[0], "object_pairs_hook")));
    self->parse_float.set(self, TRY(get_attribute_py(thread, bound[0], "parse_float")));
    self->parse_int.set(self, TRY(get_attribute_py(thread, bound[0], "parse_int")));
    self->parse_constant.set(self, TRY(get_attribute_py(thread, bound[0], "parse_constant")));
    return Value(self);
}

Result<Value> call_scanner(Thread& thread, Value object, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "scan_once(string, idx)", arguments, bound));
    Str* document = as_kind<Str>(thread, bound[0]);
    if (!document) return raise_no_string(thread, bound[0]);
    int64_t start = TRY(index_int64_py(thread, bound[1]));
    if (start < 0) return raise(thread, Exc::ValueError, "idx cannot be negative");
    TRY(document->data(thread));
    size_t at = static_cast<size_t>(start);
    Value found = TRY(with_units(document, [&]<typename Unit>(Unit) {
        return ValueReader<Unit>(thread, document, object.to<Scanner>()).value(&at);
    }));
    return Value(make_tuple(thread, {found, Value::small(static_cast<int64_t>(at))}));
}

template <Field<Value> Scanner::* Member>
Result<Value> get_member(Thread&, Value self) {
    return (self.to<Scanner>()->*Member).get();
}
constexpr GetSetSpec kStrict = {"strict", "strict", get_member<&Scanner::strict>};
constexpr GetSetSpec kObjectHook = {"object_hook", "object_hook", get_member<&Scanner::object_hook>};
constexpr GetSetSpec kPairsHook = {"object_pairs_hook", "object_pairs_hook", get_member<&Scanner::object_pairs_hook>};
constexpr GetSetSpec kParseFloat = {"parse_float", "parse_float", get_member<&Scanner::parse_float>};
constexpr GetSetSpec kParseInt = {"parse_int", "parse_int", get_member<&Scanner::parse_int>};
constexpr GetSetSpec kParseConstant = {"parse_constant", "parse_constant", get_member<&Scanner::parse_constant>};

}  // namespace

Failure raise_decode_error(Thread& thread, const char* message, Str* document, size_t position) {
    Value name = Value(TRY(make_str(thread, "json.decoder")));
    Value module = TRY(dict_get_py(thread, thread.interpreter->modules.get(), name));
    if (module.is_unbound()) return raise(thread, Exc::ValueError, "{}: char {}", message, position);
    Value type = TRY(get_attribute_py(thread, module, "JSONDecodeError"));
    return raise_instance(thread, TRY(call_py(thread, type, Value(TRY(make_str(thread, message))), Value(document),
                                              Value::small(static_cast<int64_t>(position)))));
}

const NativeSpec kScanString = json_scanstring;
const NativeSpec kSkipWhitespace = json_skip_whitespace;
const TypeSpec kScanner = {
    .name = "_json.Scanner",
    .doc = "JSON scanner object",
    .size = sizeof(Scanner),
    .slots = {.call = call_scanner, .construct = construct_scanner},
    .properties = {&kStrict, &kObjectHook, &kPairsHook, &kParseFloat, &kParseInt, &kParseConstant},
    .trace = trace_members<Scanner, &Scanner::strict, &Scanner::object_hook, &Scanner::object_pairs_hook,
                           &Scanner::parse_float, &Scanner::parse_int, &Scanner::parse_constant>,
    .signature = "make_scanner(context)",
};

}  // namespace krait::core::json
