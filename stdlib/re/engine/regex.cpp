#include "stdlib/re/engine/regex.h"

#include <algorithm>
#include <cstring>

#include "stdlib/re/engine/translate.h"

namespace krait::regex {

namespace {

constexpr size_t kLongForRe2 = 1 << 20;
constexpr size_t kNear = 2048;  // how far a search goes with PCRE2 before RE2 scans the rest

uint32_t greatest_of(int width) { return width == 1 ? 0xFF : width == 2 ? 0xFFFF : kMaxCodePoint; }

// Where `needle` (code units of the text's width) is in the text from `start`; SIZE_MAX: nowhere.
size_t find_units(const RegexText& text, size_t start, const std::string& needle) {
    auto width = static_cast<size_t>(text.kind);
    const char* base = static_cast<const char*>(text.data);
    const char* end = base + text.length * width;
    for (const char* from = base + start * width;;) {
        auto* found =
            static_cast<const char*>(memmem(from, static_cast<size_t>(end - from), needle.data(), needle.size()));
        if (!found) return SIZE_MAX;
        auto offset = static_cast<size_t>(found - base);
        if (offset % width == 0) return offset / width;
        from = found + 1;
    }
}

}  // namespace

Regex::Regex(std::unique_ptr<Pattern> pattern, const UnicodeSets& sets, bool is_bytes)
    : pattern_(std::move(pattern)), sets_(sets), is_bytes_(is_bytes), facts_(analyze(*pattern_)) {
    if (!facts_.is_literal) return;
    if (pattern_->root->type == NodeType::kLiteral) literal_ += static_cast<char32_t>(pattern_->root->code_point);
    for (const Node* child : pattern_->root->children) literal_ += static_cast<char32_t>(child->code_point);
}

Regex::~Regex() = default;

Result<std::unique_ptr<Regex>> Regex::compile(RegexText pattern, uint32_t flags, const CompileHooks& hooks,
                                              CompileError& error) {
    auto parsed = TRY(parse(pattern, flags, hooks, error));
    return std::unique_ptr<Regex>(new Regex(std::move(parsed), *hooks.unicode, pattern.is_bytes));
}

bool Regex::re2_reads(const RegexText& subject) const {
    if (facts_.beyond_re2) return false;
    // In UTF-8 \B would hold within a character.
    if (subject.kind > 1) return !facts_.unicode_boundary && !facts_.ascii_boundary;
    return !facts_.unicode_boundary || subject.ascii;
}

bool Regex::may_run_long(const RegexText& subject) const { return subject.length > kLongForRe2 && re2_reads(subject); }

Regex::Re2Dollar Regex::re2_dollar(MatchKind kind, const RegexText& subject) const {
    if (!facts_.ends_with_dollar && !facts_.inner_dollar) return Re2Dollar::kTextEnd;
    if (subject.length == 0 || subject.at(subject.length - 1) != '\n') return Re2Dollar::kTextEnd;
    if (facts_.inner_dollar) return Re2Dollar::kUnusable;
    return kind == MatchKind::kFullMatch ? Re2Dollar::kTextEnd : Re2Dollar::kTrimmed;
}

const Re2Program* Regex::re2_program(Re2Program::Encoding encoding, Re2Dollar dollar) const {
    bool utf8 = encoding == Re2Program::Encoding::kUtf8, trimmed = dollar == Re2Dollar::kTrimmed;
    auto& slot = re2_[(utf8 ? 2u : 0u) + (trimmed ? 1u : 0u)];
    if (slot.made.load(std::memory_order_acquire)) return slot.program.get();
    std::lock_guard lock(mutex_);
    if (slot.made.load(std::memory_order_relaxed)) return slot.program.get();
    TranslateOptions options{.dialect = Dialect::kRe2,
                             .maximum = utf8 ? kMaxCodePoint : 0xFF,
                             .dollar = trimmed ? DollarMode::kTrimmed : DollarMode::kTextEnd};
    Translation translation;
    if (!translate(*pattern_, sets_, options, translation).failed()) {
        slot.program = Re2Program::compile(translation.text, encoding);
    }
    slot.made.store(true, std::memory_order_release);
    return slot.program.get();
}

const Pcre2Program* Regex::pcre2_program(int width, size_t length, MatchKind kind, Callouts callouts,
                                         std::string& problem) const {
    size_t index = static_cast<size_t>(width == 4 ? 2 : width - 1) * 6 + static_cast<size_t>(kind) * 2 +
                   (callouts == Callouts::kPolling ? 1 : 0);
    auto& slot = pcre2_[index];
    if (!slot.made.load(std::memory_order_acquire)) {
        std::lock_guard lock(mutex_);
        if (!slot.made.load(std::memory_order_relaxed)) {
            uint32_t greatest = greatest_of(width);
            bool lowered = width == 4 && wants_lowered();
            bool unicode = (facts_.unicode_boundary && native_boundary(sets_, greatest)) ||
                           (facts_.unicode_case_reference && !wants_lowered());
            TranslateOptions options{.dialect = Dialect::kPcre2,
                                     .maximum = greatest,
                                     .unicode_mode = unicode,
                                     .text_case = lowered ? TextCase::kLowered : TextCase::kAsIs,
                                     .atomic_parts = facts_.atomic,
                                     .callouts = callouts == Callouts::kPolling};
            Translation translation;
            if (translate(*pattern_, sets_, options, translation).failed()) {
                slot.problem = translation.problem;
            } else {
                auto properties = unicode ? Pcre2Program::Properties::kUnicode : Pcre2Program::Properties::kAscii;
                // The JIT of 10.42 knows no case beyond ASCII in a back-reference outside of UTF mode.
                auto jit = facts_.unicode_case_reference && unicode ? JitUse::kNever : JitUse::kAllowed;
                slot.program = Pcre2Program::compile(translation.text, width, kind, properties, jit, slot.problem);
                slot.longest_text = translation.longest_text;
            }
            slot.made.store(true, std::memory_order_release);
        }
    }
    if (!slot.program) {
        problem = "regular expression not supported: " + slot.problem;
    } else if (length > slot.longest_text) {
        problem = "regular expression not supported: a group repeated more than 65535 times on a text of this length";
        return nullptr;
    }
    return slot.program.get();
}

RunStatus Regex::run_re2(MatchKind kind, RunRequest request) const {
    Re2Dollar dollar = re2_dollar(kind, request.subject);
    if (dollar == Re2Dollar::kUnusable || !re2_reads(request.subject)) return RunStatus::kLimit;
    auto encoding = request.subject.kind == 1 ? Re2Program::Encoding::kLatin1 : Re2Program::Encoding::kUtf8;
    const Re2Program* program = re2_program(encoding, dollar);
    if (!program) return RunStatus::kLimit;
    auto tail = dollar == Re2Dollar::kTrimmed ? Re2Program::Tail::kTrimmed : Re2Program::Tail::kKept;
    EmptyAtStart empty = request.empty;
    request.empty = EmptyAtStart::kAllowed;
    RunStatus status = program->run(kind, tail, request);
    if (status != RunStatus::kMatched || empty == EmptyAtStart::kAllowed) return status;
    MatchSpan whole = request.spans[0];
    if (whole.end > whole.start || whole.start > static_cast<int64_t>(request.start)) return status;
    // An empty match where none is wanted; the pattern prefers others, so there are none here.
    if (kind != MatchKind::kSearch || request.start == request.subject.length) return RunStatus::kNoMatch;
    ++request.start;
    return program->run(kind, tail, request);
}

RunStatus Regex::run_pcre2(MatchKind kind, Callouts callouts, RunRequest request) const {
    std::vector<uint32_t> copy;
    auto copy_wide = [&](uint32_t (*change)(uint32_t)) {
        copy.resize(request.subject.length);
        for (size_t i = 0; i < copy.size(); ++i) copy[i] = change(request.subject.at(i));
        request.subject.data = copy.data();
        request.subject.kind = 4;
    };
    if (wants_lowered() && !(request.subject.kind == 1 && request.subject.ascii)) {
        copy_wide(sets_.properties().to_lower);
    }
    size_t length = request.subject.length;
    const Pcre2Program* program = pcre2_program(request.subject.kind, length, kind, callouts, *request.problem);
    if (!program && request.subject.kind < 4) {
        // The 8- and 16-bit libraries refuse what compiles to more than 64K units, as thousands of words.
        copy_wide([](uint32_t c) { return c; });
        program = pcre2_program(4, length, kind, callouts, *request.problem);
    }
    if (!program) return RunStatus::kError;
    request.effort = callouts == Callouts::kPolling ? Effort::kUntilDone : Effort::kQuick;
    return program->run(request);
}

RunStatus Regex::after_limit(MatchKind kind, RunRequest request) const {
    RunStatus status = run_re2(kind, request);
    if (status == RunStatus::kNoMatch) return status;
    if (status == RunStatus::kMatched) {
        if (re2_is_exact(request.empty)) return status;
        // A match starts here and not before; what it is, PCRE2 tells.
        if (request.empty == EmptyAtStart::kAllowed) request.start = static_cast<size_t>(request.spans[0].start);
    }
    return run_pcre2(kind, Callouts::kPolling, request);
}

RunStatus Regex::run_auto(MatchKind kind, RunRequest request) const {
    if (facts_.is_literal) return run_literal(kind, request);
    bool re2_first = request.subject.kind == 1 && re2_is_exact(request.empty) && re2_reads(request.subject);
    if (re2_first && (met_limit_.load(std::memory_order_relaxed) ||
                      !pcre2_program(1, request.subject.length, kind, Callouts::kNone, *request.problem))) {
        RunStatus status = run_re2(kind, request);
        if (status != RunStatus::kLimit) return status;
    }
    bool near_first = re2_first && kind == MatchKind::kSearch && request.subject.length - request.start > 2 * kNear;
    if (near_first) request.last_start = request.start + kNear - 1;
    RunStatus status = run_pcre2(kind, Callouts::kNone, request);
    if (near_first && status == RunStatus::kNoMatch) {
        RunRequest rest = request;
        rest.start += kNear;
        rest.empty = EmptyAtStart::kAllowed;
        rest.last_start = SIZE_MAX;
        status = run_re2(kind, rest);
        if (status == RunStatus::kLimit) status = run_pcre2(kind, Callouts::kNone, rest);
        if (status == RunStatus::kLimit) request = rest;
    }
    if (status != RunStatus::kLimit) return status;
    request.last_start = SIZE_MAX;
    met_limit_.store(true, std::memory_order_relaxed);
    if (!request.poll()) return RunStatus::kInterrupted;
    return after_limit(kind, request);
}

RunStatus Regex::run_by_name(Engine engine, MatchKind kind, RunRequest request) const {
    RunStatus status = RunStatus::kLimit;
    if (engine == Engine::kRe2) {
        if (re2_is_exact(request.empty)) status = run_re2(kind, request);
    } else {
        if (engine == Engine::kPcre2Interpreter) request.jit = JitUse::kNever;
        status = run_pcre2(kind, engine == Engine::kPcre2Polling ? Callouts::kPolling : Callouts::kNone, request);
    }
    if (status != RunStatus::kLimit) return status;
    *request.problem = kNotThisEngine;
    return RunStatus::kError;
}

RunStatus Regex::run_literal(MatchKind kind, const RunRequest& request) const {
    const RegexText& text = request.subject;
    uint32_t greatest = greatest_of(text.kind);
    size_t size = literal_.size();
    if (size == 0) {
        bool refused = request.empty == EmptyAtStart::kRefused;
        size_t start = request.start + (refused ? 1 : 0);
        bool fits = kind == MatchKind::kSearch ? start <= text.length
                                               : !refused && (kind == MatchKind::kMatch || start == text.length);
        if (!fits) return RunStatus::kNoMatch;
        request.spans[0] = {static_cast<int64_t>(start), static_cast<int64_t>(start)};
        return RunStatus::kMatched;
    }
    if (kind == MatchKind::kFullMatch && text.length - request.start != size) return RunStatus::kNoMatch;
    size_t found = request.start;
    if (kind == MatchKind::kSearch) {
        std::string needle;
        for (uint32_t c : literal_) {
            if (c > greatest) return RunStatus::kNoMatch;
            if (text.kind == 1) needle += static_cast<char>(c);
            else if (text.kind == 2) {
                auto unit = static_cast<uint16_t>(c);
                needle.append(reinterpret_cast<char*>(&unit), 2);
            } else needle.append(reinterpret_cast<char*>(&c), 4);
        }
        found = find_units(text, request.start, needle);
        if (found == SIZE_MAX) return RunStatus::kNoMatch;
    } else {
        for (size_t i = 0; i < size; ++i) {
            if (text.at(request.start + i) != literal_[i]) return RunStatus::kNoMatch;
        }
    }
    request.spans[0] = {static_cast<int64_t>(found), static_cast<int64_t>(found + size)};
    return RunStatus::kMatched;
}

MatchStatus Regex::match(const MatchRequest& request, std::span<MatchSpan> spans, std::string& problem) const {
    size_t end = std::min(request.end_position, request.subject.length);
    size_t start = std::min(request.position, request.subject.length);
    if (start > end || end - start < facts_.width.minimum) return MatchStatus::kNoMatch;
    RunRequest run{.subject = request.subject.first(end),
                   .start = start,
                   .empty = request.empty,
                   .poll = request.poll,
                   .spans = spans,
                   .problem = &problem};
    RunStatus status =
        request.engine == Engine::kAuto ? run_auto(request.kind, run) : run_by_name(request.engine, request.kind, run);
    if (status != RunStatus::kError) problem.clear();  // of an engine that was passed over
    switch (status) {
    case RunStatus::kMatched: return MatchStatus::kMatched;
    case RunStatus::kNoMatch: return MatchStatus::kNoMatch;
    case RunStatus::kInterrupted: return MatchStatus::kInterrupted;
    case RunStatus::kLimit: problem = "match limit"; return MatchStatus::kError;
    case RunStatus::kError: return MatchStatus::kError;
    }
    return MatchStatus::kError;
}

// Which group was closed last follows from the spans: an outer group closes after those in it, groups in one loop close
// by their ends, all others in their order.
uint32_t Regex::last_index(std::span<const MatchSpan> spans) const {
    uint32_t last = 0;
    for (uint32_t group = 1; group < spans.size(); ++group) {
        if (spans[group].start < 0) continue;
        if (last) {
            if (group <= facts_.groups[last].last_inside) continue;
            uint32_t loop = facts_.groups[group].loop;
            if (loop && loop == facts_.groups[last].loop && spans[group].end < spans[last].end) continue;
        }
        last = group;
    }
    return last;
}

}  // namespace krait::regex
