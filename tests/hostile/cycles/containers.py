# Containers that contain themselves.
import copy
import json
import pickle
import pprint
import sys
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from types import MappingProxyType, SimpleNamespace

sys.path.append("..")
from _outcome import outcome


def cyclic_list():
    a = [1]
    a.append(a)
    return a


def cyclic_dict():
    a = {1: 1}
    a["self"] = a
    return a


def cyclic_tuple():
    inner = []
    a = (1, inner)
    inner.append(a)
    return a


def cyclic_deque():
    a = deque([1])
    a.append(a)
    return a


def cyclic_ordered():
    a = OrderedDict()
    a["self"] = a
    return a


def cyclic_default():
    a = defaultdict(list)
    a["self"] = a
    return a


def cyclic_namespace():
    a = SimpleNamespace()
    a.self = a
    return a


def cyclic_user_list():
    a = UserList([1])
    a.append(a)
    return a


def cyclic_proxy():
    inner = {}
    a = MappingProxyType(inner)
    inner["self"] = a
    return a


def cyclic_view():
    a = {}
    a["self"] = a.items()
    return a.items()


def cyclic_values():
    a = {}
    a["self"] = a.values()
    return a.values()


def cyclic_chain():
    a = ChainMap({})
    a["self"] = a
    return a


print(cyclic_list())  # expect: [1, [...]]
print(cyclic_dict())  # expect: {1: 1, 'self': {...}}
print(cyclic_tuple())  # expect: (1, [(...)])
print(cyclic_deque())  # expect: deque([1, [...]])
print(cyclic_ordered())  # expect: OrderedDict({'self': ...})
print(cyclic_default())  # expect: defaultdict(<class 'list'>, {'self': defaultdict(<class 'list'>, {...})})
print(cyclic_namespace())  # expect: namespace(self=namespace(...))
print(cyclic_user_list())  # expect: [1, [...]]
print(cyclic_values())  # expect: dict_values([dict_values([...])])
makers = [cyclic_list, cyclic_dict, cyclic_tuple, cyclic_deque, cyclic_ordered, cyclic_default, cyclic_namespace, cyclic_user_list, cyclic_view,
          cyclic_values, cyclic_chain]
for make in makers:
    a, b = make(), make()
    print(make.__name__, outcome(lambda: a == b), outcome(lambda: a < b), outcome(hash, a), outcome(lambda: a == a))
    # expect: cyclic_list RecursionError RecursionError TypeError finished
    # expect: cyclic_dict RecursionError TypeError TypeError finished
    # expect: cyclic_tuple RecursionError RecursionError TypeError finished
    # expect: cyclic_deque RecursionError RecursionError TypeError finished
    # expect: cyclic_ordered RecursionError TypeError TypeError finished
    # expect: cyclic_default RecursionError TypeError TypeError finished
    # expect: cyclic_namespace RecursionError TypeError TypeError finished
    # expect: cyclic_user_list RecursionError RecursionError TypeError finished
    # expect: cyclic_view RecursionError finished TypeError finished
    # expect: cyclic_values finished TypeError finished finished
    # expect: cyclic_chain RecursionError TypeError TypeError finished
    for function in (repr, str, pprint.pformat, copy.copy, copy.deepcopy, list, tuple, sorted, json.dumps, pickle.dumps, sys.getsizeof,
                     format, bool, iter, ascii):
        outcome(function, a)
print(outcome(json.dumps, cyclic_list()))  # expect: ValueError
print(outcome(json.dumps, cyclic_dict()))  # expect: ValueError
print(outcome(lambda: json.dumps(cyclic_list(), check_circular=False)))  # expect: RecursionError
print(outcome(lambda: json.dumps(cyclic_dict(), check_circular=False, indent=1)))  # expect: RecursionError
print(copy.deepcopy(cyclic_list()))  # expect: [1, [...]]
print(copy.deepcopy(cyclic_dict()))  # expect: {1: 1, 'self': {...}}
print(copy.deepcopy(cyclic_tuple()))  # expect: (1, [(...)])
print(pickle.loads(pickle.dumps(cyclic_list())))  # expect: [1, [...]]
print(pickle.loads(pickle.dumps(cyclic_dict())))  # expect: {1: 1, 'self': {...}}
print(pickle.loads(pickle.dumps(cyclic_tuple())))  # expect: (1, [(...)])
print(outcome(repr, cyclic_proxy()))  # expect: finished
a = cyclic_list()
print(a in a, a.index(a), a.count(a))  # expect: True 1 1
print(outcome(lambda: cyclic_list() in a))  # expect: RecursionError
print(outcome(a.remove, cyclic_list()))  # expect: RecursionError
print(outcome(sum, a))  # expect: TypeError
print(outcome("".join, a))  # expect: TypeError
print(outcome(isinstance, 1, cyclic_tuple()))  # expect: TypeError
loop = (int,)
for _ in range(100_000):
    loop = (loop,)
print(outcome(isinstance, "", loop) in ("RecursionError", "finished"))  # expect: True
print(outcome(issubclass, str, loop) in ("RecursionError", "finished"))  # expect: True
print(outcome("".startswith, loop))  # expect: TypeError
try:
    raise ValueError
except loop if False else ValueError:
    pass


class Mapping(dict):
    pass


a = Mapping()
a[1] = a
a.self = a
print(repr(a))  # expect: {1: {...}}
print(outcome(copy.deepcopy, a), outcome(pickle.dumps, a))  # expect: finished finished
