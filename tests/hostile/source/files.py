# The same as files: run, imported, and given to the tools that read source.
import ast
import importlib
import linecache
import os
import sys
import tempfile
import tokenize
import traceback

sys.path.append("..")
from _outcome import outcome

folder = tempfile.mkdtemp()
sys.path.insert(0, folder)
texts = {
    "nul": b"a = 1\0",
    "bad_utf8": b"a = '\xff'",
    "half": b"a = '\xc3",
    "encoding": b"# coding: nothing\na",
    "deep": b"(" * 100_000,
    "cut": b"def f(",
    "long_line": b"a = '" + b"x" * 10_000_000 + b"'",
    "raises": b"x" * 1_000_000,
    "empty": b"",
    "itself": b"import itself\nfrom itself import nothing",
}
for name, text in texts.items():
    path = os.path.join(folder, name + ".py")
    with open(path, "wb") as file:
        file.write(text)
    print(name, outcome(importlib.import_module, name))
    # expect: nul SyntaxError
    # expect: bad_utf8 SyntaxError
    # expect: half SyntaxError
    # expect: encoding SyntaxError
    # expect: deep SyntaxError
    # expect: cut SyntaxError
    # expect: long_line finished
    # expect: raises NameError
    # expect: empty finished
    # expect: itself ImportError
    linecache.getlines(path)
    with open(path, "rb") as file:
        outcome(lambda: list(tokenize.tokenize(file.readline)))
    outcome(ast.parse, text)
print(outcome(importlib.import_module, "a" * 100_000))  # expect: ModuleNotFoundError
print(outcome(importlib.import_module, "a." * 10_000 + "a"))  # expect: ModuleNotFoundError
print(outcome(importlib.import_module, "a\0b"))  # expect: ModuleNotFoundError
print(outcome(importlib.import_module, ""))  # expect: ValueError
print(outcome(__import__, "os", {}, {}, (), 1))  # expect: KeyError
print(outcome(__import__, "os", {}, {}, (), -1))  # expect: ValueError
print(outcome(__import__, "os", {}, {}, (), 1 << 100))  # expect: OverflowError
