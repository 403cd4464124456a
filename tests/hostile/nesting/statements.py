# Statements nested as deeply as indentation or one line allows.
import sys

sys.path.append("..")
from _outcome import outcome

N = 100_000
DEEP = 2_000  # the text of N indented lines would have 5 billion characters


def block(head):
    return "".join(" " * i + head + "\n" for i in range(DEEP)) + " " * DEEP + "pass\n"


KINDS = {
    "if": block("if a:"),
    "while": block("while a:"),
    "for": block("for a in b:"),
    "with": block("with a:"),
    "def": block("def f():"),
    "class": block("class C:"),
    "match": "".join(" " * 2 * i + "match a:\n" + " " * (2 * i + 1) + "case 1:\n" for i in range(DEEP)) + " " * 2 * DEEP + "pass\n",
    "try": "".join(" " * i + "try:\n" for i in range(DEEP)) + " " * DEEP + "pass\n"
    + "".join(" " * i + "finally: pass\n" for i in reversed(range(DEEP))),
    "sequence patterns": "match a:\n case " + "[" * N + "]" * N + ": pass\n",
    "group patterns": "match a:\n case " + "(" * N + "1" + ")" * N + ": pass\n",
    "mapping patterns": "match a:\n case " + "{1:" * N + "1" + "}" * N + ": pass\n",
    "class patterns": "match a:\n case " + "C(" * N + "1" + ")" * N + ": pass\n",
    "targets": "(" * N + "a" + ")" * N + " = 1\n",
    "list targets": "[" * N + "a" + "]" * N + " = 1\n",
    "deleted targets": "del " + "(" * N + "a" + ")" * N + "\n",
    "for targets": "for " + "(" * N + "a" + ")" * N + " in b: pass\n",
    "with items": "with " + "(" * N + "a" + ")" * N + ": pass\n",
    "annotations": "a: " + "x[" * N + "1" + "]" * N + "\n",
    "type parameters": "def f[T: " + "(" * N + "1" + ")" * N + "](): pass\n",
    "decorator expressions": "@" + "(" * N + "a" + ")" * N + "\ndef f(): pass\n",
    "indentation without end": "".join(" " * i + "if a:\n" for i in range(DEEP)),
}
for name, text in KINDS.items():
    found = outcome(compile, text, "<nested>", "exec")
    if found not in ("SyntaxError", "IndentationError", "RecursionError", "MemoryError"):
        print(name, found)
print("done")  # expect: done
