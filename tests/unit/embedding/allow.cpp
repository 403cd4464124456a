// Capabilities: what is refused raises a PermissionError that names it; what is not goes on working.
#include <doctest/doctest.h>
#include <krait/krait.hpp>

#include <string>

namespace {

struct Refused {
    krait::Allow needs;
    const char* name;
    const char* program;
};
const Refused kRefused[] = {
    {krait::Allow::files, "files", "open('/etc/passwd')"},
    {krait::Allow::files, "files", "open(0)"},
    {krait::Allow::files, "files", "import io\nio.FileIO('/etc/passwd')"},
    {krait::Allow::files, "files", "import sys, io\nio.FileIO.__init__(io.FileIO.__new__(io.FileIO), '/etc/passwd')"},
    {krait::Allow::files, "files", "import os\nos.listdir('/')"},
    {krait::Allow::files, "files", "import os\nos.stat('/')"},
    {krait::Allow::files, "files", "import os\nos.open('/etc/passwd', 0)"},
    {krait::Allow::files, "files", "import os\nos.read(0, 1)"},
    {krait::Allow::files, "files", "import os\nos.scandir('/')"},
    {krait::Allow::files, "files", "import os\nos.remove('/nothing')"},
    {krait::Allow::files, "files", "import pathlib\npathlib.Path('/etc/passwd').read_text()"},
    {krait::Allow::files, "files", "import posix\nposix.mkdir('/tmp/nothing')"},
    {krait::Allow::environment, "environment", "import os\nos.environ['HOME']"},
    {krait::Allow::environment, "environment", "import os\nos.getcwd()"},
    {krait::Allow::environment, "environment", "import os\nos.putenv('A', 'b')"},
    {krait::Allow::processes, "processes", "import os\nos.fork()"},
    {krait::Allow::processes, "processes", "import os\nos.kill(os.getpid(), 0)"},
    {krait::Allow::processes, "processes", "import os\nos._exit(3)"},
    {krait::Allow::processes, "processes", "import signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)"},
    {krait::Allow::processes, "processes", "import _posixsubprocess\n_posixsubprocess.fork_exec()"},
    {krait::Allow::network, "network", "import socket\nsocket.socket()"},
    {krait::Allow::network, "network", "import socket\nsocket.getaddrinfo('localhost', 80)"},
    {krait::Allow::network, "network",
     "import _socket\n_socket.socket.__init__(_socket.socket.__new__(_socket.socket))"},
    {krait::Allow::foreign, "foreign", "import ctypes"},
};

std::string outcome(krait::Allow allow, const char* program) {
    krait::Config config;
    config.allow = allow;
    config.out = config.err = [](std::string_view) {};
    config.in = []() -> std::optional<std::string> { return std::nullopt; };
    krait::Interpreter py(std::move(config));
    try {
        py.exec(program);
        return "done";
    } catch (const krait::Error& error) {
        return error.type_name() + ": " + error.what();
    }
}

}  // namespace

TEST_CASE("what is not allowed raises a PermissionError that names the capability") {
    for (const Refused& each : kRefused) {
        std::string program = each.program;
        CAPTURE(program);
        std::string expected =
            std::string("PermissionError: the host does not allow this interpreter to use: ") + each.name;
        std::string refused = outcome(krait::Allow::none(), each.program);
        // A module that is not there refuses too.
        if (refused.rfind("ModuleNotFoundError", 0) == 0) continue;
        CHECK(refused == expected);
        CHECK(outcome(krait::Allow::all() & ~each.needs, each.program) == expected);
    }
}

TEST_CASE("without any capability the language and the library work") {
    CHECK(outcome(
              krait::Allow::none(),
              "import json, re, math, datetime, collections, itertools, random, asyncio, threading, logging, decimal\n"
              "assert json.loads('[1]') == [1]\n"
              "random.random()\n"
              "async def f(): await asyncio.sleep(0.001); return 1\n"
              "assert asyncio.run(f()) == 1\n"
              "t = threading.Thread(target=print)\nt.start()\nt.join()\n"
              "try: 1 / 0\nexcept ZeroDivisionError:\n    import traceback\n    traceback.format_exc()") == "done");
}

TEST_CASE("one capability can be given alone") {
    CHECK(outcome(krait::Allow::files, "open('/dev/null').read()") == "done");
    CHECK(outcome(krait::Allow::environment, "import os\nos.getcwd()\ndict(os.environ)") == "done");
    CHECK(outcome(krait::Allow::processes, "import os\nos.kill(os.getpid(), 0)") == "done");
}
