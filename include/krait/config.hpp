// What an interpreter is made with.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krait {

// on: one thread at a time runs Python. off: as many as there are.
enum class Gil : std::uint8_t { on, off };

// What a script may reach outside of its interpreter. What is refused raises PermissionError.
class Allow {
public:
    std::uint32_t bits = 0;

    static const Allow files;        // open, list, change files; import from sys.path
    static const Allow network;      // sockets
    static const Allow processes;    // start, signal and wait for processes
    static const Allow environment;  // os.environ, the current directory, the user
    static const Allow foreign;      // ctypes: native code and raw memory
    static constexpr Allow none() { return {}; }
    static constexpr Allow all() { return {~std::uint32_t{0}}; }

    friend constexpr Allow operator|(Allow a, Allow b) { return {a.bits | b.bits}; }
    friend constexpr Allow operator&(Allow a, Allow b) { return {a.bits & b.bits}; }
    friend constexpr Allow operator~(Allow a) { return {~a.bits}; }
    friend constexpr bool operator==(Allow a, Allow b) { return a.bits == b.bits; }
};
inline constexpr Allow Allow::files{1};
inline constexpr Allow Allow::network{2};
inline constexpr Allow Allow::processes{4};
inline constexpr Allow Allow::environment{8};
inline constexpr Allow Allow::foreign{16};

struct Config {
    Gil gil = Gil::on;
    std::uint64_t memory_limit = 0;  // bytes of Python heap, 0: none. Over it: MemoryError, and it goes on
    std::uint32_t recursion_limit = 1000;
    Allow allow = Allow::all();
    std::vector<std::string> argv;  // sys.argv
    std::vector<std::string> path;  // sys.path
    // Streams: what Python prints; a line (with or without its end) or the end of input. Not set: the process's own.
    std::function<void(std::string_view)> out;
    std::function<void(std::string_view)> err;
    std::function<std::optional<std::string>()> in;
    std::map<std::string, std::string> files;  // modules by path: "helper.py", "package/__init__.py"
    std::optional<std::uint32_t> hash_seed;    // as PYTHONHASHSEED; not set: random
    int optimize = 0;                          // as -O: 1 without asserts, 2 without docstrings too
};

}  // namespace krait
