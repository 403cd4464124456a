#include "tests/tools/unittest_report.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "tests/tools/expectation.h"

namespace krait::test {

namespace {

bool is_word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_'; }

struct Header {
    std::string method;
    std::string_view rest;  // of the line
};

// "test_pos (test.test_pow.PowTest.test_pos) ... ok": the method is named twice, which tells it from a test's output.
// "setUpClass (test.test_pow.PowTest)" and "tut (test.test_generators.__test__)" do not; the caller says if it may be.
enum class Naming { Twice, Any, Doctest };

std::optional<Header> header(std::string_view line, Naming naming) {
    // A doctest is named after the module that holds it, which need not be one of the tests.
    std::string_view opening = naming == Naming::Doctest ? " (" : " (test";
    for (size_t at = line.find(opening); at != line.npos; at = line.find(opening, at + 1)) {
        size_t start = at;
        while (start > 0 && is_word(line[start - 1])) --start;
        size_t end = line.find(')', at);
        if (start == at || end == line.npos) continue;
        auto name = line.substr(start, at - start), path = line.substr(at + 2, end - at - 2);
        bool twice = path.ends_with("." + std::string(name));
        if (!twice && naming == Naming::Twice) continue;
        std::string full = std::string(path) + (twice ? "" : "." + std::string(name));
        if (full.starts_with("test.")) full.erase(0, 5);
        return Header{full, line.substr(end + 1)};
    }
    return {};
}

std::optional<Result> inline_result(std::string_view line) {
    while (line.ends_with(' ') || line.ends_with('\r')) line.remove_suffix(1);
    auto ends = [&](std::string_view word) {
        return line.ends_with(word) && (line.size() == word.size() || !is_word(line[line.size() - word.size() - 1]));
    };
    if (ends("ok") || ends("expected failure")) return Result::Passed;
    if (ends("FAIL") || ends("ERROR") || ends("unexpected success")) return Result::Failed;
    if (line.find("skipped '") != line.npos || line.find("skipped \"") != line.npos) return Result::Skipped;
    return {};
}

void note(UnittestReport& report, const std::string& method, Result result) {
    auto [entry, added] = report.methods.try_emplace(method, result);
    // One failing part (a subtest) makes the method fail; a skipped part leaves it as it is.
    if (!added && entry->second != Result::Failed && (result == Result::Failed || entry->second == Result::Started))
        entry->second = result;
}

}  // namespace

size_t UnittestReport::count(Result result) const {
    return static_cast<size_t>(std::ranges::count_if(methods, [&](auto& entry) { return entry.second == result; }));
}

UnittestReport read_unittest_report(const std::string& text) {
    UnittestReport report;
    auto lines = split_lines(text);
    std::string current;
    bool in_failures = false;
    for (size_t i = 0; i < lines.size(); ++i) {
        std::string_view line = lines[i];
        if (line.starts_with("Ran ") && line.find(" test") != line.npos) report.complete = true;
        in_failures |= line.starts_with("======================================================================");
        bool names_failure =
            line.starts_with("ERROR: ") || line.starts_with("FAIL: ") || line.starts_with("UNEXPECTED SUCCESS: ");
        if (in_failures) {
            if (!names_failure) continue;
            if (auto found = header(line, Naming::Any)) note(report, found->method, Result::Failed);
            continue;
        }
        bool is_doctest = i + 1 < lines.size() && lines[i + 1].starts_with("Doctest: ");
        if (auto found = header(line, is_doctest ? Naming::Doctest : Naming::Twice)) {
            current = found->method;
            note(report, current, inline_result(found->rest).value_or(Result::Started));
        } else if (!current.empty()) {
            if (auto result = inline_result(line)) note(report, current, *result);
        }
    }
    if (report.complete)
        for (auto& [method, result] : report.methods)
            if (result == Result::Started) result = Result::Passed;
    return report;
}

}  // namespace krait::test
