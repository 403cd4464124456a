// The module _datetime: its types' layouts, and what its files share.
//
//  1. Instances never change once they are made, so no lock is needed. (Only fold is set on a new object that a subclass's
//     constructor made, before anybody else sees it.)
//  2. A zone that is not there is Value::nothing() in the fields tzinfo; Python code sees None.
//  3. What is computed from an instance of a subclass is made by calling that class with all fields, so that its __new__ sees
//     them; timedelta's arithmetic gives plain timedeltas.
#pragma once

#include "runtime/objects/format_text.h"
#include "runtime/objects/order.h"
#include "runtime/vm_hooks.h"
#include "stdlib/_datetime/calendar.h"
#include "stdlib/native_helpers.h"

namespace krait::core::dates {

using Micros = __int128;
inline constexpr int64_t kMicrosPerSecond = 1'000'000;
inline constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
inline constexpr int64_t kMaxDeltaDays = 999'999'999;

class TimeDelta : public Object {
public:
    int32_t days, seconds, microseconds;
    Micros total() const { return Micros{days} * kMicrosPerDay + (int64_t{seconds} * kMicrosPerSecond + microseconds); }
    bool is_zero() const { return (days | seconds | microseconds) == 0; }
    static const TypeSpec spec;
};

class TzInfo : public Object {
public:
    static const TypeSpec spec;
};
class FixedZone : public TzInfo {  // timezone
public:
    Field<TimeDelta*> offset;
    Field<Value> name;  // nothing: not given
    static const TypeSpec spec;
};

class Date : public Object {
public:
    uint16_t year;
    uint8_t month, day;
    int64_t ordinal() const { return ordinal_of(year, month, day); }
    static const TypeSpec spec;
};

// What of the hour, minute, second and microsecond is: of a time, and of a datetime.
struct ClockTime {
    int hour = 0, minute = 0, second = 0, microsecond = 0, fold = 0;
    int64_t seconds() const { return hour * 3600 + minute * 60 + second; }
    int64_t micros() const { return seconds() * kMicrosPerSecond + microsecond; }
};
class TimeOfDay : public Object {  // time
public:
    uint8_t hour, minute, second, fold;
    int32_t microsecond;
    Field<Value> tzinfo;
    ClockTime clock() const { return {hour, minute, second, microsecond, fold}; }
    static const TypeSpec spec;
};
class DateTime : public Date {
public:
    uint8_t hour, minute, second, fold;
    int32_t microsecond;
    Field<Value> tzinfo;
    ClockTime clock() const { return {hour, minute, second, microsecond, fold}; }
    CalendarDay calendar_day() const { return {year, month, day}; }
    int64_t micros_of_day() const { return clock().micros(); }
    static const TypeSpec spec;
};

// The object as one of ours or of a subclass; else null. By the table of its nearest native base: no type is looked up.
template <typename T>
T* as(Thread& thread, Value value) {
    if (!value.is_cell() || value.cell()->layout() != Layout::NativeInstance) return nullptr;
    for (const TypeSpec* spec = type_of(thread, value)->spec; spec; spec = spec->base_spec) {
        if (spec == &T::spec) return value.to<T>();
    }
    return nullptr;
}
template <typename T>
bool is_plain(const Type* type) {  // T itself, no subclass
    return type->spec == &T::spec && !type->has(type_flag::kHeapType);
}
template <typename T>
bool is_exactly(Thread& thread, Value value) {
    return value.is_cell() && is_plain<T>(type_of(thread, value));
}
// For reprs: native types with their module, others by their name alone.
inline std::string shown_type(Thread& thread, Value self) {
    const Type* type = type_of(thread, self);
    MessageArgument shown(type);
    return std::string(shown.text);
}
inline Value or_none(Value zone) { return zone.is_nothing() ? none() : zone; }
inline Value or_nothing(Value zone) { return zone.is_none() ? Value::nothing() : zone; }

// ---- arguments ----
struct FieldNames {
    const char* function;  // null: messages say "function"
    const char* const* names;
    uint32_t count, required, positional;
};
Result<void> bind_fields(Thread& thread, const FieldNames& fields, const CallArguments& arguments, Value* bound);
Result<int> int_field_py(Thread& thread, Value value);
Result<Str*> text_argument(Thread& thread, const char* function, int position, Value value);
// Copies the `size` bytes of a pickled state out of bytes or a Latin-1 str; false when it is none.
Result<bool> pickled_state(Thread& thread, Value value, size_t size, uint8_t* state);
// What __reduce__() answers: the class of `self` and its arguments, the bytes of `state` and the zone, if there is one.
Result<Value> reduced(Thread& thread, Value self, std::string_view state, Value zone);

// ---- timedelta (delta.cpp) ----
Result<Value> make_delta(Thread& thread, Micros total);
Result<Value> make_delta(Thread& thread, int64_t days, int64_t seconds, int64_t microseconds, Type* type = nullptr);

// ---- zones (zone.cpp) ----
struct Offset {
    bool known = false;  // else None
    int64_t micros = 0;
    friend bool operator==(const Offset&, const Offset&) = default;
};
Result<void> check_zone(Thread& thread, Value zone);  // None, nothing or a tzinfo
// zone.utcoffset(argument) or zone.dst(argument), checked: None or a timedelta of less than a day.
Result<Value> zone_delta_py(Thread& thread, Value zone, const char* method, Value argument);
Result<Value> zone_name_py(Thread& thread, Value zone, Value argument);
Result<Offset> zone_offset_py(Thread& thread, Value zone, Value argument);
Result<Value> make_fixed_zone(Thread& thread, Value offset, Value name);  // offset a timedelta, name nothing or a str
Result<Value> make_fixed_zone(Thread& thread, int64_t offset_micros);
Value utc_zone(Thread& thread);

// ---- date, time, datetime ----
Result<void> check_day(Thread& thread, const CalendarDay& day);
Result<void> check_clock(Thread& thread, const ClockTime& clock);
Result<Value> make_date_py(Thread& thread, Type* type, const CalendarDay& day);  // checked; calls a subclass
Result<Value> make_time_py(Thread& thread, Type* type, const ClockTime& clock, Value zone);
Result<Value> make_datetime_py(Thread& thread, Type* type, const CalendarDay& day, const ClockTime& clock, Value zone);
// The plain types, of fields that are right.
Value new_date(Thread& thread, const CalendarDay& day);
Value new_datetime(Thread& thread, const CalendarDay& day, const ClockTime& clock, Value zone, Type* type = nullptr);
// Of start's class.
Result<Value> add_to_datetime_py(Thread& thread, DateTime* start, int64_t days, int64_t micros);
Result<Offset> datetime_offset_py(Thread& thread, DateTime* moment);
Result<Value> make_timetuple_py(Thread& thread, const CalendarDay& day, const ClockTime& clock, int is_dst);

// ---- local time (local.cpp) ----
struct Moment {
    CalendarDay day;
    ClockTime clock;
};
enum class Clock { Local, Utc };
Result<Moment> moment_of(Thread& thread, int64_t seconds, int microsecond, Clock clock);
Result<void> split_timestamp_py(Thread& thread, Value timestamp, int64_t* seconds, int* microsecond);
extern const std::initializer_list<const NativeSpec*> kDateTimeMoments;  // now(), fromtimestamp(), astimezone(), ...

// ---- text (text.cpp, iso_text.h) ----
struct ShortText {
    char data[96];
    size_t size = 0;
    void add(char c) { data[size++] = c; }
    void add(std::string_view text) {
        for (char c : text) add(c);
    }
    void number(int64_t value, int width);
    void day(const CalendarDay& day);
    // Sign, hours and minutes, and seconds and microseconds if there are any.
    void offset(int64_t micros, std::string_view separator);
    std::string_view view() const { return {data, size}; }
};
Result<void> add_clock(Thread& thread, ShortText& text, const ClockTime& clock, Value timespec);
Value ctime_text(Thread& thread, const CalendarDay& day, const ClockTime& clock);
struct FormatFields {
    int year, month, day;
    int microsecond;
    Value zone;      // nothing: none
    Value argument;  // of its methods
};
Result<Value> strftime_py(Thread& thread, Str* format, Value timetuple, const FormatFields& fields);
Result<Value> format_with_strftime_py(Thread& thread, Value self, Value format);
// _strptime._strptime(text, format): its three results.
struct ParsedFields {
    CalendarDay day;
    ClockTime clock;
    Value zone;
};
Result<ParsedFields> strptime_py(Thread& thread, Value text, Value format);
Result<Value> date_from_iso_py(Thread& thread, Type* type, Value text);
Result<Value> time_from_iso_py(Thread& thread, Type* type, Value text);
Result<Value> datetime_from_iso_py(Thread& thread, Type* type, Value text);

// What each interpreter keeps: made on first use.
Type* iso_calendar_type(Thread& thread);

}  // namespace krait::core::dates
