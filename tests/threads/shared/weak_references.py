# Weak references, their callbacks and the weak containers, used by many threads while their objects die.
import gc
import weakref
from _hammer import THREADS, hammer

ROUNDS = 300


class Thing:
    def __init__(self, number):
        self.number = number


# Each thread makes references to the same objects: a plain one is shared, whoever asks first.
def share(number):
    for i in range(ROUNDS):
        thing = things[i % len(things)]
        one, two = weakref.ref(thing), weakref.ref(thing)
        if one is not two or one() is not thing or one != two or hash(one) != hash(thing):
            print("shared", one, two)
        if weakref.proxy(thing).number != thing.number:
            print("proxy")
        if not 1 <= weakref.getweakrefcount(thing) or one not in weakref.getweakrefs(thing):
            print("count")


things = [Thing(i) for i in range(8)]
hammer(share)
print([thing.number for thing in things])  # expect: [0, 1, 2, 3, 4, 5, 6, 7]


# A dead one's reference answers None, never another object; each callback is called once.
def die(number):
    references = []
    for i in range(ROUNDS):
        thing = Thing((number, i))
        references.append((i, weakref.ref(thing, called.append)))
        if i % 50 == 0:
            del thing
            gc.collect()
            for j, reference in references:
                found = reference()
                if found is not None and found.number != (number, j):
                    print("another", found.number, j)
    kept.append(references)


for _ in range(2):
    called, kept = [], []
    hammer(die, threads=2)
    thing = None
    gc.collect()
    print(len(called) == len({id(reference) for reference in called}))
    # expect: True
    # expect: True


# Weak containers that some fill, some go over and some empty.
def fill(number):
    mine = []
    for i in range(ROUNDS):
        thing = Thing((number, i))
        values[number, i % 20] = thing
        keys[thing] = number, i
        members.add(thing)
        if i % 3 == 0:
            mine.append(thing)
        if len(mine) > 20:
            mine.clear()
        if i % 100 == 0:
            gc.collect()


def go_over(number):
    for _ in range(ROUNDS // 10):
        for key, thing in values.items():
            if thing.number[0] != key[0]:
                print("items", key, thing.number)
        for thing, where in keys.items():
            if thing.number != where:
                print("keys", thing.number, where)
        for thing in members:
            if not isinstance(thing, Thing):
                print("member")
        len(values), len(keys), len(members), list(values), list(keys), list(values.values()), list(keys.keyrefs())
        members.copy(), values.copy(), keys.copy()


def empty(number):
    for _ in range(ROUNDS // 10):
        values.pop((0, 1), None)
        for thing in list(members)[:3]:
            members.discard(thing)
        for thing in list(keys)[:3]:
            keys.pop(thing, None)


values, keys, members = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary(), weakref.WeakSet()
hammer(fill, go_over, empty, threads=2)
gc.collect()
print(all(thing is not None for thing in values.values()))  # expect: True


# finalize(): called once, by death, by a call or by both.
def finish(number):
    for i in range(ROUNDS // 3):
        thing = Thing(i)
        finalizer = weakref.finalize(thing, ended.append, (number, i))
        finalizers.append(finalizer)
        if i % 2:
            finalizer()
        if finalizers[-1 - i % 5 % len(finalizers)]() is not None:
            print("result")
    gc.collect()


ended, finalizers = [], []
hammer(finish)
for finalizer in list(finalizers):
    finalizer()
print(len(ended) == len(finalizers), any(finalizer.alive for finalizer in finalizers))  # expect: True False


class Base:
    pass


# Classes with their weakly held subclasses; methods held by WeakMethod.
def methods(number):
    for i in range(ROUNDS // 3):
        class Child(Base):
            def go(self):
                return number, i
        child = Child()
        method = weakref.WeakMethod(child.go)
        if method()() != (number, i) or Child not in Base.__subclasses__():
            print("method")


hammer(methods)
print("done")  # expect: done
