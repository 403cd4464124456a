def returns():
    try:
        yield 1
    except GeneratorExit:
        return 5

def ignores():
    try:
        yield 1
    except GeneratorExit:
        yield 2

made = returns()
next(made)
print(made.close(), made.close())  # expect: 5 None
made = ignores()
next(made)
made.close()  # expect error: RuntimeError: generator ignored GeneratorExit
