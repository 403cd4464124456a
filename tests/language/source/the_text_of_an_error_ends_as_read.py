# The text of an error of the tokenizer has no line end; one of the parser has, unless the tokenizer was further.
def error(source):
    try:
        compile(source, "<s>", "exec")
    except SyntaxError as error:
        print(error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset, repr(error.text))


error("x = 'a\n")               # expect: unterminated string literal (detected at line 1) 1 5 1 5 "x = 'a"
error("x = 1__0\n")             # expect: invalid decimal literal 1 6 1 6 'x = 1__0'
error("x = 1)\n")               # expect: unmatched ')' 1 6 1 6 'x = 1)'
error("f'{a'\n")                # expect: f-string: expecting '}' 1 5 1 5 "f'{a'"
error("(a\nb)\n")               # expect: invalid syntax. Perhaps you forgot a comma? 1 2 2 2 '(a'
error("(a b)\n")                # expect: invalid syntax. Perhaps you forgot a comma? 1 2 1 5 '(a b)\n'
error("a b")                    # expect: invalid syntax 1 3 1 4 'a b\n'
error("x = (1, 2\ny = 3\n")     # expect: '(' was never closed 1 5 1 0 'x = (1, 2'
error("x = \\ 1\n")             # expect: unexpected character after line continuation character 1 6 1 0 'x = \\ 1\n'
error("if x:\n    y\n  z\n")    # expect: unindent does not match any outer indentation level 3 4 3 -1 '  z\n'
# Parameters
error("def f(a, *, b, *, c): pass\n")   # expect: * argument may appear only once 1 16 1 17 'def f(a, *, b, *, c): pass\n'
error("def f(a, /, b, *, /): pass\n")   # expect: / must be ahead of * 1 19 1 20 'def f(a, /, b, *, /): pass\n'
