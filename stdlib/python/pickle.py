"""Create portable serialized representations of Python objects: protocols 0 to 5.

A pickle is a program for a small stack machine; each opcode is one byte, with its argument behind it. The Pickler writes such a
program, the Unpickler runs it. Reference: Library Reference, pickle and pickletools (the opcodes), PEP 307, 3154 and 574.
Where the interpreter has `_pickle`, its classes are used.
"""

import sys
from copyreg import _extension_cache, _extension_registry, _inverted_registry, dispatch_table
from struct import pack, unpack

__all__ = ["PickleError", "PicklingError", "UnpicklingError", "Pickler", "Unpickler", "dump", "dumps", "load", "loads"]

try:
    from _pickle_buffer import PickleBuffer

    __all__.append("PickleBuffer")
    _HAVE_PICKLE_BUFFER = True
except ImportError:
    _HAVE_PICKLE_BUFFER = False

format_version = "5.0"
compatible_formats = ["1.0", "1.1", "1.2", "1.3", "2.0", "3.0", "4.0", "5.0"]
HIGHEST_PROTOCOL = 5
DEFAULT_PROTOCOL = 5
bytes_types = (bytes, bytearray, memoryview)


class PickleError(Exception):
    """A common base class for the other pickling exceptions."""


class PicklingError(PickleError):
    """This exception is raised when an unpicklable object is passed to the dump() method."""


class UnpicklingError(PickleError):
    """This exception is raised when there is a problem unpickling an object, such as a security violation."""


class _Stop(Exception):
    def __init__(self, value):
        self.value = value


# The opcodes, by protocol.
MARK, STOP, POP, POP_MARK, DUP = b"(", b".", b"0", b"1", b"2"
FLOAT, INT, BININT, BININT1, LONG, BININT2, NONE = b"F", b"I", b"J", b"K", b"L", b"M", b"N"
PERSID, BINPERSID, REDUCE, STRING, BINSTRING, SHORT_BINSTRING = b"P", b"Q", b"R", b"S", b"T", b"U"
UNICODE, BINUNICODE, APPEND, BUILD, GLOBAL, DICT, EMPTY_DICT = b"V", b"X", b"a", b"b", b"c", b"d", b"}"
APPENDS, GET, BINGET, INST, LONG_BINGET, LIST, EMPTY_LIST = b"e", b"g", b"h", b"i", b"j", b"l", b"]"
OBJ, PUT, BINPUT, LONG_BINPUT, SETITEM, TUPLE, EMPTY_TUPLE = b"o", b"p", b"q", b"r", b"s", b"t", b")"
SETITEMS, BINFLOAT = b"u", b"G"
TRUE, FALSE = b"I01\n", b"I00\n"
PROTO, NEWOBJ, EXT1, EXT2, EXT4 = b"\x80", b"\x81", b"\x82", b"\x83", b"\x84"
TUPLE1, TUPLE2, TUPLE3, NEWTRUE, NEWFALSE, LONG1, LONG4 = b"\x85", b"\x86", b"\x87", b"\x88", b"\x89", b"\x8a", b"\x8b"
BINBYTES, SHORT_BINBYTES = b"B", b"C"
SHORT_BINUNICODE, BINUNICODE8, BINBYTES8, EMPTY_SET, ADDITEMS = b"\x8c", b"\x8d", b"\x8e", b"\x8f", b"\x90"
FROZENSET, NEWOBJ_EX, STACK_GLOBAL, MEMOIZE, FRAME = b"\x91", b"\x92", b"\x93", b"\x94", b"\x95"
BYTEARRAY8, NEXT_BUFFER, READONLY_BUFFER = b"\x96", b"\x97", b"\x98"
_tuplesize2code = [EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3]

__all__.extend([name for name in dir() if name.isupper() and not name.startswith("_")])

_BATCHSIZE = 1000


def encode_long(x):
    """An int as little-endian two's complement bytes, as few as will do; 0 is none at all."""
    if x == 0:
        return b""
    size = (x.bit_length() >> 3) + 1
    result = x.to_bytes(size, "little", signed=True)
    if x < 0 and size > 1 and result[-1] == 0xFF and result[-2] & 0x80:
        result = result[:-1]
    return result


def decode_long(data):
    """The int of little-endian two's complement bytes."""
    return int.from_bytes(data, "little", signed=True)


def _getattribute(obj, dotted_path):
    for name in dotted_path:
        obj = getattr(obj, name)
    return obj


def whichmodule(obj, name):
    """Find the module an object belong to."""
    dotted_path = name.split(".")
    module_name = getattr(obj, "__module__", None)
    if "<locals>" in dotted_path:
        raise PicklingError(f"Can't pickle local object {obj!r}")
    if module_name is None:
        # Looked for by value in all modules; a module may be anything, and raise anything.
        for module_name, module in sys.modules.copy().items():
            if module_name in ("__main__", "__mp_main__") or module is None:
                continue
            try:
                if _getattribute(module, dotted_path) is obj:
                    return module_name
            except AttributeError:
                pass
        module_name = "__main__"
    try:
        __import__(module_name, level=0)
        module = sys.modules[module_name]
    except (ImportError, ValueError, KeyError) as error:
        raise PicklingError(f"Can't pickle {obj!r}: {error!s}")
    try:
        found = _getattribute(module, dotted_path)
    except AttributeError:
        raise PicklingError(f"Can't pickle {obj!r}: it's not found as {module_name}.{name}")
    if found is not obj:
        raise PicklingError(f"Can't pickle {obj!r}: it's not the same object as {module_name}.{name}")
    return module_name


def _kind(obj):
    """The type's name as messages show it, with its module unless that is builtins."""
    cls = type(obj)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


# Framing (protocol 4): opcodes come in frames of about 64 KiB, so that a reader can read them in one go; large strings stay outside.


class _Framer:
    _FRAME_SIZE_MIN = 4
    _FRAME_SIZE_TARGET = 64 * 1024

    def __init__(self, file_write):
        self.file_write = file_write
        self.chunks = None
        self.size = 0

    def start_framing(self):
        self.chunks = []
        self.size = 0

    def end_framing(self):
        if self.chunks:
            self.commit_frame(force=True)
        self.chunks = None

    def commit_frame(self, force=False):
        if self.chunks is None or not (force or self.size >= self._FRAME_SIZE_TARGET):
            return
        data = b"".join(self.chunks)
        if len(data) >= self._FRAME_SIZE_MIN:
            self.file_write(FRAME + pack("<Q", len(data)))
        self.file_write(data)
        self.chunks = []
        self.size = 0

    def write(self, data):
        if self.chunks is None:
            return self.file_write(data)
        self.chunks.append(data)
        self.size += len(data)
        return len(data)

    def write_large_bytes(self, header, payload):
        if self.chunks:
            self.commit_frame(force=True)
        # Header apart from the payload: no copy of what is large.
        self.file_write(header)
        self.file_write(payload)


class _Pickler:
    def __init__(self, file, protocol=None, *, fix_imports=True, buffer_callback=None):
        """This takes a binary file for writing a pickle data stream.

        The optional *protocol* argument tells the pickler to use the
        given protocol; supported protocols are 0, 1, 2, 3, 4 and 5.
        The default protocol is 5. Specifying a negative protocol
        version selects the highest protocol version supported.

        If *fix_imports* is True and *protocol* is less than 3, pickle
        will try to map the new Python 3 names to the old module names
        used in Python 2.

        If *buffer_callback* is not None, it is called with buffer views
        (PEP 574), which are left out of the stream where it returns a
        false value.
        """
        if protocol is None:
            protocol = DEFAULT_PROTOCOL
        if protocol < 0:
            protocol = HIGHEST_PROTOCOL
        elif not 0 <= protocol <= HIGHEST_PROTOCOL:
            raise ValueError(f"pickle protocol must be <= {HIGHEST_PROTOCOL}")
        if buffer_callback is not None and protocol < 5:
            raise ValueError("buffer_callback needs protocol >= 5")
        self._buffer_callback = buffer_callback
        try:
            self._file_write = file.write
        except AttributeError:
            raise TypeError("file must have a 'write' attribute")
        self.framer = _Framer(self._file_write)
        self.write = self.framer.write
        self._write_large_bytes = self.framer.write_large_bytes
        # From id to (index in the memo, object); the object is held so that its id stays its own.
        self.memo = {}
        self.proto = int(protocol)
        self.bin = protocol >= 1
        self.fast = 0
        self.fix_imports = fix_imports and protocol < 3

    def clear_memo(self):
        """Clears the pickler's "memo".

        The memo is the data structure that remembers which objects the
        pickler has already seen, so that shared or recursive objects
        are pickled by reference and not by value.  This method is
        useful when re-using picklers.
        """
        self.memo.clear()

    def dump(self, obj):
        """Write a pickled representation of obj to the open file."""
        if not hasattr(self, "_file_write"):
            raise PicklingError(f"Pickler.__init__() was not called by {self.__class__.__name__}.__init__()")
        if self.proto >= 2:
            self.write(PROTO + pack("<B", self.proto))
        if self.proto >= 4:
            self.framer.start_framing()
        self.save(obj)
        self.write(STOP)
        self.framer.end_framing()

    def memoize(self, obj):
        """Store an object in the memo, and tell the reader to do so."""
        if self.fast:
            return
        assert id(obj) not in self.memo
        index = len(self.memo)
        self.write(self.put(index))
        self.memo[id(obj)] = index, obj

    def put(self, idx):
        if self.proto >= 4:
            return MEMOIZE
        if self.bin:
            return BINPUT + pack("<B", idx) if idx < 256 else LONG_BINPUT + pack("<I", idx)
        return PUT + f"{idx}\n".encode("ascii")

    def get(self, i):
        if self.bin:
            return BINGET + pack("<B", i) if i < 256 else LONG_BINGET + pack("<I", i)
        return GET + f"{i}\n".encode("ascii")

    def save(self, obj, save_persistent_id=True):
        self.framer.commit_frame()
        if save_persistent_id:
            pid = self.persistent_id(obj)
            if pid is not None:
                self.save_pers(pid)
                return
        known = self.memo.get(id(obj))
        if known is not None:
            self.write(self.get(known[0]))
            return

        reduced = NotImplemented
        override = getattr(self, "reducer_override", None)
        if override is not None:
            reduced = override(obj)
        if reduced is NotImplemented:
            kind = type(obj)
            method = self.dispatch.get(kind)
            if method is not None:
                method(self, obj)
                return
            # An entry of None is an error, not the lack of one.
            reductor = getattr(self, "dispatch_table", dispatch_table).get(kind, NotImplemented)
            if reductor is not NotImplemented:
                reduced = reductor(obj)
            elif issubclass(kind, type):
                self.save_global(obj)
                return
            elif (reductor := getattr(obj, "__reduce_ex__", None)) is not None:
                reduced = reductor(self.proto)
            elif (reductor := getattr(obj, "__reduce__", None)) is not None:
                reduced = reductor()
            else:
                raise PicklingError(f"Can't pickle {_kind(obj)} object")
        if isinstance(reduced, str):
            self.save_global(obj, reduced)
            return
        try:
            if not isinstance(reduced, tuple):
                raise PicklingError(f"__reduce__ must return a string or tuple, not {_kind(reduced)}")
            if not 2 <= len(reduced) <= 6:
                raise PicklingError("tuple returned by __reduce__ must contain 2 through 6 elements")
            self.save_reduce(*reduced, obj=obj)
        except BaseException as error:
            error.add_note(f"when serializing {_kind(obj)} object")
            raise

    def persistent_id(self, obj):
        # A subclass may name objects that are kept elsewhere.
        return None

    def save_pers(self, pid):
        if self.bin:
            self.save(pid, save_persistent_id=False)
            self.write(BINPERSID)
            return
        try:
            self.write(PERSID + str(pid).encode("ascii") + b"\n")
        except UnicodeEncodeError:
            raise PicklingError("persistent IDs in protocol 0 must be ASCII strings")

    def save_reduce(self, func, args, state=None, listitems=None, dictitems=None, state_setter=None, *, obj=None):
        if not callable(func):
            raise PicklingError(f"first item of the tuple returned by __reduce__ must be callable, not {_kind(func)}")
        if not isinstance(args, tuple):
            raise PicklingError(f"second item of the tuple returned by __reduce__ must be a tuple, not {_kind(args)}")
        name = getattr(func, "__name__", "")
        if self.proto >= 2 and name == "__newobj_ex__":
            self._save_newobj_ex(func, args, obj)
        elif self.proto >= 2 and name == "__newobj__":
            self._save_newobj(args, obj)
        else:
            self.save(func)
            self.save(args)
            self.write(REDUCE)
        if obj is not None:
            # Its own arguments may have led back to the object: then it stands in the memo already.
            if id(obj) in self.memo:
                self.write(POP + self.get(self.memo[id(obj)][0]))
            else:
                self.memoize(obj)
        if listitems is not None:
            self._batch_appends(listitems, obj)
        if dictitems is not None:
            self._batch_setitems(dictitems, obj)
        if state is None:
            return
        if state_setter is None:
            self.save(state)
            self.write(BUILD)
        else:
            # Called for its effect: the result goes.
            self.save(state_setter)
            self.save(obj)
            self.save(state)
            self.write(TUPLE2)
            self.write(REDUCE)
            self.write(POP)

    def _save_newobj_ex(self, func, args, obj):
        cls, args, kwargs = args
        if not hasattr(cls, "__new__"):
            raise PicklingError("first argument to __newobj_ex__() has no __new__")
        if obj is not None and cls is not obj.__class__:
            raise PicklingError(
                f"first argument to __newobj_ex__() must be {obj.__class__!r}, not {cls!r}"
            )
        if self.proto >= 4:
            self.save(cls)
            self.save(args)
            self.save(kwargs)
            self.write(NEWOBJ_EX)
        else:
            from functools import partial

            self.save(partial(cls.__new__, cls, *args, **kwargs))
            self.save(())
            self.write(REDUCE)

    def _save_newobj(self, args, obj):
        cls = args[0]
        if not hasattr(cls, "__new__"):
            raise PicklingError("first argument to __newobj__() has no __new__")
        if obj is not None and cls is not obj.__class__:
            raise PicklingError(f"first argument to __newobj__() must be {obj.__class__!r}, not {cls!r}")
        self.save(cls)
        self.save(args[1:])
        self.write(NEWOBJ)

    # The types that are pickled by opcodes of their own.

    dispatch = {}

    def save_none(self, obj):
        self.write(NONE)

    dispatch[type(None)] = save_none

    def save_bool(self, obj):
        if self.proto >= 2:
            self.write(NEWTRUE if obj else NEWFALSE)
        else:
            self.write(TRUE if obj else FALSE)

    dispatch[bool] = save_bool

    def save_long(self, obj):
        if self.bin:
            if 0 <= obj <= 0xFFFF:
                self.write(BININT1 + pack("<B", obj) if obj <= 0xFF else BININT2 + pack("<H", obj))
                return
            if -0x80000000 <= obj <= 0x7FFFFFFF:
                self.write(BININT + pack("<i", obj))
                return
        if self.proto >= 2:
            data = encode_long(obj)
            size = len(data)
            header = LONG1 + pack("<B", size) if size < 256 else LONG4 + pack("<i", size)
            self.write(header + data)
        elif -0x80000000 <= obj <= 0x7FFFFFFF:
            self.write(INT + repr(obj).encode("ascii") + b"\n")
        else:
            self.write(LONG + repr(obj).encode("ascii") + b"L\n")

    dispatch[int] = save_long

    def save_float(self, obj):
        self.write(BINFLOAT + pack(">d", obj) if self.bin else FLOAT + repr(obj).encode("ascii") + b"\n")

    dispatch[float] = save_float

    def _write_sized(self, header, data):
        if len(data) >= self.framer._FRAME_SIZE_TARGET:
            self._write_large_bytes(header, data)
        else:
            self.write(header + data)

    def _save_bytes_no_memo(self, obj):
        size = len(obj)
        if size <= 0xFF:
            self.write(SHORT_BINBYTES + pack("<B", size) + obj)
        elif size > 0xFFFFFFFF and self.proto >= 4:
            self._write_large_bytes(BINBYTES8 + pack("<Q", size), obj)
        else:
            self._write_sized(BINBYTES + pack("<I", size), obj)

    def save_bytes(self, obj):
        if self.proto < 3:
            # There were no bytes: the text of the same code points is encoded back.
            if not obj:
                self.save_reduce(bytes, (), obj=obj)
            else:
                from codecs import encode

                self.save_reduce(encode, (str(obj, "latin1"), "latin1"), obj=obj)
            return
        self._save_bytes_no_memo(obj)
        self.memoize(obj)

    dispatch[bytes] = save_bytes

    def _save_bytearray_no_memo(self, obj):
        self._write_sized(BYTEARRAY8 + pack("<Q", len(obj)), obj)

    def save_bytearray(self, obj):
        if self.proto < 5:
            if not obj:
                self.save_reduce(bytearray, (), obj=obj)
            else:
                self.save_reduce(bytearray, (bytes(obj),), obj=obj)
            return
        self._save_bytearray_no_memo(obj)
        self.memoize(obj)

    dispatch[bytearray] = save_bytearray

    if _HAVE_PICKLE_BUFFER:

        def save_picklebuffer(self, obj):
            if self.proto < 5:
                raise PicklingError("PickleBuffer can only be pickled with protocol >= 5")
            with obj.raw() as view:
                if not view.contiguous:
                    raise PicklingError("PickleBuffer can not be pickled when pointing to a non-contiguous buffer")
                in_band = True
                if self._buffer_callback is not None:
                    in_band = bool(self._buffer_callback(obj))
                if in_band:
                    data = view.tobytes()
                    if id(data) in self.memo:
                        self.write(self.get(self.memo[id(data)][0]))
                    elif view.readonly:
                        self._save_bytes_no_memo(data)
                    else:
                        self._save_bytearray_no_memo(data)
                else:
                    self.write(NEXT_BUFFER)
                    if view.readonly:
                        self.write(READONLY_BUFFER)

        dispatch[PickleBuffer] = save_picklebuffer

    def save_str(self, obj):
        if self.bin:
            data = obj.encode("utf-8", "surrogatepass")
            size = len(data)
            if size <= 0xFF and self.proto >= 4:
                self.write(SHORT_BINUNICODE + pack("<B", size) + data)
            elif size > 0xFFFFFFFF and self.proto >= 4:
                self._write_large_bytes(BINUNICODE8 + pack("<Q", size), data)
            else:
                self._write_sized(BINUNICODE + pack("<I", size), data)
        else:
            # What would break the line, or is not what raw-unicode-escape reads back, is escaped.
            text = obj
            for char in "\\\0\n\r\x1a":
                text = text.replace(char, f"\\u{ord(char):04x}")
            self.write(UNICODE + text.encode("raw-unicode-escape") + b"\n")
        self.memoize(obj)

    dispatch[str] = save_str

    def save_tuple(self, obj):
        if not obj:
            self.write(EMPTY_TUPLE if self.bin else MARK + TUPLE)
            return
        size = len(obj)
        short = size <= 3 and self.proto >= 2
        if not short:
            self.write(MARK)
        for index, element in enumerate(obj):
            self._save_item(element, obj, index)
        known = self.memo.get(id(obj))
        if known is not None:
            # A recursive tuple: it was made while its elements were saved; these are thrown away.
            if short:
                self.write(POP * size + self.get(known[0]))
            else:
                self.write((POP_MARK if self.bin else POP * (size + 1)) + self.get(known[0]))
            return
        self.write(_tuplesize2code[size] if short else TUPLE)
        self.memoize(obj)

    dispatch[tuple] = save_tuple

    def _save_item(self, item, owner, index):
        try:
            self.save(item)
        except BaseException as error:
            error.add_note(f"when serializing {_kind(owner)} item {index!r}")
            raise

    def save_list(self, obj):
        self.write(EMPTY_LIST if self.bin else MARK + LIST)
        self.memoize(obj)
        self._batch_appends(obj, obj)

    dispatch[list] = save_list

    def _batches(self, items):
        from itertools import islice

        iterator = iter(items)
        while batch := list(islice(iterator, _BATCHSIZE if self.bin else 1)):
            yield batch

    def _batch_appends(self, items, obj):
        index = 0
        for batch in self._batches(items):
            is_many = self.bin and len(batch) > 1
            if is_many:
                self.write(MARK)
            for item in batch:
                self._save_item(item, obj, index)
                index += 1
            self.write(APPENDS if is_many else APPEND)

    def save_dict(self, obj):
        self.write(EMPTY_DICT if self.bin else MARK + DICT)
        self.memoize(obj)
        self._batch_setitems(obj.items(), obj)

    dispatch[dict] = save_dict

    def _batch_setitems(self, items, obj):
        for batch in self._batches(items):
            is_many = self.bin and len(batch) > 1
            if is_many:
                self.write(MARK)
            for key, value in batch:
                self.save(key)
                self._save_item(value, obj, key)
            self.write(SETITEMS if is_many else SETITEM)

    def save_set(self, obj):
        if self.proto < 4:
            self.save_reduce(set, (list(obj),), obj=obj)
            return
        self.write(EMPTY_SET)
        self.memoize(obj)
        for batch in self._batches(obj):
            self.write(MARK)
            for item in batch:
                self._save_element(item, obj)
            self.write(ADDITEMS)

    dispatch[set] = save_set

    def _save_element(self, item, owner):
        try:
            self.save(item)
        except BaseException as error:
            error.add_note(f"when serializing {_kind(owner)} element")
            raise

    def save_frozenset(self, obj):
        if self.proto < 4:
            self.save_reduce(frozenset, (list(obj),), obj=obj)
            return
        self.write(MARK)
        for item in obj:
            self._save_element(item, obj)
        if id(obj) in self.memo:
            self.write(POP_MARK + self.get(self.memo[id(obj)][0]))
            return
        self.write(FROZENSET)
        self.memoize(obj)

    dispatch[frozenset] = save_frozenset

    def save_global(self, obj, name=None):
        if name is None:
            name = getattr(obj, "__qualname__", None)
            if name is None:
                name = obj.__name__
        module_name = whichmodule(obj, name)
        if self.proto >= 2:
            code = _extension_registry.get((module_name, name))
            if code is not None:
                if code <= 0xFF:
                    self.write(EXT1 + pack("<B", code))
                elif code <= 0xFFFF:
                    self.write(EXT2 + pack("<H", code))
                else:
                    self.write(EXT4 + pack("<i", code))
                return
        if self.proto >= 4:
            self.save(module_name)
            self.save(name)
            self.write(STACK_GLOBAL)
        elif "." in name:
            # Before protocol 4 a name has no dots: attributes are got one by one.
            path = name.split(".")
            for part in path[1:]:
                self.save(getattr)
                if self.proto < 2:
                    self.write(MARK)
            self._write_global(module_name, path[0], obj)
            for part in path[1:]:
                self.save(part)
                self.write((TUPLE2 if self.proto >= 2 else TUPLE) + REDUCE)
        else:
            self._write_global(module_name, name, obj)
        self.memoize(obj)

    def _write_global(self, module_name, name, obj):
        if self.fix_imports:
            import _compat_pickle

            if (module_name, name) in _compat_pickle.REVERSE_NAME_MAPPING:
                module_name, name = _compat_pickle.REVERSE_NAME_MAPPING[module_name, name]
            elif module_name in _compat_pickle.REVERSE_IMPORT_MAPPING:
                module_name = _compat_pickle.REVERSE_IMPORT_MAPPING[module_name]
        encoding = "utf-8" if self.proto >= 3 else "ascii"
        try:
            data = f"{module_name}\n{name}\n".encode(encoding)
        except UnicodeEncodeError:
            raise PicklingError(
                f"can't pickle global identifier '{module_name}.{name}' using pickle protocol {self.proto}"
            )
        self.write(GLOBAL + data)

    def save_type(self, obj):
        if obj is type(None):
            self.save_reduce(type, (None,), obj=obj)
        elif obj is type(NotImplemented):
            self.save_reduce(type, (NotImplemented,), obj=obj)
        elif obj is type(...):
            self.save_reduce(type, (...,), obj=obj)
        else:
            self.save_global(obj)

    dispatch[type(_getattribute)] = save_global
    dispatch[type] = save_type


# Unpickling


class _Unframer:
    """Reads from the current frame, or from the file between frames."""

    def __init__(self, file_read, file_readline):
        self.file_read = file_read
        self.file_readline = file_readline
        self.frame = None
        self.position = 0

    def read(self, size):
        if self.frame is not None:
            end = self.position + size
            data = self.frame[self.position : end]
            if data or size == 0:
                if len(data) < size:
                    raise UnpicklingError("pickle exhausted before end of frame")
                self.position = end
                return data
            self.frame = None
        return self.file_read(size)

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readline(self):
        if self.frame is not None:
            end = self.frame.find(b"\n", self.position) + 1
            if end:
                data = self.frame[self.position : end]
                self.position = end
                return data
            if self.position < len(self.frame):
                raise UnpicklingError("pickle exhausted before end of frame")
            self.frame = None
        return self.file_readline()

    def load_frame(self, size):
        if self.frame is not None and self.position < len(self.frame):
            raise UnpicklingError("beginning of a new frame before end of current frame")
        data = self.file_read(size)
        if len(data) < size:
            raise UnpicklingError("pickle data was truncated")
        self.frame = data
        self.position = 0


class _Unpickler:
    def __init__(self, file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
        """This takes a binary file for reading a pickle data stream.

        The protocol version of the pickle is detected automatically, so
        no proto argument is needed.

        If *buffers* is not None, it is an iterable of the buffers that the
        Pickler's *buffer_callback* was given. *fix_imports*, *encoding* and
        *errors* are for pickles made by Python 2; the encoding 'bytes' leaves
        its 8-bit strings as bytes.
        """
        self._buffers = iter(buffers) if buffers is not None else None
        self._file_readline = file.readline
        self._file_read = file.read
        self.memo = {}
        self.encoding = encoding
        self.errors = errors
        self.proto = 0
        self.fix_imports = fix_imports

    def load(self):
        """Read a pickled object representation from the open file.

        Return the reconstituted object hierarchy specified in the file.
        """
        if not hasattr(self, "_file_read"):
            raise UnpicklingError(f"Unpickler.__init__() was not called by {self.__class__.__name__}.__init__()")
        self._unframer = _Unframer(self._file_read, self._file_readline)
        self.read = self._unframer.read
        self.readinto = self._unframer.readinto
        self.readline = self._unframer.readline
        # A mark puts the stack away and begins a new one.
        self.metastack = []
        self.stack = []
        self.append = self.stack.append
        self.proto = 0
        read = self.read
        dispatch = self.dispatch
        try:
            while True:
                key = read(1)
                if not key:
                    raise EOFError("Ran out of input")
                dispatch[key[0]](self)
        except _Stop as stop:
            return stop.value
        except KeyError as error:
            if key and key[0] not in dispatch:
                raise UnpicklingError(f"invalid load key, '{_shown_key(key)}'.") from None
            raise

    def pop_mark(self):
        items = self.stack
        try:
            self.stack = self.metastack.pop()
        except IndexError:
            raise IndexError("could not find MARK") from None
        self.append = self.stack.append
        return items

    def persistent_load(self, pid):
        raise UnpicklingError(
            "A load persistent id instruction was encountered, but no persistent_load function was specified."
        )

    def find_class(self, module, name):
        """The object of a global: a subclass can refuse what it does not trust."""
        sys.audit("pickle.find_class", module, name)
        if self.proto < 3 and self.fix_imports:
            import _compat_pickle

            if (module, name) in _compat_pickle.NAME_MAPPING:
                module, name = _compat_pickle.NAME_MAPPING[module, name]
            elif module in _compat_pickle.IMPORT_MAPPING:
                module = _compat_pickle.IMPORT_MAPPING[module]
        __import__(module, level=0)
        if self.proto >= 4 and "." in name:
            path = name.split(".")
            try:
                return _getattribute(sys.modules[module], path)
            except AttributeError:
                raise AttributeError(f"Can't resolve path {name!r} on module {sys.modules[module]!r}")
        return getattr(sys.modules[module], name)

    def _number(self, format, size):
        data = self.read(size)
        if len(data) < size:
            raise UnpicklingError("pickle data was truncated")
        return unpack(format, data)[0]

    def _bytes(self, size):
        data = self.read(size)
        if len(data) < size:
            raise UnpicklingError("pickle data was truncated")
        return data

    def _line(self):
        line = self.readline()
        if not line.endswith(b"\n"):
            raise UnpicklingError("pickle data was truncated")
        return line[:-1]

    def _pop(self):
        try:
            return self.stack.pop()
        except IndexError:
            raise self._underflow() from None

    def _underflow(self):
        # What CPython's class raises too: its stack is a list.
        return IndexError("unexpected MARK found" if self.metastack else "unpickling stack underflow")

    dispatch = {}

    def load_proto(self):
        proto = self._number("<B", 1)
        if proto > HIGHEST_PROTOCOL:
            raise ValueError(f"unsupported pickle protocol: {proto}")
        self.proto = proto

    def load_frame(self):
        size = self._number("<Q", 8)
        if size > sys.maxsize:
            raise ValueError(f"frame size > sys.maxsize: {size}")
        self._unframer.load_frame(size)

    def load_persid(self):
        try:
            pid = self._line().decode("ascii")
        except UnicodeDecodeError:
            raise UnpicklingError("persistent IDs in protocol 0 must be ASCII strings")
        self.append(self.persistent_load(pid))

    def load_binpersid(self):
        self.append(self.persistent_load(self._pop()))

    def load_int(self):
        data = self._line()
        self.append({b"00": False, b"01": True}[data] if data in (b"00", b"01") else int(data, 0))

    def load_long(self):
        data = self._line()
        self.append(int(data[:-1] if data.endswith(b"L") else data, 0))

    def load_long1(self):
        self.append(decode_long(self._bytes(self._number("<B", 1))))

    def load_long4(self):
        size = self._number("<i", 4)
        if size < 0:
            raise UnpicklingError("LONG pickle has negative byte count")
        self.append(decode_long(self._bytes(size)))

    def load_float(self):
        self.append(float(self._line()))

    def _decode_string(self, value):
        return value if self.encoding == "bytes" else value.decode(self.encoding, self.errors)

    def load_string(self):
        data = self._line()
        if len(data) < 2 or data[0] != data[-1] or data[0] not in b"\"'":
            raise UnpicklingError("the STRING opcode argument must be quoted")
        from codecs import escape_decode

        self.append(self._decode_string(escape_decode(data[1:-1])[0]))

    def load_binstring(self):
        size = self._number("<i", 4)
        if size < 0:
            raise UnpicklingError("BINSTRING pickle has negative byte count")
        self.append(self._decode_string(self._bytes(size)))

    def load_unicode(self):
        self.append(str(self._line(), "raw-unicode-escape"))

    def _size8(self, what):
        size = self._number("<Q", 8)
        if size > sys.maxsize:
            raise UnpicklingError(f"{what} exceeds system's maximum size of {sys.maxsize} bytes")
        return size

    def load_bytearray8(self):
        self.append(bytearray(self._bytes(self._size8("BYTEARRAY8"))))

    def load_next_buffer(self):
        if self._buffers is None:
            raise UnpicklingError("pickle stream refers to out-of-band data but no *buffers* argument was given")
        try:
            self.append(next(self._buffers))
        except StopIteration:
            raise UnpicklingError("not enough out-of-band buffers")

    def load_readonly_buffer(self):
        with memoryview(self.stack[-1]) as view:
            if not view.readonly:
                self.stack[-1] = view.toreadonly()

    def _instantiate(self, cls, args):
        # An old-style instance: __init__ is called only if there are arguments or __getinitargs__.
        if args or not isinstance(cls, type) or hasattr(cls, "__getinitargs__"):
            try:
                self.append(cls(*args))
            except TypeError as error:
                raise TypeError(f"in constructor for {cls.__name__}: {error!s}", error.__traceback__)
        else:
            self.append(cls.__new__(cls))

    def load_inst(self):
        module = self._line().decode("ascii")
        name = self._line().decode("ascii")
        self._instantiate(self.find_class(module, name), self.pop_mark())

    def load_obj(self):
        args = self.pop_mark()
        if not args:
            raise self._underflow()
        cls = args.pop(0)
        self._instantiate(cls, args)

    def load_newobj(self):
        args = self._pop()
        cls = self._pop()
        self.append(cls.__new__(cls, *args))

    def load_newobj_ex(self):
        kwargs = self._pop()
        args = self._pop()
        cls = self._pop()
        self.append(cls.__new__(cls, *args, **kwargs))

    def load_global(self):
        module = self._line().decode("utf-8")
        name = self._line().decode("utf-8")
        self.append(self.find_class(module, name))

    def load_stack_global(self):
        name = self._pop()
        module = self._pop()
        if type(name) is not str or type(module) is not str:
            raise UnpicklingError("STACK_GLOBAL requires str")
        self.append(self.find_class(module, name))

    def get_extension(self, code):
        missing = []
        obj = _extension_cache.get(code, missing)
        if obj is missing:
            key = _inverted_registry.get(code)
            if not key:
                if code <= 0:
                    raise UnpicklingError("EXT specifies code <= 0")
                raise ValueError(f"unregistered extension code {code}")
            obj = _extension_cache[code] = self.find_class(*key)
        self.append(obj)

    def load_reduce(self):
        args = self._pop()
        func = self._pop()
        self.append(func(*args))

    def load_pop(self):
        if self.stack:
            del self.stack[-1]
        elif self.metastack:
            self.pop_mark()
        else:
            raise self._underflow()

    def load_dup(self):
        self.append(self.stack[-1])

    def _get(self, index):
        try:
            self.append(self.memo[index])
        except KeyError:
            raise UnpicklingError(f"Memo value not found at index {index}") from None

    def _put(self, index):
        if index < 0:
            raise ValueError("negative PUT argument")
        if not self.stack:
            raise self._underflow()
        self.memo[index] = self.stack[-1]

    def load_appends(self):
        items = self.pop_mark()
        target = self.stack[-1]
        try:
            extend = target.extend
        except AttributeError:
            append = target.append
            for item in items:
                append(item)
        else:
            extend(items)

    def load_append(self):
        value = self._pop()
        self.stack[-1].append(value)

    def load_setitem(self):
        value = self._pop()
        key = self._pop()
        self.stack[-1][key] = value

    def load_setitems(self):
        items = self.pop_mark()
        target = self.stack[-1]
        for index in range(0, len(items), 2):
            target[items[index]] = items[index + 1]

    def load_additems(self):
        items = self.pop_mark()
        target = self.stack[-1]
        if isinstance(target, set):
            target.update(items)
        else:
            for item in items:
                target.add(item)

    def load_build(self):
        state = self._pop()
        target = self.stack[-1]
        missing = object()
        setstate = getattr(target, "__setstate__", missing)
        if setstate is not missing:
            setstate(state)
            return
        slots = None
        if isinstance(state, tuple) and len(state) == 2:
            state, slots = state
        if state:
            namespace = target.__dict__
            for key, value in state.items():
                namespace[sys.intern(key) if type(key) is str else key] = value
        if slots:
            for key, value in slots.items():
                setattr(target, key, value)

    def load_mark(self):
        self.metastack.append(self.stack)
        self.stack = []
        self.append = self.stack.append

    def load_stop(self):
        raise _Stop(self._pop())

    def _push_marked(self, make):
        # The mark first: it changes what append() appends to.
        items = self.pop_mark()
        self.append(make(items))

    def _push_dict(self):
        items = self.pop_mark()
        self.append({items[index]: items[index + 1] for index in range(0, len(items), 2)})

    def _push_tuple(self, size):
        if len(self.stack) < size:
            raise self._underflow()
        self.stack[-size:] = [tuple(self.stack[-size:])]


def _shown_key(key):
    return chr(key[0]) if 0x20 <= key[0] < 0x7F else f"\\x{key[0]:02x}"


def _fill_dispatch():
    u = _Unpickler
    decode = ("utf-8", "surrogatepass")
    table = {
        PROTO: u.load_proto, FRAME: u.load_frame, PERSID: u.load_persid, BINPERSID: u.load_binpersid, INT: u.load_int,
        LONG: u.load_long, LONG1: u.load_long1, LONG4: u.load_long4, FLOAT: u.load_float, STRING: u.load_string,
        BINSTRING: u.load_binstring, UNICODE: u.load_unicode, BYTEARRAY8: u.load_bytearray8, NEXT_BUFFER: u.load_next_buffer,
        READONLY_BUFFER: u.load_readonly_buffer, INST: u.load_inst, OBJ: u.load_obj, NEWOBJ: u.load_newobj,
        NEWOBJ_EX: u.load_newobj_ex, GLOBAL: u.load_global, STACK_GLOBAL: u.load_stack_global, REDUCE: u.load_reduce,
        POP: u.load_pop, POP_MARK: u.pop_mark, DUP: u.load_dup, APPENDS: u.load_appends, APPEND: u.load_append,
        SETITEM: u.load_setitem, SETITEMS: u.load_setitems, ADDITEMS: u.load_additems, BUILD: u.load_build, MARK: u.load_mark,
        STOP: u.load_stop, DICT: u._push_dict,
        NONE: lambda s: s.append(None),
        NEWTRUE: lambda s: s.append(True),
        NEWFALSE: lambda s: s.append(False),
        BININT: lambda s: s.append(s._number("<i", 4)),
        BININT1: lambda s: s.append(s._number("<B", 1)),
        BININT2: lambda s: s.append(s._number("<H", 2)),
        BINFLOAT: lambda s: s.append(s._number(">d", 8)),
        SHORT_BINSTRING: lambda s: s.append(s._decode_string(s._bytes(s._number("<B", 1)))),
        BINUNICODE: lambda s: s.append(str(s._bytes(s._number("<I", 4)), *decode)),
        SHORT_BINUNICODE: lambda s: s.append(str(s._bytes(s._number("<B", 1)), *decode)),
        BINUNICODE8: lambda s: s.append(str(s._bytes(s._size8("BINUNICODE8")), *decode)),
        BINBYTES: lambda s: s.append(s._bytes(s._number("<I", 4))),
        SHORT_BINBYTES: lambda s: s.append(s._bytes(s._number("<B", 1))),
        BINBYTES8: lambda s: s.append(s._bytes(s._size8("BINBYTES8"))),
        TUPLE: lambda s: s._push_marked(tuple),
        EMPTY_TUPLE: lambda s: s.append(()),
        TUPLE1: lambda s: s._push_tuple(1),
        TUPLE2: lambda s: s._push_tuple(2),
        TUPLE3: lambda s: s._push_tuple(3),
        LIST: lambda s: s._push_marked(list),
        EMPTY_LIST: lambda s: s.append([]),
        EMPTY_DICT: lambda s: s.append({}),
        EMPTY_SET: lambda s: s.append(set()),
        FROZENSET: lambda s: s._push_marked(frozenset),
        EXT1: lambda s: s.get_extension(s._number("<B", 1)),
        EXT2: lambda s: s.get_extension(s._number("<H", 2)),
        EXT4: lambda s: s.get_extension(s._number("<i", 4)),
        GET: lambda s: s._get(int(s._line())),
        BINGET: lambda s: s._get(s._number("<B", 1)),
        LONG_BINGET: lambda s: s._get(s._number("<I", 4)),
        PUT: lambda s: s._put(int(s._line())),
        BINPUT: lambda s: s._put(s._number("<B", 1)),
        LONG_BINPUT: lambda s: s._put(s._number("<I", 4)),
        MEMOIZE: lambda s: s._put(len(s.memo)),
    }  # fmt: skip
    for opcode, function in table.items():
        u.dispatch[opcode[0]] = function


_fill_dispatch()
del _fill_dispatch


# Shorthands


def _dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None):
    _Pickler(file, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback).dump(obj)


def _dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None):
    from io import BytesIO

    file = BytesIO()
    _Pickler(file, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback).dump(obj)
    return file.getvalue()


def _load(file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    return _Unpickler(file, fix_imports=fix_imports, buffers=buffers, encoding=encoding, errors=errors).load()


def _loads(s, /, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    if isinstance(s, str):
        raise TypeError("Can't load pickle from unicode string")
    from io import BytesIO

    return _Unpickler(BytesIO(s), fix_imports=fix_imports, buffers=buffers, encoding=encoding, errors=errors).load()


try:
    from _pickle import PickleError, Pickler, PicklingError, Unpickler, UnpicklingError, dump, dumps, load, loads
except ImportError:
    Pickler, Unpickler = _Pickler, _Unpickler
    dump, dumps, load, loads = _dump, _dumps, _load, _loads
