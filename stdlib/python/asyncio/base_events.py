"""BaseEventLoop: the native loop, and what of a loop is not hot."""

import _asyncio
from . import events, exceptions, tasks

__all__ = ("BaseEventLoop", "Server")


def __getattr__(name):
    if name == "Server":
        from ._connections import Server
        globals()[name] = Server
        return Server
    if name == "logger":  # logging is not imported before something is logged
        from .log import logger
        globals()[name] = logger
        return logger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _log():
    return globals().get("logger") or __getattr__("logger")


def _stop_loop_of(future):
    if not future.cancelled() and isinstance(future.exception(), (SystemExit, KeyboardInterrupt)):
        return  # it leaves run_forever() by itself
    future.get_loop().stop()


# Under its known name in reprs.
_run_until_complete_cb = _stop_loop_of
_run_until_complete_cb.__name__ = _run_until_complete_cb.__qualname__ = "_run_until_complete_cb"


def _report_slow(loop, item, seconds):
    if seconds >= loop.slow_callback_duration:
        _log().warning("Executing %r took %.3f seconds", item, seconds)


def _method_in(module, name):
    # What needs sockets is not imported before it is called.
    async def method(self, *args, **kwargs):
        import importlib
        home = importlib.import_module("asyncio." + module)
        return await getattr(home, name)(self, *args, **kwargs)

    method.__name__ = name
    method.__qualname__ = f"BaseEventLoop.{name}"
    return method


class BaseEventLoop(_asyncio.Loop, events.AbstractEventLoop):
    """An event loop."""

    slow_callback_duration = 0.1

    def __init__(self):
        self._asyncgens = None
        self._asyncgens_shutdown_called = False
        self._executor_shutdown_called = False
        self._default_executor = None
        self._exception_handler = None
        self._signal_handlers = {}
        from .coroutines import _is_debug_mode
        if _is_debug_mode():
            self.set_debug(True)

    def __repr__(self):
        return (f"<{type(self).__name__} running={self.is_running()} closed={self.is_closed()} "
                f"debug={self.get_debug()}>")

    def __del__(self):
        if not self.is_closed():
            import warnings
            warnings.warn(f"unclosed event loop {self!r}", ResourceWarning, source=self)
            if not self.is_running():
                self.close()

    # Running.

    def run_until_complete(self, future):
        """Run until the future is done; give its result."""
        self._check_closed()
        self._check_running()
        made_here = not _asyncio.isfuture(future)
        future = tasks.ensure_future(future, loop=self)
        if made_here:
            future._log_destroy_pending = False
        future.add_done_callback(_run_until_complete_cb)
        try:
            self.run_forever()
        except:
            if made_here and future.done() and not future.cancelled():
                future.exception()  # it has been raised already
            raise
        finally:
            future.remove_done_callback(_run_until_complete_cb)
        if not future.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return future.result()

    def close(self):
        """Close the loop: what is scheduled is dropped. The loop may not be running."""
        if not self._close():
            return
        for number in list(self._signal_handlers):
            self.remove_signal_handler(number)
        self._executor_shutdown_called = True
        executor, self._default_executor = self._default_executor, None
        if executor is not None:
            executor.shutdown(wait=False)

    # Asynchronous generators that are not finished.

    def _asyncgen_firstiter_hook(self, agen):
        if self._asyncgens_shutdown_called:
            import warnings
            warnings.warn(f"asynchronous generator {agen!r} was scheduled after loop.shutdown_asyncgens() call",
                          ResourceWarning, source=self)
        if self._asyncgens is None:
            import weakref
            self._asyncgens = weakref.WeakSet()
        self._asyncgens.add(agen)

    def _asyncgen_finalizer_hook(self, agen):
        if self._asyncgens is not None:
            self._asyncgens.discard(agen)
        if not self.is_closed():
            self.call_soon_threadsafe(self.create_task, agen.aclose())

    async def shutdown_asyncgens(self):
        """Close the asynchronous generators that are not finished."""
        self._asyncgens_shutdown_called = True
        if not self._asyncgens:
            return
        closing = list(self._asyncgens)
        self._asyncgens.clear()
        results = await tasks.gather(*[agen.aclose() for agen in closing], return_exceptions=True)
        for result, agen in zip(results, closing):
            if isinstance(result, Exception):
                self.call_exception_handler({
                    "message": f"an error occurred during closing of asynchronous generator {agen!r}",
                    "exception": result,
                    "asyncgen": agen,
                })

    # Threads.

    def run_in_executor(self, executor, func, *args):
        """Call the function in an executor (None: the default one, of threads); give a future of its result."""
        self._check_closed()
        if executor is None:
            if self._executor_shutdown_called:
                raise RuntimeError("Executor shutdown has been called")
            executor = self._default_executor
            if executor is None:
                import concurrent.futures
                executor = concurrent.futures.ThreadPoolExecutor(thread_name_prefix="asyncio")
                self._default_executor = executor
        from .futures import wrap_future
        return wrap_future(executor.submit(func, *args), loop=self)

    def set_default_executor(self, executor):
        import concurrent.futures.thread
        if not isinstance(executor, concurrent.futures.thread.ThreadPoolExecutor):
            raise TypeError("executor must be ThreadPoolExecutor instance")
        self._default_executor = executor

    async def shutdown_default_executor(self, timeout=None):
        """Wait for the threads of the default executor to end."""
        self._executor_shutdown_called = True
        executor = self._default_executor
        if executor is None:
            return
        import threading
        ended = self.create_future()

        def shut_down():
            try:
                executor.shutdown(wait=True)
                if not self.is_closed():
                    self.call_soon_threadsafe(_set_unless_done, ended, None)
            except Exception as error:
                if not self.is_closed() and not ended.cancelled():
                    self.call_soon_threadsafe(ended.set_exception, error)

        thread = threading.Thread(target=shut_down)
        thread.start()
        from .timeouts import timeout as time_limit
        try:
            async with time_limit(timeout):
                await ended
        except TimeoutError:
            import warnings
            warnings.warn("The executor did not finishing joining its threads "
                          f"within {timeout} seconds.", RuntimeWarning, stacklevel=2)
            executor.shutdown(wait=False)
        else:
            thread.join()

    # Errors.

    def get_exception_handler(self):
        return self._exception_handler

    def set_exception_handler(self, handler):
        """Call handler(loop, context) for errors that nobody else sees; None: the default one."""
        if handler is not None and not callable(handler):
            raise TypeError(f"A callable object or None is expected, got {handler!r}")
        self._exception_handler = handler

    def default_exception_handler(self, context):
        """Log the error."""
        message = context.get("message") or "Unhandled exception in event loop"
        exception = context.get("exception")
        lines = [message]
        for key in sorted(context):
            if key in ("message", "exception"):
                continue
            value = context[key]
            if key in ("source_traceback", "handle_traceback"):
                import traceback
                what = "Object" if key == "source_traceback" else "Handle"
                value = f"{what} created at (most recent call last):\n" + "".join(traceback.format_list(value)).rstrip()
            else:
                value = repr(value)
            lines.append(f"{key}: {value}")
        _log().error("\n".join(lines),
                     exc_info=(type(exception), exception, exception.__traceback__) if exception is not None else False)

    def call_exception_handler(self, context):
        """Report an error to the exception handler."""
        if self._exception_handler is None:
            try:
                self.default_exception_handler(context)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException:
                _log_error("Exception in default exception handler")
            return
        try:
            run_in = None
            for key in ("task", "future", "handle"):
                source = context.get(key)
                if source is not None:
                    run_in = source.get_context() if hasattr(source, "get_context") else None
                    break
            if run_in is not None and hasattr(run_in, "run"):
                run_in.run(self._exception_handler, self, context)
            else:
                self._exception_handler(self, context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            try:
                self.default_exception_handler({
                    "message": "Unhandled error in exception handler",
                    "exception": error,
                    "context": context,
                })
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException:
                _log_error("Exception in default exception handler while handling an unexpected error in custom "
                           "exception handler")

    # Signals.

    def add_signal_handler(self, sig, callback, *args):
        """Call the callback in the loop when the signal comes."""
        import signal
        from .coroutines import _is_coroutine_or_function
        if _is_coroutine_or_function(callback):
            raise TypeError("coroutines cannot be used with add_signal_handler()")
        self._check_signal(sig)
        self._check_closed()
        handle = events.Handle(callback, args, self, None)
        try:
            before = signal.signal(sig, lambda number, frame: self._signal_came(number))
        except ValueError as error:
            raise RuntimeError(str(error))
        except OSError:
            raise RuntimeError(f"sig {sig} cannot be caught")
        known = self._signal_handlers.get(sig)
        self._signal_handlers[sig] = (handle, known[1] if known else before)

    def _signal_came(self, sig):
        entry = self._signal_handlers.get(sig)
        if entry is not None and not entry[0].cancelled() and not self.is_closed():
            self.call_soon_threadsafe(entry[0]._run)

    def remove_signal_handler(self, sig):
        """Give the signal back; return whether there was a handler."""
        import signal
        self._check_signal(sig)
        if sig not in self._signal_handlers:
            return False
        del self._signal_handlers[sig]
        signal.signal(sig, signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL)
        return True

    def _check_signal(self, sig):
        import signal
        if not isinstance(sig, int):
            raise TypeError(f"sig must be an int, not {sig!r}")
        if sig not in signal.valid_signals():
            raise ValueError(f"invalid signal number {sig}")

    def _process_events(self, event_list):
        """What a subclass with a selector of its own does with what that found."""
        raise NotImplementedError

    # Networks.

    _transports = None  # descriptor -> transport, weakly
    _unix_server_sockets = None  # socket -> inode of its name

    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        import socket
        return await self.run_in_executor(None, socket.getaddrinfo, host, port, family, type, proto, flags)

    async def getnameinfo(self, sockaddr, flags=0):
        import socket
        return await self.run_in_executor(None, socket.getnameinfo, sockaddr, flags)

    for _name in ("create_connection create_server create_unix_connection create_unix_server connect_accepted_socket "
                  "create_datagram_endpoint sendfile").split():
        locals()[_name] = _method_in("_connections", _name)
    for _name in ("sock_recv sock_recv_into sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto sock_connect "
                  "sock_accept sock_sendfile").split():
        locals()[_name] = _method_in("selector_events", _name)
    for _name in "connect_read_pipe connect_write_pipe subprocess_shell subprocess_exec".split():
        locals()[_name] = _method_in("_pipes", _name)
    del _name

    def _ensure_fd_no_transport(self, fd):
        number = fd
        if not isinstance(number, int):
            try:
                number = int(number.fileno())
            except (AttributeError, TypeError, ValueError):
                raise ValueError(f"Invalid file object: {fd!r}") from None
        transport = self._transports.get(number) if self._transports else None
        if transport is not None and not transport.is_closing():
            raise RuntimeError(f"File descriptor {fd!r} is used by transport {transport!r}")

    def add_reader(self, fd, callback, *args):
        """Call the callback whenever the descriptor can be read."""
        self._ensure_fd_no_transport(fd)
        self._add_reader(fd, callback, *args)

    def add_writer(self, fd, callback, *args):
        """Call the callback whenever the descriptor can be written to."""
        self._ensure_fd_no_transport(fd)
        self._add_writer(fd, callback, *args)

    def remove_reader(self, fd):
        """Return whether it was watched."""
        self._ensure_fd_no_transport(fd)
        return self._remove_reader(fd)

    def remove_writer(self, fd):
        """Return whether it was watched."""
        self._ensure_fd_no_transport(fd)
        return self._remove_writer(fd)

    async def start_tls(self, transport, protocol, sslcontext, *, server_side=False, server_hostname=None,
                        ssl_handshake_timeout=None, ssl_shutdown_timeout=None):
        raise NotImplementedError("loop.start_tls(): Krait has no TLS (the module ssl) yet")

    def _stop_serving(self, sock):
        from . import _connections
        _connections.stop_serving(self, sock)

    def _make_socket_transport(self, sock, protocol, waiter=None, *, extra=None, server=None):
        from . import selector_events
        return selector_events._SelectorSocketTransport(self, sock, protocol, waiter, extra, server)

    def _make_datagram_transport(self, sock, protocol, address=None, waiter=None, extra=None):
        from . import selector_events
        return selector_events._SelectorDatagramTransport(self, sock, protocol, address, waiter, extra)


def _set_unless_done(future, result):
    if not future.done():
        future.set_result(result)


def _log_error(message):
    _log().error(message, exc_info=True)
