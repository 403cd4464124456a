// What CPython 3.14 answers (data/corpus.txt), asked of every engine and in every width of the text.
#include <doctest/doctest.h>

#include <fstream>
#include <memory>

#include "corpus.h"
#include "runtime/primitives/unicode/character.h"
#include "stdlib/re/engine/scanner.h"
#include "stdlib/re/engine/template.h"
#include "stdlib/re/engine/text.h"
#include "stdlib/re/engine/unicode_tables.h"

using namespace krait;
using namespace krait::regex;

namespace {

// Not so, by our tables: characters which Unicode 16 added.
bool is_assigned(uint32_t c) { return std::string_view(unicode::category(c)) != "Cn"; }

struct Warnings {
    std::vector<std::string> messages;
};

CompileHooks hooks_for(Warnings& warnings) {
    return {.unicode = &unicode_sets(),
            .context = &warnings,
            .warn =
                [](void* context, std::string_view message) {
                    static_cast<Warnings*>(context)->messages.emplace_back(message);
                    return true;
                },
            .lookup_name = lookup_character_name};
}

const char* name_of(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::kPatternError: return "PatternError";
    case ErrorKind::kValueError: return "ValueError";
    case ErrorKind::kIndexError: return "IndexError";
    case ErrorKind::kOverflowError: return "OverflowError";
    case ErrorKind::kRecursionError: return "RecursionError";
    default: return "aborted";
    }
}

std::string shown(const Regex& regex, std::span<const MatchSpan> spans) {
    std::string result = std::to_string(regex.last_index(spans)) + ":";
    for (size_t i = 0; i < spans.size(); ++i) {
        if (i) result += ',';
        if (spans[i].start < 0) result += '-';
        else result += std::to_string(spans[i].start) + "/" + std::to_string(spans[i].end);
    }
    return result;
}

const char* name_of(Engine engine) {
    switch (engine) {
    case Engine::kAuto: return "auto";
    case Engine::kRe2: return "RE2";
    case Engine::kPcre2: return "PCRE2";
    case Engine::kPcre2Polling: return "PCRE2 polling";
    default: return "PCRE2 interpreter";
    }
}

// The answer in the corpus's words; empty if this engine cannot give it.
std::string answer(const Regex& regex, char operation, const RegexText& subject, size_t start, size_t end,
                   Engine engine) {
    MatchKind kind = operation == 'm'   ? MatchKind::kMatch
                     : operation == 'f' ? MatchKind::kFullMatch
                                        : MatchKind::kSearch;
    Scanner scanner(regex, subject, start, end, kind);
    scanner.request().engine = engine;
    std::vector<MatchSpan> spans(regex.groups() + 1);
    std::string result, problem;
    do {
        MatchStatus status = scanner.next(spans, problem);
        if (status == MatchStatus::kError) return problem == Regex::kNotThisEngine ? "" : problem;
        if (status != MatchStatus::kMatched) break;
        if (!result.empty()) result += '|';
        result += shown(regex, spans);
    } while (operation == 'i');
    return result.empty() ? "-" : result;
}

std::string quote(const std::u32string& text) {
    std::string result;
    for (uint32_t c : text) {
        if (c >= '!' && c <= '~') result += static_cast<char>(c);
        else result += "<" + std::to_string(c) + ">";
    }
    return result;
}

struct Counts {
    size_t patterns = 0, matches = 0, by_engine[5] = {}, wrong = 0;
};

void check_match(const Regex& regex, const std::string& pattern, const std::vector<std::string>& fields,
                 Counts& counts) {
    std::u32string text = unquote(fields[3]);
    size_t start = std::stoul(fields[1]), end = std::stoul(fields[2]);
    int least = StoredText::least_kind(text);
    for (int kind : {1, 2, 4}) {
        if (kind < least || (regex.is_bytes() && kind > 1)) continue;
        StoredText subject(text, kind, regex.is_bytes());
        for (Engine engine :
             {Engine::kAuto, Engine::kRe2, Engine::kPcre2, Engine::kPcre2Polling, Engine::kPcre2Interpreter}) {
            std::string got = answer(regex, fields[0][0], subject, start, end, engine);
            if (got.empty() && engine != Engine::kAuto) continue;
            ++counts.matches;
            ++counts.by_engine[static_cast<int>(engine)];
            if (got == fields[4]) continue;
            if (++counts.wrong > 2000) continue;
            FAIL_CHECK(pattern << " flags " << regex.flags() << " " << fields[0] << " on \"" << quote(text) << "\" "
                               << start << ".." << end << ", " << std::string(name_of(engine)) << ", width " << kind
                               << ": " << got << ", CPython " << fields[4]);
        }
    }
}

std::ifstream open_corpus() {
    std::ifstream file(KRAIT_REGEX_DATA "/corpus.txt");
    REQUIRE(file.good());
    return file;
}

}  // namespace

TEST_CASE("every pattern of the corpus compiles, fails and matches as in CPython") {
    std::ifstream file = open_corpus();
    std::unique_ptr<Regex> regex;
    std::string pattern;
    CompileError error;
    Warnings warnings;
    size_t warnings_seen = 0;
    bool compiled = false;
    Counts counts;
    for (std::string line; std::getline(file, line);) {
        auto fields = fields_of(line);
        char what = fields[0][0];
        if (what == 'P') {
            CHECK_MESSAGE(warnings_seen == warnings.messages.size(), pattern);
            warnings.messages.clear();
            warnings_seen = 0;
            error = {};
            pattern = quote(unquote(fields[3]));
            StoredText text(unquote(fields[3]), 0, fields[2] == "b");
            auto result =
                Regex::compile(text, static_cast<uint32_t>(std::stoul(fields[1])), hooks_for(warnings), error);
            compiled = !result.failed();
            regex = compiled ? result.take() : nullptr;
            ++counts.patterns;
        } else if (what == '!') {
            warnings_seen = warnings.messages.size();
            CHECK_MESSAGE(!compiled, pattern << " should fail: " << line);
            if (compiled) continue;
            std::string position = error.position < 0 ? "-" : std::to_string(error.position);
            CHECK_MESSAGE(name_of(error.kind) == fields[1], pattern);
            CHECK_MESSAGE(error.text() == to_utf8(unquote(fields[3])), pattern);
            CHECK_MESSAGE(position == fields[2], pattern);
        } else if (what == '=') {
            CHECK_MESSAGE(compiled, pattern << " should compile, but: " << error.text());
            if (!compiled) continue;
            CHECK_MESSAGE(regex->groups() == std::stoul(fields[1]), pattern);
            CHECK_MESSAGE(regex->flags() == std::stoul(fields[2]), pattern);
            CHECK_MESSAGE(regex->group_names().size() == fields.size() - 3, pattern);
            for (size_t i = 3; i < fields.size(); ++i) {
                auto& [name, number] = regex->group_names()[i - 3];
                CHECK(to_utf8(name) + "=" + std::to_string(number) == to_utf8(unquote(fields[i])));
            }
        } else if (what == 'w') {
            if (warnings_seen < warnings.messages.size()) {
                CHECK_MESSAGE(warnings.messages[warnings_seen] == to_utf8(unquote(fields[1])), pattern);
            }
            ++warnings_seen;
        } else if (what == 's' || what == 'm' || what == 'f' || what == 'i') {
            if (compiled) check_match(*regex, pattern, fields, counts);
        }
    }
    CHECK(counts.wrong == 0);
    CHECK(counts.patterns > 5000);
    MESSAGE(counts.patterns << " patterns; answers: auto " << counts.by_engine[0] << ", RE2 " << counts.by_engine[1]
                            << ", PCRE2 " << counts.by_engine[2] << ", polling " << counts.by_engine[3]
                            << ", interpreter " << counts.by_engine[4]);
}

TEST_CASE("the classes hold what CPython's hold, as far as our Unicode version knows it") {
    std::ifstream file = open_corpus();
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("C ")) continue;
        auto fields = fields_of(line);
        CodePointSet expected;
        std::string item;
        for (size_t i = 0; i <= fields[2].size(); ++i) {
            if (i < fields[2].size() && fields[2][i] != ',') {
                item += fields[2][i];
                continue;
            }
            size_t dash = item.find('-');
            expected.add(static_cast<uint32_t>(std::stoul(item.substr(0, dash), nullptr, 16)),
                         static_cast<uint32_t>(std::stoul(item.substr(dash + 1), nullptr, 16)));
            item.clear();
        }
        expected.normalize();
        const CodePointSet& ours = fields[1] == "\\w"   ? unicode_sets().word()
                                   : fields[1] == "\\d" ? unicode_sets().digit()
                                                        : unicode_sets().space();
        size_t wrong = 0;
        for (uint32_t c = 0; c < 0x40000; ++c) {
            if (is_assigned(c) && ours.contains(c) != expected.contains(c)) {
                if (++wrong < 10) MESSAGE(fields[1] << " U+" << std::hex << c);
            }
        }
        CHECK_MESSAGE(wrong == 0, fields[1]);
    }
}

TEST_CASE("case is ignored as in CPython for every letter that has a case") {
    std::ifstream file = open_corpus();
    size_t letters = 0, wrong = 0;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("I ")) continue;
        auto fields = fields_of(line);
        auto letter = static_cast<uint32_t>(std::stoul(fields[1], nullptr, 16));
        if (!is_assigned(letter)) continue;
        CodePointSet lone, expected;
        lone.add(letter);
        for (size_t at = 0; at < fields[2].size();) {
            size_t end = std::min(fields[2].find(',', at), fields[2].size());
            auto other = static_cast<uint32_t>(std::stoul(fields[2].substr(at, end - at), nullptr, 16));
            if (is_assigned(other)) expected.add(other);
            at = end + 1;
        }
        expected.normalize();
        ++letters;
        const CodePointSet folded = unicode_sets().ignoring_case(lone);
        if (folded.ranges() != expected.ranges() && ++wrong < 20) {
            std::string ours;
            for (auto range : folded.ranges()) {
                for (uint32_t c = range.first; c <= range.last; ++c) ours += " " + std::to_string(c);
            }
            MESSAGE("U+" << fields[1] << ": ours" << ours << ", CPython (hex) " << fields[2]);
        }
    }
    CHECK(wrong == 0);
    CHECK(letters > 2000);
}

TEST_CASE("templates of sub() are read as in CPython") {
    Warnings warnings;
    CompileError error;
    StoredText pattern("(?P<n>a)(b)?");
    auto regex = Regex::compile(pattern, 0, hooks_for(warnings), error).take();
    std::ifstream file = open_corpus();
    size_t templates = 0;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("T ")) continue;
        auto fields = fields_of(line);
        ++templates;
        StoredText text(unquote(fields[1]));
        error = {};
        auto pieces = parse_template(text, *regex, unicode_sets().properties(), error);
        if (fields[2] == "!") {
            CHECK_MESSAGE(pieces.failed(), fields[1]);
            CHECK_MESSAGE(name_of(error.kind) == fields[3], fields[1]);
            std::string position = error.position < 0 ? "-" : std::to_string(error.position);
            CHECK_MESSAGE(position == fields[4], fields[1]);
            CHECK_MESSAGE(error.text() == to_utf8(unquote(fields[5])), fields[1]);
            continue;
        }
        CHECK_MESSAGE(!pieces.failed(), fields[1] << ": " << error.text());
        if (pieces.failed()) continue;
        const std::u32string subject = U"<ab><a>";
        StoredText stored(subject);
        Scanner scanner(*regex, stored);
        std::vector<MatchSpan> spans(3);
        std::string problem;
        std::u32string result;
        size_t done = 0;
        auto between = [&](int64_t start, int64_t end) {
            return subject.substr(static_cast<size_t>(start), static_cast<size_t>(end - start));
        };
        while (scanner.next(spans, problem) == MatchStatus::kMatched) {
            result += between(static_cast<int64_t>(done), spans[0].start);
            for (auto& piece : pieces.value()) {
                if (piece.group < 0) result += piece.text;
                else if (auto span = spans[static_cast<size_t>(piece.group)]; span.start >= 0)
                    result += between(span.start, span.end);
            }
            done = static_cast<size_t>(spans[0].end);
        }
        result += subject.substr(done);
        CHECK_MESSAGE(to_utf8(result) == to_utf8(unquote(fields[3])), fields[1]);
    }
    CHECK(templates > 40);
}
