# Texts and notes as in CPython 3.14.
import pickle


def load(data):
    try:
        print(type(pickle.loads(data)).__name__)
    except Exception as error:
        print(type(error).__name__, error)


load(b"")  # expect: EOFError Ran out of input
load(b"\x80\x06.")  # expect: ValueError unsupported pickle protocol: 6
load(b"X\x05\0\0\0a")  # expect: UnpicklingError pickle data was truncated
load(b"N")  # expect: EOFError Ran out of input
load(b"\xff")  # expect: UnpicklingError invalid load key, '\xff'.
load(b"'")  # expect: UnpicklingError invalid load key, '\x27'.
load(b".")  # expect: UnpicklingError unpickling stack underflow
load(b"(.")  # expect: UnpicklingError unexpected MARK found
load(b"t")  # expect: UnpicklingError could not find MARK
load(b"h\x01")  # expect: UnpicklingError Memo value not found at index 1
load(b"(Nd.")  # expect: UnpicklingError odd number of items for DICT
load(b"}(Nu.")  # expect: UnpicklingError odd number of items for SETITEMS
load(b"NNa.")  # expect: AttributeError 'NoneType' object has no attribute 'append'
load(b"NNR.")  # expect: TypeError argument list must be a tuple
load(b"N)\x81.")  # expect: UnpicklingError NEWOBJ class argument must be a type, not NoneType
load(b"cbuiltins\nint\n)N\x92.")  # expect: UnpicklingError NEWOBJ_EX kwargs argument must be a dict, not NoneType
load(b"\x80\x04NN\x93.")  # expect: UnpicklingError STACK_GLOBAL requires str
load(b"\x80\x04\x8c\x08builtins\x8c\x04in.t\x93.")  # expect: AttributeError Can't resolve path 'in.t' on module 'builtins'
load(b"Sabc\n.")  # expect: UnpicklingError the STRING opcode argument must be quoted
load(b"Ix\n.")  # expect: ValueError could not convert string to int
load(b"P\xff\n.")  # expect: UnpicklingError persistent IDs in protocol 0 must be ASCII strings
load(b"\x82\x00.")  # expect: UnpicklingError EXT specifies code <= 0
load(b"Np-1\n.")  # expect: ValueError negative PUT argument
load("text")  # expect: TypeError a bytes-like object is required, not 'str'


class Reduces:
    def __init__(self, value):
        self.value = value

    def __reduce_ex__(self, protocol):
        return self.value


class Plain:
    pass


def dump(value, protocol=None):
    try:
        print(pickle.dumps(value, protocol))
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "__notes__", []))


def local():
    class Local:
        pass

    return Local


Local = local()
Local.__repr__ = lambda self: "L"
Local.__qualname__ = "<locals>.Local"
dump(Reduces(5))
# expect: PicklingError __reduce__ must return a string or tuple, not int ['when serializing Reduces object']
dump([Reduces(())])
# expect: PicklingError tuple returned by __reduce__ must contain 2 through 6 elements ['when serializing Reduces object', 'when serializing list item 0']
dump({"k": (Reduces((1, 2)),)})
# expect: PicklingError first item of the tuple returned by __reduce__ must be callable, not int ['when serializing Reduces object', 'when serializing tuple item 0', "when serializing dict item 'k'"]
dump(Reduces((int, 2)))
# expect: PicklingError second item of the tuple returned by __reduce__ must be a tuple, not int ['when serializing Reduces object']
dump(Reduces((int, (), None, 5)))
# expect: PicklingError fourth item of the tuple returned by __reduce__ must be an iterator, not int ['when serializing Reduces object']
dump(Reduces((int, (), None, None, None, 5)))
# expect: PicklingError sixth item of the tuple returned by __reduce__ must be callable, not int ['when serializing Reduces object']
dump(Local)  # expect: PicklingError Can't pickle local object <class '__main__.<locals>.Local'> []
value = Plain()
value.attribute = {Local}
dump(value)
# expect: PicklingError Can't pickle local object <class '__main__.<locals>.Local'> ['when serializing set element', "when serializing dict item 'attribute'", 'when serializing Plain state', 'when serializing Plain object']
dump(frozenset([Local]))
# expect: PicklingError Can't pickle local object <class '__main__.<locals>.Local'> ['when serializing frozenset element']
Plain.__qualname__ = "Elsewhere.Plain"
dump(Plain)  # expect: PicklingError Can't pickle <class '__main__.Elsewhere.Plain'>: it's not found as __main__.Elsewhere.Plain []
Plain.__module__ = "os"
Plain.__qualname__ = "path"
dump(Plain)  # expect: PicklingError Can't pickle <class 'os.path'>: it's not the same object as os.path []
Plain.__module__ = "no.such"
dump(Plain)  # expect: PicklingError Can't pickle <class 'no.such.path'>: No module named 'no' []
dump(1, 6)  # expect: ValueError pickle protocol must be <= 5 []
