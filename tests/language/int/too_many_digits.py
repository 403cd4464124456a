# Converting between int and decimal text is limited, in source too; leading zeros of zero and other bases are not.
import ast
import sys


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except (ValueError, SyntaxError) as error:
        return f"{type(error).__name__}: {error}"

nines = "9" * 5000
print(attempt(int, nines))                  # expect: ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; use sys.set_int_max_str_digits() to increase the limit
print(attempt(str, 10 ** 5000))             # expect: ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit
print(attempt(eval, nines))                 # expect: SyntaxError: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits. (<string>, line 1)
try:
    compile("x = [\n" + "9_9" * 2500 + "]", "file.py", "exec")
except SyntaxError as error:
    print(error.msg[:79], error.lineno, error.offset, error.end_lineno, error.end_offset, len(error.text.rstrip()))  # expect: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 d 2 0 2 0 7501
try:
    ast.literal_eval(nines)
except SyntaxError as error:
    print(error.filename, error.offset)     # expect: <unknown> 0
print(len(hex(eval("0x" + nines))))         # expect: 5002
print(eval("0" * 5000), eval(nines + "j") == complex(0, float("inf")), eval(nines + ".0"))      # expect: 0 True inf
sys.set_int_max_str_digits(0)
print(len(str(eval(nines))), eval(nines) == int(nines))     # expect: 5000 True
