# Objects that hold themselves, methods that change the class they are found in, finalizers and callbacks that come back.
import bisect
import collections
import functools
import gc
import heapq
import itertools
import operator
import string
import sys
import types
import warnings
import weakref

warnings.simplefilter("ignore")

sys.path.append("..")
from _outcome import outcome

sys.unraisablehook = lambda unraisable: None
EXPECTED = {"finished", "TypeError", "ValueError", "IndexError", "KeyError", "AttributeError", "RuntimeError", "RecursionError", "StopIteration", "ReferenceError", "StopAsyncIteration", "MemoryError", "OverflowError", "NameError", "ZeroDivisionError", "GeneratorExit", "BufferError"}


def check(name, use, *arguments):
    found = outcome(use, *arguments)
    if found not in EXPECTED:
        print(name, found)


# ---- what wraps itself ----


def all_of(thing):
    for name in dir(type(thing)):
        if name not in ("__init_subclass__", "__subclasshook__", "__new__"):
            check(name, lambda: getattr(thing, name))
            check(name, lambda: setattr(thing, name, getattr(thing, name)))
    for use in (repr, str, hash, bool, iter, len, callable, dir, lambda t: t(), lambda t: t(1), lambda t: t == t, lambda t: t < t, lambda t: isinstance(t, t), lambda t: t.__get__(1, int), lambda t: t.__get__(None, int), lambda t: t.__reduce_ex__(4),
                lambda t: functools.update_wrapper(lambda: 1, t), lambda t: functools.partial(t)(1), lambda t: type("T", (), {"a": t})().a, lambda t: setattr(type("T", (), {"a": t})(), "a", 1), lambda t: t.__wrapped__, vars):
        check(use, use, thing)


for kind in (classmethod, staticmethod, property, functools.cached_property):
    wrapped = kind(len)
    outcome(wrapped.__init__, wrapped)
    all_of(wrapped)
    for depth in range(50_000):
        wrapped = kind(wrapped)
    check(kind, lambda: wrapped.__isabstractmethod__)
    check(kind, lambda: wrapped.__doc__)
    check(kind, repr, wrapped)
    check(kind, lambda: type("T", (), {"a": wrapped})().a)
    check(kind, lambda: type("T", (), {"a": wrapped}).a())
partial = functools.partial(len)
outcome(partial.__setstate__, (partial, (partial,), {"a": partial}, {"self": partial}))
all_of(partial)
for state in ((), None, (1,), (1, 2, 3, 4), (len, [], {}, {}), (len, (), [], None), (len, (), {1: 2}, None), (len, None, None, None), (None, (), {}, {}), (len, (functools.Placeholder,), {}, {}), (len, (functools.Placeholder, 1), {}, None)):
    check("partial", lambda: partial.__setstate__(state))
    check("partial", lambda: partial([1]))
    check("partial", repr, partial)
method = types.MethodType(len, [])
for _ in range(50_000):
    method = types.MethodType(method, 1)
all_of(method)
cached = functools.lru_cache(lambda: 1)
cached.__wrapped__ = cached
all_of(cached)
proxy = types.MappingProxyType({})
for depth in range(50_000):
    proxy = types.MappingProxyType(proxy)
    if depth == 1_000:
        check("proxy", repr, proxy)  # each level copies the text of all below it
for use in (len, list, hash, lambda p: p[1], lambda p: p | {}, lambda p: p.copy(), lambda p: p == p, lambda p: 1 in p, lambda p: reversed(p), lambda p: p.keys()):
    check(use, use, proxy)
cell = types.CellType()
cell.cell_contents = cell
all_of(cell)
alias = list
for _ in range(20_000):
    alias = types.GenericAlias(alias, (alias,)) if _ < 10 else types.GenericAlias(list, alias)
for use in (repr, hash, lambda a: a == a, lambda a: a.__parameters__, lambda a: a[int], lambda a: a(), lambda a: isinstance(1, a), lambda a: a | None, lambda a: a.__mro_entries__(()), lambda a: a.anything):
    check(use, use, alias)
for maker in (operator.attrgetter, operator.itemgetter, operator.methodcaller):
    check(maker, lambda: maker(".".join("a" * 50_000))(1))
    check(maker, lambda: maker(*"ab" * 50_000)(1))

# ---- containers whose own methods are asked while they work ----
heap = []


class Less:
    def __init__(self, act=lambda: None, value=0):
        self.act, self.value = act, value

    def __lt__(self, other):
        self.act()
        return self.value < getattr(other, "value", 0)

    __gt__ = __lt__

    def __eq__(self, other):
        self.act()
        return False

    def __hash__(self):
        self.act()
        return 1

    def __index__(self):
        self.act()
        return 3


inside = fuel = 0


def once(function):
    def act():
        global inside, fuel
        if inside < 2 and fuel > 0:
            inside += 1
            fuel -= 1
            try:
                function()
            except Exception:
                pass
            finally:
                inside -= 1

    return act


HEAP = [heapq.heapify, heapq.heappop, lambda h: heapq.heappush(h, Less(value=5)), lambda h: heapq.heapreplace(h, Less()), lambda h: heapq.heappushpop(h, Less(value=-1)), lambda h: heapq.heapify_max(h), lambda h: heapq.heappop_max(h), lambda h: heapq.heappush_max(h, Less()),
        lambda h: heapq.heapreplace_max(h, Less()), lambda h: heapq.heappushpop_max(h, Less()), lambda h: heapq.nsmallest(3, h), lambda h: heapq.nlargest(3, h, key=lambda x: heap.clear()), lambda h: list(heapq.merge(h, h, key=lambda x: heap.pop())), lambda h: h.sort(), lambda h: h.sort(key=lambda x: h.append(1)), lambda h: sorted(h),
        lambda h: max(h), lambda h: bisect.insort(h, Less()), lambda h: bisect.insort_left(h, Less(), key=lambda x: h.clear() or x), lambda h: bisect.bisect(h, Less(), Less(), Less()), lambda h: h.index(Less()), lambda h: h.remove(Less()), lambda h: h.count(Less()), lambda h: h == list(h), lambda h: h < list(h), lambda h: h.insert(Less(), 1)]
for act in [h for h in HEAP] + [lambda h: h.clear(), lambda h: h.pop(), lambda h: h.extend(range(100)), lambda h: h.__init__(), lambda h: h.__delitem__(slice(None, None, 2))]:
    for use in HEAP:
        fuel = 6
        heap[:] = [Less(once(lambda: act(heap)), number) for number in range(20)]
        check("heap", lambda: use(heap))
        outcome(list, heap)


class Liar(list):
    def __len__(self):
        return 1 << 40

    def __getitem__(self, index):
        raise IndexError


check("liar", bisect.bisect, Liar(), 1)
check("liar", bisect.insort, Liar(), 1)
check("liar", heapq.heapify, Liar([3, 2, 1]))
check("liar", bisect.bisect, type("T", (), {"__len__": lambda s: sys.maxsize, "__getitem__": lambda s, i: i})(), 1 << 70)
check("liar", bisect.bisect, type("T", (), {"__len__": lambda s: -1})(), 1)

ordered = None
ORDERED = [lambda o: o.move_to_end(1), lambda o: o.move_to_end(Less(), False), lambda o: o.popitem(), lambda o: o.popitem(False), lambda o: o.pop(1), lambda o: o.clear(), lambda o: o.update({1: 2, Less(): 3}), lambda o: o.__setitem__(Less(), 1), lambda o: o.__delitem__(1), lambda o: o.setdefault(Less(), 1), lambda o: list(o), lambda o: list(reversed(o)), lambda o: o == dict(o), lambda o: o == collections.OrderedDict(o),
           lambda o: o.copy(), lambda o: repr(o), lambda o: dict.clear(o), lambda o: dict.__setitem__(o, 99, 1), lambda o: dict.__delitem__(o, 1), lambda o: dict.pop(o, 2), lambda o: dict.popitem(o), lambda o: dict.update(o, {5: 6}), lambda o: o.__reduce__(), lambda o: o | o, lambda o: o.__ior__({1: 1}), lambda o: o.__init__({7: 8}), lambda o: [o.clear() for _ in o], lambda o: [o.move_to_end(key) for key in o], lambda o: [o.__setitem__(key, 1) for key in o.keys()],
           lambda o: list(map(o.pop, o)), lambda o: next(reversed(o.items())), lambda o: collections.OrderedDict.fromkeys(o), lambda o: sys.getsizeof(o)]
for kind in (collections.OrderedDict, type("Sub", (collections.OrderedDict,), {"__delitem__": lambda s, k: None, "__missing__": lambda s, k: s.clear(), "__eq__": lambda s, o: s.clear()})):
    for act in ORDERED:
        for use in ORDERED:
            ordered = kind()
            fuel = 6
            keys = [Less(once(lambda: act(ordered)), number) for number in range(5)]
            outcome(lambda: [ordered.__setitem__(key, key) for key in keys + [1, 2, 3]])
            check("ordered", lambda: use(ordered))
            check("ordered", lambda: use(ordered))
            outcome(lambda: (len(ordered), list(ordered), list(reversed(ordered)), repr(ordered)))

# ---- iterators ----
for state in (-(1 << 70), -1, 0, 1 << 62, 1 << 70, None, (), (1,), ((1,), (2,)), ("a", 1), [1], ((-5, 99), (1 << 40, 2), 0), ((0, 0), (1,)), ([], 1, 2), (iter([]), (), ()), ((), ()), ((iter([1]),), iter([2]))):
    for make in (lambda: iter([1, 2, 3]), lambda: iter((1, 2)), lambda: iter("abc"), lambda: iter(b"abc"), lambda: iter(range(3)), lambda: iter(range(1 << 70)), lambda: reversed([1, 2]), lambda: iter(bytearray(b"ab")), lambda: itertools.product([1, 2], [3]), lambda: itertools.permutations([1, 2, 3], 2), lambda: itertools.combinations([1, 2, 3], 2),
                 lambda: itertools.combinations_with_replacement([1, 2], 2), lambda: itertools.cycle([1]), lambda: itertools.chain([1]), lambda: itertools.islice([1, 2], 1), lambda: itertools.accumulate([1, 2]), lambda: itertools.groupby([1]), lambda: itertools.tee([1])[0], lambda: itertools.takewhile(bool, [1]), lambda: itertools.zip_longest([1], [2]), lambda: itertools.count(1), lambda: itertools.repeat(1, 3), lambda: zip([1], [2]), lambda: map(len, ["a"]), lambda: enumerate("a"), lambda: iter(collections.deque([1, 2])), lambda: functools.partial(len), lambda: iter(len, 1), lambda: iter({}), lambda: type("S", (), {"__getitem__": lambda s, i: i, "__iter__": None}) and iter(type("Q", (), {"__getitem__": lambda s, i: i})())):
        it = make()
        check("state", lambda: it.__setstate__(state))
        check("state", lambda: [next(it) for _ in range(5)])
        check("state", lambda: it.__reduce__())
        check("state", lambda: it.__length_hint__())
        check("state", lambda: [next(it) for _ in range(5)])
branches = itertools.tee(iter(lambda: next(branches[1]), None), 2)
check("tee", next, branches[0])
check("tee", next, branches[1])


class Endless:
    def __iter__(self):
        return self

    deep = 0

    def __next__(self):
        if self.deep < 5:
            Endless.deep += 1
            outcome(next, loop)
            Endless.deep -= 1
        return 1


for make in (lambda e: itertools.islice(e, 100), lambda e: itertools.batched(e, 3), lambda e: itertools.pairwise(e), lambda e: itertools.cycle(e), lambda e: zip(e, e), lambda e: itertools.zip_longest(e, e), lambda e: itertools.accumulate(e), lambda e: itertools.chain.from_iterable(map(lambda x: [x], e)), lambda e: (x for x in e), lambda e: itertools.tee(e)[0], lambda e: map(lambda x: x, e)):
    loop = make(Endless())
    check("endless", lambda: [next(loop) for _ in range(3)])


# ---- generators and coroutines that close, throw into and wait for themselves ----
def closes():
    generator.close()
    yield 1


def throws():
    generator.throw(ValueError)
    yield 1


def sends():
    yield 1
    generator.send(1)


def yields_itself():
    yield from generator


def clears():
    sys._getframe().clear()
    yield 1


def frame_of_it():
    yield 1
    generator.gi_frame.clear()


def never_ends():
    while True:
        try:
            yield 1
        except BaseException:
            pass


def resurrects():
    try:
        yield 1
    finally:
        kept.append(generator)
        yield 2


kept = []
for function in (closes, throws, sends, yields_itself, clears, frame_of_it, never_ends, resurrects):
    for use in (lambda g: list(itertools.islice(g, 3)), lambda g: (next(g), next(g)), lambda g: (next(g), g.close()), lambda g: (next(g), g.throw(ValueError("a"))), lambda g: (next(g), g.gi_frame.clear()), lambda g: g.throw(ValueError, None, None), lambda g: g.throw(1), lambda g: g.throw(ValueError, KeyError()), lambda g: g.throw(ValueError("a"), 1), lambda g: g.throw(type("E", (Exception,), {"__new__": lambda c: 1})), lambda g: g.send(1), lambda g: [g for _ in itertools.islice(g, 9)],
                lambda g: g.__del__(), lambda g: (next(g), gc.collect(), g.gi_frame.f_locals, g.gi_code, g.gi_yieldfrom, g.gi_running)):
        generator = function()
        check(function.__name__, use, generator)
        generator = None
        gc.collect() if use is None else None


async def awaits_itself():
    await coroutine


async def agen():
    try:
        outcome(lambda: asynchronous.aclose().send(None))
        outcome(lambda: asynchronous.asend(1).send(None))
        outcome(lambda: asynchronous.athrow(ValueError).send(None))
        yield 1
    finally:
        yield 2


for use in (lambda c: c.send(None), lambda c: c.throw(ValueError), lambda c: c.close(), lambda c: c.__await__().send(None), lambda c: (c.close(), c.send(None)), lambda c: c.cr_frame.clear()):
    coroutine = awaits_itself()
    check("coroutine", use, coroutine)
    coroutine.close()
for use in (lambda a: a.__anext__().send(None), lambda a: a.asend(None).send(None), lambda a: a.athrow(ValueError).send(None), lambda a: a.aclose().send(None), lambda a: (a.__anext__().close(), a.aclose().throw(KeyError)), lambda a: a.asend(1).send(1), lambda a: [outcome(x.send, None) for x in [a.__anext__()] * 3]):
    asynchronous = agen()
    check("agen", use, asynchronous)
    check("agen", use, asynchronous)
    asynchronous = None


# ---- classes that change while they are used ----
class Base:
    pass


class Meta(type):
    def mro(cls):
        return answer(cls)


answer = type.mro
for given in (lambda c: [], lambda c: None, lambda c: [c], lambda c: [object, c], lambda c: [c, 1], lambda c: [c, int, object], lambda c: 1 / 0, lambda c: iter([c, object]), lambda c: [c] * 1000, lambda c: type.mro(c) + [Base], lambda c: (c.__bases__, type.mro(c))[1], lambda c: Meta("Again", (), {}) and [c, object], lambda c: setattr(c, "__bases__", (Base,)) or type.mro(c)):
    answer = given
    check("mro", lambda: Meta("T", (Base,), {"a": 1})().a)
    answer = type.mro
    made = Meta("T", (Base,), {"a": 1})
    answer = given
    check("mro", lambda: setattr(made, "__bases__", (type("B", (Base,), {}),)))
    check("mro", lambda: (made().a, made.b))
    answer = type.mro


class Changes:
    def __getattr__(self, name):
        del Changes.__getattr__
        raise AttributeError

    def __getattribute__(self, name):
        self.__class__ = Base
        return object.__getattribute__(self, name)

    def __eq__(self, other):
        type(self).__eq__ = object.__eq__
        del Changes.__hash__
        gc.collect()
        return True

    def __hash__(self):
        Changes.__dict__
        return 1

    def __call__(self):
        Changes.__call__ = None
        self.__dict__ = {"__class__": 1}
        return self()


for use in (lambda c: c.missing, lambda c: c == c, lambda c: c(), lambda c: hash(c), lambda c: c.__dict__.clear() or c.a, lambda c: delattr(c, "__dict__"), lambda c: setattr(c, "__class__", Meta), lambda c: setattr(c, "__class__", int), lambda c: setattr(c, "__dict__", 1), lambda c: Changes.__setattr__(c, "\0", 1), lambda c: object.__reduce_ex__(c, 4)):
    check("changes", use, Changes())


class Descriptor:
    def __get__(self, instance, owner):
        for name in list(vars(owner)):
            outcome(delattr, owner, name)
        gc.collect()
        return 1

    def __set_name__(self, owner, name):
        outcome(delattr, owner, name)
        setattr(owner, "new", Descriptor())


check("descriptor", lambda: [type("T", (), {"a": Descriptor(), "b": Descriptor()})().b for _ in range(3)])
for entries in (lambda s, b: 1, lambda s, b: (), lambda s, b: (1,), lambda s, b: (s,), lambda s, b: b, lambda s, b: (Base, Base), lambda s, b: 1 / 0):
    check("entries", lambda: types.new_class("T", (type("E", (), {"__mro_entries__": entries})(),)))
for namespace in (lambda *a: None, lambda *a: 1, lambda *a: [], lambda *a: types.MappingProxyType({}), lambda *a: type("N", (dict,), {"__setitem__": lambda s, k, v: s.clear(), "__getitem__": lambda s, k: s.clear()})()):
    check("prepare", lambda: exec("class T(metaclass=M):\n a = 1\n b = a\n def f(self): return __class__", {"M": type("M", (type,), {"__prepare__": namespace})}))
for arguments in ((1,), (int, 1), (int, str), (type, type), (Base, Base()), (None,), (Base, None), ("a", "b"), (Base, type("T", (Base,), {"__class__": property(lambda s: 1 / 0)})())):
    check("super", lambda: super(*arguments).__init__)
    check("super", lambda: repr(super(*arguments)))
for slots in ("a", ["a", "a"], [1], ["__dict__", "__dict__"], ["__weakref__"], ("a" * 1000,), ["a b"], iter(["x", "y"]), {"a": 1}, None, 5, ["__class__"], ["\0"], [f"s{i}" for i in range(5000)], type("S", (str,), {"__eq__": lambda s, o: 1 / 0, "__hash__": str.__hash__})("x")):
    check("slots", lambda: [setattr(type("T", (), {"__slots__": slots})(), name, 1) for name in ("a", "x", "s4999", "__dict__")])

# ---- formatting ----
texts = []


class Shown:
    def __format__(self, spec):
        texts.clear()
        return answers

    __str__ = __repr__ = lambda self: texts.clear() or answers

    def __getitem__(self, key):
        texts.clear()
        return self

    __getattr__ = __getitem__


for answers in ("x", 1, None, b"x", Shown, type("S", (str,), {})("y"), "\ud800" * 1000):
    for use in (lambda: f"{Shown()}{Shown()!r:>{10}}", lambda: "{0}{0!r}{0[a]}{0.b:{0}}".format(Shown()), lambda: "%s%r%a" % (Shown(), Shown(), Shown()), lambda: "%(a)s" % Shown(), lambda: "{a.b[c]}".format_map(Shown()), lambda: format(Shown(), answers), lambda: str(Shown()), lambda: ascii(Shown()), lambda: "".join(texts), lambda: string.Formatter().vformat("{0}{a}{0!x}", texts, Shown()), lambda: "{}".format(*texts), lambda: print(Shown(), file=type("F", (), {"write": lambda s, t: None})()), lambda: string.Template("$a").substitute(a=Shown())):
        texts[:] = [Shown(), "a"]
        check("format", use)
for template in ("{" * 1000, "{0" * 1000, "{0:" * 1000 + "}" * 1000, "{0[" * 1000, "{0." * 10_000 + "}", "{0!", "{0!r", "{0:{1:{2}}}", "{99999999999999999999}", "{0[99999999999999999999]}", "%(" + "(" * 10_000 + ")" * 10_000, "%*", "%.*d", "%(a", "%" * 9999, "%99999999999999999999d", "%.99999999999999999999f", "%-0+ #5.3ls", "{:99999999999999999999}", "{:.99999999999999999999}", "{0:\0>5}", "{:%}", "{:c}"):
    check("template", lambda: template.format(1, 2, 3))
    check("template", lambda: template % (1, 2))
    check("template", lambda: template % {"a": 1})
    check("template", lambda: list(string.Formatter().parse(template)))
for spec in (f"{1 << 40}d", f".{1 << 40}f", f"{(1 << 63) - 1}", f".{(1 << 63) - 1}e", f"{1 << 70}x", "\U0001f600>" + "9" * 8, "010c", ",_d", "_x", "+#0=10,.3", "z.2f", "=^+ #010_,.5%"):
    for value in (1, -1, 1.5, 1j, "a", True, 1 << 100, None, [], Shown()):
        check("spec", format, value, spec)


# ---- finalizers, weak references and the collector's callbacks ----
class Again:
    def __del__(self):
        global left
        kept.append(self)
        if left:
            left -= 1
            Again()
        gc.collect()
        raise ValueError


left = 500
Again()
for _ in range(5):
    kept.clear()
    gc.collect()
print(left < 500)  # expect: True


class Node:
    pass


def cycle():
    one, two = Node(), Node()
    one.other, two.other = two, one
    return one


calls = []
references = []


def callback(reference):
    calls.append(reference)
    references.clear()
    cycle()
    gc.collect()
    references.append(weakref.ref(cycle(), callback) if len(calls) < 50 else None)
    raise KeyError


for _ in range(20):
    references.append(weakref.ref(cycle(), callback))
    references.append(weakref.proxy(cycle(), callback))
    gc.collect()
print(len(calls) > 20)  # expect: True
for mapping in (weakref.WeakValueDictionary(), weakref.WeakKeyDictionary(), weakref.WeakSet()):
    for _ in range(50):
        node = Node()
        check("weak", lambda: mapping.update({node: node}) if hasattr(mapping, "keys") else mapping.add(node))
    check("weak", lambda: [gc.collect() for _ in mapping])
    check("weak", lambda: (len(mapping), repr(mapping), mapping.copy(), mapping == mapping))
for use in (lambda r: r(), repr, hash, lambda r: r == r, lambda r: r.__callback__, lambda r: weakref.ref(r), lambda r: type(r).__init__(r, Node()), lambda r: type(r).__new__(type(r), 1), lambda r: type(r).__new__(type("R", (weakref.ref,), {}), Node())):
    check("ref", use, weakref.ref(Node()))
    gc.collect()
    check("ref", use, weakref.ref(cycle()))
for use in (str, repr, len, bool, hash, iter, lambda p: p.a, lambda p: p(), lambda p: p + 1, lambda p: p[0], lambda p: setattr(p, "a", 1), lambda p: p == p, lambda p: isinstance(p, int), lambda p: p.__class__, dir):
    proxy = weakref.proxy(cycle())
    gc.collect()
    check("proxy", use, proxy)


def during(phase, info):
    info.clear()
    cycle()
    gc.collect()
    gc.callbacks.append(gc.callbacks.pop()) if len(gc.callbacks) < 3 else gc.callbacks.clear()
    raise ValueError


gc.callbacks.append(during)
gc.callbacks.append(1)
for _ in range(3):
    cycle()
    check("callbacks", gc.collect)
gc.callbacks.clear()
check("referrers", lambda: [len(gc.get_referrers(thing)) for thing in (Node, [], (), 1)])
check("referents", lambda: gc.get_referents(Node, [Node()], {1: Node()}, Node().__dict__, len, 1, None))


# ---- recursion limits ----
def limits(depth):
    for limit in (1, 5, 50, 200, 1000, 1 << 30):
        outcome(sys.setrecursionlimit, limit)
    return limits(depth + 1) if depth < 50 else depth


for limit in (0, -1, 1 << 40, None, 1.5, 1 << 31):
    check("limit", sys.setrecursionlimit, limit)
sys.setrecursionlimit(1000)
check("limit", limits, 0)
sys.setrecursionlimit(1000)


print("done")  # expect: done
