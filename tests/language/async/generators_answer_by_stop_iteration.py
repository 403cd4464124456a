async def generator():
    received = yield 1
    print("got", received)
    try:
        yield 2
    except ValueError as error:
        print("caught", error)
        yield 3
    finally:
        print("finally")

def drive(awaitable):
    try:
        print("waits for", awaitable.send(None))
    except BaseException as error:
        print(repr(error))

made = generator()
drive(made.__anext__())
drive(made.asend(7))
drive(made.athrow(ValueError("v")))
drive(made.__anext__())
drive(made.__anext__())
drive(made.asend(1))
drive(made.athrow(ValueError))
drive(made.aclose())
made = generator()
drive(made.asend(None))
drive(made.aclose())
drive(made.aclose())
made = generator()
drive(made.asend(3))
