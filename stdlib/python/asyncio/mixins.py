"""For the classes that belong to the loop they are first used in."""

import _asyncio


class _LoopBoundMixin:
    # No class attribute of this name: one that the object shadows is not cached.
    def __init__(self):
        self._loop = None

    def _get_loop(self):
        loop = _asyncio.get_running_loop()
        if self._loop is not loop:
            if self._loop is not None:
                raise RuntimeError(f"{self!r} is bound to a different event loop")
            self._loop = loop
        return loop
