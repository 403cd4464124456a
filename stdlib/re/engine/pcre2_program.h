// One PCRE2 program: compiled code of one code-unit width, for one kind of call, with its JIT code.
//
// A text is read in place, one code unit for each code point (no UTF mode), so spans are code points and lone
// surrogates are characters like others.
//
// Limits. A quick run has a match limit and no callouts. It answers kLimit when the limit is met, and the caller goes
// on with RE2 or with a program that has callouts: that one has no match limit, and polls. A search through a long text
// goes in windows of starting points, and polls between two. When the JIT's stack is not enough, a larger one is tried,
// then the interpreter, under a heap limit.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "stdlib/re/engine/regex_text.h"

namespace krait::regex {

struct MatchSpan {
    int64_t start = -1;  // -1: the group took no part
    int64_t end = -1;
    friend bool operator==(const MatchSpan&, const MatchSpan&) = default;
};

enum class MatchKind { kMatch, kSearch, kFullMatch };
enum class EmptyAtStart { kAllowed, kRefused };
enum class Effort { kQuick, kUntilDone };
enum class JitUse { kAllowed, kNever };
enum class RunStatus { kMatched, kNoMatch, kLimit, kInterrupted, kError };

struct Poll {
    bool (*function)(void* context) = nullptr;  // false: stop
    void* context = nullptr;
    bool operator()() const { return !function || function(context); }
};

struct RunRequest {
    RegexText subject;  // as if it ended at its end
    size_t start = 0;
    size_t last_start = SIZE_MAX;  // PCRE2 only: a search looks for matches that start here at the latest
    EmptyAtStart empty = EmptyAtStart::kAllowed;
    Effort effort = Effort::kQuick;
    JitUse jit = JitUse::kAllowed;
    Poll poll;
    std::span<MatchSpan> spans;
    std::string* problem = nullptr;  // filled for kError
};

class Pcre2Program {
public:
    virtual ~Pcre2Program() = default;
    virtual RunStatus run(const RunRequest& request) const = 0;

    enum class Properties { kAscii, kUnicode };
    // `width` is the bytes of a code unit: 1, 2 or 4. Null with `problem` filled if PCRE2 refuses.
    static std::unique_ptr<Pcre2Program> compile(const std::string& pattern, int width, MatchKind kind,
                                                 Properties properties, JitUse jit, std::string& problem);
};

}  // namespace krait::regex
