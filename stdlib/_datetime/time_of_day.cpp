// class time. Library Reference, datetime: time objects.
#include "runtime/objects/text.h"
#include "stdlib/_datetime/datetime.h"

namespace krait::core::dates {

namespace {

constexpr const char* kFields[] = {"hour", "minute", "second", "microsecond", "tzinfo", "fold"};

Value allocate_time(Thread& thread, Type* type, const ClockTime& clock, Value zone) {
    auto* made = allocate_as<TimeOfDay>(thread, type);
    made->hour = static_cast<uint8_t>(clock.hour);
    made->minute = static_cast<uint8_t>(clock.minute);
    made->second = static_cast<uint8_t>(clock.second);
    made->fold = static_cast<uint8_t>(clock.fold);
    made->microsecond = clock.microsecond;
    made->tzinfo.init(zone);
    return Value(made);
}

// The fields that were given take the place of what `clock` and `zone` hold.
Result<void> take_fields_py(Thread& thread, const Value* given, ClockTime& clock, Value& zone) {
    if (!given[0].is_nothing()) clock.hour = TRY(int_field_py(thread, given[0]));
    if (!given[1].is_nothing()) clock.minute = TRY(int_field_py(thread, given[1]));
    if (!given[2].is_nothing()) clock.second = TRY(int_field_py(thread, given[2]));
    if (!given[3].is_nothing()) clock.microsecond = TRY(int_field_py(thread, given[3]));
    if (!given[5].is_nothing()) clock.fold = TRY(int_field_py(thread, given[5]));
    if (!given[4].is_nothing()) zone = given[4];
    TRY(check_clock(thread, clock));
    TRY(check_zone(thread, zone));
    zone = or_nothing(zone);
    return {};
}

Result<Value> construct_time(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.positional >= 1 && arguments.positional <= 2 && !arguments[0].is_small()) {
        uint8_t state[6];
        if (TRY(pickled_state(thread, arguments[0], sizeof state, state)) && (state[0] & 0x7f) < 24) {
            Value zone = arguments.positional == 2 ? arguments[1] : none();
            if (!zone.is_none() && !as<TzInfo>(thread, zone))
                return raise(thread, Exc::TypeError, "bad tzinfo state arg");
            ClockTime clock{state[0] & 0x7f, state[1], state[2], state[3] << 16 | state[4] << 8 | state[5],
                            state[0] >> 7};
            return allocate_time(thread, type, clock, or_nothing(zone));
        }
    }
    Value given[6] = {};
    TRY(bind_fields(thread, {nullptr, kFields, 6, 0, 5}, arguments, given));
    ClockTime clock;
    Value zone;
    TRY(take_fields_py(thread, given, clock, zone));
    return allocate_time(thread, type, clock, zone);
}

Result<Offset> offset_py(Thread& thread, TimeOfDay* self) { return zone_offset_py(thread, self->tzinfo.get(), none()); }
// The same time with the other fold, to ask its zone.
Result<Offset> offset_of_other_fold_py(Thread& thread, TimeOfDay* self) {
    ClockTime clock = self->clock();
    clock.fold = !clock.fold;
    Value flipped = allocate_time(thread, native_type(thread, TimeOfDay::spec), clock, self->tzinfo.get());
    return offset_py(thread, flipped.to<TimeOfDay>());
}

Result<Value> compare(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = as<TimeOfDay>(thread, left), *b = as<TimeOfDay>(thread, right);
    if (!a || !b) return Value::not_implemented();
    int64_t order = a->clock().micros() - b->clock().micros();
    if (a->tzinfo.get() == b->tzinfo.get()) return Value::boolean(holds(op, order));
    Offset one = TRY(offset_py(thread, a))
    , other = TRY(offset_py(thread, b));
    bool equality = op == CompareOp::Eq || op == CompareOp::Ne;
    if (one.known != other.known) {
        if (equality) return Value::boolean(op == CompareOp::Ne);
        return raise(thread, Exc::TypeError, "can't compare offset-naive and offset-aware times");
    }
    order -= one.micros - other.micros;
    if (equality && order == 0) {
        // PEP 495: a time whose offset depends on fold equals none of another zone.
        if (TRY(offset_of_other_fold_py(thread, a)) != one || TRY(offset_of_other_fold_py(thread, b)) != other)
            order = 1;
    }
    return Value::boolean(holds(op, order));
}
void pack(const TimeOfDay* self, uint8_t* state) {
    state[0] = self->hour;
    state[1] = self->minute;
    state[2] = self->second;
    state[3] = static_cast<uint8_t>(self->microsecond >> 16);
    state[4] = static_cast<uint8_t>(self->microsecond >> 8);
    state[5] = static_cast<uint8_t>(self->microsecond);
}
Result<int64_t> hash(Thread& thread, Value value) {
    auto* self = value.to<TimeOfDay>();
    Offset offset;
    if (!self->tzinfo.get().is_nothing()) {
        ClockTime clock = self->clock();
        if (clock.fold) {  // PEP 495: fold does not count
            clock.fold = 0;
            self =
                allocate_time(thread, native_type(thread, TimeOfDay::spec), clock, self->tzinfo.get()).to<TimeOfDay>();
        }
        offset = TRY(offset_py(thread, self));
    }
    if (!offset.known) {
        uint8_t state[6];
        pack(self, state);
        return static_cast<int64_t>(text_hash(thread, state, sizeof state));
    }
    return hash_py(thread, TRY(make_delta(thread, Micros{self->clock().micros() - offset.micros})));
}

Result<Value> repr(Thread& thread, Value value) {
    auto* self = value.to<TimeOfDay>();
    std::string text = format_text("{}({}, {}", shown_type(thread, value), self->hour, self->minute);
    if (self->second || self->microsecond) text += format_text(", {}", self->second);
    if (self->microsecond) text += format_text(", {}", self->microsecond);
    if (Value zone = self->tzinfo.get(); !zone.is_nothing())
        text += format_text(", tzinfo={}", TRY(repr_py(thread, zone)));
    if (self->fold) text += ", fold=1";
    return Value(TRY(make_str(thread, text + ")")));
}
Result<Value> str(Thread& thread, Value self) { return call_method_py(thread, self, intern(thread, "isoformat")); }

}  // namespace

Result<void> check_clock(Thread& thread, const ClockTime& clock) {
    if (clock.hour < 0 || clock.hour > 23)
        return raise(thread, Exc::ValueError, "hour must be in 0..23, not {}", clock.hour);
    if (clock.minute < 0 || clock.minute > 59)
        return raise(thread, Exc::ValueError, "minute must be in 0..59, not {}", clock.minute);
    if (clock.second < 0 || clock.second > 59)
        return raise(thread, Exc::ValueError, "second must be in 0..59, not {}", clock.second);
    if (clock.microsecond < 0 || clock.microsecond > 999'999)
        return raise(thread, Exc::ValueError, "microsecond must be in 0..999999, not {}", clock.microsecond);
    if (clock.fold != 0 && clock.fold != 1)
        return raise(thread, Exc::ValueError, "fold must be either 0 or 1, not {}", clock.fold);
    return {};
}

Result<Value> make_time_py(Thread& thread, Type* type, const ClockTime& clock, Value zone) {
    TRY(check_clock(thread, clock));
    if (is_plain<TimeOfDay>(type)) return allocate_time(thread, type, clock, zone);
    Value fields[] = {Value::small(clock.hour), Value::small(clock.minute), Value::small(clock.second),
                      Value::small(clock.microsecond), or_none(zone)};
    Value made = TRY(call_py(thread, Value(type), std::span<const Value>(fields)));
    if (auto* time = as<TimeOfDay>(thread, made); time && clock.fold) time->fold = 1;
    return made;
}

METHOD(
    TimeOfDay, isoformat, "isoformat(self, /, timespec='auto')",
    "Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\n\nThe optional argument timespec specifies "
    "the number of additional terms\nof the time to include. Valid options are 'auto', 'hours', "
    "'minutes',\n'seconds', 'milliseconds' and 'microseconds'.\n") {
    Value timespec(TRY(text_argument(thread, "isoformat", 1, args[0])));
    ShortText text;
    TRY(add_clock(thread, text, self->clock(), timespec));
    Offset offset = TRY(offset_py(thread, self));
    if (offset.known) text.offset(offset.micros, ":");
    return Value(make_ascii(thread, text.view()));
}
METHOD(TimeOfDay, strftime, "strftime(self, /, format)", "format -> strftime() style string.") {
    Str* format = TRY(text_argument(thread, "strftime", 1, args[0]));
    CalendarDay day{1900, 1, 1};
    Value parts[] = {Value::small(1900),
                     Value::small(1),
                     Value::small(1),
                     Value::small(self->hour),
                     Value::small(self->minute),
                     Value::small(self->second),
                     Value::small(0),
                     Value::small(1),
                     Value::small(-1)};
    return strftime_py(thread, format, Value(make_tuple(thread, parts)),
                       {day.year, day.month, day.day, self->microsecond, self->tzinfo.get(), none()});
}
METHOD(TimeOfDay, format, "__format__(self, format, /)", "Formats self with strftime.") {
    return format_with_strftime_py(thread, Value(self), args[0]);
}
METHOD(TimeOfDay, utcoffset, "utcoffset(self, /)", "Return self.tzinfo.utcoffset(self).") {
    return zone_delta_py(thread, self->tzinfo.get(), "utcoffset", none());
}
METHOD(TimeOfDay, tzname, "tzname(self, /)", "Return self.tzinfo.tzname(self).") {
    return zone_name_py(thread, self->tzinfo.get(), none());
}
METHOD(TimeOfDay, dst, "dst(self, /)", "Return self.tzinfo.dst(self).") {
    return zone_delta_py(thread, self->tzinfo.get(), "dst", none());
}
static Result<Value> replace_py(Thread& thread, TimeOfDay* self, const Value* given) {
    ClockTime clock = self->clock();
    Value zone = self->tzinfo.get();
    TRY(take_fields_py(thread, given, clock, zone));
    return make_time_py(thread, type_of(thread, Value(self)), clock, zone);
}
RAW_METHOD(TimeOfDay, replace, "replace(self, /, hour=?, minute=?, second=?, microsecond=?, tzinfo=?, *, fold=?)",
           "Return time with new specified fields.") {
    Value given[6] = {};
    TRY(bind_fields(thread, {"replace", kFields, 6, 0, 5}, arguments, given));
    return replace_py(thread, self.to<TimeOfDay>(), given);
}
RAW_METHOD(TimeOfDay, replace_protocol, "__replace__(self, /, **changes)", "The same as replace().") {
    Value given[6] = {};
    TRY(bind_fields(thread, {"__replace__", kFields, 6, 0, 0}, arguments, given));
    return replace_py(thread, self.to<TimeOfDay>(), given);
}
CLASS_METHOD(TimeOfDay, fromisoformat, "fromisoformat(cls, object, /)",
             "string -> time from a string in ISO 8601 format") {
    return time_from_iso_py(thread, self, args[0]);
}
CLASS_METHOD(TimeOfDay, strptime, "strptime(cls, string, format, /)",
             "string, format -> new time parsed from a string (like time.strptime()).") {
    ParsedFields parsed = TRY(strptime_py(thread, args[0], args[1]));
    return make_time_py(thread, self, parsed.clock, parsed.zone);
}
static Result<Value> reduce_time(Thread& thread, TimeOfDay* self, int64_t protocol) {
    char state[6];
    pack(self, reinterpret_cast<uint8_t*>(state));
    // Only protocols that Python 3.6 and later alone write tell the fold.
    if (self->fold && protocol > 3) state[0] = static_cast<char>(state[0] | 0x80);
    return reduced(thread, Value(self), std::string_view(state, sizeof state), self->tzinfo.get());
}
METHOD(TimeOfDay, reduce_ex, "__reduce_ex__(self, protocol, /)", "__reduce_ex__(proto) -> (cls, state)") {
    return reduce_time(thread, self, TRY(int_field_py(thread, args[0])));
}
METHOD(TimeOfDay, reduce, "__reduce__(self, /)", "__reduce__() -> (cls, state)") {
    return reduce_time(thread, self, 2);
}
GETTER(TimeOfDay, hour, nullptr) { return Value::small(self.to<TimeOfDay>()->hour); }
GETTER(TimeOfDay, minute, nullptr) { return Value::small(self.to<TimeOfDay>()->minute); }
GETTER(TimeOfDay, second, nullptr) { return Value::small(self.to<TimeOfDay>()->second); }
GETTER(TimeOfDay, microsecond, nullptr) { return Value::small(self.to<TimeOfDay>()->microsecond); }
GETTER(TimeOfDay, tzinfo, nullptr) { return or_none(self.to<TimeOfDay>()->tzinfo.get()); }
GETTER(TimeOfDay, fold, nullptr) { return Value::small(self.to<TimeOfDay>()->fold); }

const TypeSpec TimeOfDay::spec = {
    .name = "datetime.time",
    .doc = "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object\n\nAll arguments are optional. "
           "tzinfo may be None, or an instance of\na tzinfo subclass. The remaining arguments may be ints.\n",
    .size = sizeof(TimeOfDay),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = repr, .str = str, .hash = hash, .compare = compare, .construct = construct_time},
    .methods = {&TimeOfDay_strptime, &TimeOfDay_isoformat, &TimeOfDay_strftime, &TimeOfDay_format, &TimeOfDay_utcoffset,
                &TimeOfDay_tzname, &TimeOfDay_dst, &TimeOfDay_replace, &TimeOfDay_replace_protocol,
                &TimeOfDay_fromisoformat, &TimeOfDay_reduce_ex, &TimeOfDay_reduce},
    .properties = {&TimeOfDay_get_hour, &TimeOfDay_get_minute, &TimeOfDay_get_second, &TimeOfDay_get_microsecond,
                   &TimeOfDay_get_tzinfo, &TimeOfDay_get_fold},
    .trace = trace_members<TimeOfDay, &TimeOfDay::tzinfo>,
    .signature = "time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)",
};

}  // namespace krait::core::dates
