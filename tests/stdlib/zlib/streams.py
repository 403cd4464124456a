import zlib

d = b"hello world" * 1000
c = zlib.compress(d)
print(zlib.decompress(c) == d, zlib.crc32(d), zlib.adler32(b"a"))  # expect: True 2289993200 6422626
e = zlib.decompressobj()
a = e.decompress(c + b"tail", 100)
print(len(a), a + e.decompress(e.unconsumed_tail) == d, e.unused_data, e.eof)  # expect: 100 True b'tail' True
zlib.decompress(c[:-3])  # expect error: zlib.error: Error -5 while decompressing data: incomplete or truncated stream
