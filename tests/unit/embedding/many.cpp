// Interpreters in numbers, in parallel, from any thread; handles and errors that outlive them.
#include <doctest/doctest.h>
#include <krait/krait.hpp>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <thread>

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
// KRAIT_TEST_ROUNDS: the full number where the default is less.
const int kRounds = std::getenv("KRAIT_TEST_ROUNDS") ? std::atoi(std::getenv("KRAIT_TEST_ROUNDS"))
                    : kSanitized                     ? 200
                                                     : 10'000;

long resident_kilobytes() {
    long pages = 0, unused;
    FILE* file = std::fopen("/proc/self/statm", "r");
    if (file && std::fscanf(file, "%ld %ld", &unused, &pages) != 2) pages = 0;
    if (file) std::fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

krait::Config silent() {
    krait::Config config;
    config.out = config.err = [](std::string_view) {};
    config.in = []() -> std::optional<std::string> { return std::nullopt; };
    return config;
}

struct Thing {
    static inline std::atomic<int> alive = 0;
    Thing() { ++alive; }
    Thing(const Thing&) { ++alive; }
    ~Thing() { --alive; }
};

void use(krait::Interpreter& py, int i) {
    py.def("twice", [](int n) { return 2 * n; }, "twice(n=1)");
    py.cls<Thing>("Thing").init<>().method("self", [](Thing& self) -> Thing& { return self; });
    py.exec("import sys\nassert not hasattr(sys, 'mine')\nsys.mine = 1\nx = [twice(i) for i in range(10)]\nt = "
            "Thing()\nassert t.self() is t");
    krait::Object kept = py.eval("x");
    CHECK(kept[i % 10].as<int>() == 2 * (i % 10));
}

}  // namespace

TEST_CASE("interpreters are made, used and destroyed in a row with flat memory") {
    auto round = [](int i) {
        krait::Interpreter py(silent());
        if (i % 50 == 0) use(py, i);
    };
    for (int i = 0; i < 100; ++i) round(i);
    long before = resident_kilobytes();
    auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kRounds; ++i) round(i);
    auto microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
    long grown = resident_kilobytes() - before;
    MESSAGE("an interpreter: " << microseconds / kRounds << " us; " << kRounds << " of them left " << grown
                               << " KiB behind");
    if (!kSanitized) CHECK(grown < 8'000);
    CHECK(Thing::alive == 0);
}

TEST_CASE("a thousand interpreters live at once") {
    int count = kSanitized ? 100 : 1000;
    long before = resident_kilobytes();
    std::vector<krait::Interpreter> all;
    for (int i = 0; i < count; ++i) {
        all.emplace_back(silent());
        all.back().globals()["number"] = i;
    }
    MESSAGE("an interpreter alive: " << (resident_kilobytes() - before) / count << " KiB");
    for (int i = 0; i < count; i += 7) CHECK(all[static_cast<size_t>(i)].eval("number * 2").as<int>() == 2 * i);
}

TEST_CASE("interpreters are made, used and destroyed by any thread, also in parallel") {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([t] {
            for (int i = 0; i < 10; ++i) {
                krait::Interpreter py(silent());
                use(py, i + t);
            }
        });
    for (auto& thread : threads) thread.join();
    // Made here, used there, destroyed elsewhere.
    auto py = std::make_unique<krait::Interpreter>(silent());
    std::thread([&] { use(*py, 3); }).join();
    std::thread([&] { py.reset(); }).join();
}

TEST_CASE("two interpreters run at the same time in two threads") {
    krait::Interpreter first(silent()), second(silent());
    auto work = [](krait::Interpreter& py) {
        py.exec("import sys\nassert not hasattr(sys, 'mine')\nsys.mine = 1\nclass C: pass\n"
                "for i in range(20000):\n    c = C()\n    c.a = i\n    c.b = [i] * 3\nassert c.a == 19999");
    };
    std::thread one([&] { work(first); }), two([&] { work(second); });
    one.join();
    two.join();
}

TEST_CASE("handles and errors outlive their interpreter, and may go on any thread") {
    std::optional<krait::Error> error;
    krait::Object object;
    {
        krait::Interpreter py(silent());
        object = py.eval("{'a': [1]}");
        try {
            py.exec("def f():\n    raise KeyError('gone')\nf()", "outlived.py");
        } catch (const krait::Error& raised) {
            error = raised;
        }
    }
    CHECK_THROWS_AS(krait::str(object), krait::Gone);
    CHECK_THROWS_AS(object["a"], krait::Gone);
    CHECK_THROWS_AS(krait::str(krait::Object()), krait::Gone);
    CHECK(error->traceback().find("raise KeyError('gone')") != std::string::npos);
    std::thread([object = std::move(object), error = *error] { CHECK(error.matches("LookupError")); }).join();
}

TEST_CASE("objects of one interpreter are refused by another") {
    krait::Interpreter first(silent()), second(silent());
    krait::Object list = first.eval("[1]");
    CHECK_THROWS_AS(second.globals()["x"] = list, krait::Gone);
}

TEST_CASE("handles go back and forth between threads without a lock held") {
    krait::Config config = silent();
    config.gil = krait::Gil::off;
    krait::Interpreter py(std::move(config));
    krait::Object shared = py.eval("list(range(100))");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) {
                krait::Object copy = shared;
                krait::Object item = copy[i % 100];
                CHECK(item.as<int>() == i % 100);
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(shared.size() == 100);
}

TEST_CASE("an interpreter ends while its own threads run and wait") {
    for (int i = 0; i < 5; ++i) {
        krait::Interpreter py(silent());
        py.exec("import threading, time\n"
                "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n"
                "def spin():\n    while True: pass\n"
                "threading.Thread(target=spin, daemon=True).start()");
    }
}

TEST_CASE("destructors of C++ objects run when Python forgets them") {
    krait::Interpreter py(silent());
    py.cls<Thing>("Thing").init<>();
    int before = Thing::alive;
    py.exec("for _ in range(100000): Thing()");
    py.collect();
    py.eval("1");
    CHECK(Thing::alive - before < 10);
}
