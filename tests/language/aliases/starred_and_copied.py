import copy
import pickle

starred = (*tuple[int, ...],)[0]
print(starred, starred.__unpacked__)        # expect: *tuple[int, ...] True
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    assert pickle.loads(pickle.dumps(starred, protocol)) == starred
back = pickle.loads(pickle.dumps(tuple[starred]))
print(back, copy.copy(starred), copy.deepcopy(starred))     # expect: tuple[*tuple[int, ...]] *tuple[int, ...] *tuple[int, ...]
print(list[int].__reduce__())               # expect: (<class 'types.GenericAlias'>, (<class 'list'>, (<class 'int'>,)))


class Copied(list):
    def __copy__(self): return 1
    def __deepcopy__(self, memo): return 2

print(copy.copy(Copied[int]), copy.deepcopy(Copied[int]))   # expect: __main__.Copied[int] __main__.Copied[int]
alias = list[int]
print(alias.__getitem__([5, 6], 1), alias.__len__([1]))     # expect: 6 1
print(sorted(set(dir(alias)) - set(dir(list))))
# expect: ['__args__', '__mro_entries__', '__origin__', '__parameters__', '__typing_unpacked_tuple_args__', '__unpacked__']
for name in "__bases__", "__copy__":
    try:
        getattr(alias, name)
    except AttributeError as error:
        print(error)
# expect: 'types.GenericAlias' object has no attribute '__bases__'
# expect: 'types.GenericAlias' object has no attribute '__copy__'

# A union of many: each member is looked up by its hash.
import functools
import operator
classes = [type(f"C{i}", (), {}) for i in range(500)]
union = functools.reduce(operator.or_, classes + classes)
print(len(union.__args__), union.__args__[:2] == (classes[0], classes[1]))  # expect: 500 True
