# PEP 688.
class Lender:
    def __init__(self, data):
        self.data = bytearray(data)

    def __buffer__(self, flags):
        print("asked", flags)
        return memoryview(self.data)

    def __release_buffer__(self, view):
        print("back", bytes(view))
        view.release()


lender = Lender(b"abc")
m = memoryview(lender)  # expect: asked 284
print(m.tolist(), type(m.obj).__name__)  # expect: [97, 98, 99] _buffer_wrapper
m.release()  # expect: back b'abc'
lender.data.append(33)
import io
print(io.BytesIO(b"xyz").readinto(lender), lender.data)
# expect: asked 1
# expect: back b'xyz!'
# expect: 3 bytearray(b'xyz!')


class Told(bytearray):
    def __buffer__(self, flags):
        return super().__buffer__(flags)

    def __release_buffer__(self, view):
        print("told")
        super().__release_buffer__(view)


told = Told(b"q")
with memoryview(told) as m:
    print(m[0])  # expect: 113
# expect: told
told.append(1)
view = bytearray(b"w").__buffer__(0)
print(view.obj, bytes.__buffer__)  # expect: bytearray(b'w') <slot wrapper '__buffer__' of 'bytes' objects>
from collections.abc import Buffer
print(isinstance(lender, Buffer), issubclass(memoryview, Buffer), isinstance("", Buffer))  # expect: True True False


class Wrong:
    def __buffer__(self, flags):
        return b""


memoryview(Wrong())  # expect error: TypeError: __buffer__ returned non-memoryview object
