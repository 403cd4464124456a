# What a native type holds would be lost by the default way: an error, not an empty copy.
import copy
import pickle


class Sub(property):
    pass


for value in (property(len), staticmethod(len), classmethod(len), Sub(len)):
    try:
        pickle.dumps(value)
    except TypeError as error:
        print(error)
# expect: cannot pickle 'property' object
# expect: cannot pickle 'staticmethod' object
# expect: cannot pickle 'classmethod' object
# expect: cannot pickle 'Sub' object


class Items(list):
    pass


class Names(dict):
    __slots__ = ("extra",)


items, names = Items([1, 2]), Names(a=1)
items.more = 3
names.extra = 4
again, others = copy.copy(items), pickle.loads(pickle.dumps(names))
print(again, again.more, others, others.extra)  # expect: [1, 2] 3 {'a': 1} 4
