# bz2 and lzma: whole texts, pieces, limits, what comes after the end, and broken input.
import bz2
import io
import lzma

text = b"".join(b"line %d\n" % i for i in range(20000))
for module in bz2, lzma:
    packed = module.compress(text)
    print(module.__name__, len(packed) < len(text) // 4, module.decompress(packed) == text)
    print(module.decompress(packed + packed) == text * 2)
    kind = bz2.BZ2Decompressor if module is bz2 else lzma.LZMADecompressor
    stream = kind()
    out, rest = b"", packed + b"after"
    while not stream.eof:
        piece = b""
        if stream.needs_input:
            piece, rest = rest[:1000], rest[1000:]
        part = stream.decompress(piece, max_length=5000)
        assert len(part) <= 5000
        out += part
    print(out == text, stream.unused_data + rest)
    with module.open(io.BytesIO(module.compress(text)), "rt") as file:
        print(file.readline(), sum(1 for line in file))
    try:
        module.decompress(b"no such data at all")
    except (OSError, lzma.LZMAError) as error:
        print(error)
# expect: bz2 True True
# expect: True
# expect: True b'after'
# expect: line 0
# expect:  19999
# expect: Invalid data stream
# expect: lzma True True
# expect: True
# expect: True b'after'
# expect: line 0
# expect:  19999
# expect: Input format not supported by decoder
raw = [{"id": lzma.FILTER_DELTA, "dist": 5}, {"id": lzma.FILTER_LZMA2, "preset": 7}]
packed = lzma.compress(text, format=lzma.FORMAT_RAW, filters=raw)
print(lzma.decompress(packed, format=lzma.FORMAT_RAW, filters=raw) == text)  # expect: True
print(lzma.LZMADecompressor().check == lzma.CHECK_UNKNOWN, lzma.is_check_supported(lzma.CHECK_CRC64))  # expect: True True
