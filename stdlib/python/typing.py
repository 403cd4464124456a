"""Support for type hints (PEP 484 and those after it), with the API of Python 3.14.

TypeVar, ParamSpec, TypeVarTuple, TypeAliasType, Generic and Union are native (`_typing`; what it lacks comes from
`_typing_fallback`). The natives call back into this module: _generic_class_getitem, _generic_init_subclass,
_typevar_subst, _paramspec_subst, _paramspec_prepare_subst, _typevartuple_prepare_subst, _type_check, _type_repr,
_check_generic_specialization.

typing is imported by most programs, so it imports little: aliases of collections, the protocols, IO and so on are
made when they are first asked for (_LAZY and module __getattr__). Code here must not use those by bare name.
"""
import sys
from abc import ABCMeta
from types import GenericAlias

try:
    import _typing
except ImportError:
    _typing = None


def _native(name):
    """A name of `_typing`, or what stands in for it."""
    found = getattr(_typing, name, None)
    if found is None:
        import _typing_fallback
        found = getattr(_typing_fallback, name)
    return found


Generic = _native("Generic")
NoDefault = _native("NoDefault")
ParamSpec = _native("ParamSpec")
ParamSpecArgs = _native("ParamSpecArgs")
ParamSpecKwargs = _native("ParamSpecKwargs")
TypeAliasType = _native("TypeAliasType")
TypeVar = _native("TypeVar")
TypeVarTuple = _native("TypeVarTuple")
Union = _native("Union")

__all__ = [
    "Annotated", "Any", "Callable", "ClassVar", "Concatenate", "Final", "ForwardRef", "Generic", "Literal", "Optional",
    "ParamSpec", "Protocol", "Tuple", "Type", "TypeVar", "TypeVarTuple", "Union", "AbstractSet", "ByteString",
    "Container", "ContextManager", "Hashable", "ItemsView", "Iterable", "Iterator", "KeysView", "Mapping",
    "MappingView", "MutableMapping", "MutableSequence", "MutableSet", "Sequence", "Sized", "ValuesView", "Awaitable",
    "AsyncIterator", "AsyncIterable", "Coroutine", "Collection", "AsyncGenerator", "AsyncContextManager", "Reversible",
    "SupportsAbs", "SupportsBytes", "SupportsComplex", "SupportsFloat", "SupportsIndex", "SupportsInt",
    "SupportsRound", "ChainMap", "Counter", "Deque", "Dict", "DefaultDict", "List", "OrderedDict", "Set", "FrozenSet",
    "NamedTuple", "TypedDict", "Generator", "BinaryIO", "IO", "Match", "Pattern", "TextIO", "AnyStr", "assert_type",
    "assert_never", "cast", "clear_overloads", "dataclass_transform", "evaluate_forward_ref", "final", "get_args",
    "get_origin", "get_overloads", "get_protocol_members", "get_type_hints", "is_protocol", "is_typeddict",
    "LiteralString", "Never", "NewType", "no_type_check", "no_type_check_decorator", "NoDefault", "NoReturn",
    "NotRequired", "overload", "override", "ParamSpecArgs", "ParamSpecKwargs", "ReadOnly", "Required", "reveal_type",
    "runtime_checkable", "Self", "Text", "TYPE_CHECKING", "TypeAlias", "TypeGuard", "TypeIs", "TypeAliasType",
    "Unpack"]

TYPE_CHECKING = False
Text = str
NoneType = type(None)
_idfunc = getattr(_typing, "_idfunc", lambda x: x)
_sentinel = object()


def _annotationlib():
    import annotationlib
    return annotationlib


def _forward_ref_type():
    """ForwardRef, or () if nobody can have made one yet."""
    module = sys.modules.get("annotationlib")
    return () if module is None else module.ForwardRef


def _is_callable_origin(origin):
    module = sys.modules.get("_collections_abc") or sys.modules.get("collections.abc")
    return module is not None and origin is module.Callable


# --- checking and converting arguments ------------------------------------------------------------------------

def _make_forward_ref(code, *, parent_fwdref=None, **kwargs):
    if parent_fwdref is not None:
        kwargs.setdefault("module", parent_fwdref.__forward_module__)
        kwargs.setdefault("owner", parent_fwdref.__owner__)
        kwargs.setdefault("is_class", parent_fwdref.__forward_is_class__)
    ref = _annotationlib().ForwardRef(code, **kwargs)
    ref.__forward_code__                # raises SyntaxError
    return ref


def _type_convert(arg, module=None, *, allow_special_forms=False):
    """None stands for its type, a string for a forward reference."""
    if arg is None:
        return NoneType
    if isinstance(arg, str):
        return _make_forward_ref(arg, module=module, is_class=allow_special_forms)
    return arg


def _type_check(arg, msg, is_argument=True, module=None, *, allow_special_forms=False):
    """Return arg converted, or raise TypeError if it cannot stand where a type is wanted."""
    arg = _type_convert(arg, module=module, allow_special_forms=allow_special_forms)
    if isinstance(arg, type) and arg is not Generic and arg is not Protocol:
        return arg
    if isinstance(arg, _GenericAlias):
        origin = arg.__origin__
        if (origin is Generic or origin is Protocol or not allow_special_forms and origin is ClassVar
                or not allow_special_forms and is_argument and origin is Final):
            raise TypeError(f"{arg} is not valid as type argument")
        return arg
    if arg is Any or arg is LiteralString or arg is NoReturn or arg is Never or arg is Self or arg is TypeAlias:
        return arg
    if allow_special_forms and (arg is ClassVar or arg is Final):
        return arg
    if isinstance(arg, _SpecialForm) or arg is Generic or arg is Protocol:
        raise TypeError(f"Plain {arg} is not valid as type argument")
    if type(arg) is tuple:
        raise TypeError(f"{msg} Got {arg!r:.100}.")
    return arg


def _is_param_expr(arg):
    return arg is ... or isinstance(arg, (tuple, list, ParamSpec, _ConcatenateGenericAlias))


def _should_unflatten_callable_args(typ, args):
    """True if args, flat, are those of a Callable whose parameters were a list."""
    return _is_callable_origin(typ.__origin__) and not (len(args) == 2 and _is_param_expr(args[0]))


def _type_repr(obj):
    """The text of a type in the representation of another one."""
    if isinstance(obj, tuple):
        return "[" + ", ".join(map(_type_repr, obj)) + "]"
    if isinstance(obj, type) and not isinstance(obj, GenericAlias):
        return obj.__qualname__ if obj.__module__ == "builtins" else f"{obj.__module__}.{obj.__qualname__}"
    if obj is ...:
        return "..."
    if isinstance(obj, (str, int)) or obj is None or isinstance(obj, (_GenericAlias, GenericAlias, _SpecialForm)):
        return repr(obj)
    return _annotationlib().type_repr(obj)


def _is_unpacked_typevartuple(x):
    return not isinstance(x, type) and getattr(x, "__typing_is_unpacked_typevartuple__", False)


def _is_typevar_like(x):
    return isinstance(x, (TypeVar, ParamSpec)) or _is_unpacked_typevartuple(x)


def _unpack_args(*args):
    """Put the elements of *tuple[...] arguments in their places, except *tuple[x, ...]."""
    result = []
    for arg in args:
        elements = getattr(arg, "__typing_unpacked_tuple_args__", None)
        if elements is not None and not (elements and elements[-1] is ...):
            result.extend(elements)
        else:
            result.append(arg)
    return result


def _collect_type_parameters(args, *, enforce_default_ordering=True, validate_all=False):
    """Collect the distinct type parameters in args, in the order in which they first appear."""
    parameters = []
    default_seen = tuple_seen = False
    for t in args:
        if isinstance(t, type):
            continue
        if isinstance(t, tuple):        # the parameters of a Callable or a ParamSpec's value
            for collected in _collect_type_parameters(t):
                if collected not in parameters:
                    parameters.append(collected)
        elif hasattr(t, "__typing_subst__"):
            if t in parameters:
                continue
            if enforce_default_ordering:
                if tuple_seen and t.has_default():
                    raise TypeError("Type parameter with a default follows TypeVarTuple")
                if t.has_default():
                    default_seen = True
                elif default_seen:
                    raise TypeError(f"Type parameter {t!r} without a default follows type parameter with a default")
            parameters.append(t)
        else:
            if _is_unpacked_typevartuple(t):
                tuple_seen = True
            for x in getattr(t, "__parameters__", ()):
                if x not in parameters:
                    parameters.append(x)
    return tuple(parameters)


def _check_generic_specialization(cls, arguments):
    expected = len(cls.__parameters__)
    if not expected:
        raise TypeError(f"{cls} is not a generic class")
    actual = len(arguments)
    if actual == expected:
        return
    text = expected
    if actual < expected:
        if getattr(cls.__parameters__[actual], "__default__", NoDefault) is not NoDefault:
            return
        text = f"at least {expected - sum(p.has_default() for p in cls.__parameters__)}" \
            if any(p.has_default() for p in cls.__parameters__) else expected
    raise TypeError(f"Too {'many' if actual > expected else 'few'} arguments for {cls}; actual {actual}, "
                    f"expected {text}")


def _deduplicate(params, *, unhashable_fallback=False):
    try:
        return dict.fromkeys(params)
    except TypeError:
        if not unhashable_fallback:
            raise
    result = []
    for param in params:
        if param not in result:
            result.append(param)
    return result


# --- caching --------------------------------------------------------------------------------------------------

_cleanups = []
_caches = {}
_CACHE_SIZE = 512


def _tp_cache(func=None, /, *, typed=False):
    """Cache the results of a subscription, for hashable arguments. typed: 1, 1.0 and True are different arguments."""
    def decorator(func):
        cache = {}
        _cleanups.append(cache.clear)

        def inner(*args, **kwargs):
            try:
                if kwargs:
                    return func(*args, **kwargs)
                key = (args, tuple(map(_deep_types, args))) if typed else args
                found = cache.get(key, _sentinel)
            except TypeError:
                return func(*args, **kwargs)
            if found is _sentinel:
                if len(cache) >= _CACHE_SIZE:
                    cache.clear()
                found = cache[key] = func(*args)
            return found

        inner.__name__, inner.__qualname__, inner.__doc__ = func.__name__, func.__qualname__, func.__doc__
        inner.__module__, inner.__wrapped__ = func.__module__, func
        return inner
    return decorator if func is None else decorator(func)


def _deep_types(arg):
    return tuple(map(_deep_types, arg)) if type(arg) is tuple else type(arg)


# --- substitution, called by the native type parameters --------------------------------------------------------

def _typevar_subst(self, arg):
    arg = _type_check(arg, "Parameters to generic types must be types.", is_argument=True)
    if (isinstance(arg, _GenericAlias) and arg.__origin__ is Unpack
            or isinstance(arg, GenericAlias) and getattr(arg, "__unpacked__", False)):
        raise TypeError(f"{arg} is not valid as type argument")
    return arg


def _typevartuple_prepare_subst(self, alias, args):
    """Gather what belongs to this TypeVarTuple into one argument, a tuple."""
    params = alias.__parameters__
    index = params.index(self)
    if any(isinstance(param, TypeVarTuple) for param in params[index + 1:]):
        raise TypeError(f"More than one TypeVarTuple parameter in {alias}")
    count, wanted = len(args), len(params)
    left, right = index, wanted - index - 1
    unbounded = fill = None             # the place and element of *tuple[x, ...] among the arguments
    for k, arg in enumerate(args):
        if isinstance(arg, type):
            continue
        elements = getattr(arg, "__typing_unpacked_tuple_args__", None)
        if elements and len(elements) == 2 and elements[-1] is ...:
            if unbounded is not None:
                raise TypeError("More than one unpacked arbitrary-length tuple argument")
            unbounded, fill = k, elements[0]
    if unbounded is not None:
        left = min(left, unbounded)
        right = min(right, count - unbounded - 1)
    elif left + right > count:
        raise TypeError(f"Too few arguments for {alias}; actual {count}, expected at least {wanted - 1}")
    if left == count - right and self.has_default():
        own = _unpack_args(self.__default__)
    else:
        own = args[left:count - right]
    return (*args[:left], *([fill] * (index - left)), own, *([fill] * (wanted - right - index - 1)),
            *args[count - right:])


def _paramspec_subst(self, arg):
    if isinstance(arg, (list, tuple)):
        return tuple([_type_check(a, "Expected a type.") for a in arg])
    if not _is_param_expr(arg):
        raise TypeError(f"Expected a list of types, an ellipsis, ParamSpec, or Concatenate. Got {arg}")
    return arg


def _paramspec_prepare_subst(self, alias, args):
    params = alias.__parameters__
    i = params.index(self)
    if i == len(args) and self.has_default():
        args = [*args, self.__default__]
    if i >= len(args):
        raise TypeError(f"Too few arguments for {alias}")
    # Z[int, str] is short for Z[[int, str]] if the ParamSpec is the only parameter.
    if len(params) == 1 and not _is_param_expr(args[0]):
        args = (args,)
    elif isinstance(args[i], list):
        args = (*args[:i], tuple(args[i]), *args[i + 1:])
    return args


def _generic_class_getitem(cls, args):
    return _generic_getitem(cls, args if isinstance(args, tuple) else (args,))


@_tp_cache(typed=True)
def _generic_getitem(cls, args):
    args = tuple([_type_convert(p) for p in args])
    if cls is Generic or cls is Protocol:
        if not args:
            raise TypeError(f"Parameter list to {cls.__qualname__}[...] cannot be empty")
        if not all(_is_typevar_like(p) for p in args):
            raise TypeError(f"Parameters to {cls.__name__}[...] must all be type variables or parameter specification "
                            "variables.")
        if len(set(args)) != len(args):
            raise TypeError(f"Parameters to {cls.__name__}[...] must all be unique")
    else:
        for param in cls.__parameters__:
            prepare = getattr(param, "__typing_prepare_subst__", None)
            if prepare is not None:
                args = prepare(cls, args)
        _check_generic_specialization(cls, args)
        new_args = []
        for param, new_arg in zip(cls.__parameters__, args):
            if isinstance(param, TypeVarTuple):
                new_args.extend(new_arg)
            else:
                new_args.append(new_arg)
        args = tuple(new_args)
    return _GenericAlias(cls, args)


def _generic_init_subclass(cls, *args, **kwargs):
    super(Generic, cls).__init_subclass__(*args, **kwargs)
    orig_bases = cls.__dict__.get("__orig_bases__")
    if orig_bases is not None:
        plain = Generic in orig_bases
    else:
        plain = (Generic in cls.__bases__ and cls.__name__ != "Protocol" and type(cls).__name__ != "_TypedDictMeta")
    if plain:
        raise TypeError("Cannot inherit from plain Generic")
    parameters = ()
    if orig_bases is not None:
        parameters = _collect_type_parameters(orig_bases)
        listed = None
        for base in orig_bases:
            if isinstance(base, _GenericAlias) and base.__origin__ in (Generic, Protocol):
                if listed is not None:
                    raise TypeError("Cannot inherit from Generic[...] multiple times.")
                listed, base_name = base.__parameters__, base.__origin__.__name__
        if listed is not None:
            if missing := [str(p) for p in parameters if p not in listed]:
                raise TypeError(f"Some type variables ({', '.join(missing)}) are not listed in "
                                f"{base_name}[{', '.join(map(str, listed))}]")
            parameters = listed
    cls.__parameters__ = tuple(parameters)


# --- special forms ---------------------------------------------------------------------------------------------

class _Final:
    """Mixin for classes that cannot be subclassed."""
    __slots__ = ("__weakref__",)

    def __init_subclass__(cls, /, *args, _root=False, **kwds):
        if not _root:
            raise TypeError("Cannot subclass special typing classes")


class _SpecialForm(_Final, _root=True):
    # A name with a meaning of its own to type checkers. No docstring: each form has one, in a slot.
    __slots__ = ("_name", "__doc__", "_getitem")
    __iter__ = None

    def __init__(self, getitem):
        self._getitem = getitem
        self._name = getitem.__name__
        self.__doc__ = getitem.__doc__

    def __getattr__(self, item):
        if item in ("__name__", "__qualname__"):
            return self._name
        raise AttributeError(item)

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass {self!r}")

    def __repr__(self):
        return "typing." + self._name

    def __reduce__(self):
        return self._name

    def __call__(self, *args, **kwds):
        raise TypeError(f"Cannot instantiate {self!r}")

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __instancecheck__(self, obj):
        raise TypeError(f"{self} cannot be used with isinstance()")

    def __subclasscheck__(self, cls):
        raise TypeError(f"{self} cannot be used with issubclass()")

    def __getitem__(self, parameters):
        return self._subscribe(parameters)

    def _subscribe(self, parameters):
        return self._getitem(self, parameters)


_SpecialForm._subscribe = _tp_cache(_SpecialForm._subscribe)


class _TypedCacheSpecialForm(_SpecialForm, _root=True):
    # Looks at its arguments' types (Literal[1] is not Literal[True]), and so caches by itself.

    def __getitem__(self, parameters):
        if not isinstance(parameters, tuple):
            parameters = (parameters,)
        return self._getitem(self, *parameters)


class _AnyMeta(type):
    def __instancecheck__(self, obj):
        if self is Any:
            raise TypeError("typing.Any cannot be used with isinstance()")
        return super().__instancecheck__(obj)

    def __repr__(self):
        return "typing.Any" if self is Any else super().__repr__()


class Any(metaclass=_AnyMeta):
    """Any type at all: compatible with every type in both directions. Classes may derive from it."""

    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError("Any cannot be instantiated")
        return super().__new__(cls)


def _bare(form, parameters):
    raise TypeError(f"{form} is not subscriptable")


def _make_bare(name, doc):
    form = _SpecialForm.__new__(_SpecialForm)
    form._name, form.__doc__, form._getitem = name, doc, _bare
    return form


NoReturn = _make_bare("NoReturn", "The result of a function that never returns.")
Never = _make_bare("Never", "The type without values: of a function that never returns, or code that is never reached.")
Self = _make_bare("Self", "The class that encloses the annotation, or a subclass of it.")
LiteralString = _make_bare("LiteralString", "A string that is made of literals only.")
TypeAlias = _make_bare("TypeAlias", "Marks an assignment as a type alias. Deprecated: use the type statement.")


def _one_type(form, parameters, text="accepts only a single type."):
    return _type_check(parameters, f"{form} {text}")


@_SpecialForm
def ClassVar(self, parameters):
    """Marks a class variable, which instances should not set."""
    return _GenericAlias(self, (_type_check(parameters, f"{self} accepts only single type.",
                                            allow_special_forms=True),))


@_SpecialForm
def Final(self, parameters):
    """Marks a name that must not be assigned again or overridden."""
    return _GenericAlias(self, (_type_check(parameters, f"{self} accepts only single type.",
                                            allow_special_forms=True),))


@_SpecialForm
def Optional(self, parameters):
    """Optional[X] is Union[X, None]."""
    return Union[_type_check(parameters, f"{self} requires a single type."), None]


@_SpecialForm
def Concatenate(self, parameters):
    """The parameters of a callable with some put before those of a ParamSpec: Concatenate[int, P]."""
    if parameters == ():
        raise TypeError("Cannot take a Concatenate of no types.")
    if not isinstance(parameters, tuple):
        parameters = (parameters,)
    if not (parameters[-1] is ... or isinstance(parameters[-1], ParamSpec)):
        raise TypeError("The last parameter to Concatenate should be a ParamSpec variable or ellipsis.")
    msg = "Concatenate[arg, ...]: each arg must be a type."
    return _ConcatenateGenericAlias(self, (*[_type_check(p, msg) for p in parameters[:-1]], parameters[-1]))


@_SpecialForm
def TypeGuard(self, parameters):
    """The result of a predicate that narrows its argument's type if true."""
    return _GenericAlias(self, (_type_check(parameters, f"{self} accepts only single type."),))


@_SpecialForm
def TypeIs(self, parameters):
    """The result of a predicate that narrows its argument's type both ways."""
    return _GenericAlias(self, (_type_check(parameters, f"{self} accepts only single type."),))


@_SpecialForm
def Required(self, parameters):
    """Marks a TypedDict key that must be there though total is false."""
    return _GenericAlias(self, (_type_check(parameters, f"{self._name} accepts only a single type."),))


@_SpecialForm
def NotRequired(self, parameters):
    """Marks a TypedDict key that may be missing."""
    return _GenericAlias(self, (_type_check(parameters, f"{self._name} accepts only a single type."),))


@_SpecialForm
def ReadOnly(self, parameters):
    """Marks a TypedDict key that must not be written."""
    return _GenericAlias(self, (_type_check(parameters, f"{self._name} accepts only a single type."),))


@_SpecialForm
def Unpack(self, parameters):
    """Unpack[X] is *X: a type variable tuple's or tuple type's elements, or a TypedDict as keyword arguments."""
    return _UnpackGenericAlias(self, (_type_check(parameters, f"{self} accepts only single type."),))


@_TypedCacheSpecialForm
def Literal(self, *parameters):
    """One of the given values: Literal["r", "w"]."""
    return _literal(self, parameters)


@_tp_cache(typed=True)
def _literal(form, parameters):
    flat = []
    for parameter in parameters:
        if isinstance(parameter, _LiteralGenericAlias):
            flat.extend(parameter.__args__)
        else:
            flat.append(parameter)
    try:
        flat = [value for value, _ in _deduplicate([(p, type(p)) for p in flat])]
    except TypeError:                   # not hashable
        pass
    return _LiteralGenericAlias(form, tuple(flat))


@_TypedCacheSpecialForm
def Annotated(self, *params):
    """Annotated[T, x, ...] is T to a type checker, and carries the metadata x for others."""
    if len(params) < 2:
        raise TypeError("Annotated[...] should be used with at least two arguments (a type and an annotation).")
    return _annotated(self, params)


@_tp_cache(typed=True)
def _annotated(form, params):
    if _is_unpacked_typevartuple(params[0]):
        raise TypeError("Annotated[...] should not be used with an unpacked TypeVarTuple")
    origin = _type_check(params[0], "Annotated[t, ...]: t must be a type.", allow_special_forms=True)
    return _AnnotatedAlias(origin, tuple(params[1:]))


# --- aliases: what subscription returns -----------------------------------------------------------------------

def _is_dunder(attr):
    return attr.startswith("__") and attr.endswith("__")


class _BaseGenericAlias(_Final, _root=True):
    """What all aliases share. They act as their origin does, but for dunder attributes."""

    def __init__(self, origin, *, inst=True, name=None):
        self._inst = inst
        self._name = name
        self.__origin__ = origin
        self.__slots__ = None           # not the origin's

    def __call__(self, *args, **kwargs):
        if not self._inst:
            raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")
        result = self.__origin__(*args, **kwargs)
        try:
            result.__orig_class__ = self
        except Exception:               # slots, or a __setattr__ that refuses
            pass
        return result

    def __mro_entries__(self, bases):
        result = []
        if self.__origin__ not in bases:
            result.append(self.__origin__)
        # Generic goes last, unless a later base brings it.
        for base in bases[bases.index(self) + 1:]:
            if isinstance(base, _BaseGenericAlias):
                break
            if not isinstance(base, type):
                entries = getattr(base, "__mro_entries__", None)
                new_bases = entries(bases) if entries else None
                if isinstance(new_bases, tuple) and any(isinstance(b, type) and issubclass(b, Generic)
                                                        for b in new_bases):
                    break
            elif issubclass(base, Generic):
                break
        else:
            result.append(Generic)
        return tuple(result)

    def __getattr__(self, attr):
        if attr in ("__origin__", "__args__"):
            return super().__getattribute__(attr)
        if attr in ("__name__", "__qualname__"):
            return self._name or self.__origin__.__name__
        if "__origin__" in self.__dict__ and not _is_dunder(attr):
            return getattr(self.__origin__, attr)
        raise AttributeError(attr)

    def __setattr__(self, attr, val):
        if _is_dunder(attr) or attr in ("_name", "_inst", "_nparams", "_paramspec_tvars", "_typevar_types",
                                        "_defaults", "_deprecated"):
            super().__setattr__(attr, val)
        else:
            setattr(self.__origin__, attr, val)

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __dir__(self):
        return list({*super().__dir__(), *(attr for attr in dir(self.__origin__) if not _is_dunder(attr))})


class _GenericAlias(_BaseGenericAlias, _root=True):
    """A subscripted generic: an origin and its arguments."""

    def __init__(self, origin, args, *, inst=True, name=None):
        super().__init__(origin, inst=inst, name=name)
        if not isinstance(args, tuple):
            args = (args,)
        self.__args__ = args
        self.__parameters__ = _collect_type_parameters(args, enforce_default_ordering=origin is Generic
                                                       or origin is Protocol)
        if not name:
            self.__module__ = origin.__module__

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __or__(self, right):
        return Union[self, right]

    def __ror__(self, left):
        return Union[left, self]

    def __getitem__(self, args):
        return self._subscribe(args)

    def _subscribe(self, args):
        """Substitute the type parameters."""
        if self.__origin__ is Generic or self.__origin__ is Protocol:
            raise TypeError(f"Cannot subscript already-subscripted {self}")
        if not self.__parameters__:
            raise TypeError(f"{self} is not a generic class")
        if not isinstance(args, tuple):
            args = (args,)
        args = _unpack_args(*[_type_convert(p) for p in args])
        return self.copy_with(self._determine_new_args(args))

    def _determine_new_args(self, args):
        params = self.__parameters__
        for param in params:
            prepare = getattr(param, "__typing_prepare_subst__", None)
            if prepare is not None:
                args = prepare(self, args)
        if len(args) != len(params):
            raise TypeError(f"Too {'many' if len(args) > len(params) else 'few'} arguments for {self}; "
                            f"actual {len(args)}, expected {len(params)}")
        return tuple(self._make_substitution(self.__args__, dict(zip(params, args))))

    def _make_substitution(self, args, new_arg_by_param):
        new_args = []
        for old_arg in args:
            if isinstance(old_arg, type):
                new_args.append(old_arg)
                continue
            substitute = getattr(old_arg, "__typing_subst__", None)
            if substitute:
                new_arg = substitute(new_arg_by_param[old_arg])
            else:
                new_arg = old_arg
                if subparams := getattr(old_arg, "__parameters__", ()):
                    subargs = []
                    for x in subparams:
                        if isinstance(x, TypeVarTuple):
                            subargs.extend(new_arg_by_param[x])
                        else:
                            subargs.append(new_arg_by_param[x])
                    new_arg = old_arg[tuple(subargs)]
            if _is_callable_origin(self.__origin__) and isinstance(new_arg, tuple):
                new_args.extend(new_arg)        # Callable's arguments are kept flat
            elif _is_unpacked_typevartuple(old_arg):
                new_args.extend(new_arg)
            elif isinstance(old_arg, tuple):
                new_args.append(tuple(self._make_substitution(old_arg, new_arg_by_param)))
            else:
                new_args.append(new_arg)
        return new_args

    def copy_with(self, args):
        return self.__class__(self.__origin__, args, name=self._name, inst=self._inst)

    def __repr__(self):
        name = "typing." + self._name if self._name else _type_repr(self.__origin__)
        args = ", ".join(map(_type_repr, self.__args__)) if self.__args__ else "()"
        return f"{name}[{args}]"

    def __reduce__(self):
        import operator
        origin = getattr(sys.modules[__name__], self._name) if self._name else self.__origin__
        args = tuple(self.__args__)
        if len(args) == 1 and not isinstance(args[0], tuple):
            args, = args
        return operator.getitem, (origin, args)

    def __mro_entries__(self, bases):
        if isinstance(self.__origin__, _SpecialForm):
            raise TypeError(f"Cannot subclass {self!r}")
        if self._name:                  # generic version of an ABC or built-in class
            return super().__mro_entries__(bases)
        if self.__origin__ is Generic:
            if Protocol in bases:
                return ()
            for base in bases[bases.index(self) + 1:]:
                if isinstance(base, _BaseGenericAlias) and base is not self:
                    return ()
        return (self.__origin__,)

    def __iter__(self):
        yield Unpack[self]


_GenericAlias._subscribe = _tp_cache(_GenericAlias._subscribe, typed=True)


class _SpecialGenericAlias(_BaseGenericAlias, _root=True):
    """An unsubscripted alias such as typing.List."""
    __iter__ = None

    def __init__(self, origin, nparams, *, inst=True, name=None, defaults=()):
        super().__init__(origin, inst=inst, name=name or origin.__name__)
        self._nparams = nparams
        self._defaults = defaults
        if origin.__module__ == "builtins":
            self.__doc__ = f"Deprecated alias to {origin.__qualname__}."
        else:
            self.__doc__ = f"Deprecated alias to {origin.__module__}.{origin.__qualname__}."

    def __getitem__(self, params):
        return self._subscribe(params)

    def _subscribe(self, params):
        if not isinstance(params, tuple):
            params = (params,)
        params = tuple([_type_check(p, "Parameters to generic types must be types.") for p in params])
        wanted, actual = self._nparams, len(params)
        if self._defaults and actual < wanted and actual + len(self._defaults) >= wanted:
            params = (*params, *self._defaults[actual - wanted:])
            actual = wanted
        if actual != wanted:
            expected = f"at least {wanted - len(self._defaults)}" if self._defaults else wanted
            if not wanted:
                raise TypeError(f"{self} is not a generic class")
            raise TypeError(f"Too {'many' if actual > wanted else 'few'} arguments for {self}; actual {actual}, "
                            f"expected {expected}")
        return self.copy_with(params)

    def copy_with(self, params):
        return _GenericAlias(self.__origin__, params, name=self._name, inst=self._inst)

    def __repr__(self):
        return "typing." + self._name

    def __subclasscheck__(self, cls):
        if isinstance(cls, _SpecialGenericAlias):
            return issubclass(cls.__origin__, self.__origin__)
        if isinstance(cls, _GenericAlias):
            return super().__subclasscheck__(cls)
        return issubclass(cls, self.__origin__)

    def __reduce__(self):
        return self._name

    def __or__(self, right):
        return Union[self, right]

    def __ror__(self, left):
        return Union[left, self]


_SpecialGenericAlias._subscribe = _tp_cache(_SpecialGenericAlias._subscribe, typed=True)


class _CallableGenericAlias(_GenericAlias, _root=True):
    __iter__ = None                     # *Callable[...] means nothing

    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and _is_param_expr(args[0]):
            return super().__repr__()
        return f"typing.Callable[[{', '.join(map(_type_repr, args[:-1]))}], {_type_repr(args[-1])}]"

    def __reduce__(self):
        import operator
        args = self.__args__
        if not (len(args) == 2 and _is_param_expr(args[0])):
            args = list(args[:-1]), args[-1]
        return operator.getitem, (__getattr__("Callable"), args)


class _CallableType(_SpecialGenericAlias, _root=True):
    def copy_with(self, params):
        return _CallableGenericAlias(self.__origin__, params, name=self._name, inst=self._inst)

    def _subscribe(self, params):
        if not isinstance(params, tuple) or len(params) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        args, result = params
        # Lists are not hashable: in the cache's key they are tuples.
        return self._subscribe_flat((tuple(args) if isinstance(args, list) else args, result))

    @_tp_cache(typed=True)
    def _subscribe_flat(self, params):
        args, result = params
        result = _type_check(result, "Callable[args, result]: result must be a type.")
        if args is ...:
            return self.copy_with((..., result))
        if not isinstance(args, tuple):
            args = (args,)
        return self.copy_with((*[_type_convert(arg) for arg in args], result))


class _TupleType(_SpecialGenericAlias, _root=True):
    def _subscribe(self, params):
        if not isinstance(params, tuple):
            params = (params,)
        if len(params) >= 2 and params[-1] is ...:
            msg = "Tuple[t, ...]: t must be a type."
            return self.copy_with((*[_type_check(p, msg) for p in params[:-1]], ...))
        return self.copy_with(tuple([_type_check(p, "Tuple[t0, t1, ...]: each t must be a type.") for p in params]))


_TupleType._subscribe = _tp_cache(_TupleType._subscribe, typed=True)


class _DeprecatedGenericAlias(_SpecialGenericAlias, _root=True):
    """An alias that warns when it is used; collections.abc.ByteString goes in 3.17."""

    def _warn(self):
        import warnings
        warnings._deprecated(f"typing.{self._name}", remove=(3, 17))

    def _subscribe(self, params):
        self._warn()
        return super()._subscribe(params)

    def __instancecheck__(self, inst):
        self._warn()
        return super().__instancecheck__(inst)

    def __subclasscheck__(self, cls):
        self._warn()
        return super().__subclasscheck__(cls)


class _LiteralGenericAlias(_GenericAlias, _root=True):
    __iter__ = None

    def __eq__(self, other):
        if not isinstance(other, _LiteralGenericAlias):
            return NotImplemented
        return self.__typed_values() == other.__typed_values()

    def __hash__(self):
        return hash(self.__typed_values())

    def __typed_values(self):
        return frozenset([(value, type(value)) for value in self.__args__])

    def __repr__(self):
        return f"typing.Literal[{', '.join(map(_type_repr, self.__args__))}]"

    def __reduce__(self):
        import operator
        return operator.getitem, (Literal, self.__args__)


class _ConcatenateGenericAlias(_GenericAlias, _root=True):
    def copy_with(self, params):
        if isinstance(params[-1], (list, tuple)):
            return (*params[:-1], *params[-1])
        if isinstance(params[-1], _ConcatenateGenericAlias):
            params = (*params[:-1], *params[-1].__args__)
        return super().copy_with(params)


class _AnnotatedAlias(_GenericAlias, _root=True):
    """A type with metadata; nested ones are flattened."""
    __iter__ = None

    def __init__(self, origin, metadata):
        if isinstance(origin, _AnnotatedAlias):
            metadata = origin.__metadata__ + metadata
            origin = origin.__origin__
        super().__init__(origin, origin, name="Annotated")
        self.__metadata__ = metadata

    def copy_with(self, params):
        assert len(params) == 1
        return _AnnotatedAlias(params[0], self.__metadata__)

    def __repr__(self):
        return f"typing.Annotated[{_type_repr(self.__origin__)}, {', '.join(map(repr, self.__metadata__))}]"

    def __reduce__(self):
        import operator
        return operator.getitem, (Annotated, (self.__origin__,) + self.__metadata__)

    def __eq__(self, other):
        if not isinstance(other, _AnnotatedAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__metadata__ == other.__metadata__

    def __hash__(self):
        return hash((self.__origin__, self.__metadata__))

    def __getattr__(self, attr):
        if attr in ("__name__", "__qualname__"):
            return "Annotated"
        return super().__getattr__(attr)

    def __mro_entries__(self, bases):
        return (self.__origin__,)


class _UnpackGenericAlias(_GenericAlias, _root=True):
    def __repr__(self):
        return f"typing.Unpack[{_type_repr(self.__args__[0])}]"

    def __getitem__(self, args):
        if self.__typing_is_unpacked_typevartuple__:
            return args
        return super().__getitem__(args)

    @property
    def __typing_unpacked_tuple_args__(self):
        arg, = self.__args__
        if isinstance(arg, (_GenericAlias, GenericAlias)):
            if arg.__origin__ is not tuple:
                raise TypeError("Unpack[...] must be used with a tuple type")
            return arg.__args__
        return None

    @property
    def __typing_is_unpacked_typevartuple__(self):
        return isinstance(self.__args__[0], TypeVarTuple)


# --- protocols -------------------------------------------------------------------------------------------------

_NOT_PROTOCOL_MEMBERS = frozenset((
    "__parameters__", "__orig_bases__", "__orig_class__", "_is_protocol", "_is_runtime_protocol", "__protocol_attrs__",
    "__non_callable_proto_members__", "__type_params__", "__abstractmethods__", "__annotations__", "__dict__",
    "__doc__", "__init__", "__module__", "__new__", "__slots__", "__subclasshook__", "__weakref__",
    "__class_getitem__", "__match_args__", "__static_attributes__", "__firstlineno__", "__annotate__",
    "__annotate_func__", "__annotations_cache__", "_MutableMapping__marker"))
EXCLUDED_ATTRIBUTES = _NOT_PROTOCOL_MEMBERS

# Classes that a protocol may derive from though they are none.
_PROTO_ALLOWLIST = {
    "collections.abc": ["Callable", "Awaitable", "Iterable", "Iterator", "AsyncIterable", "AsyncIterator", "Hashable",
                        "Sized", "Container", "Collection", "Reversible", "Buffer"],
    "contextlib": ["AbstractContextManager", "AbstractAsyncContextManager"],
    "io": ["Reader", "Writer"],
    "os": ["PathLike"],
}


def _own_annotation_names(cls):
    namespace = cls.__dict__
    if "__annotations__" not in namespace and namespace.get("__annotate__") is None \
            and namespace.get("__annotate_func__") is None and namespace.get("__annotations_cache__") is None:
        return ()
    lib = _annotationlib()
    return lib.get_annotations(cls, format=lib.Format.FORWARDREF)


def _get_protocol_attrs(cls):
    """The names of a protocol's members, inherited ones included."""
    attrs = set()
    for base in cls.__mro__[:-1]:
        if base.__name__ in ("Protocol", "Generic"):
            continue
        for attr in (*base.__dict__, *_own_annotation_names(base)):
            if not attr.startswith("_abc_") and attr not in _NOT_PROTOCOL_MEMBERS:
                attrs.add(attr)
    return attrs


def _caller(depth=1, default="__main__"):
    try:
        return sys._getframemodulename(depth + 1) or default
    except AttributeError:
        pass
    try:
        return sys._getframe(depth + 1).f_globals.get("__name__", default)
    except (AttributeError, ValueError):
        return None


def _allow_reckless_class_checks(depth=2):
    """abc and functools may ask any class; others get an error if the protocol cannot answer."""
    return _caller(depth) in ("abc", "_py_abc", "functools", None)


def _type_check_issubclass_arg_1(arg):
    if not isinstance(arg, type):
        raise TypeError("issubclass() arg 1 must be a class")


def _no_init_or_replace_init(self, *args, **kwargs):
    """The __init__ of protocols. In a class that is none it puts the __init__ that it hides in its own place."""
    cls = type(self)
    if cls._is_protocol:
        raise TypeError("Protocols cannot be instantiated")
    if cls.__init__ is not _no_init_or_replace_init:
        return
    for base in cls.__mro__:
        init = base.__dict__.get("__init__", _no_init_or_replace_init)
        if init is not _no_init_or_replace_init:
            cls.__init__ = init
            break
    else:
        cls.__init__ = object.__init__
    cls.__init__(self, *args, **kwargs)


class _ProtocolMeta(ABCMeta):
    def __new__(mcls, name, bases, namespace, /, **kwargs):
        if name == "Protocol" and bases == (Generic,):
            pass
        elif Protocol in bases or Generic in bases and any(isinstance(base, _ProtocolMeta) and base._is_protocol
                                                           for base in bases):
            for base in bases:
                if not (base in (object, Generic) or base.__name__ in _PROTO_ALLOWLIST.get(base.__module__, ())
                        or issubclass(base, Generic) and getattr(base, "_is_protocol", False)):
                    raise TypeError(f"Protocols can only inherit from other protocols, got {base!r}")
        return super().__new__(mcls, name, bases, namespace, **kwargs)

    def __init__(cls, *args, **kwargs):
        if getattr(cls, "_is_protocol", False):
            cls.__protocol_attrs__ = _get_protocol_attrs(cls)

    def __subclasscheck__(cls, other):
        if cls is Protocol:
            return type.__subclasscheck__(cls, other)
        if getattr(cls, "_is_protocol", False) and not _allow_reckless_class_checks():
            if not getattr(cls, "_is_runtime_protocol", False):
                _type_check_issubclass_arg_1(other)
                raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
            if cls.__non_callable_proto_members__ and cls.__dict__.get("__subclasshook__") is _proto_hook:
                _type_check_issubclass_arg_1(other)
                names = str(sorted(cls.__non_callable_proto_members__))[1:-1]
                raise TypeError("Protocols with non-method members don't support issubclass(). "
                                f"Non-method members: {names}.")
        return ABCMeta.__subclasscheck__(cls, other)

    def __instancecheck__(cls, instance):
        if cls is Protocol:
            return type.__instancecheck__(cls, instance)
        if not getattr(cls, "_is_protocol", False):
            return ABCMeta.__instancecheck__(cls, instance)
        if not getattr(cls, "_is_runtime_protocol", False) and not _allow_reckless_class_checks():
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        if ABCMeta.__instancecheck__(cls, instance):
            return True
        from inspect import getattr_static
        for attr in cls.__protocol_attrs__:
            try:
                value = getattr_static(instance, attr)
            except AttributeError:
                return False
            if value is None and attr not in cls.__non_callable_proto_members__:
                return False
        return True


@classmethod
def _proto_hook(cls, other):
    if not cls.__dict__.get("_is_protocol", False):
        return NotImplemented
    for attr in cls.__protocol_attrs__:
        for base in other.__mro__:
            if attr in base.__dict__:
                if base.__dict__[attr] is None:
                    return NotImplemented
                break
            if (issubclass(other, Generic) and getattr(other, "_is_protocol", False)
                    and attr in _own_annotation_names(base)):
                break
        else:
            return NotImplemented
    return True


class Protocol(Generic, metaclass=_ProtocolMeta):
    """Base class of protocol classes: those that describe what members a class must have."""
    __slots__ = ()
    _is_protocol = True
    _is_runtime_protocol = False

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        if not cls.__dict__.get("_is_protocol", False):
            cls._is_protocol = any(base is Protocol for base in cls.__bases__)
        if "__subclasshook__" not in cls.__dict__:
            cls.__subclasshook__ = _proto_hook
        if cls._is_protocol and cls.__init__ is Protocol.__init__:
            cls.__init__ = _no_init_or_replace_init


def runtime_checkable(cls):
    """Let isinstance() and issubclass() work with a protocol, by looking for its members."""
    if not ((isinstance(cls, _ProtocolMeta) or issubclass(cls, Generic)) and getattr(cls, "_is_protocol", False)):
        raise TypeError("@runtime_checkable can be only applied to protocol classes, got %r" % cls)
    cls._is_runtime_protocol = True
    if isinstance(cls, _ProtocolMeta):
        cls.__non_callable_proto_members__ = set()
        for attr in cls.__protocol_attrs__:
            try:
                is_callable = callable(getattr(cls, attr, None))
            except Exception as error:
                raise TypeError(f"Failed to determine whether protocol member {attr!r} is a method member") from error
            if not is_callable:
                cls.__non_callable_proto_members__.add(attr)
    return cls


def is_protocol(tp, /):
    """True if tp is a protocol class."""
    return isinstance(tp, type) and getattr(tp, "_is_protocol", False) and tp is not Protocol


is_protocol.__annotations__ = {"tp": type, "return": bool}


def get_protocol_members(tp, /):
    """Return the frozen set of a protocol's member names."""
    if not is_protocol(tp):
        raise TypeError(f"{tp!r} is not a Protocol")
    return frozenset(tp.__protocol_attrs__)


get_protocol_members.__annotations__ = {"tp": type, "return": frozenset[str]}


# --- functions -------------------------------------------------------------------------------------------------

def cast(typ, val):
    """Return val; to a type checker it is of type typ."""
    return val


def assert_type(val, typ, /):
    """Return val; a type checker confirms that it is of type typ."""
    return val


_ASSERT_NEVER_REPR_MAX_LENGTH = 100


def assert_never(arg, /):
    """For code that cannot be reached, as a type checker confirms."""
    value = repr(arg)
    if len(value) > _ASSERT_NEVER_REPR_MAX_LENGTH:
        value = value[:_ASSERT_NEVER_REPR_MAX_LENGTH] + "..."
    raise AssertionError(f"Expected code to be unreachable, but got: {value}")


assert_never.__annotations__ = {"arg": Never, "return": Never}


def reveal_type(obj, /):
    """Print the type of obj and return obj; a type checker prints the type that it inferred."""
    print(f"Runtime type is {type(obj).__name__!r}", file=sys.stderr)
    return obj


def final(f):
    """Mark a method that must not be overridden or a class that must not be subclassed."""
    try:
        f.__final__ = True
    except (AttributeError, TypeError):
        pass
    return f


def override(method, /):
    """Mark a method that is meant to override one of a base class."""
    try:
        method.__override__ = True
    except (AttributeError, TypeError):
        pass
    return method


def no_type_check(arg):
    """Mark a function, or all of a class, whose annotations are not type hints."""
    if isinstance(arg, type):
        import types
        for key in dir(arg):
            obj = getattr(arg, key)
            if (not hasattr(obj, "__qualname__") or obj.__qualname__ != f"{arg.__qualname__}.{obj.__name__}"
                    or getattr(obj, "__module__", None) != arg.__module__):
                continue                # inherited, or from elsewhere
            if isinstance(obj, types.FunctionType):
                obj.__no_type_check__ = True
            elif isinstance(obj, types.MethodType):
                obj.__func__.__no_type_check__ = True
            elif isinstance(obj, type):
                no_type_check(obj)
    try:
        arg.__no_type_check__ = True
    except TypeError:
        pass
    return arg


def no_type_check_decorator(decorator):
    """Give a decorator the effect of @no_type_check. Deprecated."""
    import functools
    import warnings
    warnings._deprecated("typing.no_type_check_decorator", remove=(3, 15))

    @functools.wraps(decorator)
    def wrapped_decorator(*args, **kwds):
        return no_type_check(decorator(*args, **kwds))
    return wrapped_decorator


# module -> qualified name -> line -> function
_overload_registry = {}


def _overload_dummy(*args, **kwds):
    raise NotImplementedError(
        "You should not call an overloaded function. A series of @overload-decorated functions outside a stub module "
        "should always be followed by an implementation that is not @overload-ed.")


def overload(func):
    """Decorate one of several signatures; the implementation without the decorator follows them."""
    f = getattr(func, "__func__", func)
    try:
        _overload_registry.setdefault(f.__module__, {}).setdefault(f.__qualname__, {})[
            f.__code__.co_firstlineno] = func
    except AttributeError:              # a callable that is no function
        pass
    return _overload_dummy


def get_overloads(func):
    """Return the overloads of a function, as they were given to @overload."""
    f = getattr(func, "__func__", func)
    return list(_overload_registry.get(f.__module__, {}).get(f.__qualname__, {}).values())


def clear_overloads():
    """Forget all overloads."""
    _overload_registry.clear()


def dataclass_transform(*, eq_default=True, order_default=False, kw_only_default=False, frozen_default=False,
                        field_specifiers=(), **kwargs):
    """Tell a type checker that the decorated object makes classes as @dataclass does."""
    def decorator(cls_or_fn):
        cls_or_fn.__dataclass_transform__ = {
            "eq_default": eq_default, "order_default": order_default, "kw_only_default": kw_only_default,
            "frozen_default": frozen_default, "field_specifiers": field_specifiers, "kwargs": kwargs}
        return cls_or_fn
    return decorator


def get_origin(tp):
    """Return the unsubscripted form of a type: list for list[int]; None if it has none."""
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if isinstance(tp, (_BaseGenericAlias, GenericAlias, ParamSpecArgs, ParamSpecKwargs)):
        return tp.__origin__
    if tp is Generic:
        return Generic
    if isinstance(tp, Union):
        return Union
    return None


def get_args(tp):
    """Return the arguments that a type was subscripted with, as a tuple."""
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    if isinstance(tp, (_GenericAlias, GenericAlias)):
        args = tp.__args__
        if _should_unflatten_callable_args(tp, args):
            args = list(args[:-1]), args[-1]
        return args
    if isinstance(tp, Union):
        return tp.__args__
    return ()


def is_typeddict(tp):
    """True if tp is a TypedDict class."""
    return isinstance(tp, _TypedDictMeta)


class NewType:
    """NewType(name, tp) makes a distinct type for a type checker; calling it returns its argument."""

    def __init__(self, name, tp):
        self.__qualname__ = name
        self.__name__ = name.rpartition(".")[2]
        self.__supertype__ = tp
        module = _caller()
        if module != "typing":
            self.__module__ = module

    def __call__(self, x, /):
        return x

    def __mro_entries__(self, bases):
        name = self.__name__

        class Dummy:
            def __init_subclass__(cls):
                raise TypeError(f"Cannot subclass an instance of NewType. Perhaps you were looking for: "
                                f"`{cls.__name__} = NewType({cls.__name__!r}, {name})`")
        return (Dummy,)

    def __repr__(self):
        return f"{self.__module__}.{self.__qualname__}"

    def __reduce__(self):
        return self.__qualname__

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


# --- evaluating hints ------------------------------------------------------------------------------------------

def _deprecation_warning_for_no_type_params_passed(funcname):
    import warnings
    warnings.warn(f"Failing to pass a value to the 'type_params' parameter of {funcname!r} is deprecated, as it leads "
                  "to incorrect behaviour when calling {}".format(funcname) +
                  f" on a stringified annotation that references a PEP 695 type parameter. It will be disallowed in "
                  f"Python 3.15.", DeprecationWarning, stacklevel=3)


def evaluate_forward_ref(forward_ref, *, owner=None, globals=None, locals=None, type_params=None, format=None,
                         _recursive_guard=frozenset()):
    """Evaluate a forward reference as a type hint: references inside it too."""
    Format = _annotationlib().Format
    if format == Format.STRING:
        return forward_ref.__forward_arg__
    if forward_ref.__forward_arg__ in _recursive_guard:
        return forward_ref
    if format is None:
        format = Format.VALUE
    value = forward_ref.evaluate(globals=globals, locals=locals, type_params=type_params, owner=owner, format=format)
    if isinstance(value, _forward_ref_type()) and format == Format.FORWARDREF:
        return value
    if isinstance(value, str):
        value = _make_forward_ref(value, module=forward_ref.__forward_module__,
                                  owner=owner or forward_ref.__owner__,
                                  is_argument=forward_ref.__forward_is_argument__,
                                  is_class=forward_ref.__forward_is_class__)
    value = _type_check(value, "Forward references must evaluate to types.",
                        is_argument=forward_ref.__forward_is_argument__,
                        allow_special_forms=forward_ref.__forward_is_class__)
    return _eval_type(value, globals, locals, type_params, format=format, owner=owner or forward_ref.__owner__,
                      recursive_guard=_recursive_guard | {forward_ref.__forward_arg__}, parent_fwdref=forward_ref)


def _eval_type(t, globalns, localns, type_params=_sentinel, *, recursive_guard=frozenset(), format=None, owner=None,
               parent_fwdref=None):
    """Evaluate all forward references in a type."""
    if type_params is _sentinel:
        _deprecation_warning_for_no_type_params_passed("typing._eval_type")
        type_params = ()
    if isinstance(t, _forward_ref_type()):
        if t.__forward_module__ is not None:
            globalns = None
        return evaluate_forward_ref(t, globals=globalns, locals=localns, type_params=type_params, owner=owner,
                                    _recursive_guard=recursive_guard, format=format)
    if not isinstance(t, (_GenericAlias, GenericAlias, Union)):
        return t
    if isinstance(t, GenericAlias):
        # list["C"] has a plain string.
        args = tuple([_make_forward_ref(arg, parent_fwdref=parent_fwdref) if isinstance(arg, str) else arg
                      for arg in t.__args__])
        unpacked = t.__unpacked__
        t = t.__origin__[(list(args[:-1]), args[-1]) if _should_unflatten_callable_args(t, args) else args]
        if unpacked:
            t = Unpack[t]
    new_args = tuple([_eval_type(a, globalns, localns, type_params, recursive_guard=recursive_guard, format=format,
                                 owner=owner, parent_fwdref=parent_fwdref) for a in t.__args__])
    if new_args == t.__args__:
        return t
    if isinstance(t, GenericAlias):
        unpacked = t.__unpacked__
        if _should_unflatten_callable_args(t, new_args):
            t = t.__origin__[list(new_args[:-1]), new_args[-1]]
        else:
            t = GenericAlias(t.__origin__, new_args)
        return next(iter(t)) if unpacked else t
    if isinstance(t, Union):
        return Union[new_args]
    return t.copy_with(new_args)


def _strip_annotations(t):
    """Take Annotated, Required, NotRequired and ReadOnly off a type and its arguments."""
    if isinstance(t, _AnnotatedAlias):
        return _strip_annotations(t.__origin__)
    if isinstance(t, _GenericAlias) and t.__origin__ in (Required, NotRequired, ReadOnly):
        return _strip_annotations(t.__args__[0])
    if not isinstance(t, (_GenericAlias, GenericAlias, Union)):
        return t
    stripped = tuple([_strip_annotations(a) for a in t.__args__])
    if stripped == t.__args__:
        return t
    if isinstance(t, GenericAlias):
        if _should_unflatten_callable_args(t, stripped):
            return t.__origin__[list(stripped[:-1]), stripped[-1]]
        return GenericAlias(t.__origin__, stripped)
    if isinstance(t, Union):
        return Union[stripped]
    return t.copy_with(stripped)


def _add_type_params_to_scope(type_params, globalns, localns, is_class):
    if type_params:
        globalns, localns = dict(globalns), dict(localns)
        for param in type_params:
            # The class's namespace, given as the globals, is inside the scope of its type parameters.
            if not is_class or param.__name__ not in globalns:
                globalns[param.__name__] = param
                localns.pop(param.__name__, None)
    return globalns, localns


def get_type_hints(obj, globalns=None, localns=None, include_extras=False, *, format=None):
    """Return the type hints of a function, method, module or class as a dictionary.

    As annotations, but with forward references evaluated, a class's bases included, and None as NoneType.
    """
    if getattr(obj, "__no_type_check__", None):
        return {}
    lib = _annotationlib()
    Format = lib.Format
    if format is None:
        format = Format.VALUE
    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            annotations = lib.get_annotations(base, format=format)
            if format == Format.STRING:
                hints.update(annotations)
                continue
            if globalns is None:
                base_globals = getattr(sys.modules.get(base.__module__, None), "__dict__", {})
            else:
                base_globals = globalns
            base_locals = dict(vars(base)) if localns is None else localns
            if localns is None and globalns is None:
                # A class's names come before its module's. eval() does not look up free names in locals inside
                # nested scopes, which is why the class is given as the globals.
                base_globals, base_locals = base_locals, base_globals
            base_globals, base_locals = _add_type_params_to_scope(base.__type_params__, base_globals, base_locals,
                                                                  True)
            for name, value in annotations.items():
                if isinstance(value, str):
                    value = _make_forward_ref(value, is_argument=False, is_class=True)
                value = _eval_type(value, base_globals, base_locals, (), format=format, owner=obj)
                hints[name] = NoneType if value is None else value
    else:
        is_module = isinstance(obj, type(sys))
        try:
            hints = lib.get_annotations(obj, format=format)
        except TypeError:
            if not (hasattr(obj, "__annotations__") or hasattr(obj, "__annotate__")):
                raise TypeError(f"{obj!r} is not a module, class, method, or function.") from None
            raise
        if format == Format.STRING:
            return hints
        if globalns is None:
            if is_module:
                globalns = obj.__dict__
            else:
                inner = obj
                while hasattr(inner, "__wrapped__"):
                    inner = inner.__wrapped__
                globalns = getattr(inner, "__globals__", {})
        if localns is None:
            localns = globalns
        globalns, localns = _add_type_params_to_scope(getattr(obj, "__type_params__", ()), globalns, localns, False)
        for name, value in hints.items():
            if value is None:
                value = NoneType
            elif isinstance(value, str):
                value = _make_forward_ref(value, is_argument=not is_module, is_class=False)
            hints[name] = _eval_type(value, globalns, localns, (), format=format, owner=obj)
    if include_extras or format == Format.STRING:
        return hints
    return {name: _strip_annotations(t) for name, t in hints.items()}


# --- NamedTuple and TypedDict ----------------------------------------------------------------------------------

def _make_eager_annotate(types):
    def annotate(format):
        lib = _annotationlib()
        if format == lib.Format.VALUE or format == lib.Format.FORWARDREF:
            return dict(types)
        if format == lib.Format.STRING:
            return lib.annotations_to_string(types)
        raise NotImplementedError(format)
    return annotate


def _namespace_annotations(ns, check, owner=None):
    """The annotations in a class body's namespace and a function for later: (names to types, annotate)."""
    if "__annotations__" in ns:
        types = ns["__annotations__"]
        types = {name: check(name, value) for name, value in types.items()}
        return types, _make_eager_annotate(types)
    lib = _annotationlib()
    original = lib.get_annotate_from_class_namespace(ns)
    if original is None:
        return {}, _make_eager_annotate({})

    def annotate(format):
        types = lib.call_annotate_function(original, format, owner=owner)
        if format == lib.Format.STRING:
            return types
        return {name: check(name, value) for name, value in types.items()}
    types = lib.call_annotate_function(original, lib.Format.FORWARDREF, owner=owner)
    return {name: check(name, value) for name, value in types.items()}, annotate


def _make_nmtuple(name, fields, annotate_func, module, defaults=()):
    import collections
    made = collections.namedtuple(name, fields, defaults=defaults, module=module)
    made.__annotate__ = made.__new__.__annotate__ = annotate_func
    return made


_NAMEDTUPLE_PROHIBITED = frozenset(("__new__", "__init__", "__slots__", "__getnewargs__", "_fields", "_field_defaults",
                                    "_field_types", "_make", "_replace", "_asdict", "_source"))


class NamedTupleMeta(type):
    def __new__(cls, typename, bases, ns):
        for base in bases:
            if base is not _NamedTuple and base is not Generic:
                raise TypeError("can only inherit from a NamedTuple type and Generic")
        bases = tuple([tuple if base is _NamedTuple else base for base in bases])
        types, annotate = _namespace_annotations(
            ns, lambda name, value: _type_check(value, f"field {name} annotation must be a type"))
        defaults = []
        for field in types:
            if field in ns:
                defaults.append(field)
            elif defaults:
                raise TypeError(f"Non-default namedtuple field {field} cannot follow default field"
                                f"{'s' if len(defaults) > 1 else ''} {', '.join(defaults)}")
        made = _make_nmtuple(typename, list(types), annotate, defaults=[ns[name] for name in defaults],
                             module=ns["__module__"])
        made.__bases__ = bases
        if Generic in bases:
            made.__class_getitem__ = classmethod(_generic_class_getitem)
        for key, value in ns.items():
            if key in _NAMEDTUPLE_PROHIBITED:
                raise AttributeError("Cannot overwrite NamedTuple attribute " + key)
            if key in ("__module__", "__name__", "__annotations__", "__annotate__", "__annotate_func__",
                       "__annotations_cache__"):
                continue
            if key not in made._fields:
                setattr(made, key, value)
            try:
                set_name = type(value).__set_name__
            except AttributeError:
                continue
            try:
                set_name(value, made, key)
            except BaseException as error:
                error.add_note(f"Error calling __set_name__ on {type(value).__name__!r} instance {key!r} "
                               f"in {typename!r}")
                raise
        if Generic in bases:
            made.__init_subclass__()
        return made


def NamedTuple(typename, fields=_sentinel, /, **kwargs):
    """A named tuple with types: a base class, or NamedTuple("Point", [("x", int), ("y", int)])."""
    if fields is _sentinel:
        import warnings
        if kwargs:
            what, example = "Creating NamedTuple classes using keyword arguments", ""
            message = ("{name} is deprecated and will be disallowed in Python {remove}. Use the class-based or "
                       "functional syntax instead.")
        else:
            what = "Failing to pass a value for the 'fields' parameter"
            example = f"`{typename} = NamedTuple({typename!r}, [])`"
            message = ("{name} is deprecated and will be disallowed in Python {remove}. To create a NamedTuple class "
                       "with 0 fields using the functional syntax, pass an empty list, e.g. ") + example + "."
        warnings._deprecated(what, message=message, remove=(3, 15))
        fields = kwargs.items()
    elif fields is None:
        if kwargs:
            raise TypeError("Cannot pass `None` as the 'fields' parameter and also specify fields using keyword "
                            "arguments")
        import warnings
        warnings._deprecated(
            "Passing `None` as the 'fields' parameter",
            message="{name} is deprecated and will be disallowed in Python {remove}. To create a NamedTuple class "
            "with 0 fields using the functional syntax, pass an empty list, e.g. "
            f"`{typename} = NamedTuple({typename!r}, [])`.", remove=(3, 15))
        fields = ()
    elif kwargs:
        raise TypeError("Either list of fields or keywords can be provided to NamedTuple, not both")
    types = {name: _type_check(t, f"field {name} annotation must be a type") for name, t in fields}
    made = _make_nmtuple(typename, list(types), _make_eager_annotate(types), module=_caller())
    made.__orig_bases__ = (NamedTuple,)
    return made


_NamedTuple = type.__new__(NamedTupleMeta, "NamedTuple", (), {})


def _namedtuple_mro_entries(bases):
    assert NamedTuple in bases
    return (_NamedTuple,)


NamedTuple.__mro_entries__ = _namedtuple_mro_entries


def _get_typeddict_qualifiers(annotation_type):
    """The qualifiers around a TypedDict key's type."""
    while True:
        origin = get_origin(annotation_type)
        if origin is Annotated:
            annotation_type = annotation_type.__origin__
        elif origin is Required or origin is NotRequired or origin is ReadOnly:
            yield origin
            annotation_type, = annotation_type.__args__
        else:
            return


class _TypedDictMeta(type):
    def __new__(cls, name, bases, ns, total=True):
        for base in bases:
            if type(base) is not _TypedDictMeta and base is not Generic:
                raise TypeError("cannot inherit from both a TypedDict type and a non-TypedDict base class")
        generic_base = (Generic,) if any(issubclass(base, Generic) for base in bases) else ()
        ns_annotations = ns.pop("__annotations__", None)
        msg = "TypedDict('Name', {f0: t0, f1: t1, ...}); each t must be a type"
        own_ns = ns if ns_annotations is None else {"__annotations__": ns_annotations}

        made = type.__new__(_TypedDictMeta, name, (*generic_base, dict), ns)
        if not hasattr(made, "__orig_bases__"):
            made.__orig_bases__ = bases
        own, own_annotate = _namespace_annotations(own_ns, lambda key, value: _type_check(
            value, msg, module=made.__module__) if not _is_qualified(value) else value, made)

        required, optional, readonly, mutable = set(), set(), set(), set()
        for base in bases:
            base_dict = base.__dict__
            base_required = base_dict.get("__required_keys__", set())
            required |= base_required
            optional -= base_required
            base_optional = base_dict.get("__optional_keys__", set())
            required -= base_optional
            optional |= base_optional
            readonly.update(base_dict.get("__readonly_keys__", ()))
            mutable.update(base_dict.get("__mutable_keys__", ()))
        for key, annotation in own.items():
            qualifiers = set(_get_typeddict_qualifiers(annotation))
            if Required in qualifiers:
                is_required = True
            elif NotRequired in qualifiers:
                is_required = False
            else:
                is_required = total
            (required if is_required else optional).add(key)
            (optional if is_required else required).discard(key)
            if ReadOnly in qualifiers:
                if key in mutable:
                    raise TypeError(f"Cannot override mutable key {key!r} with read-only key")
                readonly.add(key)
            else:
                mutable.add(key)
                readonly.discard(key)
        assert required.isdisjoint(optional)

        def __annotate__(format):
            lib = _annotationlib()
            annotations = {}
            for base in bases:
                if base is Generic:
                    continue
                base_annotate = base.__annotate__
                if base_annotate is not None:
                    annotations.update(lib.call_annotate_function(base_annotate, format, owner=base))
            annotations.update(lib.call_annotate_function(own_annotate, format, owner=made))
            return annotations

        made.__annotate__ = __annotate__
        made.__required_keys__ = frozenset(required)
        made.__optional_keys__ = frozenset(optional)
        made.__readonly_keys__ = frozenset(readonly)
        made.__mutable_keys__ = frozenset(mutable)
        made.__total__ = total
        return made

    __call__ = dict                     # static: an instance is a plain dict

    def __subclasscheck__(cls, other):
        raise TypeError("TypedDict does not support instance and class checks")

    __instancecheck__ = __subclasscheck__


def _is_qualified(value):
    return isinstance(value, _GenericAlias) and value.__origin__ in (Required, NotRequired, ReadOnly)


def TypedDict(typename, fields=_sentinel, /, *, total=True):
    """A dict with a fixed set of string keys: a base class, or TypedDict("Point", {"x": int, "y": int})."""
    if fields is _sentinel or fields is None:
        import warnings
        what = "Failing to pass a value for the 'fields' parameter" if fields is _sentinel \
            else "Passing `None` as the 'fields' parameter"
        warnings._deprecated(
            what, message="{name} is deprecated and will be disallowed in Python {remove}. To create a TypedDict class "
            "with 0 fields using the functional syntax, pass an empty dictionary, e.g. "
            f"`{typename} = TypedDict({typename!r}, {{{{}}}})`.", remove=(3, 15))
        fields = {}
    ns = {"__annotations__": dict(fields)}
    module = _caller()
    if module is not None:
        ns["__module__"] = module
    made = _TypedDictMeta(typename, (), ns, total=total)
    made.__orig_bases__ = (TypedDict,)
    return made


_TypedDict = type.__new__(_TypedDictMeta, "TypedDict", (), {})
TypedDict.__mro_entries__ = lambda bases: (_TypedDict,)


# --- made when they are asked for -----------------------------------------------------------------------------

# name -> (module, class, number of parameters)
_ALIASES = {
    "Hashable": ("collections.abc", "Hashable", 0), "Awaitable": ("collections.abc", "Awaitable", 1),
    "Coroutine": ("collections.abc", "Coroutine", 3), "AsyncIterable": ("collections.abc", "AsyncIterable", 1),
    "AsyncIterator": ("collections.abc", "AsyncIterator", 1), "Iterable": ("collections.abc", "Iterable", 1),
    "Iterator": ("collections.abc", "Iterator", 1), "Reversible": ("collections.abc", "Reversible", 1),
    "Sized": ("collections.abc", "Sized", 0), "Container": ("collections.abc", "Container", 1),
    "Collection": ("collections.abc", "Collection", 1), "AbstractSet": ("collections.abc", "Set", 1),
    "MutableSet": ("collections.abc", "MutableSet", 1), "Mapping": ("collections.abc", "Mapping", 2),
    "MutableMapping": ("collections.abc", "MutableMapping", 2), "Sequence": ("collections.abc", "Sequence", 1),
    "MutableSequence": ("collections.abc", "MutableSequence", 1), "MappingView": ("collections.abc", "MappingView", 1),
    "KeysView": ("collections.abc", "KeysView", 1), "ItemsView": ("collections.abc", "ItemsView", 2),
    "ValuesView": ("collections.abc", "ValuesView", 1), "Generator": ("collections.abc", "Generator", 3),
    "AsyncGenerator": ("collections.abc", "AsyncGenerator", 2), "ByteString": ("collections.abc", "ByteString", 0),
    "ContextManager": ("contextlib", "AbstractContextManager", 2),
    "AsyncContextManager": ("contextlib", "AbstractAsyncContextManager", 2),
    "List": ("builtins", "list", 1), "Dict": ("builtins", "dict", 2), "Set": ("builtins", "set", 1),
    "FrozenSet": ("builtins", "frozenset", 1), "Type": ("builtins", "type", 1), "Tuple": ("builtins", "tuple", -1),
    "Deque": ("collections", "deque", 1), "DefaultDict": ("collections", "defaultdict", 2),
    "OrderedDict": ("collections", "OrderedDict", 2), "Counter": ("collections", "Counter", 1),
    "ChainMap": ("collections", "ChainMap", 2), "Pattern": ("re", "Pattern", 1), "Match": ("re", "Match", 1),
    "Callable": ("collections.abc", "Callable", 2),
}
_NO_INSTANCES = frozenset(("List", "Dict", "Set", "FrozenSet", "Type", "Tuple"))
_DEFAULTS = {"Generator": (NoneType, NoneType), "AsyncGenerator": (NoneType,), "ContextManager": (bool | None,),
             "AsyncContextManager": (bool | None,)}


def _make_alias(name):
    module, attribute, nparams = _ALIASES[name]
    __import__(module)
    origin = getattr(sys.modules[module], attribute)
    cls = {"Tuple": _TupleType, "Callable": _CallableType, "ByteString": _DeprecatedGenericAlias}.get(
        name, _SpecialGenericAlias)
    # What has another name than its origin is made under it too, and the mutable built-ins refuse to be called.
    return cls(origin, nparams, inst=name not in _NO_INSTANCES, name=name, defaults=_DEFAULTS.get(name, ()))


def _make_supports(name):
    from abc import abstractmethod
    method, parameter, result = {
        "SupportsInt": ("__int__", None, int), "SupportsFloat": ("__float__", None, float),
        "SupportsComplex": ("__complex__", None, complex), "SupportsBytes": ("__bytes__", None, bytes),
        "SupportsIndex": ("__index__", None, int), "SupportsAbs": ("__abs__", "T_co", None),
        "SupportsRound": ("__round__", "T_co", None)}[name]
    T_co = __getattr__("T_co")
    if name == "SupportsRound":
        def function(self, ndigits=0):
            pass
        function.__annotations__ = {"ndigits": int, "return": T_co}
    else:
        def function(self):
            pass
        function.__annotations__ = {"return": T_co if parameter else result}
    function.__name__ = method
    function.__qualname__ = f"{name}.{method}"
    bases = (Protocol[T_co],) if parameter else (Protocol,)
    import types
    return runtime_checkable(types.new_class(name, bases, exec_body=lambda ns: ns.update({
        "__module__": "typing", "__slots__": (), "__doc__": f"An ABC with one abstract method {method}.",
        method: abstractmethod(function)})))


def _make_type_var(name):
    if name in ("T_co", "V_co", "VT_co", "CT_co"):
        return TypeVar(name, covariant=True, bound=type if name == "CT_co" else None)
    if name == "AnyStr":
        return TypeVar(name, bytes, str)
    if name == "T_contra":
        return TypeVar(name, contravariant=True)
    return TypeVar(name)


def _make_io(name):
    from abc import abstractmethod
    AnyStr = __getattr__("AnyStr")
    if name == "IO":
        bases, methods = (Generic[AnyStr],), (
            "close fileno flush isatty read readable readline readlines seek seekable tell truncate writable write "
            "writelines __enter__ __exit__")
        properties = "mode name closed"
    elif name == "BinaryIO":
        bases, methods, properties = (__getattr__("IO")[bytes],), "write __enter__", ""
    else:
        bases, methods = (__getattr__("IO")[str],), "__enter__"
        properties = "buffer encoding errors line_buffering newlines"

    def body(ns):
        ns["__module__"] = "typing"
        ns["__slots__"] = ()
        ns["__doc__"] = {"IO": "The type of files as open() returns them; IO[str] or IO[bytes].",
                         "BinaryIO": "The type of files in binary mode.",
                         "TextIO": "The type of files in text mode."}[name]
        for attr in properties.split():
            def getter(self):
                pass
            getter.__name__ = attr
            ns[attr] = property(abstractmethod(getter))
        for attr in methods.split():
            def method(self, *args):
                pass
            method.__name__ = attr
            method.__qualname__ = f"{name}.{attr}"
            ns[attr] = abstractmethod(method)
    import types
    return types.new_class(name, bases, exec_body=body)


def _make_forward_ref_class(name):
    return _annotationlib().ForwardRef


_LAZY = dict.fromkeys(_ALIASES, _make_alias)
_LAZY |= dict.fromkeys(("SupportsInt", "SupportsFloat", "SupportsComplex", "SupportsBytes", "SupportsIndex",
                        "SupportsAbs", "SupportsRound"), _make_supports)
_LAZY |= dict.fromkeys(("T", "KT", "VT", "T_co", "V_co", "VT_co", "T_contra", "CT_co", "AnyStr"), _make_type_var)
_LAZY |= dict.fromkeys(("IO", "TextIO", "BinaryIO"), _make_io)
_LAZY["ForwardRef"] = _make_forward_ref_class


def __getattr__(attr):
    if attr == "_collect_parameters":
        import warnings
        warnings.warn("The private _collect_parameters function is deprecated and will be removed in a future version "
                      "of Python. Any use of private functions is discouraged and may break in the future.",
                      DeprecationWarning, stacklevel=2)
        return _collect_type_parameters
    try:
        make = _LAZY[attr]
    except KeyError:
        raise AttributeError(f"module 'typing' has no attribute {attr!r}") from None
    namespace = globals()
    if attr in namespace:
        return namespace[attr]
    # If two threads make one, the first stays.
    return namespace.setdefault(attr, make(attr))


def __dir__():
    return sorted({*globals(), *_LAZY})
