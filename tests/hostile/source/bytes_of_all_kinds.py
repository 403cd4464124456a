# Source text that is not text: NUL bytes, bad UTF-8, odd encodings, lines of megabytes.
import sys
import warnings

sys.path.append("..")
from _outcome import outcome

warnings.simplefilter("ignore")


def source(text):
    return outcome(compile, text, "<source>", "exec")


print(source("a = 1\0"))  # expect: SyntaxError
print(source(b"a = 1\0"))  # expect: SyntaxError
print(source("\0" * 1000))  # expect: SyntaxError
print(source(b"a = '\xff'"))  # expect: SyntaxError
print(source(b"\xc3"))  # expect: SyntaxError
print(source(b"'\xed\xa0\x80'"))  # expect: SyntaxError
print(source(b"\xef\xbb\xbfa = 1"))  # expect: finished
print(source(b"\xef\xbb\xbf# coding: latin-1\na = 1"))  # expect: SyntaxError
print(source(b"# coding: nothing\na = 1"))  # expect: SyntaxError
print(source(b"# coding: " + b"x" * 100_000 + b"\na = 1"))  # expect: SyntaxError
print(source(b"# coding: latin-1\na = '\xff'"))  # expect: finished
print(source("a = '\udc80'"))  # expect: UnicodeEncodeError
print(source("\ufeffa = 1"))  # expect: SyntaxError
print(source("\u200b"))  # expect: SyntaxError
print(source("\U0010ffff"))  # expect: SyntaxError
print(source("\\"))  # expect: SyntaxError
print(source("'\\N{'"))  # expect: SyntaxError
print(source("'\\N{" + "x" * 1_000_000 + "}'"))  # expect: SyntaxError
print(source("'\\U00110000'"))  # expect: SyntaxError
print(source("b'\\x'"))  # expect: SyntaxError
print(source("'''" + "\n" * 1_000_000))  # expect: SyntaxError
print(source("f'{"))  # expect: SyntaxError
print(source("f'''{" + "\n" * 100_000))  # expect: SyntaxError
print(source("f'{a!" + "r" * 100_000 + "}'"))  # expect: SyntaxError
print(source("f'" + "{{" * 1_000_000 + "'"))  # expect: finished
print(source("#" + "x" * 10_000_000))  # expect: finished
print(source("a = '" + "x" * 10_000_000 + "'"))  # expect: finished
print(source("a = '" + "\xe9" * 3_000_000 + "'"))  # expect: finished
print(source("a = '" + "\\x41" * 1_000_000 + "'"))  # expect: finished
print(source(" " * 10_000_000 + "a"))  # expect: IndentationError
print(source("a" + " " * 10_000_000 + "b"))  # expect: SyntaxError
print(source("(" + "\n" * 3_000_000))  # expect: SyntaxError
print(source("a" * 10_000_000))  # expect: finished
print(source("0x" + "f" * 1_000_000))  # expect: finished
print(source("0b" + "1" * 1_000_000))  # expect: finished
print(source("1." + "1" * 1_000_000))  # expect: finished
print(source("1e" + "9" * 1_000_000))  # expect: finished
print(source("1_" * 100_000))  # expect: SyntaxError
print(source("1" + "\r" * 1_000_000))  # expect: finished
print(source("\f" * 1_000_000 + "a"))  # expect: finished
print(source("\t" * 100 + "if a:\n" + " " * 100 + "b"))  # expect: IndentationError
print(source("$" * 1_000_000))  # expect: SyntaxError
print(source("a.b" * 100_000) in ("RecursionError", "MemoryError"))  # expect: True
for byte in range(256):
    for pattern in (b"%c", b"a%c", b"a %c b", b"'%c'", b"f'%c", b"f'{%c", b"f'{a:%c", b"(%c", b"\\%c", b"0%c", b"1.%c", b"1e%c", b"\n %c", b"'\\%c", b"b'\\%c'"):
        text = pattern % byte
        found = source(text)
        if found not in ("finished", "SyntaxError", "IndentationError", "TabError"):
            print(text, found)
print("done")  # expect: done
