def count():
    try:
        yield 1
        yield 2
    except ValueError:
        yield "caught"
    yield 3

def middle():
    yield from shared
    yield "middle"

def outer():
    yield from middle()
    yield "outer"

shared = count()
chain = outer()
print(next(chain))  # expect: 1
print(shared.throw(ValueError()))  # expect: caught
print(next(chain), next(chain), next(chain))  # expect: 3 middle outer
print(next(chain, "end"), next(shared, "end"))  # expect: end end
