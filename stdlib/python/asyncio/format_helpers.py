"""How callbacks, handles and stacks are shown."""

import functools
import inspect
import reprlib
import sys

_STACK_DEPTH = 10


def _get_function_source(function):
    function = inspect.unwrap(function)
    if inspect.isfunction(function):
        return function.__code__.co_filename, function.__code__.co_firstlineno
    if isinstance(function, functools.partial):
        return _get_function_source(function.func)
    if isinstance(function, functools.partialmethod):
        return _get_function_source(function.func)
    return None


def _format_arguments(args, keywords, *, debug=False):
    shown = []
    if debug:
        shown += [reprlib.repr(each) for each in args or ()]
        shown += [f"{name}={reprlib.repr(value)}" for name, value in (keywords or {}).items()]
    elif args or keywords:
        return "()"
    return f"({', '.join(shown)})"


def _format_callback(function, args, keywords, *, debug=False, suffix=""):
    if isinstance(function, functools.partial):
        inner = _format_arguments(args, keywords, debug=debug) + suffix
        return _format_callback(function.func, function.args, function.keywords, debug=debug, suffix=inner)
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", None) or repr(function)
    return name + _format_arguments(args, keywords, debug=debug) + suffix


def _format_callback_source(function, args, *, debug=False):
    text = _format_callback(function, args, None, debug=debug)
    source = _get_function_source(function)
    return f"{text} at {source[0]}:{source[1]}" if source else text


def _debugging(handle):
    try:
        return handle._loop.get_debug()
    except Exception:
        return False


def _format_handle_callback(handle):
    if handle._callback is None:
        return repr(handle)
    return _format_callback_source(handle._callback, handle._args, debug=_debugging(handle))


def _handle_repr(handle):
    parts = [type(handle).__name__]
    if handle._cancelled:
        parts.append("cancelled")
    if hasattr(handle, "when"):
        parts.append(f"when={handle.when()}")
    if handle._callback is not None:
        parts.append(_format_callback_source(handle._callback, handle._args, debug=_debugging(handle)))
    if handle._source_traceback:
        frame = handle._source_traceback[-1]
        parts.append(f"created at {frame.filename}:{frame.lineno}")
    return f"<{' '.join(parts)}>"


def extract_stack(f=None, limit=None):
    """The stack as traceback.extract_stack() gives it, limited to what a debugging program wants to see."""
    import traceback
    if f is None:
        f = sys._getframe().f_back
    stack = traceback.StackSummary.extract(traceback.walk_stack(f), limit=limit or _STACK_DEPTH, lookup_lines=False)
    stack.reverse()
    return stack
