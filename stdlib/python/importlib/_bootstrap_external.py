"""The bytecode files: their head, reading and writing. Also another name of importlib._bootstrap_python, for programs that use
CPython's private module.

A file is four bytes of magic, flags, then the source's time and size or its hash, then the marshalled code (PEP 552).
"""
import marshal
import sys

from _krait_import import MAGIC_NUMBER, set_filename, source_hash
from importlib._bootstrap_python import *
from importlib._bootstrap_python import _LoaderBasics, _supported_loaders as _get_supported_file_loaders

_RAW_MAGIC_NUMBER = int.from_bytes(MAGIC_NUMBER, "little")
path_sep = "/"


class PycFlags:
    """What the flags of a file say: is there a hash, and is it compared with the source's?"""

    def __init__(self, number=0):
        self.hashed = bool(number & 1)
        self.checked = bool(number & 2)

    def is_compared(self):
        import _imp
        policy = _imp.check_hash_based_pycs
        return policy == "always" or policy != "never" and self.checked


def _classify_pyc(data, name, exc_details):
    """Check the head of a bytecode file and return its flags: ImportError if it is of another Python, EOFError if it is cut off."""
    magic = bytes(data[:4])
    if magic != MAGIC_NUMBER:
        raise ImportError(f"bad magic number in {name!r}: {magic!r}", **exc_details)
    if len(data) < 16:
        raise EOFError(f"reached EOF while reading pyc header of {name!r}")
    flags = int.from_bytes(data[4:8], "little")
    if flags & ~3:
        raise ImportError(f"invalid flags {flags!r} in {name!r}", **exc_details)
    return flags


def read_flags(data, exc_details):
    return PycFlags(_classify_pyc(data, exc_details["name"], exc_details))


def compare_time(data, stats, name):
    """ImportError unless the file is as old as the source says."""
    _validate_timestamp_pyc(data, int(stats["mtime"]), stats.get("size"), name, {"name": name})


def compare_hash(data, digest, name):
    """ImportError unless the file carries this hash."""
    _validate_hash_pyc(data, digest, name, {"name": name})


def _validate_timestamp_pyc(data, source_mtime, source_size, name, exc_details):
    if int.from_bytes(data[8:12], "little") != source_mtime & 0xFFFFFFFF:
        raise ImportError(f"bytecode is stale for {name!r}", **exc_details)
    if source_size is not None and int.from_bytes(data[12:16], "little") != source_size & 0xFFFFFFFF:
        raise ImportError(f"bytecode is stale for {name!r}", **exc_details)


def _validate_hash_pyc(data, source_hash, name, exc_details):
    if bytes(data[8:16]) != source_hash:
        raise ImportError(f"hash in bytecode doesn't match hash of source {name!r}", **exc_details)


def _compile_bytecode(data, name=None, bytecode_path=None, source_path=None):
    """Return the code object behind the head of a bytecode file."""
    code = marshal.loads(data)
    if not isinstance(code, type(_compile_bytecode.__code__)):
        raise ImportError(f"Non-code object in {bytecode_path!r}", name=name, path=bytecode_path)
    if source_path is not None:
        set_filename(code, source_path)
    return code


def _pack(number):
    return (int(number) & 0xFFFFFFFF).to_bytes(4, "little")


def _code_to_timestamp_pyc(code, mtime=0, source_size=0):
    """Return the contents of a file that fits a source of this time and size."""
    return bytearray(MAGIC_NUMBER + _pack(0) + _pack(mtime) + _pack(source_size) + marshal.dumps(code))


def _code_to_hash_pyc(code, source_hash, checked=True):
    """Return the contents of a file that fits a source of this hash."""
    return bytearray(MAGIC_NUMBER + _pack(1 | checked << 1) + source_hash + marshal.dumps(code))


def _calc_mode(path):
    """The permissions of a bytecode file: as its source's, and its owner may write to it."""
    import os
    try:
        mode = os.stat(path).st_mode
    except OSError:
        mode = 0o666
    return mode | 0o200


def _write_atomic(path, data, mode=0o666):
    """Write a file under another name first, so that nobody reads a part of it."""
    import os
    temporary = f"{path}.{os.getpid()}.{id(path)}"
    descriptor = os.open(temporary, os.O_EXCL | os.O_CREAT | os.O_WRONLY, mode & 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise
