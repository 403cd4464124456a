// Proof (c): programs that are stuck, each in another way, are stopped; the interpreter passes a self-test afterwards.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "runtime/operations.h"
#include "tests/unit/proofs/session.h"

using namespace krait::core;

namespace {

constexpr int64_t kBudget = 30'000'000;  // 30 ms

struct Stuck {
    std::string_view name;
    const char* program;
};
const Stuck kStuck[] = {
    {"loop", "while True: pass"},
    {"sum", "sum(range(10**12))"},
    {"lock", "import _thread\nlock = _thread.allocate_lock()\nlock.acquire()\nlock.acquire()"},
    {"sleep", "import time\ntime.sleep(1000)"},
    {"regular expression", "import re\nre.match(r'(a|b|ab)*(?=c)\\1x', 'ab' * 40 + 'yx')"},
    {"big int", "x = 3 ** 3000000\ny = x\nwhile True: y = y * x % (x + 1)"},
    {"sort", "class K:\n    def __lt__(self, other): return True\nsorted([K() for _ in range(5000)] * 400)"},
    {"except BaseException", "while True:\n    try:\n        while True: pass\n    except BaseException: pass"},
    {"with lock", "import _thread\nlock = _thread.allocate_lock()\nwith lock:\n    while True: pass"},
    {"finally", "try:\n    while True: pass\nfinally:\n    while True: pass"},
    {"generator",
     "def g():\n    while True:\n        try: yield 1\n        except BaseException: pass\nfor x in g(): pass"},
    {"membership", "1.5 in range(10**13)"},
    {"join", "''.join(iter(lambda: '', None))"},
    {"comprehension", "[x for x in iter(int, 1)]"},
};

}  // namespace

TEST_CASE("a spent budget stops every stuck program, and the interpreter is whole afterwards") {
    for (const Stuck& stuck : kStuck) {
        CAPTURE(std::string(stuck.name));
        Session session;
        auto begin = std::chrono::steady_clock::now();
        REQUIRE(set_budget(session.interpreter(), kBudget, 0));
        std::string outcome = session.run(stuck.program);
        clear_budget(session.interpreter());
        auto milliseconds =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
        CHECK(outcome == "Terminated");
        MESSAGE(std::string(stuck.name) << " stopped " << milliseconds - kBudget / 1'000'000 << " ms after its time");
        CHECK(session.run("d = {}\nfor i in range(1000): d[i] = str(i)\nassert d[999] == '999'\n"
                          "try: 1 / 0\nexcept ZeroDivisionError: pass\nelse: assert False") == "");
    }
}

TEST_CASE("a lock held by a stopped program is free again") {
    Session session;
    REQUIRE(set_budget(session.interpreter(), kBudget, 0));
    CHECK(
        session.run("import sys, _thread\nsys.lock = _thread.allocate_lock()\nwith sys.lock:\n    while True: pass") ==
        "Terminated");
    clear_budget(session.interpreter());
    CHECK(session.run("import sys\nassert sys.lock.acquire(False)") == "");
}

TEST_CASE("an interrupt is a KeyboardInterrupt that the program may catch") {
    Session session;
    std::thread watchdog([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        interrupt_main(session.interpreter());
    });
    CHECK(session.run("try:\n    while True: pass\nexcept KeyboardInterrupt: pass\nelse: assert False") == "");
    watchdog.join();
}

TEST_CASE("the memory limit is a MemoryError inside except MemoryError too, and the program goes on") {
    StartOptions options;
    options.interpreter.memory_limit = 64 << 20;
    Session session(options);
    CHECK(session.run("caught = 0\n"
                      "for round in range(3):\n"
                      "    kept = []\n"
                      "    try:\n"
                      "        while True: kept.append([0] * 1000)\n"
                      "    except MemoryError:\n"
                      "        caught += 1\n"
                      "        try:\n"
                      "            while True: kept.append([0] * 1000)\n"
                      "        except MemoryError: caught += 1\n"
                      "    kept = None\n"
                      "assert caught == 6, caught") == "");
    CHECK(session.run("x = [0] * (1 << 40)").substr(0, 11) == "MemoryError");
    CHECK(session.run("assert sum(range(1000)) == 499500") == "");
}
