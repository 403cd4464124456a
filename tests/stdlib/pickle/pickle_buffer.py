import pickle
from pickle import PickleBuffer

memory = bytearray(b"some bytes")
buffer = PickleBuffer(memory)
print(bytes(buffer), memoryview(buffer).readonly, buffer.raw().format)  # expect: b'some bytes' False B
with buffer.raw() as view:
    view[0] = ord("S")
print(memory, pickle.loads(pickle.dumps(buffer, protocol=5)))  # expect: bytearray(b'Some bytes') bytearray(b'Some bytes')

# Out of band: the stream refers to the buffers, which travel by another way.
kept = []
data = pickle.dumps([buffer, PickleBuffer(b"x" * 1000)], protocol=5, buffer_callback=kept.append)
print(len(data) < 100, len(kept), bytes(kept[1])[:3])  # expect: True 2 b'xxx'
first, second = pickle.loads(data, buffers=kept)
print(bytes(first), len(bytes(second)))  # expect: b'Some bytes' 1000

numbers = memoryview(bytearray(range(12))).cast("H", shape=[2, 3])
print(bytes(PickleBuffer(numbers).raw()), PickleBuffer(numbers).raw().shape)
# expect: b'\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b' (12,)
try:
    PickleBuffer(memoryview(memory)[::2]).raw()
except BufferError as error:
    print(error)  # expect: cannot extract raw buffer from non-contiguous buffer
buffer.release()
buffer.release()
try:
    buffer.raw()
except ValueError as error:
    print(error)  # expect: operation forbidden on released PickleBuffer object
