# sys.settrace: which events come, in which order, on which lines (counted from the def). As CPython's, but for what
# docs/compatibility.md says of `try:` lines and of the StopIteration that ends a for loop.
import sys
import threading


def record(function, *args):
    """The events of a call: line, then c(all), l(ine), r(eturn) or the exception's name; other functions' with their name."""
    events = []

    def tracer(frame, event, arg):
        code = frame.f_code
        if code.co_filename != __file__ or code is record.__code__:
            return None
        name = "" if code is function.__code__ else code.co_name + "."
        what = arg[0].__name__ if event == "exception" else event[0]
        events.append(f"{name}{frame.f_lineno - code.co_firstlineno}{what}")
        return tracer

    sys.settrace(tracer)
    try:
        function(*args)
    except Exception:
        pass
    finally:
        sys.settrace(None)
    return " ".join(events)


def straight(a):
    b = a + 1
    c = b * 2
    return c


print(record(straight, 1))  # expect: 0c 1l 2l 3l 3r


def loop(n):
    total = 0
    for i in range(n):
        total += i
    while total > 1:
        total -= 1
    return total


print(record(loop, 3))  # expect: 0c 1l 2l 3l 2l 3l 2l 3l 2l 4l 5l 4l 5l 4l 6l 6r


def one_line_loop():
    for i in range(2): pass
    return i


print(record(one_line_loop))  # expect: 0c 1l 1l 1l 2l 2r


def branches(x):
    if x:
        y = 1
    elif x is None:
        y = 2
    else:
        y = 3
    return y


print(record(branches, 0))  # expect: 0c 1l 3l 6l 7l 7r
print(record(branches, None))  # expect: 0c 1l 3l 4l 7l 7r


def handles():
    try:
        int("x")
    except ValueError as e:
        y = 1
    finally:
        z = 2
    return z


print(record(handles))  # expect: 0c 2l 2ValueError 3l 4l 6l 7l 7r


def outer():
    inner()


def inner():
    raise KeyError("k")


print(record(outer))  # expect: 0c 1l inner.0c inner.1l inner.1KeyError inner.1r 1KeyError 1r


def several_lines():
    x = [
        i
        for i in range(2)
    ]
    with open("/dev/null") as f:
        x = sorted(x, key=lambda v:
                   -v)
    return x


print(record(several_lines))  # expect: 0c 3l 1l 3l 2l 3l 2l 3l 1l 5l 6l <lambda>.0c <lambda>.1l <lambda>.1r <lambda>.0c <lambda>.1l <lambda>.1r 5l 8l 8r


def generator():
    x = yield 1
    return x


def drives():
    g = generator()
    next(g)
    for _ in g:
        pass


print(record(drives))  # expect: 0c 1l 2l generator.0c generator.1l generator.1r 3l generator.1c generator.2l generator.2r 3r


def delegates():
    yield from generator()


def drives_a_chain():
    next(delegates())


print(record(drives_a_chain))  # expect: 0c 1l delegates.0c delegates.1l generator.0c generator.1l generator.1r delegates.1r 1r


async def sleeps():
    import asyncio
    await asyncio.sleep(0)
    return 1


async def awaits():
    x = await sleeps()
    return x


def runs():
    import asyncio
    asyncio.run(awaits())


print(record(runs))  # expect: 0c 1l 2l awaits.0c awaits.1l sleeps.0c sleeps.1l sleeps.2l sleeps.2r awaits.1r awaits.1c sleeps.2c sleeps.3l sleeps.3r awaits.2l awaits.2r 2r


# The local function is what the call's answer says, and may be changed through the frame.
def no_local(frame, event, arg):
    seen.append(event)


seen = []
sys.settrace(no_local)
straight(1)
sys.settrace(None)
print(seen)  # expect: ['call']
print(sys.gettrace())  # expect: None


# What it raises ends the tracing, and is raised in the program.
def fails(frame, event, arg):
    if event == "line":
        raise LookupError("traced")
    return fails


sys.settrace(fails)
try:
    straight(1)
except LookupError as e:
    print(e, sys.gettrace())  # expect: traced None


# frame.f_trace of a frame that runs already.
def from_inside():
    lines = []

    def local(frame, event, arg):
        lines.append(f"{frame.f_lineno - frame.f_code.co_firstlineno}{event[0]}")
        return local

    sys.settrace(lambda *_: None)
    sys._getframe().f_trace = local
    x = 1
    y = 2
    sys.settrace(None)
    return lines


print(from_inside())  # expect: ['9l', '10l', '11l']


# Variables seen and changed from the trace function.
def changes(frame, event, arg):
    if event == "line" and "b" in frame.f_locals:
        frame.f_locals["b"] = 100
    return changes


sys.settrace(changes)
r = straight(1)
sys.settrace(None)
print(r)  # expect: 200

# opcode events, without those of lines.
opcodes = 0


def counts(frame, event, arg):
    global opcodes
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    opcodes += event == "opcode"
    assert event != "line"
    return counts


sys.settrace(counts)
straight(1)
sys.settrace(None)
print(opcodes >= 3)  # expect: True

# Threads: settrace is the thread's own; threading.settrace is for those to come, settrace_all_threads for all.
names = set()


def collects(frame, event, arg):
    names.add((threading.current_thread().name, frame.f_code.co_name))
    return None


threading.settrace(collects)
t = threading.Thread(target=straight, args=(1,), name="later")
t.start()
t.join()
threading.settrace(None)
print(("later", "straight") in names, sys.gettrace())  # expect: True None

names.clear()
go, ready = threading.Event(), threading.Event()


def waits():
    ready.set()
    go.wait()
    straight(1)


t = threading.Thread(target=waits, name="running")
t.start()
ready.wait()
threading.settrace_all_threads(collects)
go.set()
t.join()
threading.settrace_all_threads(None)
print(("running", "straight") in names)  # expect: True

# A full collection in the trace function takes back what the op that comes had learned.
import gc


def collects_garbage(frame, event, arg):
    gc.collect()
    return collects_garbage


class Point:
    def __init__(self):
        self.x = len("abc")


def uses_caches():
    return sum(Point().x for _ in range(3)) + len([Point().x])


uses_caches()
sys.settrace(collects_garbage)
r = uses_caches()
sys.settrace(None)
print(r)  # expect: 10
