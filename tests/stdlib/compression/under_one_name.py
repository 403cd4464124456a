# PEP 784: the compressors as submodules of one package.
import bz2
import compression.bz2
import compression.gzip
import compression.lzma
import compression.zlib
import zlib

for module in compression.bz2, compression.gzip, compression.lzma, compression.zlib:
    print(module.__name__, module.decompress(module.compress(b"text")))
# expect: compression.bz2 b'text'
# expect: compression.gzip b'text'
# expect: compression.lzma b'text'
# expect: compression.zlib b'text'
print(compression.bz2.BZ2File is bz2.BZ2File, compression.zlib.error is zlib.error)  # expect: True True
try:
    import compression.zstd
except ModuleNotFoundError as error:
    print(error)  # expect: No module named 'compression.zstd'
