def inner():
    yield 1
    1 / 0

def outer():
    yield from inner()

chain = outer()
next(chain)
try:
    next(chain)
except ZeroDivisionError as error:
    entry = error.__traceback__
    while entry:
        print(entry.tb_frame.f_code.co_name, entry.tb_lineno)
        # expect: <module> 11
        # expect: outer 6
        # expect: inner 3
        entry = entry.tb_next
