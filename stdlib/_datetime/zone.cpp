// classes tzinfo and timezone, and the questions that a time asks its zone.
#include "stdlib/_datetime/datetime.h"
#include "stdlib/state_slots.h"

namespace krait::core::dates {

namespace {

Failure wrong_offset(Thread& thread, Value offset) {
    return raise(thread, Exc::ValueError,
                 "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {}",
                 TRY(repr_py(thread, offset)));
}
bool less_than_a_day(const TimeDelta* delta) {
    return delta->days == 0 || (delta->days == -1 && (delta->seconds || delta->microseconds));
}
int64_t micros_of(const TimeDelta* delta) { return static_cast<int64_t>(delta->total()); }

// ---- tzinfo ----

Result<Value> construct_zone_base(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_as<TzInfo>(thread, type));
}

// dt.tzinfo must be this zone.
Result<DateTime*> utc_argument(Thread& thread, Value self, Value given) {
    auto* moment = as<DateTime>(thread, given);
    if (!moment) return raise(thread, Exc::TypeError, "fromutc: argument must be a datetime");
    if (moment->tzinfo.get() != self) return raise(thread, Exc::ValueError, "fromutc: dt.tzinfo is not self");
    return moment;
}

// ---- timezone ----

Result<Value> construct_fixed(Thread& thread, Type*, const CallArguments& arguments) {
    constexpr const char* kFields[] = {"offset", "name"};
    if (arguments.total() == 0)
        return raise(thread, Exc::TypeError, "timezone() missing required argument 'offset' (pos 1)");
    Value given[2] = {};
    TRY(bind_fields(thread, {"timezone", kFields, 2, 1, 2}, arguments, given));
    if (!as<TimeDelta>(thread, given[0]))
        return raise(thread, Exc::TypeError, "timezone() argument 1 must be datetime.timedelta, not {}",
                     type_name(thread, given[0]));
    if (!given[1].is_nothing() && !as_kind<Str>(thread, given[1]))
        return raise(thread, Exc::TypeError, "timezone() argument 2 must be str, not {}", type_name(thread, given[1]));
    return make_fixed_zone(thread, given[0], given[1]);
}

Value fixed_name(Thread& thread, FixedZone* zone) {
    if (Value name = zone->name.get(); !name.is_nothing()) return name;
    TimeDelta* offset = zone->offset.get();
    ShortText text;
    text.add("UTC");
    if (!offset->is_zero()) text.offset(micros_of(offset), ":");
    return Value(make_ascii(thread, text.view()));
}
Result<void> check_moment(Thread& thread, const char* method, Value given) {
    if (given.is_none() || as<DateTime>(thread, given)) return {};
    return raise(thread, Exc::TypeError, "{}(dt) argument must be a datetime instance or None, not {}", method,
                 type_name(thread, given));
}

Result<Value> repr_fixed(Thread& thread, Value self) {
    auto* zone = self.to<FixedZone>();
    if (self == utc_zone(thread)) return Value(make_ascii(thread, "datetime.timezone.utc"));
    std::string shown = shown_type(thread, self);
    Str* offset = TRY(repr_py(thread, Value(zone->offset.get())));
    Value name = zone->name.get();
    if (name.is_nothing()) return format_str(thread, "{}({})", shown, offset);
    return format_str(thread, "{}({}, {})", shown, offset, TRY(repr_py(thread, name)));
}
Result<Value> str_fixed(Thread& thread, Value self) { return fixed_name(thread, self.to<FixedZone>()); }
Result<int64_t> hash_fixed(Thread& thread, Value self) {
    return hash_py(thread, Value(self.to<FixedZone>()->offset.get()));
}
Result<Value> compare_fixed(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = as<FixedZone>(thread, left), *b = as<FixedZone>(thread, right);
    if (!a || !b || (op != CompareOp::Eq && op != CompareOp::Ne)) return Value::not_implemented();
    bool equal = micros_of(a->offset.get()) == micros_of(b->offset.get());
    return Value::boolean(equal == (op == CompareOp::Eq));
}

}  // namespace

// ---- what the other files call ----

Result<void> check_zone(Thread& thread, Value zone) {
    if (zone.is_nothing() || zone.is_none() || as<TzInfo>(thread, zone)) return {};
    return raise(thread, Exc::TypeError, "tzinfo argument must be None or of a tzinfo subclass, not type '{}'",
                 type_name(thread, zone));
}

Result<Value> zone_delta_py(Thread& thread, Value zone, const char* method, Value argument) {
    if (zone.is_nothing() || zone.is_none()) return none();
    Value result = TRY(call_method_py(thread, zone, intern(thread, method), {&argument, 1}));
    if (result.is_none()) return result;
    auto* delta = as<TimeDelta>(thread, result);
    if (!delta)
        return raise(thread, Exc::TypeError, "tzinfo.{}() must return None or timedelta, not '{}'", method,
                     type_name(thread, result));
    if (!less_than_a_day(delta)) return wrong_offset(thread, result);
    return result;
}
Result<Value> zone_name_py(Thread& thread, Value zone, Value argument) {
    if (zone.is_nothing() || zone.is_none()) return none();
    if (is_exactly<FixedZone>(thread, zone)) return fixed_name(thread, zone.to<FixedZone>());
    Value result = TRY(call_method_py(thread, zone, intern(thread, "tzname"), {&argument, 1}));
    if (result.is_none() || as_kind<Str>(thread, result)) return result;
    return raise(thread, Exc::TypeError, "tzinfo.tzname() must return None or a string, not '{}'",
                 type_name(thread, result));
}
Result<Offset> zone_offset_py(Thread& thread, Value zone, Value argument) {
    if (zone.is_nothing() || zone.is_none()) return Offset{};
    if (is_exactly<FixedZone>(thread, zone)) return Offset{true, micros_of(zone.to<FixedZone>()->offset.get())};
    Value delta = TRY(zone_delta_py(thread, zone, "utcoffset", argument));
    if (delta.is_none()) return Offset{};
    return Offset{true, micros_of(delta.to<TimeDelta>())};
}

static Value allocate_fixed(Thread& thread, TimeDelta* offset, Value name) {
    auto* zone = allocate_native<FixedZone>(thread, FixedZone::spec);
    zone->offset.init(offset);
    zone->name.init(name);
    return Value(zone);
}
Value utc_zone(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kDatetimeUtc);
    Value known = slot.get();
    if (!known.is_nothing()) return known;
    auto* zero = allocate_native<TimeDelta>(thread, TimeDelta::spec);
    Value made = allocate_fixed(thread, zero, Value::nothing()), first = Value::nothing();
    Cell* interpreter_root = made.cell();
    // Of threads that come at the same time one makes it.
    return slot.compare_exchange(interpreter_root, first, made) ? made : first;
}
Result<Value> make_fixed_zone(Thread& thread, Value offset, Value name) {
    auto* delta = offset.to<TimeDelta>();
    if (!less_than_a_day(delta)) return wrong_offset(thread, offset);
    if (delta->is_zero() && name.is_nothing()) return utc_zone(thread);
    return allocate_fixed(thread, delta, name);
}
Result<Value> make_fixed_zone(Thread& thread, int64_t offset_micros) {
    if (offset_micros == 0) return utc_zone(thread);
    return make_fixed_zone(thread, TRY(make_delta(thread, Micros{offset_micros})), Value::nothing());
}

// ---- methods ----

static Failure not_implemented(Thread& thread, const char* method) {
    return raise(thread, Exc::NotImplementedError, "a tzinfo subclass must implement {}()", method);
}
METHOD(TzInfo, tzname, "tzname(self, dt, /)", "datetime -> string name of time zone.") {
    return not_implemented(thread, "tzname");
}
METHOD(TzInfo, utcoffset, "utcoffset(self, dt, /)",
       "datetime -> timedelta showing offset from UTC, negative values indicating West of UTC") {
    return not_implemented(thread, "utcoffset");
}
METHOD(TzInfo, dst, "dst(self, dt, /)", "datetime -> DST offset as timedelta positive east of UTC.") {
    return not_implemented(thread, "dst");
}
METHOD(TzInfo, fromutc, "fromutc(self, dt, /)", "datetime in UTC -> datetime in local time.") {
    DateTime* moment = TRY(utc_argument(thread, Value(self), args[0]));
    Value offset = TRY(zone_delta_py(thread, Value(self), "utcoffset", args[0]));
    if (offset.is_none()) return raise(thread, Exc::ValueError, "fromutc: non-None utcoffset() result required");
    Value saving = TRY(zone_delta_py(thread, Value(self), "dst", args[0]));
    if (saving.is_none()) return raise(thread, Exc::ValueError, "fromutc: non-None dst() result required");
    // The zone's standard offset gives a time at which it is asked whether summer time is on.
    int64_t standard = micros_of(offset.to<TimeDelta>()) - micros_of(saving.to<TimeDelta>());
    Value result = TRY(add_to_datetime_py(thread, moment, 0, standard));
    auto* local = as<DateTime>(thread, result);
    if (!local) return result;
    saving = TRY(zone_delta_py(thread, local->tzinfo.get(), "dst", result));
    if (saving.is_none())
        return raise(thread, Exc::ValueError, "fromutc: tz.dst() gave inconsistent results; cannot convert");
    int64_t ahead = micros_of(saving.to<TimeDelta>());
    return ahead ? add_to_datetime_py(thread, local, 0, ahead) : result;
}
METHOD(TzInfo, reduce, "__reduce__(self, /)", "-> (cls, state)") {
    Value initial = TRY(find_attribute_py(thread, Value(self), "__getinitargs__"));
    Value arguments =
        initial.is_unbound() ? Value(make_tuple(thread, std::span<const Value>())) : TRY(call_py(thread, initial));
    Value state = TRY(call_method_py(thread, Value(self), intern(thread, "__getstate__")));
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), arguments, state}));
}

METHOD(FixedZone, tzname, "tzname(self, dt, /)",
       "If name is specified when timezone is created, returns the name.  Otherwise returns offset as "
       "'UTC(+|-)HH:MM'.") {
    TRY(check_moment(thread, "tzname", args[0]));
    return fixed_name(thread, self);
}
METHOD(FixedZone, utcoffset, "utcoffset(self, dt, /)", "Return fixed offset.") {
    TRY(check_moment(thread, "utcoffset", args[0]));
    return Value(self->offset.get());
}
METHOD(FixedZone, dst, "dst(self, dt, /)", "Return None.") {
    TRY(check_moment(thread, "dst", args[0]));
    return none();
}
METHOD(FixedZone, fromutc, "fromutc(self, dt, /)", "datetime in UTC -> datetime in local time.") {
    DateTime* moment = TRY(utc_argument(thread, Value(self), args[0]));
    return add_to_datetime_py(thread, moment, 0, micros_of(self->offset.get()));
}
METHOD(FixedZone, getinitargs, "__getinitargs__(self, /)", "pickle support") {
    Value name = self->name.get(), offset(self->offset.get());
    return Value(name.is_nothing() ? make_tuple(thread, {offset}) : make_tuple(thread, {offset, name}));
}

const TypeSpec TzInfo::spec = {
    .name = "datetime.tzinfo",
    .doc = "Abstract base class for time zone info objects.",
    .size = sizeof(TzInfo),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_zone_base},
    .methods = {&TzInfo_tzname, &TzInfo_utcoffset, &TzInfo_dst, &TzInfo_fromutc, &TzInfo_reduce},
    .trace = [](Cell*, Tracer&) {},
};

const TypeSpec FixedZone::spec = {
    .name = "datetime.timezone",
    .doc = "Fixed offset from UTC implementation of tzinfo.",
    .size = sizeof(FixedZone),
    .slots = {.repr = repr_fixed,
              .str = str_fixed,
              .hash = hash_fixed,
              .compare = compare_fixed,
              .construct = construct_fixed},
    .methods = {&FixedZone_tzname, &FixedZone_utcoffset, &FixedZone_dst, &FixedZone_fromutc, &FixedZone_getinitargs},
    .trace = trace_members<FixedZone, &FixedZone::offset, &FixedZone::name>,
    .signature = "timezone(offset, name=None)",
    .base_spec = &TzInfo::spec,
};

}  // namespace krait::core::dates
