"""Asynchronous input and output, with async and await.

The loop, tasks and futures are native (_asyncio). Submodules are imported when one of their names is first used.
"""

import sys as _sys

from _asyncio import (CancelledError, Future, Handle, InvalidStateError, Task, TimerHandle, YieldOnce as _YieldOnce,
                      _get_running_loop, _set_running_loop, _sleep_future, create_task, current_task, ensure_future,
                      gather, get_running_loop, iscoroutine, isfuture)

_NAMES = {
    "base_events": "BaseEventLoop Server",
    "coroutines": "iscoroutinefunction",
    "events": "AbstractEventLoop AbstractServer get_event_loop set_event_loop new_event_loop "
              "get_event_loop_policy set_event_loop_policy _get_event_loop_policy _set_event_loop_policy "
              "AbstractEventLoopPolicy _AbstractEventLoopPolicy",
    "exceptions": "BrokenBarrierError IncompleteReadError LimitOverrunError SendfileNotAvailableError TimeoutError",
    "futures": "wrap_future",
    "graph": "capture_call_graph format_call_graph print_call_graph FrameCallGraphEntry FutureCallGraph "
             "future_add_to_awaited_by future_discard_from_awaited_by",
    "locks": "Lock Event Condition Semaphore BoundedSemaphore Barrier",
    "protocols": "BaseProtocol Protocol DatagramProtocol SubprocessProtocol BufferedProtocol",
    "queues": "Queue PriorityQueue LifoQueue QueueFull QueueEmpty QueueShutDown",
    "runners": "Runner run",
    "streams": "StreamReader StreamWriter StreamReaderProtocol open_connection start_server open_unix_connection start_unix_server",
    "subprocess": "create_subprocess_exec create_subprocess_shell",
    "taskgroups": "TaskGroup",
    "tasks": "ALL_COMPLETED FIRST_COMPLETED FIRST_EXCEPTION wait wait_for as_completed sleep shield all_tasks "
             "run_coroutine_threadsafe create_eager_task_factory eager_task_factory "
             "_register_task _unregister_task _enter_task _leave_task",
    "threads": "to_thread",
    "timeouts": "Timeout timeout timeout_at",
    "transports": "BaseTransport ReadTransport WriteTransport Transport DatagramTransport SubprocessTransport",
    "unix_events": "SelectorEventLoop EventLoop DefaultEventLoopPolicy _DefaultEventLoopPolicy",
}
_MODULES = {"base_futures", "base_tasks", "format_helpers", "log", "mixins", "constants", "selector_events", "proactor_events", "trsock"}.union(_NAMES)
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = ["CancelledError", "Future", "Handle", "InvalidStateError", "Task", "TimerHandle", "_get_running_loop",
           "_set_running_loop", "create_task", "current_task", "ensure_future", "gather", "get_running_loop",
           "iscoroutine", "isfuture", *(name for name in _HOME if name[0] != "_")]


def __getattr__(name):
    if name in _HOME:
        value = getattr(_submodule(_HOME[name]), name)
    elif name in _MODULES:
        value = _submodule(name)
    else:
        raise AttributeError(f"module 'asyncio' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *_HOME, *_MODULES})


def _submodule(name):
    full = "asyncio." + name
    __import__(full)  # waits for another thread that is at it
    return _sys.modules[full]
