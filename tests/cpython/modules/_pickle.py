"""Stand-in for CPython's `_pickle`: test_inspect imports it for the signature of a class in C. Programs here use pickle's own
classes, and so does pickle, as this module lacks what pickle looks for."""

from pickle import _Pickler


class Pickler(_Pickler):
    def __init__(self, file, protocol=None, fix_imports=True, buffer_callback=None):
        super().__init__(file, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback)

    def dump(self, obj, /):
        super().dump(obj)
