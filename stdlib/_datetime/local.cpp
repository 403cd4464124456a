// datetime and the system's clock and zone: now(), fromtimestamp(), timestamp(), astimezone().
#include <cerrno>
#include <cmath>
#include <ctime>

#include "runtime/objects/float_parts.h"
#include "runtime/objects/int_parts.h"
#include "stdlib/_datetime/datetime.h"
#include "stdlib/posix/path.h"

namespace krait::core::dates {

namespace {

constexpr int64_t kDaySeconds = 86'400;
constexpr int64_t kMaxFold = kDaySeconds;  // no zone changes by more than a day

Failure out_of_range(Thread& thread) {
    return raise(thread, Exc::OverflowError, "timestamp out of range for platform time_t");
}

Result<tm> broken_down(Thread& thread, int64_t seconds, Clock clock) {
    time_t moment = seconds;
    tm broken;
    errno = 0;
    if (clock == Clock::Local ? !::localtime_r(&moment, &broken) : !::gmtime_r(&moment, &broken))
        return raise_errno(thread, errno ? errno : EINVAL);
    return broken;
}
// Seconds from the epoch as if the fields were UTC.
int64_t seconds_of(const tm& broken) {
    return (ordinal_of(broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday) - kEpochOrdinal) * kDaySeconds +
           broken.tm_hour * 3600 + broken.tm_min * 60 + broken.tm_sec;
}
int64_t seconds_of(const DateTime* moment) {
    return (moment->ordinal() - kEpochOrdinal) * kDaySeconds + moment->clock().seconds();
}
// What the local clock shows at `seconds` from the epoch, as seconds.
Result<int64_t> local_seconds(Thread& thread, int64_t seconds) {
    tm broken = TRY(broken_down(thread, seconds, Clock::Local));
    int64_t year = broken.tm_year + int64_t{1900};
    if (year < kMinYear || year > kMaxYear)
        return raise(thread, Exc::ValueError, "year must be in {}..{}, not {}", kMinYear, kMaxYear, year);
    return seconds_of(broken);
}

// PEP 495: when did the local clock show this? Of two moments `fold` chooses; in a gap fold 0 is the later.
Result<int64_t> moment_of_local(Thread& thread, int64_t shown, int fold) {
    int64_t first_offset = TRY(local_seconds(thread, shown))
    -shown;
    int64_t first = shown - first_offset, shown_at_first = TRY(local_seconds(thread, first))
    , second_offset;
    if (shown_at_first == shown) {
        // One solution. The other, if there is one, is on the other side of a change within a day.
        int64_t probe = fold ? first + kMaxFold : first - kMaxFold;
        second_offset = TRY(local_seconds(thread, probe))
        -probe;
        if (second_offset == first_offset) return first;
    } else second_offset = shown_at_first - first;
    int64_t second = shown - second_offset;
    if (TRY(local_seconds(thread, second)) == shown) return second;
    if (shown_at_first == shown) return first;
    return fold ? std::min(first, second) : std::max(first, second);
}

Result<int64_t> timestamp_of_naive(Thread& thread, const DateTime* moment) {
    return moment_of_local(thread, seconds_of(moment), moment->fold);
}

// The local zone at a moment as a timezone with its name.
Result<Value> local_zone_at(Thread& thread, int64_t seconds) {
    tm broken = TRY(broken_down(thread, seconds, Clock::Local));
    Value offset = TRY(make_delta(thread, Micros{broken.tm_gmtoff} * kMicrosPerSecond));
    Value name = broken.tm_zone ? Value(TRY(decode_path(thread, broken.tm_zone))) : Value::nothing();
    return make_fixed_zone(thread, offset, name);
}

// A moment in a zone: what the clock shows there, of `type`.
Result<Value> datetime_at_py(Thread& thread, Type* type, int64_t seconds, int microsecond, Value zone) {
    bool naive = zone.is_nothing() || zone.is_none();
    Moment moment = TRY(moment_of(thread, seconds, microsecond, naive ? Clock::Local : Clock::Utc));
    Value made = TRY(make_datetime_py(thread, type, moment.day, moment.clock, or_nothing(zone)));
    if (naive) return made;
    return call_method_py(thread, zone, intern(thread, "fromutc"), {&made, 1});
}
Result<Value> now_py(Thread& thread, Type* type, Value zone, Clock clock) {
    timespec now;
    if (::clock_gettime(CLOCK_REALTIME, &now) < 0) return raise_errno(thread, errno);
    auto microsecond = static_cast<int>(now.tv_nsec / 1000);
    if (clock == Clock::Local) return datetime_at_py(thread, type, now.tv_sec, microsecond, zone);
    Moment moment = TRY(moment_of(thread, now.tv_sec, microsecond, Clock::Utc));
    return make_datetime_py(thread, type, moment.day, moment.clock, Value::nothing());
}

}  // namespace

Result<Moment> moment_of(Thread& thread, int64_t seconds, int microsecond, Clock clock) {
    Moment made;
    if (clock == Clock::Utc && seconds >= -62'135'596'800 && seconds <= 253'402'300'799) {
        int64_t days = seconds / kDaySeconds, rest = seconds % kDaySeconds;
        if (rest < 0) rest += kDaySeconds, --days;
        auto in_day = static_cast<int>(rest);
        return Moment{day_of(days + kEpochOrdinal), {in_day / 3600, in_day / 60 % 60, in_day % 60, microsecond}};
    }
    tm broken = TRY(broken_down(thread, seconds, clock));
    made.day = {broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday};
    made.clock = {broken.tm_hour, broken.tm_min, std::min(broken.tm_sec, 59), microsecond};
    TRY(check_day(thread, made.day));
    // The second time that the clock shows this? Then it was set back within the last day. Not asked near year 1.
    if (clock == Clock::Local && seconds - kMaxFold >= -62'135'596'800 + 2 * kDaySeconds) {
        int64_t shown = seconds_of(broken);
        int64_t set_back = shown - TRY(local_seconds(thread, seconds - kMaxFold))
        -kMaxFold;
        if (set_back < 0 && TRY(local_seconds(thread, seconds + set_back)) == shown) made.clock.fold = 1;
    }
    return made;
}

Result<void> split_timestamp_py(Thread& thread, Value timestamp, int64_t* seconds, int* microsecond) {
    *microsecond = 0;
    if (std::optional<double> number = float_value(thread, timestamp)) {
        if (std::isnan(*number)) return raise(thread, Exc::ValueError, "Invalid value NaN (not a number)");
        double whole, part = std::modf(*number, &whole);
        part = std::nearbyint(part * 1e6);  // half to even
        if (part >= 1e6) part -= 1e6, whole += 1;
        else if (part < 0) part += 1e6, whole -= 1;
        if (!(std::fabs(whole) < 9.2e18)) return out_of_range(thread);
        *seconds = static_cast<int64_t>(whole);
        *microsecond = static_cast<int>(part);
        return {};
    }
    if (!is_any_int(thread, timestamp)) {
        bool has_index = !type_of(thread, timestamp)->lookup(thread, KRAIT_NAME(dunder_index)).is_nothing();
        if (!has_index)
            return raise(thread, Exc::TypeError, "argument must be int or float, not {}", type_name(thread, timestamp));
    }
    Value index = TRY(index_py(thread, timestamp));
    int overflow = 0;
    *seconds = int_to_int64(index, &overflow);
    if (overflow) return out_of_range(thread);
    return {};
}

CLASS_METHOD(
    DateTime, now, "now(cls, /, tz=None)",
    "Returns new datetime object representing current time local to tz.\n\n  tz\n    Timezone object.\n\nIf no tz "
    "is specified, uses local timezone.") {
    TRY(check_zone(thread, args[0]));
    return now_py(thread, self, args[0], Clock::Local);
}
CLASS_METHOD(DateTime, utcnow, "utcnow(cls, /)", "Return a new datetime representing UTC day and time.") {
    TRY(warn_py(thread, Exc::DeprecationWarning,
                "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. Use "
                "timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC)."));
    return now_py(thread, self, none(), Clock::Utc);
}
CLASS_METHOD(DateTime, fromtimestamp, "fromtimestamp(cls, timestamp, tz=None)",
             "timestamp[, tz] -> tz's local time from POSIX timestamp.") {
    TRY(check_zone(thread, args[1]));
    int64_t seconds;
    int microsecond;
    TRY(split_timestamp_py(thread, args[0], &seconds, &microsecond));
    return datetime_at_py(thread, self, seconds, microsecond, args[1]);
}
CLASS_METHOD(DateTime, utcfromtimestamp, "utcfromtimestamp(cls, timestamp, /)",
             "Construct a naive UTC datetime from a POSIX timestamp.") {
    TRY(warn_py(thread, Exc::DeprecationWarning,
                "datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a future version. Use "
                "timezone-aware objects to represent datetimes in UTC: datetime.datetime.fromtimestamp(timestamp, "
                "datetime.UTC)."));
    int64_t seconds;
    int microsecond;
    TRY(split_timestamp_py(thread, args[0], &seconds, &microsecond));
    Moment moment = TRY(moment_of(thread, seconds, microsecond, Clock::Utc));
    return make_datetime_py(thread, self, moment.day, moment.clock, Value::nothing());
}
METHOD(DateTime, timestamp, "timestamp(self, /)", "Return POSIX timestamp as float.") {
    if (!self->tzinfo.get().is_nothing()) {
        Offset offset = TRY(datetime_offset_py(thread, self));
        if (offset.known) {
            int64_t micros = (self->ordinal() - kEpochOrdinal) * kMicrosPerDay + self->micros_of_day() - offset.micros;
            if (micros > int64_t{1} << 53 || micros < -(int64_t{1} << 53))
                return int_binary(thread, BinaryOp::TrueDiv, make_int(thread, micros), Value::small(kMicrosPerSecond));
            return make_float(thread, static_cast<double>(micros) / 1e6);
        }
    }
    int64_t seconds = TRY(timestamp_of_naive(thread, self));
    return make_float(thread, static_cast<double>(seconds) + self->microsecond / 1e6);
}
METHOD(DateTime, utctimetuple, "utctimetuple(self, /)", "Return UTC time tuple, compatible with time.localtime().") {
    Offset offset = TRY(datetime_offset_py(thread, self));
    DateTime* utc = self;
    if (offset.micros) {
        Value plain = new_datetime(thread, self->calendar_day(), self->clock(), Value::nothing());
        utc = TRY(add_to_datetime_py(thread, plain.to<DateTime>(), 0, -offset.micros))
        .to<DateTime>();
    }
    return make_timetuple_py(thread, utc->calendar_day(), utc->clock(), 0);
}
METHOD(DateTime, astimezone, "astimezone(self, /, tz=None)", "tz -> convert to local time in new timezone tz\n") {
    Value zone = args[0];
    TRY(check_zone(thread, zone));
    Value own = self->tzinfo.get();
    if (!own.is_nothing() && own == zone) return Value(self);
    Offset offset = TRY(datetime_offset_py(thread, self));
    if (!offset.known) {
        // PEP 615: naive is local time.
        int64_t moment = TRY(timestamp_of_naive(thread, self));
        own = TRY(local_zone_at(thread, moment));
        if (own == zone) {
            ClockTime clock = self->clock();
            return make_datetime_py(thread, type_of(thread, Value(self)), self->calendar_day(), clock, own);
        }
        offset = TRY(zone_offset_py(thread, own, Value(self)));
    }
    // To UTC, in the class of self; the new zone makes its time of it.
    Value plain = new_datetime(thread, self->calendar_day(), self->clock(), Value::nothing());
    auto* utc = TRY(add_to_datetime_py(thread, plain.to<DateTime>(), 0, -offset.micros))
    .to<DateTime>();
    if (zone.is_none()) zone = TRY(local_zone_at(thread, seconds_of(utc)));
    Value there = TRY(make_datetime_py(thread, type_of(thread, Value(self)), utc->calendar_day(), utc->clock(), zone));
    return call_method_py(thread, zone, intern(thread, "fromutc"), {&there, 1});
}

const std::initializer_list<const NativeSpec*> kDateTimeMoments = {
    &DateTime_now,       &DateTime_utcnow,       &DateTime_fromtimestamp, &DateTime_utcfromtimestamp,
    &DateTime_timestamp, &DateTime_utctimetuple, &DateTime_astimezone};

}  // namespace krait::core::dates
