# Source text nested 100,000 deep is refused, whatever it is nested of.
import sys

sys.path.append("..")
from _outcome import outcome

N = 100_000
KINDS = {
    "parentheses": "(" * N + ")" * N,
    "groups": "(" * N + "1" + ")" * N,
    "lists": "[" * N + "]" * N,
    "sets": "{" * N + "1" + "}" * N,
    "dicts": "{1:" * N + "1" + "}" * N,
    "unclosed": "(" * N,
    "unclosed braces": "{" * N,
    "unary minus": "-" * N + "1",
    "unary not": "not " * N + "1",
    "inversions": "~" * N + "1",
    "powers": "2**" * N + "1",
    "additions": "1+" * N + "1",
    "differences in brackets": "(1-" * N + "1" + ")" * N,
    "calls": "f(" * N + ")" * N,
    "calls in a row": "f" + "()" * N,
    "subscripts": "a[" * N + "1" + "]" * N,
    "subscripts in a row": "a" + "[1]" * N,
    "attributes": "a" + ".b" * N,
    "lambdas": "lambda: " * N + "1",
    "lambda defaults": "lambda x=" * N + "1" + ": 1" * N,
    "conditionals": "1 if 1 else " * N + "1",
    "conditionals inside": "1 if " * N + "1" + " else 1" * N,
    "comprehensions": "[" * N + "1" + " for x in y]" * N,
    "generators": "(" * N + "1" + " for x in y)" * N,
    "comprehension sources": "[x for x in " * N + "y" + "]" * N,
    "awaits": "await " * N + "x",
    "yields": "(yield " * N + ")" * N,
    "walrus": "(a:=" * N + "1" + ")" * N,
    "stars": "*" * N + "a",
    "f-strings": 'f"{' * N + "1" + '}"' * N,
    "format specs": 'f"{1:' + "{1:" * N + "}" * N + '}"',
    "t-strings": 't"{' * N + "1" + '}"' * N,
    "slices": "a[" + "1:" * N + "]",
}
for name, text in KINDS.items():
    for how in ("eval", "exec"):
        found = outcome(compile, text, "<nested>", how)
        if found not in ("SyntaxError", "RecursionError", "MemoryError"):
            print(name, how, found)
print("done")  # expect: done
