# What is alive at the end is finalized while the modules are whole: parents before children, else in order of creation.
import atexit
import weakref


class Noisy:
    def __init__(self, name, child=None):
        self.name = name
        self.child = child

    def __del__(self):
        print("del", self.name, helper(len(self.name)))


def helper(value):
    return value * 2


def generator():
    try:
        yield
    finally:
        print("generator's finally")


class Fails:
    def __del__(self):
        raise ValueError("not seen by the program")


class Makes:
    def __del__(self):
        global late
        late = Noisy("made late")


first = Noisy("first")
second = Noisy("second")
second.cycle = second
parent = Noisy("parent", Noisy("child"))
suspended = generator()
next(suspended)
fails = Fails()
makes = Makes()
weakref.finalize(first, print, "finalize 1")
weakref.finalize(first, print, "finalize 2")
weakref.finalize(first, print, "not at exit").atexit = False
atexit.register(print, "atexit")
print("end")  # expect: end
# expect: atexit
# expect: finalize 2
# expect: finalize 1
# expect: del first 10
# expect: del second 12
# expect: del parent 12
# expect: del child 10
# expect: generator's finally
# expect: del made late 18
