// The proleptic Gregorian calendar in numbers. Day 1 is 0001-01-01, a Monday.
#pragma once

#include <cstdint>

namespace krait::core::dates {

inline constexpr int kMinYear = 1, kMaxYear = 9999;
inline constexpr int64_t kMaxOrdinal = 3'652'059;  // 9999-12-31
inline constexpr int64_t kEpochOrdinal = 719'163;  // 1970-01-01
inline constexpr int64_t kDaysOf400Years = 146'097;

struct CalendarDay {
    int year, month, day;
};
struct IsoWeekDay {
    int year, week, weekday;  // Monday is 1
};

inline constexpr bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
inline constexpr int days_in_month(int year, int month) {
    constexpr int8_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}
inline constexpr int days_before_month(int year, int month) {
    constexpr int16_t kDays[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    return kDays[month - 1] + (month > 2 && is_leap(year));
}
inline constexpr int64_t ordinal_of(int year, int month, int day) {
    int64_t past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400 + days_before_month(year, month) + day;
}
inline constexpr CalendarDay day_of(int64_t ordinal) {
    // Counted from March 1 of the year 0, so that the leap day is the last of its year, century and 400 years.
    int64_t from_march = ordinal + 305;
    int64_t era = from_march / kDaysOf400Years;
    auto in_era = static_cast<uint32_t>(from_march % kDaysOf400Years);
    uint32_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    uint32_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t march_month = (5 * in_year + 2) / 153;  // months from March have 31, 30, 31, 30, 31 days, and again
    auto day = static_cast<int>(in_year - (153 * march_month + 2) / 5 + 1);
    int month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
    return {static_cast<int>(year_of_era) + static_cast<int>(era) * 400 + (month <= 2), month, day};
}
inline constexpr int weekday_of(int64_t ordinal) { return static_cast<int>((ordinal + 6) % 7); }  // Monday is 0

// The Monday of the week that holds the year's first Thursday.
inline constexpr int64_t first_iso_monday(int year) {
    int64_t january_first = ordinal_of(year, 1, 1);
    int weekday = weekday_of(january_first);
    return january_first - weekday + (weekday > 3 ? 7 : 0);
}
inline constexpr IsoWeekDay iso_week_of(int year, int64_t ordinal) {
    int64_t monday = first_iso_monday(year);
    if (ordinal < monday) monday = first_iso_monday(--year);
    else if (ordinal >= monday + 52 * 7) {
        int64_t next = first_iso_monday(year + 1);
        if (ordinal >= next) ++year, monday = next;
    }
    return {year, static_cast<int>((ordinal - monday) / 7) + 1, weekday_of(ordinal) + 1};
}
inline constexpr bool has_53_weeks(int year) { return first_iso_monday(year + 1) - first_iso_monday(year) == 53 * 7; }

}  // namespace krait::core::dates
