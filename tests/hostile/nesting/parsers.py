# The library's own parsers meet the same nesting.
import ast
import json
import re
import sys
import warnings

sys.path.append("..")
from _outcome import outcome

N = 100_000
print(outcome(json.loads, "[" * N + "]" * N))  # expect: RecursionError
print(outcome(json.loads, '{"a":' * N + "1" + "}" * N))  # expect: RecursionError
print(outcome(json.loads, "[" * N))  # expect: RecursionError
print(outcome(json.loads, "1" * N))  # expect: ValueError
print(outcome(json.loads, '"' + "\\u0041" * N + '"'))  # expect: finished
print(outcome(ast.parse, "(" * N))  # expect: SyntaxError
print(outcome(ast.literal_eval, "[" * N + "]" * N) in ("SyntaxError", "MemoryError", "RecursionError"))  # expect: True
print(outcome(ast.literal_eval, "-" * N + "1") in ("SyntaxError", "MemoryError", "RecursionError"))  # expect: True
print(outcome(re.compile, "(" * N + ")" * N) in ("RecursionError", "OverflowError", "PatternError"))  # expect: True
print(outcome(re.compile, "(?:" * N + "a" + ")" * N) in ("RecursionError", "OverflowError", "PatternError"))  # expect: True
print(outcome(re.compile, "(?:a|" * N + "a" + ")" * N) in ("RecursionError", "OverflowError", "PatternError"))  # expect: True
print(outcome(re.compile, "(?=" * N + "a" + ")" * N) in ("RecursionError", "OverflowError", "PatternError"))  # expect: True
print(outcome(re.compile, "(?:" * N + "a" + ")*" * N) in ("RecursionError", "OverflowError", "PatternError"))  # expect: True
print(outcome(re.compile, "a|" * N))  # expect: finished
warnings.simplefilter("ignore")
print(outcome(re.compile, "[" * N) in ("PatternError", "error"))  # expect: True
print(outcome(re.compile, "a{" * N))  # expect: finished
print(outcome(format, 1, "{" * N))  # expect: ValueError
print(outcome(("{" * N).format))  # expect: finished
print(outcome(("{0:" * N + "}" * N).format, 1))  # expect: ValueError
print(outcome(("{0" + ".real" * N + "}").format, 1))  # expect: finished
print(outcome(("{0" + "[0]" * 1000 + "}").format, []))  # expect: IndexError
print(outcome(lambda: ("%(" * N) % {}))  # expect: ValueError
print(outcome(lambda: ("%" * (N + 1)) % ()))  # expect: ValueError
