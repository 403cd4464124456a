def inner():
    received = yield 1
    print("inner got", received)  # expect: inner got hello
    return "done"

def outer():
    result = yield from inner()
    yield result

chain = outer()
first = next(chain)
second = chain.send("hello")
print(first, second)  # expect: 1 done
