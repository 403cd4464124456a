# mmap: reading, writing, slices, searching, resizing, and a mapping that is lent out.
import mmap
import os
import tempfile

with tempfile.TemporaryFile() as file:
    file.write(b"first line\nsecond line\n")
    file.flush()
    with mmap.mmap(file.fileno(), 0) as memory:
        print(len(memory), memory.readline(), memory.tell())  # expect: 23 b'first line\n' 11
        memory[0:5] = b"FIRST"
        memory[6] = ord("L")
        print(memory[:11], memory[-2:], memory[0], memory[::-7])  # expect: b'FIRST Line\n' b'e\n' 70 b'\nnnI'
        print(memory.find(b"line"), memory.find(b"absent"), memory.rfind(b"ine"))  # expect: 18 -1 19
        print(70 in memory, b"second" in memory)  # expect: True False
        memory.flush()
        print(os.pread(file.fileno(), 5, 0))  # expect: b'FIRST'
        memory.resize(30)
        print(len(memory), memory.size())  # expect: 30 30
        with memoryview(memory) as view:
            try:
                memory.close()
            except BufferError as error:
                print(error)  # expect: cannot close exported pointers exist
            view[0] = ord("f")
        memory.seek(0)
        print(memory.read(5), memory.read_byte())  # expect: b'fIRST' 32
        memory.move(0, 6, 4)
        print(memory[:6])  # expect: b'LineT '
    try:
        memory[0]
    except ValueError as error:
        print(error)  # expect: mmap closed or invalid
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as memory:
        try:
            memory[0] = 1
        except TypeError as error:
            print(error)  # expect: mmap can't modify a readonly memory map.
with mmap.mmap(-1, 100) as anonymous:
    anonymous.write(b"x" * 100)
    try:
        anonymous.write(b"more")
    except ValueError as error:
        print(error)  # expect: data out of range
