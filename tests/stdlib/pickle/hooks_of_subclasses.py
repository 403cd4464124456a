import copyreg
import io
import pickle


class Point:
    pass


def show(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error)


def copy(pickler, unpickler, value, protocol=5):
    file = io.BytesIO()
    pickler(file, protocol).dump(value)
    return unpickler(io.BytesIO(file.getvalue())).load()


class ById(pickle.Pickler):
    def persistent_id(self, obj):
        return super().persistent_id(obj) or ("point" if isinstance(obj, Point) else None)


class FromId(pickle.Unpickler):
    def persistent_load(self, pid):
        return "loaded " + pid


for protocol in (0, 5):
    print(copy(ById, FromId, [1, Point()], protocol))
    # expect: [1, 'loaded point']
    # expect: [1, 'loaded point']
print(show(copy, ById, pickle.Unpickler, Point()))
# expect: ('UnpicklingError', 'A load persistent id instruction was encountered, but no persistent_load function was specified.')

pickler = pickle.Pickler(file := io.BytesIO())
pickler.persistent_id = lambda obj: "seven" if obj == 7 else None
pickler.dump([7, 8])
unpickler = pickle.Unpickler(io.BytesIO(file.getvalue()))
unpickler.persistent_load = str.upper
print(unpickler.load())  # expect: ['SEVEN', 8]
del pickler.persistent_id
print(pickler.persistent_id(7), show(delattr, pickler, "persistent_id"))  # expect: None ('AttributeError', 'persistent_id')


class Overrides(pickle.Pickler):
    def reducer_override(self, obj):
        return (int, ("42",)) if isinstance(obj, Point) else NotImplemented


print(copy(Overrides, pickle.Unpickler, [Point(), Point, {1}]) == [42, Point, {1}])  # expect: True


class Table(pickle.Pickler):
    dispatch_table = copyreg.dispatch_table.copy()
    dispatch_table[Point] = lambda obj: (str, ("from the table",))


print(copy(Table, pickle.Unpickler, Point()))  # expect: from the table
pickler = pickle.Pickler(file := io.BytesIO())
print(show(getattr, pickler, "dispatch_table"))  # expect: ('AttributeError', 'dispatch_table')
pickler.dispatch_table = {Point: lambda obj: (str, ("own",))}
pickler.dump(Point())
print(pickle.loads(file.getvalue()))  # expect: own


class Refuses(pickle.Unpickler):
    def find_class(self, module, name):
        if name == "Point":
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not welcome")


print(type(copy(pickle.Pickler, Refuses, Point())).__name__)  # expect: Point
print(show(copy, pickle.Pickler, Refuses, len))  # expect: ('UnpicklingError', 'builtins.len is not welcome')

# The memo goes on from dump to dump, until it is cleared.
pickler = pickle.Pickler(file := io.BytesIO(), 2)
shared = ["s"]
pickler.dump(shared)
size = len(file.getvalue())
pickler.dump(shared)
print(file.getvalue()[size:])  # expect: b'\x80\x02h\x00.'
print(pickler.memo.copy() == {id(shared): (0, shared), id(shared[0]): (1, "s")})  # expect: True
unpickler = pickle.Unpickler(io.BytesIO(file.getvalue()))
first = unpickler.load()
print(unpickler.load() is first, unpickler.memo.copy())  # expect: True {0: ['s'], 1: 's'}
pickler.clear_memo()
print(pickler.memo.copy(), show(setattr, pickler, "memo", 5))
# expect: {} ('TypeError', "'memo' attribute must be a PicklerMemoProxy object or dict, not int")
print(show(setattr, unpickler, "memo", {-1: 5}))  # expect: ('ValueError', 'memo key must be positive integers.')
pickler = pickle.Pickler(file := io.BytesIO(), 2)
pickler.fast = True
pickler.dump([shared, shared])
print(file.getvalue())  # expect: b'\x80\x02](]X\x01\x00\x00\x00sa]X\x01\x00\x00\x00sae.'

# Extension codes.
copyreg.add_extension(__name__, "Point", 300)
data = pickle.dumps(Point, 2)
print(data, pickle.loads(data) is Point)  # expect: b'\x80\x02\x83,\x01.' True
copyreg.remove_extension(__name__, "Point", 300)
copyreg.clear_extension_cache()
print(show(pickle.loads, data))  # expect: ('ValueError', 'unregistered extension code 300')

# PEP 574
buffers = []
data = pickle.dumps([pickle.PickleBuffer(b"read"), pickle.PickleBuffer(bytearray(b"write"))], 5, buffer_callback=buffers.append)
print(len(buffers), pickle.loads(data, buffers=[bytearray(b"r"), bytearray(b"w")])[1])  # expect: 2 bytearray(b'w')
print(show(pickle.loads, data))
# expect: ('UnpicklingError', 'pickle stream refers to out-of-band data but no *buffers* argument was given')
print(pickle.loads(pickle.dumps(pickle.PickleBuffer(bytearray(b"in band")))))  # expect: bytearray(b'in band')

# What Python 2 wrote.
print(pickle.loads(b"S'caf\\xe9'\n.", encoding="latin-1"), pickle.loads(b"U\x02ab.", encoding="bytes"))  # expect: café b'ab'
print(pickle.loads(b"c__builtin__\nxrange\n."), pickle.dumps(range, 2))  # expect: <class 'range'> b'\x80\x02c__builtin__\nxrange\nq\x00.'
