"""Get information about live objects: what they are, their signatures, their source, the frames that run.

Imports little; enum and namedtuple classes are made when first needed, and ast, tokenize, linecache, dis and re are
imported by the functions that use them.
"""
import sys
import types

__all__ = [
    "AGEN_CLOSED", "AGEN_CREATED", "AGEN_RUNNING", "AGEN_SUSPENDED", "ArgInfo", "Arguments", "Attribute", "BlockFinder",
    "BoundArguments", "BufferFlags", "CORO_CLOSED", "CORO_CREATED", "CORO_RUNNING", "CORO_SUSPENDED",
    "CO_ASYNC_GENERATOR", "CO_COROUTINE", "CO_GENERATOR", "CO_ITERABLE_COROUTINE", "CO_NESTED", "CO_NEWLOCALS",
    "CO_NOFREE", "CO_OPTIMIZED", "CO_VARARGS", "CO_VARKEYWORDS", "CO_HAS_DOCSTRING", "CO_METHOD",
    "ClassFoundException", "ClosureVars", "EndOfBlock", "FrameInfo", "FullArgSpec", "GEN_CLOSED", "GEN_CREATED",
    "GEN_RUNNING", "GEN_SUSPENDED", "Parameter", "Signature", "TPFLAGS_IS_ABSTRACT", "Traceback",
    "classify_class_attrs", "cleandoc", "currentframe", "findsource", "formatannotation",
    "formatannotationrelativeto", "formatargvalues", "get_annotations", "getabsfile", "getargs", "getargvalues",
    "getasyncgenlocals", "getasyncgenstate", "getattr_static", "getblock", "getcallargs", "getclasstree",
    "getclosurevars", "getcomments", "getcoroutinelocals", "getcoroutinestate", "getdoc", "getfile", "getframeinfo",
    "getfullargspec", "getgeneratorlocals", "getgeneratorstate", "getinnerframes", "getlineno", "getmembers",
    "getmembers_static", "getmodule", "getmodulename", "getmro", "getouterframes", "getsource", "getsourcefile",
    "getsourcelines", "indentsize", "isabstract", "isasyncgen", "isasyncgenfunction", "isawaitable", "isbuiltin",
    "isclass", "iscode", "iscoroutine", "iscoroutinefunction", "isdatadescriptor", "isframe", "isfunction",
    "isgenerator", "isgeneratorfunction", "isgetsetdescriptor", "ismemberdescriptor", "ismethod",
    "ismethoddescriptor", "ismethodwrapper", "ismodule", "ispackage", "isroutine", "istraceback",
    "markcoroutinefunction", "signature", "stack", "trace", "unwrap", "walktree"]

# Flags of code objects.
CO_OPTIMIZED = 0x1
CO_NEWLOCALS = 0x2
CO_VARARGS = 0x4
CO_VARKEYWORDS = 0x8
CO_NESTED = 0x10
CO_GENERATOR = 0x20
CO_NOFREE = 0x40
CO_COROUTINE = 0x80
CO_ITERABLE_COROUTINE = 0x100
CO_ASYNC_GENERATOR = 0x200
CO_HAS_DOCSTRING = 0x4000000
CO_METHOD = 0x8000000
TPFLAGS_IS_ABSTRACT = 1 << 20

GEN_CREATED, GEN_RUNNING, GEN_SUSPENDED, GEN_CLOSED = "GEN_CREATED", "GEN_RUNNING", "GEN_SUSPENDED", "GEN_CLOSED"
CORO_CREATED, CORO_RUNNING, CORO_SUSPENDED, CORO_CLOSED = ("CORO_CREATED", "CORO_RUNNING", "CORO_SUSPENDED",
                                                           "CORO_CLOSED")
AGEN_CREATED, AGEN_RUNNING, AGEN_SUSPENDED, AGEN_CLOSED = ("AGEN_CREATED", "AGEN_RUNNING", "AGEN_SUSPENDED",
                                                           "AGEN_CLOSED")

_sentinel = object()


def _functools():
    import functools
    return functools


def _is_partial(obj):
    functools = sys.modules.get("functools")
    return functools is not None and isinstance(obj, functools.partial)


# --- kinds of objects ------------------------------------------------------------------------------------------

def ismodule(object):
    """True for modules."""
    return isinstance(object, types.ModuleType)


def isclass(object):
    """True for classes."""
    return isinstance(object, type)


def ismethod(object):
    """True for bound methods written in Python."""
    return isinstance(object, types.MethodType)


def ispackage(object):
    """True for modules that are packages."""
    return ismodule(object) and hasattr(object, "__path__")


def ismethoddescriptor(object):
    """True for descriptors with __get__ and no __set__ or __delete__ that are no method, function or class."""
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    tp = type(object)
    return hasattr(tp, "__get__") and not hasattr(tp, "__set__") and not hasattr(tp, "__delete__")


def isdatadescriptor(object):
    """True for descriptors with __set__ or __delete__."""
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    tp = type(object)
    return hasattr(tp, "__set__") or hasattr(tp, "__delete__")


def ismemberdescriptor(object):
    """True for descriptors of slots and of native members."""
    return isinstance(object, types.MemberDescriptorType)


def isgetsetdescriptor(object):
    """True for descriptors of native properties."""
    return isinstance(object, types.GetSetDescriptorType)


def isfunction(object):
    """True for functions written in Python."""
    return isinstance(object, types.FunctionType)


def isgenerator(object):
    """True for generators."""
    return isinstance(object, types.GeneratorType)


def iscoroutine(object):
    """True for coroutines."""
    return isinstance(object, types.CoroutineType)


def isasyncgen(object):
    """True for asynchronous generators."""
    return isinstance(object, types.AsyncGeneratorType)


def isawaitable(object):
    """True for what can stand in an await expression."""
    if isinstance(object, types.CoroutineType):
        return True
    if isinstance(object, types.GeneratorType):
        return bool(object.gi_code.co_flags & CO_ITERABLE_COROUTINE)
    return any("__await__" in base.__dict__ and base.__dict__["__await__"] is not None
               for base in type(object).__mro__) and _is_abc_awaitable(object)


def _is_abc_awaitable(object):
    from collections.abc import Awaitable
    return isinstance(object, Awaitable)


def istraceback(object):
    """True for tracebacks."""
    return isinstance(object, types.TracebackType)


def isframe(object):
    """True for frames."""
    return isinstance(object, types.FrameType)


def iscode(object):
    """True for code objects."""
    return isinstance(object, types.CodeType)


def isbuiltin(object):
    """True for native functions and their bound methods."""
    return isinstance(object, types.BuiltinFunctionType)


def ismethodwrapper(object):
    """True for bound special methods of native types."""
    return isinstance(object, types.MethodWrapperType)


def isroutine(object):
    """True for any kind of function or method."""
    return (isbuiltin(object) or isfunction(object) or ismethod(object) or ismethoddescriptor(object)
            or ismethodwrapper(object) or type(object).__name__ == "_singledispatchmethod_get")


def isabstract(object):
    """True for abstract base classes: those with methods left to write."""
    if not isinstance(object, type):
        return False
    if getattr(object, "__abstractmethods__", None):
        return True
    flags = getattr(object, "__flags__", 0)
    if flags & TPFLAGS_IS_ABSTRACT:
        return True
    from abc import ABCMeta
    if not issubclass(type(object), ABCMeta):
        return False
    if "__abstractmethods__" in object.__dict__ or hasattr(object, "__abstractmethods__"):
        return False
    # __abstractmethods__ is not there yet: called from __init_subclass__.
    for value in object.__dict__.values():
        if getattr(value, "__isabstractmethod__", False):
            return True
    for base in object.__bases__:
        for name in getattr(base, "__abstractmethods__", ()):
            if getattr(getattr(object, name, None), "__isabstractmethod__", False):
                return True
    return False


def _unwrap_partial(func):
    functools = sys.modules.get("functools")
    if functools is None:
        return func
    while True:
        if isinstance(func, functools.partial):
            func = func.func
        elif isinstance(getattr(func, "__partialmethod__", None), functools.partialmethod):
            func = func.__partialmethod__.func
        elif isinstance(func, functools.partialmethod):
            func = func.func
        else:
            return func


def _has_code_flag(f, flag):
    while ismethod(f):
        f = f.__func__
    f = _unwrap_partial(f)
    if not (isfunction(f) or _signature_is_functionlike(f)):
        return False
    return bool(f.__code__.co_flags & flag)


def isgeneratorfunction(obj):
    """True for functions whose call makes a generator."""
    return _has_code_flag(obj, CO_GENERATOR)


_is_coroutine_mark = object()


def markcoroutinefunction(func):
    """Make iscoroutinefunction() true for a function that returns a coroutine without being async def."""
    if hasattr(func, "__func__"):
        func = func.__func__
    func._is_coroutine_marker = _is_coroutine_mark
    return func


def iscoroutinefunction(obj):
    """True for functions whose call makes a coroutine, and those marked as such."""
    if _has_code_flag(obj, CO_COROUTINE):
        return True
    while ismethod(obj):
        obj = obj.__func__
    return getattr(_unwrap_partial(obj), "_is_coroutine_marker", None) is _is_coroutine_mark


def isasyncgenfunction(obj):
    """True for functions whose call makes an asynchronous generator."""
    return _has_code_flag(obj, CO_ASYNC_GENERATOR)


# --- members ---------------------------------------------------------------------------------------------------

def getmro(cls):
    """Return the tuple of base classes in method resolution order, the class itself first."""
    return cls.__mro__


def _getmembers(object, predicate, getter):
    results = []
    processed = set()
    names = dir(object)
    mro = getmro(object) if isclass(object) else ()
    if mro:
        # DynamicClassAttributes, which the metaclass may hide from dir().
        for base in object.__bases__:
            for name, value in base.__dict__.items():
                if isinstance(value, types.DynamicClassAttribute):
                    names.append(name)
    for key in names:
        try:
            value = getter(object, key)
            if key in processed:
                raise AttributeError
        except AttributeError:
            for base in mro:
                if key in base.__dict__:
                    value = base.__dict__[key]
                    break
            else:
                continue                # listed by dir(), but not there: a bare slot or a faulty __dir__
        if not predicate or predicate(value):
            results.append((key, value))
        processed.add(key)
    results.sort(key=lambda pair: pair[0])
    return results


def getmembers(object, predicate=None):
    """Return all members of an object as a sorted list of (name, value) pairs, those that satisfy the predicate."""
    return _getmembers(object, predicate, getattr)


def getmembers_static(object, predicate=None):
    """As getmembers(), without running descriptors, __getattr__ or __getattribute__."""
    return _getmembers(object, predicate, getattr_static)


def classify_class_attrs(cls):
    """Return a list of Attribute(name, kind, defining_class, object) for all names that dir() of a class gives.

    kind is "class method", "static method", "property", "method" or "data".
    """
    Attribute = __getattr__("Attribute")
    mro = getmro(cls)
    metamro = tuple([base for base in getmro(type(cls)) if base not in (type, object)])
    class_bases = (cls, *mro)
    all_bases = class_bases + metamro
    names = dir(cls)
    for base in mro:
        for name, value in base.__dict__.items():
            if isinstance(value, types.DynamicClassAttribute) and value.fget is not None:
                names.append(name)
    result = []
    processed = set()
    for name in names:
        home = from_getattr = from_dict = None
        if name not in processed:
            try:
                if name == "__dict__":
                    raise Exception("__dict__ is special, don't want the proxy")
                from_getattr = getattr(cls, name)
            except Exception:
                pass
            else:
                home = getattr(from_getattr, "__objclass__", home)
                if home not in class_bases:
                    # The metaclass may have made it up; look where it is defined.
                    home = None
                    last = None
                    for base in class_bases:
                        found = getattr(base, name, None)
                        if found is from_getattr:
                            last = base
                    for base in metamro:
                        try:
                            found = base.__getattr__(cls, name)
                        except AttributeError:
                            continue
                        if found is from_getattr:
                            last = base
                    if last is not None:
                        home = last
        for base in all_bases:
            if name in base.__dict__:
                from_dict = base.__dict__[name]
                if home not in metamro:
                    home = base
                break
        if home is None:
            continue
        obj = from_getattr if from_getattr is not None else from_dict
        if isinstance(from_dict, (staticmethod, types.BuiltinMethodType)):
            kind = "static method"
            obj = from_dict
        elif isinstance(from_dict, (classmethod, types.ClassMethodDescriptorType)):
            kind = "class method"
            obj = from_dict
        elif isinstance(from_dict, property):
            kind = "property"
            obj = from_dict
        elif isroutine(obj):
            kind = "method"
        else:
            kind = "data"
        result.append(Attribute(name, kind, home, obj))
        processed.add(name)
    return result


def unwrap(func, *, stop=None):
    """Follow the __wrapped__ attributes to the innermost function, or to where stop() is true."""
    f = func
    memo = {id(f): f}
    limit = sys.getrecursionlimit()
    while not isinstance(func, type) and hasattr(func, "__wrapped__"):
        if stop is not None and stop(func):
            break
        func = func.__wrapped__
        if id(func) in memo or len(memo) >= limit:
            raise ValueError(f"wrapper loop when unwrapping {f!r}")
        memo[id(func)] = func
    return func


_type_mro = type.__dict__["__mro__"].__get__
_type_dict = type.__dict__["__dict__"].__get__


def _static_class_attribute(klass, attr):
    for entry in _type_mro(klass):
        if _shadowed_dict(type(entry)) is _sentinel and attr in _type_dict(entry):
            return _type_dict(entry)[attr]
    return _sentinel


def _shadowed_dict(klass):
    """What a class says __dict__ is, if not the usual; _sentinel otherwise."""
    for entry in _type_mro(klass):
        found = _type_dict(entry).get("__dict__", _sentinel)
        if found is not _sentinel:
            if not (type(found) is types.GetSetDescriptorType and found.__name__ == "__dict__"
                    and found.__objclass__ is entry):
                return found
    return _sentinel


def getattr_static(obj, attr, default=_sentinel):
    """Get an attribute without running any code of the object's: no descriptors, no __getattr__."""
    instance_result = _sentinel
    objtype = type(obj)
    if type not in _type_mro(objtype):
        klass = objtype
        dict_attr = _shadowed_dict(klass)
        if dict_attr is _sentinel or type(dict_attr) is types.MemberDescriptorType:
            try:
                instance_dict = object.__getattribute__(obj, "__dict__")
            except AttributeError:
                pass
            else:
                if isinstance(instance_dict, dict):
                    instance_result = dict.get(instance_dict, attr, _sentinel)
    else:
        klass = obj
    klass_result = _static_class_attribute(klass, attr)
    if instance_result is not _sentinel and klass_result is not _sentinel:
        # A data descriptor comes before the instance.
        if (_static_class_attribute(type(klass_result), "__get__") is not _sentinel
                and (_static_class_attribute(type(klass_result), "__set__") is not _sentinel
                     or _static_class_attribute(type(klass_result), "__delete__") is not _sentinel)):
            return klass_result
    if instance_result is not _sentinel:
        return instance_result
    if klass_result is not _sentinel:
        return klass_result
    if obj is klass:
        for entry in _type_mro(type(klass)):
            if _shadowed_dict(type(entry)) is _sentinel and attr in _type_dict(entry):
                return _type_dict(entry)[attr]
    if default is not _sentinel:
        return default
    raise AttributeError(attr)


def getclasstree(classes, unique=False):
    """Arrange classes into a hierarchy of nested lists: a class as (class, bases), then a list of its subclasses."""
    children = {}
    roots = []
    for c in classes:
        if c.__bases__:
            for parent in c.__bases__:
                below = children.setdefault(parent, [])
                if c not in below:
                    below.append(c)
                if unique and parent in classes:
                    break
        elif c not in roots:
            roots.append(c)
    for parent in children:
        if parent not in classes:
            roots.append(parent)
    return walktree(roots, children, None)


def walktree(classes, children, parent):
    """getclasstree()'s helper."""
    results = []
    for c in sorted(classes, key=lambda c: (c.__module__, c.__name__)):
        results.append((c, c.__bases__))
        if c in children:
            results.append(walktree(children[c], children, c))
    return results


def get_annotations(obj, *, globals=None, locals=None, eval_str=False, format=1):
    """annotationlib.get_annotations()."""
    from annotationlib import get_annotations
    return get_annotations(obj, globals=globals, locals=locals, eval_str=eval_str, format=format)


# --- documentation and source ----------------------------------------------------------------------------------

def indentsize(line):
    """Return the width of the white space that a line begins with."""
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def _findclass(func):
    cls = sys.modules.get(func.__module__)
    if cls is None:
        return None
    for name in func.__qualname__.split(".")[:-1]:
        cls = getattr(cls, name, None)
    return cls if isclass(cls) else None


def _finddoc(obj):
    """The docstring that a class or method inherits."""
    if isclass(obj):
        for base in obj.__mro__:
            if base is not object:
                doc = base.__dict__.get("__doc__")
                if isinstance(doc, str):
                    return doc
        return None
    functools = sys.modules.get("functools")
    if ismethod(obj):
        name = obj.__func__.__name__
        owner = obj.__self__
        if isclass(owner) and getattr(getattr(owner, name, None), "__func__") is obj.__func__:
            cls = owner
        else:
            cls = owner.__class__
    elif isfunction(obj):
        name = obj.__name__
        cls = _findclass(obj)
        if cls is None or getattr(cls, name) is not obj:
            return None
    elif isbuiltin(obj):
        name = obj.__name__
        owner = obj.__self__
        cls = owner if isclass(owner) and owner.__qualname__ + "." + name == obj.__qualname__ else owner.__class__
    elif isinstance(obj, property):
        name = obj.__name__
        cls = _findclass(obj.fget)
        if cls is None or getattr(cls, name) is not obj:
            return None
    elif functools is not None and isinstance(obj, functools.cached_property):
        name = obj.attrname
        cls = _findclass(obj.func)
        if cls is None or getattr(cls, name) is not obj:
            return None
    elif ismethoddescriptor(obj) or isdatadescriptor(obj):
        name = obj.__name__
        cls = obj.__objclass__
        if getattr(cls, name) is not obj:
            return None
        if ismemberdescriptor(obj):
            slots = getattr(cls, "__slots__", None)
            if isinstance(slots, dict) and name in slots:
                return slots[name]
    else:
        return None
    for base in cls.__mro__:
        try:
            doc = getattr(base, name).__doc__
        except AttributeError:
            continue
        if doc is not None:
            return doc
    return None


def getdoc(object):
    """Return an object's documentation, inherited if it has none, with its indentation cleaned up."""
    try:
        doc = object.__doc__
    except AttributeError:
        return None
    if doc is None:
        try:
            doc = _finddoc(object)
        except (AttributeError, TypeError):
            return None
    return cleandoc(doc) if isinstance(doc, str) else None


def cleandoc(doc):
    """Take the indentation off a docstring, and blank lines off both ends."""
    lines = doc.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.lstrip(" ")]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip(" "), *[line[margin:] for line in lines[1:]]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


def _embedded_file(module):
    """What stands for the file of a module that is embedded in the library: the name that its code objects carry."""
    spec = getattr(module, "__spec__", None)
    if getattr(spec, "origin", None) != "embedded":
        return None
    from _krait_import import find_embedded

    found = find_embedded(spec.name)
    return found[1] if found is not None else None


def getfile(object):
    """Return the file in which an object is defined; TypeError for what is built in."""
    if ismodule(object):
        file = getattr(object, "__file__", None) or _embedded_file(object)
        if file:
            return file
        raise TypeError(f"{object!r} is a built-in module")
    if isclass(object):
        if hasattr(object, "__module__"):
            module = sys.modules.get(object.__module__)
            file = getattr(module, "__file__", None) or _embedded_file(module)
            if file:
                return file
            if object.__module__ == "__main__":
                raise OSError("source code not available")
        raise TypeError(f"{object!r} is a built-in class")
    if ismethod(object):
        object = object.__func__
    if isfunction(object):
        object = object.__code__
    if istraceback(object):
        object = object.tb_frame
    if isframe(object):
        object = object.f_code
    if iscode(object):
        return object.co_filename
    raise TypeError("module, class, method, function, traceback, frame, or code object was expected, got "
                    f"{type(object).__name__}")


def getmodulename(path):
    """Return the module name that a file's path stands for, or None."""
    import importlib.machinery
    import os
    name = os.path.basename(path)
    for suffix in sorted(importlib.machinery.all_suffixes(), key=len, reverse=True):
        if name.endswith(suffix):
            return name[:-len(suffix)]
    return None


def getsourcefile(object):
    """Return the path of an object's Python source, or None."""
    import linecache
    import os
    filename = getfile(object)
    root, extension = os.path.splitext(filename)
    if extension in (".pyc", ".pyo"):
        filename = root + ".py"
    elif extension in (".so", ".pyd"):
        return None
    if filename in linecache.cache or filename.startswith(("<krait>/", "<adopted>/")) or os.path.exists(filename):
        return filename
    module = getmodule(object, filename)
    if getattr(module, "__loader__", None) is not None:
        return filename
    if getattr(getattr(module, "__spec__", None), "loader", None) is not None:
        return filename
    return None


def getabsfile(object, _filename=None):
    """Return the absolute, normalised path of an object's source or file."""
    import os
    if _filename is None:
        _filename = getsourcefile(object) or getfile(object)
    if _filename.startswith(("<krait>/", "<adopted>/")):
        return _filename
    return os.path.normcase(os.path.abspath(_filename))


modulesbyfile = {}
_filesbymodname = {}


def getmodule(object, _filename=None):
    """Return the module in which an object is defined, or None."""
    if ismodule(object):
        return object
    if hasattr(object, "__module__"):
        return sys.modules.get(object.__module__)
    import os
    if _filename is not None and _filename in modulesbyfile:
        return sys.modules.get(modulesbyfile[_filename])
    try:
        file = getabsfile(object, _filename)
    except (TypeError, FileNotFoundError):
        return None
    if file in modulesbyfile:
        return sys.modules.get(modulesbyfile[file])
    if file.startswith(("<krait>/", "<adopted>/")):
        name = file.partition("/")[2].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return sys.modules.get(name)
    for name, module in sys.modules.copy().items():
        if ismodule(module) and getattr(module, "__file__", None) is not None:
            f = module.__file__
            if f == _filesbymodname.get(name):
                continue
            _filesbymodname[name] = f
            f = getabsfile(module)
            modulesbyfile[f] = modulesbyfile[os.path.realpath(f)] = module.__name__
    if file in modulesbyfile:
        return sys.modules.get(modulesbyfile[file])
    main = sys.modules["__main__"]
    if not hasattr(object, "__name__"):
        return None
    if getattr(main, object.__name__, _sentinel) is object:
        return main
    builtin = sys.modules["builtins"]
    if getattr(builtin, object.__name__, _sentinel) is object:
        return builtin
    return None


class ClassFoundException(Exception):
    pass


def findsource(object):
    """Return all lines of an object's file and the index of the line where it begins; OSError if there is no source."""
    import linecache
    file = getsourcefile(object)
    if file:
        linecache.checkcache(file)
    else:
        file = getfile(object)
        if not (file.startswith("<") and file.endswith(">")) or file.endswith(".fwork"):
            raise OSError("source code not available")
    module = getmodule(object, file)
    lines = linecache.getlines(file, module.__dict__) if module else linecache.getlines(file)
    if not lines and file.startswith("<") and hasattr(object, "__code__") and hasattr(linecache, "_getlines_from_code"):
        lines = linecache._getlines_from_code(object.__code__)
    if not lines:
        raise OSError("could not get source code")
    if ismodule(object):
        return lines, 0
    if isclass(object):
        try:
            line = vars(object)["__firstlineno__"] - 1
        except (TypeError, KeyError):
            raise OSError("source code not available") from None
        if line >= len(lines):
            raise OSError("lineno is out of bounds")
        return lines, line
    if ismethod(object):
        object = object.__func__
    if isfunction(object):
        object = object.__code__
    if istraceback(object):
        object = object.tb_frame
    if isframe(object):
        object = object.f_code
    if iscode(object):
        if not hasattr(object, "co_firstlineno"):
            raise OSError("could not find function definition")
        line = object.co_firstlineno - 1
        if line >= len(lines):
            raise OSError("lineno is out of bounds")
        return lines, line
    raise OSError("could not find code object")


def getcomments(object):
    """Return the comment lines right before an object's source (or at the start of a module's), or None."""
    try:
        lines, lnum = findsource(object)
    except (OSError, TypeError):
        return None
    if ismodule(object):
        start = 1 if lines and lines[0][:2] == "#!" else 0
        while start < len(lines) and lines[start].strip() in ("", "#"):
            start += 1
        if start < len(lines) and lines[start][:1] == "#":
            end = start
            while end < len(lines) and lines[end][:1] == "#":
                end += 1
            return "".join([line.expandtabs() for line in lines[start:end]])
        return None
    indent = indentsize(lines[lnum])
    end = lnum - 1
    comments = []
    while end >= 0 and lines[end].lstrip()[:1] == "#" and indentsize(lines[end]) == indent:
        comments.insert(0, lines[end].expandtabs().lstrip())
        end -= 1
    while comments and comments[0].strip() == "#":
        comments.pop(0)
    while comments and comments[-1].strip() == "#":
        comments.pop()
    return "".join(comments) if comments else None


class EndOfBlock(Exception):
    pass


class BlockFinder:
    """Takes tokens one by one and raises EndOfBlock at the end of the first block."""

    def __init__(self):
        self.indent = 0
        self.islambda = False
        self.started = False
        self.passline = False
        self.indecorator = False
        self.last = 1
        self.body_col0 = None

    def tokeneater(self, type, token, srowcol, erowcol, line):
        import tokenize
        if not self.started and not self.indecorator:
            if type in (tokenize.INDENT, tokenize.COMMENT, tokenize.NL):
                pass
            elif token == "async":
                pass
            elif token == "@":
                self.indecorator = True
            else:
                self.started = True
                self.islambda = token not in ("def", "class")
            self.passline = True
        elif type == tokenize.NEWLINE:
            self.passline = False
            self.last = srowcol[0]
            if self.islambda:
                raise EndOfBlock
            if self.indecorator:
                self.indecorator = False
        elif self.passline:
            pass
        elif type == tokenize.INDENT:
            if self.body_col0 is None and self.started:
                self.body_col0 = erowcol[1]
            self.indent += 1
            self.passline = True
        elif type == tokenize.DEDENT:
            self.indent -= 1
            if self.indent <= 0:
                raise EndOfBlock
        elif type == tokenize.COMMENT:
            if self.body_col0 is not None and srowcol[1] >= self.body_col0:
                self.last = srowcol[0]
        elif self.indent == 0 and type != tokenize.NL:
            # A single-line block has ended.
            raise EndOfBlock


def getblock(lines):
    """Take the block of code at the top of a list of lines."""
    import tokenize
    finder = BlockFinder()
    try:
        for token in tokenize.generate_tokens(iter(lines).__next__):
            finder.tokeneater(*token)
    except (EndOfBlock, IndentationError):
        pass
    except (SyntaxError, tokenize.TokenError) as error:
        if "unmatched" not in str(error) and "EOF in multi-line" not in str(error):
            raise
        # A lambda within brackets: what was read up to the bracket is the block.
        finder.last = max(finder.last, 1)
    return lines[:finder.last]


def getsourcelines(object):
    """Return a list of an object's source lines and the number of the first."""
    object = unwrap(object)
    lines, lnum = findsource(object)
    if istraceback(object):
        object = object.tb_frame
    if ismodule(object) or isframe(object) and object.f_code.co_name == "<module>":
        return lines, 0
    return getblock(lines[lnum:]), lnum + 1


def getsource(object):
    """Return an object's source as one string; OSError if there is none."""
    return "".join(getsourcelines(object)[0])


# --- arguments, the old way -----------------------------------------------------------------------------------

def getargs(co):
    """Return Arguments(args, varargs, varkw) of a code object; args has the keyword-only ones at its end."""
    if not iscode(co):
        raise TypeError(f"{co!r} is not a code object")
    names = co.co_varnames
    nargs = co.co_argcount
    nkwargs = co.co_kwonlyargcount
    args = list(names[:nargs + nkwargs])
    at = nargs + nkwargs
    varargs = varkw = None
    if co.co_flags & CO_VARARGS:
        varargs = names[at]
        at += 1
    if co.co_flags & CO_VARKEYWORDS:
        varkw = names[at]
    return __getattr__("Arguments")(args, varargs, varkw)


def getfullargspec(func):
    """Return FullArgSpec(args, varargs, varkw, defaults, kwonlyargs, kwonlydefaults, annotations) of a callable."""
    try:
        sig = _signature(func, follow_wrapped=False, skip_bound=False, annotation_format=1)
    except Exception as error:
        raise TypeError("unsupported callable") from error
    posonly, args, kwonly = [], [], []
    varargs = varkw = None
    defaults = ()
    annotations, kwdefaults = {}, {}
    if sig.return_annotation is not sig.empty:
        annotations["return"] = sig.return_annotation
    for param in sig.parameters.values():
        kind, name = param.kind, param.name
        if kind is _POSITIONAL_ONLY:
            posonly.append(name)
            if param.default is not param.empty:
                defaults += (param.default,)
        elif kind is _POSITIONAL_OR_KEYWORD:
            args.append(name)
            if param.default is not param.empty:
                defaults += (param.default,)
        elif kind is _VAR_POSITIONAL:
            varargs = name
        elif kind is _KEYWORD_ONLY:
            kwonly.append(name)
            if param.default is not param.empty:
                kwdefaults[name] = param.default
        else:
            varkw = name
        if param.annotation is not param.empty:
            annotations[name] = param.annotation
    return __getattr__("FullArgSpec")(posonly + args, varargs, varkw, defaults or None, kwonly, kwdefaults or None,
                                      annotations)


def getargvalues(frame):
    """Return ArgInfo(args, varargs, keywords, locals) of a frame."""
    args, varargs, varkw = getargs(frame.f_code)
    return __getattr__("ArgInfo")(args, varargs, varkw, frame.f_locals)


def formatannotation(annotation, base_module=None, *, quote_annotation_strings=True):
    """Return the text of an annotation."""
    if not quote_annotation_strings and isinstance(annotation, str):
        return annotation
    if getattr(annotation, "__module__", None) == "typing":
        return repr(annotation).replace("typing.", "")
    if isinstance(annotation, types.GenericAlias):
        return str(annotation)
    if isinstance(annotation, type):
        if annotation.__module__ in ("builtins", base_module):
            return annotation.__qualname__
        return annotation.__module__ + "." + annotation.__qualname__
    lib = sys.modules.get("annotationlib")
    if lib is not None and isinstance(annotation, lib.ForwardRef):
        return annotation.__forward_arg__
    return repr(annotation)


def formatannotationrelativeto(object):
    """Return a formatannotation() that leaves out the module of an object."""
    module = getattr(object, "__module__", None)

    def _formatannotation(annotation):
        return formatannotation(annotation, module)
    return _formatannotation


def formatargvalues(args, varargs, varkw, locals, formatarg=str, formatvarargs=lambda name: "*" + name,
                    formatvarkw=lambda name: "**" + name, formatvalue=lambda value: "=" + repr(value)):
    """Format what getargvalues() returned."""
    specs = [formatarg(name) + formatvalue(locals[name]) for name in args]
    if varargs:
        specs.append(formatvarargs(varargs) + formatvalue(locals[varargs]))
    if varkw:
        specs.append(formatvarkw(varkw) + formatvalue(locals[varkw]))
    return "(" + ", ".join(specs) + ")"


def _missing_arguments(f_name, argnames, pos, values):
    names = [repr(name) for name in argnames if name not in values]
    missing = len(names)
    if missing == 1:
        s = names[0]
    elif missing == 2:
        s = "{} and {}".format(*names)
    else:
        s = ", ".join(names[:-2]) + ", {} and {}".format(*names[-2:])
    raise TypeError("%s() missing %i required %s argument%s: %s" %
                    (f_name, missing, "positional" if pos else "keyword-only", "" if missing == 1 else "s", s))


def _too_many(f_name, args, kwonly, varargs, defcount, given, values):
    atleast = len(args) - defcount
    kwonly_given = len([arg for arg in kwonly if arg in values])
    if varargs:
        plural = atleast != 1
        sig = "at least %d" % atleast
    elif defcount:
        plural = True
        sig = "from %d to %d" % (atleast, len(args))
    else:
        plural = len(args) != 1
        sig = str(len(args))
    kwonly_sig = ""
    if kwonly_given:
        kwonly_sig = " positional argument%s (and %d keyword-only argument%s)" % (
            "s" if given != 1 else "", kwonly_given, "s" if kwonly_given != 1 else "")
    raise TypeError("%s() takes %s positional argument%s but %d%s %s given" %
                    (f_name, sig, "s" if plural else "", given, kwonly_sig,
                     "was" if given == 1 and not kwonly_given else "were"))


def getcallargs(func, /, *positional, **named):
    """Return a dictionary of the values that a function's parameters would get from a call. Use Signature.bind()."""
    args, varargs, varkw, defaults, kwonlyargs, kwonlydefaults, _ = getfullargspec(func)
    f_name = func.__name__
    values = {}
    if ismethod(func) and func.__self__ is not None:
        positional = (func.__self__,) + positional
    num_pos, num_args = len(positional), len(args)
    num_defaults = len(defaults) if defaults else 0
    values.update(zip(args, positional))
    if varargs:
        values[varargs] = tuple(positional[min(num_pos, num_args):])
    possible = set(args + kwonlyargs)
    if varkw:
        values[varkw] = {}
    for name, value in named.items():
        if name not in possible:
            if not varkw:
                raise TypeError(f"{f_name}() got an unexpected keyword argument {name!r}")
            values[varkw][name] = value
            continue
        if name in values:
            raise TypeError(f"{f_name}() got multiple values for argument {name!r}")
        values[name] = value
    if num_pos > num_args and not varargs:
        _too_many(f_name, args, kwonlyargs, varargs, num_defaults, num_pos, values)
    if num_pos < num_args:
        required = args[:num_args - num_defaults]
        if any(name not in values for name in required):
            _missing_arguments(f_name, required, True, values)
        for i, name in enumerate(args[num_args - num_defaults:]):
            if name not in values:
                values[name] = defaults[i]
    missing = False
    for name in kwonlyargs:
        if name not in values:
            if kwonlydefaults and name in kwonlydefaults:
                values[name] = kwonlydefaults[name]
            else:
                missing = True
    if missing:
        _missing_arguments(f_name, kwonlyargs, False, values)
    return values


def getclosurevars(func):
    """Return ClosureVars(nonlocals, globals, builtins, unbound): what the names in a function refer to now."""
    if ismethod(func):
        func = func.__func__
    if not isfunction(func):
        raise TypeError(f"{func!r} is not a Python function")
    code = func.__code__
    nonlocals = {}
    if func.__closure__ is not None:
        for name, cell in zip(code.co_freevars, func.__closure__):
            try:
                nonlocals[name] = cell.cell_contents
            except ValueError:
                pass
    global_ns = func.__globals__
    builtin_ns = global_ns.get("__builtins__", sys.modules["builtins"].__dict__)
    if ismodule(builtin_ns):
        builtin_ns = builtin_ns.__dict__
    globals_, builtins_, unbound = {}, {}, set()
    pending = [code]
    names = []
    while pending:
        one = pending.pop()
        names.extend(one.co_names)
        pending.extend([const for const in one.co_consts if iscode(const)])
    for name in names:
        if name in ("None", "True", "False"):
            continue
        if name in global_ns:
            globals_[name] = global_ns[name]
        elif name in builtin_ns:
            builtins_[name] = builtin_ns[name]
        else:
            unbound.add(name)
    return __getattr__("ClosureVars")(nonlocals, globals_, builtins_, unbound)


# --- frames ----------------------------------------------------------------------------------------------------

def _positions(code, instruction_index):
    if instruction_index < 0:
        return (None, None, None, None)
    try:
        import itertools
        return next(itertools.islice(code.co_positions(), instruction_index // 2, None))
    except (AttributeError, StopIteration):
        return (None, None, None, None)


def getframeinfo(frame, context=1):
    """Return a Traceback(filename, lineno, function, code_context, index) with positions for a frame or traceback."""
    if istraceback(frame):
        positions = _positions(frame.tb_frame.f_code, frame.tb_lasti)
        lineno = frame.tb_lineno
        frame = frame.tb_frame
    else:
        lineno = frame.f_lineno
        positions = _positions(frame.f_code, frame.f_lasti)
    if positions[0] is None:
        positions = (lineno, *positions[1:])
    if not isframe(frame):
        raise TypeError(f"{frame!r} is not a frame or traceback object")
    filename = getsourcefile(frame) or getfile(frame)
    lines = index = None
    if context > 0:
        start = lineno - 1 - context // 2
        try:
            lines, _ = findsource(frame)
        except OSError:
            lines = None
        else:
            start = max(0, min(start, len(lines) - context))
            lines = lines[start:start + context]
            index = lineno - 1 - start
    return __getattr__("Traceback")(filename, lineno, frame.f_code.co_name, lines, index,
                                    positions=_dis_positions(positions))


def _dis_positions(positions):
    dis = sys.modules.get("dis")
    if dis is not None and hasattr(dis, "Positions"):
        return dis.Positions(*positions)
    return __getattr__("_Positions")(*positions)


def getlineno(frame):
    """Return the line that a frame is at."""
    return frame.f_lineno


def _frame_info(frame, of, context):
    info = getframeinfo(of, context)
    return __getattr__("FrameInfo")(frame, *info, positions=info.positions)


def getouterframes(frame, context=1):
    """Return FrameInfos of a frame and all that called it."""
    result = []
    while frame:
        result.append(_frame_info(frame, frame, context))
        frame = frame.f_back
    return result


def getinnerframes(tb, context=1):
    """Return FrameInfos of a traceback's frames."""
    result = []
    while tb:
        result.append(_frame_info(tb.tb_frame, tb, context))
        tb = tb.tb_next
    return result


def currentframe():
    """Return the caller's frame."""
    return sys._getframe(1) if hasattr(sys, "_getframe") else None


def stack(context=1):
    """Return FrameInfos of the caller and all that called it."""
    return getouterframes(sys._getframe(1), context)


def trace(context=1):
    """Return FrameInfos of the frames between here and where the exception being handled was raised."""
    exc = sys.exception()
    return getinnerframes(None if exc is None else exc.__traceback__, context)


# --- states of generators and coroutines -----------------------------------------------------------------------

def _state(running, suspended, frame, prefix):
    if running:
        return prefix + "_RUNNING"
    if suspended:
        return prefix + "_SUSPENDED"
    return prefix + ("_CLOSED" if frame is None else "_CREATED")


def getgeneratorstate(generator):
    """Return GEN_CREATED, GEN_RUNNING, GEN_SUSPENDED or GEN_CLOSED."""
    return _state(generator.gi_running, generator.gi_suspended, generator.gi_frame, "GEN")


def getcoroutinestate(coroutine):
    """Return CORO_CREATED, CORO_RUNNING, CORO_SUSPENDED or CORO_CLOSED."""
    return _state(coroutine.cr_running, coroutine.cr_suspended, coroutine.cr_frame, "CORO")


def getasyncgenstate(agen):
    """Return AGEN_CREATED, AGEN_RUNNING, AGEN_SUSPENDED or AGEN_CLOSED."""
    return _state(agen.ag_running, agen.ag_suspended, agen.ag_frame, "AGEN")


def getgeneratorlocals(generator):
    """Return a generator's local variables."""
    if not isgenerator(generator):
        raise TypeError(f"{generator!r} is not a Python generator")
    return generator.gi_frame.f_locals if getattr(generator, "gi_frame", None) is not None else {}


def getcoroutinelocals(coroutine):
    """Return a coroutine's local variables."""
    frame = getattr(coroutine, "cr_frame", None)
    return frame.f_locals if frame is not None else {}


def getasyncgenlocals(agen):
    """Return an asynchronous generator's local variables."""
    if not isasyncgen(agen):
        raise TypeError(f"{agen!r} is not a Python async generator")
    frame = getattr(agen, "ag_frame", None)
    return frame.f_locals if frame is not None else {}


# --- signatures ------------------------------------------------------------------------------------------------

class _empty:
    """Marks what is not there: a default or an annotation."""


class _void:
    """Marks an argument of replace() that was not given."""


class _ParameterKind(int):
    """The kind of a parameter. As an IntEnum, which would cost the import of enum."""

    def __new__(cls, value):
        if type(value) is cls:
            return value
        for kind in cls._kinds:
            if kind == value:
                return kind
        raise ValueError(f"{value!r} is not a valid _ParameterKind")

    _kinds = ()

    @property
    def value(self):
        return int(self)

    def __str__(self):
        return self.name

    def __repr__(self):
        return f"<_ParameterKind.{self.name}: {int(self)}>"

    def __reduce__(self):
        return _ParameterKind, (int(self),)


def _make_kind(value, name, description):
    kind = int.__new__(_ParameterKind, value)
    kind.name = name
    kind.description = description
    setattr(_ParameterKind, name, kind)
    return kind


_POSITIONAL_ONLY = _make_kind(0, "POSITIONAL_ONLY", "positional-only")
_POSITIONAL_OR_KEYWORD = _make_kind(1, "POSITIONAL_OR_KEYWORD", "positional or keyword")
_VAR_POSITIONAL = _make_kind(2, "VAR_POSITIONAL", "variadic positional")
_KEYWORD_ONLY = _make_kind(3, "KEYWORD_ONLY", "keyword-only")
_VAR_KEYWORD = _make_kind(4, "VAR_KEYWORD", "variadic keyword")
_ParameterKind._kinds = (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD, _VAR_POSITIONAL, _KEYWORD_ONLY, _VAR_KEYWORD)


def _iskeyword(name):
    import keyword
    return keyword.iskeyword(name)


class Parameter:
    """A parameter in a signature: name, kind, default and annotation."""

    __slots__ = ("_name", "_kind", "_default", "_annotation")

    POSITIONAL_ONLY = _POSITIONAL_ONLY
    POSITIONAL_OR_KEYWORD = _POSITIONAL_OR_KEYWORD
    VAR_POSITIONAL = _VAR_POSITIONAL
    KEYWORD_ONLY = _KEYWORD_ONLY
    VAR_KEYWORD = _VAR_KEYWORD
    empty = _empty

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        try:
            self._kind = kind = _ParameterKind(kind)
        except ValueError:
            raise ValueError(f"value {kind!r} is not a valid Parameter.kind") from None
        if default is not _empty and kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
            raise ValueError(f"{kind.description} parameters cannot have default values")
        self._default = default
        self._annotation = annotation
        if name is _empty:
            raise ValueError("name is a required attribute for Parameter")
        if not isinstance(name, str):
            raise TypeError(f"name must be a str, not a {type(name).__name__}")
        if name[:1] == "." and name[1:].isdigit():
            # The implicit argument of a comprehension.
            if kind != _POSITIONAL_OR_KEYWORD:
                raise ValueError(f"implicit arguments must be passed as positional or keyword arguments, not "
                                 f"{kind.description}")
            self._kind = _POSITIONAL_ONLY
            name = f"implicit{name[1:]}"
        if not name.isidentifier() or _iskeyword(name) and kind is not _POSITIONAL_ONLY:
            raise ValueError(f"{name!r} is not a valid parameter name")
        self._name = name

    def __reduce__(self):
        return (type(self), (self._name, self._kind), {"_default": self._default, "_annotation": self._annotation})

    def __setstate__(self, state):
        self._default = state["_default"]
        self._annotation = state["_annotation"]

    @property
    def name(self):
        return self._name

    @property
    def default(self):
        return self._default

    @property
    def annotation(self):
        return self._annotation

    @property
    def kind(self):
        return self._kind

    def replace(self, *, name=_void, kind=_void, annotation=_void, default=_void):
        """Return a copy with some things changed."""
        return type(self)(self._name if name is _void else name, self._kind if kind is _void else kind,
                          default=self._default if default is _void else default,
                          annotation=self._annotation if annotation is _void else annotation)

    __replace__ = replace

    def __str__(self):
        return self._format()

    def _format(self, *, quote_annotation_strings=True):
        text = self._name
        if self._annotation is not _empty:
            annotation = formatannotation(self._annotation, quote_annotation_strings=quote_annotation_strings)
            text = f"{text}: {annotation}"
        if self._default is not _empty:
            text += f" = {self._default!r}" if self._annotation is not _empty else f"={self._default!r}"
        if self._kind is _VAR_POSITIONAL:
            return "*" + text
        if self._kind is _VAR_KEYWORD:
            return "**" + text
        return text

    def __repr__(self):
        return f'<{self.__class__.__name__} "{self}">'

    def __hash__(self):
        return hash((self._name, self._kind, self._annotation, self._default))

    def __eq__(self, other):
        if self is other:
            return True
        if not isinstance(other, Parameter):
            return NotImplemented
        return (self._name == other._name and self._kind == other._kind and self._default == other._default
                and self._annotation == other._annotation)


class BoundArguments:
    """The result of Signature.bind(): which argument goes to which parameter."""

    __slots__ = ("arguments", "_signature", "__weakref__")

    def __init__(self, signature, arguments):
        self.arguments = arguments
        self._signature = signature

    @property
    def signature(self):
        return self._signature

    @property
    def args(self):
        args = []
        for name, param in self._signature.parameters.items():
            if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
                break
            try:
                arg = self.arguments[name]
            except KeyError:
                break                   # what follows goes by keyword
            if param.kind is _VAR_POSITIONAL:
                args.extend(arg)
            else:
                args.append(arg)
        return tuple(args)

    @property
    def kwargs(self):
        kwargs = {}
        by_keyword = False
        for name, param in self._signature.parameters.items():
            if not by_keyword:
                if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
                    by_keyword = True
                elif name not in self.arguments:
                    by_keyword = True
                    continue
            if not by_keyword:
                continue
            try:
                arg = self.arguments[name]
            except KeyError:
                continue
            if param.kind is _VAR_KEYWORD:
                kwargs.update(arg)
            else:
                kwargs[name] = arg
        return kwargs

    def apply_defaults(self):
        """Fill in the parameters that got no argument."""
        arguments = self.arguments
        new = []
        for name, param in self._signature.parameters.items():
            try:
                new.append((name, arguments[name]))
            except KeyError:
                if param.default is not _empty:
                    value = param.default
                elif param.kind is _VAR_POSITIONAL:
                    value = ()
                elif param.kind is _VAR_KEYWORD:
                    value = {}
                else:
                    continue            # bind_partial() left it out
                new.append((name, value))
        self.arguments = dict(new)

    def __eq__(self, other):
        if self is other:
            return True
        if not isinstance(other, BoundArguments):
            return NotImplemented
        return self.signature == other.signature and self.arguments == other.arguments

    def __setstate__(self, state):
        self._signature = state["_signature"]
        self.arguments = state["arguments"]

    def __getstate__(self):
        return {"_signature": self._signature, "arguments": self.arguments}

    def __repr__(self):
        args = ", ".join([f"{name}={value!r}" for name, value in self.arguments.items()])
        return f"<{self.__class__.__name__} ({args})>"


class Signature:
    """The parameters and the return annotation of a callable."""

    __slots__ = ("_return_annotation", "_parameters")

    _parameter_cls = Parameter
    _bound_arguments_cls = BoundArguments
    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty, __validate_parameters__=True):
        from collections import OrderedDict     # two signatures differ if the order of their parameters does
        params = OrderedDict()
        if parameters is not None:
            if __validate_parameters__:
                top_kind = _POSITIONAL_ONLY
                seen_default = False
                seen_var = set()
                for param in parameters:
                    kind, name = param.kind, param.name
                    if kind in seen_var:
                        raise ValueError(f"more than one {kind.description} parameter")
                    if kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
                        seen_var.add(kind)
                    if kind < top_kind:
                        raise ValueError(f"wrong parameter order: {top_kind.description} parameter before "
                                         f"{kind.description} parameter")
                    top_kind = kind
                    if kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
                        if param.default is _empty:
                            if seen_default:
                                raise ValueError("non-default argument follows default argument")
                        else:
                            seen_default = True
                    if name in params:
                        raise ValueError(f"duplicate parameter name: {name!r}")
                    params[name] = param
            else:
                params = OrderedDict((param.name, param) for param in parameters)
        self._parameters = types.MappingProxyType(params)
        self._return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False,
                      annotation_format=1):
        """Make a signature of a callable."""
        return _signature(obj, sigcls=cls, follow_wrapped=follow_wrapped, globals=globals, locals=locals,
                          eval_str=eval_str, annotation_format=annotation_format)

    @property
    def parameters(self):
        return self._parameters

    @property
    def return_annotation(self):
        return self._return_annotation

    def replace(self, *, parameters=_void, return_annotation=_void):
        """Return a copy with some things changed."""
        return type(self)(self.parameters.values() if parameters is _void else parameters,
                          return_annotation=self._return_annotation if return_annotation is _void
                          else return_annotation)

    __replace__ = replace

    def _key(self):
        params = tuple([p for p in self.parameters.values() if p.kind != _KEYWORD_ONLY])
        return params, {p.name: p for p in self.parameters.values() if p.kind == _KEYWORD_ONLY}, self.return_annotation

    def __hash__(self):
        params, keyword_only, returned = self._key()
        return hash((params, frozenset(keyword_only.values()), returned))

    def __eq__(self, other):
        if self is other:
            return True
        if not isinstance(other, Signature):
            return NotImplemented
        return self._key() == other._key()

    def _bind(self, args, kwargs, *, partial=False):
        arguments = {}
        parameters = iter(self.parameters.values())
        rest = []                       # parameters that get no positional argument
        arg_vals = iter(args)
        pos_only_in_kwargs = []
        while True:
            try:
                arg_val = next(arg_vals)
            except StopIteration:
                try:
                    param = next(parameters)
                except StopIteration:
                    break
                if param.kind is _VAR_POSITIONAL:
                    break
                if param.name in kwargs:
                    if param.kind is _POSITIONAL_ONLY:
                        if param.default is _empty:
                            pos_only_in_kwargs.append(param)
                        continue
                    rest = [param]
                    break
                if param.kind is _VAR_KEYWORD or param.default is not _empty:
                    rest = [param]
                    break
                if partial:
                    rest = [param]
                    break
                argtype = " keyword-only" if param.kind is _KEYWORD_ONLY else ""
                raise TypeError(f"missing a required{argtype} argument: {param.name!r}")
            else:
                try:
                    param = next(parameters)
                except StopIteration:
                    raise TypeError("too many positional arguments") from None
                if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
                    raise TypeError("too many positional arguments")
                if param.kind is _VAR_POSITIONAL:
                    arguments[param.name] = (arg_val, *arg_vals)
                    break
                if param.name in kwargs and param.kind is not _POSITIONAL_ONLY:
                    raise TypeError(f"multiple values for argument {param.name!r}")
                arguments[param.name] = arg_val
        kwargs_param = None
        for param in (*rest, *parameters):
            if param.kind is _VAR_KEYWORD:
                kwargs_param = param
                continue
            if param.kind is _VAR_POSITIONAL:
                continue
            name = param.name
            if param.kind is _POSITIONAL_ONLY:
                if name in kwargs and param.default is _empty:
                    pos_only_in_kwargs.append(param)
                elif name not in kwargs and param.default is _empty and not partial:
                    raise TypeError(f"missing a required positional-only argument: {name!r}")
                continue
            try:
                arguments[name] = kwargs.pop(name)
            except KeyError:
                if not partial and param.default is _empty:
                    raise TypeError(f"missing a required argument: {name!r}") from None
        if kwargs:
            if kwargs_param is not None:
                arguments[kwargs_param.name] = kwargs
            elif pos_only_in_kwargs:
                names = ", ".join([param.name for param in pos_only_in_kwargs])
                raise TypeError(f"got some positional-only arguments passed as keyword arguments: {names!r}")
            else:
                raise TypeError(f"got an unexpected keyword argument {next(iter(kwargs))!r}")
        if pos_only_in_kwargs and not partial:
            raise TypeError(f"missing a required positional-only argument: {pos_only_in_kwargs[0].name!r}")
        return self._bound_arguments_cls(self, arguments)

    def bind(self, /, *args, **kwargs):
        """Return BoundArguments that map these arguments to the parameters; TypeError if they do not fit."""
        return self._bind(args, kwargs)

    def bind_partial(self, /, *args, **kwargs):
        """As bind(), but required arguments may be missing."""
        return self._bind(args, kwargs, partial=True)

    def __reduce__(self):
        return (type(self), (tuple(self._parameters.values()),), {"_return_annotation": self._return_annotation})

    def __setstate__(self, state):
        self._return_annotation = state["_return_annotation"]

    def __repr__(self):
        return f"<{self.__class__.__name__} {self}>"

    def __str__(self):
        return self.format()

    def format(self, *, max_width=None, quote_annotation_strings=True):
        """Return the text of the signature; one parameter a line if it is longer than max_width."""
        result = []
        after_positional_only = False
        star_needed = True
        for param in self.parameters.values():
            text = param._format(quote_annotation_strings=quote_annotation_strings)
            kind = param.kind
            if kind is _POSITIONAL_ONLY:
                after_positional_only = True
            elif after_positional_only:
                result.append("/")
                after_positional_only = False
            if kind is _VAR_POSITIONAL:
                star_needed = False
            elif kind is _KEYWORD_ONLY and star_needed:
                result.append("*")
                star_needed = False
            result.append(text)
        if after_positional_only:
            result.append("/")
        text = f"({', '.join(result)})"
        if max_width is not None and len(text) > max_width:
            text = "(\n    " + ",\n    ".join(result) + "\n)"
        if self.return_annotation is not _empty:
            text += " -> " + formatannotation(self.return_annotation,
                                              quote_annotation_strings=quote_annotation_strings)
        return text


def signature(obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False, annotation_format=1):
    """Return the Signature of a callable. TypeError if it is none, ValueError if there is no signature."""
    return Signature.from_callable(obj, follow_wrapped=follow_wrapped, globals=globals, locals=locals,
                                   eval_str=eval_str, annotation_format=annotation_format)


def _signature_is_functionlike(obj):
    """True for what is no function but has all that a signature needs (Cython's functions, say)."""
    if not callable(obj) or isclass(obj):
        return False
    name = getattr(obj, "__name__", None)
    code = getattr(obj, "__code__", None)
    defaults = getattr(obj, "__defaults__", _void)
    kwdefaults = getattr(obj, "__kwdefaults__", _void)
    return (isinstance(code, types.CodeType) and isinstance(name, str)
            and (defaults is None or isinstance(defaults, tuple))
            and (kwdefaults is None or isinstance(kwdefaults, dict)))


def _from_function(cls, func, skip_bound, globals, locals, eval_str, annotation_format):
    """A signature from a code object, defaults and annotations."""
    is_duck = False
    if not isfunction(func):
        if not _signature_is_functionlike(func):
            raise TypeError(f"{func!r} is not a Python function")
        is_duck = True
    text = getattr(func, "__text_signature__", None)
    if text:
        return _from_text(cls, func, text, skip_bound)
    Parameter = cls._parameter_cls
    code = func.__code__
    names = code.co_varnames
    pos_count, posonly_count, keyword_count = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount
    annotations = get_annotations(func, globals=globals, locals=locals, eval_str=eval_str, format=annotation_format)
    defaults = func.__defaults__ or ()
    kwdefaults = func.__kwdefaults__ or {}
    parameters = []
    first_default = pos_count - len(defaults)
    for i, name in enumerate(names[:pos_count]):
        parameters.append(Parameter(
            name, _POSITIONAL_ONLY if i < posonly_count else _POSITIONAL_OR_KEYWORD,
            annotation=annotations.get(name, _empty),
            default=defaults[i - first_default] if i >= first_default else _empty))
    at = pos_count + keyword_count
    if code.co_flags & CO_VARARGS:
        parameters.append(Parameter(names[at], _VAR_POSITIONAL, annotation=annotations.get(names[at], _empty)))
        at += 1
    for name in names[pos_count:pos_count + keyword_count]:
        parameters.append(Parameter(name, _KEYWORD_ONLY, annotation=annotations.get(name, _empty),
                                    default=kwdefaults.get(name, _empty)))
    if code.co_flags & CO_VARKEYWORDS:
        parameters.append(Parameter(names[at], _VAR_KEYWORD, annotation=annotations.get(names[at], _empty)))
    return cls(parameters, return_annotation=annotations.get("return", _empty), __validate_parameters__=is_duck)


class _Unrepresentable:
    def __repr__(self):
        return "<unrepresentable>"


_unrepresentable = _Unrepresentable()


def _from_text(cls, obj, text, skip_bound=True):
    """A signature from __text_signature__: "($self, x, /, y=1)". A $ marks the bound parameter."""
    import ast
    Parameter = cls._parameter_cls
    clean = text
    self_name = None
    if "$" in clean:
        start = clean.index("$") + 1
        end = start
        while end < len(clean) and (clean[end].isalnum() or clean[end] == "_"):
            end += 1
        self_name = clean[start:end]
        clean = clean.replace("$", "")
    # The default of a native argument that has none in Python: it may be left out.
    clean = clean.replace("<unrepresentable>", "__unrepresentable__")
    try:
        function = ast.parse("def foo" + clean + ": pass").body[0]
    except SyntaxError:
        raise ValueError(f"{obj!r} has invalid signature") from None
    module_dict = {}
    module_name = getattr(obj, "__module__", None)
    if not module_name:
        module_name = getattr(getattr(obj, "__objclass__", None), "__module__", None)
    module = sys.modules.get(module_name)
    if module:
        module_dict = module.__dict__

    def evaluate(node):
        try:
            return ast.literal_eval(node)
        except ValueError:
            pass
        if isinstance(node, ast.BinOp):
            left, right = evaluate(node.left), evaluate(node.right)
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Sub):
                return left - right
            if isinstance(node.op, ast.BitOr):
                return left | right
            raise ValueError
        if isinstance(node, ast.Name) and node.id == "__unrepresentable__":
            return _unrepresentable
        names = []
        inner = node
        while isinstance(inner, ast.Attribute):
            names.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise ValueError
        value = module_dict.get(inner.id, _sentinel)
        if value is _sentinel:
            value = sys.modules.get(inner.id, _sentinel)
        if value is _sentinel:
            value = getattr(sys.modules["builtins"], inner.id, _sentinel)
        if value is _sentinel:
            raise ValueError
        for name in reversed(names):
            value = getattr(value, name)
        if not isinstance(value, (str, int, float, bytes, types.NoneType)):
            raise ValueError
        return value

    parameters = []

    def add(node, kind, default=None):
        value = _empty
        if default is not None:
            try:
                value = evaluate(default)
            except (ValueError, AttributeError):
                raise ValueError(f"{obj!r} builtin has invalid signature") from None
        parameters.append(Parameter(node.arg, kind, default=value))

    a = function.args
    positional = [*[(node, _POSITIONAL_ONLY) for node in a.posonlyargs],
                  *[(node, _POSITIONAL_OR_KEYWORD) for node in a.args]]
    defaults = [None] * (len(positional) - len(a.defaults)) + a.defaults
    for (node, kind), default in zip(positional, defaults):
        add(node, kind, default)
    if a.vararg:
        add(a.vararg, _VAR_POSITIONAL)
    for node, default in zip(a.kwonlyargs, a.kw_defaults):
        add(node, _KEYWORD_ONLY, default)
    if a.kwarg:
        add(a.kwarg, _VAR_KEYWORD)
    if self_name is not None and parameters:
        owner = getattr(obj, "__self__", None)
        # A module function's first parameter is the module, and never shown.
        if self_name == "module" or owner is not None and (ismodule(owner) or skip_bound):
            parameters.pop(0)
        else:
            parameters[0] = parameters[0].replace(kind=_POSITIONAL_ONLY)
    return cls(parameters, return_annotation=cls.empty)


def _bound_method_signature(sig):
    """Take the first parameter away."""
    params = tuple(sig.parameters.values())
    if not params or params[0].kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
        raise ValueError("invalid method signature")
    if params[0].kind in (_POSITIONAL_OR_KEYWORD, _POSITIONAL_ONLY):
        params = params[1:]
    return sig.replace(parameters=params)


def _partial_signature(wrapped_sig, partial, extra_args=()):
    """What is left of a signature when functools.partial has given some arguments."""
    old = wrapped_sig.parameters
    new = dict(old)
    placeholder = getattr(sys.modules.get("functools"), "Placeholder", _sentinel)
    args = tuple(extra_args) + tuple(partial.args or ())
    try:
        bound = wrapped_sig.bind_partial(*args, **(partial.keywords or {}))
    except TypeError as error:
        raise ValueError(f"partial object {partial!r} has incorrect arguments") from error
    by_keyword = False
    for name, param in old.items():
        try:
            value = bound.arguments[name]
        except KeyError:
            pass
        else:
            if param.kind is _POSITIONAL_ONLY:
                if value is placeholder:
                    new[name] = param.replace(default=_empty)
                else:
                    new.pop(name)
                continue
            if param.kind is _POSITIONAL_OR_KEYWORD:
                if name in (partial.keywords or {}):
                    # From here on parameters can be given by keyword only.
                    by_keyword = True
                    new[name] = param.replace(default=value)
                elif value is placeholder:
                    new[name] = param.replace(kind=_POSITIONAL_ONLY, default=_empty)
                else:
                    new.pop(param.name)
                    continue
            if param.kind is _KEYWORD_ONLY:
                new[name] = param.replace(default=value)
        if by_keyword:
            if param.kind is _POSITIONAL_OR_KEYWORD:
                moved = new[name].replace(kind=_KEYWORD_ONLY)
                del new[name]
                new[name] = moved
            elif param.kind in (_KEYWORD_ONLY, _VAR_KEYWORD):
                new[name] = new.pop(name)
            elif param.kind is _VAR_POSITIONAL:
                new.pop(name)
    return wrapped_sig.replace(parameters=new.values())


def _user_method(cls, name, *, follow_mro=True):
    """A method that is written in Python (or has its own signature), or None."""
    found = getattr_static(cls, name, None) if follow_mro else cls.__dict__.get(name)
    if found is None:
        return None
    if isinstance(found, (types.WrapperDescriptorType, types.MethodWrapperType, types.ClassMethodDescriptorType,
                          types.BuiltinFunctionType, types.MethodDescriptorType)):
        return None
    if isinstance(found, (staticmethod, classmethod)) or hasattr(type(found), "__get__") or callable(found):
        return found
    return None


def _signature(obj, *, follow_wrapped=True, skip_bound=True, globals=None, locals=None, eval_str=False,
               sigcls=Signature, annotation_format=1):
    def recurse(inner, **changes):
        return _signature(inner, **({"follow_wrapped": follow_wrapped, "skip_bound": skip_bound, "globals": globals,
                                     "locals": locals, "eval_str": eval_str, "sigcls": sigcls,
                                     "annotation_format": annotation_format} | changes))

    if not callable(obj):
        raise TypeError(f"{obj!r} is not a callable object")
    if isinstance(obj, types.MethodType):
        sig = recurse(obj.__func__)
        return _bound_method_signature(sig) if skip_bound else sig
    if follow_wrapped:
        obj = unwrap(obj, stop=lambda f: hasattr(f, "__signature__") or isinstance(f, types.MethodType))
        if isinstance(obj, types.MethodType):
            return recurse(obj)
    sig = getattr(obj, "__signature__", None)
    if sig is not None:
        if not isinstance(sig, (Signature, str)) and callable(sig):
            sig = sig()
        if isinstance(sig, str):
            return _from_text(sigcls, obj, sig)
        if not isinstance(sig, Signature):
            raise TypeError(f"unexpected object {sig!r} in __signature__ attribute")
        return sig
    partialmethod = getattr(obj, "__partialmethod__", None)
    functools = sys.modules.get("functools")
    if partialmethod is not None and functools is not None and isinstance(partialmethod, functools.partialmethod):
        wrapped_sig = recurse(partialmethod.func)
        sig = _partial_signature(wrapped_sig, partialmethod, (None,))
        first = tuple(wrapped_sig.parameters.values())[0]
        if first.kind is _VAR_POSITIONAL:
            return sig
        params = tuple(sig.parameters.values())
        return sig.replace(parameters=(first,) + params)
    if _is_partial(obj):
        return _partial_signature(recurse(obj.func), obj)
    if isfunction(obj) or _signature_is_functionlike(obj):
        return _from_function(sigcls, obj, skip_bound, globals, locals, eval_str, annotation_format)
    if isinstance(obj, (types.BuiltinFunctionType, types.MethodWrapperType, types.WrapperDescriptorType,
                        types.MethodDescriptorType, types.ClassMethodDescriptorType)):
        text = getattr(obj, "__text_signature__", None)
        if not text:
            raise ValueError(f"no signature found for builtin {obj!r}")
        return _from_text(sigcls, obj, text, skip_bound)
    if isinstance(obj, type):
        return _class_signature(obj, recurse, sigcls)
    text = getattr(obj, "__text_signature__", None)
    if text:
        return _from_text(sigcls, obj, text)
    # An instance with __call__.
    call = getattr_static(type(obj), "__call__", None)
    if call is not None:
        if isinstance(call, (types.WrapperDescriptorType, types.MethodWrapperType)):
            text = getattr(obj, "__text_signature__", None)
            if text:
                return _from_text(sigcls, obj, text)
            raise ValueError(f"no signature found for builtin {obj!r}")
        bound = _bind_static(call, obj)
        return recurse(bound)
    raise ValueError(f"callable {obj!r} is not supported by signature")


def _bind_static(descriptor, obj):
    getter = getattr(type(descriptor), "__get__", None)
    return descriptor if getter is None else getter(descriptor, obj, type(obj))


def _class_signature(obj, recurse, sigcls):
    """A class is called through its metaclass's __call__, then __new__ and __init__: whichever is defined nearest."""
    call = _user_method(type(obj), "__call__")
    if call is not None:
        return recurse(_bind_static(call, obj))
    new = _user_method(obj, "__new__")
    init = _user_method(obj, "__init__")
    for base in obj.__mro__:
        if new is not None and "__new__" in base.__dict__:
            getter = getattr(type(new), "__get__", None)
            # It gets the class explicitly, even if it is bound to something.
            return _bound_method_signature(recurse(new if getter is None else getter(new, None, obj)))
        if init is not None and "__init__" in base.__dict__:
            if isfunction(init):
                return _bound_method_signature(recurse(init))
            return recurse(_bind_static(init, obj))
    for base in obj.__mro__[:-1]:
        # A native class says it with its docstring.
        text = getattr(base, "__text_signature__", None)
        if text:
            return _from_text(sigcls, base, text)
    if type not in obj.__mro__:
        if obj.__init__ is object.__init__ and obj.__new__ is object.__new__:
            return sigcls(())
        raise ValueError(f"no signature found for builtin type {obj!r}")
    raise ValueError(f"callable {obj!r} is not supported by signature")


# --- made when they are asked for ------------------------------------------------------------------------------

_TUPLES = {
    "Arguments": "args varargs varkw",
    "FullArgSpec": "args varargs varkw defaults kwonlyargs kwonlydefaults annotations",
    "ArgInfo": "args varargs keywords locals",
    "Attribute": "name kind defining_class object",
    "ClosureVars": "nonlocals globals builtins unbound",
    "_Traceback": "filename lineno function code_context index",
    "_FrameInfo": "frame filename lineno function code_context index",
    "_Positions": "lineno end_lineno col_offset end_col_offset",
}


def _make_with_positions(name, base):
    def __new__(cls, *args, positions=None):
        self = base.__new__(cls, *args)
        self.positions = positions
        return self

    def __repr__(self):
        fields = ", ".join([f"{field}={getattr(self, field)!r}" for field in (*base._fields, "positions")])
        return f"{name}({fields})"
    return type(name, (base,), {"__new__": __new__, "__repr__": __repr__, "__module__": "inspect"})


def _make_buffer_flags():
    import enum
    return enum.IntFlag("BufferFlags", {
        "SIMPLE": 0x0, "WRITABLE": 0x1, "FORMAT": 0x4, "ND": 0x8, "STRIDES": 0x18, "C_CONTIGUOUS": 0x38,
        "F_CONTIGUOUS": 0x58, "ANY_CONTIGUOUS": 0x98, "INDIRECT": 0x118, "CONTIG": 0x9, "CONTIG_RO": 0x8,
        "STRIDED": 0x19, "STRIDED_RO": 0x18, "RECORDS": 0x1d, "RECORDS_RO": 0x1c, "FULL": 0x11d, "FULL_RO": 0x11c,
        "READ": 0x100, "WRITE": 0x200}, module="inspect")


def __getattr__(name):
    namespace = globals()
    if name in namespace:
        return namespace[name]
    if name in _TUPLES:
        from collections import namedtuple
        made = namedtuple(name, _TUPLES[name], module="inspect")
    elif name in ("Traceback", "FrameInfo"):
        made = _make_with_positions(name, __getattr__("_" + name))
    elif name == "BufferFlags":
        made = _make_buffer_flags()
    else:
        raise AttributeError(f"module 'inspect' has no attribute {name!r}")
    return namespace.setdefault(name, made)


def __dir__():
    return sorted({*globals(), *_TUPLES, "Traceback", "FrameInfo", "BufferFlags"})


def _main():
    """`python -m inspect [--details] MODULE[:QUALNAME]`: prints the source."""
    import argparse
    import importlib

    parser = argparse.ArgumentParser()
    parser.add_argument("object", help="The object to be analysed. It supports the 'module:qualname' syntax")
    parser.add_argument("-d", "--details", action="store_true", help="Display info about the module rather than its source code")
    args = parser.parse_args()
    module_name, has_attributes, attributes = args.object.partition(":")
    try:
        obj = module = importlib.import_module(module_name)
    except Exception as error:
        print(f"Failed to import {module_name} ({type(error).__name__}: {error})", file=sys.stderr)
        sys.exit(2)
    if has_attributes:
        for part in attributes.split("."):
            obj = getattr(obj, part)
    if module.__name__ in sys.builtin_module_names:
        print("Can't get info for builtin modules.", file=sys.stderr)
        sys.exit(1)
    if not args.details:
        print(getsource(obj))
        return
    print(f"Target: {args.object}")
    print(f"Origin: {getsourcefile(module)}")
    print(f"Cached: {module.__spec__.cached}")
    if obj is module:
        print(f"Loader: {module.__spec__.loader!r}")
        if hasattr(module, "__path__"):
            print(f"Submodule search path: {module.__path__}")
    else:
        try:
            print(f"Line: {findsource(obj)[1]}")
        except OSError:
            pass
    print()


if __name__ == "__main__":
    _main()
