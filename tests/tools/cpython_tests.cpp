// cpython_tests [--python PROGRAM] [--gil 0|1] [--jobs N] [--time-limit SECONDS] [--memory MIB] [--require PERCENT]
//               [--write-table] [--update-counts] [--failures FILE] ROOT [test_NAME...]
//
// Runs CPython's own tests, which nobody here wrote: each file of ROOT/tests/cpython/files.txt in a process of its own
// with `PROGRAM -m unittest -v test.test_NAME`, and compares each method with ROOT/tests/cpython/expected_failures.txt.
//
// It fails if a file crashes, hangs or passes its memory limit, if a listed method passes (unless it is `unstable`), or
// if less than the required percentage of the methods that are not listed pass. A method that CPython runs and we never
// started counts as failed; a skipped one is left out.
//
// A file marked `both` there runs twice: with the GIL, and without it (PYTHON_GIL=0, also in the programs that it starts: through
// tests/cpython/modules/mode_unittest.py). --gil 0 runs all files without it, --gil 1
// all with it.
//
// The interpreter sees the `test` package alone, as a folder of links: were all of /usr/lib/python3.11 on its path, it
// would find there what it lacks itself. A file of tests/cpython/stand_ins replaces the suite's file of that name: one
// that only Python 3.13 and older, or only CPython, can import (a folder of stand-ins without an __init__.py replaces those files
// of the suite's folder that it holds). The modules in tests/cpython/modules stand for extensions of CPython's that the tests ask
// for; those in tests/cpython/modules_for/test_NAME are seen by that file alone.
#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>

#include "tests/tools/expectation.h"
#include "tests/tools/process.h"
#include "tests/tools/unittest_report.h"

namespace krait::test {

namespace {

namespace files = std::filesystem;

constexpr const char* kTestSuite = "/usr/lib/python3.11/test";
constexpr const char* kTableBegin = "<!-- cpython tests: begin -->";
constexpr const char* kTableEnd = "<!-- cpython tests: end -->";

struct Options {
    files::path root;
    std::string program;
    std::string failures;  // where to write the names of unlisted failures
    unsigned jobs = 2;
    double time_limit = 300;
    size_t memory = 2048;
    double required = 95;
    std::string gil;  // "0", "1", or empty: as the list of files says
    enum class Table { Print, Write } table = Table::Print;
    enum class Counts { Compare, Update } counts = Counts::Compare;
    std::set<std::string> chosen;
};

struct Exception {
    enum class Stability { Stable, Unstable } stability;
    std::string reason;
};

enum class Modes { One, Both };

struct TestFile {
    std::string name;
    Modes modes = Modes::One;
    std::string gil;  // PYTHON_GIL, or empty: the default
    size_t known_methods = 0;
    UnittestReport report;
    Outcome outcome;
    std::vector<std::string> surprises;  // listed methods that passed
    std::vector<std::string> failures;   // unlisted methods that did not
    size_t passed = 0, listed = 0, failed = 0, missing = 0, skipped = 0;

    bool broken() const { return outcome.ending != Ending::Exited || !report.complete; }
    size_t counted() const { return passed + failed + missing; }
    std::string title() const { return gil == "0" ? name + ", GIL off" : name; }
};

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        bool has_next = i + 1 < argc;
        if (argument == "--python" && has_next) options.program = files::absolute(argv[++i]).string();
        else if (argument == "--gil" && has_next) options.gil = argv[++i];
        else if (argument == "--jobs" && has_next) options.jobs = static_cast<unsigned>(atoi(argv[++i]));
        else if (argument == "--time-limit" && has_next) options.time_limit = atof(argv[++i]);
        else if (argument == "--memory" && has_next) options.memory = static_cast<size_t>(atol(argv[++i]));
        else if (argument == "--require" && has_next) options.required = atof(argv[++i]);
        else if (argument == "--failures" && has_next) options.failures = argv[++i];
        else if (argument == "--write-table") options.table = Options::Table::Write;
        else if (argument == "--update-counts") options.counts = Options::Counts::Update;
        else if (options.root.empty()) options.root = files::absolute(argument);
        else options.chosen.insert(argument);
    }
    if (options.program.empty()) options.program = (options.root / "build/release/krait").string();
    return !options.root.empty() && (options.gil.empty() || options.gil == "0" || options.gil == "1");
}

std::vector<TestFile> read_files(const Options& options) {
    std::vector<TestFile> tests;
    for (auto& line : split_lines(read_file(options.root / "tests/cpython/files.txt").value_or(""))) {
        auto words = split_words(line);
        if (words.empty() || words[0].starts_with('#')) continue;
        if (!options.chosen.empty() && !options.chosen.contains(words[0])) continue;
        TestFile test;
        test.name = words[0];
        if (words.size() > 1) test.known_methods = static_cast<size_t>(atol(words[1].c_str()));
        if (words.size() > 2 && words[2] == "both") test.modes = Modes::Both;
        test.gil = options.gil;
        tests.push_back(test);
        if (test.modes == Modes::One || !options.gil.empty()) continue;
        test.gil = "0";
        tests.push_back(std::move(test));
    }
    return tests;
}

std::map<std::string, Exception> read_exceptions(const Options& options) {
    std::map<std::string, Exception> exceptions;
    for (auto& line : split_lines(read_file(options.root / "tests/cpython/expected_failures.txt").value_or(""))) {
        auto words = split_words(line);
        if (words.empty() || words[0].starts_with('#')) continue;
        bool unstable = words.size() > 1 && words[1] == "unstable";
        exceptions[words[0]] = {unstable ? Exception::Stability::Unstable : Exception::Stability::Stable,
                                line.substr(words[0].size())};
    }
    return exceptions;
}

void run_file(const Options& options, const files::path& path, TestFile& test) {
    auto directory = path / ("run-" + test.name + test.gil);
    files::create_directories(directory);
    Command command;
    command.arguments = {options.program, "-m", test.modes == Modes::Both ? "mode_unittest" : "unittest", "-v",
                         "test." + test.name};
    command.environment = clean_environment();
    auto own_modules = options.root / "tests/cpython/modules_for" / test.name;
    command.environment.push_back("PYTHONPATH=" + (path / "modules").string() + ":" + own_modules.string());
    if (!test.gil.empty()) command.environment.push_back("PYTHON_GIL=" + test.gil);
    command.environment.push_back("TMPDIR=" + directory.string());
    command.directory = directory.string();
    command.time_limit = options.time_limit;
    command.memory_limit = options.memory << 20;
    test.outcome = run(command);
    test.report = read_unittest_report(test.outcome.errors);
    std::error_code ignored;
    files::remove_all(directory, ignored);
}

void judge(const std::map<std::string, Exception>& exceptions, TestFile& test) {
    for (auto& [method, result] : test.report.methods) {
        auto listed = exceptions.find(method);
        bool passed = result == Result::Passed;
        if (result == Result::Skipped) ++test.skipped;
        else if (listed == exceptions.end()) {
            passed ? ++test.passed : ++test.failed;
            if (!passed) test.failures.push_back(method);
        } else {
            ++test.listed;
            if (passed && listed->second.stability == Exception::Stability::Stable) test.surprises.push_back(method);
        }
    }
    size_t seen = test.report.methods.size();
    for (auto& [method, exception] : exceptions)
        if (method.starts_with(test.name + ".") && !test.report.methods.contains(method)) ++test.listed, ++seen;
    if (test.known_methods > seen) test.missing = test.known_methods - seen;
}

double percent(size_t part, size_t whole) {
    return whole == 0 ? 100 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string row(const char* name, const TestFile& test, const std::string& remark) {
    char text[512];
    snprintf(text, sizeof text, "| %s | %zu | %zu | %zu | %zu | %zu | %.1f %% | %s |\n", name, test.passed, test.failed,
             test.missing, test.listed, test.skipped, percent(test.passed, test.counted()), remark.c_str());
    return text;
}

TestFile total_of(const std::vector<TestFile>& tests) {
    TestFile total;
    for (auto& test : tests) {
        total.passed += test.passed, total.failed += test.failed, total.missing += test.missing;
        total.listed += test.listed, total.skipped += test.skipped;
    }
    return total;
}

std::string table_of(const std::vector<TestFile>& tests, const TestFile& total) {
    std::string table = "| file | passed | failed | never started | listed | skipped | passed of those not listed | |\n"
                        "|---|---|---|---|---|---|---|---|\n";
    for (auto& test : tests) {
        std::string remark;
        if (test.outcome.ending != Ending::Exited) remark = test.outcome.describe();
        else if (!test.report.complete) remark = "stopped early";
        table += row(test.title().c_str(), test, remark);
    }
    return table + row("**all**", total, "");
}

bool write_table(const files::path& page, const std::string& table) {
    std::string text = read_file(page).value_or("");
    size_t begin = text.find(kTableBegin), end = text.find(kTableEnd);
    if (begin == text.npos || end == text.npos || end < begin) return false;
    begin += strlen(kTableBegin);
    text.replace(begin, end - begin, "\n" + table);
    std::ofstream(page, std::ios::binary) << text;
    return true;
}

void update_counts(const Options& options, const std::vector<TestFile>& tests) {
    auto path = options.root / "tests/cpython/files.txt";
    std::string text;
    for (auto& line : split_lines(read_file(path).value_or(""))) {
        auto words = split_words(line);
        auto test = std::ranges::find_if(tests, [&](auto& test) { return !words.empty() && test.name == words[0]; });
        text += test == tests.end() ? line : test->name + " " + std::to_string(test->report.methods.size());
        if (test != tests.end() && words.size() > 2) text += " " + words[2];
        text += "\n";
    }
    std::ofstream(path, std::ios::binary) << text;
}

void link_suite(const Options& options, const files::path& modules) {
    files::create_directories(modules / "test");
    auto link_all = [](auto& link_all, const files::path& folder, const files::path& target) -> void {
        files::create_directories(target);
        for (auto& entry : files::directory_iterator(folder)) {
            auto link = target / entry.path().filename();
            if (entry.path().filename() == "__pycache__") continue;
            bool some_of_it = entry.is_directory() && folder.filename() == "stand_ins" &&
                              !files::exists(entry.path() / "__init__.py");
            bool rest_of_it = entry.is_directory() && files::is_directory(link) && !files::is_symlink(link);
            if (some_of_it || rest_of_it) link_all(link_all, entry.path(), link);
            else if (!files::exists(link)) files::create_symlink(entry.path(), link);
        }
    };
    link_all(link_all, options.root / "tests/cpython/modules", modules);
    link_all(link_all, options.root / "tests/cpython/stand_ins", modules / "test");
    link_all(link_all, kTestSuite, modules / "test");
}

int run_all(const Options& options) {
    if (!files::is_directory(kTestSuite)) {
        fprintf(stderr, "%s is missing: apt-get install libpython3.11-testsuite\n", kTestSuite);
        return 2;
    }
    auto tests = read_files(options);
    if (tests.empty()) {
        fprintf(stderr, "no such test file in tests/cpython/files.txt\n");
        return 2;
    }
    auto exceptions = read_exceptions(options);
    std::string name = files::temp_directory_path() / "krait-cpython-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) return 2;
    files::path path = name;
    link_suite(options, path / "modules");

    std::mutex printing;
    in_parallel(tests.size(), options.jobs, [&](size_t index) {
        auto& test = tests[index];
        run_file(options, path, test);
        judge(exceptions, test);
        std::lock_guard guard(printing);
        fprintf(stderr, "%s: %zu of %zu passed (%.1f s, %zu MiB)%s%s\n", test.title().c_str(), test.passed,
                test.counted(), test.outcome.seconds, test.outcome.peak_memory >> 20, test.broken() ? ": " : "",
                test.broken() ? test.outcome.describe().c_str() : "");
    });
    std::error_code ignored;
    files::remove_all(path, ignored);

    auto total = total_of(tests);
    auto table = table_of(tests, total);
    fputs(table.c_str(), stdout);
    if (options.counts == Options::Counts::Update) update_counts(options, tests);
    if (options.table == Options::Table::Write && !write_table(options.root / "docs/compatibility.md", table)) {
        fprintf(stderr, "docs/compatibility.md has no markers for the table\n");
        return 2;
    }
    std::ofstream failures;
    if (!options.failures.empty()) failures.open(options.failures);
    size_t broken = 0, surprises = 0;
    for (auto& test : tests) {
        broken += test.broken();
        surprises += test.surprises.size();
        for (auto& method : test.surprises) printf("listed, but it passes: %s\n", method.c_str());
        for (auto& method : test.failures) failures << method << "\n";
        if (test.broken()) printf("broken: test.%s: %s\n", test.title().c_str(), test.outcome.describe().c_str());
    }
    double share = percent(total.passed, total.counted());
    double listed = percent(total.listed, total.listed + total.counted());
    printf("%.1f %% passed of those not listed (%.1f %% required), %.1f %% listed, %zu files broken, %zu listed pass\n",
           share, options.required, listed, broken, surprises);
    return broken == 0 && surprises == 0 && share >= options.required ? 0 : 1;
}

}  // namespace

}  // namespace krait::test

int main(int argc, char** argv) {
    krait::test::Options options;
    if (!parse(argc, argv, options)) {
        fprintf(stderr,
                "usage: cpython_tests [--python PROGRAM] [--gil 0|1] [--jobs N] [--time-limit SECONDS] [--memory MIB] "
                "[--require PERCENT] [--write-table] [--update-counts] [--failures FILE] ROOT [test_NAME...]\n");
        return 2;
    }
    return krait::test::run_all(options);
}
