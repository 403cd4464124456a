// fromisoformat() of date, time and datetime.
#include "stdlib/_datetime/datetime.h"
#include "stdlib/_datetime/iso_text.h"

namespace krait::core::dates {

namespace {

Failure malformed(Thread& thread, Value text) {
    return raise(thread, Exc::ValueError, "Invalid isoformat string: {}", TRY(repr_py(thread, text)));
}

// The text as iso_text.h wants it. Longer ones than any date are cut off where they are wrong anyhow.
struct IsoInput {
    std::string_view view;
    std::string copy;
};
Result<void> iso_input(Thread& thread, Value given, IsoInput& input) {
    auto* text = as_kind<Str>(thread, given);
    if (!text) return raise(thread, Exc::TypeError, "fromisoformat: argument must be str");
    const void* data = TRY(text->data(thread));
    if (text->is_ascii()) {
        input.view = text->ascii_view();
        return {};
    }
    for (size_t i = 0; i < text->length(); ++i) {
        uint32_t code = Str::at(data, text->kind(), i);
        input.copy += static_cast<char>(code < 0x80 ? code : 0x80);
    }
    input.view = input.copy;
    return {};
}

// 24:00 is midnight at the end of the day; true if it was that.
Result<bool> midnight_at_end(Thread& thread, IsoClock& clock) {
    if (clock.hour != 24) return false;
    if (clock.minute || clock.second || clock.microsecond)
        return raise(thread, Exc::ValueError, "minute, second, and microsecond must be 0 when hour is 24");
    clock.hour = 0;
    return true;
}
Result<Value> zone_of(Thread& thread, const IsoTime& time) {
    if (!time.has_zone) return none();
    return make_fixed_zone(thread, time.offset_micros);
}
ClockTime clock_of(const IsoClock& clock) { return {clock.hour, clock.minute, clock.second, clock.microsecond}; }

}  // namespace

Result<Value> date_from_iso_py(Thread& thread, Type* type, Value text) {
    IsoInput input;
    TRY(iso_input(thread, text, input));
    CalendarDay day;
    if (parse_iso_date(input.view, &day) != IsoStatus::Ok) return malformed(thread, text);
    return make_date_py(thread, type, day);
}

Result<Value> time_from_iso_py(Thread& thread, Type* type, Value text) {
    IsoInput input;
    TRY(iso_input(thread, text, input));
    if (!input.view.empty() && input.view.front() == 'T') input.view.remove_prefix(1);
    IsoTime time;
    if (parse_iso_time(input.view, &time) != IsoStatus::Ok) return malformed(thread, text);
    TRY(midnight_at_end(thread, time.clock));
    Value zone = TRY(zone_of(thread, time));
    return make_time_py(thread, type, clock_of(time.clock), or_nothing(zone));
}

Result<Value> datetime_from_iso_py(Thread& thread, Type* type, Value text) {
    IsoInput input;
    TRY(iso_input(thread, text, input));
    size_t date_length = iso_date_length(input.view);
    CalendarDay day;
    if (date_length == 0 || parse_iso_date(input.view.substr(0, date_length), &day) != IsoStatus::Ok)
        return malformed(thread, text);
    IsoTime time;
    // One character between, of any kind, and then a time.
    if (input.view.size() > date_length && (input.view.size() == date_length + 1 ||
                                            parse_iso_time(input.view.substr(date_length + 1), &time) != IsoStatus::Ok))
        return malformed(thread, text);
    Value zone = TRY(zone_of(thread, time));
    if (time.clock.hour == 24) {
        TRY(check_day(thread, day));
        TRY(midnight_at_end(thread, time.clock));
        int64_t next = ordinal_of(day.year, day.month, day.day) + 1;
        day = day_of(next);
    }
    return make_datetime_py(thread, type, day, clock_of(time.clock), or_nothing(zone));
}

}  // namespace krait::core::dates
