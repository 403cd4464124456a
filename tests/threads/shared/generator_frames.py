# The frame of a generator or a coroutine, looked at by other threads while one runs it.
import sys
import traceback
import types
from _hammer import THREADS, hammer, ignoring

ROUNDS = 400


def count(limit):
    first = 0
    for first in range(limit):
        second = first
        yield second
        third = [first, second]
    del third


FIRST = count.__code__.co_firstlineno
LINES = range(FIRST, FIRST + 8)


# The one that is being run, changed each time it ends.
shared = [count(50)]


@ignoring(ValueError)  # generator already executing
def step():
    generator = shared[0]
    for value in generator:
        if not 0 <= value < 50:
            print("value", value)
    shared[0] = count(50)


def run(number):
    for _ in range(ROUNDS // 10):
        step()


def look(number):
    for _ in range(ROUNDS):
        generator = shared[0]
        generator.gi_running, generator.gi_suspended, generator.gi_yieldfrom, repr(generator)
        if generator.gi_code is not count.__code__:
            print("code")
        frame = generator.gi_frame
        if frame is None:
            continue
        line, last = frame.f_lineno, frame.f_lasti
        if line is not None and line not in LINES or last < -1:
            print("line", line, last)
        seen = dict(frame.f_locals.items())
        for name, value in seen.items():
            if name == "third":
                if len(value) != 2 or not 0 <= value[0] <= value[1] < 50:
                    print(name, value)
            elif name == "limit":
                if value != 50:
                    print(name, value)
            elif name not in ("first", "second") or not 0 <= value < 50:
                print(name, value)
        back = frame.f_back
        if back is not None and not isinstance(back.f_code, types.CodeType):
            print("back")
        if frame.f_code is not count.__code__ or frame.f_globals is not globals() or frame.f_builtins is None:
            print("frame")
        repr(frame), frame.f_locals.keys(), len(frame.f_locals), "first" in frame.f_locals
        traceback.extract_stack(frame, 3)


hammer(run, look, threads=3)
print("looked")  # expect: looked


# Locals that one thread sets from outside while the frame runs (PEP 667).
def spin(rounds):
    mark = 0
    for turn in range(rounds):
        if mark not in (0, "set"):
            print("mark", mark)
        yield turn


def set_locals(number):
    for _ in range(ROUNDS):
        frame = spinning[0].gi_frame
        if frame is not None:
            frame.f_locals["mark"] = "set"
            frame.f_locals["other"] = number
            frame.f_locals.get("turn"), frame.f_locals.setdefault("another", number)


def spin_on(number):
    for _ in range(ROUNDS // 20):
        spinning[0] = generator = spin(50)
        for turn, value in enumerate(generator):
            if turn != value:
                print("turn", turn, value)


spinning = [spin(1)]
hammer(spin_on, threads=1)
hammer(spin_on, set_locals, threads=2)
print("set")  # expect: set


# Ends that come from several sides.
def ended():
    try:
        while True:
            yield 1
    finally:
        closed.append(1)


@ignoring(StopIteration, ValueError, KeyError)
def end(generator, number):
    if number % 4 == 0:
        generator.close()
    elif number % 4 == 1:
        generator.throw(KeyError("thrown"))
    elif number % 4 == 2:
        next(generator)
    else:
        frame = generator.gi_frame
        if frame is not None:
            frame.f_lineno
            frame.f_locals
            frame.clear()


@ignoring(RuntimeError)  # frame.clear() of one that runs
def end_one(generator, number):
    end(generator, number)


def end_all(number):
    for generator in generators:
        end_one(generator, number)


closed = []
generators = [ended() for _ in range(ROUNDS)]
for generator in generators:
    next(generator)
hammer(end_all)
for generator in generators:
    generator.close()
print(len(closed) == ROUNDS, {generator.gi_frame for generator in generators})  # expect: True {None}


# Coroutines and asynchronous generators have frames of the same kind.
@types.coroutine
def suspend():
    yield


async def inner():
    here = 1
    await suspend()
    return here


async def outer():
    for turn in range(20):
        await inner()


def run_coroutines(number):
    for _ in range(ROUNDS // 20):
        running[number] = coroutine = outer()
        try:
            while True:
                coroutine.send(None)
        except StopIteration:
            pass


def look_at_coroutines(number):
    for _ in range(ROUNDS):
        coroutine = running[number]
        if coroutine is None:
            continue
        coroutine.cr_running, coroutine.cr_origin, repr(coroutine)
        waited = coroutine.cr_await
        if waited is not None and waited.cr_code is not inner.__code__:
            print("await", waited)
        for one in coroutine, waited:
            frame = one.cr_frame if one is not None else None
            if frame is not None:
                frame.f_lineno
                if not set(frame.f_locals) <= {"turn", "here"}:
                    print(list(frame.f_locals))


running = [None] * THREADS
hammer(run_coroutines, look_at_coroutines)
print("done")  # expect: done


# Frames of the threads themselves.
def depth(number):
    def down(n):
        local = n
        return down(n - 1) if n else sys._current_frames()

    for _ in range(ROUNDS // 10):
        for frame in down(5).values():
            while frame is not None:
                frame.f_lineno, dict(frame.f_locals.items())
                frame = frame.f_back


hammer(depth, threads=3)
print("frames")  # expect: frames
