// Pattern.scanner() and what finditer() gives: the matches one after another, on demand.
#include "runtime/objects/bytes.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "stdlib/re/objects/re_objects.h"

namespace krait::core {

namespace {

// The next match, or None.
Result<Value> scan(Thread& thread, ReScanner* self, regex::MatchKind kind) {
    if (self->done) return none();
    ReRun run(thread, self->pattern.get());
    TRY(run.open_py(self->string.get(), kind, self->position, self->end_position));
    run.resume(self->refuse_empty);
    if (!TRY(run.next_py())) {
        self->done = true;
        if (auto* held = self->held.get().as_if<Memoryview>()) TRY(release_memoryview(thread, held));
        return none();
    }
    self->position = run.whole().end;
    self->refuse_empty = run.whole().start == run.whole().end;
    return run.make_match();
}
METHOD(ReScanner, match, "match(self, /)", nullptr) { return scan(thread, self, regex::MatchKind::kMatch); }
METHOD(ReScanner, search, "search(self, /)", nullptr) { return scan(thread, self, regex::MatchKind::kSearch); }
GETTER(ReScanner, pattern, nullptr) { return Value(self.to<ReScanner>()->pattern.get()); }

Result<Value> itself(Thread&, Value self) { return self; }
Result<Value> next_match(Thread& thread, Value self) {
    Value found = TRY(scan(thread, self.to<ReScanner>(), regex::MatchKind::kSearch));
    return found.is_none() ? Value::unbound() : found;
}
void trace_scanner(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<ReScanner*>(cell)->string);
    tracer.visit(static_cast<ReScanner*>(cell)->pattern);
    tracer.visit(static_cast<ReScanner*>(cell)->held);
}

}  // namespace

const TypeSpec ReScanner::spec = {
    .name = "_sre.SRE_Scanner",
    .size = sizeof(ReScanner),
    .flags = type_flag::kNoInstantiate,
    .methods = {&ReScanner_match, &ReScanner_search},
    .properties = {&ReScanner_get_pattern},
    .trace = trace_scanner,
};
const TypeSpec ReScanner::iterator_spec = {
    .name = "callable_iterator",
    .size = sizeof(ReScanner),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = itself, .next = next_match},
    .trace = trace_scanner,
};

Result<Value> make_scanner_py(Thread& thread, RePattern* pattern, const TypeSpec& spec, Value string, int64_t position,
                              int64_t end_position) {
    auto* scanner = allocate_native<ReScanner>(thread, spec);
    scanner->string.init(string);
    scanner->pattern.init(pattern);
    scanner->position = position;
    scanner->end_position = end_position;
    if (!string.is<Str>() && !string.is<Bytes>())
        scanner->held.set(scanner, Value(TRY(make_memoryview_py(thread, string))));
    return Value(scanner);
}

}  // namespace krait::core
