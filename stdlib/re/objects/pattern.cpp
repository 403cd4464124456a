// re.Pattern. Library Reference: re, "Regular Expression Objects".
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/text.h"
#include "runtime/operations.h"
#include "stdlib/re/objects/re_objects.h"

namespace krait::core {

namespace {

struct Window {
    int64_t position, end_position;
};
Result<Window> window_py(Thread& thread, Value position, Value end_position) {
    int64_t from = TRY(index_int64_py(thread, position, OutOfRange::Clamp));
    return Window { from, TRY(index_int64_py(thread, end_position, OutOfRange::Clamp)) };
}

Result<Value> match_once(Thread& thread, RePattern* self, regex::MatchKind kind, const Value* args) {
    Window window = TRY(window_py(thread, args[1], args[2]));
    ReRun run(thread, self);
    TRY(run.open_py(args[0], kind, window.position, window.end_position));
    if (!TRY(run.next_py())) return none();
    return run.make_match();
}

#define WINDOW "(self, /, string, pos=0, endpos=sys.maxsize)"
METHOD(RePattern, match, "match" WINDOW, "Matches zero or more characters at the beginning of the string.") {
    return match_once(thread, self, regex::MatchKind::kMatch, args);
}
METHOD(RePattern, fullmatch, "fullmatch" WINDOW, "Matches against all of the string.") {
    return match_once(thread, self, regex::MatchKind::kFullMatch, args);
}
METHOD(RePattern, search, "search" WINDOW,
       "Scan through string looking for a match, and return a corresponding match object instance.\n\n"
       "Return None if no position in the string matches.") {
    return match_once(thread, self, regex::MatchKind::kSearch, args);
}
METHOD(RePattern, findall, "findall" WINDOW, "Return a list of all non-overlapping matches of pattern in string.") {
    Window window = TRY(window_py(thread, args[1], args[2]));
    ReRun run(thread, self);
    TRY(run.open_py(args[0], regex::MatchKind::kSearch, window.position, window.end_position));
    Value empty = run.text().is_str() ? Value(empty_str(thread)) : Value(empty_bytes(thread));
    List* found = make_list(thread);
    size_t groups = self->regex->groups();
    while (TRY(run.next_py())) {
        Value item;
        if (groups < 2) {
            item = TRY(run.group(groups, empty));
        } else {
            Tuple* all = TRY(make_tuple_sized(thread, groups));
            for (size_t i = 0; i < groups; ++i) {
                Value text = TRY(run.group(i + 1, empty));
                all->items_[i].set(all, text);
            }
            item = Value(all);
        }
        TRY(list_append(thread, found, item));
        TRY(thread.poll());
    }
    return Value(found);
}
METHOD(RePattern, finditer, "finditer" WINDOW,
       "Return an iterator over all non-overlapping matches for the RE pattern in string.\n\n"
       "For each match, the iterator returns a match object.") {
    Window window = TRY(window_py(thread, args[1], args[2]));
    ReText text(thread);
    TRY(text.open_py(self, args[0]));
    return make_scanner_py(thread, self, ReScanner::iterator_spec, args[0], window.position, window.end_position);
}
METHOD(RePattern, scanner, "scanner" WINDOW, nullptr) {
    Window window = TRY(window_py(thread, args[1], args[2]));
    ReText text(thread);
    TRY(text.open_py(self, args[0]));
    return make_scanner_py(thread, self, ReScanner::spec, args[0], window.position, window.end_position);
}

METHOD(RePattern, split, "split(self, /, string, maxsplit=0)", "Split string by the occurrences of pattern.") {
    int64_t most = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp));
    ReRun run(thread, self);
    TRY(run.open_py(args[0], regex::MatchKind::kSearch));
    List* parts = make_list(thread);
    size_t from = 0;
    for (int64_t count = 0; (most == 0 || count < most) && TRY(run.next_py()); ++count) {
        TRY(list_append(thread, parts, TRY(run.text().slice(from, static_cast<size_t>(run.whole().start)))));
        for (size_t i = 1; i < run.spans().size(); ++i) TRY(list_append(thread, parts, TRY(run.group(i, none()))));
        from = static_cast<size_t>(run.whole().end);
        TRY(thread.poll());
    }
    TRY(list_append(thread, parts, TRY(run.text().slice(from, run.text().length()))));
    return Value(parts);
}

struct Replaced {
    Value text;
    int64_t count;
};
Result<Replaced> replace_py(Thread& thread, RePattern* self, const Value* args) {
    Value replacement = args[0];
    int64_t most = TRY(index_int64_py(thread, args[2], OutOfRange::Clamp));
    bool calls = is_callable(thread, replacement);
    ReTemplate parts;
    if (!calls) TRY(parts.parse_py(thread, self, replacement));
    bool literal = !calls && parts.is_literal();
    Value text = literal ? parts.literal(thread) : none();
    ReRun run(thread, self);
    TRY(run.open_py(args[1], regex::MatchKind::kSearch));
    ReJoiner joiner(thread, run.text().is_str() ? ReJoiner::Kind::Str : ReJoiner::Kind::Bytes);
    size_t from = 0;
    int64_t count = 0;
    for (; (most == 0 || count < most) && TRY(run.next_py()); ++count) {
        TRY(joiner.add_range(run.text(), from, static_cast<size_t>(run.whole().start)));
        from = static_cast<size_t>(run.whole().end);
        if (literal) {
            TRY(joiner.add_py(text));
        } else if (calls) {
            Value made = TRY(call_py(thread, replacement, TRY(run.make_match())));
            if (!made.is_none()) TRY(joiner.add_py(made));
        } else {
            for (size_t i = 0; i < parts.size(); ++i) {
                if (parts.group(i) < 0) {
                    TRY(joiner.add_py(parts.text(i)));
                    continue;
                }
                const regex::MatchSpan& span = run.spans()[static_cast<size_t>(parts.group(i))];
                if (span.start >= 0)
                    TRY(joiner.add_range(run.text(), static_cast<size_t>(span.start), static_cast<size_t>(span.end)));
            }
        }
        TRY(thread.poll());
    }
    if (count == 0) return Replaced {
            TRY(run.text().slice(0, run.text().length()))
            , 0
        };
    TRY(joiner.add_range(run.text(), from, run.text().length()));
    return Replaced {
        TRY(joiner.finish())
        , count
    };
}
METHOD(RePattern, sub, "sub(self, /, repl, string, count=0)",
       "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the "
       "replacement repl.") {
    return TRY(replace_py(thread, self, args))
    .text;
}
METHOD(RePattern, subn, "subn(self, /, repl, string, count=0)",
       "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences "
       "of pattern "
       "with the replacement repl.") {
    Replaced result = TRY(replace_py(thread, self, args));
    return Value(make_tuple(thread, {result.text, Value::small(result.count)}));
}
METHOD(RePattern, copy, "__copy__(self, /)", nullptr) { return Value(self); }
METHOD(RePattern, deepcopy, "__deepcopy__(self, memo, /)", nullptr) { return Value(self); }
CLASS_METHOD(RePattern, class_getitem, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

GETTER(RePattern, pattern, "The pattern string from which the RE object was compiled.") {
    return self.to<RePattern>()->pattern.get();
}
GETTER(RePattern, flags, "The regex matching flags.") { return Value::small(self.to<RePattern>()->flags); }
GETTER(RePattern, groups, "The number of capturing groups in the pattern.") {
    return Value::small(self.to<RePattern>()->regex->groups());
}
GETTER(RePattern, groupindex, "A dictionary mapping group names to group numbers.") {
    return make_mapping_proxy(thread, Value(self.to<RePattern>()->group_index.get()));
}

Result<Value> repr_pattern(Thread& thread, Value self) {
    auto* pattern = self.to<RePattern>();
    struct FlagName {
        const char* name;
        uint32_t flag;
    };
    constexpr FlagName kNames[] = {{"re.IGNORECASE", regex::kIgnoreCase}, {"re.LOCALE", regex::kLocale},
                                   {"re.MULTILINE", regex::kMultiline},   {"re.DOTALL", regex::kDotAll},
                                   {"re.UNICODE", regex::kUnicode},       {"re.VERBOSE", regex::kVerbose},
                                   {"re.DEBUG", regex::kDebug},           {"re.ASCII", regex::kAscii}};
    uint32_t flags = pattern->flags;
    // UNICODE goes without saying for str.
    if (as_kind<Str>(thread, pattern->pattern.get()) && (flags & regex::kTypeFlags) == regex::kUnicode)
        flags &= ~regex::kUnicode;
    std::string shown;
    for (const FlagName& entry : kNames) {
        if (!(flags & entry.flag)) continue;
        flags &= ~entry.flag;
        shown += (shown.empty() ? ", " : "|") + std::string(entry.name);
    }
    if (flags) {
        char digits[16];
        std::snprintf(digits, sizeof digits, "0x%x", flags);
        shown += (shown.empty() ? ", " : "|") + std::string(digits);
    }
    constexpr size_t kMost = 200;
    Str* source = TRY(repr_py(thread, pattern->pattern.get()));
    if (source->length() > kMost) source = TRY(str_slice(thread, source, 0, kMost));
    return format_str(thread, "re.compile({}{})", source, shown);
}
Result<int64_t> hash_pattern(Thread& thread, Value self) {
    auto* pattern = self.to<RePattern>();
    int64_t hash = TRY(hash_py(thread, pattern->pattern.get()))
    ^(static_cast<int64_t>(pattern->flags) * 0x9E3779B9);
    return hash == -1 ? -2 : hash;
}
Result<Value> compare_patterns(Thread& thread, Value left, Value right, CompareOp op) {
    Type* type = native_type(thread, RePattern::spec);
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || type_of(thread, right) != type) return Value::not_implemented();
    auto *a = left.to<RePattern>(), *b = right.to<RePattern>();
    bool equal = a == b;
    if (!equal && a->flags == b->flags && a->regex->is_bytes() == b->regex->is_bytes())
        equal = TRY(equal_py(thread, a->pattern.get(), b->pattern.get()));
    return Value::boolean(equal == (op == CompareOp::Eq));
}
void trace_pattern(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<RePattern*>(cell)->pattern);
    tracer.visit(static_cast<RePattern*>(cell)->group_index);
}

}  // namespace

const TypeSpec RePattern::spec = {
    .name = "re.Pattern",
    .doc = "Compiled regular expression object.",
    .size = sizeof(RePattern),
    .flags = type_flag::kNoInstantiate | type_flag::kHasWeakref,
    .slots = {.repr = repr_pattern, .hash = hash_pattern, .compare = compare_patterns},
    .methods = {&RePattern_match, &RePattern_fullmatch, &RePattern_search, &RePattern_findall, &RePattern_finditer,
                &RePattern_scanner, &RePattern_split, &RePattern_sub, &RePattern_subn, &RePattern_copy,
                &RePattern_deepcopy, &RePattern_class_getitem},
    .properties = {&RePattern_get_pattern, &RePattern_get_flags, &RePattern_get_groups, &RePattern_get_groupindex},
    .trace = trace_pattern,
};

}  // namespace krait::core
