error = OSError(2, "No such file", "a.txt")
print(type(error).__name__, error, error.args)  # expect: FileNotFoundError [Errno 2] No such file: 'a.txt' (2, 'No such file')
print(str(KeyError("k")), repr(KeyError("k")))  # expect: 'k' KeyError('k')
print(StopIteration(5).value, SystemExit(3).code, SystemExit().code)  # expect: 5 3 None
print(ImportError("m", name="n").name, AttributeError("a", name="x", obj=1).obj)  # expect: n 1
print(SyntaxError("bad", ("d/f.py", 3, 1, "x")))  # expect: bad (f.py, line 3)
print(UnicodeEncodeError("ascii", "a\xe9b", 1, 2, "why"))  # expect: 'ascii' codec can't encode character '\xe9' in position 1: why
print(UnicodeDecodeError("utf-8", b"\xff\xfe", 0, 2, "why"))  # expect: 'utf-8' codec can't decode bytes in position 0-1: why
noted = ValueError("v")
noted.add_note("n")
print(noted.__notes__, noted.__cause__, noted.__suppress_context__)  # expect: ['n'] None False
noted.__cause__ = KeyError()
print(noted.__suppress_context__)  # expect: True
ValueError(x=1)  # expect error: TypeError: ValueError() takes no keyword arguments
