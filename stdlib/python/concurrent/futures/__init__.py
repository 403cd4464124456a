"""Calls that run elsewhere, and the futures that stand for their results."""
from concurrent.futures._base import (
    ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, BrokenExecutor, CancelledError, Executor, Future, InvalidStateError,
    TimeoutError, as_completed, wait)

__all__ = ["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED", "CancelledError", "TimeoutError", "InvalidStateError",
           "BrokenExecutor", "Future", "Executor", "wait", "as_completed", "ProcessPoolExecutor", "ThreadPoolExecutor"]

# Where the executors are: each imported when it is asked for.
_EXECUTORS = {"ProcessPoolExecutor": "process", "ThreadPoolExecutor": "thread"}


def __getattr__(name):
    if name not in _EXECUTORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib
    found = getattr(importlib.import_module(f"{__name__}.{_EXECUTORS[name]}"), name)
    globals()[name] = found
    return found


def __dir__():
    return [*__all__, "__author__", "__doc__"]
