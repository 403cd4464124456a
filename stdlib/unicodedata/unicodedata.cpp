// The module unicodedata over the tables of runtime/primitives/unicode. Library Reference: unicodedata.
#include "runtime/objects/text.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/names.h"
#include "runtime/primitives/unicode/normalize.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

enum class Arity { One, Many };
Result<uint32_t> character(Thread& thread, const char* function, Arity arity, Value value) {
    const char* which = arity == Arity::Many ? " 1" : "";
    auto* text = as_kind<Str>(thread, value);
    if (!text)
        return raise(thread, Exc::TypeError, "{}() argument{} must be a unicode character, not {}", function, which,
                     type_name(thread, value));
    if (text->length() != 1) {
        return raise(thread, Exc::TypeError, "{}(): argument{} must be a unicode character, not a string of length {}",
                     function, which, text->length());
    }
    return Str::at(TRY(text->data(thread)), text->kind(), 0);
}
Result<Value> otherwise(Thread& thread, Value given, const char* message) {
    if (given.is_nothing()) return raise(thread, Exc::ValueError, message);
    return given;
}
Value text_value(Thread& thread, const char* text) { return Value(make_ascii(thread, text)); }

FUNCTION(unicodedata, decimal, "decimal(chr, default=?, /)",
         "Converts a Unicode character into its equivalent decimal value.") {
    int value = unicode::decimal_value(TRY(character(thread, "decimal", Arity::Many, args[0])));
    return value < 0 ? otherwise(thread, args[1], "not a decimal") : Value::small(value);
}
FUNCTION(unicodedata, digit, "digit(chr, default=?, /)",
         "Converts a Unicode character into its equivalent digit value.") {
    int value = unicode::digit_value(TRY(character(thread, "digit", Arity::Many, args[0])));
    return value < 0 ? otherwise(thread, args[1], "not a digit") : Value::small(value);
}
FUNCTION(unicodedata, numeric, "numeric(chr, default=?, /)",
         "Converts a Unicode character into its equivalent numeric value.") {
    double value;
    if (unicode::numeric_value(TRY(character(thread, "numeric", Arity::Many, args[0])), &value))
        return make_float(thread, value);
    return otherwise(thread, args[1], "not a numeric character");
}
FUNCTION(unicodedata, category, "category(chr, /)",
         "Returns the general category assigned to the character chr as string.") {
    return text_value(thread, unicode::category(TRY(character(thread, "category", Arity::One, args[0]))));
}
FUNCTION(unicodedata, bidirectional, "bidirectional(chr, /)",
         "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an "
         "empty string is returned.") {
    return text_value(thread, unicode::bidirectional(TRY(character(thread, "bidirectional", Arity::One, args[0]))));
}
FUNCTION(unicodedata, combining, "combining(chr, /)",
         "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining "
         "class is defined.") {
    return Value::small(unicode::combining_class(TRY(character(thread, "combining", Arity::One, args[0]))));
}
FUNCTION(unicodedata, mirrored, "mirrored(chr, /)",
         "Returns the mirrored property assigned to the character chr as integer.\n\nReturns 1 if the character has "
         "been identified as a "
         "\"mirrored\"\ncharacter in bidirectional text, 0 otherwise.") {
    return Value::small(unicode::is_mirrored(TRY(character(thread, "mirrored", Arity::One, args[0]))));
}
FUNCTION(unicodedata, east_asian_width, "east_asian_width(chr, /)",
         "Returns the east asian width assigned to the character chr as string.") {
    return text_value(thread,
                      unicode::east_asian_width(TRY(character(thread, "east_asian_width", Arity::One, args[0]))));
}
FUNCTION(unicodedata, decomposition, "decomposition(chr, /)",
         "Returns the character decomposition mapping assigned to the character chr as string.\n\n"
         "An empty string is returned in case no such mapping is defined.") {
    return Value(
        TRY(make_str(thread, unicode::decomposition(TRY(character(thread, "decomposition", Arity::One, args[0]))))));
}
FUNCTION(unicodedata, name, "name(chr, default=?, /)",
         "Returns the name assigned to the character chr as a string.\n\nIf no name is defined, default is returned, "
         "or, if not given,\n"
         "ValueError is raised.") {
    std::string name = unicode::name_of(TRY(character(thread, "name", Arity::Many, args[0])));
    if (name.empty()) return otherwise(thread, args[1], "no such name");
    return Value(TRY(make_str(thread, name)));
}
FUNCTION(unicodedata, lookup, "lookup(name, /)",
         "Look up character by name.\n\nIf a character with the given name is found, return the\ncorresponding "
         "character.  If not found, KeyError "
         "is raised.") {
    std::string name;
    if (auto* text = as_kind<Str>(thread, args[0])) {
        name = TRY(str_utf8(thread, text));
    } else {
        ByteView view(thread);
        TRY(view.open_py(args[0]));
        name = view.bytes();
    }
    uint32_t found[4];
    size_t count = unicode::lookup_name(name, unicode::NameKind::kCharactersAndSequences, found);
    if (count == 0) return raise(thread, Exc::KeyError, "undefined character name '{}'", name);
    return Value(TRY(make_str(thread, found, 4, count)));
}

struct FormedText {
    unicode::NormalForm form;
    Str* text;
};
Result<FormedText> formed_text(Thread& thread, const char* function, const Value* args) {
    for (int i = 0; i < 2; ++i) {
        if (!as_kind<Str>(thread, args[i]))
            return raise(thread, Exc::TypeError, "{}() argument {} must be str, not {}", function, i + 1,
                         type_name(thread, args[i]));
    }
    std::string form = str_utf8_lossy(as_kind<Str>(thread, args[0]));
    FormedText result{unicode::NormalForm::kNfc, as_kind<Str>(thread, args[1])};
    if (form == "NFC") result.form = unicode::NormalForm::kNfc;
    else if (form == "NFD") result.form = unicode::NormalForm::kNfd;
    else if (form == "NFKC") result.form = unicode::NormalForm::kNfkc;
    else if (form == "NFKD") result.form = unicode::NormalForm::kNfkd;
    else return raise(thread, Exc::ValueError, "invalid normalization form");
    TRY(result.text->data(thread));
    return result;
}
FUNCTION(unicodedata, normalize, "normalize(form, unistr, /)",
         "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', "
         "'NFD', and 'NFKD'.") {
    FormedText given = TRY(formed_text(thread, "normalize", args));
    if (unicode::quick_check(text_of(given.text), given.form) == unicode::QuickCheck::kYes)
        return Value(TRY(exact_str(thread, given.text)));
    return Value(TRY(make_str(thread, std::u32string_view(unicode::normalize(text_of(given.text), given.form)))));
}
FUNCTION(unicodedata, is_normalized, "is_normalized(form, unistr, /)",
         "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', "
         "'NFKC', 'NFD', and 'NFKD'.") {
    FormedText given = TRY(formed_text(thread, "is_normalized", args));
    unicode::QuickCheck quick = unicode::quick_check(text_of(given.text), given.form);
    if (quick != unicode::QuickCheck::kMaybe) return Value::boolean(quick == unicode::QuickCheck::kYes);
    Str* made = TRY(make_str(thread, std::u32string_view(unicode::normalize(text_of(given.text), given.form))));
    return Value::boolean(str_equal(made, given.text));
}
FUNCTION(unicodedata, getattr, "__getattr__(name, /)", nullptr) {
    auto* name = as_kind<Str>(thread, args[0]);
    if (name && str_utf8_lossy(name) == "ucd_3_2_0") {
        return raise(
            thread, Exc::NotImplementedError,
            "unicodedata.ucd_3_2_0 is missing: Krait has no tables of Unicode 3.2 (wanted by idna and stringprep)");
    }
    return raise(thread, Exc::AttributeError, "module 'unicodedata' has no attribute {}",
                 TRY(repr_py(thread, args[0])));
}

// The version of Debian's unicode-data, which the tables are made from (docs/compatibility.md).
Result<void> execute(Thread& thread, Module* module) {
    return module_add(thread, module, "unidata_version", text_value(thread, "15.0.0"));
}

}  // namespace

extern const ModuleSpec kUnicodedataModule;
const ModuleSpec kUnicodedataModule = {
    .name = "unicodedata",
    .doc = "This module provides access to the Unicode Character Database which\ndefines character properties for all "
           "Unicode characters.",
    .functions = {&unicodedata_decimal, &unicodedata_digit, &unicodedata_numeric, &unicodedata_category,
                  &unicodedata_bidirectional, &unicodedata_combining, &unicodedata_mirrored,
                  &unicodedata_east_asian_width, &unicodedata_decomposition, &unicodedata_name, &unicodedata_lookup,
                  &unicodedata_normalize, &unicodedata_is_normalized, &unicodedata_getattr},
    .execute = execute,
};

}  // namespace krait::core
