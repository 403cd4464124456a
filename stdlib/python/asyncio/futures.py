"""Futures, and bridges to concurrent.futures."""

from _asyncio import Future, isfuture
from .base_futures import _PENDING, _CANCELLED, _FINISHED

__all__ = ("Future", "wrap_future", "isfuture", "future_add_to_awaited_by", "future_discard_from_awaited_by")


def __getattr__(name):
    if name in ("future_add_to_awaited_by", "future_discard_from_awaited_by"):
        from . import graph
        return getattr(graph, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _get_loop(future):
    return future.get_loop() if hasattr(future, "get_loop") else future._loop


def _set_result_unless_cancelled(future, result):
    if not future.cancelled():
        future.set_result(result)


def _convert_exception(exception):
    import concurrent.futures
    from . import exceptions
    for theirs, ours in ((concurrent.futures.CancelledError, exceptions.CancelledError),
                         (concurrent.futures.InvalidStateError, exceptions.InvalidStateError)):
        if type(exception) is theirs:
            return ours(*exception.args).with_traceback(exception.__traceback__)
    return exception


def _copy_future_state(source, destination):
    """From a future that is done to one that may be cancelled meanwhile."""
    if destination.cancelled() or destination.done():
        return
    if source.cancelled():
        destination.cancel()
        return
    exception = source.exception()
    if exception is not None:
        destination.set_exception(_convert_exception(exception))
    else:
        destination.set_result(source.result())


def _copy_to_concurrent(concurrent, source):
    if source.cancelled():
        concurrent.cancel()
    if not concurrent.set_running_or_notify_cancel():
        return
    exception = source.exception()
    if exception is not None:
        concurrent.set_exception(_convert_exception(exception))
    else:
        concurrent.set_result(source.result())


def _chain_future(source, destination):
    """When one is done the other gets its outcome; cancelling the destination cancels the source. One of the two may be
    a concurrent.futures.Future, which belongs to any thread."""
    source_loop = _get_loop(source) if isfuture(source) else None
    destination_loop = _get_loop(destination) if isfuture(destination) else None

    def deliver(other):
        if isfuture(destination):
            _copy_future_state(other, destination)
        else:
            _copy_to_concurrent(destination, other)

    def pass_cancellation(done):
        if done.cancelled():
            if source_loop is None or source_loop is destination_loop:
                source.cancel()
            else:
                source_loop.call_soon_threadsafe(source.cancel)

    def pass_outcome(done):
        if destination.cancelled() and destination_loop is not None and destination_loop.is_closed():
            return
        if destination_loop is None or destination_loop is source_loop:
            deliver(done)
        elif not destination_loop.is_closed():
            destination_loop.call_soon_threadsafe(deliver, done)

    destination.add_done_callback(pass_cancellation)
    source.add_done_callback(pass_outcome)


def wrap_future(future, *, loop=None):
    """Wrap a concurrent.futures.Future as a future of a loop."""
    if isfuture(future):
        return future
    if loop is None:
        from . import events
        loop = events.get_event_loop()
    wrapped = loop.create_future()
    _chain_future(future, wrapped)
    return wrapped


_CFuture = _PyFuture = Future  # one is all there is
