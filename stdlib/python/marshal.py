"""Values as bytes and back: None, booleans, numbers, strings, bytes, tuples, lists, sets, dicts, slices. CPython's format.

Code objects are not among them: Krait's bytecode is its own, and what was not made by this process would have to be checked.
"""
import struct

__all__ = ["dump", "dumps", "load", "loads", "version"]

version = 5
_MAX_DEPTH = 2000
_CONSTANTS = {b"N": None, b"T": True, b"F": False, b"S": StopIteration, b".": Ellipsis}
_NULL = object()                # ends a dict


def dumps(value, version=version, /, *, allow_code=True):
    """Return the bytes of a value; ValueError if it, or something in it, has none."""
    parts = []
    try:
        _Writer(parts.append, version).write(value, 0)
    except RecursionError:
        raise ValueError("object too deeply nested to marshal") from None
    return b"".join(parts)


def dump(value, file, version=version, /, *, allow_code=True):
    """Write a value to a binary file."""
    return file.write(dumps(value, version))


def loads(data, /, *, allow_code=True):
    """Return the value that the bytes begin with."""
    view = memoryview(data).cast("B")
    position = 0

    def read(count):
        nonlocal position
        piece = bytes(view[position:position + count])
        if len(piece) < count:
            raise EOFError("marshal data too short")
        position += count
        return piece
    return _Reader(read).whole()


def load(file, /, *, allow_code=True):
    """Read a value from a binary file."""
    def read(count):
        piece = file.read(count)
        if not isinstance(piece, bytes):
            raise TypeError(f"file.read() returned not bytes but {type(piece).__name__}")
        if len(piece) < count:
            raise EOFError("EOF read where object expected" if not piece else "marshal data too short")
        return piece
    return _Reader(read).whole()


class _Writer:
    def __init__(self, put, version):
        self.put = put
        self.version = version

    def sized(self, mark, data):
        if len(data) > 0x7FFFFFFF:
            raise ValueError("unmarshallable object")
        self.put(mark + len(data).to_bytes(4, "little"))

    def write(self, value, depth):
        if depth > _MAX_DEPTH:
            raise ValueError("object too deeply nested to marshal")
        put = self.put
        kind = type(value)
        if value is None:
            put(b"N")
        elif kind is bool:
            put(b"T" if value else b"F")
        elif value is StopIteration:
            put(b"S")
        elif value is Ellipsis:
            put(b".")
        elif kind is int:
            if -0x80000000 <= value <= 0x7FFFFFFF:
                put(b"i" + value.to_bytes(4, "little", signed=True))
            else:
                self.big(value)
        elif kind is float:
            if self.version > 1:
                put(b"g" + struct.pack("<d", value))
            else:
                self.text_number(b"f", value)
        elif kind is complex:
            if self.version > 1:
                put(b"y" + struct.pack("<dd", value.real, value.imag))
            else:
                self.text_number(b"x", value.real)
                self.text_number(b"", value.imag)
        elif kind is str:
            data = value.encode("utf-8", "surrogatepass")
            if self.version >= 4 and value.isascii():
                if len(data) < 256:
                    put(b"z" + bytes([len(data)]))
                else:
                    self.sized(b"a", data)
            else:
                self.sized(b"u", data)
            put(data)
        elif kind in (tuple, list, set, frozenset):
            if kind is tuple and self.version >= 4 and len(value) < 256:
                put(b")" + bytes([len(value)]))
            else:
                self.sized({tuple: b"(", list: b"[", set: b"<", frozenset: b">"}[kind], value)
            for item in value:
                self.write(item, depth + 1)
        elif kind is dict:
            put(b"{")
            for key, item in value.items():
                self.write(key, depth + 1)
                self.write(item, depth + 1)
            put(b"0")
        elif kind is slice:
            if self.version < 5:
                raise ValueError("unmarshallable object")
            put(b":")
            for item in (value.start, value.stop, value.step):
                self.write(item, depth + 1)
        elif kind.__name__ == "code" and kind.__module__ == "builtins":
            raise ValueError("unmarshallable object: Krait's code objects cannot be written (docs/compatibility.md)")
        else:
            try:
                data = bytes(memoryview(value).cast("B"))
            except TypeError:
                raise ValueError("unmarshallable object") from None
            self.sized(b"s", data)
            put(data)

    def big(self, value):
        """Digits of 15 bits; the sign is their count's."""
        magnitude = abs(value)
        digits = []
        while magnitude:
            digits.append((magnitude & 0x7FFF).to_bytes(2, "little"))
            magnitude >>= 15
        count = -len(digits) if value < 0 else len(digits)
        self.put(b"l" + count.to_bytes(4, "little", signed=True) + b"".join(digits))

    def text_number(self, mark, value):
        text = repr(value).encode()
        self.put(mark + bytes([len(text)]) + text)


class _Reader:
    def __init__(self, read):
        self.read = read
        self.seen = []          # what 'r' refers to
        self.depth = 0

    def size(self):
        size = int.from_bytes(self.read(4), "little", signed=True)
        if size < 0:
            raise ValueError("bad marshal data (size out of range)")
        return size

    def whole(self):
        try:
            return self.value()
        except RecursionError:
            raise ValueError("recursion limit exceeded") from None

    def value(self):
        result = self.any()
        if result is _NULL:
            raise TypeError("NULL object in marshal data for object")
        return result

    def any(self):
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise ValueError("recursion limit exceeded")
        code = self.read(1)[0]
        mark, flagged = bytes([code & 0x7F]), bool(code & 0x80)
        index = len(self.seen)
        if flagged and mark not in b"NTFS.0r":
            self.seen.append(_NULL)         # its place: numbered before what is in it
        result = self.of_mark(mark, index if flagged else None)
        if flagged and mark not in b"NTFS.0r":
            self.seen[index] = result
        self.depth -= 1
        return result

    def of_mark(self, mark, index):
        read = self.read
        if mark in _CONSTANTS:
            return _CONSTANTS[mark]
        if mark == b"0":
            return _NULL
        if mark == b"i":
            return int.from_bytes(read(4), "little", signed=True)
        if mark == b"I":
            return int.from_bytes(read(8), "little", signed=True)
        if mark == b"l":
            return self.big()
        if mark == b"g":
            return struct.unpack("<d", read(8))[0]
        if mark == b"f":
            return float(read(read(1)[0]))
        if mark == b"y":
            return complex(*struct.unpack("<dd", read(16)))
        if mark == b"x":
            real = float(read(read(1)[0]))
            return complex(real, float(read(read(1)[0])))
        if mark == b"s":
            return read(self.size())
        if mark in (b"u", b"t"):
            return read(self.size()).decode("utf-8", "surrogatepass")
        if mark in (b"a", b"A"):
            return read(self.size()).decode("latin-1")
        if mark in (b"z", b"Z"):
            return read(read(1)[0]).decode("latin-1")
        if mark == b")":
            return tuple([self.value() for _ in range(read(1)[0])])
        if mark == b"(":
            return tuple([self.value() for _ in range(self.size())])
        if mark == b"[":
            return self.fill([], list.append, index)
        if mark == b"<":
            return self.fill(set(), set.add, index)
        if mark == b">":
            return frozenset([self.value() for _ in range(self.size())])
        if mark == b"{":
            result = {}
            if index is not None:
                self.seen[index] = result
            while (key := self.any()) is not _NULL:
                result[key] = self.value()
            return result
        if mark == b":":
            return slice(self.value(), self.value(), self.value())
        if mark == b"r":
            number = self.size()
            if number >= len(self.seen) or self.seen[number] is _NULL:
                raise ValueError("bad marshal data (invalid reference)")
            return self.seen[number]
        if mark == b"c":
            raise ValueError("bad marshal data: code objects of another Python cannot be read (docs/compatibility.md)")
        raise ValueError("bad marshal data (unknown type code)")

    def fill(self, container, add, index):
        if index is not None:
            self.seen[index] = container        # it may contain itself
        for _ in range(self.size()):
            add(container, self.value())
        return container

    def big(self):
        count = int.from_bytes(self.read(4), "little", signed=True)
        result = 0
        for place in range(abs(count)):
            digit = int.from_bytes(self.read(2), "little")
            if digit > 0x7FFF:
                raise ValueError("bad marshal data (digit out of range in long)")
            result |= digit << 15 * place
        if count and not digit:
            raise ValueError("bad marshal data (unnormalized long data)")
        return -result if count < 0 else result
