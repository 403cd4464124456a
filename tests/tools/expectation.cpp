#include "tests/tools/expectation.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

namespace krait::test {

namespace {

// Editors strip blanks at the end of a line, so an expectation cannot speak of them; a test that cares prints repr().
std::string without_trailing_blanks(std::string text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.pop_back();
    return text;
}

// The text after "# name:" in the line, if the comment begins the line or follows a blank.
std::optional<std::string> comment(const std::string& line, std::string_view name) {
    std::string mark = "# " + std::string(name) + ":";
    for (size_t at = line.find(mark); at != std::string::npos; at = line.find(mark, at + 1)) {
        if (at > 0 && line[at - 1] != ' ' && line[at - 1] != '\t') continue;
        std::string text = line.substr(at + mark.size());
        if (text.starts_with(' ')) text.erase(0, 1);
        return without_trailing_blanks(text);
    }
    return {};
}

// A directive stands alone on its line: the words `# env:` in the middle of a program are nothing special.
std::optional<std::string> directive(const std::string& line, std::string_view name) {
    return line.starts_with("# ") ? comment(line, name) : std::nullopt;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

std::string quoted(const std::string& text) { return "    " + text + "\n"; }

// A line that was not expected, and where it begins a traceback, what follows it: the error is named at its end.
std::string surprise(const std::vector<std::string>& lines, size_t at) {
    constexpr size_t kMostLines = 20;
    size_t shown = lines[at].starts_with("Traceback") ? std::min(kMostLines, lines.size() - at) : 1;
    std::string text;
    for (size_t i = at; i < at + shown; ++i) text += quoted(lines[i]);
    return text;
}

std::optional<std::string> compare_lines(const std::vector<Expectation::Line>& expected, const std::string& output) {
    auto lines = split_lines(output);
    for (size_t i = 0; i < std::max(lines.size(), expected.size()); ++i) {
        if (i >= lines.size())
            return "line " + std::to_string(expected[i].number) + " expects\n" + quoted(expected[i].text) +
                   "  but the output ends after " + std::to_string(lines.size()) + " lines\n";
        if (i >= expected.size()) return "the program printed more than is expected, first\n" + surprise(lines, i);
        if (without_trailing_blanks(lines[i]) != expected[i].text)
            return "line " + std::to_string(expected[i].number) + " expects\n" + quoted(expected[i].text) +
                   "  but the output has\n" + surprise(lines, i);
    }
    return {};
}

std::optional<std::string> compare_snapshot(std::string_view name, const std::string& expected,
                                            const std::string& actual) {
    if (expected == actual) return {};
    auto left = split_lines(expected), right = split_lines(actual);
    size_t at = 0;
    while (at < left.size() && at < right.size() && left[at] == right[at]) ++at;
    return "line " + std::to_string(at + 1) + " of " + std::string(name) + " differs: the snapshot has\n" +
           quoted(at < left.size() ? left[at] : "(the end)") + "  but the program printed\n" +
           quoted(at < right.size() ? right[at] : "(the end)");
}

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return {};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (size_t start = 0; start < text.size();) {
        size_t end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

std::vector<std::string> split_words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

Expectation read_expectation(const std::string& path) {
    Expectation result;
    int number = 0;
    for (auto& line : split_lines(read_file(path).value_or(""))) {
        ++number;
        if (auto text = comment(line, "expect")) result.output.push_back({*text, number});
        if (auto text = comment(line, "expect error")) result.error = *text;
        if (auto text = comment(line, "expect exit")) result.exit_code = atoi(text->c_str());
        if (auto text = directive(line, "args")) append(result.arguments, split_words(*text));
        if (auto text = directive(line, "options")) append(result.options, split_words(*text));
        if (auto text = directive(line, "env")) result.environment.push_back(*text);
        if (auto text = directive(line, "stdin")) result.input += *text + "\n";
        if (auto text = directive(line, "time limit")) result.time_limit = atof(text->c_str());
    }
    std::string stem = path.substr(0, path.size() - 3);
    result.output_snapshot = read_file(stem + ".out");
    result.error_snapshot = read_file(stem + ".err");
    return result;
}

std::optional<std::string> disagreement(const Expectation& expected, const std::string& output,
                                        const std::string& errors, int exit_code) {
    auto error_lines = split_lines(errors);
    std::string last = error_lines.empty() ? "" : without_trailing_blanks(error_lines.back());
    if (expected.output_snapshot) {
        if (auto complaint = compare_snapshot("standard output", *expected.output_snapshot, output)) return complaint;
    } else if (auto complaint = compare_lines(expected.output, output)) return complaint;
    if (expected.error && last != *expected.error)
        return "expects the error\n" + quoted(*expected.error) + "  but standard error ends with\n" + quoted(last);
    if (expected.error_snapshot)
        if (auto complaint = compare_snapshot("standard error", *expected.error_snapshot, errors)) return complaint;
    int code = expected.exit_code.value_or(expected.error ? 1 : 0);
    if (exit_code != code)
        return "expects exit code " + std::to_string(code) + " but it was " + std::to_string(exit_code) + "\n";
    return {};
}

}  // namespace krait::test
