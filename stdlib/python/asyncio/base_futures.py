"""How futures are shown."""

import reprlib

from _asyncio import isfuture
from .format_helpers import _format_callback_source

_PENDING, _CANCELLED, _FINISHED = "PENDING", "CANCELLED", "FINISHED"


def _format_callbacks(callbacks):
    def shown(entry):
        return _format_callback_source(entry[0], ())

    if len(callbacks) <= 2:
        text = ", ".join(map(shown, callbacks))
    else:
        text = f"{shown(callbacks[0])}, <{len(callbacks) - 2} more>, {shown(callbacks[-1])}"
    return f"cb=[{text}]"


def _future_repr_info(future):
    info = [future._state.lower()]
    if future._state == _FINISHED:
        if future._exception is not None:
            info.append(f"exception={future._exception!r}")
        else:
            info.append(f"result={reprlib.repr(future._result)}")
    if future._callbacks:
        info.append(_format_callbacks(future._callbacks))
    if future._source_traceback:
        frame = future._source_traceback[-1]
        info.append(f"created at {frame.filename}:{frame.lineno}")
    return info


@reprlib.recursive_repr()
def _future_repr(future):
    try:
        info = " ".join(_future_repr_info(future))
    except AttributeError:
        info = "uninitialized"
    return f"<{type(future).__name__} {info}>"
