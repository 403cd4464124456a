// The same calls by pybind11 and CPython 3.11, to see what is usual.
#include <pybind11/embed.h>

#include "bench/embedding/calls.h"

namespace py = pybind11;

int main() {
    py::scoped_interpreter interpreter;
    py::object globals = py::globals();
    globals["add"] = py::cpp_function([](int a, int b) { return a + b; });
    py::exec(calls::kSetup);
    std::puts("pybind11, CPython 3.11:");
    report_calls([&](const char* loop) { py::exec(loop); });
    py::object function = globals["add_one"];
    report_call_of_python("", [&](int n) { return function(n).cast<int>(); });
}
