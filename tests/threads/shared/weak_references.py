# Weak references, their callbacks and finalizers, while the collector runs in between and the mode changes within them.
import gc
import sys
import threading
import weakref

from _hammer import THREADS, hammer, ignoring

ROUNDS = 40


class Thing:
    def __init__(self, name):
        self.name = name
        self.itself = self


class Loud(Thing):
    def __del__(self):
        ended.append(self.name)
        if self.name % 8 == 0:
            sys.set_gil_enabled(not sys._is_gil_enabled())


ended = []
by_name = weakref.WeakValueDictionary()
by_thing = weakref.WeakKeyDictionary()
known = weakref.WeakSet()
kept = []
called = []


def note(reference):
    called.append(reference() is None)
    if len(called) % 16 == 0:
        sys.set_gil_enabled(not sys._is_gil_enabled())


@ignoring(KeyError, RuntimeError)
def use(number, i):
    thing = (Loud if i % 3 == 0 else Thing)(i)
    by_name[i] = thing
    by_name[number, i] = thing
    by_thing[thing] = i
    known.add(thing)
    reference = weakref.ref(thing, note)
    weakref.finalize(thing, ended.append, -1).atexit = False
    kept.append((thing, reference, weakref.proxy(thing)))
    found = by_name.get(i - 1)
    if found is not None and found.name != i - 1:
        print("another thing")
    for each in list(by_name.values())[:5]:
        each.name
    list(by_thing.items())[:3], list(known)[:3], len(by_name), len(known), thing in known, weakref.getweakrefcount(thing)
    by_name.setdefault(i, thing), by_name.pop((number, i), None), by_name.valuerefs(), by_thing.keyrefs()
    if len(kept) > 20:
        del kept[:10]
    if i % 10 == 9:
        gc.collect()
    if kept[-1][1]() is None or reference is not kept[-1][1] and kept[-1][2].name < 0:
        print("gone")


def work(number):
    for i in range(ROUNDS):
        use(number, i)


hammer(ignoring(IndexError)(work))
del kept[:]
gc.collect()
gc.collect()
print(all(called), len(ended) > 0, gc.collect() >= 0)  # expect: True True True


# Of a target that goes away while many ask for it, each gets the target or None.
def ask(number):
    for i in range(ROUNDS):
        thing = references[i]()
        if thing is not None and thing.name != i:
            print("another thing")
        del thing
        if number == 0:
            targets[i] = None
            if i % 10 == 0:
                gc.collect(0)


targets = [Thing(i) for i in range(ROUNDS)]
references = [weakref.ref(thing) for thing in targets]
hammer(ask)
gc.collect()
print(sum(reference() is None for reference in references) > ROUNDS - 3)  # expect: True


# Callbacks that change the mode: of a sort, a comparison, a hash, a signal's and a finalizer's, an iterator's, a descriptor's.
class Switching:
    def __init__(self, value):
        self.value = value

    def switch(self):
        sys.set_gil_enabled(self.value % 2 == 0)

    def __lt__(self, other):
        self.switch()
        return self.value < other.value

    def __eq__(self, other):
        self.switch()
        return isinstance(other, Switching) and self.value == other.value

    def __hash__(self):
        self.switch()
        return self.value % 3

    def __iter__(self):
        for i in range(3):
            self.switch()
            yield i

    def __get__(self, instance, owner):
        self.switch()
        return self.value

    def __getattr__(self, name):
        self.switch()
        raise AttributeError(name)

    def __enter__(self):
        self.switch()

    def __exit__(self, *error):
        self.switch()


class Holder:
    switching = Switching(7)


def switch_inside(number):
    lock = threading.RLock()
    for i in range(ROUNDS // 4):
        things = [Switching(n) for n in range(10, 0, -1)]
        things.sort()
        if [thing.value for thing in things] != list(range(1, 11)):
            print("sort")
        table = {thing: thing.value for thing in things}
        if table[Switching(3)] != 3 or Switching(4) not in set(things) or things.index(Switching(5)) != 4:
            print("table")
        if [*things[0]] != [0, 1, 2] or Holder().switching != 7 or hasattr(things[0], "nothing"):
            print("protocols")
        with lock, things[1], lock:
            pass
        max(things).value, min(things, key=lambda thing: thing.__hash__()).value


hammer(switch_inside)
print(len(threading.enumerate()))  # expect: 1
