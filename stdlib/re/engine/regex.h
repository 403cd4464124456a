// The engine of Python's `re`, without objects: compile a pattern, match texts, get spans in code points.
//
// A Regex parses its pattern at once (errors are CPython 3.14's) and makes its programs when a call first needs them.
// Which engine runs (analysis.h has the rules of what RE2 gives with the same result):
//  1. A literal pattern is searched for as bytes.
//  2. PCRE2's JIT, under a match limit, tries to match, or to find a match that starts nearby: for that it takes half
//     of RE2's time or less (measured: 100 against 250 ns a match for \w+).
//  3. The rest of a long text RE2 scans, where it reads the text in place (one byte for each code point).
//  4. At the limit RE2 takes over, so what has no back-reference and no look-around is linear; a Regex that met it goes
//     to RE2 at once from then on. Only \b on text that is not ASCII, and $ within a pattern on a text that ends with a
//     newline, stay with PCRE2.
//  5. What RE2 does not do goes on in PCRE2 without a limit, with callouts that poll.
//
// Stack: compile() and the first match() with a pattern nested as deep as it may be take somewhat less than 1 MiB
// (measured); the caller checks what is left.
//
// A Regex is immutable to its users and may be used by several threads at once.
//
// Interruption. `poll` is called by what PCRE2 runs, some 30 ms apart at worst. RE2 cannot poll: at some
// 100 MB/s and more, a text for which may_run_long() is true should be matched detached, or on a helper that can be
// abandoned. The text must then stay where it is.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "base/result.h"
#include "stdlib/re/engine/analysis.h"
#include "stdlib/re/engine/parser.h"
#include "stdlib/re/engine/pcre2_program.h"
#include "stdlib/re/engine/re2_program.h"

namespace krait::regex {

enum class MatchStatus { kMatched, kNoMatch, kInterrupted, kError };

// kAuto is what programs use; the others are for the tests, which run every case on all of them.
enum class Engine { kAuto, kRe2, kPcre2, kPcre2Polling, kPcre2Interpreter };

struct MatchRequest {
    MatchKind kind = MatchKind::kSearch;
    RegexText subject;
    size_t position = 0;
    size_t end_position = SIZE_MAX;
    // kRefused: what the search after an empty match asks for, at the same position (Python's must_advance).
    EmptyAtStart empty = EmptyAtStart::kAllowed;
    Poll poll;
    Engine engine = Engine::kAuto;
};

class Regex {
public:
    // hooks.unicode must outlive the Regex.
    static Result<std::unique_ptr<Regex>> compile(RegexText pattern, uint32_t flags, const CompileHooks& hooks,
                                                  CompileError& error);
    ~Regex();

    uint32_t flags() const { return pattern_->flags; }
    uint32_t groups() const { return pattern_->groups; }
    const std::vector<std::pair<std::u32string, uint32_t>>& group_names() const { return pattern_->group_names; }
    bool is_bytes() const { return is_bytes_; }

    // `spans` has groups() + 1 places; [0] is the whole match. `problem` is filled for kError: what cannot be run, or
    // a limit of PCRE2 (the heap).
    MatchStatus match(const MatchRequest& request, std::span<MatchSpan> spans, std::string& problem) const;

    // Match.lastindex: the group closed last; 0: none.
    uint32_t last_index(std::span<const MatchSpan> spans) const;

    bool may_run_long(const RegexText& subject) const;

    // The problem of an engine that was asked for by name and does not give Python's result here.
    static constexpr const char* kNotThisEngine = "not on this engine";

private:
    enum class Re2Dollar { kTextEnd, kTrimmed, kUnusable };
    template <typename Program>
    struct Lazy {
        std::atomic<bool> made{false};
        std::unique_ptr<Program> program;
        std::string problem;
        uint64_t longest_text = UINT64_MAX;  // that it gives the right answer for
    };

    Regex(std::unique_ptr<Pattern> pattern, const UnicodeSets& sets, bool is_bytes);

    bool re2_reads(const RegexText& subject) const;
    bool re2_is_exact(EmptyAtStart empty) const {
        return !facts_.captures_in_nullable_loop && (empty == EmptyAtStart::kAllowed || !facts_.prefers_empty);
    }
    // A back-reference that ignores the case of letters beyond ASCII: the text is matched in lower case, as a copy of
    // four bytes for each code point. Unless another part of the pattern minds the case: then PCRE2's folding serves,
    // which differs from Python's for a few letters (U+0130, the final sigma, the long s).
    bool wants_lowered() const { return facts_.unicode_case_reference && !facts_.case_matters; }
    Re2Dollar re2_dollar(MatchKind kind, const RegexText& subject) const;
    const Re2Program* re2_program(Re2Program::Encoding encoding, Re2Dollar dollar) const;
    enum class Callouts { kNone, kPolling };
    const Pcre2Program* pcre2_program(int width, size_t length, MatchKind kind, Callouts callouts,
                                      std::string& problem) const;

    // kLimit: RE2 cannot run it.
    RunStatus run_re2(MatchKind kind, RunRequest request) const;
    RunStatus run_pcre2(MatchKind kind, Callouts callouts, RunRequest request) const;
    RunStatus run_by_name(Engine engine, MatchKind kind, RunRequest request) const;
    RunStatus run_auto(MatchKind kind, RunRequest request) const;
    RunStatus after_limit(MatchKind kind, RunRequest request) const;
    RunStatus run_literal(MatchKind kind, const RunRequest& request) const;

    std::unique_ptr<Pattern> pattern_;
    const UnicodeSets& sets_;
    const bool is_bytes_;
    Facts facts_;
    std::u32string literal_;  // if facts_.is_literal
    mutable std::atomic<bool> met_limit_{false};
    mutable std::mutex mutex_;
    mutable std::array<Lazy<Re2Program>, 4> re2_;
    mutable std::array<Lazy<Pcre2Program>, 18> pcre2_;
};

}  // namespace krait::regex
