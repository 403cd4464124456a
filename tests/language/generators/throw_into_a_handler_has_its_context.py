def generator():
    try:
        raise KeyError("a")
    except KeyError:
        yield

made = generator()
next(made)
try:
    made.throw(ValueError("v"))
except ValueError as error:
    print(repr(error.__context__))  # expect: KeyError('a')
