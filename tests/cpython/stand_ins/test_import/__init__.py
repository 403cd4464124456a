"""Stand-in for test.test_import, which asks for the insides of CPython's importlib: what other test files take from it."""

import contextlib
import sys
from test.support import script_helper
from test.support.os_helper import temp_dir


@contextlib.contextmanager
def _ready_to_import(name=None, source=""):
    """A module of that name in a new folder at the head of sys.path, forgotten afterwards."""
    name = name or "spam"
    with temp_dir() as folder:
        path = script_helper.make_script(folder, name, source)
        known = sys.modules.pop(name, None)
        sys.path.insert(0, folder)
        try:
            yield name, path
        finally:
            sys.path.remove(folder)
            sys.modules.pop(name, None)
            if known is not None:
                sys.modules[name] = known
