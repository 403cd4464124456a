// The native module _locale, over the C library's locales.
#include <climits>
#include <clocale>
#include <cstring>
#include <langinfo.h>

#include "stdlib/int_constants.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"

namespace krait::core {

extern const ModuleSpec kLocaleModule;

namespace {

FUNCTION(locale, setlocale, "setlocale(category, locale=None, /)", "Activates/queries locale processing.") {
    int category = TRY(int_argument_py(thread, args[0]));
    if (category < 0 || category > LC_IDENTIFICATION) return raise(thread, Exc::ValueError, "invalid locale category");
    std::string name;
    if (!args[1].is_none()) name = TRY(system_text_py(thread, args[1]));
    const char* result = ::setlocale(category, args[1].is_none() ? nullptr : name.c_str());
    if (!result) return raise(thread, Exc::ValueError, "unsupported locale setting");
    return Value(TRY(decode_path(thread, result)));
}
Result<Value> grouping(Thread& thread, const char* text) {
    List* list = make_list(thread);
    if (!*text) return Value(list);
    for (; *text && *text != CHAR_MAX; ++text) TRY(list_append(thread, list, Value::small(*text)));
    TRY(list_append(thread, list, Value::small(*text)));
    return Value(list);
}
FUNCTION(locale, localeconv, "localeconv()", "Returns numeric and monetary locale-specific parameters.") {
    const lconv* c = ::localeconv();
    Dict* dict = make_dict(thread);
    struct Text {
        const char* name;
        const char* text;
    };
    const Text texts[] = {{"int_curr_symbol", c->int_curr_symbol},     {"currency_symbol", c->currency_symbol},
                          {"mon_decimal_point", c->mon_decimal_point}, {"mon_thousands_sep", c->mon_thousands_sep},
                          {"positive_sign", c->positive_sign},         {"negative_sign", c->negative_sign},
                          {"decimal_point", c->decimal_point},         {"thousands_sep", c->thousands_sep}};
    for (const Text& each : texts)
        TRY(dict_set_str(thread, dict, each.name, Value(TRY(decode_path(thread, each.text)))));
    struct Number {
        const char* name;
        char number;
    };
    const Number numbers[] = {{"int_frac_digits", c->int_frac_digits}, {"frac_digits", c->frac_digits},
                              {"p_cs_precedes", c->p_cs_precedes},     {"p_sep_by_space", c->p_sep_by_space},
                              {"n_cs_precedes", c->n_cs_precedes},     {"n_sep_by_space", c->n_sep_by_space},
                              {"p_sign_posn", c->p_sign_posn},         {"n_sign_posn", c->n_sign_posn}};
    for (const Number& each : numbers) TRY(dict_set_str(thread, dict, each.name, Value::small(each.number)));
    TRY(dict_set_str(thread, dict, "grouping", TRY(grouping(thread, c->grouping))));
    TRY(dict_set_str(thread, dict, "mon_grouping", TRY(grouping(thread, c->mon_grouping))));
    return Value(dict);
}
FUNCTION(locale, nl_langinfo, "nl_langinfo(key, /)",
         "Return the value for the locale information associated with key.") {
    int key = TRY(int_argument_py(thread, args[0]));
    // The program's text is UTF-8 even where the C library is in its C locale.
    if (key == CODESET) return Value(make_ascii(thread, "UTF-8"));
    return Value(TRY(decode_path(thread, ::nl_langinfo(key))));
}
FUNCTION(locale, getencoding, "getencoding()", "Get the current locale encoding.") {
    return Value(make_ascii(thread, "UTF-8"));
}
FUNCTION(locale, strcoll, "strcoll(os1, os2, /)", "Compares two strings according to the locale.") {
    std::string a = TRY(system_text_py(thread, args[0]))
    , b = TRY(system_text_py(thread, args[1]));
    return Value::small(::strcoll(a.c_str(), b.c_str()));
}
FUNCTION(locale, strxfrm, "strxfrm(string, /)",
         "Return a string that can be used as a key for locale-aware comparisons.") {
    std::string text = TRY(system_text_py(thread, args[0]));
    std::string out(::strxfrm(nullptr, text.c_str(), 0) + 1, '\0');
    out.resize(::strxfrm(out.data(), text.c_str(), out.size()));
    return Value(TRY(decode_path(thread, out)));
}

#define C(NAME) {#NAME, NAME}
constexpr IntConstant kConstants[] = {
    C(LC_CTYPE),   C(LC_NUMERIC), C(LC_TIME), C(LC_COLLATE), C(LC_MONETARY), C(LC_MESSAGES), C(LC_ALL),    C(CHAR_MAX),
    C(CODESET),    C(RADIXCHAR),  C(THOUSEP), C(YESEXPR),    C(NOEXPR),      C(CRNCYSTR),    C(D_T_FMT),   C(D_FMT),
    C(T_FMT),      C(T_FMT_AMPM), C(AM_STR),  C(PM_STR),     C(ERA),         C(ERA_D_T_FMT), C(ERA_D_FMT), C(ERA_T_FMT),
    C(ALT_DIGITS), C(DAY_1),      C(DAY_2),   C(DAY_3),      C(DAY_4),       C(DAY_5),       C(DAY_6),     C(DAY_7),
    C(ABDAY_1),    C(ABDAY_2),    C(ABDAY_3), C(ABDAY_4),    C(ABDAY_5),     C(ABDAY_6),     C(ABDAY_7),   C(MON_1),
    C(MON_2),      C(MON_3),      C(MON_4),   C(MON_5),      C(MON_6),       C(MON_7),       C(MON_8),     C(MON_9),
    C(MON_10),     C(MON_11),     C(MON_12),  C(ABMON_1),    C(ABMON_2),     C(ABMON_3),     C(ABMON_4),   C(ABMON_5),
    C(ABMON_6),    C(ABMON_7),    C(ABMON_8), C(ABMON_9),    C(ABMON_10),    C(ABMON_11),    C(ABMON_12),
};
Result<void> execute_locale(Thread& thread, Module* module) {
    TRY(add_constants(thread, module, kConstants));
    return module_add(thread, module, "Error", Value(thread.interpreter->type(Exc::ValueError)));
}

}  // namespace

const ModuleSpec kLocaleModule = {
    .name = "_locale",
    .doc = "Support for POSIX locales.",
    .functions = {&locale_setlocale, &locale_localeconv, &locale_nl_langinfo, &locale_getencoding, &locale_strcoll,
                  &locale_strxfrm},
    .execute = execute_locale,
};

}  // namespace krait::core
