"""The import system from Python.

The import statement, the search along sys.path and the cached bytecode are native. The finders and loaders as Python
sees them are in importlib._bootstrap_python, loaded when somebody asks for them through machinery, util or abc.

What is wanted of the native module `_krait_import`:
    import_module(name)          import, and return the module itself
    call_locked(name, function)  call a function while no other thread can import or reload the module
(and optionally; what is missing is done in Python:)
    ModuleSpec                   the type of __spec__, as in the Library Reference
    builtin_names                names of the native modules (default: sys.builtin_module_names)
    create_builtin(spec)         make a native module; exec_builtin(module) runs it
    find_embedded(name)          None, or (is_package, origin) of a module that is embedded in the library
    get_embedded_code(name)      its code object
    load_code(path)              the code object of a source file, from __pycache__ if that is up to date
    invalidate_caches()          forget what the native path search knows of directories
    BuiltinImporter, FrozenImporter, PathFinder    the finders which the native import puts on sys.meta_path
"""
import sys
import _krait_import

__all__ = ["__import__", "import_module", "invalidate_caches", "reload"]

from builtins import __import__

_RELOADING = {}


def import_module(name, package=None):
    """Import a module and return it. A relative name (with leading dots) needs the package to start from."""
    level = 0
    if name.startswith("."):
        if not package:
            raise TypeError(f"the 'package' argument is required to perform a relative import for {name!r}")
        level = len(name) - len(name.lstrip("."))
        bits = package.rsplit(".", level - 1)
        if len(bits) < level:
            raise ImportError("attempted relative import beyond top-level package")
        name = f"{bits[0]}.{name[level:]}" if name[level:] else bits[0]
    if not name:
        raise ValueError("Empty module name")
    found = sys.modules.get(name)
    if found is not None and not getattr(getattr(found, "__spec__", None), "_initializing", False):
        return found
    return _krait_import.import_module(name)


def invalidate_caches():
    """Make the finders on sys.meta_path forget what they know of directories."""
    _krait_import.invalidate_caches()
    for finder in sys.meta_path:
        if hasattr(finder, "invalidate_caches"):
            finder.invalidate_caches()


def reload(module):
    """Run a module's code again in the module that there is, and return it."""
    try:
        name = module.__spec__.name
    except AttributeError:
        try:
            name = module.__name__
        except AttributeError:
            raise TypeError("reload() argument must be a module") from None
    if sys.modules.get(name) is not module:
        raise ImportError(f"module {name} not in sys.modules", name=name)
    reloading = _RELOADING.get(name)
    if reloading is not None:
        return reloading
    _RELOADING[name] = module
    try:
        parent_name = name.rpartition(".")[0]
        path = None
        if parent_name:
            try:
                path = sys.modules[parent_name].__path__
            except KeyError:
                raise ImportError(f"parent {parent_name!r} not in sys.modules", name=parent_name) from None
        from importlib import _bootstrap_python
        spec = module.__spec__ = _bootstrap_python.find_spec(name, path, module)
        if spec is None:
            raise ModuleNotFoundError(f"spec not found for the module {name!r}", name=name)
        _bootstrap_python.exec_module(spec, module)
        return sys.modules[name]
    finally:
        _RELOADING.pop(name, None)


def __getattr__(name):
    # In CPython these are always there.
    if name in ("_bootstrap", "_bootstrap_external"):
        return import_module("importlib." + name)
    raise AttributeError(f"module 'importlib' has no attribute {name!r}")
