// The module _datetime, which stdlib/python/datetime.py gives its public name.
#include "stdlib/_datetime/datetime.h"

namespace krait::core {

namespace dates {

namespace {

struct Constant {
    const char* name;
    Value value;
};
Result<void> add_constants(Thread& thread, const TypeSpec& spec, std::initializer_list<Constant> constants) {
    Type* type = native_type(thread, spec);
    Dict* dict = type->own_dict(thread);
    for (const Constant& constant : constants) TRY(dict_set_str(thread, dict, constant.name, constant.value));
    type->changed(thread, nullptr);
    return {};
}

Result<void> execute_datetime(Thread& thread, Module* module) {
    constexpr CalendarDay kFirst{kMinYear, 1, 1}, kLast{kMaxYear, 12, 31};
    constexpr ClockTime kMidnight{}, kLastMoment{23, 59, 59, 999'999};
    Value microsecond = TRY(make_delta(thread, 0, 0, 1));
    TRY(add_constants(thread, TimeDelta::spec,
                      {{"min", TRY(make_delta(thread, -kMaxDeltaDays, 0, 0))},
                       {"max", TRY(make_delta(thread, kMaxDeltaDays, 86'399, 999'999))},
                       {"resolution", microsecond}}));
    TRY(add_constants(thread, Date::spec,
                      {{"min", new_date(thread, kFirst)},
                       {"max", new_date(thread, kLast)},
                       {"resolution", TRY(make_delta(thread, 1, 0, 0))}}));
    Type* time = native_type(thread, TimeOfDay::spec);
    TRY(add_constants(thread, TimeOfDay::spec,
                      {{"min", TRY(make_time_py(thread, time, kMidnight, Value::nothing()))},
                       {"max", TRY(make_time_py(thread, time, kLastMoment, Value::nothing()))},
                       {"resolution", microsecond}}));
    TRY(add_constants(thread, DateTime::spec,
                      {{"min", new_datetime(thread, kFirst, kMidnight, Value::nothing())},
                       {"max", new_datetime(thread, kLast, kLastMoment, Value::nothing())},
                       {"resolution", microsecond}}));
    constexpr int64_t kLastMinute = int64_t{86'340} * kMicrosPerSecond;
    TRY(add_constants(thread, FixedZone::spec,
                      {{"utc", utc_zone(thread)},
                       {"min", TRY(make_fixed_zone(thread, -kLastMinute))},
                       {"max", TRY(make_fixed_zone(thread, kLastMinute))}}));
    TRY(module_add(thread, module, "UTC", utc_zone(thread)));
    TRY(module_add(thread, module, "MINYEAR", Value::small(kMinYear)));
    return module_add(thread, module, "MAXYEAR", Value::small(kMaxYear));
}

}  // namespace

}  // namespace dates

extern const ModuleSpec kDatetimeModule;
const ModuleSpec kDatetimeModule = {
    .name = "_datetime",
    .doc = "Fast implementation of the datetime module.",
    .types = {&dates::Date::spec, &dates::TimeOfDay::spec, &dates::DateTime::spec, &dates::TimeDelta::spec,
              &dates::TzInfo::spec, &dates::FixedZone::spec},
    .execute = dates::execute_datetime,
};

}  // namespace krait::core
