# sys.unraisablehook shows the error alone: no carets, and not what it came from.
import sys
import types


def fail():
    try:
        {}["key"]
    except KeyError:
        return 1 / 0


class Print:
    def flush(self):
        pass

    def write(self, text):
        for line in text.splitlines():
            if line.strip():
                print(line.replace(__file__, "FILE"), file=sys.__stdout__)


sys.stderr = Print()
try:
    fail()
except ZeroDivisionError as error:
    told = {"exc_type": type(error), "exc_value": error, "exc_traceback": error.__traceback__}
    sys.__unraisablehook__(types.SimpleNamespace(**told, err_msg="Exception ignored while testing", object=None))
    # expect: Exception ignored while testing:
    # expect: Traceback (most recent call last):
    # expect:   File "FILE", line 25, in <module>
    # expect:     fail()
    # expect:   File "FILE", line 10, in fail
    # expect:     return 1 / 0
    # expect: ZeroDivisionError: division by zero
    told["exc_traceback"] = None
    sys.__unraisablehook__(types.SimpleNamespace(**told, err_msg=None, object=5))
    # expect: Exception ignored in: 5
    # expect: ZeroDivisionError: division by zero
