// transcript [--rebaseline] KRAIT FILE|FOLDER...
//
// Runs the commands that a file shows as a shell session, and compares what they print with what the file says:
//
//   Text without a mark is for the reader.
//     $ krait -c 'print(1)'
//     1
//     $ cat > program.py <<'END'
//     > import sys
//     > sys.exit(3)
//     > END
//     $ krait program.py
//     [3]
//
// Marked lines begin with four blanks. All commands of a file run in one fresh folder, each in a /bin/sh of its own, with
// `krait` on its PATH and standard error mixed into standard output. [N] is an exit status other than 0. The folder's name is shown as DIR,
// the command's path as KRAIT. --rebaseline writes what was printed into the file; with another interpreter in krait's place it tells what that one does.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/tools/expectation.h"
#include "tests/tools/process.h"

namespace krait::test {

namespace {

namespace files = std::filesystem;
constexpr std::string_view kMargin = "    ";

struct Session {
    std::string interpreter, folder;
    std::vector<std::string> environment;
    double time_limit;
};

void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size()) text.replace(at, what.size(), with);
}

// The lines that the file is to show for one command.
std::vector<std::string> perform(const Session& session, const std::string& script) {
    Command command;
    command.arguments = {"/bin/sh", "-c", "exec 2>&1\n" + script};
    command.environment = session.environment;
    command.directory = session.folder;
    command.time_limit = session.time_limit;
    Outcome outcome = run(command);
    std::string text = outcome.output + outcome.errors;
    replace_all(text, session.folder + "/bin/krait", "KRAIT");
    replace_all(text, session.interpreter, "KRAIT");
    replace_all(text, session.folder, "DIR");
    std::vector<std::string> lines = split_lines(text);
    if (!text.empty() && !text.ends_with('\n')) lines.back() += "(no newline)";
    if (outcome.ending != Ending::Exited) lines.push_back("[" + outcome.describe() + "]");
    else if (outcome.code) lines.push_back("[" + std::to_string(outcome.code) + "]");
    return lines;
}

// What the file would say after its commands ran now.
std::string performed(const Session& session, const std::string& text) {
    auto lines = split_lines(text);
    std::string result;
    for (size_t i = 0; i < lines.size();) {
        auto is_marked = [&](std::string_view mark) {
            return i < lines.size() && lines[i].starts_with(std::string(kMargin) + std::string(mark));
        };
        if (!is_marked("$ ")) {
            result += lines[i++] + "\n";
            continue;
        }
        std::string script = lines[i].substr(kMargin.size() + 2) + "\n";
        result += lines[i++] + "\n";
        for (; is_marked("> ") || (i < lines.size() && lines[i] == "    >"); ++i) {
            script += (lines[i].size() > kMargin.size() + 2 ? lines[i].substr(kMargin.size() + 2) : "") + "\n";
            result += lines[i] + "\n";
        }
        for (auto& line : perform(session, script)) result += line.empty() ? "\n" : std::string(kMargin) + line + "\n";
        while (i < lines.size() && !is_marked("$ ") && (lines[i].starts_with(kMargin) || lines[i].empty())) {
            // An empty line is output only if more of it follows.
            if (lines[i].empty()) {
                size_t next = i;
                while (next < lines.size() && lines[next].empty()) ++next;
                if (next == lines.size() || !lines[next].starts_with(kMargin) ||
                    lines[next].starts_with(std::string(kMargin) + "$ "))
                    break;
            }
            ++i;
        }
        if (result.ends_with("\n\n") && i < lines.size() && lines[i].empty())
            while (result.ends_with("\n\n")) result.pop_back();
    }
    return result;
}

// The first line where the two differ, with its neighbours.
std::string difference(const std::string& expected, const std::string& actual) {
    auto left = split_lines(expected), right = split_lines(actual);
    size_t at = 0;
    while (at < left.size() && at < right.size() && left[at] == right[at]) ++at;
    std::string text = "  line " + std::to_string(at + 1) + "\n";
    for (size_t i = at; i < std::min(at + 6, left.size()); ++i) text += "  - " + left[i] + "\n";
    for (size_t i = at; i < std::min(at + 6, right.size()); ++i) text += "  + " + right[i] + "\n";
    return text;
}

}  // namespace

int transcripts(int argc, char** argv) {
    bool rewrite = false;
    double time_limit = 60;
    std::string interpreter;
    std::vector<std::string> paths;
    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        if (argument == "--rebaseline") rewrite = true;
        else if (argument == "--time-limit" && i + 1 < argc) time_limit = atof(argv[++i]);
        else if (interpreter.empty()) interpreter = files::absolute(argument).string();
        else if (!files::is_directory(argument)) paths.push_back(argument);
        else
            for (auto& entry : files::directory_iterator(argument))
                if (entry.path().extension() == ".txt") paths.push_back(entry.path().string());
    }
    if (paths.empty()) return fprintf(stderr, "usage: transcript [--rebaseline] KRAIT FILE|FOLDER...\n"), 2;
    std::sort(paths.begin(), paths.end());
    size_t failed = 0;
    for (auto& path : paths) {
        char name[] = "/tmp/krait-transcript-XXXXXX";
        if (!mkdtemp(name)) return fprintf(stderr, "transcript: no temporary folder\n"), 2;
        Session session{interpreter, name, clean_environment(), time_limit};
        files::create_directory(session.folder + "/bin");
        files::create_symlink(interpreter, session.folder + "/bin/krait");
        for (auto& variable : session.environment) {
            if (variable.starts_with("PATH=")) variable = "PATH=" + session.folder + "/bin:" + variable.substr(5);
            if (variable.starts_with("HOME=")) variable = "HOME=" + session.folder;
        }
        session.environment.push_back("TERM=dumb");
        auto text = read_file(path);
        std::string now = text ? performed(session, *text) : "";
        files::remove_all(session.folder);
        if (!text || *text == now) {
            failed += !text;
            continue;
        }
        if (rewrite) {
            std::ofstream(path, std::ios::binary) << now;
            continue;
        }
        ++failed;
        printf("FAILED %s\n%s", path.c_str(), difference(*text, now).c_str());
    }
    printf("%zu passed, %zu failed\n", paths.size() - failed, failed);
    return failed == 0 ? 0 : 1;
}

}  // namespace krait::test

int main(int argc, char** argv) { return krait::test::transcripts(argc, argv); }
