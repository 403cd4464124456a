// Interpreter::set_gil while host threads run Python: nothing is lost, nobody stands still.
#include <doctest/doctest.h>
#include <krait/krait.hpp>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

constexpr int kThreads = 8;

constexpr const char* kProgram = R"(
import threading
lock = threading.Lock()
items, table, total = [], {}, [0]

class Thing:
    pass

def numbers(limit):
    yield from range(limit)

def work(thread, turn):
    items.append((thread, turn))
    table[thread, turn] = thread
    with lock:
        total[0] += 1
    try:
        raise KeyError(turn)
    except KeyError as error:
        assert error.args == (turn,)
    thing = Thing()
    thing.numbers = list(numbers(20))
    assert sum(thing.numbers) == 190
    with open("/dev/zero", "rb", buffering=0) as file:
        assert file.read(8) == bytes(8)
    return turn
)";

bool gil_enabled(krait::Interpreter& py) { return py.eval("__import__('sys')._is_gil_enabled()").as<bool>(); }

}  // namespace

TEST_CASE("the configuration says in which mode an interpreter starts") {
    krait::Interpreter on;
    krait::Interpreter off({.gil = krait::Gil::off});
    CHECK(gil_enabled(on));
    CHECK_FALSE(gil_enabled(off));
    CHECK(on.gil() == krait::Gil::on);
    CHECK(off.gil() == krait::Gil::off);
    on.set_gil(krait::Gil::off);
    off.set_gil(krait::Gil::on);
    CHECK_FALSE(gil_enabled(on));
    CHECK(gil_enabled(off));
    on.exec("import sys\nsys.set_gil_enabled(True)");
    CHECK(on.gil() == krait::Gil::on);
}

TEST_CASE("the mode is switched ten thousand times under eight host threads") {
    const char* chosen = std::getenv("KRAIT_TEST_ROUNDS");
    const int switches = chosen ? std::atoi(chosen) : kSanitized ? 200 : 10'000;
    krait::Interpreter py;
    py.exec(kProgram);
    krait::Object work = py.globals()["work"];
    std::atomic<bool> finished = false;
    std::atomic<int> turns[kThreads] = {};
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&, i] {
            while (!finished) {
                int turn = turns[i];
                try {
                    if (work(i, turn).as<int>() != turn) ++failures;
                } catch (const krait::Error&) {
                    ++failures;
                }
                ++turns[i];
                turns[i].notify_all();
            }
        });
    for (int i = 0; i < switches && failures == 0; ++i) {
        py.set_gil(i % 2 ? krait::Gil::on : krait::Gil::off);
        if (i % 101) continue;
        // Each thread has come round since: in both modes, for 101 is odd.
        for (auto& each : turns) {
            int before = each;
            each.wait(before);
        }
    }
    finished = true;
    for (auto& thread : threads) thread.join();
    int sum = 0;
    for (auto& each : turns) sum += each;
    CHECK(failures == 0);
    CHECK(py.eval("len(items)").as<int>() == sum);
    CHECK(py.eval("len(table)").as<int>() == sum);
    CHECK(py.eval("total[0]").as<int>() == sum);
    CHECK(py.eval("len(set(items))").as<int>() == sum);
}
