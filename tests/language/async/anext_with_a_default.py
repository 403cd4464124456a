async def empty():
    return
    yield

async def one():
    yield 1

class Wait:
    def __await__(self):
        return (yield "waiting")

class Slow:
    def __aiter__(self):
        return self
    async def __anext__(self):
        if await Wait() == "stop":
            raise StopAsyncIteration
        return "item"

async def main():
    print(await anext(empty(), "default"), await anext(one(), "default"), await anext(one()))  # expect: default 1 1
    print(await anext(Slow(), "default"), await anext(Slow(), "default"))  # expect: item default
    try:
        await anext(empty())
    except StopAsyncIteration as error:
        print(repr(error))  # expect: StopAsyncIteration()

made = main()
made.send(None)
made.send("go")
try:
    made.send("stop")
except StopIteration:
    pass
print(type(anext(Slow(), 1)).__name__)  # expect: anext_awaitable
for function in anext, aiter:
    try:
        function(3)
    except TypeError as error:
        print(error)
        # expect: 'int' object is not an async iterator
        # expect: 'int' object is not an async iterable
