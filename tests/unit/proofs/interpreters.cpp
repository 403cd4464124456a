// Proof (d): two interpreters in two threads; ten thousand made and destroyed.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "tests/unit/proofs/session.h"

using namespace krait::core;

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr int kRounds = 100;
constexpr long kMostGrown = 100'000;  // KiB; AddressSanitizer holds on to what was freed
#else
constexpr int kRounds = 10'000;
constexpr long kMostGrown = 20'000;  // KiB
#endif
#else
constexpr int kRounds = 10'000;
constexpr long kMostGrown = 20'000;  // KiB
#endif

long resident_kilobytes() {
    long pages = 0, unused;
    FILE* file = std::fopen("/proc/self/statm", "r");
    if (file && std::fscanf(file, "%ld %ld", &unused, &pages) != 2) pages = 0;
    if (file) std::fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

}  // namespace

TEST_CASE("two interpreters run in two threads, each with its own state") {
    std::string results[2];
    auto work = [&](int which) {
        Session session;
        results[which] = session.run("import sys\nassert not hasattr(sys, 'mine')\nsys.mine = 1\n"
                                     "class C: pass\n"
                                     "for i in range(20000):\n"
                                     "    c = C()\n    c.a = i\n    c.b = [i] * 3\n"
                                     "assert c.a == 19999");
    };
    std::thread first(work, 0), second(work, 1);
    first.join();
    second.join();
    CHECK(results[0] == "");
    CHECK(results[1] == "");
}

TEST_CASE("ten thousand interpreters are made, used and destroyed with flat memory") {
    for (int i = 0; i < 20; ++i) Session().run("x = 1");
    long before = resident_kilobytes();
    auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kRounds; ++i) {
        Session session;
        if (i % 100 == 0) CHECK(session.run("x = [str(i) for i in range(10)]\nassert x[9] == '9'") == "");
    }
    auto microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
    long grown = resident_kilobytes() - before;
    MESSAGE("an interpreter made and destroyed: " << microseconds / kRounds << " us; " << kRounds << " of them left "
                                                  << grown << " KiB behind");
    CHECK(grown < kMostGrown);
}

TEST_CASE("many interpreters live at once") {
    long before = resident_kilobytes();
    {
        constexpr int kAlive = kRounds / 50;
        std::vector<std::unique_ptr<Session>> sessions;
        std::thread([&] {
            // Each lives on a thread of its own state; one native thread may hold several.
            for (int i = 0; i < kAlive; ++i) {
                sessions.push_back(std::make_unique<Session>());
                if (i % 20 == 0) CHECK(sessions.back()->run("assert len('abc') == 3") == "");
            }
            MESSAGE("an interpreter alive: " << (resident_kilobytes() - before) / kAlive << " KiB");
            sessions.clear();
        }).join();
    }
}
