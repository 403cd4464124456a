def generator():
    try:
        yield
    except Exception as error:
        print(repr(error.__context__))  # expect: None
        raise

made = generator()
next(made)
try:
    try:
        raise TypeError("t")
    except TypeError:
        made.throw(ValueError("v"))
except ValueError as error:
    print(repr(error.__context__))  # expect: None
