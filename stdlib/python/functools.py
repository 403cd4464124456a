"""Tools for functions and other callables.

The interpreter's `_functools` replaces partial, reduce, cmp_to_key and the lru_cache wrapper by native ones; what is here is
complete without it.
"""

__all__ = [
    "update_wrapper", "wraps", "WRAPPER_ASSIGNMENTS", "WRAPPER_UPDATES", "total_ordering", "cache", "cmp_to_key", "lru_cache",
    "reduce", "partial", "partialmethod", "singledispatch", "singledispatchmethod", "cached_property", "Placeholder",
]  # fmt: skip

from _thread import RLock
from abc import get_cache_token
from reprlib import recursive_repr

GenericAlias = type(list[int])
_NoneType = type(None)


class _Here:
    def method(self):
        pass


MethodType = type(_Here().method)
del _Here

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotate__", "__type_params__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Update a wrapper function to look like the wrapped function

    wrapper is the function to be updated
    wrapped is the original function
    assigned is a tuple naming the attributes assigned directly
    from the wrapped function to the wrapper function (defaults to
    functools.WRAPPER_ASSIGNMENTS)
    updated is a tuple naming the attributes of the wrapper that
    are updated with the corresponding attribute from the wrapped
    function (defaults to functools.WRAPPER_UPDATES)
    """
    for name in assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    # Last, so that __wrapped__ is not overwritten by the update of __dict__.
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Decorator factory to apply update_wrapper() to a wrapper function

    Returns a decorator that invokes update_wrapper() with the decorated
    function as the wrapper argument and the arguments to wraps() as the
    remaining arguments. Default arguments are as for update_wrapper().
    This is a convenience function to simplify applying partial() to
    update_wrapper().
    """
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


# total_ordering: each comparison from one root, as (root, how). `root` is called on the type, so that NotImplemented comes through.


def _ordering(root, name, negate, equal):
    """The comparison `name` made of `root`: its answer, negated or not, and joined with (un)equality where strictness differs."""

    def compare(self, other):
        answer = getattr(type(self), root)(self, other)
        if answer is NotImplemented:
            return answer
        if equal == "or equal":
            return (not answer if negate else answer) or self == other
        if equal == "and unequal":
            return (not answer if negate else answer) and self != other
        return not answer

    compare.__name__ = name
    compare.__doc__ = f"Return the answer of {name}, as found by @total_ordering from {root}."
    return compare


_ORDERINGS = {
    "__lt__": (("__gt__", True, "and unequal"), ("__le__", False, "or equal"), ("__ge__", True, "")),
    "__le__": (("__ge__", True, "or equal"), ("__lt__", False, "and unequal"), ("__gt__", True, "")),
    "__gt__": (("__lt__", True, "and unequal"), ("__ge__", False, "or equal"), ("__le__", True, "")),
    "__ge__": (("__le__", True, "or equal"), ("__gt__", False, "and unequal"), ("__lt__", True, "")),
}


# Made once and kept: a method made by total_ordering can be found by its name, as pickle wants it.
for _root, _targets in _ORDERINGS.items():
    for _name, _negate, _equal in _targets:
        _function = _ordering(_root, _name, _negate, _equal)
        _function.__qualname__ = f"_{_name.strip('_')}_from_{_root.strip('_')}"
        globals()[_function.__qualname__] = _function
del _root, _targets, _name, _negate, _equal, _function


def total_ordering(cls):
    """Class decorator that fills in missing ordering methods"""
    roots = {name for name in _ORDERINGS if getattr(cls, name, None) is not getattr(object, name, None)}
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    # Strict before not strict, less before greater.
    root = next(name for name in ("__lt__", "__le__", "__gt__", "__ge__") if name in roots)
    for name, _, _ in _ORDERINGS[root]:
        if name not in roots:
            function = globals()[f"_{name.strip('_')}_from_{root.strip('_')}"]
            setattr(cls, name, function)
    return cls


def cmp_to_key(mycmp):
    """Convert a cmp= function into a key= function"""

    class K:
        __slots__ = ("obj",)

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

        __hash__ = None

    return K


_initial_missing = object()


def reduce(function, sequence, /, initial=_initial_missing):
    """Apply a function of two arguments cumulatively to the items of an iterable, from left to right.

    This effectively reduces the iterable to a single value.  If initial is present,
    it is placed before the items of the iterable in the calculation, and serves as
    a default when the iterable is empty.

    For example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])
    calculates ((((1 + 2) + 3) + 4) + 5).
    """
    iterator = iter(sequence)
    if initial is _initial_missing:
        for value in iterator:
            break
        else:
            raise TypeError("reduce() of empty iterable with no initial value")
    else:
        value = initial
    for element in iterator:
        value = function(value, element)
    return value


class _PlaceholderType:
    """The type of the Placeholder singleton: an argument of partial() that is left open."""

    __slots__ = ()
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = object.__new__(cls)
        return cls._instance

    def __init_subclass__(cls, *args, **kwargs):
        raise TypeError("type 'functools._PlaceholderType' is not an acceptable base type")

    def __repr__(self):
        return "Placeholder"

    def __reduce__(self):
        return "Placeholder"


Placeholder = _PlaceholderType()


def _check_placeholders(args, keywords):
    if args and args[-1] is Placeholder:
        raise TypeError("trailing Placeholders are not allowed")
    for value in keywords.values():
        if value is Placeholder:
            raise TypeError("Placeholder cannot be passed as a keyword argument")


def _fill(stored, args):
    """The stored positional arguments with their placeholders filled from the front of args, and the rest of args behind them."""
    if Placeholder not in stored:
        return (*stored, *args)
    rest = iter(args)
    filled = [next(rest, Placeholder) if value is Placeholder else value for value in stored]
    return (*filled, *rest)


class partial:
    """Create a new function with partial application of the given arguments and keywords."""

    __slots__ = ("func", "args", "keywords", "_open", "__dict__", "__weakref__")

    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        _check_placeholders(args, keywords)
        if isinstance(func, partial):
            args = _fill(func.args, args)
            keywords = {**func.keywords, **keywords}
            func = func.func
        self = super().__new__(cls)
        self.func = func
        self.args = args
        self.keywords = keywords
        self._open = sum(1 for value in args if value is Placeholder)
        return self

    def __call__(self, /, *args, **keywords):
        if self._open:
            if len(args) < self._open:
                raise TypeError(
                    f"missing positional arguments in 'partial' call; expected at least {self._open}, got {len(args)}"
                )
            args = _fill(self.args, args)
        else:
            args = (*self.args, *args)
        return self.func(*args, **{**self.keywords, **keywords})

    def __get__(self, obj, objtype=None):
        return self if obj is None else MethodType(self, obj)

    @recursive_repr()
    def __repr__(self):
        kind = type(self)
        return _partial_repr(f"{kind.__module__}.{kind.__qualname__}", self.func, self.args, self.keywords)

    def __reduce__(self):
        return type(self), (self.func,), (self.func, self.args, self.keywords or None, self.__dict__ or None)

    def __setstate__(self, state):
        if not isinstance(state, tuple):
            raise TypeError("argument to __setstate__ must be a tuple")
        if len(state) != 4:
            raise TypeError(f"expected 4 items in state, got {len(state)}")
        func, args, keywords, namespace = state
        if (
            not callable(func)
            or not isinstance(args, tuple)
            or (keywords is not None and not isinstance(keywords, dict))
            or (namespace is not None and not isinstance(namespace, dict))
        ):
            raise TypeError("invalid partial state")
        if args and args[-1] is Placeholder:
            raise TypeError("trailing Placeholders are not allowed")
        self.func = func
        self.args = args if type(args) is tuple else tuple(args)
        self.keywords = {} if keywords is None else keywords if type(keywords) is dict else dict(keywords)
        self._open = sum(1 for value in args if value is Placeholder)
        self.__dict__ = {} if namespace is None else namespace

    __class_getitem__ = classmethod(GenericAlias)


def _partial_repr(name, func, args, keywords):
    pieces = [repr(func), *map(repr, args), *(f"{key}={value!r}" for key, value in keywords.items())]
    return f"{name}({', '.join(pieces)})"


try:
    from _functools import Placeholder, _PlaceholderType, partial
except ImportError:
    pass
try:
    from _functools import cmp_to_key
except ImportError:
    pass
try:
    from _functools import reduce
except ImportError:
    pass


class partialmethod:
    """Method descriptor with partial application of the given arguments and keywords.

    Supports wrapping existing descriptors and handles non-descriptor
    callables as instance methods.
    """

    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and getattr(func, "__get__", None) is None:
            raise TypeError(f"the first argument {func!r} must be a callable or a descriptor")
        _check_placeholders(args, keywords)
        if isinstance(func, partialmethod):
            args = _fill(func.args, args)
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __repr__(self):
        cls = type(self)
        return _partial_repr(f"{cls.__module__}.{cls.__qualname__}", self.func, self.args, self.keywords)

    def _make_unbound_method(self):
        def _method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *_fill_call(self, args), **{**self.keywords, **keywords})

        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method.__partialmethod__ = self
        return _method

    def __get__(self, obj, cls=None):
        get = getattr(self.func, "__get__", None)
        if get is not None and not isinstance(self.func, partial):
            new_func = get(obj, cls)
            if new_func is not self.func:
                # A descriptor that binds in a way of its own (a classmethod, a method): apply the arguments to what it gave.
                result = partial(new_func, *self.args, **self.keywords)
                try:
                    result.__self__ = new_func.__self__
                except AttributeError:
                    pass
                return result
        return self._make_unbound_method().__get__(obj, cls)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, "__isabstractmethod__", False)

    __class_getitem__ = classmethod(GenericAlias)


def _fill_call(method, args):
    missing = sum(1 for value in method.args if value is Placeholder)
    if len(args) < missing:
        raise TypeError(f"missing positional arguments in 'partialmethod' call; expected at least {missing}, got {len(args)}")
    return _fill(method.args, args)


def _unwrap_partial(func):
    while isinstance(func, partial):
        func = func.func
    return func


def _unwrap_partialmethod(func):
    previous = None
    while func is not previous:
        previous = func
        while isinstance(getattr(func, "__partialmethod__", None), partialmethod):
            func = func.__partialmethod__
        while isinstance(func, partialmethod):
            func = getattr(func, "func")
        func = _unwrap_partial(func)
    return func


# lru_cache


def _define_cache_info():
    from collections import namedtuple

    return namedtuple("CacheInfo", ["hits", "misses", "maxsize", "currsize"], module="functools")


def __getattr__(name):
    # The named tuple is made when the first cache is asked for it: making one takes longer than the rest of this module.
    if name == "_CacheInfo":
        globals()[name] = _define_cache_info()
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _cache_info(hits, misses, maxsize, currsize):
    info = globals().get("_CacheInfo") or __getattr__("_CacheInfo")
    return info(hits, misses, maxsize, currsize)


class _Key(list):
    """The arguments of a call as one hashable object, which hashes them only once."""

    __slots__ = ("hashvalue",)

    def __init__(self, parts):
        self[:] = parts
        self.hashvalue = hash(parts)

    def __hash__(self):
        return self.hashvalue


_separator = object()
# A program may put a cached function in the place of builtins.len.
_len = len


def _make_key(args, kwds, typed):
    key = args
    if kwds:
        parts = [*args, _separator]
        for item in kwds.items():
            parts += item
        key = tuple(parts)
    if typed:
        key += tuple([type(value) for value in args])
        if kwds:
            key += tuple([type(value) for value in kwds.values()])
    elif _len(key) == 1 and type(key[0]) in (int, str):
        # One argument of a type that hashes fast and equals nothing of another exact type that could come here.
        return key[0]
    return _Key(key)


def lru_cache(maxsize=128, typed=False):
    """Least-recently-used cache decorator.

    If *maxsize* is set to None, the LRU features are disabled and the cache
    can grow without bound.

    If *typed* is True, arguments of different types will be cached separately.
    For example, f(decimal.Decimal("3.0")) and f(3.0) will be treated as
    distinct calls with distinct results. Some types such as str and int may
    be cached separately even when typed is false.

    Arguments to the cached function must be hashable.

    View the cache statistics named tuple (hits, misses, maxsize, currsize)
    with f.cache_info().  Clear the cache and statistics with f.cache_clear().
    Access the underlying function with f.__wrapped__.

    See:  https://en.wikipedia.org/wiki/Cache_replacement_policies#Least_recently_used_(LRU)
    """
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif callable(maxsize) and isinstance(typed, bool):
        # Used as @lru_cache without parentheses.
        return lru_cache(128, typed)(maxsize)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")

    def decorating_function(user_function):
        wrapper = _lru_cache_wrapper(user_function, maxsize, typed, _cache_info)
        wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
        return update_wrapper(wrapper, user_function)

    return decorating_function


def _lru_cache_wrapper(user_function, maxsize, typed, cache_info_type):
    lock = RLock()
    # A dict keeps the order of insertion: the first key is the oldest, and a hit moves its key to the end.
    cache = {}
    missing = object()
    hits = misses = 0

    def wrapper(*args, **kwds):
        nonlocal hits, misses
        if maxsize == 0:
            misses += 1
            return user_function(*args, **kwds)
        key = _make_key(args, kwds, typed)
        if maxsize is None:
            result = cache.get(key, missing)
            if result is not missing:
                hits += 1
                return result
            misses += 1
            result = cache[key] = user_function(*args, **kwds)
            return result
        with lock:
            result = cache.pop(key, missing)
            if result is not missing:
                cache[key] = result
                hits += 1
                return result
            misses += 1
        result = user_function(*args, **kwds)
        with lock:
            # The call may have filled the same key: then that entry stays where it is.
            if key not in cache:
                if _len(cache) >= maxsize:
                    del cache[next(iter(cache))]
                cache[key] = result
        return result

    def cache_info():
        """Report cache statistics"""
        with lock:
            return cache_info_type(hits, misses, maxsize, _len(cache))

    def cache_clear():
        """Clear the cache and cache statistics"""
        nonlocal hits, misses
        with lock:
            cache.clear()
            hits = misses = 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    return wrapper


try:
    from _functools import _lru_cache_wrapper
except ImportError:
    pass


def cache(user_function, /):
    'Simple lightweight unbounded cache.  Sometimes called "memoize".'
    return lru_cache(maxsize=None)(user_function)


# singledispatch (PEP 443)


def _c3_merge(sequences):
    """Merge linearisations by the C3 rule: take the first head that is in no other's tail."""
    result = []
    sequences = [list(sequence) for sequence in sequences]
    while sequences := [sequence for sequence in sequences if sequence]:
        for candidate in (sequence[0] for sequence in sequences):
            if not any(candidate in sequence[1:] for sequence in sequences):
                break
        else:
            raise RuntimeError("Inconsistent hierarchy")
        result.append(candidate)
        for sequence in sequences:
            if sequence[0] is candidate:
                del sequence[0]
    return result


def _c3_mro(cls, abcs=None):
    """The linearisation of cls with the given ABCs where they would be if cls and its bases inherited from them.

    An ABC goes as far up as it can: to a class that is a virtual subclass while none of its bases is. There it stands after
    the bases up to the last one that is abstract itself, and before those behind it.
    """
    bases = cls.__bases__
    boundary = len(bases)
    while boundary and not hasattr(bases[boundary - 1], "__abstractmethods__"):
        boundary -= 1
    abcs = list(abcs or ())
    explicit, plain = list(bases[:boundary]), list(bases[boundary:])
    here = [abc for abc in abcs if issubclass(cls, abc) and not any(issubclass(base, abc) for base in bases)]
    above = [abc for abc in abcs if abc not in here]
    parts = [explicit, here, plain]
    linear = [_c3_mro(base, above) for part in parts for base in part]
    return _c3_merge([[cls], *linear, *parts])


def _compose_mro(cls, types):
    """The method resolution order for cls, with the ABCs among types that it is a virtual subclass of."""
    real = set(cls.__mro__)

    def is_related(candidate):
        return (
            candidate not in real
            and hasattr(candidate, "__mro__")
            and not isinstance(candidate, GenericAlias)
            and issubclass(cls, candidate)
        )

    related = [candidate for candidate in list(types) if is_related(candidate)]  # other threads may register more
    # A class that another one inherits from comes with that one.
    leaves = [one for one in related if not any(one is not other and one in other.__mro__ for other in related)]
    wanted = set(leaves)
    abcs = []
    for leaf in leaves:
        # ABCs between the leaf and cls decide where the leaf stands.
        chains = []
        for derived in leaf.__subclasses__():
            if derived not in real and issubclass(cls, derived):
                chains.append([base for base in derived.__mro__ if base in wanted])
        if not chains:
            abcs.append(leaf)
            continue
        chains.sort(key=len, reverse=True)
        for chain in chains:
            for base in chain:
                if base not in abcs:
                    abcs.append(base)
    return _c3_mro(cls, abcs)


def _find_impl(cls, registry):
    """The best implementation for cls: that of the first registered class in its composed order."""
    match = None
    for candidate in _compose_mro(cls, registry.keys()):
        if match is None:
            if candidate in registry:
                match = candidate
            continue
        if (
            candidate in registry
            and candidate not in cls.__mro__
            and match not in cls.__mro__
            and not issubclass(match, candidate)
        ):
            raise RuntimeError(f"Ambiguous dispatch: {match} or {candidate}")
        break
    return registry.get(match)


def singledispatch(func):
    """Single-dispatch generic function decorator.

    Transforms a function into a generic function, which can have different
    behaviours depending upon the type of its first argument. The decorated
    function acts as the default implementation, and additional
    implementations can be registered using the register() attribute of the
    generic function.
    """
    from _weakref import ref

    registry = {}
    # From a weak reference to a class, to its implementation; void when an ABC was registered somewhere meanwhile.
    found = {}
    token = None

    def dispatch(cls):
        """generic_func.dispatch(cls) -> <function implementation>

        Runs the dispatch algorithm to return the best available implementation
        for the given *cls* registered on *generic_func*.
        """
        nonlocal token
        if token is not None:
            current = get_cache_token()
            if token != current:
                found.clear()
                token = current
        key = ref(cls)
        implementation = found.get(key)
        if implementation is None:
            if cls in registry:
                implementation = registry[cls]
            else:
                implementation = _find_impl(cls, registry)
            # Dead classes' entries are dropped now and then, so a program that makes classes for ever does not leak.
            if len(found) >= 256:
                for other in [other for other in found if other() is None]:
                    found.pop(other, None)
            found[key] = implementation
        return implementation

    def is_valid(cls):
        return isinstance(cls, type) or (_is_union(cls) and all(isinstance(arg, type) for arg in cls.__args__))

    def register(cls, func=None):
        """generic_func.register(cls, func) -> func

        Registers a new implementation for the given *cls* on a *generic_func*.
        """
        nonlocal token
        if is_valid(cls):
            if func is None:
                return lambda func: register(cls, func)
        else:
            if func is not None:
                raise TypeError(f"Invalid first argument to `register()`. {cls!r} is not a class or union type.")
            annotated = bool(getattr(cls, "__annotations__", None)) or getattr(cls, "__annotate__", None) is not None
            if not annotated:
                raise TypeError(
                    f"Invalid first argument to `register()`: {cls!r}. "
                    "Use either `@register(some_class)` or plain `@register` on an annotated function."
                )
            func = cls
            name, cls = _first_annotation(func)
            if not is_valid(cls):
                if _is_union(cls):
                    reason = f"{cls!r} not all arguments are classes."
                elif type(cls).__name__ == "ForwardRef":
                    reason = f"{cls!r} is an unresolved forward reference."
                else:
                    reason = f"{cls!r} is not a class."
                raise TypeError(f"Invalid annotation for {name!r}. {reason}")
        if _is_union(cls):
            for arg in cls.__args__:
                registry[arg] = func
        else:
            registry[cls] = func
        if token is None and hasattr(cls, "__abstractmethods__"):
            token = get_cache_token()
        found.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{funcname} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kw)

    funcname = getattr(func, "__name__", "singledispatch function")
    registry[object] = func
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = type(type.__dict__)(registry)
    wrapper._clear_cache = found.clear
    return update_wrapper(wrapper, func)


_UnionType = type(int | str)


def _is_union(cls):
    return isinstance(cls, _UnionType)


def _first_annotation(func):
    from typing import get_type_hints

    from annotationlib import Format

    return next(iter(get_type_hints(func, format=Format.FORWARDREF).items()))


class singledispatchmethod:
    """Single-dispatch generic method descriptor.

    Supports wrapping existing descriptors and handles non-descriptor
    callables as instance methods.
    """

    def __init__(self, func):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        """generic_method.register(cls, func) -> func

        Registers a new implementation for the given *cls* on a *generic_method*.
        """
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        return _singledispatchmethod_get(self, obj, cls)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, "__isabstractmethod__", False)

    def __repr__(self):
        name = getattr(self.func, "__qualname__", None) or getattr(self.func, "__name__", "?")
        return f"<single dispatch method descriptor {name}>"


class _singledispatchmethod_get:
    """What getting the method from a class or instance gives: called, it dispatches and binds."""

    def __init__(self, unbound, obj, cls):
        self._unbound = unbound
        self._dispatch = unbound.dispatcher.dispatch
        self._obj = obj
        self._cls = cls
        func = unbound.func
        try:
            self.__module__ = func.__module__
        except AttributeError:
            pass
        try:
            self.__doc__ = func.__doc__
        except AttributeError:
            pass
        # The first argument of an unbound function is self: then it is the second that decides.
        self._dispatch_arg_index = 1 if obj is None and isinstance(func, type(_ordering)) else 0

    def __repr__(self):
        func = self._unbound.func
        name = getattr(func, "__qualname__", None) or getattr(func, "__name__", "?")
        if self._obj is not None:
            return f"<bound single dispatch method {name} of {self._obj!r}>"
        return f"<single dispatch method {name}>"

    def __call__(self, /, *args, **kwargs):
        index = self._dispatch_arg_index
        if len(args) <= index:
            name = getattr(self._unbound.func, "__name__", "singledispatchmethod method")
            raise TypeError(f"{name} requires at least {index + 1} positional argument{'s' * (index > 0)}")
        method = self._dispatch(args[index].__class__)
        get = getattr(method, "__get__", None)
        if get is not None:
            method = get(self._obj, self._cls)
        return method(*args, **kwargs)

    def __getattr__(self, name):
        # A property, as it stands on another object's class, must not be found on this one.
        if name not in {"__name__", "__qualname__", "__isabstractmethod__", "__annotations__", "__type_params__"}:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self._unbound.func, name)

    @property
    def __wrapped__(self):
        return self._unbound.func

    @property
    def register(self):
        return self._unbound.register


_NOT_FOUND = object()


class cached_property:
    """A property whose value is computed once per instance and then kept in the instance's __dict__."""

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__
        self.__module__ = func.__module__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(
                f"Cannot assign the same cached_property to two different names ({self.attrname!r} and {name!r})."
            )

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = self.attrname
        if name is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            cache = instance.__dict__
        except AttributeError:
            raise TypeError(
                f"No '__dict__' attribute on {type(instance).__name__!r} instance to cache {name!r} property."
            ) from None
        value = cache.get(name, _NOT_FOUND)
        if value is _NOT_FOUND:
            value = self.func(instance)
            try:
                cache[name] = value
            except TypeError:
                raise TypeError(
                    f"The '__dict__' attribute on {type(instance).__name__!r} instance "
                    f"does not support item assignment for caching {name!r} property."
                ) from None
        return value

    __class_getitem__ = classmethod(GenericAlias)
