"""Protocols: what a transport calls when something happens."""

__all__ = ("BaseProtocol", "Protocol", "DatagramProtocol", "SubprocessProtocol", "BufferedProtocol")


class BaseProtocol:
    """What all protocols have. A transport calls these; the methods here do nothing."""

    __slots__ = ()

    def connection_made(self, transport):
        """The connection stands."""

    def connection_lost(self, exc):
        """The connection is lost or closed: exc is the reason, or None."""

    def pause_writing(self):
        """The transport's buffer is over its high-water mark."""

    def resume_writing(self):
        """The transport's buffer is below its low-water mark again."""


class Protocol(BaseProtocol):
    """For streams of bytes."""

    __slots__ = ()

    def data_received(self, data):
        """Some bytes came."""

    def eof_received(self):
        """The other end writes no more. A true result keeps the transport open."""


class BufferedProtocol(BaseProtocol):
    """For streams of bytes that go into buffers of the protocol's own."""

    __slots__ = ()

    def get_buffer(self, sizehint):
        """A buffer to receive into; sizehint is a recommended least size, or -1."""

    def buffer_updated(self, nbytes):
        """The buffer was filled with so many bytes."""

    def eof_received(self):
        """The other end writes no more. A true result keeps the transport open."""


class DatagramProtocol(BaseProtocol):
    """For datagrams."""

    __slots__ = ()

    def datagram_received(self, data, addr):
        """A datagram came."""

    def error_received(self, exc):
        """Sending or receiving raised an OSError."""


class SubprocessProtocol(BaseProtocol):
    """For child processes."""

    __slots__ = ()

    def pipe_data_received(self, fd, data):
        """The child wrote to its stdout (1) or stderr (2)."""

    def pipe_connection_lost(self, fd, exc):
        """A pipe to the child is closed."""

    def process_exited(self):
        """The child has ended."""


def _feed_data_to_buffered_proto(proto, data):
    while data:
        buffer = proto.get_buffer(len(data))
        room = len(buffer)
        if not room:
            raise RuntimeError("get_buffer() returned an empty buffer")
        part = data[:room]
        buffer[:len(part)] = part
        proto.buffer_updated(len(part))
        data = data[room:]
