// What embedding costs: an interpreter, a second one beside it, a call each way, and how soon a stuck program stops. `./dev bench embedding [ROUNDS [SLOWEST]]`.
// bench_pybind11 (pybind.cpp) prints the same lines for the calls, where pybind11-dev and libpython3.11-dev are installed.
#include <krait/krait.hpp>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "bench/embedding/calls.h"
#include "tests/unit/embedding/stuck_programs.h"

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

long resident_kilobytes() {
    long pages = 0, unused;
    FILE* file = std::fopen("/proc/self/statm", "r");
    if (file && std::fscanf(file, "%ld %ld", &unused, &pages) != 2) pages = 0;
    if (file) std::fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}
double microseconds_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}
krait::Config silent() {
    krait::Config config;
    config.out = config.err = [](std::string_view) {};
    config.in = []() -> std::optional<std::string> { return std::nullopt; };
    return config;
}

void interpreters() {
    { krait::Interpreter warm(silent()); }
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        auto begin = Clock::now();
        for (int i = 0; i < 50; ++i) krait::Interpreter py(silent());
        best = std::min(best, microseconds_since(begin) / 50);
    }
    std::printf("an interpreter, made and destroyed      %8.0f us\n", best);
    long before = resident_kilobytes();
    std::vector<krait::Interpreter> alive;
    for (int i = 0; i < 200; ++i) alive.emplace_back(silent());
    std::printf("an interpreter alive                    %8ld KiB\n", (resident_kilobytes() - before) / 200);
}

// The least time, of five, in which both are done: one after the other here, or each in a thread of its own.
enum class Together { No, Yes };
double time_of_both(const std::function<void()>& first, const std::function<void()>& second, Together together) {
    double best = 1e12;
    for (int round = 0; round < 5; ++round) {
        auto begin = Clock::now();
        if (together == Together::Yes) {
            std::thread other(second);
            first();
            other.join();
        } else {
            first();
            second();
        }
        best = std::min(best, microseconds_since(begin));
    }
    return best;
}

// What a second thread is worth to two interpreters, the GIL on in each, and to two loops of C++ in the same run.
void side_by_side() {
    krait::Interpreter one(silent()), two(silent());
    const char* work = "def work():\n"
                       "    seen = {}\n"
                       "    for i in range(300000):\n"
                       "        seen[i % 100] = seen.get(i % 100, 0) + len(str(i))\n"
                       "    return seen\n";
    one.exec(work);
    two.exec(work);
    auto python = [](krait::Interpreter& py) { return [&py] { py.exec("work()"); }; };
    auto control = [] {
        volatile std::uint64_t state = 1;
        for (int i = 0; i < 20'000'000; ++i) state = state * 6364136223846793005u + 1442695040888963407u;
    };
    double interpreters =
        time_of_both(python(one), python(two), Together::No) / time_of_both(python(one), python(two), Together::Yes);
    double loops = time_of_both(control, control, Together::No) / time_of_both(control, control, Together::Yes);
    std::printf("two interpreters in two threads         %8.2f of two loops of C++ (%.2f and %.2f times one thread)\n",
                interpreters / loops, interpreters, loops);
}

void both_ways() {
    krait::Interpreter py(silent());
    py.def("add", [](int a, int b) { return a + b; });
    py.exec(calls::kSetup);
    report_calls([&](const char* loop) { py.exec(loop); });
    krait::Object function = py.globals()["add_one"];
    report_call_of_python("", [&](int n) { return function(n).as<int>(); });
    krait::Attached hold(py);
    report_call_of_python(", attached", [&](int n) { return function(n).as<int>(); });
}

void stops(int rounds, size_t slowest) {
    struct Late {
        double milliseconds;
        const char* name;
    };
    std::vector<Late> late;
    for (const stuck::Program& program : stuck::kPrograms) {
        krait::Interpreter py(silent());
        py.exec(program.setup);
        for (int round = 0; round < rounds; ++round) {
            auto begin = Clock::now();
            py.set_budget({.time = 20ms});
            try {
                py.exec(program.text);
            } catch (const krait::Terminated&) {
                late.push_back(
                    {std::chrono::duration<double, std::milli>(Clock::now() - begin).count() - 20, program.name});
            } catch (const krait::Error&) {}
            py.clear_budget();
        }
    }
    std::sort(late.begin(), late.end(), [](const Late& a, const Late& b) { return a.milliseconds < b.milliseconds; });
    auto at = [&](double part) {
        return late[std::min(late.size() - 1, static_cast<size_t>(part * static_cast<double>(late.size())))];
    };
    std::printf("a stuck program stops after its time    %8.1f ms (median of %zu stops of %zu programs)\n",
                at(0.5).milliseconds, late.size(), std::size(stuck::kPrograms));
    std::printf("  99th percentile                       %8.1f ms (%s)\n", at(0.99).milliseconds, at(0.99).name);
    // The slowest programs, each once.
    std::vector<const char*> named;
    for (size_t i = late.size(); i-- > 0 && named.size() < slowest;) {
        if (std::find(named.begin(), named.end(), late[i].name) != named.end()) continue;
        std::printf("  %-38s%8.1f ms (%s)\n", named.empty() ? "worst" : "", late[i].milliseconds, late[i].name);
        named.push_back(late[i].name);
    }
}

}  // namespace

// main [ROUNDS [HOW_MANY_OF_THE_SLOWEST]]
int main(int argc, char** argv) {
    interpreters();
    side_by_side();
    both_ways();
    stops(argc > 1 ? std::atoi(argv[1]) : 3, argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 5);
}
