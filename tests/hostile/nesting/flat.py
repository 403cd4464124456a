# What is long but not deep compiles, or is refused in order.
import sys

sys.path.append("..")
from _outcome import outcome

N = 100_000
KINDS = {
    "comparison chain": "1<" * N + "1",
    "boolean chain": "a or " * N + "a",
    "mixed boolean chain": "a or b and " * N + "a",
    "arguments": "f(" + "a," * N + ")",
    "keyword arguments": "f(" + ",".join(f"a{i}=1" for i in range(N)) + ")",
    "starred arguments": "f(" + "*a," * N + ")",
    "tuple": "1," * N,
    "list of names": "[" + "a," * N + "]",
    "dict": "{" + "1:a," * N + "}",
    "strings side by side": '"a" ' * N,
    "f-strings side by side": 'f"{a}" ' * N,
    "fields of one f-string": 'f"' + "{a}" * N + '"',
    "comprehension clauses": "[1" + " for x in y" * N + "]",
    "comprehension conditions": "[1 for x in y" + " if x" * N + "]",
    "assignments": "a=" * N + "1",
    "statements of a line": "a;" * N,
    "statements": "a\n" * N,
    "names": "\n".join(f"a{i} = {i}" for i in range(N)),
    "decorators": "@a\n" * N + "def f(): pass",
    "elif": "if a: pass\n" + "elif a: pass\n" * N,
    "except": "try: pass\n" + "except a: pass\n" * N,
    "cases": "match a:\n" + " case 1: pass\n" * N,
    "or patterns": "match a:\n case " + "1|" * N + "1: pass\n",
    "wide pattern": "match a:\n case [" + "_," * N + "]: pass\n",
    "with items": "with " + ",".join(["a"] * N) + ": pass",
    "parameters": "def f(" + ",".join(f"a{i}" for i in range(N)) + "): pass",
    "defaults": "def f(" + ",".join(f"a{i}=1" for i in range(N)) + "): pass",
    "locals": "def f():\n" + "".join(f" a{i} = 1\n" for i in range(N)),
    "global": "def f():\n global " + ",".join(f"a{i}" for i in range(N)),
    "imports": "from a import " + ",".join(f"a{i}" for i in range(N)),
    "type parameters": "def f[" + ",".join(f"a{i}" for i in range(N)) + "](): pass",
    "bases": "class C(" + "a," * N + "): pass",
    "targets": "a," * N + "= b",
    "deletions": "del " + ",".join("a" * 1 for i in range(N)),
    "functions": "def f(): pass\n" * N,
    "backslashes": "1" + "\\\n" * N + "+1",
    "blank lines": "\n" * N + "1",
    "comments": "#\n" * N + "1",
    "digits": "1" * N,
    "hexadecimal digits": "0x" + "f" * N,
    "identifier": "a" * N,
    "dots of an import": "from " + "." * N + " import a",
    "dotted module": "import " + "a." * N + "a",
}
for name, text in KINDS.items():
    found = outcome(compile, text, "<flat>", "exec")
    if found not in ("finished", "SyntaxError", "RecursionError", "MemoryError"):
        print(name, found)
print("done")  # expect: done
