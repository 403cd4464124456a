// class datetime: construction, fields, arithmetic, comparison, text. Clocks and zones of the system are in local.cpp.
#include "runtime/objects/text.h"
#include "stdlib/_datetime/datetime.h"

namespace krait::core::dates {

namespace {

constexpr const char* kFields[] = {"year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"};

// The fields that were given take the place of what is there; then all are checked.
Result<void> take_fields_py(Thread& thread, const Value* given, CalendarDay& day, ClockTime& clock, Value& zone) {
    int* const fields[] = {&day.year,     &day.month,         &day.day, &clock.hour, &clock.minute,
                           &clock.second, &clock.microsecond, nullptr,  &clock.fold};
    for (size_t i = 0; i < 9; ++i) {
        if (fields[i] && !given[i].is_nothing()) *fields[i] = TRY(int_field_py(thread, given[i]));
    }
    if (!given[7].is_nothing()) zone = given[7];
    TRY(check_day(thread, day));
    TRY(check_clock(thread, clock));
    TRY(check_zone(thread, zone));
    zone = or_nothing(zone);
    return {};
}

Result<Value> construct_datetime(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.positional >= 1 && arguments.positional <= 2 && !arguments[0].is_small()) {
        uint8_t state[10];
        if (TRY(pickled_state(thread, arguments[0], sizeof state, state)) && (state[2] & 0x7f) >= 1 &&
            (state[2] & 0x7f) <= 12) {
            Value zone = arguments.positional == 2 ? arguments[1] : none();
            if (!zone.is_none() && !as<TzInfo>(thread, zone))
                return raise(thread, Exc::TypeError, "bad tzinfo state arg");
            CalendarDay day{state[0] << 8 | state[1], state[2] & 0x7f, state[3]};
            ClockTime clock{state[4], state[5], state[6], state[7] << 16 | state[8] << 8 | state[9], state[2] >> 7};
            return new_datetime(thread, day, clock, or_nothing(zone), type);
        }
    }
    Value given[9] = {};
    TRY(bind_fields(thread, {nullptr, kFields, 9, 3, 8}, arguments, given));
    CalendarDay day{};
    ClockTime clock;
    Value zone;
    TRY(take_fields_py(thread, given, day, clock, zone));
    return new_datetime(thread, day, clock, zone, type);
}

// ---- arithmetic ----

Result<Value> add(Thread& thread, Value left, Value right) {
    auto* moment = as<DateTime>(thread, left);
    auto* delta = as<TimeDelta>(thread, moment ? right : left);
    if (!moment) moment = as<DateTime>(thread, right);
    if (!moment || !delta) return Value::not_implemented();
    return add_to_datetime_py(thread, moment, delta->days, delta->seconds * kMicrosPerSecond + delta->microseconds);
}
Result<Value> subtract(Thread& thread, Value left, Value right) {
    auto* a = as<DateTime>(thread, left);
    if (!a) return Value::not_implemented();
    auto* b = as<DateTime>(thread, right);
    if (!b) {
        auto* delta = as<TimeDelta>(thread, right);
        if (!delta) return Value::not_implemented();
        return add_to_datetime_py(thread, a, -int64_t{delta->days},
                                  -(delta->seconds * kMicrosPerSecond + delta->microseconds));
    }
    int64_t offsets = 0;
    if (a->tzinfo.get() != b->tzinfo.get()) {
        Offset one = TRY(datetime_offset_py(thread, a))
        , other = TRY(datetime_offset_py(thread, b));
        if (one.known != other.known)
            return raise(thread, Exc::TypeError, "can't subtract offset-naive and offset-aware datetimes");
        offsets = one.micros - other.micros;
    }
    return make_delta(thread, a->ordinal() - b->ordinal(), 0, a->micros_of_day() - b->micros_of_day() - offsets);
}

// ---- comparison and hash ----

// A number that orders the times of one zone.
int64_t order_key(const DateTime* moment) {
    return (moment->year << 9 | moment->month << 5 | moment->day) * kMicrosPerDay + moment->micros_of_day();
}
int64_t micros_since_start(const DateTime* moment) {
    return moment->ordinal() * kMicrosPerDay + moment->micros_of_day();
}

DateTime* with_fold(Thread& thread, DateTime* moment, int fold) {
    ClockTime clock = moment->clock();
    clock.fold = fold;
    return new_datetime(thread, moment->calendar_day(), clock, moment->tzinfo.get()).to<DateTime>();
}
// PEP 495: does the offset depend on fold? Such a time equals none of another zone.
Result<bool> is_in_fold_or_gap_py(Thread& thread, DateTime* moment, const Offset& offset) {
    return TRY(datetime_offset_py(thread, with_fold(thread, moment, !moment->fold)))
    != offset;
}

Result<Value> compare(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = as<DateTime>(thread, left), *b = as<DateTime>(thread, right);
    if (!a || !b) return Value::not_implemented();
    if (a->tzinfo.get() == b->tzinfo.get()) return Value::boolean(holds(op, order_key(a) - order_key(b)));
    Offset one = TRY(datetime_offset_py(thread, a))
    , other = TRY(datetime_offset_py(thread, b));
    bool equality = op == CompareOp::Eq || op == CompareOp::Ne;
    if (one.known != other.known) {
        if (equality) return Value::boolean(op == CompareOp::Ne);
        return raise(thread, Exc::TypeError, "can't compare offset-naive and offset-aware datetimes");
    }
    int64_t order = micros_since_start(a) - micros_since_start(b) - (one.micros - other.micros);
    if (equality && order == 0 &&
        (TRY(is_in_fold_or_gap_py(thread, a, one)) || TRY(is_in_fold_or_gap_py(thread, b, other))))
        order = 1;
    return Value::boolean(holds(op, order));
}

void pack(const DateTime* self, uint8_t* state) {
    state[0] = static_cast<uint8_t>(self->year >> 8);
    state[1] = static_cast<uint8_t>(self->year);
    state[2] = self->month;
    state[3] = self->day;
    state[4] = self->hour;
    state[5] = self->minute;
    state[6] = self->second;
    state[7] = static_cast<uint8_t>(self->microsecond >> 16);
    state[8] = static_cast<uint8_t>(self->microsecond >> 8);
    state[9] = static_cast<uint8_t>(self->microsecond);
}
Result<int64_t> hash(Thread& thread, Value value) {
    auto* self = value.to<DateTime>();
    // PEP 495: fold does not count.
    if (self->fold && !self->tzinfo.get().is_nothing()) self = with_fold(thread, self, 0);
    Offset offset = TRY(datetime_offset_py(thread, self));
    if (!offset.known) {
        uint8_t state[10];
        pack(self, state);
        return static_cast<int64_t>(text_hash(thread, state, sizeof state));
    }
    return hash_py(thread, TRY(make_delta(thread, self->ordinal(), 0, self->micros_of_day() - offset.micros)));
}

// ---- text ----

Result<Value> repr(Thread& thread, Value value) {
    auto* self = value.to<DateTime>();
    std::string text = format_text("{}({}, {}, {}, {}, {}", shown_type(thread, value), self->year, self->month,
                                   self->day, self->hour, self->minute);
    if (self->second || self->microsecond) text += format_text(", {}", self->second);
    if (self->microsecond) text += format_text(", {}", self->microsecond);
    if (self->fold) text += ", fold=1";
    if (Value zone = self->tzinfo.get(); !zone.is_nothing())
        text += format_text(", tzinfo={}", TRY(repr_py(thread, zone)));
    return Value(TRY(make_str(thread, text + ")")));
}
Result<Value> str(Thread& thread, Value self) {
    Value separator(make_ascii(thread, " "));
    return call_method_py(thread, self, intern(thread, "isoformat"), {&separator, 1});
}

}  // namespace

Value new_datetime(Thread& thread, const CalendarDay& day, const ClockTime& clock, Value zone, Type* type) {
    auto* made = allocate_as<DateTime>(thread, type ? type : native_type(thread, DateTime::spec));
    made->year = static_cast<uint16_t>(day.year);
    made->month = static_cast<uint8_t>(day.month);
    made->day = static_cast<uint8_t>(day.day);
    made->hour = static_cast<uint8_t>(clock.hour);
    made->minute = static_cast<uint8_t>(clock.minute);
    made->second = static_cast<uint8_t>(clock.second);
    made->fold = static_cast<uint8_t>(clock.fold);
    made->microsecond = clock.microsecond;
    made->tzinfo.init(zone);
    return Value(made);
}

Result<Value> make_datetime_py(Thread& thread, Type* type, const CalendarDay& day, const ClockTime& clock, Value zone) {
    TRY(check_day(thread, day));
    TRY(check_clock(thread, clock));
    if (is_plain<DateTime>(type)) return new_datetime(thread, day, clock, zone, type);
    Value fields[] = {Value::small(day.year),          Value::small(day.month),
                      Value::small(day.day),           Value::small(clock.hour),
                      Value::small(clock.minute),      Value::small(clock.second),
                      Value::small(clock.microsecond), or_none(zone)};
    Value made = TRY(call_py(thread, Value(type), std::span<const Value>(fields)));
    if (auto* moment = as<DateTime>(thread, made); moment && clock.fold) moment->fold = 1;
    return made;
}

Result<Value> add_to_datetime_py(Thread& thread, DateTime* start, int64_t days, int64_t micros) {
    int64_t rest = start->micros_of_day() + micros;
    if (rest < 0 || rest >= kMicrosPerDay) {
        int64_t more = rest / kMicrosPerDay - (rest % kMicrosPerDay < 0);
        days += more;
        rest -= more * kMicrosPerDay;
    }
    CalendarDay day = start->calendar_day();
    if (int64_t in_month = day.day + days; in_month >= 1 && in_month <= 28) day.day = static_cast<int>(in_month);
    else {
        int64_t ordinal = start->ordinal() + days;
        if (ordinal < 1 || ordinal > kMaxOrdinal) return raise(thread, Exc::OverflowError, "date value out of range");
        day = day_of(ordinal);
    }
    auto microsecond = static_cast<int>(rest % kMicrosPerSecond);
    auto seconds = static_cast<int>(rest / kMicrosPerSecond);
    ClockTime clock{seconds / 3600, seconds / 60 % 60, seconds % 60, microsecond};
    Type* type = type_of(thread, Value(start));
    Value zone = start->tzinfo.get();
    if (is_plain<DateTime>(type)) return new_datetime(thread, day, clock, zone, type);
    return make_datetime_py(thread, type, day, clock, zone);
}
Result<Offset> datetime_offset_py(Thread& thread, DateTime* moment) {
    return zone_offset_py(thread, moment->tzinfo.get(), Value(moment));
}

METHOD(DateTime, date, "date(self, /)", "Return date object with same year, month and day.") {
    return new_date(thread, self->calendar_day());
}
METHOD(DateTime, time, "time(self, /)", "Return time object with same time but with tzinfo=None.") {
    return make_time_py(thread, native_type(thread, TimeOfDay::spec), self->clock(), Value::nothing());
}
METHOD(DateTime, timetz, "timetz(self, /)", "Return time object with same time and tzinfo.") {
    return make_time_py(thread, native_type(thread, TimeOfDay::spec), self->clock(), self->tzinfo.get());
}
METHOD(DateTime, ctime, "ctime(self, /)", "Return ctime() style string.") {
    return ctime_text(thread, self->calendar_day(), self->clock());
}
METHOD(DateTime, strftime, "strftime(self, /, format)", "format -> strftime() style string.") {
    Str* format = TRY(text_argument(thread, "strftime", 1, args[0]));
    Value tuple = TRY(call_method_py(thread, Value(self), intern(thread, "timetuple")));
    return strftime_py(thread, format, tuple,
                       {self->year, self->month, self->day, self->microsecond, self->tzinfo.get(), Value(self)});
}
METHOD(DateTime, timetuple, "timetuple(self, /)", "Return time tuple, compatible with time.localtime().") {
    int is_dst = -1;
    Value saving = TRY(zone_delta_py(thread, self->tzinfo.get(), "dst", Value(self)));
    if (!saving.is_none()) is_dst = !saving.to<TimeDelta>()->is_zero();
    return make_timetuple_py(thread, self->calendar_day(), self->clock(), is_dst);
}
METHOD(DateTime, isoformat, "isoformat(self, /, sep='T', timespec='auto')",
       "[sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\nsep is used to separate the "
       "year from the time, and defaults to 'T'.\nThe optional argument timespec specifies the number of additional "
       "terms\nof the time to include. Valid options are 'auto', 'hours', 'minutes',\n'seconds', 'milliseconds' and "
       "'microseconds'.\n") {
    auto* separator = as_kind<Str>(thread, args[0]);
    if (!separator)
        return raise(thread, Exc::TypeError, "isoformat() argument 1 must be a unicode character, not {}",
                     type_name(thread, args[0]));
    if (separator->length() != 1)
        return raise(thread, Exc::TypeError,
                     "isoformat() argument 1 must be a unicode character, not a string of length {}",
                     separator->length());
    const void* data = TRY(separator->data(thread));
    uint32_t between = Str::at(data, separator->kind(), 0);
    Value timespec(TRY(text_argument(thread, "isoformat", 2, args[1])));
    ShortText day, clock;
    day.day(self->calendar_day());
    if (between < 0x80) day.add(static_cast<char>(between));
    TRY(add_clock(thread, clock, self->clock(), timespec));
    Offset offset = TRY(datetime_offset_py(thread, self));
    if (offset.known) clock.offset(offset.micros, ":");
    if (between < 0x80) {
        day.add(clock.view());
        return Value(make_ascii(thread, day.view()));
    }
    StrBuilder text(thread);
    text.add_ascii(day.view());
    text.add_char(between);
    text.add_ascii(clock.view());
    return Value(TRY(text.finish()));
}
METHOD(DateTime, utcoffset, "utcoffset(self, /)", "Return self.tzinfo.utcoffset(self).") {
    return zone_delta_py(thread, self->tzinfo.get(), "utcoffset", Value(self));
}
METHOD(DateTime, tzname, "tzname(self, /)", "Return self.tzinfo.tzname(self).") {
    return zone_name_py(thread, self->tzinfo.get(), Value(self));
}
METHOD(DateTime, dst, "dst(self, /)", "Return self.tzinfo.dst(self).") {
    return zone_delta_py(thread, self->tzinfo.get(), "dst", Value(self));
}
static Result<Value> replace_py(Thread& thread, DateTime* self, const Value* given) {
    CalendarDay day = self->calendar_day();
    ClockTime clock = self->clock();
    Value zone = self->tzinfo.get();
    TRY(take_fields_py(thread, given, day, clock, zone));
    return make_datetime_py(thread, type_of(thread, Value(self)), day, clock, zone);
}
RAW_METHOD(DateTime, replace,
           "replace(self, /, year=?, month=?, day=?, hour=?, minute=?, second=?, microsecond=?, tzinfo=?, *, fold=?)",
           "Return datetime with new specified fields.") {
    Value given[9] = {};
    TRY(bind_fields(thread, {"replace", kFields, 9, 0, 8}, arguments, given));
    return replace_py(thread, self.to<DateTime>(), given);
}
RAW_METHOD(DateTime, replace_protocol, "__replace__(self, /, **changes)", "The same as replace().") {
    Value given[9] = {};
    TRY(bind_fields(thread, {"__replace__", kFields, 9, 0, 0}, arguments, given));
    return replace_py(thread, self.to<DateTime>(), given);
}
static Result<Value> reduce_datetime(Thread& thread, DateTime* self, int64_t protocol) {
    char state[10];
    pack(self, reinterpret_cast<uint8_t*>(state));
    // Only protocols that Python 3.6 and later alone write tell the fold.
    if (self->fold && protocol > 3) state[2] = static_cast<char>(state[2] | 0x80);
    return reduced(thread, Value(self), std::string_view(state, sizeof state), self->tzinfo.get());
}
METHOD(DateTime, reduce_ex, "__reduce_ex__(self, protocol, /)", "__reduce_ex__(proto) -> (cls, state)") {
    return reduce_datetime(thread, self, TRY(int_field_py(thread, args[0])));
}
METHOD(DateTime, reduce, "__reduce__(self, /)", "__reduce__() -> (cls, state)") {
    return reduce_datetime(thread, self, 2);
}
CLASS_METHOD(DateTime, combine, "combine(cls, date, time, tzinfo=?)",
             "date, time -> datetime with same date and time fields") {
    auto* date = as<Date>(thread, args[0]);
    if (!date)
        return raise(thread, Exc::TypeError, "combine() argument 1 must be datetime.date, not {}",
                     type_name(thread, args[0]));
    auto* time = as<TimeOfDay>(thread, args[1]);
    if (!time)
        return raise(thread, Exc::TypeError, "combine() argument 2 must be datetime.time, not {}",
                     type_name(thread, args[1]));
    TRY(check_zone(thread, args[2]));
    Value zone = args[2].is_nothing() ? time->tzinfo.get() : or_nothing(args[2]);
    return make_datetime_py(thread, self, {date->year, date->month, date->day}, time->clock(), zone);
}
CLASS_METHOD(DateTime, fromisoformat, "fromisoformat(cls, object, /)",
             "string -> datetime from a string in most ISO 8601 formats") {
    return datetime_from_iso_py(thread, self, args[0]);
}
CLASS_METHOD(DateTime, strptime, "strptime(cls, string, format, /)",
             "string, format -> new datetime parsed from a string (like time.strptime()).") {
    ParsedFields parsed = TRY(strptime_py(thread, args[0], args[1]));
    if (is_plain<DateTime>(self) || !parsed.zone.is_nothing())
        return make_datetime_py(thread, self, parsed.day, parsed.clock, parsed.zone);
    // A subclass may take no tzinfo.
    Value fields[] = {Value::small(parsed.day.year),         Value::small(parsed.day.month),
                      Value::small(parsed.day.day),          Value::small(parsed.clock.hour),
                      Value::small(parsed.clock.minute),     Value::small(parsed.clock.second),
                      Value::small(parsed.clock.microsecond)};
    return call_py(thread, Value(self), std::span<const Value>(fields));
}
GETTER(DateTime, hour, nullptr) { return Value::small(self.to<DateTime>()->hour); }
GETTER(DateTime, minute, nullptr) { return Value::small(self.to<DateTime>()->minute); }
GETTER(DateTime, second, nullptr) { return Value::small(self.to<DateTime>()->second); }
GETTER(DateTime, microsecond, nullptr) { return Value::small(self.to<DateTime>()->microsecond); }
GETTER(DateTime, tzinfo, nullptr) { return or_none(self.to<DateTime>()->tzinfo.get()); }
GETTER(DateTime, fold, nullptr) { return Value::small(self.to<DateTime>()->fold); }

static const std::initializer_list<const NativeSpec*> kOwnMethods = {
    &DateTime_date,      &DateTime_time,      &DateTime_timetz,    &DateTime_ctime,
    &DateTime_strftime,  &DateTime_timetuple, &DateTime_isoformat, &DateTime_utcoffset,
    &DateTime_tzname,    &DateTime_dst,       &DateTime_replace,   &DateTime_replace_protocol,
    &DateTime_reduce_ex, &DateTime_reduce,    &DateTime_combine,   &DateTime_fromisoformat,
    &DateTime_strptime};

static constexpr Slots datetime_slots() {
    Slots slots;
    slots.repr = repr;
    slots.str = str;
    slots.hash = hash;
    slots.compare = compare;
    slots.construct = construct_datetime;
    slots.binary[static_cast<int>(BinaryOp::Add)] = add;
    slots.binary[static_cast<int>(BinaryOp::Sub)] = subtract;
    return slots;
}

const TypeSpec DateTime::spec = {
    .name = "datetime.datetime",
    .doc =
        "datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])\n\nThe year, month and day "
        "arguments are required. tzinfo may be None, or an\ninstance of a tzinfo subclass. The remaining arguments may "
        "be ints.\n",
    .size = sizeof(DateTime),
    .flags = type_flag::kSubclassable,
    .slots = datetime_slots(),
    .method_groups = {&kOwnMethods, &kDateTimeMoments},
    .properties = {&DateTime_get_hour, &DateTime_get_minute, &DateTime_get_second, &DateTime_get_microsecond,
                   &DateTime_get_tzinfo, &DateTime_get_fold},
    .trace = trace_members<DateTime, &DateTime::tzinfo>,
    .signature = "datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)",
    .base_spec = &Date::spec,
};

}  // namespace krait::core::dates
