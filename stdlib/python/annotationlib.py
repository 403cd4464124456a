"""Introspection of annotations (PEP 649 and 749).

An annotate function is compiled code that computes annotations when called with a format. It knows the VALUE format
only. For the other formats its code is run again as a new function whose globals and cells are *fake*: a name that is
missing there (FORWARDREF), or any name (STRING), yields a _Stringifier, an object on which each operator returns
another one that remembers the source text of the expression. So the interpreter must look up globals of a function in
a dict subclass with __missing__, and names of a class body through __getitem__ of the `__classdict__` cell.

When a FORWARDREF evaluation is done the _Stringifiers that went into results turn into ForwardRefs in place, by
assigning __class__: both classes have the same slots.
"""
import builtins
import enum
import sys
import types

__all__ = ["Format", "ForwardRef", "call_annotate_function", "call_evaluate_function",
           "get_annotate_from_class_namespace", "get_annotations", "annotations_to_string", "type_repr"]


class Format(enum.IntEnum):
    """The formats in which annotations can be had."""
    VALUE = 1
    VALUE_WITH_FAKE_GLOBALS = 2
    FORWARDREF = 3
    STRING = 4


_sentinel = object()
_NAME_ERROR_MSG = "name '{name:.200}' is not defined"
_SLOTS = ("__forward_is_argument__", "__forward_is_class__", "__forward_module__", "__weakref__", "__arg__",
          "__globals__", "__extra_names__", "__code__", "__precedence__", "__cell__", "__owner__",
          "__stringifier_dict__")


class ForwardRef:
    """A name or expression in an annotation that could not be evaluated yet."""

    __slots__ = _SLOTS

    def __init__(self, arg, *, module=None, owner=None, is_argument=True, is_class=False):
        if not isinstance(arg, str):
            raise TypeError(f"Forward reference must be a string -- got {arg!r}")
        self.__arg__ = arg
        self.__forward_is_argument__ = is_argument
        self.__forward_is_class__ = is_class
        self.__forward_module__ = module
        self.__owner__ = owner
        self.__globals__ = None
        self.__code__ = None
        self.__cell__ = None
        self.__extra_names__ = None
        self.__precedence__ = None
        self.__stringifier_dict__ = None

    def __init_subclass__(cls, /, *args, **kwds):
        raise TypeError("Cannot subclass ForwardRef")

    @property
    def __forward_arg__(self):
        return self.__arg__

    @property
    def __forward_code__(self):
        if self.__code__ is None:
            arg = self.__arg__
            # An unpacked *args annotation is no expression of its own.
            source = f"({arg},)[0]" if arg.lstrip().startswith("*") else arg
            try:
                self.__code__ = compile(source, "<string>", "eval")
            except SyntaxError:
                raise SyntaxError(f"Forward reference must be an expression -- got {arg!r}")
            if self.__code__.co_flags & 0x20:           # a yield at the top
                self.__code__ = None
                raise SyntaxError(f"Forward reference must be an expression -- got {arg!r}")
        return self.__code__

    def evaluate(self, *, globals=None, locals=None, type_params=None, owner=None, format=Format.VALUE):
        """Evaluate the reference and return its value.

        In FORWARDREF format what cannot be evaluated is returned as a ForwardRef.
        """
        if format == Format.STRING:
            return self.__arg__
        if format == Format.VALUE_WITH_FAKE_GLOBALS or format not in Format:
            raise NotImplementedError(format)
        cell = self.__cell__
        if cell is not None and not isinstance(cell, dict):
            try:
                return cell.cell_contents
            except ValueError:
                pass
        if owner is None:
            owner = self.__owner__

        if globals is None:
            globals = self.__globals_for(owner)
        if type_params is None and owner is not None:
            type_params = getattr(owner, "__type_params__", None)
        if locals is None:
            locals = {}
            if isinstance(owner, type):
                locals.update(vars(owner))
        elif type_params is not None or isinstance(cell, dict) or self.__extra_names__:
            locals = dict(locals)
        if type_params is not None:
            globals = dict(globals)
            for param in type_params:
                # The class's own scope is inside that of its type parameters.
                if not self.__forward_is_class__ or param.__name__ not in globals:
                    globals[param.__name__] = param
                    locals.pop(param.__name__, None)
        if isinstance(cell, dict):
            for name, one in cell.items():
                try:
                    locals.setdefault(name, one.cell_contents)
                except ValueError:
                    pass
        if self.__extra_names__:
            locals.update(self.__extra_names__)

        arg = self.__arg__
        if _is_name(arg):
            if arg in locals:
                return locals[arg]
            if arg in globals:
                return globals[arg]
            if hasattr(builtins, arg):
                return getattr(builtins, arg)
            if format == Format.FORWARDREF:
                return self
            raise NameError(_NAME_ERROR_MSG.format(name=arg), name=arg)
        code = self.__forward_code__
        if format == Format.VALUE:
            return eval(code, globals, locals)
        try:
            return eval(code, globals, locals)
        except Exception:
            pass
        fake = _FakeGlobals({**vars(builtins), **globals, **locals}, globals, owner, self.__forward_is_class__,
                            Format.FORWARDREF)
        try:
            result = eval(code, fake)
        except Exception:
            return self
        fake.settle(cell if isinstance(cell, dict) else None)
        return result

    def __globals_for(self, owner):
        module = self.__forward_module__
        if module is not None:
            if isinstance(module, str):
                module = sys.modules.get(module)
            found = getattr(module, "__dict__", None)
            if found is not None:
                return found
        if self.__globals__ is not None:
            return self.__globals__
        if isinstance(owner, type):
            found = getattr(sys.modules.get(owner.__module__), "__dict__", None)
        elif isinstance(owner, types.ModuleType):
            found = owner.__dict__
        elif callable(owner):
            found = getattr(owner, "__globals__", None)
        else:
            found = None
        return {} if found is None else found

    def _evaluate(self, globalns, localns, type_params=_sentinel, *, recursive_guard):
        import typing
        import warnings
        if type_params is _sentinel:
            typing._deprecation_warning_for_no_type_params_passed("typing.ForwardRef._evaluate")
            type_params = ()
        warnings._deprecated("ForwardRef._evaluate",
                             "{name} is a private API and is retained for compatibility, but will be removed in "
                             "Python 3.16. Use ForwardRef.evaluate() or typing.evaluate_forward_ref() instead.",
                             remove=(3, 16))
        return typing.evaluate_forward_ref(self, globals=globalns, locals=localns, type_params=type_params,
                                           _recursive_guard=recursive_guard)

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        return (self.__arg__ == other.__arg__ and self.__forward_module__ == other.__forward_module__
                and self.__globals__ is other.__globals__
                and self.__forward_is_class__ == other.__forward_is_class__
                and self.__cell__ == other.__cell__ and self.__owner__ == other.__owner__
                and (self.__extra_names__ or None) == (other.__extra_names__ or None))

    def __hash__(self):
        cell, extra = self.__cell__, self.__extra_names__
        return hash((self.__arg__, self.__forward_module__, id(self.__globals__), self.__forward_is_class__,
                     tuple(sorted((name, id(one)) for name, one in cell.items())) if isinstance(cell, dict) else cell,
                     self.__owner__, tuple(sorted(extra)) if extra else None))

    def __or__(self, other):
        from typing import Union
        return Union[self, other]

    def __ror__(self, other):
        from typing import Union
        return Union[other, self]

    def __repr__(self):
        parts = [repr(self.__arg__)]
        if self.__forward_module__ is not None:
            parts.append(f"module={self.__forward_module__!r}")
        if self.__forward_is_class__:
            parts.append("is_class=True")
        if self.__owner__ is not None:
            parts.append(f"owner={self.__owner__!r}")
        return f"ForwardRef({', '.join(parts)})"


def _is_name(text):
    if not text.isidentifier():
        return False
    import keyword
    return not keyword.iskeyword(text)


# --- source text, built by running code ------------------------------------------------------------------------

# How tightly an expression's outermost operator binds, loosest first.
(_STAR, _TEST, _OR, _AND, _NOT, _COMPARE, _BIT_OR, _BIT_XOR, _BIT_AND, _SHIFT, _SUM, _TERM, _UNARY, _POWER, _AWAIT,
 _ATOM) = range(16)

# What the machinery of generic types asks of its arguments; a _Stringifier must not answer with an expression.
_NOT_EXPRESSIONS = frozenset(("__typing_subst__", "__typing_prepare_subst__", "__typing_unpacked_tuple_args__",
                              "__typing_is_unpacked_typevartuple__", "__parameters__", "__origin__", "__args__",
                              "__unpacked__", "__mro_entries__", "__set_name__", "__isabstractmethod__",
                              "__unittest_skip__", "__wrapped__", "__text_signature__", "__signature__"))


class _Stringifier:
    __slots__ = _SLOTS

    def __init__(self, text, fake, precedence=_ATOM, *, cell=None, extra_names=None):
        self.__arg__ = text
        self.__precedence__ = precedence
        self.__extra_names__ = extra_names
        self.__stringifier_dict__ = fake
        self.__cell__ = cell
        self.__globals__ = fake.globals
        self.__owner__ = fake.owner
        self.__forward_is_class__ = fake.is_class
        self.__forward_is_argument__ = True
        self.__forward_module__ = None
        self.__code__ = None
        fake.stringifiers.append(self)

    def __make(self, pieces, precedence):
        """A new expression of pieces: str is source text, a tuple (value, least precedence) an operand."""
        names = {}
        text = "".join([piece if isinstance(piece, str)
                        else self.__stringifier_dict__.text_of(piece[0], piece[1], names) for piece in pieces])
        return _Stringifier(text, self.__stringifier_dict__, precedence, extra_names=names or None)

    def __hash__(self):
        return object.__hash__(self)

    def __call__(self, /, *args, **kwargs):
        pieces = [(self, _ATOM), "("]
        for arg in args:
            pieces += (arg, _STAR), ", "
        for name, value in kwargs.items():
            pieces += f"{name}=", (value, _TEST), ", "
        if args or kwargs:
            pieces.pop()
        return self.__make(pieces + [")"], _ATOM)

    def __getitem__(self, index):
        pieces = [(self, _ATOM), "["]
        if isinstance(index, tuple) and index:
            for item in index:
                pieces += (item, _STAR), ", "
            pieces[-1] = "," if len(index) == 1 else ""
        else:
            pieces.append((index, _STAR))
        return self.__make(pieces + ["]"], _ATOM)

    def __getattr__(self, name):
        if name in _NOT_EXPRESSIONS:
            raise AttributeError(name)
        return self.__make([(self, _ATOM), "." + name], _ATOM)

    def __iter__(self):
        # Only unpacking iterates in an annotation.
        yield self.__make(["*", (self, _BIT_OR)], _STAR)

    def __format__(self, format_spec):
        raise TypeError("Cannot stringify annotation containing string formatting")

    def __repr__(self):
        return self.__arg__ if self.__stringifier_dict__ is None or self.__stringifier_dict__.format == Format.STRING \
            else object.__repr__(self)

    def __pow__(self, other):
        return self.__make([(self, _AWAIT), " ** ", (other, _POWER)], _POWER)

    def __rpow__(self, other):
        return self.__make([(other, _AWAIT), " ** ", (self, _POWER)], _POWER)

    def __invert__(self):
        return self.__make(["~", (self, _UNARY)], _UNARY)

    def __neg__(self):
        return self.__make(["-", (self, _UNARY)], _UNARY)

    def __pos__(self):
        return self.__make(["+", (self, _UNARY)], _UNARY)


def _add_operators():
    make = _Stringifier._Stringifier__make

    def add(name, symbol, precedence, reflected):
        def forward(self, other):
            return make(self, [(self, precedence), symbol, (other, precedence + 1)], precedence)

        def backward(self, other):
            return make(self, [(other, precedence), symbol, (self, precedence + 1)], precedence)

        setattr(_Stringifier, f"__{name}__", forward)
        if reflected:
            setattr(_Stringifier, f"__r{name}__", backward)

    for name, symbol, precedence in (
            ("add", "+", _SUM), ("sub", "-", _SUM), ("mul", "*", _TERM), ("matmul", "@", _TERM),
            ("truediv", "/", _TERM), ("mod", "%", _TERM), ("floordiv", "//", _TERM), ("lshift", "<<", _SHIFT),
            ("rshift", ">>", _SHIFT), ("and", "&", _BIT_AND), ("xor", "^", _BIT_XOR), ("or", "|", _BIT_OR)):
        add(name, f" {symbol} ", precedence, True)
    for name, symbol in ("lt", "<"), ("le", "<="), ("eq", "=="), ("ne", "!="), ("gt", ">"), ("ge", ">="):
        add(name, f" {symbol} ", _COMPARE, False)


_add_operators()
del _add_operators


class _FakeGlobals(dict):
    """A namespace in which every missing name yields a _Stringifier."""

    def __init__(self, namespace, globals, owner, is_class, format):
        super().__init__(namespace)
        self.globals = globals
        self.owner = owner
        self.is_class = is_class
        self.format = format
        self.stringifiers = []
        self.unique_names = 0

    def __missing__(self, key):
        return _Stringifier(key, self)

    def text_of(self, value, least, names):
        """The source text of an operand, in parentheses if it binds less tightly than `least`."""
        if isinstance(value, _Stringifier):
            if value.__extra_names__:
                names.update(value.__extra_names__)
            text, precedence = value.__arg__, value.__precedence__
        elif value is ...:
            text, precedence = "...", _ATOM
        elif value is None or type(value) in (bool, str, bytes):
            text, precedence = repr(value), _ATOM
        elif type(value) in (int, float, complex):
            text = repr(value)
            precedence = _UNARY if text.startswith("-") else _SUM if text.startswith("(") else _ATOM
            if least == _ATOM and type(value) is int:
                text = f"({text})"      # 1 .real
        elif type(value) in (tuple, list, set, dict, slice) or isinstance(value, _template_type()):
            text, precedence = self.display(value, names), _ATOM
        elif self.format == Format.STRING:
            text, precedence = type_repr(value), _ATOM
        else:
            self.unique_names += 1
            text, precedence = f"__annotationlib_name_{self.unique_names}__", _ATOM
            names[text] = value
        return text if precedence >= least else f"({text})"

    def display(self, value, names):
        def text(item, least=_STAR):
            return self.text_of(item, least, names)

        if isinstance(value, slice):
            parts = ["" if part is None else text(part, _TEST) for part in (value.start, value.stop)]
            if value.step is not None:
                parts.append(text(value.step, _TEST))
            return ":".join(parts)
        if isinstance(value, dict):
            return "{" + ", ".join([f"{text(k, _TEST)}: {text(v, _TEST)}" for k, v in value.items()]) + "}"
        if isinstance(value, tuple):
            return f"({text(value[0])},)" if len(value) == 1 else f"({', '.join(map(text, value))})"
        if isinstance(value, list):
            return f"[{', '.join(map(text, value))}]"
        if isinstance(value, set):
            return "{" + ", ".join(map(text, value)) + "}" if value else "set()"
        return _template_text(value)

    def settle(self, cells=None):
        """Turn every _Stringifier into a ForwardRef."""
        for item in self.stringifiers:
            item.__class__ = ForwardRef
            item.__stringifier_dict__ = None
            if cells is not None and item.__cell__ is None:
                item.__cell__ = cells
        self.stringifiers.clear()


def _template_type():
    templatelib = sys.modules.get("string.templatelib")
    return () if templatelib is None else templatelib.Template


def _template_text(template):
    parts = []
    for part in template:
        if isinstance(part, str):
            parts.append(repr(part)[1:-1].replace("{", "{{").replace("}", "}}"))
        else:
            conversion = f"!{part.conversion}" if part.conversion else ""
            spec = f":{part.format_spec}" if part.format_spec else ""
            parts.append(f"{{{part.expression}{conversion}{spec}}}")
    text = "".join(parts)
    quote = "'" if "'" not in text else '"'
    return f"t{quote}{text}{quote}"


# --- calling annotate functions --------------------------------------------------------------------------------

def call_evaluate_function(evaluate, format, *, owner=None):
    """Call an evaluate function (such as a type alias's evaluate_value) in a format."""
    return call_annotate_function(evaluate, format, owner=owner, _is_evaluate=True)


def call_annotate_function(annotate, format, *, owner=None, _is_evaluate=False):
    """Call an annotate function in a format, whether it knows the format or not."""
    if format == Format.VALUE_WITH_FAKE_GLOBALS:
        raise ValueError("The VALUE_WITH_FAKE_GLOBALS format is for internal use only")
    try:
        return annotate(format)
    except NotImplementedError:
        pass
    if format == Format.STRING:
        return _call_for_strings(annotate, _is_evaluate)
    if format == Format.FORWARDREF:
        return _call_for_references(annotate, owner, _is_evaluate)
    if format == Format.VALUE:
        raise RuntimeError("annotate function does not support VALUE format")
    raise ValueError(f"Invalid format: {format!r}")


def _run(annotate, fake, closure):
    function = types.FunctionType(annotate.__code__, fake, closure=closure, argdefs=annotate.__defaults__)
    if annotate.__kwdefaults__:
        function.__kwdefaults__ = annotate.__kwdefaults__
    return function(Format.VALUE_WITH_FAKE_GLOBALS)


def _call_for_strings(annotate, is_evaluate):
    fake = _FakeGlobals({}, None, None, False, Format.STRING)
    closure = None
    if annotate.__closure__:
        closure = tuple([types.CellType(fake if name == "__classdict__" else _Stringifier(name, fake))
                         for name in annotate.__code__.co_freevars])
    try:
        result = _run(annotate, fake, closure)
    except NotImplementedError:
        # It does not know fake globals: its values, then.
        result = annotate(Format.VALUE)
        return type_repr(result) if is_evaluate and not isinstance(result, str) else \
            result if is_evaluate else annotations_to_string(result)

    def text(value):
        if isinstance(value, str):
            return value
        if isinstance(value, _Stringifier):
            return value.__arg__
        if isinstance(value, tuple) and any(isinstance(item, _Stringifier) for item in value):
            return fake.text_of(value, _STAR, {})
        if isinstance(value, (list, dict, set, tuple)) or isinstance(value, _template_type()):
            return fake.text_of(value, _STAR, {}) if type(value) in (list, dict, set, tuple) \
                else _template_text(value)
        return "..." if value is ... else repr(value)

    return text(result) if is_evaluate else {name: text(value) for name, value in result.items()}


def _call_for_references(annotate, owner, is_evaluate):
    is_class = isinstance(owner, type)
    real_globals = annotate.__globals__
    try:
        return _references(annotate, owner, is_class, {**vars(builtins), **real_globals}, True)[0]
    except NotImplementedError:
        return annotate(Format.VALUE)
    except Exception:
        pass
    # Some operation on a real value failed (list.no_such_name, say). So leave all as references, then evaluate
    # each for itself as far as it goes.
    result, references = _references(annotate, owner, is_class, {}, False)

    def settle(value):
        return value.evaluate(format=Format.FORWARDREF) if isinstance(value, ForwardRef) else value

    return settle(result) if is_evaluate else {name: settle(value) for name, value in result.items()}


def _references(annotate, owner, is_class, namespace, use_values):
    fake = _FakeGlobals(namespace, annotate.__globals__, owner, is_class, Format.FORWARDREF)
    closure = cells = None
    if annotate.__closure__:
        names = annotate.__code__.co_freevars
        cells = dict(zip(names, annotate.__closure__))
        new = []
        for name, cell in cells.items():
            if name == "__classdict__":
                new.append(cell if use_values else types.CellType(fake))
                continue
            try:
                cell.cell_contents
            except ValueError:
                known = False
            else:
                known = use_values
            new.append(cell if known else types.CellType(_Stringifier(name, fake, cell=cell)))
        closure = tuple(new)
        cells.pop("__classdict__", None)
    result = _run(annotate, fake, closure)
    fake.settle(cells or None)
    return result, fake


def get_annotate_from_class_namespace(obj):
    """Return the annotate function in a class's namespace dictionary, or None. For metaclasses' __new__."""
    try:
        return obj["__annotate__"]
    except KeyError:
        return obj.get("__annotate_func__", None)


# --- get_annotations -------------------------------------------------------------------------------------------

def get_annotations(obj, *, globals=None, locals=None, eval_str=False, format=Format.VALUE):
    """Return a new dictionary of the annotations of a class, module or callable.

    Classes do not inherit them. eval_str evaluates annotations that are strings.
    """
    if eval_str and format != Format.VALUE:
        raise ValueError("eval_str=True is only supported with format=Format.VALUE")
    if format == Format.VALUE:
        annotations = _dunder_annotations(obj)
        if annotations is None:
            annotations = _call_annotate(obj, format)
    elif format == Format.FORWARDREF:
        try:
            annotations = _dunder_annotations(obj)
        except Exception:
            annotations = None
        if annotations is not None:
            return dict(annotations)
        annotations = _call_annotate(obj, format)
        if annotations is None:
            annotations = _dunder_annotations(obj)
    elif format == Format.STRING:
        annotations = _call_annotate(obj, format)
        if annotations is not None:
            return dict(annotations)
        annotations = _dunder_annotations(obj)
        if annotations is not None:
            return annotations_to_string(annotations)
    elif format == Format.VALUE_WITH_FAKE_GLOBALS:
        raise ValueError("The VALUE_WITH_FAKE_GLOBALS format is for internal use only")
    else:
        raise ValueError(f"Unsupported format {format!r}")

    if annotations is None:
        if isinstance(obj, type) or callable(obj):
            return {}
        raise TypeError(f"{obj!r} does not have annotations")
    if not annotations or not eval_str:
        return dict(annotations)

    unwrapped = obj
    if isinstance(obj, type):
        obj_globals = getattr(sys.modules.get(getattr(obj, "__module__", None)), "__dict__", None)
        obj_locals = dict(vars(obj))
    elif isinstance(obj, types.ModuleType):
        obj_globals = obj.__dict__
        obj_locals = unwrapped = None
    else:
        functools = sys.modules.get("functools")
        while True:
            if hasattr(unwrapped, "__wrapped__"):
                unwrapped = unwrapped.__wrapped__
            elif functools is not None and isinstance(unwrapped, functools.partial):
                unwrapped = unwrapped.func
            else:
                break
        obj_globals = getattr(unwrapped, "__globals__", None)
        obj_locals = None
    if globals is None:
        globals = obj_globals
    if locals is None:
        locals = obj_locals
    # Type parameters are in a scope between the globals and the class.
    if type_params := getattr(obj, "__type_params__", ()):
        locals = {param.__name__: param for param in type_params} | (locals or {})
    return {name: eval(_without_star(value), globals, locals) if isinstance(value, str) else value
            for name, value in annotations.items()}


def _without_star(text):
    return f"({text},)[0]" if text.lstrip().startswith("*") else text


def _dunder_annotations(obj):
    """obj.__annotations__, or None. A class's own only."""
    if isinstance(obj, type):
        try:
            annotations = type.__dict__["__annotations__"].__get__(obj)
        except AttributeError:
            return None
    else:
        annotations = getattr(obj, "__annotations__", None)
        if annotations is None:
            return None
    if not isinstance(annotations, dict):
        raise ValueError(f"{obj!r}.__annotations__ is neither a dict nor None")
    return annotations


def _call_annotate(obj, format):
    """The annotations by obj's annotate function, or None if it has none."""
    annotate = getattr(obj, "__annotate__", None)
    if annotate is None:
        return None
    annotations = call_annotate_function(annotate, format, owner=obj)
    if not isinstance(annotations, dict):
        raise ValueError(f"{obj!r}.__annotate__ returned a non-dict")
    return annotations


def annotations_to_string(annotations):
    """Convert a dictionary of annotation values to one of strings, roughly as the source was."""
    return {name: value if isinstance(value, str) else type_repr(value) for name, value in annotations.items()}


def type_repr(value):
    """Convert a value to the text that it would have as an annotation."""
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
        if value.__module__ == "builtins":
            return value.__qualname__
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, _template_type()):
        return _template_text(value)
    if value is ...:
        return "..."
    return repr(value)
