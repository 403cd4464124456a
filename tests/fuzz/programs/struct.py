# A format up to the first zero byte, then the buffer. What is unpacked packs to something that unpacks to the same.
import struct

EXPECTED = (struct.error, MemoryError, OverflowError, ValueError)


def run(data):
    format, _, buffer = bytes(data).partition(b"\0")
    try:
        size = struct.calcsize(format)
        if size > 100_000:
            return
        made = struct.Struct(format)
        list(zip(made.iter_unpack(buffer), range(5)))
    except EXPECTED:
        pass
    except UnicodeDecodeError:
        return
    try:
        values = struct.unpack_from(format, buffer + bytes(100_000))
        packed = struct.pack(format, *values)
        assert repr(struct.unpack(format, packed)) == repr(values)
        struct.pack_into(format, bytearray(10), 3, *values)
    except EXPECTED:
        pass
    try:
        memoryview(bytearray(buffer)).cast(format.decode("latin-1")).tolist()
    except (TypeError, ValueError, NotImplementedError):
        pass
