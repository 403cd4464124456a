class Wait:
    def __await__(self):
        return (yield "waiting")

class Count:
    def __init__(self, end):
        self.now, self.end = 0, end
    def __aiter__(self):
        return self
    async def __anext__(self):
        if self.now == self.end:
            raise StopAsyncIteration
        self.now += 1
        await Wait()
        return self.now

class Manager:
    async def __aenter__(self):
        print("enter")
        await Wait()
        return "value"
    async def __aexit__(self, kind, error, traceback):
        print("exit", kind)
        await Wait()
        return True

async def main():
    async with Manager() as value:
        print(value)
        raise ValueError
    async for number in Count(2):
        print(number)
    else:
        print("else")
    print([x async for x in Count(3) if x > 1], {x: x async for x in Count(1)})
    generator = (x * 2 async for x in Count(2))
    print([x async for x in generator])

made = main()
waits = 0
try:
    while True:
        made.send(None)
        waits += 1
except StopIteration:
    print(waits)
