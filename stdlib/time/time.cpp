// The native module time. Library Reference, time.
#include <cerrno>
#include <cmath>
#include <cstring>
#include <ctime>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/threads/registry.h"
#include "runtime/threads/wait.h"
#include "runtime/vm_hooks.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"
#include "stdlib/state_slots.h"

namespace krait::core {

extern const ModuleSpec kTimeModule;

namespace {

constexpr int64_t kBillion = 1'000'000'000;

// ---- clocks ----

Result<timespec> clock_now(Thread& thread, int clock) {
    timespec now;
    if (::clock_gettime(clock, &now) < 0) return raise_errno(thread, errno);
    return now;
}
Value seconds_of(Thread& thread, const timespec& time) {
    return make_float(thread, static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9);
}
Value nanoseconds_of(Thread& thread, const timespec& time) {
    return make_int(thread, time.tv_sec * kBillion + time.tv_nsec);
}

#define CLOCK(NAME, CLOCK_ID, DOC)                                                                                              \
    FUNCTION(time, NAME, #NAME "()", DOC) { return seconds_of(thread, TRY(clock_now(thread, CLOCK_ID))); }                       \
    FUNCTION(time, NAME##_ns, #NAME "_ns()", DOC) { return nanoseconds_of(thread, TRY(clock_now(thread, CLOCK_ID))); }
CLOCK(time, CLOCK_REALTIME, "Return the current time since the Epoch.")
CLOCK(monotonic, CLOCK_MONOTONIC, "Monotonic clock, cannot go backward.")
CLOCK(perf_counter, CLOCK_MONOTONIC, "Performance counter for benchmarking.")
CLOCK(process_time, CLOCK_PROCESS_CPUTIME_ID, "Process time for profiling: sum of the kernel and user-space CPU time.")
CLOCK(thread_time, CLOCK_THREAD_CPUTIME_ID, "Thread time for profiling: sum of the kernel and user-space CPU time.")

FUNCTION(time, clock_gettime, "clock_gettime(clk_id, /)", "Return the time of the specified clock clk_id as a float.") {
    return seconds_of(thread, TRY(clock_now(thread, TRY(int_argument_py(thread, args[0])))));
}
FUNCTION(time, clock_gettime_ns, "clock_gettime_ns(clk_id, /)",
         "Return the time of the specified clock clk_id as nanoseconds (int).") {
    return nanoseconds_of(thread, TRY(clock_now(thread, TRY(int_argument_py(thread, args[0])))));
}
FUNCTION(time, clock_getres, "clock_getres(clk_id, /)",
         "Return the resolution (precision) of the specified clock clk_id.") {
    timespec resolution;
    if (::clock_getres(TRY(int_argument_py(thread, args[0])), &resolution) < 0) return raise_errno(thread, errno);
    return seconds_of(thread, resolution);
}
// Seconds as a number of any kind, in whole nanoseconds; rounded away from zero as sleep() does, or down.
enum class Round { Up, Down };
Result<int64_t> duration_py(Thread& thread, Value value, Round round) {
    if (is_float(value)) {
        double number = float_of(value);
        if (std::isnan(number)) return raise(thread, Exc::ValueError, "Invalid value NaN (not a number)");
        number *= 1e9;
        number = round == Round::Up ? (number >= 0 ? std::ceil(number) : std::floor(number)) : std::floor(number);
        if (number >= 9.2233720368547758e18 || number <= -9.2233720368547758e18)
            return raise(thread, Exc::OverflowError, "timestamp out of range for platform time_t");
        return static_cast<int64_t>(number);
    }
    Value index = TRY(index_py(thread, value));
    int overflow = 0;
    int64_t whole = int_to_int64(index, &overflow), result = 0;
    if (overflow || __builtin_mul_overflow(whole, kBillion, &result))
        return raise(thread, Exc::OverflowError, "timestamp too large to convert to C PyTime_t");
    return result;
}
FUNCTION(time, clock_settime, "clock_settime(clk_id, time, /)", "Set the time of the specified clock clk_id.") {
    int64_t nanoseconds = TRY(duration_py(thread, args[1], Round::Down));
    timespec time{nanoseconds / kBillion, nanoseconds % kBillion};
    if (::clock_settime(TRY(int_argument_py(thread, args[0])), &time) < 0) return raise_errno(thread, errno);
    return none();
}
FUNCTION(time, clock_settime_ns, "clock_settime_ns(clk_id, time, /)",
         "Set the time of the specified clock clk_id with nanoseconds.") {
    int64_t nanoseconds = TRY(index_int64_py(thread, args[1]));
    timespec time{nanoseconds / kBillion, nanoseconds % kBillion};
    if (::clock_settime(TRY(int_argument_py(thread, args[0])), &time) < 0) return raise_errno(thread, errno);
    return none();
}
FUNCTION(time, pthread_getcpuclockid, "pthread_getcpuclockid(thread_id, /)",
         "Return the clk_id of a thread's CPU time clock.") {
    auto ident = static_cast<uint64_t>(TRY(index_int64_py(thread, args[0])));
    Thread* wanted = thread.interpreter->threads->find(ident);
    if (!wanted) return raise_errno(thread, ESRCH);
    // As glibc and the kernel put a thread's number into a clock's.
    auto clock = static_cast<clockid_t>(~static_cast<uint32_t>(wanted->state->native_id) << 3 | 6);
    return Value::small(clock);
}
FUNCTION(time, sleep, "sleep(seconds, /)", "Delay execution for a given number of seconds.") {
    int64_t nanoseconds = TRY(duration_py(thread, args[0], Round::Up));
    if (nanoseconds < 0) return raise(thread, Exc::ValueError, "sleep length must be non-negative");
    TRY(wait(thread, WaitTarget::nothing(), deadline_in(nanoseconds)));
    return none();
}
FUNCTION(time, get_clock_info, "get_clock_info(name, /)", "Get information of the specified clock.") {
    auto* text = as_kind<Str>(thread, args[0]);
    if (!text)
        return raise(thread, Exc::TypeError, "get_clock_info() argument 1 must be str, not {}",
                     type_name(thread, args[0]));
    std::string_view name = TRY(str_utf8(thread, text));
    struct Info {
        const char* name;
        int clock;
        const char* implementation;
        bool monotonic, adjustable;
    };
    constexpr Info kInfos[] = {
        {"time", CLOCK_REALTIME, "clock_gettime(CLOCK_REALTIME)", false, true},
        {"monotonic", CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true, false},
        {"perf_counter", CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true, false},
        {"process_time", CLOCK_PROCESS_CPUTIME_ID, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false},
        {"thread_time", CLOCK_THREAD_CPUTIME_ID, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false}};
    for (const Info& info : kInfos) {
        if (name != info.name) continue;
        timespec resolution;
        ::clock_getres(info.clock, &resolution);
        Value types = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "types")));
        Value result = TRY(call_py(thread, TRY(get_attribute_py(thread, types, "SimpleNamespace"))));
        TRY(set_attribute_py(thread, result, "implementation", Value(make_ascii(thread, info.implementation))));
        TRY(set_attribute_py(thread, result, "monotonic", Value::boolean(info.monotonic)));
        TRY(set_attribute_py(thread, result, "adjustable", Value::boolean(info.adjustable)));
        TRY(set_attribute_py(thread, result, "resolution", seconds_of(thread, resolution)));
        return result;
    }
    return raise(thread, Exc::ValueError, "unknown clock");
}

// ---- struct_time ----

constexpr StructSequenceSpec kStructTime = {
    .name = "time.struct_time",
    .doc = "The time value as returned by gmtime(), localtime(), and strptime(), and accepted by asctime(), mktime() "
           "and strftime().",
    .fields = {{"tm_year", "year, for example, 1993"},
               {"tm_mon", "month of year, range [1, 12]"},
               {"tm_mday", "day of month, range [1, 31]"},
               {"tm_hour", "hours, range [0, 23]"},
               {"tm_min", "minutes, range [0, 59]"},
               {"tm_sec", "seconds, range [0, 61])"},
               {"tm_wday", "day of week, range [0, 6], Monday is 0"},
               {"tm_yday", "day of year, range [1, 366]"},
               {"tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"},
               {"tm_zone", "abbreviation of timezone name"},
               {"tm_gmtoff", "offset from UTC in seconds"}},
    .visible = 9,
};
Type* struct_time(Thread& thread) { return thread.interpreter->state_slot(state_slot::kTimeState).get().to<Type>(); }

Result<Value> make_struct_time(Thread& thread, const tm& time) {
    Value values[] = {
        Value::small(time.tm_year + 1900LL),
        Value::small(time.tm_mon + 1),
        Value::small(time.tm_mday),
        Value::small(time.tm_hour),
        Value::small(time.tm_min),
        Value::small(time.tm_sec),
        Value::small((time.tm_wday + 6) % 7),
        Value::small(time.tm_yday + 1),
        Value::small(time.tm_isdst),
        time.tm_zone ? Value(TRY(decode_path(thread, time.tm_zone))) : none(),
        Value::small(time.tm_gmtoff)
    };
    return make_struct_sequence(thread, struct_time(thread), values);
}
// Seconds since the Epoch, now for None.
Result<time_t> moment_py(Thread& thread, Value value) {
    if (value.is_nothing() || value.is_none()) return ::time(nullptr);
    if (is_float(value)) {
        double number = std::floor(float_of(value));
        if (std::isnan(number)) return raise(thread, Exc::ValueError, "Invalid value NaN (not a number)");
        if (number >= 9.2233720368547758e18 || number <= -9.2233720368547758e18)
            return raise(thread, Exc::OverflowError, "timestamp out of range for platform time_t");
        return static_cast<time_t>(number);
    }
    Value index = TRY(index_py(thread, value));
    int overflow = 0;
    int64_t number = int_to_int64(index, &overflow);
    if (overflow) return raise(thread, Exc::OverflowError, "timestamp out of range for platform time_t");
    return static_cast<time_t>(number);
}
FUNCTION(time, gmtime, "gmtime(seconds=None, /)",
         "Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a. GMT).") {
    time_t moment = TRY(moment_py(thread, args[0]));
    tm broken;
    if (!::gmtime_r(&moment, &broken)) return raise_errno(thread, errno);
    broken.tm_zone = "UTC";
    return make_struct_time(thread, broken);
}
FUNCTION(time, localtime, "localtime(seconds=None, /)",
         "Convert seconds since the Epoch to a time tuple expressing local time.") {
    time_t moment = TRY(moment_py(thread, args[0]));
    tm broken;
    if (!::localtime_r(&moment, &broken)) return raise_errno(thread, errno);
    return make_struct_time(thread, broken);
}

// A time tuple as the C library wants it; the zone's name is kept in `zone`.
Result<tm> time_tuple_py(Thread& thread, Value value, std::string* zone) {
    auto* tuple = as_kind<Tuple>(thread, value);
    if (!tuple) return raise(thread, Exc::TypeError, "Tuple or struct_time argument required");
    if (tuple->size() != 9)
        return raise(thread, Exc::TypeError, "function takes exactly 9 arguments ({} given)", tuple->size());
    int fields[9];
    for (size_t i = 0; i < 9; ++i) fields[i] = TRY(int_argument_py(thread, (*tuple)[i]));
    tm broken{};
    if (fields[0] < INT32_MIN + 1900) return raise(thread, Exc::OverflowError, "year out of range");
    broken.tm_year = fields[0] - 1900;
    broken.tm_mon = fields[1] - 1;
    broken.tm_mday = fields[2];
    broken.tm_hour = fields[3];
    broken.tm_min = fields[4];
    broken.tm_sec = fields[5];
    broken.tm_wday = (fields[6] + 1) % 7;
    broken.tm_yday = fields[7] - 1;
    broken.tm_isdst = fields[8];
    if (type_of(thread, value) == struct_time(thread)) {
        Value name = TRY(get_attribute_py(thread, value, "tm_zone"));
        if (auto* text = as_kind<Str>(thread, name)) *zone = TRY(encode_path(thread, text))
        ->view();
        Value offset = TRY(get_attribute_py(thread, value, "tm_gmtoff"));
        if (offset.is_small()) broken.tm_gmtoff = offset.as_small();
    }
    return broken;
}
// For asctime() and strftime(): zero where one is the least means one.
Result<void> check_ranges(Thread& thread, tm& time) {
    if (time.tm_mon == -1) time.tm_mon = 0;
    if (time.tm_mon < 0 || time.tm_mon > 11) return raise(thread, Exc::ValueError, "month out of range");
    if (time.tm_mday == 0) time.tm_mday = 1;
    if (time.tm_mday < 0 || time.tm_mday > 31) return raise(thread, Exc::ValueError, "day of month out of range");
    if (time.tm_hour < 0 || time.tm_hour > 23) return raise(thread, Exc::ValueError, "hour out of range");
    if (time.tm_min < 0 || time.tm_min > 59) return raise(thread, Exc::ValueError, "minute out of range");
    if (time.tm_sec < 0 || time.tm_sec > 61) return raise(thread, Exc::ValueError, "seconds out of range");
    if (time.tm_wday < 0) return raise(thread, Exc::ValueError, "day of week out of range");
    if (time.tm_yday == -1) time.tm_yday = 0;
    if (time.tm_yday < 0 || time.tm_yday > 365) return raise(thread, Exc::ValueError, "day of year out of range");
    return {};
}
Result<tm> tuple_or_now_py(Thread& thread, Value value, std::string* zone) {
    if (!value.is_nothing() && !value.is_none()) {
        tm broken = TRY(time_tuple_py(thread, value, zone));
        TRY(check_ranges(thread, broken));
        return broken;
    }
    time_t now = ::time(nullptr);
    tm broken;
    ::localtime_r(&now, &broken);
    return broken;
}
Result<Value> ascii_time(Thread& thread, const tm& time) {
    constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    snprintf(text, sizeof text, "%s %s%3d %.2d:%.2d:%.2d %lld", kDays[time.tm_wday], kMonths[time.tm_mon], time.tm_mday,
             time.tm_hour, time.tm_min, time.tm_sec, time.tm_year + 1900LL);
    return Value(make_ascii(thread, text));
}
FUNCTION(time, asctime, "asctime(time_tuple=?, /)",
         "Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'.") {
    std::string zone;
    return ascii_time(thread, TRY(tuple_or_now_py(thread, args[0], &zone)));
}
FUNCTION(time, ctime, "ctime(seconds=None, /)",
         "Convert a time in seconds since the Epoch to a string in local time.") {
    time_t moment = TRY(moment_py(thread, args[0]));
    tm broken;
    if (!::localtime_r(&moment, &broken)) return raise_errno(thread, errno);
    return ascii_time(thread, broken);
}
FUNCTION(time, mktime, "mktime(time_tuple, /)", "Convert a time tuple in local time to seconds since the Epoch.") {
    std::string zone;
    tm broken = TRY(time_tuple_py(thread, args[0], &zone));
    broken.tm_wday = -1;
    time_t moment = ::mktime(&broken);
    if (moment == -1 && broken.tm_wday == -1) return raise(thread, Exc::OverflowError, "mktime argument out of range");
    return make_float(thread, static_cast<double>(moment));
}
FUNCTION(time, strftime, "strftime(format, time_tuple=?, /)",
         "Convert a time tuple to a string according to a format specification.") {
    auto* format = as_kind<Str>(thread, args[0]);
    if (!format)
        return raise(thread, Exc::TypeError, "strftime() argument 1 must be str, not {}", type_name(thread, args[0]));
    std::string zone;
    tm broken = TRY(tuple_or_now_py(thread, args[1], &zone));
    if (!zone.empty()) broken.tm_zone = zone.c_str();
    if (broken.tm_isdst < -1) broken.tm_isdst = -1;
    if (broken.tm_isdst > 1) broken.tm_isdst = 1;
    // Text between the directives is kept from the C library: it may hold anything, NUL and surrogates too.
    const void* data = TRY(format->data(thread));
    StrBuilder builder(thread);
    for (size_t i = 0; i < format->length();) {
        uint32_t c = Str::at(data, format->kind(), i);
        if (c != '%' || i + 1 == format->length()) {
            builder.add_char(c);
            ++i;
            continue;
        }
        std::string directive = "%";
        size_t end = i + 1;
        for (; end < format->length(); ++end) {  // flags, width, modifiers
            uint32_t next = Str::at(data, format->kind(), end);
            if (next >= 0x80 || next == 0) break;
            directive += static_cast<char>(next);
            if (!strchr("_-0^#123456789EO:", static_cast<int>(next)) || next == 0) {
                ++end;
                break;
            }
        }
        i = end;
        if (directive.size() == 1) {
            builder.add_char('%');
            continue;
        }
        char text[512];
        std::string padded = directive + "+";  // so that an empty result is not taken for an error
        size_t length = ::strftime(text, sizeof text, padded.c_str(), &broken);
        if (!length) return raise(thread, Exc::ValueError, "Invalid format string");
        TRY(builder.add(TRY(decode_path(thread, std::string_view(text, length - 1)))));
    }
    return Value(TRY(builder.finish()));
}
RAW_FUNCTION(time, strptime, "strptime(string, format='%a %b %d %H:%M:%S %Y', /)",
             "Parse a string to a time tuple according to a format specification.") {
    Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "_strptime")));
    return call_py(thread, TRY(get_attribute_py(thread, module, "_strptime_time")), arguments);
}

// ---- the time zone ----

Result<void> add_zone(Thread& thread, Module* module) {
    ::tzset();
    TRY(module_add(thread, module, "timezone", make_int(thread, ::timezone)));
    // The offset of summer time as it is this year.
    time_t now = ::time(nullptr);
    long summer = ::timezone;
    for (int month = 0; month < 12; ++month) {
        time_t moment = now + static_cast<time_t>(month) * 2'629'800;
        tm broken;
        if (::localtime_r(&moment, &broken) && broken.tm_isdst > 0) summer = -broken.tm_gmtoff;
    }
    if (summer == ::timezone && ::daylight) summer = ::timezone - 3600;
    TRY(module_add(thread, module, "altzone", make_int(thread, summer)));
    TRY(module_add(thread, module, "daylight", Value::small(::daylight != 0)));
    return module_add(thread, module, "tzname", Value(make_tuple(thread, {
                          Value(TRY(decode_path(thread, ::tzname[0]))), Value(TRY(decode_path(thread, ::tzname[1])))
                      })));
}
FUNCTION(time, tzset, "tzset()",
         "Initialize, or reinitialize, the local timezone to the value stored in os.environ['TZ'].") {
    TRY(add_zone(thread, self.to<Module>()));
    return none();
}

Result<void> execute_time(Thread& thread, Module* module) {
    Value type(make_struct_sequence_type(thread, kStructTime));
    thread.interpreter->state_slot(state_slot::kTimeState).set_immediate(type);
    TRY(module_add(thread, module, "struct_time", type));
    TRY(module_add(thread, module, "_STRUCT_TM_ITEMS", Value::small(11)));
    struct Constant {
        const char* name;
        int value;
    };
    constexpr Constant kClocks[] = {{"CLOCK_REALTIME", CLOCK_REALTIME},
                                    {"CLOCK_MONOTONIC", CLOCK_MONOTONIC},
                                    {"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW},
                                    {"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID},
                                    {"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID},
                                    {"CLOCK_BOOTTIME", CLOCK_BOOTTIME},
                                    {"CLOCK_TAI", CLOCK_TAI}};
    for (const Constant& clock : kClocks) TRY(module_add(thread, module, clock.name, Value::small(clock.value)));
    return add_zone(thread, module);
}

}  // namespace

const ModuleSpec kTimeModule = {
    .name = "time",
    .doc = "This module provides various functions to manipulate time values.",
    .functions = {&time_time,
                  &time_time_ns,
                  &time_monotonic,
                  &time_monotonic_ns,
                  &time_perf_counter,
                  &time_perf_counter_ns,
                  &time_process_time,
                  &time_process_time_ns,
                  &time_thread_time,
                  &time_thread_time_ns,
                  &time_clock_gettime,
                  &time_clock_gettime_ns,
                  &time_clock_getres,
                  &time_clock_settime,
                  &time_clock_settime_ns,
                  &time_pthread_getcpuclockid,
                  &time_sleep,
                  &time_get_clock_info,
                  &time_gmtime,
                  &time_localtime,
                  &time_asctime,
                  &time_ctime,
                  &time_mktime,
                  &time_strftime,
                  &time_strptime,
                  &time_tzset},
    .execute = execute_time,
};

}  // namespace krait::core
