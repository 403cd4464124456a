"""Windows' way of input and output: the class is there to be asked about, and cannot be made here."""

from . import base_events

__all__ = ("BaseProactorEventLoop",)


class BaseProactorEventLoop(base_events.BaseEventLoop):
    """Needs Windows."""

    def __init__(self, proactor):
        raise NotImplementedError("asyncio.BaseProactorEventLoop needs Windows")
