// Dates and times as text: ISO 8601, ctime(), strftime() and strptime(), which go on to the modules time and _strptime.
#include "runtime/objects/float_parts.h"
#include "stdlib/_datetime/datetime.h"
#include "stdlib/state_slots.h"

namespace krait::core::dates {

void ShortText::number(int64_t value, int width) {
    char digits[20];
    int count = 0;
    do {
        digits[count++] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value);
    for (int i = count; i < width; ++i) add('0');
    while (count) add(digits[--count]);
}
void ShortText::day(const CalendarDay& day) {
    number(day.year, 4);
    add('-');
    number(day.month, 2);
    add('-');
    number(day.day, 2);
}
void ShortText::offset(int64_t micros, std::string_view separator) {
    add(micros < 0 ? '-' : '+');
    if (micros < 0) micros = -micros;
    int64_t seconds = micros / kMicrosPerSecond;
    micros %= kMicrosPerSecond;
    number(seconds / 3600, 2);
    add(separator);
    number(seconds / 60 % 60, 2);
    if (seconds % 60 || micros) {
        add(separator);
        number(seconds % 60, 2);
    }
    if (micros) {
        add('.');
        number(micros, 6);
    }
}

Result<void> add_clock(Thread& thread, ShortText& text, const ClockTime& clock, Value timespec) {
    enum { kHours, kMinutes, kSeconds, kMillis, kMicros } last;
    auto* name = as_kind<Str>(thread, timespec);
    TRY(name->data(thread));
    std::string_view word = name->is_ascii() ? name->ascii_view() : std::string_view();
    if (word == "auto") last = clock.microsecond ? kMicros : kSeconds;
    else if (word == "seconds") last = kSeconds;
    else if (word == "hours") last = kHours;
    else if (word == "minutes") last = kMinutes;
    else if (word == "milliseconds") last = kMillis;
    else if (word == "microseconds") last = kMicros;
    else return raise(thread, Exc::ValueError, "Unknown timespec value");
    text.number(clock.hour, 2);
    if (last == kHours) return {};
    text.add(':');
    text.number(clock.minute, 2);
    if (last == kMinutes) return {};
    text.add(':');
    text.number(clock.second, 2);
    if (last == kSeconds) return {};
    text.add('.');
    if (last == kMillis) text.number(clock.microsecond / 1000, 3);
    else text.number(clock.microsecond, 6);
    return {};
}

Value ctime_text(Thread& thread, const CalendarDay& day, const ClockTime& clock) {
    constexpr const char* kDays[] = {"Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "};
    constexpr const char* kMonths[] = {"Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ",
                                       "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec "};
    ShortText text;
    text.add(kDays[weekday_of(ordinal_of(day.year, day.month, day.day))]);
    text.add(kMonths[day.month - 1]);
    if (day.day < 10) text.add(' ');
    text.number(day.day, 1);
    text.add(' ');
    text.number(clock.hour, 2);
    text.add(':');
    text.number(clock.minute, 2);
    text.add(':');
    text.number(clock.second, 2);
    text.add(' ');
    text.number(day.year, 4);
    return Value(make_ascii(thread, text.view()));
}

static Result<Value> time_module_py(Thread& thread) {
    return thread.interpreter->vm->import_module_py(thread, intern(thread, "time"));
}

Result<Value> make_timetuple_py(Thread& thread, const CalendarDay& day, const ClockTime& clock, int is_dst) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kTimeState);
    if (slot.get().is_nothing()) TRY(time_module_py(thread));
    int64_t ordinal = ordinal_of(day.year, day.month, day.day);
    Value fields[] = {Value::small(day.year),
                      Value::small(day.month),
                      Value::small(day.day),
                      Value::small(clock.hour),
                      Value::small(clock.minute),
                      Value::small(clock.second),
                      Value::small(weekday_of(ordinal)),
                      Value::small(days_before_month(day.year, day.month) + day.day),
                      Value::small(is_dst),
                      none(),
                      none()};
    return make_struct_sequence(thread, slot.get().to<Type>(), fields);
}

// ---- strftime ----

static Result<void> add_offset(Thread& thread, StrBuilder& text, const FormatFields& fields,
                               std::string_view separator) {
    Offset offset = TRY(zone_offset_py(thread, fields.zone, fields.argument));
    ShortText shown;
    if (offset.known) shown.offset(offset.micros, separator);
    text.add_ascii(shown.view());
    return {};
}

// What the C library does not know, or not for years below 1000, is put into the format before it goes there.
Result<Value> strftime_py(Thread& thread, Str* format, Value timetuple, const FormatFields& fields) {
    const void* data = TRY(format->data(thread));
    size_t length = format->length();
    StrBuilder text(thread);
    auto at = [&](size_t i) { return i < length ? Str::at(data, format->kind(), i) : 0; };
    auto number = [&](int64_t value, int width) {
        ShortText shown;
        shown.number(value, width);
        text.add_ascii(shown.view());
    };
    for (size_t i = 0; i < length; ++i) {
        uint32_t c = at(i);
        if (c != '%' || i + 1 == length) {
            text.add_char(c);
            continue;
        }
        uint32_t directive = at(++i);
        if (directive == 'z') TRY(add_offset(thread, text, fields, ""));
        else if (directive == ':' && at(i + 1) == 'z') {
            ++i;
            TRY(add_offset(thread, text, fields, ":"));
        } else if (directive == 'f') number(fields.microsecond, 6);
        else if (directive == 'Z') {
            Value name = TRY(zone_name_py(thread, fields.zone, fields.argument));
            auto* shown = as_kind<Str>(thread, name);
            if (!shown) continue;
            const void* name_data = TRY(shown->data(thread));
            for (size_t k = 0; k < shown->length(); ++k) {
                uint32_t code = Str::at(name_data, shown->kind(), k);
                if (code == '%') text.add_char('%');
                text.add_char(code);
            }
        } else if (fields.year < 1000 && directive == 'Y') number(fields.year, 4);
        else if (fields.year < 1000 && directive == 'C') number(fields.year / 100, 2);
        else if (fields.year < 1000 && directive == 'G') {
            number(iso_week_of(fields.year, ordinal_of(fields.year, fields.month, fields.day)).year, 4);
        } else if (fields.year < 1000 && directive == 'F') {
            number(fields.year, 4);
            text.add_ascii("-%m-%d");
        } else {
            text.add_char('%');
            text.add_char(directive);
        }
    }
    Value whole(TRY(text.finish()));
    Value module = TRY(time_module_py(thread));
    return call_py(thread, TRY(get_attribute_py(thread, module, "strftime")), whole, timetuple);
}

Result<Value> format_with_strftime_py(Thread& thread, Value self, Value format) {
    Str* text = TRY(text_argument(thread, "__format__", 1, format));
    if (text->length() == 0) return Value(TRY(str_py(thread, self)));
    return call_method_py(thread, self, intern(thread, "strftime"), {&format, 1});
}

// ---- strptime ----

Result<ParsedFields> strptime_py(Thread& thread, Value text, Value format) {
    TRY(text_argument(thread, "strptime", 1, text));
    TRY(text_argument(thread, "strptime", 2, format));
    Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "_strptime")));
    Value parsed = TRY(call_py(thread, TRY(get_attribute_py(thread, module, "_strptime")), text, format));
    auto wrong = [&] { return raise(thread, Exc::TypeError, "_strptime._strptime() gave no time"); };
    auto* results = as_kind<Tuple>(thread, parsed);
    if (!results || results->size() != 3) return wrong();
    auto* fields = as_kind<Tuple>(thread, (*results)[0]);
    if (!fields || fields->size() < 11) return wrong();
    int numbers[6];
    for (size_t i = 0; i < 6; ++i) numbers[i] = TRY(int_field_py(thread, (*fields)[i]));
    ParsedFields made{{numbers[0], numbers[1], numbers[2]},
                      {numbers[3], numbers[4], numbers[5], TRY(int_field_py(thread, (*results)[1]))},
                      Value::nothing()};
    Value name = (*fields)[9], seconds = (*fields)[10];
    if (seconds.is_none()) return made;
    int fraction = TRY(int_field_py(thread, (*results)[2]));
    int64_t micros = TRY(int_field_py(thread, seconds))
    *kMicrosPerSecond + fraction;
    Value offset = TRY(make_delta(thread, Micros{micros}));
    made.zone = TRY(make_fixed_zone(thread, offset, or_nothing(name)));
    return made;
}

}  // namespace krait::core::dates
