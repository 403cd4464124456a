class Y:
    def __await__(self):
        yield 1
async def leaf():
    i = 0
    while i < 200000:
        await Y()
        i = i + 1
async def deep(n):
    if n == 0: return await leaf()
    return await deep(n - 1)
c = deep(100)
try:
    while True: c.send(None)
except StopIteration: pass
