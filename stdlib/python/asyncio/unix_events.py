"""The loop that programs get on Unix."""

from . import base_events, events

__all__ = ("SelectorEventLoop", "EventLoop")


class SelectorEventLoop(base_events.BaseEventLoop):
    """Descriptors are watched by epoll, whatever selector is named."""

    def __init__(self, selector=None):
        super().__init__()


# Under its known name in reprs.
SelectorEventLoop.__name__ = SelectorEventLoop.__qualname__ = "_UnixSelectorEventLoop"
_UnixSelectorEventLoop = EventLoop = SelectorEventLoop


class _DefaultEventLoopPolicy(events._BaseDefaultEventLoopPolicy):
    _loop_factory = SelectorEventLoop


def __getattr__(name):
    if name == "DefaultEventLoopPolicy":
        events._deprecated(name)
        return _DefaultEventLoopPolicy
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
