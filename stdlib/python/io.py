"""The streams of the io module: native (`_io`), with the abstract base classes over them."""
import _io
from _io import (BlockingIOError, BufferedRWPair, BufferedRandom, BufferedReader, BufferedWriter, BytesIO,
                 DEFAULT_BUFFER_SIZE, FileIO, IncrementalNewlineDecoder, StringIO, TextIOWrapper, UnsupportedOperation,
                 open, open_code, text_encoding)
import abc

__all__ = ["BlockingIOError", "open", "open_code", "IOBase", "RawIOBase", "FileIO", "BytesIO", "StringIO",
           "BufferedIOBase", "BufferedReader", "BufferedWriter", "BufferedRWPair", "BufferedRandom", "TextIOBase",
           "TextIOWrapper", "UnsupportedOperation", "SEEK_SET", "SEEK_CUR", "SEEK_END", "DEFAULT_BUFFER_SIZE",
           "text_encoding", "IncrementalNewlineDecoder", "Reader", "Writer"]

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
UnsupportedOperation.__module__ = "io"


class IOBase(_io._IOBase, metaclass=abc.ABCMeta):
    __doc__ = _io._IOBase.__doc__


class RawIOBase(_io._RawIOBase, IOBase):
    __doc__ = _io._RawIOBase.__doc__


class BufferedIOBase(_io._BufferedIOBase, IOBase):
    __doc__ = _io._BufferedIOBase.__doc__


class TextIOBase(_io._TextIOBase, IOBase):
    __doc__ = _io._TextIOBase.__doc__


RawIOBase.register(FileIO)
for _class in BytesIO, BufferedReader, BufferedWriter, BufferedRandom, BufferedRWPair:
    BufferedIOBase.register(_class)
for _class in StringIO, TextIOWrapper:
    TextIOBase.register(_class)
del _class


def _has_methods(cls, *names):
    """True if every method is defined somewhere along the MRO, and not set to None."""
    for name in names:
        for base in cls.__mro__:
            if name in base.__dict__:
                if base.__dict__[name] is None:
                    return NotImplemented
                break
        else:
            return NotImplemented
    return True


class Reader(metaclass=abc.ABCMeta):
    """What can be read from: anything with a read() method. Reader[T] reads objects of type T."""
    __slots__ = ()

    @abc.abstractmethod
    def read(self, size=..., /):
        """Read and return at most size items, or all that are left."""

    @classmethod
    def __subclasshook__(cls, C):
        return _has_methods(C, "read") if cls is Reader else NotImplemented

    __class_getitem__ = classmethod(type(list[int]))


class Writer(metaclass=abc.ABCMeta):
    """What can be written to: anything with a write() method. Writer[T] takes objects of type T."""
    __slots__ = ()

    @abc.abstractmethod
    def write(self, data, /):
        """Write data and return how many items were written."""

    @classmethod
    def __subclasshook__(cls, C):
        return _has_methods(C, "write") if cls is Writer else NotImplemented

    __class_getitem__ = classmethod(type(list[int]))
