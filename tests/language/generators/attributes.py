def generator():
    yield 1
    yield from [2]

made = generator()
print(made.__name__, made.__qualname__, made.gi_code.co_name, made.gi_running, made.gi_suspended, made.gi_yieldfrom)
# expect: generator generator generator False False None
print(made.gi_frame.f_lineno, repr(made).startswith("<generator object generator at 0x"))  # expect: 1 True
next(made)
print(made.gi_suspended, made.gi_frame.f_lineno)  # expect: True 2
next(made)
print(type(made.gi_yieldfrom).__name__, made.gi_frame.f_lineno)  # expect: list_iterator 3
made.__name__ = "renamed"
made.__qualname__ = "a.renamed"
print(made.__name__, repr(made).startswith("<generator object a.renamed at"))  # expect: renamed True
print(next(made, "end"), made.gi_frame, made.gi_running, made.gi_suspended, made.gi_yieldfrom, made.gi_code.co_name)
# expect: end None False False None generator
made.__name__ = 3  # expect error: TypeError: __name__ must be set to a string object
