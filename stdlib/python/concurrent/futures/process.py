"""ProcessPoolExecutor, which needs multiprocessing; that is not there yet, and whoever makes one is told so."""
from concurrent.futures import _base

_MISSING = "ProcessPoolExecutor needs the module multiprocessing (_multiprocessing), which Krait does not have yet"


class BrokenProcessPool(_base.BrokenExecutor):
    """A process of the pool ended abruptly while a future was running or pending."""


def _check_system_limits():
    raise NotImplementedError(_MISSING)


class ProcessPoolExecutor(_base.Executor):
    """An executor whose calls run in processes of their own."""

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        _check_system_limits()
