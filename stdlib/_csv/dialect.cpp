// Dialects: how a CSV file is written. Library Reference: csv, "Dialects and Formatting Parameters".
#include "stdlib/_csv/csv.h"

namespace krait::core {

namespace {

constexpr const char* kParameters[] = {"delimiter", "doublequote", "escapechar",       "lineterminator",
                                       "quotechar", "quoting",     "skipinitialspace", "strict"};
enum Parameter {
    Delimiter,
    DoubleQuote,
    Escape,
    LineTerminator,
    Quote,
    Quoting,
    SkipInitialSpace,
    Strict,
    kParameterCount
};

Result<uint32_t> character(Thread& thread, const char* name, Value value, uint32_t otherwise, bool may_be_none) {
    if (value.is_nothing()) return otherwise;
    if (value.is_none() && may_be_none) return kNoCharacter;
    const char* or_none = may_be_none ? " or None" : "";
    auto* text = as_kind<Str>(thread, value);
    if (!text)
        return raise(thread, Exc::TypeError, "\"{}\" must be a unicode character{}, not {}", name, or_none,
                     type_name(thread, value));
    if (text->length() != 1)
        return raise(thread, Exc::TypeError, "\"{}\" must be a unicode character{}, not a string of length {}", name,
                     or_none, text->length());
    return Str::at(TRY(text->data(thread)), text->kind(), 0);
}
Result<bool> flag(Thread& thread, Value value, bool otherwise) {
    return value.is_nothing() ? otherwise : TRY(truth_py(thread, value));
}

Result<void> check(Thread& thread, const CsvDialect* dialect) {
    auto special = [&](uint32_t c, const char* name) -> Result<void> {
        if (c == '\n' || c == '\r') return raise(thread, Exc::ValueError, "bad {} value", name);
        if (c == ' ' && dialect->skip_initial_space && name != std::string_view("delimiter"))
            return raise(thread, Exc::ValueError, "bad {} value", name);
        return {};
    };
    TRY(special(dialect->delimiter, "delimiter"));
    TRY(special(dialect->escape, "escapechar"));
    TRY(special(dialect->quote, "quotechar"));
    auto differ = [&](uint32_t a, const char* a_name, uint32_t b, const char* b_name) -> Result<void> {
        if (a == b && a != kNoCharacter) return raise(thread, Exc::ValueError, "bad {} or {} value", a_name, b_name);
        return {};
    };
    TRY(differ(dialect->delimiter, "delimiter", dialect->escape, "escapechar"));
    TRY(differ(dialect->delimiter, "delimiter", dialect->quote, "quotechar"));
    TRY(differ(dialect->escape, "escapechar", dialect->quote, "quotechar"));
    Str* end = dialect->line_terminator.get();
    const void* data = TRY(end->data(thread));
    for (size_t i = 0; i < end->length(); ++i) {
        uint32_t c = Str::at(data, end->kind(), i);
        TRY(differ(dialect->delimiter, "delimiter", c, "lineterminator"));
        TRY(differ(dialect->escape, "escapechar", c, "lineterminator"));
        TRY(differ(dialect->quote, "quotechar", c, "lineterminator"));
    }
    return {};
}

Result<Value> construct_dialect(Thread& thread, Type*, const CallArguments& arguments) {
    return Value(TRY(make_dialect_py(thread, arguments, 0)));
}

Value character_or_none(Thread& thread, uint32_t c) { return c == kNoCharacter ? none() : Value(make_char(thread, c)); }
GETTER(CsvDialect, delimiter, nullptr) { return character_or_none(thread, self.to<CsvDialect>()->delimiter); }
GETTER(CsvDialect, escapechar, nullptr) { return character_or_none(thread, self.to<CsvDialect>()->escape); }
GETTER(CsvDialect, quotechar, nullptr) { return character_or_none(thread, self.to<CsvDialect>()->quote); }
GETTER(CsvDialect, quoting, nullptr) { return Value::small(static_cast<int>(self.to<CsvDialect>()->quoting)); }
GETTER(CsvDialect, lineterminator, nullptr) { return Value(self.to<CsvDialect>()->line_terminator.get()); }
GETTER(CsvDialect, doublequote, nullptr) { return Value::boolean(self.to<CsvDialect>()->double_quote); }
GETTER(CsvDialect, skipinitialspace, nullptr) { return Value::boolean(self.to<CsvDialect>()->skip_initial_space); }
GETTER(CsvDialect, strict, nullptr) { return Value::boolean(self.to<CsvDialect>()->strict); }
METHOD(CsvDialect, reduce, "__reduce_ex__(self, protocol, /)", nullptr) {
    return raise(thread, Exc::TypeError, "cannot pickle 'Dialect' instances");
}

}  // namespace

Result<CsvDialect*> make_dialect_py(Thread& thread, const CallArguments& arguments, uint32_t skip) {
    Value given = arguments.positional > skip ? arguments[skip] : none();
    Value values[kParameterCount] = {};
    if (arguments.positional > skip + 1 + kParameterCount || (skip && arguments.positional > skip + 1)) {
        return raise(thread, Exc::TypeError, "{} expected at most {} arguments, got {}",
                     skip ? "this function" : "Dialect", skip ? skip + 1 : kParameterCount + 1, arguments.positional);
    }
    for (uint32_t i = skip + 1; i < arguments.positional; ++i) values[i - skip - 1] = arguments[i];
    bool keywords = false;
    for (uint32_t k = 0; arguments.names && k < arguments.keyword_count(); ++k) {
        Str* name = (*arguments.names)[k].to<Str>();
        Value value = arguments.values[arguments.positional + k];
        if (name == intern(thread, "dialect")) {
            given = value;
            continue;
        }
        size_t i = 0;
        while (i < kParameterCount && name != intern(thread, kParameters[i])) ++i;
        if (i == kParameterCount)
            return raise(thread, Exc::TypeError, "this function got an unexpected keyword argument '{}'", name);
        values[i] = value;
        keywords = true;
    }
    if (as_kind<Str>(thread, given)) {
        Value found = TRY(dict_get_py(thread, TRY(csv_dialects(thread)), given));
        if (found.is_unbound()) return raise_native(thread, kCsvErrorSpec, "unknown dialect");
        given = found;
    }
    if (!keywords && native_cast<CsvDialect>(thread, given, CsvDialect::spec)) return given.to<CsvDialect>();
    if (!given.is_none()) {
        for (size_t i = 0; i < kParameterCount; ++i) {
            if (!values[i].is_nothing()) continue;
            Value value = TRY(find_attribute_py(thread, given, kParameters[i]));
            if (!value.is_unbound()) values[i] = value;
        }
    }
    auto* dialect = allocate_native<CsvDialect>(thread, CsvDialect::spec);
    dialect->delimiter = TRY(character(thread, "delimiter", values[Delimiter], ',', false));
    dialect->double_quote = TRY(flag(thread, values[DoubleQuote], true));
    dialect->escape = TRY(character(thread, "escapechar", values[Escape], kNoCharacter, true));
    Value terminator = values[LineTerminator];
    if (terminator.is_nothing()) terminator = Value(intern(thread, "\r\n"));
    if (!as_kind<Str>(thread, terminator))
        return raise(thread, Exc::TypeError, "\"lineterminator\" must be a string, not {}",
                     type_name(thread, terminator));
    dialect->line_terminator.set(dialect, terminator.to<Str>());
    dialect->quote = TRY(character(thread, "quotechar", values[Quote], '"', true));
    Value quoting = values[Quoting];
    if (quoting.is_nothing()) {
        dialect->quoting = CsvQuoting::Minimal;
    } else {
        if (!quoting.is_small())
            return raise(thread, Exc::TypeError, "\"quoting\" must be an integer, not {}", type_name(thread, quoting));
        if (quoting.as_small() < 0 || quoting.as_small() >= kCsvQuotings)
            return raise(thread, Exc::TypeError, "bad \"quoting\" value");
        dialect->quoting = static_cast<CsvQuoting>(quoting.as_small());
    }
    dialect->skip_initial_space = TRY(flag(thread, values[SkipInitialSpace], false));
    dialect->strict = TRY(flag(thread, values[Strict], false));
    // No quote character and no word of quoting: nothing is quoted.
    if (dialect->quote == kNoCharacter && quoting.is_nothing()) dialect->quoting = CsvQuoting::None;
    if (dialect->quote == kNoCharacter && dialect->quoting != CsvQuoting::None)
        return raise(thread, Exc::TypeError, "quotechar must be set if quoting enabled");
    TRY(check(thread, dialect));
    return dialect;
}

const TypeSpec CsvDialect::spec = {
    .name = "_csv.Dialect",
    .doc = "CSV dialect\n\nThe Dialect type records CSV dialect options.",
    .size = sizeof(CsvDialect),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_dialect},
    .methods = {&CsvDialect_reduce},
    .properties = {&CsvDialect_get_delimiter, &CsvDialect_get_escapechar, &CsvDialect_get_quotechar,
                   &CsvDialect_get_quoting, &CsvDialect_get_lineterminator, &CsvDialect_get_doublequote,
                   &CsvDialect_get_skipinitialspace, &CsvDialect_get_strict},
    .trace = trace_members<CsvDialect, &CsvDialect::line_terminator>,
};

}  // namespace krait::core
