async def stops_async():
    raise StopAsyncIteration
    yield

async def stops():
    raise StopIteration
    yield

async def raises():
    yield 1
    raise KeyError("k")

def attempt(action):
    try:
        print(action())
    except BaseException as error:
        print(repr(error), repr(error.__cause__))
        # expect: RuntimeError('async generator raised StopAsyncIteration') StopAsyncIteration()
        # expect: RuntimeError('async generator raised StopIteration') StopIteration()
        # expect: StopIteration(1) None
        # expect: KeyError('k') None
        # expect: StopAsyncIteration() None
        # expect: StopIteration() None

attempt(lambda: stops_async().__anext__().send(None))
attempt(lambda: stops().__anext__().send(None))
made = raises()
attempt(lambda: made.__anext__().send(None))
attempt(lambda: made.__anext__().send(None))
attempt(lambda: made.__anext__().send(None))
attempt(lambda: made.athrow(1).send(None))
