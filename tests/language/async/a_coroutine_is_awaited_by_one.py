class Wait:
    def __await__(self):
        yield "waiting"

async def coroutine():
    await Wait()

async def other():
    await made

made = coroutine()
print(made.send(None))  # expect: waiting
try:
    other().send(None)
except RuntimeError as error:
    print(error)  # expect: coroutine is being awaited already
print(type(made.cr_await).__name__, made.cr_running, made.cr_suspended, made.cr_frame.f_lineno, made.cr_origin)
# expect: generator False True 6 None
made.close()
print(made.cr_await, made.cr_frame)  # expect: None None
