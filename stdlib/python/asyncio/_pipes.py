"""Pipes and child processes in the event loop."""

import os
import signal
import socket
import stat
import subprocess
import threading

from . import base_events, constants, protocols, transports
from .log import logger

_BLOCKED = (BlockingIOError, InterruptedError)
_EXITS = (SystemExit, KeyboardInterrupt)


class _PipeTransport:
    """What both directions share."""

    def _begin(self, loop, pipe, protocol, extra, kinds, what):
        self._extra = {} if extra is None else extra
        self._extra["pipe"] = pipe
        self._loop = loop
        self._pipe = pipe
        self._fileno = pipe.fileno()
        self._protocol = protocol
        self._closing = False
        mode = os.fstat(self._fileno).st_mode
        if not any(is_kind(mode) for is_kind in kinds):
            self._pipe = self._fileno = self._protocol = None
            raise ValueError(f"Pipe transport is {what}")
        os.set_blocking(self._fileno, False)
        return mode

    def __repr__(self):
        info = [type(self).__name__]
        if self._pipe is None:
            info.append("closed")
        elif self._closing:
            info.append("closing")
        info.append(f"fd={self._fileno}")
        return f"<{' '.join(info)}>"

    def set_protocol(self, protocol):
        self._protocol = protocol

    def get_protocol(self):
        return self._protocol

    def is_closing(self):
        return self._closing

    def __del__(self):
        if getattr(self, "_pipe", None) is not None:
            import warnings
            warnings.warn(f"unclosed transport {self!r}", ResourceWarning, source=self)
            self._pipe.close()

    def _fatal_error(self, exc, message="Fatal error on pipe transport"):
        if isinstance(exc, OSError):
            if self._loop.get_debug():
                logger.debug("%r: %s", self, message, exc_info=True)
        else:
            self._loop.call_exception_handler({
                "message": message,
                "exception": exc,
                "transport": self,
                "protocol": self._protocol,
            })
        self._close(exc)

    def _call_connection_lost(self, exc):
        try:
            self._protocol.connection_lost(exc)
        finally:
            self._pipe.close()
            self._pipe = None
            self._protocol = None
            self._loop = None


class _UnixReadPipeTransport(_PipeTransport, transports.ReadTransport):

    max_size = 256 * 1024

    def __init__(self, loop, pipe, protocol, waiter=None, extra=None):
        self._begin(loop, pipe, protocol, extra, (stat.S_ISFIFO, stat.S_ISSOCK, stat.S_ISCHR),
                    "for pipes/sockets only.")
        self._paused = False
        loop.call_soon(protocol.connection_made, self)
        loop.call_soon(self._watch)
        if waiter is not None:
            loop.call_soon(base_events._set_unless_done, waiter, None)

    def _watch(self):
        if self.is_reading():
            self._loop._add_reader(self._fileno, self._read_ready)

    def _read_ready(self):
        try:
            data = os.read(self._fileno, self.max_size)
        except _BLOCKED:
            return
        except OSError as error:
            self._fatal_error(error, "Fatal read error on pipe transport")
            return
        if data:
            self._protocol.data_received(data)
            return
        if self._loop.get_debug():
            logger.info("%r was closed by peer", self)
        self._closing = True
        self._loop._remove_reader(self._fileno)
        self._loop.call_soon(self._protocol.eof_received)
        self._loop.call_soon(self._call_connection_lost, None)

    def is_reading(self):
        return not self._closing and not self._paused

    def pause_reading(self):
        if self.is_reading():
            self._paused = True
            self._loop._remove_reader(self._fileno)

    def resume_reading(self):
        if self._closing or not self._paused:
            return
        self._paused = False
        self._watch()

    def close(self):
        if not self._closing:
            self._close(None)

    def _close(self, exc):
        self._closing = True
        self._loop._remove_reader(self._fileno)
        self._loop.call_soon(self._call_connection_lost, exc)


class _UnixWritePipeTransport(_PipeTransport, transports._FlowControlMixin, transports.WriteTransport):

    def __init__(self, loop, pipe, protocol, waiter=None, extra=None):
        transports._FlowControlMixin.__init__(self, extra, loop)
        mode = self._begin(loop, pipe, protocol, self._extra, (stat.S_ISCHR, stat.S_ISFIFO, stat.S_ISSOCK),
                           "only for pipes, sockets and character devices")
        self._buffer = bytearray()
        self._conn_lost = 0
        loop.call_soon(protocol.connection_made, self)
        # A write end becomes readable when nobody reads any more; of a terminal that is no sign.
        if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):
            loop.call_soon(self._watch_reader)
        if waiter is not None:
            loop.call_soon(base_events._set_unless_done, waiter, None)

    def _watch_reader(self):
        if not self._closing:
            self._loop._add_reader(self._fileno, self._reader_is_gone)

    def get_write_buffer_size(self):
        return len(self._buffer)

    def _reader_is_gone(self):
        if self._loop.get_debug():
            logger.info("%r was closed by peer", self)
        self._close(BrokenPipeError() if self._buffer else None)

    def write(self, data):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"data argument must be a bytes-like object, not {type(data).__name__!r}")
        data = bytes(data)
        if not data:
            return
        if self._conn_lost or self._closing:
            if self._conn_lost >= constants.LOG_THRESHOLD_FOR_CONNLOST_WRITES:
                logger.warning("pipe closed by peer or os.write(pipe, data) raised exception.")
            self._conn_lost += 1
            return
        if not self._buffer:
            try:
                sent = os.write(self._fileno, data)
            except _BLOCKED:
                sent = 0
            except _EXITS:
                raise
            except BaseException as error:
                self._conn_lost += 1
                self._fatal_error(error, "Fatal write error on pipe transport")
                return
            if sent == len(data):
                return
            data = data[sent:]
            self._loop._add_writer(self._fileno, self._write_ready)
        self._buffer += data
        self._maybe_pause_protocol()

    def _write_ready(self):
        try:
            sent = os.write(self._fileno, self._buffer)
        except _BLOCKED:
            return
        except _EXITS:
            raise
        except BaseException as error:
            self._buffer.clear()
            self._conn_lost += 1
            self._loop._remove_writer(self._fileno)
            self._fatal_error(error, "Fatal write error on pipe transport")
            return
        del self._buffer[:sent]
        self._maybe_resume_protocol()
        if not self._buffer:
            self._loop._remove_writer(self._fileno)
            if self._closing:
                self._loop._remove_reader(self._fileno)
                self._call_connection_lost(None)

    def can_write_eof(self):
        return True

    def write_eof(self):
        if self._closing:
            return
        self._closing = True
        if not self._buffer:
            self._loop._remove_reader(self._fileno)
            self._loop.call_soon(self._call_connection_lost, None)

    def close(self):
        if self._pipe is not None and not self._closing:
            self.write_eof()

    def abort(self):
        self._close(None)

    def _close(self, exc=None):
        self._closing = True
        if self._buffer:
            self._loop._remove_writer(self._fileno)
        self._buffer.clear()
        self._loop._remove_reader(self._fileno)
        self._loop.call_soon(self._call_connection_lost, exc)


async def connect_read_pipe(loop, protocol_factory, pipe):
    return await _connect_pipe(loop, protocol_factory, pipe, _UnixReadPipeTransport)


async def connect_write_pipe(loop, protocol_factory, pipe):
    return await _connect_pipe(loop, protocol_factory, pipe, _UnixWritePipeTransport)


async def _connect_pipe(loop, protocol_factory, pipe, kind):
    protocol = protocol_factory()
    waiter = loop.create_future()
    transport = kind(loop, pipe, protocol, waiter)
    try:
        await waiter
    except BaseException:
        transport.close()
        raise
    return transport, protocol


# ---- processes ----

class _ChildPipe(protocols.BaseProtocol):
    """One pipe of a child: tells the process's transport."""

    def __init__(self, process, fd):
        self.process = process
        self.fd = fd
        self.pipe = None
        self.disconnected = False

    def __repr__(self):
        return f"<{type(self).__name__} fd={self.fd} pipe={self.pipe!r}>"

    def connection_made(self, transport):
        self.pipe = transport

    def connection_lost(self, exc):
        self.disconnected = True
        self.process._pipe_connection_lost(self.fd, exc)
        self.process = None

    def pause_writing(self):
        self.process._protocol.pause_writing()

    def resume_writing(self):
        self.process._protocol.resume_writing()

    def data_received(self, data):
        self.process._tell("pipe_data_received", self.fd, data)

    def eof_received(self):
        pass


class _UnixSubprocessTransport(transports.SubprocessTransport):
    """A child process: watched by a descriptor of it (pidfd), or waited for by a thread where there is none."""

    def __init__(self, loop, protocol, args, shell, stdin, stdout, stderr, bufsize, extra=None, **kwargs):
        super().__init__(extra)
        self._closed = False
        self._protocol = protocol
        self._loop = loop
        self._proc = None
        self._pid = None
        self._returncode = None
        self._exit_waiters = []
        self._pending_calls = []
        self._pipes = {}
        self._finished = False
        self._pipes_connected = False
        self._pid_fd = None
        for fd, wanted in enumerate((stdin, stdout, stderr)):
            if wanted == subprocess.PIPE:
                self._pipes[fd] = None
        parent = child = None
        if stdin == subprocess.PIPE:
            # A socket, unlike a pipe, tells its writer when the child has closed its end.
            parent, child = socket.socketpair()
        try:
            self._proc = subprocess.Popen(args, shell=shell, stdin=stdin if child is None else child, stdout=stdout,
                                          stderr=stderr, universal_newlines=False, bufsize=bufsize, **kwargs)
            if parent is not None:
                self._proc.stdin = open(parent.detach(), "wb", buffering=bufsize)
        finally:
            for end in parent, child:
                if end is not None:
                    end.close()
        self._pid = self._proc.pid
        self._extra["subprocess"] = self._proc
        if loop.get_debug():
            logger.debug("process %r created: pid %s", args, self._pid)

    def __repr__(self):
        info = [type(self).__name__]
        if self._closed:
            info.append("closed")
        if self._pid is not None:
            info.append(f"pid={self._pid}")
        if self._returncode is not None:
            info.append(f"returncode={self._returncode}")
        elif self._pid is not None:
            info.append("running")
        else:
            info.append("not started")
        for fd, name in enumerate(("stdin", "stdout", "stderr")):
            one = self._pipes.get(fd)
            if one is not None:
                info.append(f"{name}={one.pipe}")
        return f"<{' '.join(info)}>"

    def __del__(self):
        if not getattr(self, "_closed", True):
            import warnings
            warnings.warn(f"unclosed transport {self!r}", ResourceWarning, source=self)
            self.close()

    def _watch(self):
        try:
            self._pid_fd = os.pidfd_open(self._pid)
        except (AttributeError, OSError):
            threading.Thread(target=self._wait_in_thread, name=f"waitpid-{self._pid}", daemon=True).start()
        else:
            self._loop._add_reader(self._pid_fd, self._pid_fd_ready)

    def _pid_fd_ready(self):
        self._loop._remove_reader(self._pid_fd)
        os.close(self._pid_fd)
        self._pid_fd = None
        self._process_exited(_exit_status(self._pid))

    def _wait_in_thread(self):
        status = _exit_status(self._pid)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._process_exited, status)

    async def _connect_pipes(self, waiter):
        unconnected = [(fd, file, kind) for fd, file, kind in ((0, self._proc.stdin, _UnixWritePipeTransport),
                                                               (1, self._proc.stdout, _UnixReadPipeTransport),
                                                               (2, self._proc.stderr, _UnixReadPipeTransport))
                       if file is not None]
        try:
            while unconnected:
                fd, file, kind = unconnected.pop(0)
                _, pipe = await _connect_pipe(self._loop, lambda: _ChildPipe(self, fd), file, kind)
                self._pipes[fd] = pipe
                if self._closed:
                    pipe.pipe.close()
            self._loop.call_soon(self._protocol.connection_made, self)
            for call in self._pending_calls:
                self._loop.call_soon(*call)
            self._pending_calls = None
        except _EXITS:
            raise
        except BaseException as error:
            for _, file, _ in unconnected:
                file.close()
            if waiter is not None and not waiter.cancelled():
                waiter.set_exception(error)
        else:
            if waiter is not None and not waiter.cancelled():
                waiter.set_result(None)
            self._pipes_connected = True

    def _tell(self, method, *args):
        call = getattr(self._protocol, method)
        if self._pending_calls is not None:
            self._pending_calls.append((call, *args))
        else:
            self._loop.call_soon(call, *args)

    def _pipe_connection_lost(self, fd, exc):
        self._tell("pipe_connection_lost", fd, exc)
        self._try_finish()

    def _process_exited(self, returncode):
        if self._loop.get_debug():
            logger.info("%r exited with return code %r", self, returncode)
        self._returncode = returncode
        if self._proc.returncode is None:
            self._proc.returncode = returncode
        self._tell("process_exited")
        for waiter in self._exit_waiters:
            if not waiter.done():
                waiter.set_result(returncode)
        self._exit_waiters = []
        self._try_finish()

    async def _wait(self):
        if self._returncode is not None:
            return self._returncode
        waiter = self._loop.create_future()
        self._exit_waiters.append(waiter)
        return await waiter

    def _try_finish(self):
        if self._returncode is None or self._finished:
            return
        if all(pipe is not None and pipe.disconnected for pipe in self._pipes.values()):
            self._finished = True
            if self._pending_calls is not None:
                self._pending_calls.append((self._call_connection_lost, None))
            else:
                self._loop.call_soon(self._call_connection_lost, None)

    def _call_connection_lost(self, exc):
        try:
            self._protocol.connection_lost(exc)
        finally:
            self._loop = None
            self._proc = None
            self._protocol = None

    def set_protocol(self, protocol):
        self._protocol = protocol

    def get_protocol(self):
        return self._protocol

    def is_closing(self):
        return self._closed

    def close(self):
        if self._closed:
            return
        self._closed = True
        for pipe in self._pipes.values():
            if pipe is not None and pipe.pipe is not None:
                pipe.pipe.close()
        if self._proc is not None and self._returncode is None and self._proc.poll() is None:
            if self._loop is not None and self._loop.get_debug():
                logger.warning("Close running child process: kill %r", self)
            try:
                self._proc.kill()
            except (ProcessLookupError, PermissionError):
                pass

    def get_pid(self):
        return self._pid

    def get_returncode(self):
        return self._returncode

    def get_pipe_transport(self, fd):
        pipe = self._pipes.get(fd)
        return None if pipe is None else pipe.pipe

    def _check_proc(self):
        if self._proc is None:
            raise ProcessLookupError()

    def send_signal(self, signal):
        self._check_proc()
        if self._returncode is None:
            os.kill(self._pid, signal)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


def _exit_status(pid):
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        logger.warning("child process pid %d exit status already read:  will report returncode 255", pid)
        return 255
    return os.waitstatus_to_exitcode(status)


def _check_arguments(kwargs):
    for name, wanted in (("universal_newlines", False), ("text", False), ("encoding", None), ("errors", None)):
        value = kwargs.pop(name, wanted)
        if value is not wanted and value:
            raise ValueError(f"{name} must be {wanted}")
    bufsize = kwargs.pop("bufsize", 0)
    if bufsize != 0:
        raise ValueError("bufsize must be 0")
    return bufsize


async def subprocess_shell(loop, protocol_factory, cmd, *, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, shell=True, **kwargs):
    if not isinstance(cmd, (bytes, str)):
        raise ValueError("cmd must be a string")
    if not shell:
        raise ValueError("shell must be True")
    return await _start(loop, protocol_factory, cmd, True, stdin, stdout, stderr, kwargs)


async def subprocess_exec(loop, protocol_factory, program, *args, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, shell=False, **kwargs):
    if shell:
        raise ValueError("shell must be False")
    return await _start(loop, protocol_factory, (program, *args), False, stdin, stdout, stderr, kwargs)


async def _start(loop, protocol_factory, args, shell, stdin, stdout, stderr, kwargs):
    bufsize = _check_arguments(kwargs)
    protocol = protocol_factory()
    transport = _UnixSubprocessTransport(loop, protocol, args, shell, stdin, stdout, stderr, bufsize, **kwargs)
    transport._watch()
    waiter = loop.create_future()
    task = loop.create_task(transport._connect_pipes(waiter))
    try:
        await waiter
        await task
    except BaseException:
        transport.close()
        await transport._wait()
        raise
    return transport, protocol
