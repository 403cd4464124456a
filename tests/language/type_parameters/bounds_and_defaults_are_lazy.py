log = []
def note(value):
    log.append(value)
    return value
def function[T: note(int) = note(bool), U = note(str)](): ...
T, U = function.__type_params__
print(log)  # expect: []
print(T.__bound__, T.__default__, U.__default__, log)
# expect: <class 'int'> <class 'bool'> <class 'str'> [<class 'int'>, <class 'bool'>, <class 'str'>]
print(T.__bound__, log, T.has_default(), U.__bound__, U.evaluate_bound)
# expect: <class 'int'> [<class 'int'>, <class 'bool'>, <class 'str'>] True None None
print(T.evaluate_bound(1), log)  # expect: <class 'int'> [<class 'int'>, <class 'bool'>, <class 'str'>, <class 'int'>]
