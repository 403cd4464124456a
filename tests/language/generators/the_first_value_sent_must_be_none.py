async def coroutine():
    pass

made = coroutine()
try:
    made.send(3)
except TypeError as error:
    print(error)  # expect: can't send non-None value to a just-started coroutine
made.close()
(x for x in [1]).send(3)  # expect error: TypeError: can't send non-None value to a just-started generator
