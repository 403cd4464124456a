"""run() and Runner: from a plain program into a coroutine."""

import contextvars
import enum
import functools
import sys

from . import coroutines, events, exceptions, tasks

__all__ = ("Runner", "run")


class _State(enum.Enum):
    CREATED = "created"
    INITIALIZED = "initialized"
    CLOSED = "closed"


class Runner:
    """Several calls of run() in one loop and one context."""

    def __init__(self, *, debug=None, loop_factory=None):
        self._state = _State.CREATED
        self._debug = debug
        self._loop_factory = loop_factory
        self._loop = None
        self._context = None
        self._interrupts = 0
        self._set_event_loop = False

    def __enter__(self):
        self._prepare()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.close()

    def close(self):
        """Cancel what is left, shut down generators and threads, and close the loop."""
        if self._state is not _State.INITIALIZED:
            return
        try:
            loop = self._loop
            _cancel_all_tasks(loop)
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            if self._set_event_loop:
                events.set_event_loop(None)
            loop.close()
            self._loop = None
            self._state = _State.CLOSED

    def get_loop(self):
        self._prepare()
        return self._loop

    def run(self, coro, *, context=None):
        """Run the coroutine to its end; give its result."""
        if events._get_running_loop() is not None:
            raise RuntimeError("Runner.run() cannot be called from a running event loop")
        self._prepare()
        if not coroutines.iscoroutine(coro):
            import inspect
            if not inspect.isawaitable(coro):
                raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
            coro = tasks._wrap_awaitable(coro)
        if context is None:
            context = self._context
        task = self._loop.create_task(coro, context=context)
        restore = self._catch_interrupts(task)
        self._interrupts = 0
        try:
            return self._loop.run_until_complete(task)
        except exceptions.CancelledError:
            uncancel = getattr(task, "uncancel", None)  # a factory's tasks may be of another kind
            if self._interrupts > 0 and uncancel is not None and uncancel() == 0:
                raise KeyboardInterrupt()
            raise
        finally:
            restore()

    def _prepare(self):
        if self._state is _State.CLOSED:
            raise RuntimeError("Runner is closed")
        if self._state is _State.INITIALIZED:
            return
        if self._loop_factory is None:
            self._loop = events.new_event_loop()
            events.set_event_loop(self._loop)
            self._set_event_loop = True
        else:
            self._loop = self._loop_factory()
        if self._debug is not None:
            self._loop.set_debug(self._debug)
        self._context = contextvars.copy_context()
        self._state = _State.INITIALIZED

    # Ctrl-C cancels the main task the first time, and is a KeyboardInterrupt the second time.

    def _catch_interrupts(self, task):
        try:
            import _thread
            signal = sys.modules.get("signal")
            if signal is None:
                import _signal as signal
            if _thread.get_ident() != _thread._get_main_thread_ident() or \
                    signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
                return _nothing
            handler = functools.partial(self._on_interrupt, main_task=task)
            signal.signal(signal.SIGINT, handler)
        except (ImportError, AttributeError, ValueError):
            return _nothing

        def restore():
            if signal.getsignal(signal.SIGINT) is handler:
                signal.signal(signal.SIGINT, signal.default_int_handler)

        return restore

    def _on_interrupt(self, signum, frame, main_task):
        self._interrupts += 1
        if self._interrupts == 1 and not main_task.done():
            main_task.cancel()
            self._loop.call_soon_threadsafe(_nothing)  # the loop may be asleep
            return
        raise KeyboardInterrupt()


def _nothing():
    pass


def run(main, *, debug=None, loop_factory=None):
    """Run the coroutine in a new event loop, and clean up after it."""
    if events._get_running_loop() is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    with Runner(debug=debug, loop_factory=loop_factory) as runner:
        return runner.run(main)


def _cancel_all_tasks(loop):
    left = tasks.all_tasks(loop)
    if not left:
        return
    for task in left:
        task.cancel()
    loop.run_until_complete(tasks.gather(*left, return_exceptions=True))
    for task in left:
        if not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler({
                "message": "unhandled exception during asyncio.run() shutdown",
                "exception": task.exception(),
                "task": task,
            })
