// re.Match. Library Reference: re, "Match Objects".
#include "runtime/objects/bytes.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/text.h"
#include "runtime/operations.h"
#include "stdlib/re/objects/re_objects.h"

namespace krait::core {

namespace {

// A group by number or name: IndexError if there is none.
Result<size_t> group_number_py(Thread& thread, ReMatch* match, Value key) {
    if (!is_int(thread, key) && type_of(thread, key)->slots.index) key = TRY(index_py(thread, key));
    if (!is_int(thread, key)) {
        key = TRY(dict_get_py(thread, match->pattern.get()->group_index.get(), key));
        if (key.is_unbound()) return raise(thread, Exc::IndexError, "no such group");
    }
    int overflow = 0;
    int64_t number = int_to_int64(key, &overflow);
    if (overflow || number < 0 || number >= match->groups) return raise(thread, Exc::IndexError, "no such group");
    return static_cast<size_t>(number);
}
Result<Value> get_group_py(Thread& thread, ReMatch* match, Value key) {
    return match_group(thread, match, TRY(group_number_py(thread, match, key)), none());
}

RAW_METHOD(ReMatch, group, "group(self, /, *groups)",
           "group([group1, ...]) -> str or tuple.\n\nReturn subgroup(s) of the match by indices or names.\nFor 0 "
           "returns the entire match.") {
    auto* match = self.to<ReMatch>();
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "Match.group() takes no keyword arguments");
    if (arguments.positional == 0) return match_group(thread, match, 0, none());
    if (arguments.positional == 1) return get_group_py(thread, match, arguments[0]);
    Tuple* all = TRY(make_tuple_sized(thread, arguments.positional));
    for (size_t i = 0; i < arguments.positional; ++i)
        all->items_[i].set(all, TRY(get_group_py(thread, match, arguments[i])));
    return Value(all);
}
METHOD(ReMatch, groups, "groups(self, /, default=None)",
       "Return a tuple containing all the subgroups of the match, from 1.\n\n  default\n    Is used for groups that "
       "did not participate in the match.") {
    Tuple* all = TRY(make_tuple_sized(thread, self->groups - 1));
    for (size_t i = 1; i < self->groups; ++i) all->items_[i - 1].set(all, TRY(match_group(thread, self, i, args[0])));
    return Value(all);
}
METHOD(ReMatch, groupdict, "groupdict(self, /, default=None)",
       "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.\n\n"
       "  default\n    Is used for groups that did not participate in the match.") {
    Dict* named = make_dict(thread);
    size_t position = 0;
    Value name, number;
    while (dict_next(self->pattern.get()->group_index.get(), &position, &name, &number)) {
        Value text = TRY(match_group(thread, self, static_cast<size_t>(number.as_small()), args[0]));
        TRY(dict_set_py(thread, named, name, text));
    }
    return Value(named);
}
METHOD(ReMatch, start, "start(self, group=0, /)", "Return index of the start of the substring matched by group.") {
    return Value::small(self->spans[TRY(group_number_py(thread, self, args[0]))].start);
}
METHOD(ReMatch, end, "end(self, group=0, /)", "Return index of the end of the substring matched by group.") {
    return Value::small(self->spans[TRY(group_number_py(thread, self, args[0]))].end);
}
Value span_tuple(Thread& thread, const regex::MatchSpan& span) {
    return Value(make_tuple(thread, {Value::small(span.start), Value::small(span.end)}));
}
METHOD(ReMatch, span, "span(self, group=0, /)",
       "For match object m, return the 2-tuple (m.start(group), m.end(group)).") {
    return span_tuple(thread, self->spans[TRY(group_number_py(thread, self, args[0]))]);
}
METHOD(
    ReMatch, expand, "expand(self, /, template)",
    "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method.") {
    ReTemplate parts;
    TRY(parts.parse_py(thread, self->pattern.get(), args[0]));
    if (parts.is_literal()) return parts.literal(thread);
    bool is_str = as_kind<Str>(thread, self->string.get()) != nullptr;
    ReJoiner joiner(thread, is_str ? ReJoiner::Kind::Str : ReJoiner::Kind::Bytes);
    for (size_t i = 0; i < parts.size(); ++i) {
        Value part = parts.text(i);
        if (parts.group(i) >= 0) part = TRY(match_group(thread, self, static_cast<size_t>(parts.group(i)), none()));
        if (!part.is_none()) TRY(joiner.add_py(part));
    }
    return joiner.finish();
}
METHOD(ReMatch, copy, "__copy__(self, /)", nullptr) { return Value(self); }
METHOD(ReMatch, deepcopy, "__deepcopy__(self, memo, /)", nullptr) { return Value(self); }
METHOD(ReMatch, reduce, "__reduce_ex__(self, protocol, /)", nullptr) {
    return raise(thread, Exc::TypeError, "cannot pickle 're.Match' object");
}
CLASS_METHOD(ReMatch, class_getitem, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

GETTER(ReMatch, string, "The string passed to match() or search().") { return self.to<ReMatch>()->string.get(); }
GETTER(ReMatch, re, "The regular expression object.") { return Value(self.to<ReMatch>()->pattern.get()); }
GETTER(ReMatch, pos, "The index into the string at which the RE engine started looking for a match.") {
    return Value::small(self.to<ReMatch>()->position);
}
GETTER(ReMatch, endpos, "The index into the string beyond which the RE engine will not go.") {
    return Value::small(self.to<ReMatch>()->end_position);
}
GETTER(ReMatch, lastindex, "The integer index of the last matched capturing group.") {
    auto* match = self.to<ReMatch>();
    return match->last_index ? Value::small(match->last_index) : none();
}
GETTER(ReMatch, lastgroup, "The name of the last matched capturing group.") {
    auto* match = self.to<ReMatch>();
    if (!match->last_index) return none();
    for (auto& [name, number] : match->pattern.get()->regex->group_names()) {
        if (number == match->last_index) return Value(TRY(make_str(thread, std::u32string_view(name))));
    }
    return none();
}
GETTER(ReMatch, regs, nullptr) {
    auto* match = self.to<ReMatch>();
    Tuple* all = TRY(make_tuple_sized(thread, match->groups));
    for (size_t i = 0; i < match->groups; ++i) all->items_[i].set(all, span_tuple(thread, match->spans[i]));
    return Value(all);
}

Result<Value> match_get_item(Thread& thread, Value self, Value key) {
    return get_group_py(thread, self.to<ReMatch>(), key);
}
Result<Value> repr_match(Thread& thread, Value self) {
    auto* match = self.to<ReMatch>();
    constexpr size_t kMost = 50;
    Str* text = TRY(repr_py(thread, TRY(match_group(thread, match, 0, none()))));
    if (text->length() > kMost) text = TRY(str_slice(thread, text, 0, kMost));
    return format_str(thread, "<re.Match object; span=({}, {}), match={}>", match->spans[0].start, match->spans[0].end,
                      text);
}
void trace_match(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<ReMatch*>(cell)->string);
    tracer.visit(static_cast<ReMatch*>(cell)->pattern);
}

}  // namespace

const TypeSpec ReMatch::spec = {
    .name = "re.Match",
    .doc = "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    .size = sizeof(ReMatch),
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = repr_match, .get_item = match_get_item},
    .methods = {&ReMatch_group, &ReMatch_groups, &ReMatch_groupdict, &ReMatch_start, &ReMatch_end, &ReMatch_span,
                &ReMatch_expand, &ReMatch_copy, &ReMatch_deepcopy, &ReMatch_reduce, &ReMatch_class_getitem},
    .properties = {&ReMatch_get_string, &ReMatch_get_re, &ReMatch_get_pos, &ReMatch_get_endpos, &ReMatch_get_lastindex,
                   &ReMatch_get_lastgroup, &ReMatch_get_regs},
    .trace = trace_match,
};

}  // namespace krait::core
