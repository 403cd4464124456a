// prompt_session [--rebaseline] KRAIT FILE|FOLDER...
//
// Plays sessions at the prompt through a pseudo-terminal, and compares the screens. A file is text for the reader and marked lines,
// which begin with four blanks:
//
//     options -q                the command's arguments
//     env NAME=VALUE            a variable; NAME alone: without it
//     line 1 + 1                waits for a prompt, types the text and Enter
//     type os.pa                types the text
//     key Tab                   presses a key: Tab, Enter, Up, Down, Left, Right, Home, End, Backspace, C-c, C-d, ...
//     wait import               until this is seen, on the line typed last or below it
//     prompt                    waits for a prompt
//     paste a = 1\nb = 2        waits for a prompt, and pastes the text, as terminals do it: \n is a new line
//     screen                    waits for a prompt, unless a wait came just before; then follows all that the terminal shows,
//     | >>> 1 + 1               or what was added since the last screen
//     | 2
//     | >>>
//     end 0                     waits for the end of the command: its exit status, or -N: the signal
//
// Each file has a folder of its own as current and home folder. --rebaseline writes the screens.
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/tools/expectation.h"
#include "tests/tools/process.h"
#include "tests/tools/screen.h"

namespace krait::test {

namespace {

namespace files = std::filesystem;
using Clock = std::chrono::steady_clock;
constexpr std::string_view kMargin = "    ";
constexpr int kWidth = 100, kHeight = 200;

class Terminal {
public:
    Terminal(std::vector<std::string> arguments, std::vector<std::string> environment, const std::string& folder) {
        winsize size{kHeight, kWidth, 0, 0};
        std::vector<char*> argv, envp;
        for (auto& each : arguments) argv.push_back(each.data());
        for (auto& each : environment) envp.push_back(each.data());
        argv.push_back(nullptr), envp.push_back(nullptr);
        child_ = forkpty(&master_, nullptr, nullptr, &size);
        if (child_ != 0) return;
        for (int number : {SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP}) signal(number, SIG_DFL);
        if (chdir(folder.c_str()) == 0) execve(argv[0], argv.data(), envp.data());
        _exit(127);
    }
    ~Terminal() {
        if (!ended_) kill(child_, SIGKILL), waitpid(child_, &status_, 0);
        close(master_);
    }

    void send(std::string_view text) {
        sent_row_ = screen.cursor_row();
        changed_ = false;
        while (!text.empty()) {
            ssize_t count = ::write(master_, text.data(), text.size());
            if (count <= 0) return;
            text.remove_prefix(static_cast<size_t>(count));
        }
    }

    // Reads what comes until the condition holds. False: it took too long.
    template <typename Condition>
    bool wait_until(Condition condition) {
        auto limit = Clock::now() + std::chrono::seconds(seconds);
        while (!condition()) {
            if (ended_ || Clock::now() > limit) return false;
            pollfd fd{master_, POLLIN, 0};
            if (poll(&fd, 1, 100) <= 0) continue;
            char buffer[4096];
            ssize_t count = read(master_, buffer, sizeof buffer);
            if (count > 0) {
                screen.write({buffer, static_cast<size_t>(count)});
                changed_ = true;
                continue;
            }
            waitpid(child_, &status_, 0);
            ended_ = true;
        }
        return true;
    }

    // A prompt with nothing behind it, on a line below the one where something was typed last.
    bool at_prompt(bool below) {
        if (below && screen.cursor_row() <= sent_row_) return false;
        std::string row = screen.row_without_colours(screen.cursor_row());
        if (screen.cursor_column() < 4 || row.find_first_not_of(' ', screen.cursor_column()) != row.npos) return false;
        std::string_view prompt = std::string_view(row).substr(0, screen.cursor_column());
        return prompt == ">>> " || prompt == "... ";
    }
    bool shows(const std::string& text) {
        if (!changed_) return false;
        for (size_t i = sent_row_; i < screen.rows().size(); ++i)
            if (screen.row_without_colours(i).find(text) != std::string::npos) return true;
        return false;
    }

    bool ended() const { return ended_; }
    int status() const { return WIFSIGNALED(status_) ? -WTERMSIG(status_) : WEXITSTATUS(status_); }

    Screen screen{kWidth};
    int seconds = 30;

private:
    int master_ = -1, status_ = 0;
    pid_t child_ = -1;
    size_t sent_row_ = 0;
    bool ended_ = false, changed_ = false;
};

std::string key_bytes(const std::string& name) {
    if (name == "Tab") return "\t";
    if (name == "Enter") return "\r";
    if (name == "Backspace") return "\177";
    if (name == "Up") return "\033[A";
    if (name == "Down") return "\033[B";
    if (name == "Right") return "\033[C";
    if (name == "Left") return "\033[D";
    if (name == "Home") return "\033[H";
    if (name == "End") return "\033[F";
    if (name.size() == 3 && name.starts_with("C-")) return std::string(1, static_cast<char>(name[2] & 0x1f));
    return "";
}

// What the file would say if its session were played now; *problem: what never came.
std::string played(const std::string& interpreter, const std::string& folder, const std::string& text,
                   std::string* problem) {
    auto lines = split_lines(text);
    std::vector<std::string> arguments = {interpreter};
    std::vector<std::string> environment = clean_environment();
    auto set = [&](const std::string& variable) {
        auto name = variable.substr(0, variable.find('='));
        std::erase_if(environment, [&](auto& entry) { return entry.starts_with(name + "="); });
        if (variable.find('=') != variable.npos) environment.push_back(variable);
    };
    for (auto& each : {"TERM=xterm", "INPUTRC=/dev/null"}) set(each);
    set("HOME=" + folder);
    std::unique_ptr<Terminal> terminal;
    std::string result;
    bool typed = false, waited = false;
    size_t shown = 0;
    auto fail = [&](const std::string& what) {
        if (problem->empty()) *problem = what;
    };
    for (size_t i = 0; i < lines.size(); ++i) {
        std::string line = lines[i];
        if (line.starts_with("    |")) continue;  // a screen: written anew
        result += line + "\n";
        if (!line.starts_with(kMargin)) continue;
        std::string command = line.substr(kMargin.size());
        std::string word = command.substr(0, command.find(' '));
        std::string rest = word.size() < command.size() ? command.substr(word.size() + 1) : "";
        if (word == "options") {
            for (auto& each : split_words(rest)) arguments.push_back(each);
            continue;
        }
        if (word == "env") {
            set(rest);
            continue;
        }
        if (word == "file") {  // file NAME TEXT, with \n
            size_t blank = rest.find(' ');
            std::string content = rest.substr(blank + 1);
            for (size_t at; (at = content.find("\\n")) != content.npos;) content.replace(at, 2, "\n");
            std::ofstream(folder + "/" + rest.substr(0, blank)) << content;
            continue;
        }
        if (word == "again") {  // another run of the command, with the same home
            terminal.reset();
            shown = 0, typed = false;
            continue;
        }
        if (!terminal) terminal = std::make_unique<Terminal>(arguments, environment, folder);
        auto prompt = [&] { return terminal->at_prompt(typed); };
        if (word == "line") {
            if (!waited && !terminal->wait_until(prompt)) fail("no prompt for: " + command);
            terminal->send(rest + "\r");
            typed = true, waited = false;
        } else if (word == "type" || word == "key") {
            if (!typed && !terminal->wait_until(prompt)) fail("no prompt for: " + command);
            terminal->send(word == "key" ? key_bytes(rest) : rest);
            typed = true, waited = false;
        } else if (word == "paste") {
            for (size_t at; (at = rest.find("\\n")) != rest.npos;) rest.replace(at, 2, "\n");
            if (!terminal->wait_until(prompt)) fail("no prompt for: " + command);
            terminal->send("\033[200~" + rest + "\033[201~");
            typed = true, waited = false;
        } else if (word == "prompt") {
            if (!terminal->wait_until(prompt)) fail("no prompt");
        } else if (word == "wait") {
            if (!terminal->wait_until([&] { return terminal->shows(rest); })) fail("never seen: " + rest);
            waited = true;
        } else if (word == "screen") {
            if (!waited && !terminal->wait_until(prompt)) fail("no prompt for a screen");
            auto rows = terminal->screen.rows();
            for (size_t row = shown; row < rows.size(); ++row)
                result += rows[row].empty() ? "    |\n" : "    | " + rows[row] + "\n";
            shown = terminal->screen.cursor_row();
        } else if (word == "end") {
            terminal->wait_until([&] { return terminal->ended(); });
            if (!terminal->ended()) fail("does not end");
            auto rows = terminal->screen.rows();
            result.resize(result.size() - line.size() - 1);
            for (size_t row = shown; row < rows.size(); ++row)
                result += rows[row].empty() ? "    |\n" : "    | " + rows[row] + "\n";
            result += "    end " + (terminal->ended() ? std::to_string(terminal->status()) : "never") + "\n";
        } else {
            fail("no such step: " + command);
        }
        if (!problem->empty()) {
            *problem += "\n  the screen:\n";
            for (auto& row : terminal->screen.rows()) *problem += "  | " + row + "\n";
            return result;
        }
    }
    size_t at = 0;
    while ((at = result.find(folder, at)) != result.npos) result.replace(at, folder.size(), "DIR");
    return result;
}

std::string difference(const std::string& expected, const std::string& actual) {
    auto left = split_lines(expected), right = split_lines(actual);
    size_t at = 0;
    while (at < left.size() && at < right.size() && left[at] == right[at]) ++at;
    std::string text = "  line " + std::to_string(at + 1) + "\n";
    for (size_t i = at; i < std::min(at + 8, left.size()); ++i) text += "  - " + left[i] + "\n";
    for (size_t i = at; i < std::min(at + 8, right.size()); ++i) text += "  + " + right[i] + "\n";
    return text;
}

}  // namespace

int prompt_sessions(int argc, char** argv) {
    bool rewrite = false;
    std::string interpreter;
    std::vector<std::string> paths;
    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        if (argument == "--rebaseline") rewrite = true;
        else if (interpreter.empty()) interpreter = files::absolute(argument).string();
        else if (!files::is_directory(argument)) paths.push_back(argument);
        else
            for (auto& entry : files::directory_iterator(argument))
                if (entry.path().extension() == ".txt") paths.push_back(entry.path().string());
    }
    if (paths.empty()) return fprintf(stderr, "usage: prompt_session [--rebaseline] KRAIT FILE|FOLDER...\n"), 2;
    std::sort(paths.begin(), paths.end());
    signal(SIGPIPE, SIG_IGN);
    size_t failed = 0;
    for (auto& path : paths) {
        char folder[] = "/tmp/krait-prompt-XXXXXX";
        if (!mkdtemp(folder)) return fprintf(stderr, "prompt_session: no temporary folder\n"), 2;
        auto text = read_file(path);
        std::string problem;
        std::string now = text ? played(interpreter, folder, *text, &problem) : "";
        files::remove_all(folder);
        if (text && problem.empty() && *text == now) continue;
        if (rewrite && problem.empty()) {
            std::ofstream(path, std::ios::binary) << now;
            continue;
        }
        ++failed;
        printf("FAILED %s\n%s", path.c_str(),
               problem.empty() ? difference(text.value_or(""), now).c_str() : ("  " + problem).c_str());
    }
    printf("%zu passed, %zu failed\n", paths.size() - failed, failed);
    return failed == 0 ? 0 : 1;
}

}  // namespace krait::test

int main(int argc, char** argv) { return krait::test::prompt_sessions(argc, argv); }
