# A bytearray and an array that change their size while memoryviews of them come and go, and are compared, packed into, joined.
import array
import io
import itertools
import struct

from _hammer import hammer, ignoring

ROUNDS = 60
octets = bytearray(b"ab" * 40)
numbers = array.array("i", range(50))
doubles = array.array("d", [1.5] * 20)
text = array.array("w", "abc")


@ignoring(BufferError, IndexError, ValueError, struct.error)
def grow(i):
    octets.extend(b"abab")
    del octets[10:14]
    octets.insert(3, 97), octets.append(98), octets.pop(), octets.pop(0)
    octets[2:4] = b"abab"
    if i % 8 == 7:
        octets.clear()
        octets.extend(b"ab" * 30)
    octets.reverse()


@ignoring(BufferError, IndexError, ValueError)
def grow_array(i):
    numbers.append(i), numbers.extend([1, 2, 3]), numbers.pop(), numbers.insert(1, 5), numbers.remove(5)
    numbers[1:3] = array.array("i", [7, 8, 9])
    del numbers[40:]
    numbers.byteswap(), numbers.byteswap(), numbers.reverse()
    numbers.frombytes(b"\0" * 8), numbers.fromlist([1, 2])
    doubles.extend(doubles[:2])
    del doubles[20:]
    text.extend("äb"), text.fromunicode("x"), text.tounicode()
    del text[5:]


@ignoring(BufferError, IndexError, ValueError, NotImplementedError, TypeError, struct.error)
def view(i):
    with memoryview(octets) as whole:
        part = whole[2:10]
        part.tobytes(), part[0], part.tolist(), whole.hex(), bytes(part), part == whole[2:10], part.cast("H").tolist()
        part[1:3] = b"ab"
        part[0] = 97
        struct.pack_into("<I", whole, 4, i)
        struct.unpack_from("<I", whole, 4)
        io.BytesIO(b"ababab").readinto(part)
        part.release()
    with memoryview(numbers) as whole:
        whole[::2].tolist(), whole[1], whole[::-1].tobytes()
        whole[0] = i


@ignoring(IndexError, ValueError)
def look(i):
    octets.find(b"ab"), octets.count(b"b"), octets.upper(), octets.split(b"a"), bytes(octets), octets.hex(), octets[5:2]
    b"ab" in octets, octets == b"ab", octets + b"x", hash(bytes(octets)), octets.decode("latin-1"), repr(octets)
    b"".join([octets, octets]), b"%b" % octets, int(b"12"), octets.translate(None, b"a"), octets[i % 7:]
    numbers.tolist(), numbers.tobytes(), numbers.index(0), numbers.count(1), numbers + numbers, numbers[1:9:2]
    repr(numbers), numbers == numbers[:], sum(numbers), bytes(numbers), list(doubles), repr(text), numbers.buffer_info()
    octets.startswith(b"ab"), octets.partition(b"b"), octets.replace(b"a", b"ab")


shared_view = memoryview(bytearray(64))
halves = [shared_view[:32], shared_view[32:]]


@ignoring(ValueError, BufferError)
def release_shared(i):
    each = halves[i & 1]
    each[0] = i
    each.tobytes(), each.nbytes, each.shape, each.format, each.readonly, each.c_contiguous, repr(each), each.obj
    with each.toreadonly() as read_only:
        hash(read_only.tobytes())
    each.cast("I")[0]
    if i % 10 == 9:
        each.release()
        halves[i & 1] = shared_view[:32]


def work(number):
    for i in range(ROUNDS):
        grow(i)
        grow_array(i)
        view(i)
        look(i)
        release_shared(i)


hammer(work)
print(set(bytes(octets)) <= set(range(256)), numbers.typecode, set(doubles))  # expect: True i {1.5}

joined = bytearray()


def append_only(number):
    for _ in range(ROUNDS):
        joined.extend(b"xyz")
        joined.append(33)


hammer(append_only)
print(len(joined), joined.count(b"xyz") == joined.count(b"!"), set(joined) == set(b"xyz!"))
# expect: 1920 True True
