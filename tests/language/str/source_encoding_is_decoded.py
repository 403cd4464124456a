def text_of(source):
    names = {}
    exec(compile(source, "file.py", "exec"), names)
    return ascii(names["x"])


print(text_of(b"# coding: latin-1\nx = '\xe9'"))  # expect: '\xe9'
print(text_of(b"#!/bin/sh\n# -*- coding: cp1252 -*-\nx = '\x80'"))  # expect: '\u20ac'
print(text_of(b"\xef\xbb\xbfx = '\xc3\xa9'"))  # expect: '\xe9'
print(text_of("# coding: latin-1\nx = '\xe9'"))  # expect: '\xe9'
print(eval(b"# coding: latin-1\n'\xe9'") == "\xe9")  # expect: True


def wrong(source):
    try:
        compile(source, "file.py", "exec")
    except SyntaxError as error:
        print(error.msg)


wrong(b"x = '\xff'")
# expect: Non-UTF-8 code starting with '\xff' on line 1, but no encoding declared; see https://peps.python.org/pep-0263/ for details
wrong(b"# coding: nonsense\n1")  # expect: unknown encoding: nonsense
wrong(b"# coding: ascii\n'\x80'")  # expect: 'ascii' codec can't decode byte 0x80 in position 17: ordinal not in range(128)
