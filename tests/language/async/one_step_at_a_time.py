class Wait:
    def __await__(self):
        return (yield "waiting")

async def generator():
    print("resumed with", await Wait())
    try:
        yield 1
    except GeneratorExit:
        yield 99

def attempt(action):
    try:
        print(action())
    except BaseException as error:
        print(repr(error))

made = generator()
step = made.__anext__()
attempt(lambda: step.send(None))
print(made.ag_running, type(made.ag_await).__name__, made.ag_suspended)
attempt(lambda: made.__anext__().send(None))
attempt(lambda: made.asend(None).throw(ValueError))
attempt(lambda: made.aclose().send(None))
attempt(lambda: made.athrow(ValueError).send(None))
attempt(lambda: step.send(4))
print(made.ag_running, made.ag_await)
attempt(lambda: made.aclose().send(None))
