def generator():
    yield 1
    raise StopIteration("x")

try:
    list(generator())
except RuntimeError as error:
    print(error, "|", repr(error.__cause__), error.__cause__ is error.__context__, error.__suppress_context__)
    # expect: generator raised StopIteration | StopIteration('x') True True
    print(error.__traceback__.tb_next)  # expect: None
