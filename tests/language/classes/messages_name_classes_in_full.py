# Where a class is nested, some messages give its qualified name. What a class gets by itself comes last in its namespace.
import types


def told(call):
    try:
        print(call())
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


class Outer:
    class Plain:
        pass

    class Half:
        def __exit__(self, *error):
            pass

    class Unhashable:
        __hash__ = None


def enter(manager):
    with manager:
        pass


told(lambda: enter(Outer.Plain()))  # expect: TypeError: 'Outer.Plain' object does not support the context manager protocol (missed __exit__ method)
told(lambda: enter(Outer.Half()))  # expect: TypeError: 'Outer.Half' object does not support the context manager protocol (missed __enter__ method)
told(lambda: {Outer.Unhashable()})  # expect: TypeError: cannot use 'Outer.Unhashable' as a set element (unhashable type: 'Unhashable')
told(lambda: enter(types.SimpleNamespace()))  # expect: TypeError: 'types.SimpleNamespace' object does not support the context manager protocol (missed __exit__ method)


class Equal:
    def __eq__(self, other):
        return True


print([name for name in vars(Equal) if name != "__firstlineno__"])
# expect: ['__module__', '__eq__', '__static_attributes__', '__dict__', '__weakref__', '__doc__', '__hash__']


def delete(thing):
    del thing[0]


told(lambda: delete(None))  # expect: TypeError: 'NoneType' object does not support item deletion
told(lambda: delete(()))  # expect: TypeError: 'tuple' object doesn't support item deletion
told(lambda: {}.pop([]))  # expect: KeyError: []
told(lambda: "".find(None))  # expect: TypeError: find() argument 1 must be str, not None
told(lambda: ValueError().add_note(None))  # expect: TypeError: add_note() argument must be str, not None
told(lambda: int.from_bytes(b"", 5))  # expect: TypeError: from_bytes() argument 'byteorder' must be str, not int
told(lambda: (5).bit_count(*[1, 2]))  # expect: TypeError: int.bit_count() takes no arguments (2 given)

import math

told(lambda: math.sqrt())  # expect: TypeError: math.sqrt() takes exactly one argument (0 given)
told(lambda: len())  # expect: TypeError: len() takes exactly one argument (0 given)
