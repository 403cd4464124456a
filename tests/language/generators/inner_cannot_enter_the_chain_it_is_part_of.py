def inner():
    try:
        next(chain)
    except ValueError as error:
        print(error)  # expect: generator already executing
    print(chain.gi_running, chain.gi_suspended)  # expect: True False
    yield 1

def outer():
    yield from inner()

chain = outer()
print(next(chain))  # expect: 1
print(chain.gi_running, chain.gi_suspended)  # expect: False True
