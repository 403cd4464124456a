"""Abstract base classes (PEP 3119).

How an isinstance() or issubclass() answer is found, and kept:

1. Every class made by ABCMeta has a private state: the classes registered with it, and the classes already known to be
   (`yes`) or not to be (`no`) its subclasses. All three hold weak references, so no cache keeps a class alive.
2. `yes` never goes stale. `no` goes stale when any class in the process is registered anywhere, because the answer may depend
   on a registration with a subclass or base. So register() bumps one counter, and `no` counts only at the counter it was built at.
3. The counter is read before the question is asked, never after: a registration in between must void the answer.
"""

from _krait_abc import collection_flag as _collection_flag, set_collection_flag as _set_collection_flag
from _weakref import ref as _ref

_counter = 0


def get_cache_token():
    """Return a token that changes with every call to register() on any ABC."""
    return _counter


def abstractmethod(funcobj):
    """Mark a method as abstract: a class with ABCMeta cannot be instantiated until it is overridden."""
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractclassmethod(classmethod):
    """Deprecated: use classmethod over abstractmethod."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractstaticmethod(staticmethod):
    """Deprecated: use staticmethod over abstractmethod."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractproperty(property):
    """Deprecated: use property over abstractmethod."""

    __isabstractmethod__ = True


def _flag_subclasses(cls, flag):
    """What match statements take for a sequence or mapping: a class, and what inherits from it."""
    if _set_collection_flag(cls, flag):
        for subclass in type.__subclasses__(cls):
            _flag_subclasses(subclass, flag)


class _State:
    __slots__ = ("registry", "yes", "no", "no_counter", "room")

    def __init__(self):
        self.registry = []
        self.yes = set()
        self.no = set()
        self.no_counter = -1
        self.room = 64

    def remember(self, known, key):
        known.add(key)
        if len(known) > self.room:
            # References to dead classes stay until here; doubling keeps the cost constant per entry.
            for other in [other for other in known.copy() if other() is None]:
                known.discard(other)
            self.room = max(64, 2 * len(known))


class ABCMeta(type):
    """Metaclass for defining abstract base classes."""

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        abstract = {key for key, value in namespace.items() if getattr(value, "__isabstractmethod__", False)}
        for base in bases:
            for key in getattr(base, "__abstractmethods__", ()):
                if getattr(getattr(cls, key, None), "__isabstractmethod__", False):
                    abstract.add(key)
        cls.__abstractmethods__ = frozenset(abstract)
        if "__abc_tpflags__" in cls.__dict__:
            if cls.__abc_tpflags__ & 0x60 == 0x60:
                raise TypeError("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING")
            _set_collection_flag(cls, cls.__abc_tpflags__)
            del cls.__abc_tpflags__
        cls._abc_impl = _State()
        return cls

    def register(cls, subclass):
        """Register a virtual subclass; returns it, so it can be used as a class decorator."""
        global _counter
        if not isinstance(subclass, type):
            raise TypeError("Can only register classes")
        if issubclass(subclass, cls):
            return subclass
        if issubclass(cls, subclass):
            raise RuntimeError("Refusing to create an inheritance cycle")
        registry = cls._abc_impl.registry
        registry[:] = [entry for entry in registry if entry() is not None]
        registry.append(_ref(subclass))
        _counter += 1
        if flag := _collection_flag(cls):
            _flag_subclasses(subclass, flag)
        return subclass

    def __instancecheck__(cls, instance):
        """Override for isinstance(instance, cls)."""
        subclass = instance.__class__
        state = cls._abc_impl
        key = _ref(subclass)
        if key in state.yes:
            return True
        actual = type(instance)
        if actual is subclass:
            if state.no_counter == _counter and key in state.no:
                return False
            return cls.__subclasscheck__(subclass)
        return cls.__subclasscheck__(subclass) or cls.__subclasscheck__(actual)

    def __subclasscheck__(cls, subclass):
        """Override for issubclass(subclass, cls)."""
        if not isinstance(subclass, type):
            raise TypeError("issubclass() arg 1 must be a class")
        state = cls._abc_impl
        key = _ref(subclass)
        if key in state.yes:
            return True
        counter = _counter
        if state.no_counter != counter:
            state.no = set()
            state.no_counter = counter
        elif key in state.no:
            return False
        no = state.no
        if _is_subclass(cls, subclass, state):
            state.remember(state.yes, key)
            return True
        # A set that was replaced meanwhile belongs to an older counter; adding to it harms nobody.
        state.remember(no, key)
        return False

    def _dump_registry(cls, file=None):
        """Debug helper to print the ABC registry."""
        state = cls._abc_impl
        print(f"Class: {cls.__module__}.{cls.__qualname__}", file=file)
        print(f"Inv. counter: {_counter}", file=file)
        for name, value in (
            ("_abc_registry", set(state.registry)),
            ("_abc_cache", state.yes),
            ("_abc_negative_cache", state.no),
            ("_abc_negative_cache_version", state.no_counter),
        ):
            print(f"{name}: {value!r}", file=file)

    def _abc_registry_clear(cls):
        """Clear the registry (for debugging and tests)."""
        cls._abc_impl.registry.clear()

    def _abc_caches_clear(cls):
        """Clear the caches (for debugging and tests)."""
        state = cls._abc_impl
        state.yes = set()
        state.no = set()


def _is_subclass(cls, subclass, state):
    verdict = cls.__subclasshook__(subclass)
    if verdict is not NotImplemented:
        assert isinstance(verdict, bool)
        return verdict
    if cls in getattr(subclass, "__mro__", ()):
        return True
    for entry in state.registry[:]:
        registered = entry()
        if registered is not None and issubclass(subclass, registered):
            return True
    for derived in cls.__subclasses__():
        if issubclass(subclass, derived):
            return True
    return False


def update_abstractmethods(cls):
    """Recalculate the abstract methods of a class whose methods were changed after its creation; returns the class."""
    if not hasattr(cls, "__abstractmethods__"):
        return cls
    candidates = set(cls.__dict__)
    for base in cls.__bases__:
        candidates.update(getattr(base, "__abstractmethods__", ()))
    cls.__abstractmethods__ = frozenset(
        key for key in candidates if getattr(getattr(cls, key, None), "__isabstractmethod__", False)
    )
    return cls


class ABC(metaclass=ABCMeta):
    """Helper class that provides a standard way to create an ABC using inheritance."""

    __slots__ = ()
