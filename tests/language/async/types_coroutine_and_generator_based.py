import types
@types.coroutine
def wait():
    result = yield "waiting"
    return result

async def main():
    return await wait()

made = main()
print(made.send(None))  # expect: waiting
try:
    made.send(5)
except StopIteration as stop:
    print(stop.value)  # expect: 5
def plain(coroutine):
    try:
        yield from coroutine
    finally:
        coroutine.close()
next(plain(main()))  # expect error: TypeError: cannot 'yield from' a coroutine object in a non-coroutine generator
