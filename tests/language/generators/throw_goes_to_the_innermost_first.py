def inner():
    try:
        yield 1
    except KeyError as error:
        yield f"inner {error!r}"

def outer():
    try:
        yield from inner()
    except ValueError as error:
        yield f"outer {error!r}"

chain = outer()
next(chain)
print(chain.throw(KeyError("a")))  # expect: inner KeyError('a')
print(chain.throw(ValueError("b")))  # expect: outer ValueError('b')
