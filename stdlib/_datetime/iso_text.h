// Reads the forms of ISO 8601 that fromisoformat() takes. Pure: no Python objects.
//
//   date   YYYY-MM-DD, YYYYMMDD, YYYY-Www[-D], YYYYWww[D]
//   time   HH[:MM[:SS[.f...]]] or HHMM[SS[.f...]], then nothing, Z, or +hh:mm and the like with the same forms
// The text is one byte a code point; what is not ASCII stands as 0x80.
#pragma once

#include <string_view>

#include "stdlib/_datetime/calendar.h"

namespace krait::core::dates {

enum class IsoStatus { Ok, Malformed };

struct IsoClock {
    int hour = 0, minute = 0, second = 0, microsecond = 0;
};
struct IsoTime {
    IsoClock clock;
    bool has_zone = false;
    int64_t offset_micros = 0;
};

// Where the date ends in the text of a datetime; 0: it is none.
size_t iso_date_length(std::string_view text);
IsoStatus parse_iso_date(std::string_view text, CalendarDay* day);  // day's fields are not checked
IsoStatus parse_iso_time(std::string_view text, IsoTime* time);     // nor is the clock

}  // namespace krait::core::dates
