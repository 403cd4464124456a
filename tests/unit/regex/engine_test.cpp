// What the corpus cannot show: limits, interruption, hostile patterns, long texts, threads.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "corpus.h"
#include "stdlib/re/engine/scanner.h"
#include "stdlib/re/engine/template.h"
#include "stdlib/re/engine/unicode_tables.h"

using namespace krait;
using namespace krait::regex;

namespace {

std::u32string times(std::u32string_view text, size_t count) {
    std::u32string result;
    for (size_t i = 0; i < count; ++i) result += text;
    return result;
}

std::unique_ptr<Regex> try_compile(const std::u32string& pattern, CompileError& error, uint32_t flags = 0) {
    StoredText text(pattern);
    auto result = Regex::compile(text, flags, {.unicode = &unicode_sets()}, error);
    return result.failed() ? nullptr : result.take();
}

std::unique_ptr<Regex> compile(const std::u32string& pattern, uint32_t flags = 0) {
    CompileError error;
    auto regex = try_compile(pattern, error, flags);
    REQUIRE_MESSAGE(regex, error.text());
    return regex;
}

struct Outcome {
    MatchStatus status;
    MatchSpan span;
    std::string problem;
};

Outcome run(const Regex& regex, const RegexText& subject, MatchKind kind = MatchKind::kSearch,
            Engine engine = Engine::kAuto, Poll poll = {}) {
    std::vector<MatchSpan> spans(regex.groups() + 1);
    Outcome outcome{};
    outcome.status =
        regex.match({.kind = kind, .subject = subject, .poll = poll, .engine = engine}, spans, outcome.problem);
    outcome.span = spans[0];
    return outcome;
}

struct Timer {
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }
};

// Generous, for sanitizer builds on busy machines; what they guard against takes years.
constexpr double kSoon = 10.0;

}  // namespace

TEST_CASE("a pattern nested without end is a RecursionError") {
    for (auto* opening : {U"(", U"(?:", U"(?=", U"(?<=", U"(?>", U"(?i:", U"a|(", U"(?P<n>a)(?(n)"}) {
        CompileError error;
        CHECK(!try_compile(times(opening, 100000), error));
        bool refused =
            error.kind == ErrorKind::kRecursionError || error.text().find("redefinition") != std::string::npos;
        CHECK(refused);
    }
}

TEST_CASE("a pattern nested as deep as it may be runs on every engine") {
    auto regex = compile(times(U"(?:a", kMaxNesting) + times(U")?", kMaxNesting));
    StoredText subject(times(U"a", kMaxNesting));
    for (Engine engine : {Engine::kAuto, Engine::kPcre2, Engine::kPcre2Polling, Engine::kPcre2Interpreter}) {
        Outcome outcome = run(*regex, subject, MatchKind::kFullMatch, engine);
        CHECK(outcome.status == MatchStatus::kMatched);
        CHECK(outcome.problem == "");
    }
}

TEST_CASE("exponential patterns without back-reference are linear, whatever the width of the text") {
    const std::pair<std::u32string, std::u32string> cases[] = {
        {U"(a+)+$", times(U"a", 20000) + U"!"},        {U"(x+x+)+y", times(U"x", 20000)},
        {U"(a|aa)+$", times(U"a", 20000) + U"!"},      {U"(a*)*b", times(U"a", 20000)},
        {U"(?:a|b|ab)*c", times(U"ab", 10000)},        {U"(.*)*x", times(U"y", 5000)},
        {U"([a-zA-Z]+)*$", times(U"a", 20000) + U"!"}, {U"^(\\w+\\s?)*$", times(U"word ", 4000) + U"!"},
    };
    for (auto& [pattern, text] : cases) {
        auto regex = compile(pattern);
        for (int kind : {1, 2, 4}) {
            StoredText subject(text, kind);
            Timer timer;
            CHECK_MESSAGE(run(*regex, subject, MatchKind::kMatch).status == MatchStatus::kNoMatch,
                          StoredText::least_kind(text));
            CHECK(timer.seconds() < kSoon);
        }
        StoredText wide(text + U"\u4e00");
        Timer timer;
        CHECK(run(*regex, wide, MatchKind::kMatch).status == MatchStatus::kNoMatch);
        CHECK(timer.seconds() < kSoon);
    }
}

TEST_CASE("after the limit RE2 finds the match, in code points") {
    auto regex = compile(U"(a+)+(\u4e00)$");
    std::u32string text = U"\u4e01" + times(U"a", 40) + U"!" + times(U"a", 3000) + U"\u4e00";
    StoredText subject(text);
    Outcome outcome = run(*regex, subject);
    CHECK(outcome.status == MatchStatus::kMatched);
    CHECK(outcome.span == MatchSpan{42, 3043});
}

TEST_CASE("a match that takes exponential time can be interrupted") {
    for (auto* pattern :
         {U"(?=(a+)+$)b?\u4e00", U"(a+)+\\1?$", U"(?:(a|aa)+)+(?!a)c", U"(?>(a+)+b)", U"a*a*a*a*a*a*a*\\Bb(?=c)"}) {
        auto regex = compile(pattern);
        for (int kind : {1, 2, 4}) {
            StoredText subject(times(U"a", 3000) + U"!", kind);
            int polls = 0;
            Poll poll{[](void* count) { return ++*static_cast<int*>(count) < 3; }, &polls};
            Timer timer;
            Outcome outcome = run(*regex, subject, MatchKind::kMatch, Engine::kAuto, poll);
            bool decided = outcome.status == MatchStatus::kNoMatch || polls == 3;
            CHECK_MESSAGE(decided, outcome.problem);
            CHECK(timer.seconds() < kSoon);
        }
    }
    auto regex = compile(U"(a+)+\\1?$");
    StoredText subject(times(U"a", 3000) + U"!");
    Poll poll{[](void*) { return false; }};
    CHECK(run(*regex, subject, MatchKind::kSearch, Engine::kAuto, poll).status == MatchStatus::kInterrupted);
    CHECK(run(*regex, subject, MatchKind::kSearch, Engine::kPcre2Polling, poll).status == MatchStatus::kInterrupted);
}

TEST_CASE("a search through a long text polls, and finds what is at its end") {
    std::u32string text = times(U"\u4e00ab", 200000);
    StoredText subject(text + U"xyz");
    int polls = 0;
    Poll poll{[](void* count) { return ++*static_cast<int*>(count) > 0; }, &polls};
    auto regex = compile(U"[x-z]{3}");
    CHECK(run(*regex, subject, MatchKind::kSearch, Engine::kAuto, poll).span == MatchSpan{600000, 600003});
    CHECK(polls > 100);
    auto quadratic = compile(U"(?s)(?<=.).*?\u4e02(?=b)");
    polls = 0;
    Poll few{[](void* count) { return ++*static_cast<int*>(count) < 3; }, &polls};
    Timer timer;
    CHECK(run(*quadratic, subject, MatchKind::kSearch, Engine::kAuto, few).status == MatchStatus::kInterrupted);
    CHECK(timer.seconds() < kSoon);
}

TEST_CASE("a long run of a group needs no deep stack") {
    auto regex = compile(U"(?:\u4e00|b)*c(?=d)");
    StoredText subject(times(U"\u4e00b", 500000) + U"cd");
    for (Engine engine : {Engine::kAuto, Engine::kPcre2Polling}) {
        Outcome outcome = run(*regex, subject, MatchKind::kMatch, engine);
        CHECK_MESSAGE(outcome.status == MatchStatus::kMatched, outcome.problem);
        CHECK(outcome.span == MatchSpan{0, 1000001});
    }
    // Without backtracking to a shorter run there is no match, and each turn is on the stack.
    auto heavy = compile(U"(?:(\u4e00)|(b))*c(?=d)");
    CHECK(run(*heavy, subject, MatchKind::kMatch).status == MatchStatus::kMatched);
}

TEST_CASE("a pattern too large for RE2 runs on PCRE2") {
    auto regex = compile(U"(?:[a-z]{900}[0-9]){100}|x");
    StoredText subject(U"__x");
    CHECK(run(*regex, subject).span == MatchSpan{2, 3});
    CHECK(run(*regex, subject, MatchKind::kSearch, Engine::kPcre2).span == MatchSpan{2, 3});
}

TEST_CASE("what no engine can run says so") {
    auto regex = compile(U"(a){70000}");
    StoredText subject(times(U"a", 70000));
    Outcome outcome = run(*regex, subject);
    CHECK(outcome.status == MatchStatus::kError);
    CHECK(outcome.problem == "regular expression not supported: a group repeated more than 65535 times");
}

TEST_CASE("a literal is found at code points, not between them") {
    auto regex = compile(U"\u0161\u6261");
    // The bytes of the needle, 61 01 61 62, occur first across two code points.
    StoredText subject(U"\u6100\u6101\u0162\u0161\u6261");
    CHECK(run(*regex, subject).span == MatchSpan{3, 5});
    StoredText narrow(U"abc");
    CHECK(run(*regex, narrow).status == MatchStatus::kNoMatch);
    auto empty = compile(U"");
    StoredText nothing(U"");
    Scanner scanner(*empty, nothing);
    MatchSpan span;
    std::string problem;
    CHECK(scanner.next({&span, 1}, problem) == MatchStatus::kMatched);
    CHECK(scanner.next({&span, 1}, problem) == MatchStatus::kNoMatch);
}

TEST_CASE("an end before the start matches nothing, and bounds beyond the text are its end") {
    auto regex = compile(U"a*");
    StoredText subject(U"aaa");
    MatchSpan span;
    std::string problem;
    CHECK(regex->match({.subject = subject, .position = 2, .end_position = 1}, {&span, 1}, problem) ==
          MatchStatus::kNoMatch);
    CHECK(regex->match({.subject = subject, .position = 9}, {&span, 1}, problem) == MatchStatus::kMatched);
    CHECK(span == MatchSpan{3, 3});
}

TEST_CASE("one Regex serves threads at once, from its first use") {
    auto regex = compile(U"(?i)(\\w+)-(\\w+)|(?=\u017f)k");
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int index = 0; index < 4; ++index) {
        threads.emplace_back([&, index] {
            StoredText subject(U"__ ab-cd", index % 3 == 0 ? 1 : index % 3 * 2);
            for (int i = 0; i < 200; ++i) {
                if (run(*regex, subject).span == MatchSpan{3, 8}) ++right;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(right == 800);
}

TEST_CASE("a warning that becomes an exception ends the compilation") {
    StoredText text(U"[[a]");
    CompileError error;
    CompileHooks hooks{.unicode = &unicode_sets(), .warn = [](void*, std::string_view) { return false; }};
    CHECK(Regex::compile(text, 0, hooks, error).failed());
    CHECK(error.kind == ErrorKind::kAborted);
}

TEST_CASE("RE2 alone cannot poll: long texts are announced") {
    StoredText small(U"abc"), large(times(U"a", 2 << 20));
    CHECK(compile(U"a+b")->may_run_long(large));
    CHECK(!compile(U"a+b")->may_run_long(small));
    CHECK(!compile(U"(a)+\\1b")->may_run_long(large));
}

TEST_CASE("re.escape() escapes these") {
    std::u32string escaped;
    for (uint32_t c = 0; c < 256; ++c) {
        if (needs_escape(c)) escaped += static_cast<char32_t>(c);
    }
    CHECK(escaped == U"\t\n\v\f\r #$&()*+-.?[\\]^{|}~");
}

TEST_CASE("polls come soon, however slow each starting point or turn is") {
    for (auto* pattern : {U"(?s)(?=.*\u4e02)a", U"(?:.*,)*(?!a)z", U"(?s)(?:.*?b)+(?=c)", U"(a)(?=(?s:.*)x)\\1"}) {
        auto regex = compile(pattern);
        for (size_t size : {2000u, 10000u, 100000u, 1000000u}) {
            StoredText subject(times(U"a", size), 2);
            Timer timer;
            std::pair<Timer*, double> longest{&timer, 0};
            Poll poll{[](void* pointer) {
                          auto& state = *static_cast<std::pair<Timer*, double>*>(pointer);
                          state.second = std::max(state.second, state.first->seconds());
                          *state.first = Timer();
                          return false;
                      },
                      &longest};
            run(*regex, subject, MatchKind::kSearch, Engine::kAuto, poll);
            longest.second = std::max(longest.second, timer.seconds());
            CHECK_MESSAGE(longest.second < 2.0, size);
        }
    }
}

TEST_CASE("thousands of words are a pattern like others, on every kind of text") {
    std::u32string words;
    for (int i = 0; i < 20000; ++i) {
        for (char c : std::to_string(i * 7919 % 1000003)) words += static_cast<char32_t>('a' + c - '0');
        words += U'|';
    }
    for (auto& pattern : {words + U"xyz", U"(?:" + words + U"xyz)(?=!)"}) {
        auto regex = compile(pattern);
        for (int kind : {1, 2, 4}) {
            StoredText subject(U"....xyz!", kind);
            Timer timer;
            Outcome outcome = run(*regex, subject);
            CHECK_MESSAGE((outcome.span == MatchSpan{4, 7}), outcome.problem);
            CHECK(timer.seconds() < kSoon);
        }
    }
}

TEST_CASE("repeats of repeats neither take the memory nor the time they ask for") {
    for (auto* pattern : {U"((((a{1000}){1000}){1000}){1000})", U"(?:(?:(?:a{65535}){65535}){65535}){65535}",
                          U"(?:\\w{1000}|b){1000}\\b", U"(?:(?:(?:(?:x{0,1000}){0,1000}){0,1000}){0,1000}){0,1000}y",
                          U"(?=(?:(?:ab){60000}){60000})"}) {
        auto regex = compile(pattern);
        for (int kind : {1, 2, 4}) {
            StoredText subject(U"aaaaxaby", kind);
            Timer timer;
            Outcome outcome = run(*regex, subject);
            CHECK(outcome.status != MatchStatus::kInterrupted);
            CHECK(timer.seconds() < kSoon);
            bool refused = outcome.problem.starts_with("regular expression not supported");
            bool clear = outcome.status != MatchStatus::kError || refused;
            CHECK_MESSAGE(clear, outcome.problem);
        }
    }
}
