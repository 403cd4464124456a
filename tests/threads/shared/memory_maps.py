# An mmap that one thread resizes or closes while others use it: they get its bytes, or ValueError.
import mmap
import os
import tempfile

from _hammer import THREADS, hammer, ignoring

ROUNDS = 60
PAGE = mmap.PAGESIZE

file = tempfile.TemporaryFile()
file.write(b"ab\n" * PAGE)
file.flush()
mapped = [mmap.mmap(file.fileno(), 3 * PAGE)]


@ignoring(ValueError, IndexError, BufferError)
def use(i):
    mine = mapped[0]
    mine[i] = 97
    mine[PAGE + i:PAGE + i + 4] = b"abab"
    if mine[i] not in b"ab\n\0" or bytes(mine[8:12])[0] not in b"ab\n\0":  # what resize() adds is zeros
        print("item")
    mine.seek(i)
    mine.read(9), mine.readline(), mine.read_byte(), mine.tell()
    mine.write(b"ab")
    mine.write_byte(10)
    mine.find(b"\n", i), mine.rfind(b"a"), len(mine), mine.size(), mine.closed, repr(mine)
    mine.move(0, PAGE, 64)
    mine.flush()
    mine[::100], mine[10:5:-1]
    mine[0:9:3] = b"bbb"
    mine[0:PAGE * 2].count(b"a")


def use_often(number):
    for i in range(ROUNDS):
        use(i)


@ignoring(ValueError, BufferError)
def resize(i):
    mapped[0].resize((1 + i % 3) * PAGE)


@ignoring(ValueError, BufferError)
def close_and_open(i):
    mapped[0].close()


def change(number):
    for i in range(ROUNDS):
        resize(i)
        if i % 8 == 7:
            close_and_open(i)
            if mapped[0].closed:
                os.truncate(file.fileno(), 3 * PAGE)
                mapped[0] = mmap.mmap(file.fileno(), 3 * PAGE)


@ignoring(ValueError, IndexError)
def look(i):
    with memoryview(mapped[0]) as view:
        view[i], view[:20].tobytes()
        view[i] = 98


def look_often(number):
    for i in range(ROUNDS):
        look(i)


# One that changes it, and many that use it.
hammer(lambda number: change(number) if number == 0 else use_often(number))
hammer(lambda number: change(number) if number == 0 else look_often(number) if number == 1 else use_often(number))
if not mapped[0].closed:
    mapped[0].close()
print(mapped[0].closed)  # expect: True


# It is closed once, by one of them.
def close_all(number):
    for each in pages:
        with each:
            each.closed
        try:
            each.read()
        except ValueError as error:
            if str(error) != "mmap closed or invalid":
                print(error)


pages = [mmap.mmap(-1, PAGE) for _ in range(ROUNDS)]
close_all_quietly = ignoring(ValueError)(close_all)
hammer(close_all_quietly)
for each in pages:
    each.close()
print(all(each.closed for each in pages))  # expect: True
file.close()
