// Runs one program to its end, or to the end of its time or memory, and keeps what it printed.
//
// The limits are watched from outside: the resident size of the process is read while it runs, and the whole process
// group is killed when a limit is passed. RLIMIT_AS would not do: a program that only reserves address space (Krait's
// frames, a sanitizer's shadow) would fail without using any memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace krait::test {

struct Command {
    std::vector<std::string> arguments;    // arguments[0] is the program: a path
    std::vector<std::string> environment;  // NAME=VALUE; the whole environment
    std::string directory;                 // empty: this one's
    std::string input;
    double time_limit = 60;  // seconds
    size_t memory_limit = size_t{4} << 30;
};

enum class Ending { Exited, Signalled, TimedOut, OutOfMemory, TooMuchOutput, NotStarted };

struct Outcome {
    Ending ending = Ending::NotStarted;
    int code = 0;  // exit status or signal number
    std::string output, errors;
    double seconds = 0;
    size_t peak_memory = 0;

    std::string describe() const;  // "exit code 1", "killed by signal 11 (Segmentation fault)", ...
};

Outcome run(const Command& command);

// This process's environment without what would change how a Python program runs (PYTHON*), with a fixed hash seed
// and a fixed locale.
std::vector<std::string> clean_environment();

// Calls work(index) for each index below `count`, on `jobs` threads.
void in_parallel(size_t count, unsigned jobs, const std::function<void(size_t)>& work);

}  // namespace krait::test
