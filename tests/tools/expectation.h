// What a Python test file says about itself.
//
//   # expect: TEXT                  the next line of standard output; beside the line that prints it
//   # expect error: Type: message   the program ends with exit code 1, and this is the last line of standard error
//   # expect exit: N                the exit code (0 when nothing is said)
//   # args: A B                     the program's arguments, split at blanks
//   # options: -X gil=0             the interpreter's, before the file's name
//   # env: NAME=VALUE               one variable, as often as needed
//   # stdin: TEXT                   one line of standard input, as often as needed
//   # time limit: N                 seconds, instead of the runner's
//
// FILE.out beside FILE.py holds the whole of standard output instead of `# expect:` comments, FILE.err the whole of
// standard error. A file that expects nothing at all is an error: it would check nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace krait::test {

struct Expectation {
    struct Line {
        std::string text;
        int number;  // of the line in the test file
    };
    std::vector<Line> output;
    std::optional<std::string> error;
    std::optional<int> exit_code;
    std::optional<std::string> output_snapshot, error_snapshot;
    std::vector<std::string> arguments, options, environment;
    std::string input;
    std::optional<double> time_limit;

    bool is_empty() const { return output.empty() && !error && !exit_code && !output_snapshot && !error_snapshot; }
};

Expectation read_expectation(const std::string& path);
std::optional<std::string> read_file(const std::string& path);
std::vector<std::string> split_lines(const std::string& text);
std::vector<std::string> split_words(const std::string& text);

// The complaint, or nothing when what the program did is what was expected.
std::optional<std::string> disagreement(const Expectation& expected, const std::string& output,
                                        const std::string& errors, int exit_code);

}  // namespace krait::test
