"""The interface of event loops, and which loop is the current one."""

import threading

from _asyncio import Handle, TimerHandle, _get_running_loop, _set_running_loop, get_running_loop

__all__ = ("AbstractEventLoop", "AbstractServer", "Handle", "TimerHandle", "get_event_loop_policy",
           "set_event_loop_policy", "get_event_loop", "set_event_loop", "new_event_loop", "get_running_loop",
           "_get_running_loop", "_set_running_loop")


class AbstractServer:
    """What create_server() gives."""

    def close(self):
        raise NotImplementedError

    def get_loop(self):
        raise NotImplementedError

    def is_serving(self):
        raise NotImplementedError

    async def start_serving(self):
        raise NotImplementedError

    async def serve_forever(self):
        raise NotImplementedError

    async def wait_closed(self):
        raise NotImplementedError

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        self.close()
        await self.wait_closed()


class AbstractEventLoop:
    """What every event loop has."""

    def run_forever(self):
        raise NotImplementedError

    def run_until_complete(self, future):
        raise NotImplementedError

    def stop(self):
        raise NotImplementedError

    def is_running(self):
        raise NotImplementedError

    def is_closed(self):
        raise NotImplementedError

    def close(self):
        raise NotImplementedError

    def _timer_handle_cancelled(self, handle):
        raise NotImplementedError

    def call_soon(self, callback, *args, context=None):
        raise NotImplementedError

    def call_later(self, delay, callback, *args, context=None):
        raise NotImplementedError

    def call_at(self, when, callback, *args, context=None):
        raise NotImplementedError

    def time(self):
        raise NotImplementedError

    def create_future(self):
        raise NotImplementedError

    def create_task(self, coro, **kwargs):
        raise NotImplementedError

    def call_soon_threadsafe(self, callback, *args, context=None):
        raise NotImplementedError

    def run_in_executor(self, executor, func, *args):
        raise NotImplementedError

    def set_default_executor(self, executor):
        raise NotImplementedError

    def add_reader(self, fd, callback, *args):
        raise NotImplementedError

    def remove_reader(self, fd):
        raise NotImplementedError

    def add_writer(self, fd, callback, *args):
        raise NotImplementedError

    def remove_writer(self, fd):
        raise NotImplementedError

    def add_signal_handler(self, sig, callback, *args):
        raise NotImplementedError

    def remove_signal_handler(self, sig):
        raise NotImplementedError

    def set_task_factory(self, factory):
        raise NotImplementedError

    def get_task_factory(self):
        raise NotImplementedError

    def get_exception_handler(self):
        raise NotImplementedError

    def set_exception_handler(self, handler):
        raise NotImplementedError

    def default_exception_handler(self, context):
        raise NotImplementedError

    def call_exception_handler(self, context):
        raise NotImplementedError

    def get_debug(self):
        raise NotImplementedError

    def set_debug(self, enabled):
        raise NotImplementedError

    async def shutdown_asyncgens(self):
        raise NotImplementedError

    async def shutdown_default_executor(self, timeout=None):
        raise NotImplementedError

    # The network, pipes and processes.

    async def getaddrinfo(self, *args, **kwargs):
        raise NotImplementedError

    async def getnameinfo(self, *args, **kwargs):
        raise NotImplementedError

    async def create_connection(self, *args, **kwargs):
        raise NotImplementedError

    async def create_server(self, *args, **kwargs):
        raise NotImplementedError

    async def start_tls(self, *args, **kwargs):
        raise NotImplementedError

    async def create_unix_connection(self, *args, **kwargs):
        raise NotImplementedError

    async def create_unix_server(self, *args, **kwargs):
        raise NotImplementedError

    async def connect_accepted_socket(self, *args, **kwargs):
        raise NotImplementedError

    async def create_datagram_endpoint(self, *args, **kwargs):
        raise NotImplementedError

    async def connect_read_pipe(self, *args, **kwargs):
        raise NotImplementedError

    async def connect_write_pipe(self, *args, **kwargs):
        raise NotImplementedError

    async def subprocess_shell(self, *args, **kwargs):
        raise NotImplementedError

    async def subprocess_exec(self, *args, **kwargs):
        raise NotImplementedError

    async def sendfile(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_recv(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_recv_into(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_recvfrom(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_recvfrom_into(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_sendall(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_sendto(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_connect(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_accept(self, *args, **kwargs):
        raise NotImplementedError

    async def sock_sendfile(self, *args, **kwargs):
        raise NotImplementedError


class _AbstractEventLoopPolicy:
    """Which loop is the current one, and how one is made."""

    def get_event_loop(self):
        raise NotImplementedError

    def set_event_loop(self, loop):
        raise NotImplementedError

    def new_event_loop(self):
        raise NotImplementedError


class _BaseDefaultEventLoopPolicy(_AbstractEventLoopPolicy):
    """Each thread has the loop that was set in it, and none before."""

    _loop_factory = None

    def __init__(self):
        self._local = threading.local()

    def get_event_loop(self):
        loop = getattr(self._local, "loop", None)
        if loop is None:
            raise RuntimeError(f"There is no current event loop in thread {threading.current_thread().name!r}.")
        return loop

    def set_event_loop(self, loop):
        if loop is not None and not isinstance(loop, AbstractEventLoop):
            raise TypeError(f"loop must be an instance of AbstractEventLoop or None, not '{type(loop).__name__}'")
        self._local.loop = loop

    def new_event_loop(self):
        return self._loop_factory()

    def get_child_watcher(self):
        raise NotImplementedError("child watchers went in Python 3.14")


_event_loop_policy = None


def _get_event_loop_policy():
    global _event_loop_policy
    if _event_loop_policy is None:
        from .unix_events import _DefaultEventLoopPolicy
        _event_loop_policy = _DefaultEventLoopPolicy()
    return _event_loop_policy


def _set_event_loop_policy(policy):
    global _event_loop_policy
    if policy is not None and not isinstance(policy, _AbstractEventLoopPolicy):
        raise TypeError(f"policy must be an instance of AbstractEventLoopPolicy or None, not '{type(policy).__name__}'")
    _event_loop_policy = policy


def _deprecated(name):
    import warnings
    warnings.warn(f"'asyncio.{name}' is deprecated and slated for removal in Python 3.16", DeprecationWarning, stacklevel=3)


def get_event_loop_policy():
    """Deprecated: there will be no policies."""
    _deprecated("get_event_loop_policy")
    return _get_event_loop_policy()


def set_event_loop_policy(policy):
    """Deprecated: there will be no policies."""
    _deprecated("set_event_loop_policy")
    _set_event_loop_policy(policy)


def get_event_loop():
    """The running loop; without one, what set_event_loop() set, or RuntimeError."""
    return _get_running_loop() or _get_event_loop_policy().get_event_loop()


def set_event_loop(loop):
    """Make it the current loop of this thread."""
    _get_event_loop_policy().set_event_loop(loop)


def new_event_loop():
    """Make a new loop."""
    return _get_event_loop_policy().new_event_loop()


# Names under which tests of CPython look for forms in Python and in C: here both are the one there is.
_c_get_running_loop = _py_get_running_loop = get_running_loop
_c__get_running_loop = _py__get_running_loop = _get_running_loop
_c__set_running_loop = _py__set_running_loop = _set_running_loop
_c_get_event_loop = _py_get_event_loop = get_event_loop


def __getattr__(name):
    if name == "AbstractEventLoopPolicy":
        _deprecated(name)
        return _AbstractEventLoopPolicy
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
