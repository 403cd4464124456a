// The module unicodedata over the tables of runtime/primitives/unicode. Library Reference: unicodedata.
//
// ucd_3_2_0 answers the same questions over Unicode 3.2: each is written once, for a Version, and declared twice, as a
// function of the module and as a method of UCD, the type of ucd_3_2_0.
#include "runtime/objects/text.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/names.h"
#include "runtime/primitives/unicode/normalize.h"
#include "runtime/primitives/unicode/unicode_3_2.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

struct Version {
    unicode::Database database;
    int (*decimal_value)(uint32_t);
    int (*digit_value)(uint32_t);
    bool (*numeric_value)(uint32_t, double*);
    const char* (*category)(uint32_t);
    const char* (*bidirectional)(uint32_t);
    int (*combining_class)(uint32_t);
    bool (*is_mirrored)(uint32_t);
    const char* (*east_asian_width)(uint32_t);
    std::string (*decomposition)(uint32_t);
    std::string (*name_of)(uint32_t);
};
constexpr Version kCurrent = {
    unicode::Database::kCurrent, unicode::decimal_value, unicode::digit_value,     unicode::numeric_value,
    unicode::category,           unicode::bidirectional, unicode::combining_class, unicode::is_mirrored,
    unicode::east_asian_width,   unicode::decomposition, unicode::name_of,
};
constexpr Version k3_2 = {
    unicode::Database::k3_2,        unicode::v3_2::decimal_value, unicode::v3_2::digit_value,
    unicode::v3_2::numeric_value,   unicode::v3_2::category,      unicode::v3_2::bidirectional,
    unicode::v3_2::combining_class, unicode::v3_2::is_mirrored,   unicode::v3_2::east_asian_width,
    unicode::v3_2::decomposition,   unicode::v3_2::name_of,
};

class UCD : public Object {};

// QUERY(name, "parameters", "doc") { ... thread, version, args ... }: the function unicodedata.name and the method UCD.name.
#define QUERY(NAME, PARAMETERS, DOC)                                                                            \
    static Result<Value> query_##NAME(Thread& thread, const Version& version, const Value* args);               \
    FUNCTION(unicodedata, NAME, #NAME "(" PARAMETERS ")", DOC) { return query_##NAME(thread, kCurrent, args); } \
    METHOD(UCD, NAME, #NAME "(self, " PARAMETERS ")", DOC) { return query_##NAME(thread, k3_2, args); }         \
    static Result<Value> query_##NAME(Thread& thread, [[maybe_unused]] const Version& version, const Value* args)

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

QUERY(decimal, "chr, default=?, /", "Converts a Unicode character into its equivalent decimal value.") {
    int value = version.decimal_value(TRY(character(thread, "decimal", Arity::Many, args[0])));
    return value < 0 ? otherwise(thread, args[1], "not a decimal") : Value::small(value);
}
QUERY(digit, "chr, default=?, /", "Converts a Unicode character into its equivalent digit value.") {
    int value = version.digit_value(TRY(character(thread, "digit", Arity::Many, args[0])));
    return value < 0 ? otherwise(thread, args[1], "not a digit") : Value::small(value);
}
QUERY(numeric, "chr, default=?, /", "Converts a Unicode character into its equivalent numeric value.") {
    double value;
    if (version.numeric_value(TRY(character(thread, "numeric", Arity::Many, args[0])), &value))
        return make_float(thread, value);
    return otherwise(thread, args[1], "not a numeric character");
}
QUERY(category, "chr, /", "Returns the general category assigned to the character chr as string.") {
    return text_value(thread, version.category(TRY(character(thread, "category", Arity::One, args[0]))));
}
QUERY(bidirectional, "chr, /",
      "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an "
      "empty string is returned.") {
    return text_value(thread, version.bidirectional(TRY(character(thread, "bidirectional", Arity::One, args[0]))));
}
QUERY(combining, "chr, /",
      "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining "
      "class is defined.") {
    return Value::small(version.combining_class(TRY(character(thread, "combining", Arity::One, args[0]))));
}
QUERY(mirrored, "chr, /",
      "Returns the mirrored property assigned to the character chr as integer.\n\nReturns 1 if the character has "
      "been identified as a "
      "\"mirrored\"\ncharacter in bidirectional text, 0 otherwise.") {
    return Value::small(version.is_mirrored(TRY(character(thread, "mirrored", Arity::One, args[0]))));
}
QUERY(east_asian_width, "chr, /", "Returns the east asian width assigned to the character chr as string.") {
    return text_value(thread,
                      version.east_asian_width(TRY(character(thread, "east_asian_width", Arity::One, args[0]))));
}
QUERY(decomposition, "chr, /",
      "Returns the character decomposition mapping assigned to the character chr as string.\n\n"
      "An empty string is returned in case no such mapping is defined.") {
    return Value(
        TRY(make_str(thread, version.decomposition(TRY(character(thread, "decomposition", Arity::One, args[0]))))));
}
QUERY(name, "chr, default=?, /",
      "Returns the name assigned to the character chr as a string.\n\nIf no name is defined, default is returned, "
      "or, if not given,\n"
      "ValueError is raised.") {
    std::string name = version.name_of(TRY(character(thread, "name", Arity::Many, args[0])));
    if (name.empty()) return otherwise(thread, args[1], "no such name");
    return Value(TRY(make_str(thread, name)));
}
QUERY(lookup, "name, /",
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
// Once the quick check has not settled it.
Result<Str*> normal_form(Thread& thread, const FormedText& given, unicode::Database database) {
    auto goes_on = [](void* context) { return !stop_asked(*static_cast<Thread*>(context)); };
    auto text = unicode::normalize(text_of(given.text), given.form, database, {goes_on, &thread});
    if (!text) return raise_stopped(thread);
    return make_str(thread, std::u32string_view(*text));
}
unicode::QuickCheck quick_check(Thread& thread, const FormedText& given) {
    auto goes_on = [](void* context) { return !stop_asked(*static_cast<Thread*>(context)); };
    return unicode::quick_check(text_of(given.text), given.form, {goes_on, &thread});
}
QUERY(normalize, "form, unistr, /",
      "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', "
      "'NFD', and 'NFKD'.") {
    FormedText given = TRY(formed_text(thread, "normalize", args));
    if (quick_check(thread, given) == unicode::QuickCheck::kYes) return Value(TRY(exact_str(thread, given.text)));
    return Value(TRY(normal_form(thread, given, version.database)));
}
QUERY(is_normalized, "form, unistr, /",
      "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', "
      "'NFKC', 'NFD', and 'NFKD'.") {
    FormedText given = TRY(formed_text(thread, "is_normalized", args));
    unicode::QuickCheck quick = quick_check(thread, given);
    // A character that 3.2 had not assigned is in every form there.
    if (quick == unicode::QuickCheck::kNo && version.database == unicode::Database::k3_2)
        quick = unicode::QuickCheck::kMaybe;
    if (quick != unicode::QuickCheck::kMaybe) return Value::boolean(quick == unicode::QuickCheck::kYes);
    Str* made = TRY(normal_form(thread, given, version.database));
    return Value::boolean(str_equal(made, given.text));
}
GETTER(UCD, unidata_version, nullptr) { return text_value(thread, "3.2.0"); }

const TypeSpec kUcd = {
    .name = "unicodedata.UCD",
    .size = sizeof(UCD),
    .flags = type_flag::kNoInstantiate,
    .methods = {&UCD_decimal, &UCD_digit, &UCD_numeric, &UCD_category, &UCD_bidirectional, &UCD_combining,
                &UCD_mirrored, &UCD_east_asian_width, &UCD_decomposition, &UCD_name, &UCD_lookup, &UCD_normalize,
                &UCD_is_normalized},
    .properties = {&UCD_get_unidata_version},
};

// The version of Debian's unicode-data, which the tables are made from (docs/compatibility.md).
Result<void> execute(Thread& thread, Module* module) {
    TRY(module_add(thread, module, "unidata_version", text_value(thread, "15.0.0")));
    return module_add(thread, module, "ucd_3_2_0", Value(allocate_native<UCD>(thread, kUcd)));
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
                  &unicodedata_normalize, &unicodedata_is_normalized},
    .types = {&kUcd},
    .execute = execute,
};

}  // namespace krait::core
