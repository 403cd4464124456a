# sys.setprofile: calls and returns, of native functions too.
import sys


def record(function, *args):
    events = []

    def profiler(frame, event, arg):
        what = arg.__name__ if event.startswith("c_") else frame.f_code.co_name
        events.append(f"{event}:{what}")

    sys.setprofile(profiler)
    try:
        function(*args)
    except Exception:
        pass
    sys.setprofile(None)
    return " ".join(e for e in events if "setprofile" not in e)


def calls():
    len("abc")
    "abc".upper()
    inner()


def inner():
    return 1


print(record(calls))  # expect: call:calls c_call:len c_return:len c_call:upper c_return:upper call:inner return:inner return:calls


def fails():
    int("x")
    "abc".index("z")


def fails_natively():
    "abc".index("z")


print(record(fails_natively))  # expect: call:fails_natively c_call:index c_exception:index return:fails_natively


def with_callback():
    sorted([2, 1], key=inner_key)


def inner_key(x):
    return abs(x)


print(record(with_callback))  # expect: call:with_callback c_call:sorted call:inner_key c_call:abs c_return:abs return:inner_key call:inner_key c_call:abs c_return:abs return:inner_key c_return:sorted return:with_callback
print(sys.getprofile())  # expect: None
