# Frame objects of what another thread runs: of a function, of a generator that is passed about, of a traceback.
import sys
import threading
import types

from _hammer import hammer, ignoring

ROUNDS = 60
frames = []


def show(frame):
    if frame is None:
        return
    if not isinstance(frame.f_lineno, (int, types.NoneType)) or not isinstance(frame.f_lasti, int):
        print("line")
    variables = frame.f_locals
    for name, value in dict(variables).items():
        if name in ("number", "i", "item") and not isinstance(value, int):
            print(name, value)
    variables.get("i"), "i" in variables, len(variables), repr(frame), frame.f_code.co_name
    depth, back = 0, frame
    while back is not None and depth < 30:
        depth, back = depth + 1, back.f_back
    frame.f_trace, frame.f_trace_lines, frame.f_generator, frame.f_globals, frame.f_builtins


def leaf(number, i):
    frames.append(sys._getframe())
    item = [i]
    item = i
    if number % 2:
        show(frames[i % len(frames)])
    return item


def run_and_look(number):
    for i in range(ROUNDS):
        leaf(number, i)
        show(frames[-1])
        if len(frames) > 50:
            del frames[:25]


hammer(ignoring(IndexError)(run_and_look))
frames.clear()


def numbers(limit):
    i = 0
    while i < limit:
        item = i
        yield item
        i += 1


async def waits(i):
    await passes(i)


@types.coroutine
def passes(i):
    for item in range(i):
        yield item


shared = [numbers(ROUNDS * 4) for _ in range(4)]


@ignoring(ValueError, StopIteration, RuntimeError)
def step(i):
    generator = shared[i % 4]
    if generator.gi_frame is None:
        shared[i % 4] = numbers(ROUNDS * 4)
    next(generator)
    if i % 9 == 8:
        generator.close()
    if i % 11 == 10:
        generator.throw(StopIteration)


def look_at_generator(i):
    generator = shared[i % 4]
    show(generator.gi_frame)
    generator.gi_running, generator.gi_suspended, generator.gi_yieldfrom, generator.gi_code, repr(generator)


@ignoring(ValueError, RuntimeError, AttributeError)
def change_variable(i):
    frame = shared[i % 4].gi_frame
    frame.f_locals["item"] = i
    frame.f_locals["of_no_variable"] = i
    frame.f_locals.pop("of_no_variable", None)
    if i % 13 == 12:
        frame.clear()


def pass_about(number):
    for i in range(ROUNDS):
        step(i)
        look_at_generator(i)
        change_variable(i)


hammer(pass_about)

coroutines = [waits(ROUNDS) for _ in range(4)]


@ignoring(ValueError, StopIteration, RuntimeError)
def step_coroutine(i):
    coroutine = coroutines[i % 4]
    if coroutine.cr_frame is None:
        coroutines[i % 4] = waits(ROUNDS)
    coroutine.send(None)


def await_about(number):
    for i in range(ROUNDS):
        step_coroutine(i)
        coroutine = coroutines[i % 4]
        show(coroutine.cr_frame)
        inner = coroutine.cr_await
        if inner is not None:
            show(inner.gi_frame)


hammer(await_about)
for coroutine in coroutines:
    coroutine.close()


# One exception that two threads raise, and whose traceback they look at.
error = KeyError("shared")


def raise_it(depth):
    if depth:
        raise_it(depth - 1)
    raise error


def raise_and_look(number):
    for i in range(ROUNDS):
        try:
            raise_it(i % 5)
        except KeyError as caught:
            at = caught.__traceback__
            for _ in range(20):
                if at is None:
                    break
                if at.tb_lineno is not None and at.tb_lineno < 1:
                    print(at.tb_lineno)
                show(at.tb_frame)
                at = at.tb_next
            caught.add_note("x"), caught.__context__, caught.__notes__, str(caught), repr(caught)
            if i % 4 == 0:
                caught.__traceback__ = None
            if i % 16 == 15:
                del caught.__notes__[:]
            caught.with_traceback(None)


hammer(ignoring(AttributeError)(raise_and_look))


# What all threads do, seen from all of them.
def look_everywhere(number):
    for i in range(ROUNDS // 4):
        for ident, frame in sys._current_frames().items():
            show(frame)
        sys._current_exceptions()
        leaf(number, i)


hammer(look_everywhere)
print(threading.active_count())  # expect: 1
