"""What is a coroutine."""

import collections.abc
import inspect
import os
import sys
import types

from _asyncio import iscoroutine

__all__ = ("iscoroutinefunction", "iscoroutine")

# How unittest.mock marks its mocks of coroutine functions.
_is_coroutine = object()


def _is_debug_mode():
    return sys.flags.dev_mode or (not sys.flags.ignore_environment and bool(os.environ.get("PYTHONASYNCIODEBUG")))


def iscoroutinefunction(func):
    """Return True if func is a function whose calls give coroutines."""
    import warnings
    warnings._deprecated("asyncio.iscoroutinefunction",
                         f"{warnings._DEPRECATED_MSG}; use inspect.iscoroutinefunction() instead", remove=(3, 16)) \
        if hasattr(warnings, "_deprecated") else None
    return _iscoroutinefunction(func)


def _iscoroutinefunction(func):
    return inspect.iscoroutinefunction(func) or getattr(func, "_is_coroutine", None) is _is_coroutine


def _is_abstract_coroutine(obj):
    return isinstance(obj, (types.CoroutineType, collections.abc.Coroutine))


def _is_coroutine_or_function(obj):
    return iscoroutine(obj) or _iscoroutinefunction(obj)


def _format_coroutine(coro):
    name = getattr(coro, "__qualname__", None) or getattr(coro, "__name__", None) or \
        f"<{type(coro).__name__} without __name__>"
    running = getattr(coro, "cr_running", None) or getattr(coro, "gi_running", None)
    code = getattr(coro, "cr_code", None) or getattr(coro, "gi_code", None)
    if not code:
        return f"{name}() running" if running else f"{name}()"
    frame = getattr(coro, "cr_frame", None) or getattr(coro, "gi_frame", None)
    file = code.co_filename or "<empty co_filename>"
    if frame is not None:
        return f"{name}() running at {file}:{frame.f_lineno}"
    return f"{name}() done, defined at {file}:{code.co_firstlineno}"
