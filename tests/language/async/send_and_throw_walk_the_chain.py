class Wait:
    def __await__(self):
        result = yield "waiting"
        return result

async def inner():
    try:
        return await Wait()
    except ValueError as error:
        return f"caught {error}"

async def middle():
    return await inner()

async def outer():
    first = await middle()
    second = await middle()
    return first, second

made = outer()
print(made.send(None))  # expect: waiting
print(made.send(1))  # expect: waiting
try:
    made.throw(ValueError("v"))
except StopIteration as stop:
    print(stop.value)  # expect: (1, 'caught v')
