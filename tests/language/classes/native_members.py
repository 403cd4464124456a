# Attributes that are fields of a structure in CPython have member descriptors; computed ones have getset descriptors.
import types

print([type(each).__name__ for each in (property.fget, slice.start, complex.real, range.start, type.__base__.__class__)])
# expect: ['member_descriptor', 'member_descriptor', 'member_descriptor', 'member_descriptor', 'type']
print([type(each).__name__ for each in (int.real, BaseException.args, types.FrameType.f_back, types.FunctionType.__code__)])
# expect: ['getset_descriptor', 'getset_descriptor', 'getset_descriptor', 'getset_descriptor']
print(property.fget, types.FunctionType.__dict__["__globals__"])    # expect: <member 'fget' of 'property' objects> <member '__globals__' of 'function' objects>
print(slice.stop.__get__(slice(1, 5)), slice.stop.__name__, slice.stop.__qualname__, slice.stop.__objclass__)    # expect: 5 stop slice.stop <class 'slice'>
print(slice.stop.__reduce__())              # expect: (<built-in function getattr>, (<class 'slice'>, 'stop'))
try:
    slice(1).stop = 2
except AttributeError as error:
    print(error)                            # expect: readonly attribute
try:
    slice.stop.__get__(1)
except TypeError as error:
    print(error)                            # expect: descriptor 'stop' for 'slice' objects doesn't apply to a 'int' object
error = OSError(1, "x")
error.errno = 5
print(error.errno, OSError.errno.__get__(error))        # expect: 5 5


class Slots:
    __slots__ = ("a",)

print(type(Slots.a) is type(property.fget), Slots.a)    # expect: True <member 'a' of 'Slots' objects>
