#include "stdlib/_datetime/iso_text.h"

namespace krait::core::dates {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes `count` digits off the front.
bool take_number(std::string_view& text, size_t count, int* number) {
    if (text.size() < count) return false;
    int value = 0;
    for (size_t i = 0; i < count; ++i) {
        if (!is_digit(text[i])) return false;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    *number = value;
    return true;
}
bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

bool take_fraction(std::string_view& text, int* microsecond) {
    if (text.empty()) return false;
    int value = 0;
    for (int digit = 0; digit < 6; ++digit) {
        value *= 10;
        if (text.empty() || !is_digit(text.front())) {
            if (digit == 0) return false;
            continue;
        }
        value += text.front() - '0';
        text.remove_prefix(1);
    }
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);  // cut off
    *microsecond = value;
    return true;
}
bool parse_clock(std::string_view text, IsoClock* clock) {
    if (!take_number(text, 2, &clock->hour)) return false;
    if (text.empty()) return true;
    bool extended = text.front() == ':';
    if (extended) text.remove_prefix(1);
    if (!take_number(text, 2, &clock->minute)) return false;
    if (text.empty()) return true;
    if (take(text, ':') != extended) return false;
    if (!take_number(text, 2, &clock->second)) return false;
    if (text.empty()) return true;
    if (!take(text, '.') && !take(text, ',')) return false;
    return take_fraction(text, &clock->microsecond) && text.empty();
}

}  // namespace

size_t iso_date_length(std::string_view text) {
    if (text.size() < 7) return 0;
    if (text.size() == 7) return 7;  // YYYYWww
    if (text[4] == '-') {
        if (text[5] != 'W') return 10;
        // YYYY-Www, and -D if that is not followed by a digit: then it would be a separator and an hour.
        if (text.size() > 8 && text[8] == '-') {
            if (text.size() == 9) return 0;
            return text.size() > 10 && is_digit(text[10]) ? 8 : 10;
        }
        return 8;
    }
    if (text[4] != 'W') return 8;
    // YYYYWww or YYYYWwwD: how many digits there are tells, an hour having two of them.
    size_t end = 7;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end < 9) return end;
    return end % 2 == 0 ? 7 : 8;
}

IsoStatus parse_iso_date(std::string_view text, CalendarDay* day) {
    if (text.size() < 7 || !take_number(text, 4, &day->year)) return IsoStatus::Malformed;
    bool extended = take(text, '-');
    if (!take(text, 'W')) {
        if (!take_number(text, 2, &day->month) || (extended && !take(text, '-')) || !take_number(text, 2, &day->day) ||
            !text.empty())
            return IsoStatus::Malformed;
        return IsoStatus::Ok;
    }
    int week, weekday = 1;
    if (!take_number(text, 2, &week)) return IsoStatus::Malformed;
    if (!text.empty() && ((extended && !take(text, '-')) || !take_number(text, 1, &weekday) || !text.empty()))
        return IsoStatus::Malformed;
    if (day->year < kMinYear || week < 1 || week > 53 || weekday < 1 || weekday > 7 ||
        (week == 53 && !has_53_weeks(day->year)))
        return IsoStatus::Malformed;
    *day = day_of(first_iso_monday(day->year) + (week - 1) * 7 + weekday - 1);
    return IsoStatus::Ok;
}

IsoStatus parse_iso_time(std::string_view text, IsoTime* time) {
    size_t mark = 0;  // of the zone
    while (mark < text.size() && text[mark] != '+' && text[mark] != '-' && text[mark] != 'Z') ++mark;
    std::string_view clock = text.substr(0, mark);
    if (mark < text.size() && mark > 2 && clock.back() == ' ') clock.remove_suffix(1);  // CPython takes it as well
    if (!parse_clock(clock, &time->clock)) return IsoStatus::Malformed;
    if (mark == text.size()) return IsoStatus::Ok;
    std::string_view rest = text.substr(mark + 1);
    time->has_zone = true;
    if (text[mark] == 'Z') return rest.empty() ? IsoStatus::Ok : IsoStatus::Malformed;
    IsoClock offset;
    if (!parse_clock(rest, &offset)) return IsoStatus::Malformed;
    int64_t seconds = offset.hour * 3600 + offset.minute * 60 + offset.second;
    time->offset_micros = seconds * 1'000'000 + offset.microsecond;
    if (text[mark] == '-') time->offset_micros = -time->offset_micros;
    return IsoStatus::Ok;
}

}  // namespace krait::core::dates
