// Stuck programs are stopped from outside, and the interpreter passes a self-test afterwards. How soon: ./dev bench embedding.
#include <doctest/doctest.h>
#include <krait/krait.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "tests/unit/embedding/stuck_programs.h"

using namespace std::chrono_literals;

namespace {

// Ends the process when a program does not end: there is nothing else to be done, and the name is known.
class Guard {
public:
    Guard(const char* name, const char* how)
        : watch_([this, name, how] {
              for (auto waited = 0ms; !ended_; waited += 5ms) {
                  std::this_thread::sleep_for(5ms);
                  if (waited > 120s) {
                      std::fprintf(stderr, "not stopped by %s: %s\n", how, name);
                      std::abort();
                  }
              }
          }) {}
    ~Guard() {
        ended_ = true;
        watch_.join();
    }

private:
    std::atomic<bool> ended_{false};
    std::thread watch_;
};

krait::Config silent() {
    krait::Config config;
    config.out = config.err = [](std::string_view) {};
    config.in = []() -> std::optional<std::string> { return std::nullopt; };
    return config;
}

const char* const kSelfTest =
    "d = {}\n"
    "for i in range(1000): d[i] = str(i)\n"
    "assert d[999] == '999' and sorted([3, 1, 2]) == [1, 2, 3] and 2 ** 100 % 97 == pow(2, 100, 97)\n"
    "import re, threading\n"
    "assert re.sub('a+', 'b', 'caat') == 'cbt'\n"
    "class C:\n    def __enter__(self): return 7\n    def __exit__(self, *a): return True\n"
    "with C() as seven: raise ValueError\n"
    "def g():\n    try: yield 1\n    finally: d.clear()\n"
    "assert list(g()) == [1] and not d and seven == 7\n"
    "t = threading.Thread(target=d.update, args=({1: 2},))\nt.start()\nt.join()\nassert d == {1: 2}\n"
    "try: 1 / 0\nexcept ZeroDivisionError: pass\nelse: assert False";

}  // namespace

TEST_CASE("a spent budget stops every stuck program, and the interpreter is whole afterwards") {
    for (const stuck::Program& program : stuck::kPrograms) {
        std::string name = program.name;
        CAPTURE(name);
        krait::Interpreter py(silent());
        py.exec(program.setup);
        Guard guard(program.name, "a budget");
        py.set_budget({.time = 30ms});
        CHECK_THROWS_AS(py.exec(program.text), krait::Terminated);
        py.clear_budget();
        CHECK_NOTHROW(py.exec(kSelfTest));
    }
}

TEST_CASE("terminate() from another thread stops every stuck program, and the interpreter is whole afterwards") {
    for (const stuck::Program& program : stuck::kPrograms) {
        std::string name = program.name;
        CAPTURE(name);
        krait::Interpreter py(silent());
        py.exec(program.setup);
        Guard guard(program.name, "terminate()");
        std::thread other([&] {
            std::this_thread::sleep_for(20ms);
            py.terminate();
        });
        CHECK_THROWS_AS(py.exec(program.text), krait::Terminated);
        other.join();
        py.clear_budget();
        CHECK_NOTHROW(py.exec(kSelfTest));
    }
}

TEST_CASE("interrupt() from another thread is a KeyboardInterrupt in every stuck program that lets it through") {
    for (const stuck::Program& program : stuck::kPrograms) {
        std::string name = program.name;
        CAPTURE(name);
        std::string_view text = program.text, setup = program.setup;
        // Those that catch it, or loop in what runs on the way out.
        bool swallows = text.find("BaseException") != text.npos || setup.find("BaseException") != setup.npos ||
                        text.find("finally") != text.npos || setup.find("finally") != setup.npos ||
                        setup.find("__del__") != setup.npos || setup.find("__exit__") != setup.npos;
        if (swallows) continue;
        krait::Interpreter py(silent());
        py.exec(program.setup);
        Guard guard(program.name, "interrupt()");
        std::atomic<bool> ended = false;
        std::thread other([&] {
            std::this_thread::sleep_for(20ms);
            while (!ended) {
                py.interrupt();
                std::this_thread::sleep_for(20ms);
            }
        });
        std::string raised;
        try {
            py.exec(program.text);
        } catch (const krait::Error& error) {
            raised = error.type_name();
        }
        ended = true;
        other.join();
        CHECK(raised == "KeyboardInterrupt");
        py.set_budget({.time = 5s});  // for threads that the program left
        py.clear_budget();
        CHECK_NOTHROW(py.exec(kSelfTest));
    }
}

TEST_CASE("a module whose import is terminated is imported afresh") {
    std::string folder = (std::filesystem::temp_directory_path() / "krait-terminated-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    std::ofstream(folder + "/half_imported.py") << "first = 1\nwhile reached(): pass\nsecond = 2\n";
    krait::Interpreter py(silent());
    bool stops = true;
    py.def("reached", [&] {
        if (stops) py.terminate();
        return stops;
    });
    py.exec("import builtins, sys\nbuiltins.reached = reached");
    py.eval("sys.path.append")(folder);
    CHECK_THROWS_AS(py.exec("import half_imported"), krait::Terminated);
    stops = false;
    py.clear_budget();
    CHECK(py.eval("'half_imported' in sys.modules").as<bool>() == false);
    py.exec("import half_imported");
    CHECK(py.eval("half_imported.second").as<int>() == 2);
    std::filesystem::remove_all(folder);
}

TEST_CASE("an interrupt when nothing runs does nothing") {
    krait::Interpreter py(silent());
    py.interrupt();
    CHECK(py.eval("sum(range(100000))").as<long>() == 4999950000);
}

TEST_CASE("a budget by steps ends calls and loops, also in threads of the script") {
    krait::Interpreter py(silent());
    py.exec("import threading\ndef spin():\n    while True: pass");
    py.set_budget({.steps = 200'000});
    CHECK_THROWS_AS(py.exec("threading.Thread(target=spin).start()\nspin()"), krait::Terminated);
    py.clear_budget();
    CHECK_NOTHROW(py.exec(kSelfTest));
}

TEST_CASE("the memory limit is a MemoryError, and the script goes on") {
    krait::Config config = silent();
    config.memory_limit = 48 << 20;
    krait::Interpreter py(std::move(config));
    for (const char* greedy :
         {"x = [0] * (1 << 40)", "x = 'a' * (1 << 33)", "x = bytearray(1 << 33)",
          "x = []\nwhile True: x.append([0] * 1000)", "x = {}\nwhile True: x[len(x)] = str(len(x))",
          "x = 'a'\nwhile True: x += x", "x = 1 << (1 << 33)"}) {
        std::string text = greedy;
        CAPTURE(text);
        std::string raised;
        try {
            py.exec(greedy);
        } catch (const krait::Error& error) {
            raised = error.type_name();
        }
        CHECK((raised == "MemoryError" || raised == "OverflowError"));
        py.exec("x = None");
        CHECK_NOTHROW(py.exec(kSelfTest));
    }
}

TEST_CASE("deep recursion is a RecursionError") {
    krait::Interpreter py(silent());
    for (const char* deep : {"def f(): f()\nf()", "class C:\n    def __repr__(self): return repr(self)\nrepr(C())",
                             "x = []\nfor i in range(100000): x = [x]\nrepr(x)"}) {
        try {
            py.exec(deep);
            CHECK(false);
        } catch (const krait::Error& error) {
            CHECK(error.type_name() == "RecursionError");
        }
        CHECK_NOTHROW(py.exec(kSelfTest));
    }
}
