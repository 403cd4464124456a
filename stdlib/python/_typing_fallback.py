"""In Python what `_typing` lacks: type parameters, Generic, TypeAliasType and Union. typing imports this only then."""
import sys
from types import GenericAlias, UnionType

_NO = object()


def _typing_module():
    return sys.modules["typing"]


def _caller_module():
    try:
        return sys._getframe(2).f_globals.get("__name__")
    except (AttributeError, ValueError):
        return None


class NoDefaultType:
    """The type of NoDefault: a type parameter without a default."""
    __slots__ = ()

    def __new__(cls):
        return NoDefault

    def __repr__(self):
        return "typing.NoDefault"

    def __reduce__(self):
        return "NoDefault"


NoDefault = object.__new__(NoDefaultType)
NoDefaultType.__module__ = "typing"


def _constant_evaluator(value):
    def evaluate(format):
        if format == 4:
            import annotationlib
            return annotationlib.type_repr(value)
        return value
    return evaluate


class _Lazy:
    """A value that may still have to be computed: by a function that takes an annotationlib format."""
    __slots__ = ("value", "evaluate")

    def __init__(self, value=_NO, evaluate=None):
        self.value = value
        self.evaluate = evaluate

    def get(self):
        if self.value is _NO:
            self.value = self.evaluate(1)
        return self.value

    def evaluator(self):
        return self.evaluate or _constant_evaluator(self.value)


class _TypeParameter:
    def __init_subclass__(cls, /, _root=False, **kwargs):
        if not _root:
            raise TypeError(f"type 'typing.{cls.__mro__[1].__name__}' is not an acceptable base type")

    def _start(self, name, default, module):
        self.__name__ = name
        self._default = _Lazy(default)
        if module != "typing":
            self.__module__ = module

    @property
    def __default__(self):
        return self._default.get()

    @property
    def evaluate_default(self):
        if self._default.value is NoDefault:
            return None
        return self._default.evaluator()

    def has_default(self):
        return self._default.value is not NoDefault

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __reduce__(self):
        return self.__name__

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class _Varying(_TypeParameter, _root=True):
    def _set_variance(self, covariant, contravariant, infer_variance):
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if infer_variance and (covariant or contravariant):
            raise ValueError("Variance cannot be specified with infer_variance.")
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        return ("+" if self.__covariant__ else "-" if self.__contravariant__ else "~") + self.__name__


class TypeVar(_Varying, _root=True):
    """A type variable."""

    def __init__(self, name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False,
                 infer_variance=False):
        self._start(name, default, _caller_module())
        self._set_variance(covariant, contravariant, infer_variance)
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        check = _typing_module()._type_check
        self._constraints = _Lazy(constraints)
        self._bound = _Lazy(None if bound is None else check(bound, "Bound must be a type."))

    @property
    def __bound__(self):
        return self._bound.get()

    @property
    def __constraints__(self):
        return self._constraints.get()

    @property
    def evaluate_bound(self):
        return None if self._bound.value is None else self._bound.evaluator()

    @property
    def evaluate_constraints(self):
        return None if self._constraints.value == () else self._constraints.evaluator()

    def __typing_subst__(self, arg):
        return _typing_module()._typevar_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        params = alias.__parameters__
        i = params.index(self)
        if i < len(args):
            return args
        if i == len(args) and self.has_default():
            return (*args, self.__default__)
        raise TypeError(f"Too few arguments for {alias}; actual {len(args)}, expected {len(params)}")


class ParamSpecArgs:
    """The args of a ParamSpec: P.args."""

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f"{self.__origin__.__name__}.args"

    def __eq__(self, other):
        return self.__origin__ == other.__origin__ if type(other) is type(self) else NotImplemented

    def __hash__(self):
        return hash((type(self), self.__origin__))

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")


class ParamSpecKwargs(ParamSpecArgs):
    """The kwargs of a ParamSpec: P.kwargs."""

    def __repr__(self):
        return f"{self.__origin__.__name__}.kwargs"


class ParamSpec(_Varying, _root=True):
    """A parameter specification variable."""

    def __init__(self, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False,
                 infer_variance=False):
        self._start(name, default, _caller_module())
        self._set_variance(covariant, contravariant, infer_variance)
        self.__bound__ = None if bound is None else _typing_module()._type_check(bound, "Bound must be a type.")

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg):
        return _typing_module()._paramspec_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        return _typing_module()._paramspec_prepare_subst(self, alias, args)


class TypeVarTuple(_TypeParameter, _root=True):
    """A type variable that stands for any number of types."""

    def __init__(self, name, *, default=NoDefault):
        self._start(name, default, _caller_module())

    def __iter__(self):
        yield _typing_module().Unpack[self]

    def __repr__(self):
        return self.__name__

    def __typing_subst__(self, arg):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")

    def __typing_prepare_subst__(self, alias, args):
        return _typing_module()._typevartuple_prepare_subst(self, alias, args)


class TypeAliasType:
    """What a `type` statement makes."""

    def __init__(self, name, value, *, type_params=()):
        if not isinstance(type_params, tuple):
            raise TypeError("type_params must be a tuple")
        seen_default = False
        for param in type_params:
            if not hasattr(param, "__typing_subst__"):
                raise TypeError(f"Expected a type param, got {param!r}")
            if param.has_default():
                seen_default = True
            elif seen_default:
                raise TypeError(f"non-default type parameter '{param!r}' follows default type parameter")
        self.__dict__.update(__name__=name, __type_params__=type_params, __module__=_caller_module(),
                             _value=_Lazy(value))

    def __setattr__(self, name, value):
        if name in ("__name__", "__value__", "__type_params__", "__parameters__", "__module__"):
            raise AttributeError(f"attribute '{name}' of 'typing.TypeAliasType' objects is not writable")
        raise AttributeError(f"'typing.TypeAliasType' object has no attribute '{name}'")

    @property
    def __value__(self):
        return self._value.get()

    @property
    def evaluate_value(self):
        return self._value.evaluator()

    @property
    def __parameters__(self):
        result = []
        for param in self.__type_params__:
            result.extend(param if isinstance(param, TypeVarTuple) else (param,))
        return tuple(result)

    def __getitem__(self, args):
        if not self.__type_params__:
            raise TypeError("Only generic type aliases are subscriptable")
        return GenericAlias(self, args)

    def __iter__(self):
        yield _typing_module().Unpack[self]

    def __repr__(self):
        return self.__name__

    def __reduce__(self):
        return self.__name__

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class Generic:
    """Base class of generic types."""
    __slots__ = ()
    _is_protocol = False

    @classmethod
    def __class_getitem__(cls, params):
        return _typing_module()._generic_class_getitem(cls, params)

    @classmethod
    def __init_subclass__(cls, *args, **kwargs):
        _typing_module()._generic_init_subclass(cls, *args, **kwargs)


for _class in TypeVar, ParamSpec, ParamSpecArgs, ParamSpecKwargs, TypeVarTuple, TypeAliasType, Generic:
    _class.__module__ = "typing"
del _class


# Since 3.14 typing.Union is the type of int | str, and Union[int, str] makes one.
if hasattr(UnionType, "__class_getitem__"):
    Union = UnionType
else:
    class _UnionMeta(type):
        def __instancecheck__(cls, obj):
            return isinstance(obj, UnionType) or type.__instancecheck__(cls, obj)

    class Union(metaclass=_UnionMeta):
        """A union of types, where int | str itself does not take the arguments."""

        def __class_getitem__(cls, parameters):
            if parameters == ():
                raise TypeError("Cannot take a Union of no types.")
            if not isinstance(parameters, tuple):
                parameters = (parameters,)
            flat = []
            for p in parameters:
                p = _typing_module()._type_check(p, "Union[arg, ...]: each arg must be a type.")
                for arg in p.__args__ if isinstance(p, Union) else (p,):
                    if arg not in flat:
                        flat.append(arg)
            if len(flat) == 1:
                return flat[0]
            self = object.__new__(cls)
            self.__args__ = tuple(flat)
            self.__origin__ = Union
            self.__parameters__ = _typing_module()._collect_type_parameters(self.__args__)
            return self

        def __getitem__(self, args):
            generic = _typing_module()._GenericAlias(Union, self.__args__)
            if not self.__parameters__:
                raise TypeError(f"{self} is not a generic class")
            args = args if isinstance(args, tuple) else (args,)
            return Union[generic._determine_new_args(args)]

        def __eq__(self, other):
            if not isinstance(other, Union):
                return NotImplemented
            # The order does not count, and arguments need not be hashable.
            mine, others = self.__args__, other.__args__
            return len(mine) == len(others) and all(arg in others for arg in mine)

        def __hash__(self):
            return hash(frozenset(self.__args__))

        def __or__(self, other):
            return Union[self, other]

        def __ror__(self, other):
            return Union[other, self]

        def __repr__(self):
            return " | ".join("None" if arg is type(None) else _typing_module()._type_repr(arg)
                              for arg in self.__args__)

        def __instancecheck__(self, obj):
            return isinstance(obj, self.__args__)

        def __subclasscheck__(self, cls):
            return issubclass(cls, self.__args__)

        def __reduce__(self):
            import operator
            return operator.getitem, (Union, self.__args__)
    Union.__module__ = "typing"
