async def coroutine():
    return 5

made = coroutine()
try:
    made.send(None)
except StopIteration as stop:
    print(stop.value)  # expect: 5
for use in (lambda: made.send(None), lambda: made.throw(ValueError)):
    try:
        use()
    except RuntimeError as error:
        print(error)
        # expect: cannot reuse already awaited coroutine
        # expect: cannot reuse already awaited coroutine
print(made.close())  # expect: None
