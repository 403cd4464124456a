// The calls that both bindings are measured with.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace calls {

inline constexpr const char* kSetup = "def add_one(n): return n + 1\n"
                                      "def empty(n):\n    for i in range(n): i\n"
                                      "def calling(n):\n    for i in range(n): add(i, 1)\n";

template <typename F>
double best_nanoseconds(int count, F&& run) {
    double best = 1e18;
    for (int round = 0; round < 5; ++round) {
        auto begin = std::chrono::steady_clock::now();
        run();
        best = std::min(
            best, std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() / count);
    }
    return best;
}

template <typename Exec>
void report_calls(Exec&& exec) {
    double empty = best_nanoseconds(200000, [&] { exec("empty(200000)"); });
    double full = best_nanoseconds(200000, [&] { exec("calling(200000)"); });
    std::printf("Python calls C++: add(int, int)         %8.0f ns\n", full - empty);
}
template <typename Call>
void report_call_of_python(const char* how, Call&& call) {
    long sum = 0;
    double each = best_nanoseconds(200000, [&] {
        for (int i = 0; i < 200000; ++i) sum += call(i);
    });
    std::printf("C++ calls Python: add_one(int)%-10s%8.0f ns%s\n", how, each, sum ? "" : "!");
}

}  // namespace calls

using calls::report_call_of_python;
using calls::report_calls;
