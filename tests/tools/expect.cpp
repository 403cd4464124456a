// expect [--jobs N] [--time-limit SECONDS] [--option X]... [--rebaseline] KRAIT FILE|FOLDER...
//
// Runs Python test files and checks what they say about themselves (expectation.h). Of a folder all *.py directly in
// it are run, but not those whose name begins with an underscore: they are for the others to import. Each program
// runs in the folder of its file, so a traceback names the file alone. --rebaseline writes the snapshots anew.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "tests/tools/expectation.h"
#include "tests/tools/process.h"

namespace krait::test {

namespace {

namespace files = std::filesystem;

enum class Snapshots { Check, Rewrite };

struct Options {
    unsigned jobs = 2;
    double time_limit = 10;
    Snapshots snapshots = Snapshots::Check;
    std::vector<std::string> interpreter_options;
    std::string interpreter;
    std::vector<std::string> programs;
};

void add_programs(Options& options, const files::path& path) {
    if (!files::is_directory(path)) return options.programs.push_back(path.string());
    std::vector<std::string> found;
    for (auto& entry : files::directory_iterator(path)) {
        auto name = entry.path().filename().string();
        if (name.ends_with(".py") && !name.starts_with('_')) found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    options.programs.insert(options.programs.end(), found.begin(), found.end());
}

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        bool has_next = i + 1 < argc;
        if (argument == "--jobs" && has_next) options.jobs = static_cast<unsigned>(atoi(argv[++i]));
        else if (argument == "--time-limit" && has_next) options.time_limit = atof(argv[++i]);
        else if (argument == "--option" && has_next) options.interpreter_options.push_back(argv[++i]);
        else if (argument == "--rebaseline") options.snapshots = Snapshots::Rewrite;
        else if (options.interpreter.empty()) options.interpreter = files::absolute(argument).string();
        else add_programs(options, files::absolute(argument));
    }
    return !options.interpreter.empty() && !options.programs.empty();
}

void rewrite(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

// The complaint about one file, or nothing.
std::optional<std::string> check(const Options& options, const std::string& program) {
    if (!files::exists(program)) return "there is no such file\n";
    Expectation expected = read_expectation(program);
    if (expected.is_empty()) return "expects nothing, so it checks nothing\n";
    Command command;
    command.arguments = {options.interpreter};
    auto add = [&](const std::vector<std::string>& more) {
        command.arguments.insert(command.arguments.end(), more.begin(), more.end());
    };
    files::path path = program;
    add(options.interpreter_options);
    add(expected.options);
    add({path.filename().string()});
    add(expected.arguments);
    command.environment = clean_environment();
    for (auto& variable : expected.environment) {
        auto name = variable.substr(0, variable.find('=') + 1);
        std::erase_if(command.environment, [&](auto& entry) { return entry.starts_with(name); });
        command.environment.push_back(variable);
    }
    command.directory = path.parent_path().string();
    command.input = expected.input;
    command.time_limit = expected.time_limit ? std::max(*expected.time_limit, options.time_limit) : options.time_limit;
    Outcome outcome = run(command);
    std::optional<std::string> complaint;
    if (outcome.ending != Ending::Exited) complaint = outcome.describe() + "\n";
    else {
        if (options.snapshots == Snapshots::Rewrite) {
            auto stem = program.substr(0, program.size() - 3);
            if (expected.output_snapshot) rewrite(stem + ".out", outcome.output);
            if (expected.error_snapshot) rewrite(stem + ".err", outcome.errors);
            expected = read_expectation(program);
        }
        complaint = disagreement(expected, outcome.output, outcome.errors, outcome.code);
    }
    if (complaint && !outcome.errors.empty() && !expected.error) {
        constexpr size_t kMostErrors = 2000;
        size_t from = outcome.errors.size() > kMostErrors ? outcome.errors.size() - kMostErrors : 0;
        *complaint += "  standard error:\n" + outcome.errors.substr(from);
        if (!complaint->ends_with('\n')) *complaint += '\n';
    }
    return complaint;
}

int run_all(const Options& options) {
    std::mutex printing;
    size_t failed = 0;
    in_parallel(options.programs.size(), options.jobs, [&](size_t index) {
        auto& program = options.programs[index];
        auto complaint = check(options, program);
        std::lock_guard guard(printing);
        if (!complaint) return;
        ++failed;
        printf("FAILED %s\n  %s", files::relative(program).c_str(), complaint->c_str());
        fflush(stdout);
    });
    printf("%zu passed, %zu failed\n", options.programs.size() - failed, failed);
    return failed == 0 ? 0 : 1;
}

}  // namespace

}  // namespace krait::test

int main(int argc, char** argv) {
    krait::test::Options options;
    if (!parse(argc, argv, options)) {
        fprintf(stderr, "usage: expect [--jobs N] [--time-limit SECONDS] [--option X]... [--rebaseline] "
                        "KRAIT FILE|FOLDER...\n");
        return 2;
    }
    return krait::test::run_all(options);
}
