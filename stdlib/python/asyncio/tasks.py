"""Tasks, and what works on several of them."""

import concurrent.futures._base as _concurrent
import contextvars
import functools
import inspect
import types

import _asyncio
from _asyncio import (Task, YieldOnce, _enter_task, _leave_task, _sleep_future, _swap_current_task, create_task,
                      current_task, ensure_future, gather, isfuture)
from . import coroutines, events, exceptions, futures

__all__ = ("Task", "create_task", "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED", "wait", "wait_for",
           "as_completed", "sleep", "gather", "shield", "ensure_future", "run_coroutine_threadsafe", "current_task",
           "all_tasks", "create_eager_task_factory", "eager_task_factory", "_register_task", "_unregister_task",
           "_enter_task", "_leave_task")

FIRST_COMPLETED = _concurrent.FIRST_COMPLETED
FIRST_EXCEPTION = _concurrent.FIRST_EXCEPTION
ALL_COMPLETED = _concurrent.ALL_COMPLETED

_foreign_tasks = None  # a WeakSet of what others registered


def _register_task(task):
    global _foreign_tasks
    if isinstance(task, Task):
        return
    if _foreign_tasks is None:
        import weakref
        _foreign_tasks = weakref.WeakSet()
    _foreign_tasks.add(task)


def _unregister_task(task):
    if _foreign_tasks is not None:
        _foreign_tasks.discard(task)


_register_eager_task = _register_task
_unregister_eager_task = _unregister_task


def all_tasks(loop=None):
    """Return the set of tasks of the loop that are not done."""
    if loop is None:
        loop = events.get_running_loop()
    found = set(_asyncio._tasks_of(loop))
    if _foreign_tasks is not None:
        found.update(task for task in list(_foreign_tasks) if futures._get_loop(task) is loop and not task.done())
    return found


async def sleep(delay, result=None):
    """Wait for `delay` seconds; give `result`. A delay of 0 lets the others run once."""
    if delay <= 0:
        await YieldOnce()
        return result
    if delay != delay:
        raise ValueError("Invalid delay: NaN (not a number)")
    return await _sleep_future(delay, result)


def _complete_later(loop, future, delay, result):
    # For loops that are not ours.
    timer = loop.call_later(delay, futures._set_result_unless_cancelled, future, result)
    future.add_done_callback(lambda done: timer.cancel())
    return future


_is_awaitable = inspect.isawaitable


async def _wrap_awaitable(awaitable):
    return await awaitable


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    """Wait for the tasks and futures until `return_when` says so; give the sets (done, pending). Never raises TimeoutError
    and cancels nothing."""
    if isfuture(fs) or coroutines.iscoroutine(fs):
        raise TypeError(f"expect a list of futures, not {type(fs).__name__}")
    if not fs:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError(f"Invalid return_when value: {return_when}")
    fs = set(fs)
    if any(coroutines.iscoroutine(each) for each in fs):
        raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    loop = events.get_running_loop()
    return await _wait(fs, timeout, return_when, loop)


async def _wait(fs, timeout, return_when, loop):
    # Those that are done already are told of by their callbacks too: the loop makes a round at least. Who waits in a loop of its
    # own until other callbacks of the tasks have run relies on that.
    finished = loop.create_future()
    left = len(fs)

    def one_done(future):
        nonlocal left
        left -= 1
        if left <= 0 or return_when == FIRST_COMPLETED or (return_when == FIRST_EXCEPTION and _failed(future)):
            if not finished.done():
                finished.set_result(None)

    timer = None
    if timeout is not None:
        timer = loop.call_later(timeout, futures._set_result_unless_cancelled, finished, None)
    one_done._asyncio_waiter = current_task()
    for each in fs:
        each.add_done_callback(one_done)
    try:
        await finished
    finally:
        if timer is not None:
            timer.cancel()
        for each in fs:
            each.remove_done_callback(one_done)
    done = {each for each in fs if each.done()}
    return done, fs - done


def _failed(future):
    return not future.cancelled() and future.exception() is not None


async def wait_for(fut, timeout):
    """Wait for the awaitable, at most `timeout` seconds: then it is cancelled and TimeoutError raised."""
    if fut is not None and not isfuture(fut) and not coroutines.iscoroutine(fut) and not inspect.isawaitable(fut):
        raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
    if timeout is not None and timeout <= 0:
        fut = ensure_future(fut)
        if fut.done():
            return fut.result()
        await _cancel_and_wait(fut)
        try:
            return fut.result()
        except exceptions.CancelledError as error:
            raise TimeoutError from error
    from . import timeouts
    async with timeouts.timeout(timeout):
        return await fut


async def _cancel_and_wait(fut):
    done = events.get_running_loop().create_future()
    callback = functools.partial(_release, done)
    fut.add_done_callback(callback)
    try:
        fut.cancel()
        await done
    finally:
        fut.remove_done_callback(callback)


def _release(waiter, *ignored):
    if not waiter.done():
        waiter.set_result(None)


class _AsCompletedIterator:
    """What as_completed() gives: `async for` yields the futures themselves as they are done, a plain `for` coroutines,
    each of which waits for the next result."""

    def __init__(self, fs, timeout):
        from .queues import Queue
        loop = events.get_event_loop()
        self._queue = Queue()
        self._timer = None
        pending = {ensure_future(each, loop=loop) for each in set(fs)}
        if timeout is not None and pending:
            self._timer = loop.call_later(timeout, self._time_out)
        self._pending = pending
        self._left = len(pending)
        for each in pending:
            each.add_done_callback(self._one_done)

    def __aiter__(self):
        return self

    def __iter__(self):
        return self

    async def __anext__(self):
        if not self._left:
            raise StopAsyncIteration
        self._left -= 1
        return await self._next_done()

    def __next__(self):
        if not self._left:
            raise StopIteration
        self._left -= 1
        return self._next_result()

    async def _next_result(self):
        return (await self._next_done()).result()

    async def _next_done(self):
        future = await self._queue.get()
        if future is None:
            raise exceptions.TimeoutError
        return future

    def _one_done(self, future):
        if not self._pending:
            return  # timed out
        self._pending.discard(future)
        self._queue.put_nowait(future)
        if not self._pending and self._timer is not None:
            self._timer.cancel()

    def _time_out(self):
        for each in self._pending:
            each.remove_done_callback(self._one_done)
            self._queue.put_nowait(None)
        self._pending.clear()


def as_completed(fs, *, timeout=None):
    """Iterate over awaitables as they are done, first come first."""
    if isfuture(fs) or coroutines.iscoroutine(fs):
        raise TypeError(f"expects an iterable of awaitables, not {type(fs).__name__}")
    return _AsCompletedIterator(fs, timeout)


def shield(arg):
    """Wait for the awaitable; when the waiting is cancelled, the awaitable goes on."""
    inner = ensure_future(arg)
    if inner.done():
        return inner
    loop = futures._get_loop(inner)
    outer = loop.create_future()

    def inner_done(done):
        if outer.cancelled():
            if not done.cancelled() and (exception := done.exception()) is not None:
                loop.call_exception_handler({
                    "message": f"{type(exception).__name__} exception in shielded future",
                    "exception": exception,
                    "future": done,
                })
            return
        if done.cancelled():
            outer.cancel()
        elif (exception := done.exception()) is not None:
            outer.set_exception(exception)
        else:
            outer.set_result(done.result())

    def outer_done(done):
        if not inner.done():
            inner.remove_done_callback(inner_done)
            inner.add_done_callback(_report_shielded)

    def _report_shielded(done):
        if not done.cancelled() and (exception := done.exception()) is not None:
            loop.call_exception_handler({
                "message": f"{type(exception).__name__} exception in shielded future",
                "exception": exception,
                "future": done,
            })

    inner_done._asyncio_waiter = current_task(loop)
    inner.add_done_callback(inner_done)
    outer.add_done_callback(outer_done)
    return outer


def run_coroutine_threadsafe(coro, loop):
    """Submit a coroutine to a loop from another thread; give a concurrent.futures.Future."""
    if not coroutines.iscoroutine(coro):
        raise TypeError("A coroutine object is required")
    import concurrent.futures
    outcome = concurrent.futures.Future()

    def start():
        try:
            futures._chain_future(ensure_future(coro, loop=loop), outcome)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            if outcome.set_running_or_notify_cancel():
                outcome.set_exception(error)
            raise

    loop.call_soon_threadsafe(start)
    return outcome


def create_eager_task_factory(custom_task_constructor):
    """A task factory whose tasks run their first step at once."""

    def factory(loop, coro, *, eager_start=True, **kwargs):
        return custom_task_constructor(coro, loop=loop, eager_start=eager_start, **kwargs)

    return factory


eager_task_factory = create_eager_task_factory(Task)


# One form of each is all there is.
_CTask = _PyTask = Task
_c_register_task = _py_register_task = _register_task
_c_unregister_task = _py_unregister_task = _unregister_task
_c_enter_task = _py_enter_task = _enter_task
_c_leave_task = _py_leave_task = _leave_task
_c_current_task = _py_current_task = current_task
