def generator():
    try:
        yield
    finally:
        1 / 0

made = generator()
next(made)
try:
    made.close()
except ZeroDivisionError as error:
    print(error, repr(error.__context__))  # expect: division by zero GeneratorExit()
