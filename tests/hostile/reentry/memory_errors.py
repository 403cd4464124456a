# Each MemoryError is one of its own: it keeps its own traceback and context, and nobody else's.
def fail():
    try:
        return [0] * (1 << 60)
    except MemoryError as error:
        return error


def entries(error):
    count, traceback = 0, error.__traceback__
    while traceback:
        count, traceback = count + 1, traceback.tb_next
    return count


for _ in range(100):
    last = fail()
print(entries(last), fail() is fail(), last.__context__, last.args)  # expect: 1 False None ()
