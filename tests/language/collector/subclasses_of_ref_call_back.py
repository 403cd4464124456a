import gc
import weakref


class Target:
    def method(self):
        pass


class Reference(weakref.ref):
    pass


calls = []


def watch():
    target = Target()
    return Reference(target, calls.append), weakref.WeakMethod(target.method, calls.append)


references = watch()
gc.collect()
print(sorted(calls.index(reference) >= 0 for reference in references))  # expect: [True, True]
print([reference() for reference in references])  # expect: [None, None]

target = Target()
special, shared = Reference(target), weakref.ref(target)
print(weakref.getweakrefs(target) == [shared, special], weakref.getweakrefs(target)[0] is shared)  # expect: True True
print(weakref.ref(target) is shared, Reference(target) is special)  # expect: True False
try:
    shared.__init__(1, 2, 3)
except TypeError as error:
    print(error)  # expect: __init__ expected at most 2 arguments, got 3
