try:
    try:
        raise ExceptionGroup("eg", [TypeError(1), ValueError(2)])
    except* (TypeError, ValueError):
        raise KeyError("one")
except BaseException as error:
    print(repr(error))  # expect: KeyError('one')
try:
    try:
        raise ValueError(2)
    except* ValueError:
        raise KeyError("naked")
except BaseException as error:
    print(repr(error))  # expect: KeyError('naked')
