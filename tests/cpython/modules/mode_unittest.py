"""unittest, for the files that run with the GIL and without it (tests/tools/cpython_tests.cpp).

The programs that these tests start run in the same mode, and find the package `test` as they would in CPython's library: with -I
an interpreter looks at no environment, so -I is taken from them and the mode is said on the command line.
"""
import _thread
import os
import sys
import threading
import time

from test.support import script_helper, threading_helper

GIL = os.environ.get("PYTHON_GIL")


class Subprocess:
    """The module subprocess as script_helper sees it."""

    def __getattr__(self, name):
        return getattr(real, name)

    def Popen(self, command, *args, **kwargs):
        command = list(command)
        if command[0] == sys.executable:
            if "-I" in command and "-c" in command:
                # -s and -P stand for what else it means; PYTHONPATH is what we want it to see.
                command[command.index("-I"):command.index("-I") + 1] = ["-s", "-P"]
            if GIL is not None:
                command[1:1] = ["-X", f"gil={GIL}"]
        return real.Popen(command, *args, **kwargs)


real = script_helper.subprocess
script_helper.subprocess = Subprocess()

setup = threading_helper.threading_setup


def threading_setup():
    # A thread that nobody joins counts until it has left, a moment after it has run to its end.
    end = time.monotonic() + 0.2
    while _thread._count() >= len(threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.001)
    return setup()


threading_helper.threading_setup = threading_setup

from unittest import TestLoader
from unittest.main import main

try:
    from left_out import LEFT_OUT  # tests/cpython/modules_for/test_NAME: methods that would never end
except ImportError:
    LEFT_OUT = ()


class Loader(TestLoader):
    def getTestCaseNames(self, cls):
        return [name for name in super().getTestCaseNames(cls) if f"{cls.__qualname__}.{name}" not in LEFT_OUT]


main(module=None, testLoader=Loader())
