// class date. Library Reference, datetime: date objects.
#include <ctime>

#include "runtime/objects/text.h"
#include "stdlib/_datetime/datetime.h"
#include "stdlib/state_slots.h"

namespace krait::core::dates {

namespace {

constexpr const char* kFields[] = {"year", "month", "day"};

Result<Value> construct_date(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.positional == 1 && !arguments[0].is_small()) {
        uint8_t state[4];
        if (TRY(pickled_state(thread, arguments[0], sizeof state, state)) && state[2] >= 1 && state[2] <= 12) {
            auto* made = allocate_as<Date>(thread, type);
            made->year = static_cast<uint16_t>(state[0] << 8 | state[1]);
            made->month = state[2];
            made->day = state[3];
            return Value(made);
        }
    }
    Value given[3] = {};
    TRY(bind_fields(thread, {nullptr, kFields, 3, 3, 3}, arguments, given));
    CalendarDay day;
    day.year = TRY(int_field_py(thread, given[0]));
    day.month = TRY(int_field_py(thread, given[1]));
    day.day = TRY(int_field_py(thread, given[2]));
    TRY(check_day(thread, day));
    auto* made = allocate_as<Date>(thread, type);
    made->year = static_cast<uint16_t>(day.year);
    made->month = static_cast<uint8_t>(day.month);
    made->day = static_cast<uint8_t>(day.day);
    return Value(made);
}

CalendarDay fields_of(const Date* date) { return {date->year, date->month, date->day}; }

Result<Value> date_of_ordinal_py(Thread& thread, Type* type, int64_t ordinal) {
    if (ordinal < 1) return raise(thread, Exc::ValueError, "ordinal must be >= 1");
    return make_date_py(thread, type, day_of(ordinal));
}
Result<Value> add_days_py(Thread& thread, Date* date, int64_t days) {
    int64_t ordinal = date->ordinal() + days;
    if (ordinal < 1 || ordinal > kMaxOrdinal) return raise(thread, Exc::OverflowError, "date value out of range");
    return make_date_py(thread, type_of(thread, Value(date)), dates::day_of(ordinal));
}

Result<Value> add(Thread& thread, Value left, Value right) {
    auto* date = as<Date>(thread, left);
    auto* delta = as<TimeDelta>(thread, date ? right : left);
    if (!date) date = as<Date>(thread, right);
    if (!date || !delta) return Value::not_implemented();
    return add_days_py(thread, date, delta->days);
}
Result<Value> subtract(Thread& thread, Value left, Value right) {
    auto* date = as<Date>(thread, left);
    if (!date || as<DateTime>(thread, left) || as<DateTime>(thread, right)) return Value::not_implemented();
    if (auto* other = as<Date>(thread, right)) return make_delta(thread, date->ordinal() - other->ordinal(), 0, 0);
    if (auto* delta = as<TimeDelta>(thread, right)) return add_days_py(thread, date, -int64_t{delta->days});
    return Value::not_implemented();
}
Result<Value> compare(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = as<Date>(thread, left), *b = as<Date>(thread, right);
    // A datetime is no date among others.
    if (!a || !b || as<DateTime>(thread, right)) return Value::not_implemented();
    int one = a->year << 16 | a->month << 8 | a->day, other = b->year << 16 | b->month << 8 | b->day;
    return Value::boolean(holds(op, one - other));
}
void pack(const Date* date, uint8_t* state) {
    state[0] = static_cast<uint8_t>(date->year >> 8);
    state[1] = static_cast<uint8_t>(date->year);
    state[2] = date->month;
    state[3] = date->day;
}
Result<int64_t> hash(Thread& thread, Value self) {
    uint8_t state[4];
    pack(self.to<Date>(), state);
    return static_cast<int64_t>(text_hash(thread, state, sizeof state));
}
Result<Value> repr(Thread& thread, Value self) {
    auto* date = self.to<Date>();
    return format_str(thread, "{}({}, {}, {})", shown_type(thread, self), date->year, date->month, date->day);
}
Result<Value> str(Thread& thread, Value self) { return call_method_py(thread, self, intern(thread, "isoformat")); }

constexpr StructSequenceSpec kIsoCalendar = {
    .name = "datetime.IsoCalendarDate",
    .doc =
        "The result of date.isocalendar() or datetime.isocalendar()\n\nThis object may be accessed either as a tuple "
        "of\n  ((year, week, weekday))\nor via the object attributes as named in the above tuple.",
    .fields = {{"year", nullptr}, {"week", nullptr}, {"weekday", nullptr}},
    .visible = 3,
};
struct IsoCalendarDate {};
VALUE_METHOD(IsoCalendarDate, reduce, "__reduce__(self, /)", nullptr) {
    Tuple* plain = make_tuple(thread, self.to<Tuple>()->span());
    Type* tuple = thread.interpreter->type(BuiltinType::Tuple);
    return Value(make_tuple(thread, {Value(tuple), Value(make_tuple(thread, {Value(plain)}))}));
}

}  // namespace

Type* iso_calendar_type(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kIsoCalendarType);
    if (Value known = slot.get(); !known.is_nothing()) return known.to<Type>();
    Type* type = make_struct_sequence_type(thread, kIsoCalendar);
    auto* reduce = allocate_builtin<MethodDescriptor>(thread, BuiltinType::MethodDescriptor);
    reduce->spec_ = &IsoCalendarDate_reduce;
    reduce->owner.init(type);
    (void)dict_set_str(thread, type->own_dict(thread), KRAIT_NAME(dunder_reduce), Value(reduce));
    type->changed(thread, nullptr);
    Value made(type), first = Value::nothing();
    return slot.compare_exchange(type, first, made) ? type : first.to<Type>();
}

Result<void> check_day(Thread& thread, const CalendarDay& day) {
    if (day.year < kMinYear || day.year > kMaxYear)
        return raise(thread, Exc::ValueError, "year must be in {}..{}, not {}", kMinYear, kMaxYear, day.year);
    if (day.month < 1 || day.month > 12)
        return raise(thread, Exc::ValueError, "month must be in 1..12, not {}", day.month);
    int last = days_in_month(day.year, day.month);
    if (day.day < 1 || day.day > last)
        return raise(thread, Exc::ValueError, "day {} must be in range 1..{} for month {} in year {}", day.day, last,
                     day.month, day.year);
    return {};
}

Value new_date(Thread& thread, const CalendarDay& day) {
    auto* made = allocate_native<Date>(thread, Date::spec);
    made->year = static_cast<uint16_t>(day.year);
    made->month = static_cast<uint8_t>(day.month);
    made->day = static_cast<uint8_t>(day.day);
    return Value(made);
}
Result<Value> make_date_py(Thread& thread, Type* type, const CalendarDay& day) {
    TRY(check_day(thread, day));
    if (is_plain<Date>(type)) return new_date(thread, day);
    if (is_plain<DateTime>(type)) return new_datetime(thread, day, {}, Value::nothing());
    return call_py(thread, Value(type), Value::small(day.year), Value::small(day.month), Value::small(day.day));
}

METHOD(Date, isoformat, "isoformat(self, /)", "Return string in ISO 8601 format, YYYY-MM-DD.") {
    ShortText text;
    text.day(fields_of(self));
    return Value(make_ascii(thread, text.view()));
}
METHOD(Date, ctime, "ctime(self, /)", "Return ctime() style string.") {
    return ctime_text(thread, fields_of(self), {});
}
METHOD(Date, strftime, "strftime(self, /, format)", "format -> strftime() style string.") {
    Str* format = TRY(text_argument(thread, "strftime", 1, args[0]));
    Value tuple = TRY(call_method_py(thread, Value(self), intern(thread, "timetuple")));
    return strftime_py(thread, format, tuple, {self->year, self->month, self->day, 0, Value::nothing(), Value(self)});
}
METHOD(Date, format, "__format__(self, format, /)", "Formats self with strftime.") {
    return format_with_strftime_py(thread, Value(self), args[0]);
}
METHOD(Date, timetuple, "timetuple(self, /)", "Return time tuple, compatible with time.localtime().") {
    return make_timetuple_py(thread, fields_of(self), {}, -1);
}
METHOD(Date, isocalendar, "isocalendar(self, /)",
       "Return a named tuple containing ISO year, week number, and weekday.") {
    IsoWeekDay iso = iso_week_of(self->year, self->ordinal());
    Value parts[] = {Value::small(iso.year), Value::small(iso.week), Value::small(iso.weekday)};
    return make_struct_sequence(thread, iso_calendar_type(thread), parts);
}
METHOD(Date, isoweekday, "isoweekday(self, /)",
       "Return the day of the week represented by the date.\nMonday == 1 ... Sunday == 7") {
    return Value::small(weekday_of(self->ordinal()) + 1);
}
METHOD(Date, weekday, "weekday(self, /)",
       "Return the day of the week represented by the date.\nMonday == 0 ... Sunday == 6") {
    return Value::small(weekday_of(self->ordinal()));
}
METHOD(Date, toordinal, "toordinal(self, /)", "Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1.") {
    return Value::small(self->ordinal());
}
static Result<Value> replace_py(Thread& thread, Date* self, const Value* given) {
    CalendarDay day = fields_of(self);
    if (!given[0].is_nothing()) day.year = TRY(int_field_py(thread, given[0]));
    if (!given[1].is_nothing()) day.month = TRY(int_field_py(thread, given[1]));
    if (!given[2].is_nothing()) day.day = TRY(int_field_py(thread, given[2]));
    return make_date_py(thread, type_of(thread, Value(self)), day);
}
RAW_METHOD(Date, replace, "replace(self, /, year=?, month=?, day=?)", "Return date with new specified fields.") {
    Value given[3] = {};
    TRY(bind_fields(thread, {"replace", kFields, 3, 0, 3}, arguments, given));
    return replace_py(thread, self.to<Date>(), given);
}
RAW_METHOD(Date, replace_protocol, "__replace__(self, /, **changes)", "The same as replace().") {
    Value given[3] = {};
    TRY(bind_fields(thread, {"__replace__", kFields, 3, 0, 0}, arguments, given));
    return replace_py(thread, self.to<Date>(), given);
}
METHOD(Date, reduce, "__reduce__(self, /)", "__reduce__() -> (cls, state)") {
    char state[4];
    pack(self, reinterpret_cast<uint8_t*>(state));
    return reduced(thread, Value(self), std::string_view(state, sizeof state), Value::nothing());
}
CLASS_METHOD(Date, fromordinal, "fromordinal(cls, ordinal, /)",
             "int -> date corresponding to a proleptic Gregorian ordinal.") {
    return date_of_ordinal_py(thread, self, TRY(int_field_py(thread, args[0])));
}
CLASS_METHOD(
    Date, fromtimestamp, "fromtimestamp(cls, timestamp, /)",
    "Create a date from a POSIX timestamp.\n\nThe timestamp is a number, e.g. created via time.time(), that is "
    "interpreted\nas local time.") {
    if (!is_float(args[0])) (void)TRY(index_py(thread, args[0]));
    int64_t seconds;
    int microsecond;
    TRY(split_timestamp_py(thread, args[0], &seconds, &microsecond));
    return make_date_py(thread, self, TRY(moment_of(thread, seconds, 0, Clock::Local)).day);
}
CLASS_METHOD(Date, fromisoformat, "fromisoformat(cls, object, /)",
             "str -> Construct a date from a string in ISO 8601 format.") {
    return date_from_iso_py(thread, self, args[0]);
}
CLASS_METHOD(
    Date, fromisocalendar, "fromisocalendar(cls, year, week, day)",
    "int, int, int -> Construct a date from the ISO year, week number and weekday.\n\nThis is the inverse of the "
    "date.isocalendar() function") {
    int parts[3];
    for (int i = 0; i < 3; ++i) {
        Result<int> part = int_field_py(thread, args[i]);
        if (part.failed()) {
            if (clear_pending_if(thread, Exc::OverflowError))
                return raise(thread, Exc::ValueError, "ISO calendar component out of range");
            return kFailure;
        }
        parts[i] = part.value();
    }
    auto [year, week, weekday] = parts;
    if (year < kMinYear || year > kMaxYear)
        return raise(thread, Exc::ValueError, "year must be in {}..{}, not {}", kMinYear, kMaxYear, year);
    if (week < 1 || week > 53 || (week == 53 && !has_53_weeks(year)))
        return raise(thread, Exc::ValueError, "Invalid week: {}", week);
    if (weekday < 1 || weekday > 7)
        return raise(thread, Exc::ValueError, "Invalid weekday: {} (range is [1, 7])", weekday);
    return make_date_py(thread, self, dates::day_of(first_iso_monday(year) + (week - 1) * 7 + weekday - 1));
}
CLASS_METHOD(Date, strptime, "strptime(cls, string, format, /)",
             "string, format -> new date parsed from a string (like time.strptime()).") {
    ParsedFields parsed = TRY(strptime_py(thread, args[0], args[1]));
    return make_date_py(thread, self, parsed.day);
}
CLASS_METHOD(Date, today, "today(cls, /)",
             "Current date or datetime:  same as self.__class__.fromtimestamp(time.time()).") {
    Value time = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "time")));
    Value now = TRY(call_py(thread, TRY(get_attribute_py(thread, time, "time"))));
    return call_method_py(thread, Value(self), intern(thread, "fromtimestamp"), {&now, 1});
}
GETTER(Date, year, nullptr) { return Value::small(self.to<Date>()->year); }
GETTER(Date, month, nullptr) { return Value::small(self.to<Date>()->month); }
GETTER(Date, day, nullptr) { return Value::small(self.to<Date>()->day); }

static constexpr Slots date_slots() {
    Slots slots;
    slots.repr = repr;
    slots.str = str;
    slots.hash = hash;
    slots.compare = compare;
    slots.construct = construct_date;
    slots.binary[static_cast<int>(BinaryOp::Add)] = add;
    slots.binary[static_cast<int>(BinaryOp::Sub)] = subtract;
    return slots;
}

const TypeSpec Date::spec = {
    .name = "datetime.date",
    .doc = "date(year, month, day) --> date object",
    .size = sizeof(Date),
    .flags = type_flag::kSubclassable,
    .slots = date_slots(),
    .methods = {&Date_fromtimestamp, &Date_fromordinal, &Date_fromisoformat, &Date_fromisocalendar, &Date_strptime,
                &Date_today, &Date_ctime, &Date_strftime, &Date_format, &Date_timetuple, &Date_isocalendar,
                &Date_isoformat, &Date_isoweekday, &Date_toordinal, &Date_weekday, &Date_replace,
                &Date_replace_protocol, &Date_reduce},
    .properties = {&Date_get_year, &Date_get_month, &Date_get_day},
    .trace = [](Cell*, Tracer&) {},
    .signature = "date(year, month, day)",
};

}  // namespace krait::core::dates
