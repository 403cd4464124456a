# __index__ of a key may release the view it is used on: the memory stays as long as it is read, and nothing is written.
def fresh(shape=None):
    view = memoryview(bytearray(b"\xff" * 128))
    return view.cast("B", shape) if shape else view


class Key:
    def __index__(self):
        m.release()
        return 4


m = fresh(); print(list(m[: Key()]))  # expect: [255, 255, 255, 255]
m = fresh(); print(list(m[Key() : 8]))  # expect: [255, 255, 255, 255]


def refused(work):
    try:
        work()
    except ValueError as e:
        return "forbidden" in str(e)


def assign(key, value):
    m[key] = value


m = fresh(); print(refused(lambda: m[Key()]))  # expect: True
m = fresh((64, 2)); print(refused(lambda: m[Key(), 0]))  # expect: True
m = fresh(); print(refused(lambda: assign(slice(None, Key()), b"spam")))  # expect: True
m = fresh(); print(refused(lambda: assign(0, Key())))  # expect: True
a = bytearray(b"abcd"); v = memoryview(a); v[:2] = bytearray(b"xy"); v == bytearray(4); v.release(); a.append(1)
print(a)  # expect: bytearray(b'xycd\x01')
m = memoryview(bytes(6)).cast("B", (2, 3))
m[slice(0, 1), 0]  # expect error: TypeError: memoryview: invalid slice key
