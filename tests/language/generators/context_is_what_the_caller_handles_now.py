def handling():
    try:
        raise ValueError("1")
    except ValueError:
        yield
        raise KeyError("2")

def plain():
    yield
    raise KeyError("2")

for make in handling, plain:
    made = make()
    next(made)
    try:
        try:
            raise TypeError("t")
        except TypeError:
            next(made)
    except KeyError as error:
        print(repr(error.__context__), repr(error.__context__.__context__))
        # expect: ValueError('1') None
        # expect: TypeError('t') None
