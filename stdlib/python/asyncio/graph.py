"""Call graphs: what a task is doing, and who waits for it. Library Reference: asyncio, "Call Graph Introspection".

Who waits for a future is mostly read from the future's callbacks, so that waiting costs nothing extra: a task that awaits it,
gather(), a TaskGroup. shield(), wait() and their like mark their callback with `_asyncio_waiter`. Others say it by
future_add_to_awaited_by().
"""

import dataclasses
import sys
import types
import weakref

from _asyncio import Future, Task, _get_running_loop, current_task, isfuture

__all__ = ("capture_call_graph", "format_call_graph", "print_call_graph", "FrameCallGraphEntry", "FutureCallGraph")


@dataclasses.dataclass(frozen=True, slots=True)
class FrameCallGraphEntry:
    """One frame of a call graph."""
    frame: types.FrameType


@dataclasses.dataclass(frozen=True, slots=True)
class FutureCallGraph:
    """A future, the frames it runs, innermost first, and the call graphs of those who await it."""
    future: Future
    call_stack: tuple[FrameCallGraphEntry, ...]
    awaited_by: tuple["FutureCallGraph", ...]


_told = weakref.WeakKeyDictionary()  # future -> the waiters that programs have told of


def future_add_to_awaited_by(fut, waiter, /):
    """Record that `waiter` awaits `fut`; both are futures of ours, or nothing happens."""
    if isinstance(fut, Future) and isinstance(waiter, Future):
        _told.setdefault(fut, set()).add(waiter)


def future_discard_from_awaited_by(fut, waiter, /):
    """The reverse of future_add_to_awaited_by()."""
    if isinstance(fut, Future) and fut in _told:
        _told[fut].discard(waiter)
        if not _told[fut]:
            del _told[fut]


def _waiters_of(future):
    # In the order in which they came.
    from .taskgroups import TaskGroup
    found = {}
    for callback, _ in future._callbacks or ():
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, Task):
            waiter = owner
        elif isinstance(owner, TaskGroup):
            waiter = owner._parent
        else:
            waiter = getattr(callback, "_asyncio_waiter", None)
        if waiter is not None and not waiter.done():
            found[waiter] = None
    for waiter in _told.get(future, ()):
        found[waiter] = None
    return found


def _awaited_by(future):
    return set(_waiters_of(future)) or None


def _limited(entries, limit):
    # The frames nearest to the start of the task for a positive limit, the innermost ones for a negative.
    if limit is None:
        return entries
    return entries[-limit:] if limit > 0 else entries[:-limit]


def _suspended_frames(coroutine):
    frames = []
    while coroutine is not None:
        for kind in "cr", "gi", "ag":
            if hasattr(coroutine, kind + "_frame"):
                break
        else:
            break
        frame = getattr(coroutine, kind + "_frame")
        if frame is None:
            break
        frames.append(FrameCallGraphEntry(frame))
        coroutine = getattr(coroutine, "gi_yieldfrom" if kind == "gi" else kind + "_await", None)
    frames.reverse()
    return frames


def _running_frames(frame, coroutine):
    frames = []
    own = getattr(coroutine, "cr_frame", None)
    while frame is not None:
        frames.append(FrameCallGraphEntry(frame))
        if frame is own:
            break
        frame = frame.f_back
    return frames


def _graph_of(future, frames, limit):
    waiters = getattr(future, "_asyncio_awaited_by", None) or () if not isinstance(future, Future) else _waiters_of(future)
    return FutureCallGraph(future, tuple(_limited(frames, limit)),
                           tuple(_graph_of(each, _frames_of(each), limit) for each in waiters))


def _frames_of(future):
    return _suspended_frames(future.get_coro()) if hasattr(future, "get_coro") else []


def capture_call_graph(future=None, /, *, depth=1, limit=None):
    """The call graph of the future, or of the current task; None if there is none. `depth` innermost frames of the caller are
    left out, and `limit` bounds the frames of each stack, from its start or, negative, from its end."""
    running = _get_running_loop()
    if future is None:
        if running is None:
            raise RuntimeError("capture_call_graph() is called outside of a running event loop and no *future* to "
                               "introspect was provided")
        future = current_task(running)
        if future is None:
            return None
    elif not isfuture(future):
        raise TypeError(f"{future!r} object does not appear to be compatible with asyncio.Future")
    if running is not None and future is current_task(running):
        return _graph_of(future, _running_frames(sys._getframe(depth), future.get_coro()), limit)
    return _graph_of(future, _frames_of(future), limit)


def _lines_of(graph, indent):
    future = graph.future
    address = f"id={id(future):#x}"
    name = f"name={future.get_name()!r}, " if hasattr(future, "get_name") else ""
    yield f"{indent}* {'Task' if name else 'Future'}({name}{address})"
    indent += "  "
    if graph.call_stack:
        yield f"{indent}+ Call stack:"
    for entry in graph.call_stack:
        frame = entry.frame
        code = frame.f_code
        what = code.co_qualname
        if code.co_flags & (0x80 | 0x100 | 0x200):  # a coroutine, or awaited as one, or an async generator
            what = "async " + what
        elif code.co_flags & 0x20:
            what = "generator " + what
        yield f"{indent}|   File {code.co_filename!r}, line {frame.f_lineno}, in {what}()"
    if graph.awaited_by:
        yield f"{indent}+ Awaited by:"
        for each in graph.awaited_by:
            yield from _lines_of(each, indent + "  ")


def format_call_graph(future=None, /, *, depth=1, limit=None):
    """The call graph as text; empty if there is none."""
    graph = capture_call_graph(future, depth=depth + 1, limit=limit)
    return "\n".join(_lines_of(graph, "")) if graph is not None else ""


def print_call_graph(future=None, /, *, file=None, depth=1, limit=None):
    """Print the call graph of the future, or of the current task."""
    print(format_call_graph(future, depth=depth + 1, limit=limit), file=file)
