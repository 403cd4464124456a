class Wait:
    def __await__(self):
        return (yield "waiting")

async def deep(level):
    if level:
        return await deep(level - 1) + 1
    return await Wait() + await Wait()

made = deep(500)
print(made.send(None), made.send(1))  # expect: waiting waiting
try:
    made.send(2)
except StopIteration as stop:
    print(stop.value)  # expect: 503
