// run(data) of a Python program (KRAIT_FUZZ_PROGRAM) in an interpreter. The program catches what its input may raise: an
// exception that leaves it is a find, as is a call that outlasts its budget.
#include <krait/krait.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>

namespace {

constexpr auto kBudget = std::chrono::seconds(20);

struct Fuzzed {
    krait::Interpreter py;
    krait::Object run;
    static krait::Config config() {
        krait::Config config;
        config.memory_limit = std::uint64_t{1} << 30;
        config.allow = krait::Allow::none();
        return config;
    }
    Fuzzed() : py(config()) {
        krait::Interpreter reader;
        krait::Object text = reader.import("pathlib").attr("Path")(KRAIT_FUZZ_PROGRAM).attr("read_text")();
        py.exec(text.as<std::string>(), KRAIT_FUZZ_PROGRAM);
        run = py.globals()["run"];
    }
};

}  // namespace

// The collector's heap owns what it owns by pointers that the leak detector does not follow, and the interpreter is never
// ended: what it would report is in use.
extern "C" int __lsan_is_turned_off() { return 1; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static auto* fuzzed = new Fuzzed;  // never ended: libFuzzer leaves by exit()
    try {
        fuzzed->py.set_budget({.time = kBudget});
        fuzzed->run(std::as_bytes(std::span(data, size)));
        fuzzed->py.clear_budget();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        std::abort();
    }
    return 0;
}
