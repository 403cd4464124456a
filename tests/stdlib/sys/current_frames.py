# What every thread is doing: frames of others are copies, so they stay as they were.
import sys
import threading

inside, leave = threading.Event(), threading.Event()


def wait_inside(name):
    local = name * 2
    try:
        raise KeyError(name)
    except KeyError:
        inside.set()
        leave.wait()


thread = threading.Thread(target=wait_inside, args=("x",))
thread.start()
inside.wait()
frames = sys._current_frames()
print(sorted(frames) == sorted([threading.get_ident(), thread.ident]))  # expect: True
print(frames[threading.get_ident()] is sys._getframe())  # expect: True
frame = frames[thread.ident]
names = []
while frame:
    names.append(frame.f_code.co_name)
    if frame.f_code is wait_inside.__code__:
        kept = frame
    frame = frame.f_back
print(names[-4:])  # expect: ['wait_inside', 'run', '_bootstrap_inner', '_bootstrap']
print(kept.f_locals["local"], kept.f_lineno in range(11, 18))  # expect: xx True
exceptions = sys._current_exceptions()
print(repr(exceptions[thread.ident]), exceptions[threading.get_ident()])  # expect: KeyError('x') None
leave.set()
thread.join()
print(kept.f_locals["name"], kept.f_back.f_code.co_name)  # expect: x run
print(list(sys._current_frames()) == [threading.get_ident()])  # expect: True
