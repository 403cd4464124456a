"""Stand-in for a C extension of CPython's: test.support asks it whether tracebacks have columns. Whatever else a test wants
of it is about the insides of CPython, so that the test is skipped."""

import unittest


def get_config():
    return {"code_debug_ranges": 1}


def __getattr__(name):
    raise unittest.SkipTest(f"_testinternalcapi.{name}: the insides of CPython")
