# A word that would be right as a keyword is named, wherever it stands after the last whole block.
import traceback


def told(source):
    try:
        compile(source, "<s>", "exec")
    except SyntaxError as error:
        print("".join(traceback.format_exception_only(error)).rstrip())


told("class A:\n  if 1: pass\n  whiel x: pass\n")
# expect:   File "<s>", line 3
# expect:     whiel x: pass
# expect:     ^^^^^
# expect: SyntaxError: invalid syntax. Did you mean 'while'?
told("fro x in y:\n  a b")
# expect:   File "<s>", line 1
# expect:     fro x in y:
# expect:     ^^^
# expect: SyntaxError: invalid syntax. Did you mean 'for'?
told("rty:\n  x\nexcept: pass")
# expect:   File "<s>", line 1
# expect:     rty:
# expect:     ^^^
# expect: SyntaxError: invalid syntax. Did you mean 'try'?
told("x = 1; yeild 2")
# expect:   File "<s>", line 1
# expect:     x = 1; yeild 2
# expect:                  ^
# expect: SyntaxError: invalid syntax
try:
    compile("if 1:\n  if 2: pass\na b", "<s>", "exec")
except SyntaxError as error:
    print(error._metadata)  # expect: (2, 2, 'if 1:\n  if 2: pass\na b')
told("def f(a, b=1, c d=2): pass")
# expect:   File "<s>", line 1
# expect:     def f(a, b=1, c d=2): pass
# expect:                     ^
# expect: SyntaxError: invalid syntax
told("import a as b c")
# expect:   File "<s>", line 1
# expect:     import a as b c
# expect:                 ^
# expect: SyntaxError: cannot use name as import target
told("try: pass\nexcept A, B:\npass")
# expect:   File "<s>", line 3
# expect:     pass
# expect:     ^^^^
# expect: IndentationError: expected an indented block
