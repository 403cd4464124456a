import warnings
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    compile("\n\nx is 1", "a_file", "exec")
    compile("assert (1, 'b')", "a_file", "exec")
    compile("[0xfor x in ()]", "a_file", "eval")
for each in seen:
    print(each.filename, each.lineno, each.category.__name__, each.message)
# expect: a_file 3 SyntaxWarning "is" with 'int' literal. Did you mean "=="?
# expect: a_file 1 SyntaxWarning assertion is always true, perhaps remove parentheses?
# expect: a_file 1 SyntaxWarning invalid hexadecimal literal
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try: compile("\nx is 1", "a_file", "exec")
    except SyntaxError as error: print(error.filename, error.lineno, error.offset)      # expect: a_file 2 1
