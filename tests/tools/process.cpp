#include "tests/tools/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <thread>

extern char** environ;

namespace krait::test {

namespace {

constexpr size_t kMostOutput = size_t{64} << 20;
constexpr int kWatchInterval = 50;  // milliseconds between two looks at the memory

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (auto& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

// The resident pages of a process: the second number of /proc/PID/statm.
size_t resident_size(pid_t process) {
    char path[64], text[128] = {};
    snprintf(path, sizeof path, "/proc/%d/statm", process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    unsigned long total = 0, resident = 0;
    if (count <= 0 || sscanf(text, "%lu %lu", &total, &resident) != 2) return 0;
    return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

struct Pipe {
    int read_end = -1, write_end = -1;
    bool open() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return false;
        read_end = ends[0], write_end = ends[1];
        return true;
    }
    void close_end(int& end) {
        if (end >= 0) close(end);
        end = -1;
    }
    ~Pipe() { close_end(read_end), close_end(write_end); }
};

// Between fork and exec only async-signal-safe calls: other threads of this program run tests too.
[[noreturn]] void become(const Command& command, char** arguments, char** environment, Pipe& in, Pipe& out, Pipe& err) {
    setpgid(0, 0);
    dup2(in.read_end, 0);
    dup2(out.write_end, 1);
    dup2(err.write_end, 2);
    // A background job of a shell ignores SIGINT, and its children would.
    for (int number : {SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP}) signal(number, SIG_DFL);
    if (!command.directory.empty() && chdir(command.directory.c_str()) != 0) _exit(127);
    execve(arguments[0], arguments, environment);
    const char* reason = "cannot run the program\n";
    if (write(2, reason, strlen(reason)) < 0) _exit(126);
    _exit(127);
}

// Reads what is there; closes the end at the end of the file.
void drain(Pipe& pipe, std::string& into) {
    char buffer[65536];
    for (;;) {
        ssize_t count = read(pipe.read_end, buffer, sizeof buffer);
        if (count > 0) {
            into.append(buffer, static_cast<size_t>(count));
            if (into.size() > kMostOutput) return;
            continue;
        }
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        pipe.close_end(pipe.read_end);
        return;
    }
}

void feed(Pipe& pipe, const std::string& input, size_t& given) {
    if (given < input.size()) {
        ssize_t count = write(pipe.write_end, input.data() + given, input.size() - given);
        if (count < 0 && errno == EAGAIN) return;
        given = count < 0 ? input.size() : given + static_cast<size_t>(count);
    }
    if (given == input.size()) pipe.close_end(pipe.write_end);
}

}  // namespace

Outcome run(const Command& command) {
    Outcome outcome;
    signal(SIGPIPE, SIG_IGN);
    auto arguments = pointers_to(command.arguments), environment = pointers_to(command.environment);
    Pipe in, out, err;
    if (!in.open() || !out.open() || !err.open()) return outcome;
    auto start = Clock::now();
    pid_t child = fork();
    if (child < 0) return outcome;
    if (child == 0) become(command, arguments.data(), environment.data(), in, out, err);
    setpgid(child, child);  // whoever comes first: the group must exist before it can be killed
    in.close_end(in.read_end), out.close_end(out.write_end), err.close_end(err.write_end);
    for (int end : {in.write_end, out.read_end, err.read_end}) fcntl(end, F_SETFL, O_NONBLOCK);
    int watch = static_cast<int>(syscall(SYS_pidfd_open, child, 0));

    outcome.ending = Ending::Exited;
    size_t given = 0;
    int status = 0;
    feed(in, command.input, given);
    for (;;) {
        pollfd fds[] = {
            {watch, POLLIN, 0}, {out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}, {in.write_end, POLLOUT, 0}};
        poll(fds, 4, kWatchInterval);
        if (out.read_end >= 0) drain(out, outcome.output);
        if (err.read_end >= 0) drain(err, outcome.errors);
        if (in.write_end >= 0) feed(in, command.input, given);
        if (waitpid(child, &status, WNOHANG) == child) break;
        size_t memory = resident_size(child);
        outcome.peak_memory = std::max(outcome.peak_memory, memory);
        outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        if (outcome.seconds > command.time_limit) outcome.ending = Ending::TimedOut;
        else if (memory > command.memory_limit) outcome.ending = Ending::OutOfMemory;
        else if (std::max(outcome.output.size(), outcome.errors.size()) > kMostOutput)
            outcome.ending = Ending::TooMuchOutput;
        else continue;
        kill(-child, SIGKILL);
        waitpid(child, &status, 0);
        break;
    }
    kill(-child, SIGKILL);  // what it left behind
    if (out.read_end >= 0) drain(out, outcome.output);
    if (err.read_end >= 0) drain(err, outcome.errors);
    if (watch >= 0) close(watch);
    outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (outcome.ending == Ending::Exited && WIFSIGNALED(status)) outcome.ending = Ending::Signalled;
    outcome.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    return outcome;
}

std::string Outcome::describe() const {
    switch (ending) {
    case Ending::Exited: return "exit code " + std::to_string(code);
    case Ending::Signalled: return "killed by signal " + std::to_string(code) + " (" + strsignal(code) + ")";
    case Ending::TimedOut: return "timed out after " + std::to_string(static_cast<int>(seconds)) + " s";
    case Ending::OutOfMemory: return "over the memory limit at " + std::to_string(peak_memory >> 20) + " MiB";
    case Ending::TooMuchOutput: return "printed more than " + std::to_string(kMostOutput >> 20) + " MiB";
    case Ending::NotStarted: return "could not be started";
    }
    return "";
}

std::vector<std::string> clean_environment() {
    std::vector<std::string> result;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        std::string_view text = *entry;
        bool left_out = false;
        for (std::string_view prefix : {"PYTHON", "LANG=", "LC_", "COLUMNS=", "NO_COLOR", "FORCE_COLOR"})
            left_out |= text.starts_with(prefix);
        if (!left_out) result.emplace_back(text);
    }
    for (auto fixed : {"PYTHONHASHSEED=0", "LANG=C.UTF-8", "NO_COLOR=1"}) result.emplace_back(fixed);
    return result;
}

void in_parallel(size_t count, unsigned jobs, const std::function<void(size_t)>& work) {
    std::atomic<size_t> next{0};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < std::max(1u, jobs); ++i)
        threads.emplace_back([&] {
            for (size_t index; (index = next.fetch_add(1)) < count;) work(index);
        });
    for (auto& thread : threads) thread.join();
}

}  // namespace krait::test
