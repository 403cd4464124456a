def _map(self, fn, *iterables, timeout=None, chunksize=1, buffersize=None):
    """Return an iterator equivalent to map(fn, *iterables), whose calls run in the executor.

    timeout is how long to wait in all; chunksize is for executors with processes. With buffersize at most so many results
    wait to be taken: the iterables are read no further than that.
    """
    if buffersize is not None and not isinstance(buffersize, int):
        raise TypeError("buffersize must be an integer or None")
    if buffersize is not None and buffersize < 1:
        raise ValueError("buffersize must be None or > 0")
    deadline = None if timeout is None else time.monotonic() + timeout
    arguments = iter(zip(*iterables))
    pending = collections.deque()

    def submit_next():
        for each in arguments:
            pending.append(self.submit(fn, *each))
            return True
        return False

    while (buffersize is None or len(pending) < buffersize) and submit_next():
        pass

    def results():
        try:
            while pending:
                if buffersize is not None and len(pending) == buffersize:
                    submit_next()
                future = pending.popleft()
                left = None if deadline is None else deadline - time.monotonic()
                yield _result_or_cancel(future, left)
        finally:
            for future in pending:
                future.cancel()

    return results()


_map.__name__ = "map"
_map.__qualname__ = "Executor.map"
Executor.map = _map
