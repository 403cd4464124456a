"""Interpret bytes as packed binary data: the native `_struct` under its public name."""
from _struct import *
from _struct import Struct, _clearcache, calcsize, error, iter_unpack, pack, pack_into, unpack, unpack_from
from _struct import __doc__  # noqa: F811

__all__ = ["calcsize", "pack", "pack_into", "unpack", "unpack_from", "iter_unpack", "Struct", "error"]
