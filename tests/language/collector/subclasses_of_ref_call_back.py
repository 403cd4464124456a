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
