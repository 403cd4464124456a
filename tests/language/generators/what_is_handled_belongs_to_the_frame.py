import sys
def generator():
    print(sys.exception())
    try:
        yield 1
    except ValueError:
        print(repr(sys.exception()))
        yield 2
        print(repr(sys.exception()))
    print(repr(sys.exception()))
    yield 3
    print(repr(sys.exception()))

try:
    raise KeyError("outer")
except KeyError:
    made = generator()
    next(made)
    print(repr(sys.exception()))
    made.throw(ValueError("in"))
    print(repr(sys.exception()))
    next(made)
    print(repr(sys.exception()))
next(made, None)
