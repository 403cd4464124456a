# f_lineno of a frame that an exception has left: where control was last. tb_lineno: where it was raised.


def finally_():
    try:
        1 / 0
    finally:
        x = 1
        y = 2


def except_():
    try:
        1 / 0
    except KeyError:
        pass
    except (TypeError,
            ValueError):
        pass


def with_():
    with open("/dev/null") as f:
        with open("/dev/null") as g:
            x = 1
            1 / 0
        y = 2


def again():
    try:
        raise ValueError
    except ValueError:
        raise


def named():
    try:
        1 / 0
    except ZeroDivisionError as e:
        int("x")


def nested():
    try:
        try:
            1 / 0
        finally:
            x = 2
    except ValueError:
        pass


def generator():
    try:
        yield 1
        1 / 0
    finally:
        pass


for function in finally_, except_, with_, again, named, nested, generator:
    try:
        result = function()
        if result is not None:
            list(result)
    except Exception as error:
        entry = error.__traceback__.tb_next
        first = entry.tb_frame.f_code.co_firstlineno
        print(function.__name__, entry.tb_lineno - first, entry.tb_frame.f_lineno - first)
# expect: finally_ 2 5
# expect: except_ 2 5
# expect: with_ 4 4
# expect: again 2 4
# expect: named 4 4
# expect: nested 3 6
# expect: generator 3 5
