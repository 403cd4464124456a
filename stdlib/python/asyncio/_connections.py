"""Making connections, servers and endpoints: the loop's methods that need sockets, as functions of the loop."""

import collections.abc
import errno
import itertools
import os
import socket
import stat
import weakref

from . import base_events, constants, events, exceptions, selector_events, tasks, trsock
from .log import logger

_EXITS = (SystemExit, KeyboardInterrupt)


def _no_tls(ssl, **settings):
    if ssl:
        raise NotImplementedError("asyncio: Krait has no TLS (the module ssl) yet")
    for name, value in settings.items():
        if value is not None:
            raise ValueError(f"{name} is only meaningful with ssl")


# ---- names ----

def numeric_info(host, port, family, type, proto, flowinfo=0, scopeid=0):
    """What getaddrinfo() would say of a numeric address, or None."""
    if proto not in (0, socket.IPPROTO_TCP, socket.IPPROTO_UDP) or host is None:
        return None
    if type == socket.SOCK_STREAM:
        proto = socket.IPPROTO_TCP
    elif type == socket.SOCK_DGRAM:
        proto = socket.IPPROTO_UDP
    else:
        return None
    if port is None or port == b"" or port == "":
        port = 0
    else:
        try:
            port = int(port)
        except (TypeError, ValueError):
            return None
    if isinstance(host, bytes):
        host = host.decode("idna")
    if "%" in host:
        return None
    families = [socket.AF_INET, socket.AF_INET6] if family == socket.AF_UNSPEC else [family]
    for each in families:
        try:
            socket.inet_pton(each, host)
        except OSError:
            continue
        if each == socket.AF_INET6:
            return each, type, proto, "", (host, port, flowinfo, scopeid)
        return each, type, proto, "", (host, port)
    return None


async def resolve(loop, address, *, family=0, type=socket.SOCK_STREAM, proto=0, flags=0):
    host, port = address[:2]
    info = numeric_info(host, port, family, type, proto, *address[2:])
    if info is not None:
        return [info]
    return await loop.getaddrinfo(host, port, family=family, type=type, proto=proto, flags=flags)


def _by_turns(infos, first_count=1):
    """The addresses of the families in turns, as RFC 8305 has it; of the first family some more to begin with."""
    by_family = {}
    for info in infos:
        by_family.setdefault(info[0], []).append(info)
    lists = list(by_family.values())
    result = []
    if first_count > 1:
        result.extend(lists[0][:first_count - 1])
        del lists[0][:first_count - 1]
    result.extend(info for info in itertools.chain.from_iterable(itertools.zip_longest(*lists)) if info is not None)
    return result


# ---- clients ----

async def _connect_to(loop, errors, info, local_infos=None):
    """A socket that is connected to the address; what failed is added to `errors`."""
    mine = []
    errors.append(mine)
    family, type_, proto, _, address = info
    sock = None
    try:
        sock = socket.socket(family=family, type=type_, proto=proto)
        sock.setblocking(False)
        if local_infos is not None:
            for local_family, _, _, _, local in local_infos:
                if local_family != family:
                    continue
                try:
                    sock.bind(local)
                    break
                except OSError as error:
                    mine.append(OSError(error.errno, f"error while attempting to bind on address {local!r}: "
                                                     f"{str(error).lower()}"))
            else:
                if mine:
                    raise mine.pop()
                raise OSError(f"no matching local address with {family=} found")
        await loop.sock_connect(sock, address)
        return sock
    except OSError as error:
        mine.append(error)
        if sock is not None:
            sock.close()
        raise
    except BaseException:
        if sock is not None:
            sock.close()
        raise
    finally:
        errors = mine = None


async def _first_of(loop, attempts, delay):
    """Start the attempts one after the other, each when the last has failed or `delay` has passed; the first that succeeds."""
    running = set()
    waiting = list(attempts)
    try:
        while running or waiting:
            if waiting:
                running.add(loop.create_task(waiting.pop(0)()))
            done, running = await tasks.wait(running, timeout=delay if waiting else None,
                                             return_when=tasks.FIRST_COMPLETED)
            won = [task for task in done if not task.cancelled() and task.exception() is None]
            for task in done:
                if not task.cancelled() and task.exception() is not None and not isinstance(task.exception(), OSError):
                    raise task.exception()
            if won:
                for task in won[1:]:
                    task.result().close()
                return won[0].result()
        return None
    finally:
        for task in running:
            task.cancel()
        for result in await tasks.gather(*running, return_exceptions=True):
            if isinstance(result, socket.socket):
                result.close()


async def create_connection(loop, protocol_factory, host=None, port=None, *, ssl=None, family=0, proto=0, flags=0,
                            sock=None, local_addr=None, server_hostname=None, ssl_handshake_timeout=None,
                            ssl_shutdown_timeout=None, happy_eyeballs_delay=None, interleave=None, all_errors=False):
    if server_hostname is not None and not ssl:
        raise ValueError("server_hostname is only meaningful with ssl")
    _no_tls(ssl, ssl_handshake_timeout=ssl_handshake_timeout, ssl_shutdown_timeout=ssl_shutdown_timeout)
    if sock is not None:
        selector_events._no_tls(sock)
    if happy_eyeballs_delay is not None and interleave is None:
        interleave = 1
    if host is not None or port is not None:
        if sock is not None:
            raise ValueError("host/port and sock can not be specified at the same time")
        infos = await resolve(loop, (host, port), family=family, type=socket.SOCK_STREAM, proto=proto, flags=flags)
        if not infos:
            raise OSError("getaddrinfo() returned empty list")
        local_infos = None
        if local_addr is not None:
            local_infos = await resolve(loop, local_addr, family=family, type=socket.SOCK_STREAM, proto=proto,
                                        flags=flags)
            if not local_infos:
                raise OSError("getaddrinfo() returned empty list")
        if interleave:
            infos = _by_turns(infos, interleave)
        errors = []
        if happy_eyeballs_delay is None:
            for info in infos:
                try:
                    sock = await _connect_to(loop, errors, info, local_infos)
                    break
                except OSError:
                    continue
        else:
            sock = await _first_of(loop, [lambda info=info: _connect_to(loop, errors, info, local_infos)
                                          for info in infos], happy_eyeballs_delay)
        if sock is None:
            errors = [error for group in errors for error in group]
            try:
                if all_errors:
                    raise ExceptionGroup("create_connection failed", errors)
                if len(errors) == 1 or len({str(error) for error in errors}) == 1:
                    raise errors[0]
                raise OSError("Multiple exceptions: {}".format(", ".join(str(error) for error in errors)))
            finally:
                errors = None
    else:
        if sock is None:
            raise ValueError("host and port was not specified and no sock specified")
        if sock.type != socket.SOCK_STREAM:
            raise ValueError(f"A Stream Socket was expected, got {sock!r}")
    transport, protocol = await _connected(loop, sock, protocol_factory)
    if loop.get_debug():
        logger.debug("%r connected to %s:%r: (%r, %r)", transport.get_extra_info("socket"), host, port, transport,
                     protocol)
    return transport, protocol


async def _connected(loop, sock, protocol_factory):
    sock.setblocking(False)
    protocol = protocol_factory()
    waiter = loop.create_future()
    transport = loop._make_socket_transport(sock, protocol, waiter)
    try:
        await waiter
    except BaseException:
        transport.close()
        raise
    return transport, protocol


async def connect_accepted_socket(loop, protocol_factory, sock, *, ssl=None, ssl_handshake_timeout=None,
                                  ssl_shutdown_timeout=None):
    if sock.type != socket.SOCK_STREAM:
        raise ValueError(f"A Stream Socket was expected, got {sock!r}")
    _no_tls(ssl, ssl_handshake_timeout=ssl_handshake_timeout, ssl_shutdown_timeout=ssl_shutdown_timeout)
    selector_events._no_tls(sock)
    transport, protocol = await _connected(loop, sock, protocol_factory)
    if loop.get_debug():
        logger.debug("%r handled: (%r, %r)", sock, transport, protocol)
    return transport, protocol


async def create_unix_connection(loop, protocol_factory, path=None, *, ssl=None, sock=None, server_hostname=None,
                                 ssl_handshake_timeout=None, ssl_shutdown_timeout=None):
    if server_hostname is not None and not ssl:
        raise ValueError("server_hostname is only meaningful with ssl")
    _no_tls(ssl, ssl_handshake_timeout=ssl_handshake_timeout, ssl_shutdown_timeout=ssl_shutdown_timeout)
    if path is not None:
        if sock is not None:
            raise ValueError("path and sock can not be specified at the same time")
        path = os.fspath(path)
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0)
        try:
            sock.setblocking(False)
            await loop.sock_connect(sock, path)
        except BaseException:
            sock.close()
            raise
    else:
        if sock is None:
            raise ValueError("no path and sock were specified")
        if sock.family != socket.AF_UNIX or sock.type != socket.SOCK_STREAM:
            raise ValueError(f"A UNIX Domain Stream Socket was expected, got {sock!r}")
    return await _connected(loop, sock, protocol_factory)


# ---- servers ----

class Server(events.AbstractServer):
    """Listening sockets, and the connections that were accepted there."""

    def __init__(self, loop, sockets, protocol_factory, ssl_context, backlog, ssl_handshake_timeout,
                 ssl_shutdown_timeout=None):
        self._loop = loop
        self._sockets = sockets
        self._clients = weakref.WeakSet()
        self._open = 0  # connections; those that nobody closed too
        self._waiters = []
        self._protocol_factory = protocol_factory
        self._backlog = backlog
        self._serving = False
        self._serving_forever_fut = None

    def __repr__(self):
        return f"<{type(self).__name__} sockets={self.sockets!r}>"

    def _attach(self, transport):
        assert self._sockets is not None
        self._open += 1
        self._clients.add(transport)

    def _detach(self, transport):
        self._clients.discard(transport)
        self._open -= 1
        if self._open == 0 and self._sockets is None:
            self._wakeup()

    def _wakeup(self):
        waiters, self._waiters = self._waiters, None
        for waiter in waiters or ():
            if not waiter.done():
                waiter.set_result(None)

    def _start_serving(self):
        if self._serving:
            return
        self._serving = True
        for sock in self._sockets:
            sock.listen(self._backlog)
            _watch_listener(self._loop, sock, self._protocol_factory, self, self._backlog)

    def get_loop(self):
        return self._loop

    def is_serving(self):
        return self._serving

    @property
    def sockets(self):
        if self._sockets is None:
            return ()
        return tuple(trsock.TransportSocket(sock) for sock in self._sockets)

    def close(self):
        """Listen no more. Connections that stand go on."""
        sockets = self._sockets
        if sockets is None:
            return
        self._sockets = None
        for sock in sockets:
            self._loop._stop_serving(sock)
        self._serving = False
        if self._serving_forever_fut is not None and not self._serving_forever_fut.done():
            self._serving_forever_fut.cancel()
            self._serving_forever_fut = None
        if self._open == 0:
            self._wakeup()

    def close_clients(self):
        """Close the connections, once what they have buffered is written."""
        for transport in self._clients.copy():
            transport.close()

    def abort_clients(self):
        """Close the connections at once."""
        for transport in self._clients.copy():
            transport.abort()

    async def start_serving(self):
        self._start_serving()
        await tasks.sleep(0)  # some may be accepted already

    async def serve_forever(self):
        """Serve until this is cancelled; then the server is closed."""
        if self._serving_forever_fut is not None:
            raise RuntimeError(f"server {self!r} is already being awaited on serve_forever()")
        if self._sockets is None:
            raise RuntimeError(f"server {self!r} is closed")
        self._start_serving()
        self._serving_forever_fut = self._loop.create_future()
        try:
            await self._serving_forever_fut
        except exceptions.CancelledError:
            try:
                self.close()
                self.close_clients()
                await self.wait_closed()
            finally:
                raise
        finally:
            self._serving_forever_fut = None

    async def wait_closed(self):
        """Wait until the server is closed and the last connection has ended."""
        if self._waiters is None:
            return
        waiter = self._loop.create_future()
        self._waiters.append(waiter)
        await waiter


def _watch_listener(loop, sock, protocol_factory, server, backlog):
    loop._add_reader(sock.fileno(), _accept, loop, sock, protocol_factory, server, backlog)


def _accept(loop, sock, protocol_factory, server, backlog):
    # Some at once, but not for ever: others want their turn.
    for _ in range(backlog + 1):
        try:
            connection, address = sock.accept()
            if loop.get_debug():
                logger.debug("%r got a new connection from %r: %r", server, address, connection)
            connection.setblocking(False)
        except ConnectionAbortedError:
            continue
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                raise
            # The system is short of something. The descriptor stays readable, so look again in a while.
            loop.call_exception_handler({
                "message": "socket.accept() out of system resource",
                "exception": error,
                "socket": trsock.TransportSocket(sock),
            })
            loop._remove_reader(sock.fileno())
            loop.call_later(constants.ACCEPT_RETRY_DELAY, _accept_again, loop, sock, protocol_factory, server, backlog)
            return
        protocol = transport = None
        try:
            protocol = protocol_factory()
            transport = loop._make_socket_transport(connection, protocol, None, extra={"peername": address},
                                                    server=server)
        except _EXITS:
            raise
        except BaseException as error:
            connection.close()
            if loop.get_debug() or transport is None:
                context = {"message": "Error on transport creation for incoming connection", "exception": error}
                if protocol is not None:
                    context["protocol"] = protocol
                loop.call_exception_handler(context)


def _accept_again(loop, sock, protocol_factory, server, backlog):
    if sock.fileno() >= 0:
        _watch_listener(loop, sock, protocol_factory, server, backlog)


async def create_server(loop, protocol_factory, host=None, port=None, *, family=socket.AF_UNSPEC,
                        flags=socket.AI_PASSIVE, sock=None, backlog=100, ssl=None, reuse_address=None, reuse_port=None,
                        keep_alive=None, ssl_handshake_timeout=None, ssl_shutdown_timeout=None, start_serving=True):
    if isinstance(ssl, bool):
        raise TypeError("ssl argument must be an SSLContext or None")
    _no_tls(ssl, ssl_handshake_timeout=ssl_handshake_timeout, ssl_shutdown_timeout=ssl_shutdown_timeout)
    if sock is not None:
        selector_events._no_tls(sock)
    if host is not None or port is not None:
        if sock is not None:
            raise ValueError("host/port and sock can not be specified at the same time")
        if host == "":
            hosts = [None]
        elif isinstance(host, str) or not isinstance(host, collections.abc.Iterable):
            hosts = [host]
        else:
            hosts = host
        found = await tasks.gather(*[_infos_of(loop, each, port, family, flags) for each in hosts])
        infos = dict.fromkeys(itertools.chain.from_iterable(found))
        sockets = []
        complete = False
        try:
            for info in infos:
                made = _listener(info, reuse_address is not False, reuse_port, keep_alive)
                if made is None:
                    if loop.get_debug():
                        logger.warning("create_server() failed to create socket.socket(%r, %r, %r)", *info[:3],
                                       exc_info=True)
                    continue
                sockets.append(made)
                _bind(made, info[4])
            if not sockets:
                raise OSError(f"could not bind on any address out of {[info[4] for info in infos]!r}")
            complete = True
        finally:
            if not complete:
                for each in sockets:
                    each.close()
    else:
        if sock is None:
            raise ValueError("Neither host/port nor sock were specified")
        if sock.type != socket.SOCK_STREAM:
            raise ValueError(f"A Stream Socket was expected, got {sock!r}")
        sockets = [sock]
    return await _server_of(loop, sockets, protocol_factory, backlog, start_serving)


async def _infos_of(loop, host, port, family, flags):
    infos = await resolve(loop, (host, port), family=family, type=socket.SOCK_STREAM, flags=flags)
    if not infos:
        raise OSError(f"getaddrinfo({host!r}) returned empty list")
    return infos


def _listener(info, reuse_address, reuse_port, keep_alive):
    try:
        sock = socket.socket(*info[:3])
    except OSError:
        return None  # a family that this system does not have
    try:
        if reuse_address:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, True)
        if reuse_port:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, True)
        if keep_alive:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, True)
        # Else it would take the IPv4 port too, and the next address could not be bound.
        if info[0] == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, True)
    except BaseException:
        sock.close()
        raise
    return sock


def _bind(sock, address):
    try:
        sock.bind(address)
    except OSError as error:
        text = str(error.strerror or error).lower()
        raise OSError(error.errno, f"error while attempting to bind on address {address!r}: {text}") from None


async def _server_of(loop, sockets, protocol_factory, backlog, start_serving):
    for sock in sockets:
        sock.setblocking(False)
    server = Server(loop, sockets, protocol_factory, None, backlog, None)
    if start_serving:
        server._start_serving()
        try:
            await tasks.sleep(0)
        except BaseException:
            server.close()  # cancelled: nobody will ever hold it
            raise
    if loop.get_debug():
        logger.info("%r is serving", server)
    return server


async def create_unix_server(loop, protocol_factory, path=None, *, sock=None, backlog=100, ssl=None,
                             ssl_handshake_timeout=None, ssl_shutdown_timeout=None, start_serving=True,
                             cleanup_socket=True):
    if isinstance(ssl, bool):
        raise TypeError("ssl argument must be an SSLContext or None")
    _no_tls(ssl, ssl_handshake_timeout=ssl_handshake_timeout, ssl_shutdown_timeout=ssl_shutdown_timeout)
    if path is not None:
        if sock is not None:
            raise ValueError("path and sock can not be specified at the same time")
        path = os.fspath(path)
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # A socket that an earlier server left behind; names in the abstract namespace go by themselves.
        if path[0] not in (0, "\x00"):
            try:
                if stat.S_ISSOCK(os.stat(path).st_mode):
                    os.remove(path)
            except FileNotFoundError:
                pass
            except OSError as error:
                logger.error("Unable to check or remove stale UNIX socket %r: %r", path, error)
        try:
            sock.bind(path)
        except OSError as error:
            sock.close()
            if error.errno == errno.EADDRINUSE:
                raise OSError(errno.EADDRINUSE, f"Address {path!r} is already in use") from None
            raise
        except BaseException:
            sock.close()
            raise
    else:
        if sock is None:
            raise ValueError("path was not specified, and no sock specified")
        if sock.family != socket.AF_UNIX or sock.type != socket.SOCK_STREAM:
            raise ValueError(f"A UNIX Domain Stream Socket was expected, got {sock!r}")
    if cleanup_socket:
        bound = sock.getsockname()
        if bound and bound[0] not in (0, "\x00"):
            if loop._unix_server_sockets is None:
                loop._unix_server_sockets = {}
            try:
                loop._unix_server_sockets[sock] = os.stat(bound).st_ino
            except OSError:
                pass
    return await _server_of(loop, [sock], protocol_factory, backlog, start_serving)


def stop_serving(loop, sock):
    loop._remove_reader(sock.fileno())
    inode = loop._unix_server_sockets.pop(sock, None) if loop._unix_server_sockets else None
    path = sock.getsockname() if inode is not None else None
    sock.close()
    if path is not None:
        try:
            if os.stat(path).st_ino == inode:
                os.unlink(path)
        except FileNotFoundError:
            pass
        except OSError as error:
            logger.error("Unable to clean up listening UNIX socket %r: %r", path, error)


# ---- datagrams ----

async def create_datagram_endpoint(loop, protocol_factory, local_addr=None, remote_addr=None, *, family=0, proto=0,
                                   flags=0, reuse_port=None, allow_broadcast=None, sock=None):
    remote = None
    if sock is not None:
        if sock.type == socket.SOCK_STREAM:
            raise ValueError(f"A datagram socket was expected, got {sock!r}")
        given = {"local_addr": local_addr, "remote_addr": remote_addr, "family": family, "proto": proto,
                 "flags": flags, "reuse_port": reuse_port, "allow_broadcast": allow_broadcast}
        problems = ", ".join(f"{name}={value}" for name, value in given.items() if value)
        if problems:
            raise ValueError(f"socket modifier keyword arguments can not be used when sock is specified. ({problems})")
        sock.setblocking(False)
    else:
        sock, remote = await _datagram_socket(loop, local_addr, remote_addr, family, proto, flags, reuse_port,
                                              allow_broadcast)
    protocol = protocol_factory()
    waiter = loop.create_future()
    transport = loop._make_datagram_transport(sock, protocol, remote, waiter)
    if loop.get_debug():
        if local_addr:
            logger.info("Datagram endpoint local_addr=%r remote_addr=%r created: (%r, %r)", local_addr, remote_addr,
                        transport, protocol)
        else:
            logger.debug("Datagram endpoint remote_addr=%r created: (%r, %r)", remote_addr, transport, protocol)
    try:
        await waiter
    except BaseException:
        transport.close()
        raise
    return transport, protocol


async def _datagram_socket(loop, local_addr, remote_addr, family, proto, flags, reuse_port, allow_broadcast):
    if not (local_addr or remote_addr):
        if family == 0:
            raise ValueError("unexpected address family")
        pairs = {(family, proto): [None, None]}
    elif family == socket.AF_UNIX:
        for address in (local_addr, remote_addr):
            if address is not None and not isinstance(address, str):
                raise TypeError("string is expected")
        if local_addr and local_addr[0] not in (0, "\x00"):
            try:
                if stat.S_ISSOCK(os.stat(local_addr).st_mode):
                    os.remove(local_addr)
            except FileNotFoundError:
                pass
            except OSError as error:
                logger.error("Unable to check or remove stale UNIX socket %r: %r", local_addr, error)
        pairs = {(family, proto): [local_addr, remote_addr]}
    else:
        pairs = {}
        for place, address in enumerate((local_addr, remote_addr)):
            if address is None:
                continue
            if not (isinstance(address, tuple) and len(address) == 2):
                raise TypeError("2-tuple is expected")
            infos = await resolve(loop, address, family=family, type=socket.SOCK_DGRAM, proto=proto, flags=flags)
            if not infos:
                raise OSError("getaddrinfo() returned empty list")
            for found_family, _, found_proto, _, found in infos:
                pairs.setdefault((found_family, found_proto), [None, None])[place] = found
        pairs = {key: pair for key, pair in pairs.items()
                 if not (local_addr and pair[0] is None or remote_addr and pair[1] is None)}
        if not pairs:
            raise ValueError("can not get address information")
    errors = []
    for (each_family, each_proto), (local, remote) in pairs.items():
        sock = None
        try:
            sock = socket.socket(family=each_family, type=socket.SOCK_DGRAM, proto=each_proto)
            if reuse_port:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, True)
            if allow_broadcast:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            sock.setblocking(False)
            if local_addr:
                sock.bind(local)
            if remote_addr:
                if not allow_broadcast:
                    await loop.sock_connect(sock, remote)
                return sock, remote
            return sock, None
        except OSError as error:
            if sock is not None:
                sock.close()
            errors.append(error)
        except BaseException:
            if sock is not None:
                sock.close()
            raise
    raise errors[0]


# ---- files ----

async def sendfile(loop, transport, file, offset=0, count=None, *, fallback=True):
    if transport.is_closing():
        raise RuntimeError("Transport is closing")
    if not isinstance(transport, selector_events._SelectorSocketTransport):
        raise RuntimeError(f"sendfile is not supported for transport {transport!r}")
    # The transport may neither write nor read meanwhile: the socket is ours.
    reading = transport.is_reading()
    transport.pause_reading()
    await transport._make_empty_waiter()
    known = loop._transports.pop(transport._sock_fd, None)
    try:
        return await loop.sock_sendfile(transport._sock, file, offset, count, fallback=fallback)
    finally:
        if known is not None:
            loop._transports[transport._sock_fd] = known
        transport._reset_empty_waiter()
        if reading:
            transport.resume_reading()
