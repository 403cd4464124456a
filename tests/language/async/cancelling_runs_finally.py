class Wait:
    def __await__(self):
        yield "waiting"

async def inner():
    try:
        await Wait()
    finally:
        print("finally inner")

async def outer():
    try:
        await inner()
    except KeyError as error:
        print("outer", repr(error))
        raise

made = outer()
made.send(None)
try:
    made.throw(KeyError("cancel"))
except KeyError as error:
    names = []
    entry = error.__traceback__
    while entry:
        names.append(entry.tb_frame.f_code.co_name)
        entry = entry.tb_next
    print(names)
made = outer()
made.send(None)
made.close()
