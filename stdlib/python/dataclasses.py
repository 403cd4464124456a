"""Data classes (PEP 557).

The methods of one class are written as one text and compiled in one go: a factory function that takes the defaults and returns
the methods. Annotations are read as values; only where a name in them is not defined yet is annotationlib asked (PEP 649).
"""

import sys
from keyword import iskeyword
from reprlib import recursive_repr

__all__ = [
    "dataclass", "field", "Field", "FrozenInstanceError", "InitVar", "KW_ONLY", "MISSING", "fields", "asdict", "astuple",
    "make_dataclass", "replace", "is_dataclass",
]  # fmt: skip

_MappingProxyType = type(type.__dict__)
_GenericAlias = type(list[int])


class FrozenInstanceError(AttributeError):
    pass


class _HAS_DEFAULT_FACTORY_CLASS:
    def __repr__(self):
        return "<factory>"


_HAS_DEFAULT_FACTORY = _HAS_DEFAULT_FACTORY_CLASS()


class _MISSING_TYPE:
    pass


MISSING = _MISSING_TYPE()


class _KW_ONLY_TYPE:
    pass


KW_ONLY = _KW_ONLY_TYPE()

_EMPTY_METADATA = _MappingProxyType({})


class _FIELD_BASE:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


_FIELD = _FIELD_BASE("_FIELD")
_FIELD_CLASSVAR = _FIELD_BASE("_FIELD_CLASSVAR")
_FIELD_INITVAR = _FIELD_BASE("_FIELD_INITVAR")

_FIELDS = "__dataclass_fields__"
_PARAMS = "__dataclass_params__"
_POST_INIT_NAME = "__post_init__"


class InitVar:
    __slots__ = ("type",)

    def __init__(self, type):
        self.type = type

    def __repr__(self):
        kind = self.type
        name = kind.__name__ if isinstance(kind, type) and not isinstance(kind, _GenericAlias) else repr(kind)
        return f"dataclasses.InitVar[{name}]"

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    __slots__ = (
        "name", "type", "default", "default_factory", "repr", "hash", "init", "compare", "metadata", "kw_only", "doc", "_field_type",
    )  # fmt: skip

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only, doc):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = _EMPTY_METADATA if metadata is None else _MappingProxyType(metadata)
        self.kw_only = kw_only
        self.doc = doc
        self._field_type = None

    @recursive_repr()
    def __repr__(self):
        return (
            f"Field(name={self.name!r},type={self.type!r},default={self.default!r},"
            f"default_factory={self.default_factory!r},init={self.init!r},repr={self.repr!r},hash={self.hash!r},"
            f"compare={self.compare!r},metadata={self.metadata!r},kw_only={self.kw_only!r},doc={self.doc!r},"
            f"_field_type={self._field_type})"
        )

    def __set_name__(self, owner, name):
        # A default that is a descriptor wants to know its name too.
        func = getattr(type(self.default), "__set_name__", None)
        if func:
            func(self.default, owner, name)

    __class_getitem__ = classmethod(_GenericAlias)


class _DataclassParams:
    __slots__ = (
        "init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only", "slots", "weakref_slot",
    )  # fmt: skip

    def __init__(self, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot):
        self.init = init
        self.repr = repr
        self.eq = eq
        self.order = order
        self.unsafe_hash = unsafe_hash
        self.frozen = frozen
        self.match_args = match_args
        self.kw_only = kw_only
        self.slots = slots
        self.weakref_slot = weakref_slot

    def __repr__(self):
        return f"_DataclassParams({','.join([f'{name}={getattr(self, name)!r}' for name in self.__slots__])})"


def field(
    *, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None,
    kw_only=MISSING, doc=None,
):  # fmt: skip
    """Return an object to identify dataclass fields.

    default is the default value of the field.  default_factory is a
    0-argument function called to initialize a field's value.  If init
    is true, the field will be a parameter to the class's __init__()
    function.  If repr is true, the field will be included in the
    object's repr().  If hash is true, the field will be included in the
    object's hash().  If compare is true, the field will be used in
    comparison functions.  metadata, if specified, must be a mapping
    which is stored but not otherwise examined by dataclass.  If kw_only
    is true, the field will become a keyword-only parameter to
    __init__().  doc is an optional docstring for this field.

    It is an error to specify both default and default_factory.
    """
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only, doc)


# Reading the class body


def _annotations_of(cls):
    try:
        return cls.__annotations__
    except NameError:
        from annotationlib import Format, get_annotations

        return get_annotations(cls, format=Format.FORWARDREF)


def _is_classvar(annotation, typing):
    return annotation is typing.ClassVar or getattr(annotation, "__origin__", None) is typing.ClassVar


def _is_initvar(annotation, dataclasses):
    return annotation is dataclasses.InitVar or type(annotation) is dataclasses.InitVar


def _is_kw_only(annotation, dataclasses):
    return annotation is dataclasses.KW_ONLY


def _identifier(text):
    """The identifier a text begins with, and what follows, without the blanks around it."""
    text = text.lstrip()
    end = 0
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return text[:end], text[end:].lstrip()


def _string_names(annotation, cls, module, home, predicate):
    """Whether a string annotation begins with a name for which predicate holds: "ClassVar[int]", "typing.ClassVar", an alias.

    Not more than the beginning is looked at: evaluating the string could have effects, and names may not exist yet.
    """
    prefix, rest = _identifier(annotation)
    name, _ = _identifier(rest[1:]) if rest.startswith(".") else ("", "")
    if not prefix:
        return False
    owner = sys.modules.get(cls.__module__)
    if not name:
        namespace = owner.__dict__ if owner else {}
        name = prefix
    elif owner is not None and owner.__dict__.get(prefix) is module:
        namespace = home.__dict__
    else:
        return False
    return predicate(namespace.get(name), module)


def _get_field(cls, name, annotation, default_kw_only):
    """The Field of one annotated name, complete and checked."""
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        one = default
    else:
        # A name in __slots__ of the class is no default.
        if type(default) is _MemberDescriptorType:
            default = MISSING
        one = field(default=default)
    one.name = name
    one.type = annotation
    one._field_type = _FIELD

    typing = sys.modules.get("typing")
    this = sys.modules[__name__]
    is_text = isinstance(annotation, str)
    if typing is not None and (
        _is_classvar(annotation, typing)
        or (is_text and _string_names(annotation, cls, typing, typing, _is_classvar))
    ):
        one._field_type = _FIELD_CLASSVAR
    elif _is_initvar(annotation, this) or (is_text and _string_names(annotation, cls, this, this, _is_initvar)):
        one._field_type = _FIELD_INITVAR

    if one._field_type is not _FIELD and one.default_factory is not MISSING:
        raise TypeError(f"field {one.name} cannot have a default factory")
    if one._field_type is _FIELD_CLASSVAR:
        if one.kw_only is not MISSING:
            raise TypeError(f"field {one.name} is a ClassVar but specifies kw_only")
    elif one.kw_only is MISSING:
        one.kw_only = default_kw_only
    # What cannot be hashed can most likely be changed, and would be shared by all instances.
    if one._field_type is _FIELD and one.default.__class__.__hash__ is None:
        raise ValueError(
            f"mutable default {type(one.default)} for field {one.name} is not allowed: use default_factory"
        )
    return one


class _Slotted:
    __slots__ = ("slot",)


_MemberDescriptorType = type(_Slotted.slot)
del _Slotted


def _process_class(cls, params):
    all_fields = {}
    any_frozen_base = has_dataclass_bases = False
    all_frozen_bases = None
    for base in cls.__mro__[-1:0:-1]:
        base_fields = getattr(base, _FIELDS, None)
        if base_fields is None:
            continue
        has_dataclass_bases = True
        if all_frozen_bases is None:
            all_frozen_bases = True
        frozen = getattr(base, _PARAMS).frozen
        all_frozen_bases = all_frozen_bases and frozen
        any_frozen_base = any_frozen_base or frozen
        all_fields.update(base_fields)

    annotations = _annotations_of(cls)
    this = sys.modules[__name__]
    kw_only = params.kw_only
    seen_kw_only = False
    own_fields = []
    for name, annotation in annotations.items():
        if _is_kw_only(annotation, this) or (
            isinstance(annotation, str) and _string_names(annotation, cls, this, this, _is_kw_only)
        ):
            if seen_kw_only:
                raise TypeError(f"{name!r} is KW_ONLY, but KW_ONLY has already been specified")
            seen_kw_only = kw_only = True
        else:
            own_fields.append(_get_field(cls, name, annotation, kw_only))
    for one in own_fields:
        all_fields[one.name] = one
        # The class attribute becomes the default, or goes.
        if isinstance(getattr(cls, one.name, None), Field):
            if one.default is MISSING:
                delattr(cls, one.name)
            else:
                setattr(cls, one.name, one.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in annotations:
            raise TypeError(f"{name!r} is a field but has no type annotation")
    if has_dataclass_bases:
        if any_frozen_base and not params.frozen:
            raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
        if all_frozen_bases is False and params.frozen:
            raise TypeError("cannot inherit frozen dataclass from a non-frozen one")

    setattr(cls, _FIELDS, all_fields)
    setattr(cls, _PARAMS, params)
    if params.order and not params.eq:
        raise ValueError("eq must be true if order is true")
    _add_methods(cls, all_fields, params)

    if params.match_args and "__match_args__" not in cls.__dict__:
        positional = [one.name for one in all_fields.values() if _in_init(one) and not one.kw_only]
        cls.__match_args__ = tuple(positional)
    if params.slots:
        cls = _add_slots(cls, params)
    elif params.weakref_slot:
        raise TypeError("weakref_slot is True but slots is False")
    _abstract_methods_again(cls)
    return cls


def _abstract_methods_again(cls):
    if hasattr(cls, "__abstractmethods__"):
        from abc import update_abstractmethods

        update_abstractmethods(cls)


# Writing the methods


def _in_init(one):
    return one.init and one._field_type is not _FIELD_CLASSVAR


def _has_default(one):
    return one.default is not MISSING or one.default_factory is not MISSING


class _Methods:
    """Collects the text of methods and the values that the text refers to, and makes the functions."""

    def __init__(self):
        self.lines = []
        self.names = []
        self.values = {"MISSING": MISSING, "_FACTORY": _HAS_DEFAULT_FACTORY, "_setattr": object.__setattr__}

    def add(self, name, parameters, body):
        self.lines.append(f" def {name}({', '.join(parameters)}):")
        self.lines.extend([f"  {line}" for line in body])
        self.names.append(name)

    def make(self, cls):
        if not self.names:
            return {}
        text = "\n".join([f"def __make__({', '.join(self.values)}):", *self.lines, f" return ({', '.join(self.names)},)"])
        module = sys.modules.get(cls.__module__)
        namespace = {}
        exec(text, module.__dict__ if module else {}, namespace)
        functions = namespace["__make__"](**self.values)
        for function in functions:
            function.__qualname__ = f"{cls.__qualname__}.{function.__name__}"
        return dict(zip(self.names, functions))


def _write_init(methods, all_fields, params, has_post_init):
    std = [one for one in all_fields.values() if _in_init(one) and not one.kw_only]
    kw = [one for one in all_fields.values() if _in_init(one) and one.kw_only]
    seen_default = None
    for one in std:
        if _has_default(one):
            seen_default = one
        elif seen_default:
            raise TypeError(f"non-default argument {one.name!r} follows default argument {seen_default.name!r}")

    self_name = "__dataclass_self__" if "self" in all_fields else "self"

    def parameter(one):
        if one.default_factory is not MISSING:
            return f"{one.name}=_FACTORY"
        return one.name if one.default is MISSING else f"{one.name}=__default_{one.name}"

    parameters = [self_name, *map(parameter, std)]
    if kw:
        parameters += ["*", *map(parameter, kw)]
    body = []
    for one in all_fields.values():
        if one._field_type is _FIELD_CLASSVAR:
            continue
        default = f"__default_{one.name}"
        if one.default_factory is not MISSING:
            methods.values[default] = one.default_factory
            value = f"{default}() if {one.name} is _FACTORY else {one.name}" if one.init else f"{default}()"
        elif one.init:
            if one.default is not MISSING:
                methods.values[default] = one.default
            value = one.name
        elif params.slots and one.default is not MISSING:
            # No class attribute will be there to give the default.
            methods.values[default] = one.default
            value = default
        else:
            continue
        if one._field_type is _FIELD_INITVAR:
            continue
        if params.frozen:
            body.append(f"_setattr({self_name}, {one.name!r}, {value})")
        else:
            body.append(f"{self_name}.{one.name}={value}")
    if has_post_init:
        passed = ", ".join([one.name for one in all_fields.values() if one._field_type is _FIELD_INITVAR])
        body.append(f"{self_name}.{_POST_INIT_NAME}({passed})")
    methods.add("__init__", parameters, body or ["pass"])


def _write_eq(methods, compared):
    terms = " and ".join([f"self.{one.name}==other.{one.name}" for one in compared]) or "True"
    methods.add(
        "__eq__",
        ["self", "other"],
        [
            "if self is other:",
            " return True",
            "if other.__class__ is self.__class__:",
            f" return {terms}",
            "return NotImplemented",
        ],
    )


def _tuple_text(obj, some_fields):
    return f"({''.join([f'{obj}.{one.name},' for one in some_fields])})" if some_fields else "()"


def _write_orders(methods, compared):
    for name, operator in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")):
        methods.add(
            name,
            ["self", "other"],
            [
                "if other.__class__ is self.__class__:",
                f" return {_tuple_text('self', compared)}{operator}{_tuple_text('other', compared)}",
                "return NotImplemented",
            ],
        )


def _add_methods(cls, all_fields, params):
    own = cls.__dict__
    instance_fields = [one for one in all_fields.values() if one._field_type is _FIELD]
    compared = [one for one in instance_fields if one.compare]
    class_hash = own.get("__hash__", MISSING)
    # A class body with __eq__ gets __hash__ = None from the interpreter: that was not the author's will.
    has_explicit_hash = not (class_hash is MISSING or (class_hash is None and "__eq__" in own))

    methods = _Methods()
    if params.init:
        _write_init(methods, all_fields, params, hasattr(cls, _POST_INIT_NAME))
    if params.repr:
        shown = ", ".join([f"{one.name}={{self.{one.name}!r}}" for one in instance_fields if one.repr])
        methods.add("__repr__", ["self"], [f'return f"{{self.__class__.__qualname__}}({shown})"'])
    if params.eq:
        _write_eq(methods, compared)
    if params.order:
        _write_orders(methods, compared)
    hashed = [one for one in instance_fields if (one.compare if one.hash is None else one.hash)]
    wants_hash = params.unsafe_hash or (params.eq and params.frozen and not has_explicit_hash)
    if wants_hash:
        methods.add("__hash__", ["self"], [f"return hash({_tuple_text('self', hashed)})"])
    made = methods.make(cls)

    cls.__replace__ = _replace
    if params.init:
        init = made["__init__"]
        if "__init__" not in own:
            init.__annotate__ = _init_annotate(cls, all_fields)
            cls.__init__ = init
    if params.repr and "__repr__" not in own:
        cls.__repr__ = _recursion_guard(made["__repr__"])
    if params.eq and "__eq__" not in own:
        cls.__eq__ = made["__eq__"]
    if params.order:
        for name in ("__lt__", "__le__", "__gt__", "__ge__"):
            if name in own:
                raise TypeError(
                    f"Cannot overwrite attribute {name} in class {cls.__name__} Consider using functools.total_ordering"
                )
            setattr(cls, name, made[name])
    if params.frozen:
        _freeze(cls, instance_fields)
    if params.unsafe_hash and has_explicit_hash:
        raise TypeError(f"Cannot overwrite attribute __hash__ in class {cls.__name__}")
    if wants_hash:
        cls.__hash__ = made["__hash__"]
    elif params.eq and not has_explicit_hash:
        cls.__hash__ = None
    if not cls.__doc__:
        is_our_init = params.init and cls.__init__ is made["__init__"]
        cls.__doc__ = cls.__name__ + (_own_signature(cls, all_fields) if is_our_init else _inspected_signature(cls))


def _recursion_guard(function):
    wrapped = recursive_repr()(function)
    wrapped.__qualname__ = function.__qualname__
    # pprint takes only a __repr__ whose inner function has this name for one that was made here.
    wrapped.__wrapped__.__qualname__ = f"__create_fn__.<locals>.{function.__name__}"
    return wrapped


def _init_annotate(cls, all_fields):
    names = [one.name for one in all_fields.values() if _in_init(one)]
    from_base = {one.name: one.type for one in all_fields.values()}

    def __annotate__(format, /):
        from annotationlib import Format, get_annotations

        if format not in (Format.VALUE, Format.FORWARDREF, Format.STRING):
            raise NotImplementedError(format)
        known = {}
        for base in reversed(cls.__mro__):
            known.update(get_annotations(base, format=format))
        result = {name: known.get(name, from_base[name]) for name in names}
        result["return"] = "None" if format == Format.STRING else None
        return result

    __annotate__.__qualname__ = f"{cls.__qualname__}.__init__.__annotate__"
    return __annotate__


def _freeze(__class__, instance_fields):
    # The parameter's name makes super() work, and lets _repoint_class_cell() find the cell when slots replace the class.
    cls = __class__
    names = frozenset([one.name for one in instance_fields])

    def __setattr__(self, name, value):
        if type(self) is __class__ or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(__class__, self).__setattr__(name, value)

    def __delattr__(self, name):
        if type(self) is __class__ or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(__class__, self).__delattr__(name)

    for function in (__setattr__, __delattr__):
        if function.__name__ in cls.__dict__:
            raise TypeError(f"Cannot overwrite attribute {function.__name__} in class {cls.__name__}")
        function.__qualname__ = f"{cls.__qualname__}.{function.__name__}"
        setattr(cls, function.__name__, function)


def _annotation_text(annotation):
    if getattr(annotation, "__module__", None) == "typing":
        return repr(annotation).replace("typing.", "")
    if isinstance(annotation, _GenericAlias):
        return str(annotation)
    if type(annotation).__name__ == "ForwardRef":
        return annotation.__forward_arg__
    if isinstance(annotation, type):
        if annotation.__module__ == "builtins":
            return annotation.__qualname__
        return f"{annotation.__module__}.{annotation.__qualname__}"
    return repr(annotation)


def _inspected_signature(cls):
    from inspect import signature

    try:
        return str(signature(cls)).replace(" -> None", "")
    except (TypeError, ValueError):
        return ""


def _own_signature(cls, all_fields):
    """What inspect.signature() says of a class with an __init__ of ours: importing inspect takes longer than all the rest here."""
    if cls.__new__ is not object.__new__ or type(cls).__call__ is not type.__call__:
        return _inspected_signature(cls)

    def text(one):
        shown = f"{one.name}: {_annotation_text(one.type)}"
        if one.default_factory is not MISSING:
            return f"{shown} = <factory>"
        return shown if one.default is MISSING else f"{shown} = {one.default!r}"

    std = [text(one) for one in all_fields.values() if _in_init(one) and not one.kw_only]
    kw = [text(one) for one in all_fields.values() if _in_init(one) and one.kw_only]
    return f"({', '.join([*std, '*', *kw] if kw else std)})"


# __slots__


def _slots_of(cls):
    slots = cls.__dict__.get("__slots__")
    if slots is None:
        found = []
        if getattr(cls, "__weakrefoffset__", -1) != 0:
            found.append("__weakref__")
        if getattr(cls, "__dictoffset__", -1) != 0:
            found.append("__dict__")
        return found
    if isinstance(slots, str):
        return [slots]
    if hasattr(slots, "__next__") or not hasattr(slots, "__iter__"):
        # An iterator is used up: nobody knows any more what was in it.
        raise TypeError(f"Slots of '{cls.__name__}' cannot be determined")
    return list(slots)


def _add_slots(cls, params):
    """The class made anew, with __slots__: they cannot be given to a class that exists."""
    if "__slots__" in cls.__dict__:
        raise TypeError(f"{cls.__name__} already specifies __slots__")
    all_fields = [one for one in getattr(cls, _FIELDS).values() if one._field_type is _FIELD]
    inherited = {name for base in cls.__mro__[1:-1] for name in _slots_of(base)}
    namespace = dict(cls.__dict__)
    slots = {one.name: one.doc for one in all_fields if one.name not in inherited}
    if params.weakref_slot and "__weakref__" not in inherited:
        slots["__weakref__"] = None
    # With docs a dict, for help(); else a plain tuple.
    has_docs = any(doc is not None for doc in slots.values())
    namespace["__slots__"] = slots if has_docs else tuple(slots)
    for one in all_fields:
        namespace.pop(one.name, None)
    namespace.pop("__dict__", None)
    namespace.pop("__weakref__", None)
    namespace.pop("__annotations_cache__", None)

    qualname = getattr(cls, "__qualname__", None)
    new = type(cls)(cls.__name__, cls.__bases__, namespace)
    if qualname is not None:
        new.__qualname__ = qualname
    if params.frozen:
        # The default would set the attributes one by one, which a frozen instance refuses.
        if "__getstate__" not in namespace:
            new.__getstate__ = _dataclass_getstate
        if "__setstate__" not in namespace:
            new.__setstate__ = _dataclass_setstate
    _repoint_class_cell(cls, new)
    return new


def _repoint_class_cell(old, new):
    """super() and __class__ in the methods go through one cell, which still holds the old class."""
    for value in new.__dict__.values():
        if isinstance(value, property):
            candidates = (value.fget, value.fset, value.fdel)
        else:
            candidates = (value,)
        for candidate in candidates:
            candidate = _innermost(candidate)
            code = getattr(candidate, "__code__", None)
            if code is None or "__class__" not in code.co_freevars:
                continue
            cell = candidate.__closure__[code.co_freevars.index("__class__")]
            if cell.cell_contents is old:
                cell.cell_contents = new


def _innermost(function):
    """The function in decorators, classmethod and staticmethod."""
    for _ in range(100):
        inner = getattr(function, "__wrapped__", None) or getattr(function, "__func__", None)
        if inner is None:
            break
        function = inner
    return function


def _dataclass_getstate(self):
    return [getattr(self, one.name) for one in fields(self)]


def _dataclass_setstate(self, state):
    for one, value in zip(fields(self), state):
        object.__setattr__(self, one.name, value)


def dataclass(
    cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True,
    kw_only=False, slots=False, weakref_slot=False,
):  # fmt: skip
    """Add dunder methods based on the fields defined in the class.

    Examines PEP 526 __annotations__ to determine fields.

    If init is true, an __init__() method is added to the class. If repr
    is true, a __repr__() method is added. If order is true, rich
    comparison dunder methods are added. If unsafe_hash is true, a
    __hash__() method is added. If frozen is true, fields may not be
    assigned to after instance creation. If match_args is true, the
    __match_args__ tuple is added. If kw_only is true, then by default
    all fields are keyword-only. If slots is true, a new class with a
    __slots__ attribute is returned.
    """
    params = _DataclassParams(init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot)
    if cls is None:
        return lambda cls: _process_class(cls, params)
    return _process_class(cls, params)


def fields(class_or_instance):
    """Return a tuple describing the fields of this dataclass.

    Accepts a dataclass or an instance of one. Tuple elements are of
    type Field.
    """
    try:
        known = getattr(class_or_instance, _FIELDS)
    except AttributeError:
        raise TypeError("must be called with a dataclass type or instance") from None
    return tuple([one for one in known.values() if one._field_type is _FIELD])


def _is_dataclass_instance(obj):
    return hasattr(type(obj), _FIELDS)


def is_dataclass(obj):
    """Returns True if obj is a dataclass or an instance of a
    dataclass."""
    cls = obj if isinstance(obj, type) else type(obj)
    return hasattr(cls, _FIELDS)


# Values of these types are taken over as they are.
_ATOMIC_TYPES = frozenset({
    type(None), bool, int, float, str, complex, bytes, type(Ellipsis), type(NotImplemented), type(field.__code__), type(len),
    type(field), type, range, property,
})  # fmt: skip


def asdict(obj, *, dict_factory=dict):
    """Return the fields of a dataclass instance as a new dictionary mapping
    field names to field values.

    Example usage::

      @dataclass
      class C:
          x: int
          y: int

      c = C(1, 2)
      assert asdict(c) == {'x': 1, 'y': 2}

    If given, 'dict_factory' will be used instead of built-in dict.
    The function applies recursively to field values that are
    dataclass instances. This will also look into built-in containers:
    tuples, lists, and dicts. Other objects are copied with 'copy.deepcopy()'.
    """
    if not _is_dataclass_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")

    def convert_dataclass(obj):
        return dict_factory([(one.name, convert(getattr(obj, one.name))) for one in fields(obj)])

    convert = _converter(convert_dataclass)
    return convert(obj)


def astuple(obj, *, tuple_factory=tuple):
    """Return the fields of a dataclass instance as a new tuple of field values.

    Example usage::

      @dataclass
      class C:
          x: int
          y: int

      c = C(1, 2)
      assert astuple(c) == (1, 2)

    If given, 'tuple_factory' will be used instead of built-in tuple.
    The function applies recursively to field values that are
    dataclass instances. This will also look into built-in containers:
    tuples, lists, and dicts. Other objects are copied with 'copy.deepcopy()'.
    """
    if not _is_dataclass_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")

    def convert_dataclass(obj):
        return tuple_factory([convert(getattr(obj, one.name)) for one in fields(obj)])

    convert = _converter(convert_dataclass)
    return convert(obj)


def _converter(convert_dataclass):
    def convert(obj):
        kind = type(obj)
        if kind in _ATOMIC_TYPES:
            return obj
        if hasattr(kind, _FIELDS):
            return convert_dataclass(obj)
        if kind is list:
            return [convert(item) for item in obj]
        if kind is dict:
            return {convert(key): convert(value) for key, value in obj.items()}
        if issubclass(kind, tuple):
            if hasattr(obj, "_fields"):
                return kind(*[convert(item) for item in obj])
            return kind([convert(item) for item in obj])
        if issubclass(kind, dict):
            if hasattr(kind, "default_factory"):
                # A defaultdict's first argument is the factory.
                result = kind(obj.default_factory)
                for key, value in obj.items():
                    result[convert(key)] = convert(value)
                return result
            return kind([(convert(key), convert(value)) for key, value in obj.items()])
        if issubclass(kind, list):
            return kind([convert(item) for item in obj])
        from copy import deepcopy

        return deepcopy(obj)

    return convert


def make_dataclass(
    cls_name, fields, *, bases=(), namespace=None, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
    match_args=True, kw_only=False, slots=False, weakref_slot=False, module=None, decorator=dataclass,
):  # fmt: skip
    """Return a new dynamically created dataclass.

    The dataclass name will be 'cls_name'.  'fields' is an iterable
    of either (name), (name, type) or (name, type, Field) objects. If type is
    omitted, use the string 'typing.Any'.  Field objects are created by
    the equivalent of calling 'field(name, type [, Field-info])'.::

      C = make_dataclass('C', ['x', ('y', int), ('z', int, field(init=False))], bases=(Base,))

    is equivalent to::

      @dataclass
      class C(Base):
          x: 'typing.Any'
          y: int
          z: int = field(init=False)

    For the bases and namespace parameters, see the builtin type() function.
    """
    if namespace is None:
        namespace = {}
    seen = set()
    annotations = {}
    defaults = {}
    for item in fields:
        if isinstance(item, str):
            name = item
            annotation = MISSING
        elif len(item) == 2:
            name, annotation = item
        elif len(item) == 3:
            name, annotation, default = item
            defaults[name] = default
        else:
            raise TypeError(f"Invalid field: {item!r}")
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f"Field names must be valid identifiers: {name!r}")
        if iskeyword(name):
            raise TypeError(f"Field names must not be keywords: {name!r}")
        if name in seen:
            raise TypeError(f"Field name duplicated: {name!r}")
        seen.add(name)
        annotations[name] = annotation

    def annotate(format, /):
        if MISSING in annotations.values():
            from typing import Any

            values = {name: Any if value is MISSING else value for name, value in annotations.items()}
        else:
            values = dict(annotations)
        if format == 1:
            return values
        from annotationlib import Format, annotations_to_string

        if format == Format.STRING:
            return annotations_to_string(values)
        if format == Format.FORWARDREF:
            return values
        raise NotImplementedError(format)

    def exec_body(body):
        body.update(namespace)
        body.update(defaults)
        body["__annotate__"] = annotate

    from types import new_class

    cls = new_class(cls_name, bases, {}, exec_body)
    if module is None:
        try:
            module = sys._getframemodulename(1) or "__main__"
        except AttributeError:
            try:
                module = sys._getframe(1).f_globals.get("__name__", "__main__")
            except (AttributeError, ValueError):
                pass
    if module is not None:
        cls.__module__ = module
    return decorator(
        cls, init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen, match_args=match_args,
        kw_only=kw_only, slots=slots, weakref_slot=weakref_slot,
    )  # fmt: skip


def replace(obj, /, **changes):
    """Return a new object replacing specified fields with new values.

    This is especially useful for frozen classes.  Example usage::

      @dataclass(frozen=True)
      class C:
          x: int
          y: int

      c = C(1, 2)
      c1 = replace(c, x=3)
      assert c1.x == 3 and c1.y == 2
    """
    if not _is_dataclass_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    return _replace(obj, **changes)


def _replace(self, /, **changes):
    for one in getattr(self, _FIELDS).values():
        if one._field_type is _FIELD_CLASSVAR:
            continue
        if not one.init:
            if one.name in changes:
                raise TypeError(
                    f"field {one.name} is declared with init=False, it cannot be specified with replace()"
                )
            continue
        if one.name not in changes:
            if one._field_type is _FIELD_INITVAR and one.default is MISSING:
                raise TypeError(f"InitVar {one.name!r} must be specified with replace()")
            changes[one.name] = getattr(self, one.name)
    return self.__class__(**changes)
