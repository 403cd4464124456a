# _pyio of 3.11 is completed by what 3.14 has in it.
import _pyio, io
print(_pyio.Reader is io.Reader, [name for name in io.__all__ if not hasattr(_pyio, name)])  # expect: True []
print(io.text_encoding(None), io.text_encoding("x"))  # expect: locale x
b = _pyio.BufferedReader(io.BytesIO(b"ab\ncd"))
print(b.readline(), b.tell(), b.read())  # expect: b'ab\n' 3 b'cd'
