def generator():
    for enter in (lambda: next(made), lambda: made.close(), lambda: made.throw(KeyError), lambda: list(made)):
        try:
            enter()
        except ValueError as error:
            print(error)
            # expect: generator already executing
            # expect: generator already executing
            # expect: generator already executing
            # expect: generator already executing
    try:
        yield from made
    except ValueError as error:
        print(error)  # expect: generator already executing
    for _ in made:
        pass
    yield

made = generator()
next(made)  # expect error: ValueError: generator already executing
