import gc
import weakref


class A:
    def __del__(self):
        print("del")


def make():
    a = A()
    return weakref.ref(a, lambda r: print("callback"))


reference = make()
gc.collect()
# expect: callback
# expect: del
print(reference())  # expect: None
x = [1]
y = [x]
print(gc.get_referents(y), any(z is y for z in gc.get_referrers(x)))  # expect: [[1]] True
