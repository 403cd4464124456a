# The library's own counts and sizes, huge and negative.
import array
import base64
import collections
import datetime
import hashlib
import io
import itertools
import json
import os
import pickle
import random
import re
import select
import struct
import sys
import tempfile
import threading
import time
import zlib

sys.path.append("..")
from _outcome import outcome

HUGE = 1 << 62
print(outcome(array.array("i", [1]).__mul__, HUGE), outcome(lambda: array.array("d", bytes(7))))  # expect: MemoryError ValueError
print(outcome(array.array("i").fromfile, io.BytesIO(b""), HUGE) in ("MemoryError", "EOFError", "OverflowError"))  # expect: True
print(outcome(collections.deque, [1], HUGE), outcome(collections.deque, [1], -1), outcome(collections.deque, [1], 1 << 70))
# expect: finished ValueError OverflowError
print(outcome(lambda: collections.deque([1]) * HUGE), outcome(collections.deque([1, 2]).rotate, HUGE))  # expect: MemoryError finished
print(outcome(lambda: itertools.islice([1], 1 << 70)), outcome(itertools.islice, [1], -1))  # expect: ValueError ValueError
print(outcome(itertools.repeat, 1, 1 << 70), outcome(list, itertools.repeat(1, HUGE)))  # expect: OverflowError MemoryError
print(outcome(lambda: itertools.product([1], repeat=HUGE)) in ("MemoryError", "OverflowError"))  # expect: True
print(outcome(lambda: itertools.product([1], repeat=1 << 70)))  # expect: OverflowError
print(outcome(itertools.combinations, [1, 2], HUGE) in ("finished", "MemoryError"))  # expect: True
print(outcome(lambda: list(itertools.combinations([1, 2], 1 << 40))) in ("finished", "MemoryError"))  # expect: True
print(outcome(lambda: list(itertools.combinations_with_replacement([1, 2], 1 << 60))) in ("MemoryError", "OverflowError"))  # expect: True
print(outcome(lambda: list(itertools.permutations([1, 2], 1 << 60))) in ("finished", "MemoryError"))  # expect: True
print(outcome(lambda: list(itertools.batched([1], 1 << 60))))  # expect: finished
print(outcome(itertools.count, 1 << 70), next(itertools.count((1 << 63) - 1)), list(itertools.islice(itertools.count((1 << 63) - 1), 2))[1])
# expect: finished 9223372036854775807 9223372036854775808
print(outcome(struct.pack, "1000000000000000000x"), outcome(struct.calcsize, "99999999999999999999x"))  # expect: MemoryError error
print(outcome(struct.calcsize, "9223372036854775807s" * 2), outcome(struct.unpack, "1000000000000i", b""))  # expect: error error
print(outcome(struct.pack_into, "i", bytearray(4), HUGE, 1), outcome(struct.pack_into, "i", bytearray(4), -HUGE, 1))  # expect: error error
print(outcome(struct.unpack_from, "i", b"1234", 1 << 70), outcome(struct.pack, "b", 1 << 70))  # expect: OverflowError error
print(outcome(lambda: io.BytesIO().write(b"x") and io.BytesIO().seek(HUGE)), outcome(io.BytesIO(b"abc").read, HUGE))  # expect: finished finished
stream = io.BytesIO(b"abc")
stream.seek(1 << 60)
print(outcome(stream.read), outcome(stream.write, b"x"), outcome(stream.truncate, 1 << 60), outcome(stream.seek, -1))
# expect: finished MemoryError finished ValueError
stream = io.StringIO("abc")
stream.seek(1 << 60)
print(outcome(stream.read), outcome(stream.write, "x"), outcome(stream.truncate, 1 << 60), outcome(stream.seek, -1))
# expect: finished MemoryError finished ValueError
print(outcome(io.BufferedReader, io.BytesIO(b""), HUGE) in ("MemoryError", "finished"))  # expect: True
print(outcome(io.BufferedReader, io.BytesIO(b""), -1), outcome(io.BufferedReader, io.BytesIO(b""), 1 << 70))  # expect: ValueError OverflowError
print(outcome(io.BufferedReader(io.BytesIO(b"abc")).read, HUGE) in ("finished", "MemoryError"))  # expect: True
print(outcome(io.BufferedReader(io.BytesIO(b"abc")).peek, HUGE) in ("finished", "MemoryError"))  # expect: True
with tempfile.TemporaryFile() as file:
    file.write(b"abc")
    file.seek(0)
    print(outcome(file.read, HUGE) in ("MemoryError", "finished", "OverflowError"))  # expect: True
    print(outcome(file.seek, 1 << 70), outcome(file.truncate, 1 << 70), outcome(file.seek, 0, 99))  # expect: OverflowError OverflowError ValueError
    print(outcome(os.read, file.fileno(), HUGE) in ("MemoryError", "OverflowError", "OSError", "finished"))  # expect: True
    print(outcome(os.read, file.fileno(), -1), outcome(os.read, 1 << 70, 1))  # expect: OSError OverflowError
print(outcome(os.urandom, HUGE) in ("MemoryError", "OverflowError"), outcome(os.urandom, -1))  # expect: True ValueError
print(outcome(random.randbytes, HUGE) in ("MemoryError", "OverflowError"), outcome(random.getrandbits, -1))  # expect: True ValueError
print(outcome(random.getrandbits, 1 << 50) in ("MemoryError", "OverflowError"), outcome(random.getrandbits, 1 << 70) in ("OverflowError", "MemoryError"))  # expect: True True
print(outcome(random.sample, range(1 << 70), 1) in ("OverflowError", "finished"), outcome(random.sample, range(10), 11))  # expect: True ValueError
print(outcome(re.compile, "a{99999999999999999999}"), outcome(re.compile, "a{1,2147483648}") in ("OverflowError", "finished"))  # expect: OverflowError True
print(outcome(re.compile, "(?:a{1000}){1000}{2}") in ("PatternError", "error"), outcome(lambda: re.match("(?:a{1000}){1000}", "a")) in ("finished", "MemoryError", "PatternError", "OverflowError"))
# expect: True True
print(outcome(lambda: re.match("(a*)*b", "a" * 1000)), outcome(lambda: re.match("(a|a)*b", "a" * 30)))  # expect: finished finished
print(outcome(lambda: re.match("(?:(?:a?){100}){100}", "a" * 100)))  # expect: finished
print(outcome(lambda: re.match("(.*)\\1", "ab" * 1000)))  # expect: finished
print(outcome(re.compile("a").match, "a" * 10, 1 << 70, 1 << 71) in ("finished", "OverflowError"))  # expect: True
print(outcome(lambda: re.sub("a", "b" * 1_000_000, "a" * 100)), outcome(re.split, "a", "a" * 100, 1 << 60))  # expect: finished finished
print(outcome(lambda: re.match("(" * 50 + "a" + ")" * 50, "a").groups()))  # expect: finished
print(outcome(lambda: re.match("(a)" * 100_000, "a")) in ("finished", "PatternError", "OverflowError", "RecursionError", "MemoryError"))  # expect: True
print(outcome(json.loads, "1" * 5000), outcome(json.loads, "1e" + "9" * 5000))
# expect: ValueError finished
print(outcome(lambda: json.dumps([1], indent=1 << 60)) in ("MemoryError", "OverflowError"), outcome(json.dumps, 1 << 33_000_000))  # expect: True ValueError
print(outcome(zlib.decompress, zlib.compress(b"x"), 15, HUGE) in ("MemoryError", "finished"), outcome(zlib.decompress, b"x" * 1000))  # expect: True error
print(outcome(zlib.decompressobj().decompress, zlib.compress(bytes(1_000_000)), -1), outcome(zlib.decompressobj().flush, -1))  # expect: ValueError ValueError
print(outcome(zlib.crc32, b"a", 1 << 70), outcome(zlib.compress, b"a", 99))  # expect: finished error
print(outcome(time.sleep, -1), outcome(time.sleep, 1 << 70), outcome(time.sleep, float("nan")), outcome(time.gmtime, 1 << 70))
# expect: ValueError OverflowError ValueError OverflowError
print(outcome(time.localtime, -(1 << 70)), outcome(time.gmtime, 1e300), outcome(time.strftime, "%Y" * 1000), outcome(time.mktime, (1 << 70,) * 9))
# expect: OverflowError OverflowError finished OverflowError
print(outcome(time.strftime, "%Y", (1 << 70,) * 9), outcome(time.asctime, (1, 99, 1, 1, 1, 1, 1, 1, 1)), outcome(time.ctime, 1 << 70))
# expect: OverflowError ValueError OverflowError
print(outcome(datetime.timedelta, 1 << 70), outcome(datetime.timedelta, 1e300), outcome(datetime.timedelta, float("nan")))
# expect: OverflowError OverflowError ValueError
print(outcome(lambda: datetime.timedelta.max * 2), outcome(lambda: datetime.datetime.max + datetime.timedelta(1)), outcome(datetime.date, 1 << 70, 1, 1) in ("OverflowError", "ValueError"))
# expect: OverflowError OverflowError True
print(outcome(datetime.datetime.fromtimestamp, 1 << 70) in ("OverflowError", "ValueError"), outcome(datetime.date.fromordinal, 1 << 70) in ("OverflowError", "ValueError"))  # expect: True True
print(outcome(datetime.datetime.max.strftime, "%Y" * 10_000), outcome(datetime.date.fromisoformat, "9" * 100_000))  # expect: finished ValueError
print(outcome(threading.Lock().acquire, True, 1 << 70), outcome(threading.Lock().acquire, True, -5), outcome(threading.stack_size, 1 << 70))
# expect: OverflowError ValueError OverflowError
print(outcome(threading.stack_size, 1), outcome(threading.stack_size, -1), outcome(threading.Semaphore, -1))  # expect: ValueError ValueError ValueError
print(outcome(select.select, [1 << 70], [], [], 0), outcome(select.select, [-1], [], [], 0), outcome(select.select, [], [], [], -1))
# expect: OverflowError ValueError ValueError
print(outcome(base64.b64decode, "=" * 100_000) in ("Error", "finished"), outcome(base64.b85decode, "~" * 1000))  # expect: True ValueError
print(outcome(lambda: hashlib.md5(b"a").update(None)), outcome(hashlib.new, "x" * 100_000))  # expect: TypeError ValueError
print(outcome(sys.setrecursionlimit, 1 << 70), outcome(sys.setrecursionlimit, -1), outcome(sys.set_int_max_str_digits, 1))
# expect: OverflowError ValueError ValueError
print(outcome(sys.setswitchinterval, -1), outcome(sys.setswitchinterval, 1e300) in ("finished", "OverflowError"), outcome(sys.getsizeof, 1 << 1000))
# expect: ValueError True finished
for text in (b"\x80\x04\x95" + b"\xff" * 8, b"\x80\x05\x8e" + b"\xff" * 8, b"\x8b\xff\xff\xff\x7f", b"\x8b\xff\xff\xff\xff", b"r\xff\xff\xff\xffN.", b"h\xffN.",
             b"(" * 100_000, b"]" * 100_000 + b"a" * 99_999 + b".", b"N" * 100_000 + b".", b"\x80\xff", b"cos\nnothing\n.", b"cos\nsystem\n(S'echo\n",
             b"I" + b"9" * 5000 + b"\n.", b"L" + b"9" * 5000 + b"L\n.", b"S'" + b"\\" * 1000 + b"'\n.", b"}" + b"NN" * 10 + b"u.", b"0", b"2.", b"1", b"t.", b"a.", b"s.", b"b.", b"R.", b"\x81.", b"\x92.",
             b"\x93.", b"\x94.", b"j\xff\xff\xff\x7f.", b"X\xff\xff\xff\x7f", b"\x8d" + b"\xff" * 8, b"T\xff\xff\xff\x7f", b"B\xff\xff\xff\xff", b"\x96" + b"\x00" * 7 + b"\x7f", b"\x97.", b"\x98."):
    found = outcome(pickle.loads, text)
    if found not in ("UnpicklingError", "EOFError", "ValueError", "IndexError", "AttributeError", "TypeError", "OverflowError", "MemoryError", "KeyError", "finished", "RecursionError"):
        print(text[:20], found)
print("done")  # expect: done
