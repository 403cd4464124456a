async def generator():
    yield 1

def attempt(action):
    try:
        print(action())
    except BaseException as error:
        print(repr(error))

for make in (lambda g: g.__anext__(), lambda g: g.aclose(), lambda g: g.athrow(ValueError("v"))):
    step = make(generator())
    attempt(lambda: step.send(None))
    attempt(lambda: step.send(None))
    attempt(lambda: step.throw(ValueError))
    attempt(lambda: step.close())
    print(step.__await__() is step, iter(step) is step, type(step).__name__)
