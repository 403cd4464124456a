"""Utilities for packages: iterating over modules, package data, names as objects."""
import sys

__all__ = ["get_importer", "iter_importers", "walk_packages", "iter_modules", "get_data", "read_code", "extend_path",
           "ModuleInfo"]


def __getattr__(name):
    if name == "ModuleInfo":
        from collections import namedtuple
        made = namedtuple("ModuleInfo", "module_finder name ispkg", module="pkgutil")
        made.__doc__ = "What iter_modules() and walk_packages() yield."
        return globals().setdefault("ModuleInfo", made)
    raise AttributeError(f"module 'pkgutil' has no attribute {name!r}")


def read_code(stream):
    """Return the code object in a file of bytecode, or None if it is none."""
    try:
        from importlib.util import MAGIC_NUMBER
    except (ImportError, AttributeError):
        return None
    if stream.read(4) != MAGIC_NUMBER:
        return None
    stream.read(12)
    import marshal
    return marshal.load(stream)


def walk_packages(path=None, prefix="", onerror=None):
    """Yield ModuleInfo for all modules along a path, and in packages, which are imported, below."""
    seen = set()
    for info in iter_modules(path, prefix):
        yield info
        if not info.ispkg:
            continue
        try:
            __import__(info.name)
        except ImportError:
            if onerror is not None:
                onerror(info.name)
        except Exception:
            if onerror is None:
                raise
            onerror(info.name)
        else:
            below = [p for p in getattr(sys.modules[info.name], "__path__", None) or [] if p not in seen]
            seen.update(below)
            yield from walk_packages(below, info.name + ".", onerror)


def iter_modules(path=None, prefix=""):
    """Yield ModuleInfo for all modules along a path (by default sys.path); prefix goes before their names."""
    ModuleInfo = __getattr__("ModuleInfo")
    if path is None:
        importers = iter_importers()
    elif isinstance(path, str):
        raise ValueError("path must be None or list of paths to look for modules in")
    else:
        importers = map(get_importer, path)
    yielded = set()
    for importer in importers:
        for name, ispkg in iter_importer_modules(importer, prefix):
            if name not in yielded:
                yielded.add(name)
                yield ModuleInfo(importer, name, ispkg)


def iter_importer_modules(importer, prefix=""):
    """Yield (name, ispkg) of a finder's modules."""
    if hasattr(importer, "iter_modules"):
        return importer.iter_modules(prefix)
    if isinstance(getattr(importer, "path", None), str):
        return _directory_modules(importer, prefix)
    return []


def _directory_modules(importer, prefix=""):
    import inspect
    import os
    if not os.path.isdir(importer.path):
        return
    yielded = set()
    try:
        filenames = sorted(os.listdir(importer.path))
    except OSError:
        filenames = []
    for filename in filenames:
        name = inspect.getmodulename(filename)
        if name == "__init__" or name in yielded:
            continue
        full = os.path.join(importer.path, filename)
        ispkg = False
        if not name and os.path.isdir(full) and "." not in filename:
            name = filename
            try:
                contents = os.listdir(full)
            except OSError:
                contents = []
            if not any(inspect.getmodulename(f) == "__init__" for f in contents):
                continue
            ispkg = True
        if name and "." not in name:
            yielded.add(name)
            yield prefix + name, ispkg


def get_importer(path_item):
    """Return the finder for an entry of a path, or None."""
    import os
    path_item = os.fsdecode(path_item)
    try:
        return sys.path_importer_cache[path_item]
    except KeyError:
        pass
    from importlib._bootstrap_python import FileFinder, _supported_loaders
    if not os.path.isdir(path_item):
        import zipimport                # adds itself to sys.path_hooks
    for hook in [*sys.path_hooks, FileFinder.path_hook(*_supported_loaders())]:
        try:
            importer = hook(path_item)
            sys.path_importer_cache.setdefault(path_item, importer)
            return importer
        except ImportError:
            continue
    return None


def iter_importers(fullname=""):
    """Yield the finders for a module's name: those of its package's path, or all."""
    if fullname.startswith("."):
        raise ImportError(f"Relative module name {fullname!r} not supported")
    if "." in fullname:
        pkg_name = fullname.rpartition(".")[0]
        __import__(pkg_name)
        path = getattr(sys.modules[pkg_name], "__path__", None)
        if path is None:
            return
    else:
        yield from sys.meta_path
        path = sys.path
    for item in path:
        yield get_importer(item)


def extend_path(path, name):
    """Add to a package's __path__ all directories of its name along sys.path, and those in NAME.pkg files."""
    import os
    if not isinstance(path, list):
        return path
    path = path[:]
    parent, _, leaf = name.rpartition(".")
    if parent:
        try:
            search_path = getattr(sys.modules[parent], "__path__")
        except (KeyError, AttributeError):
            return path
    else:
        search_path = sys.path
    for directory in search_path:
        if not isinstance(directory, str):
            continue
        finder = get_importer(directory)
        if finder is not None:
            portions = []
            if hasattr(finder, "find_spec"):
                spec = finder.find_spec(leaf)
                if spec is not None:
                    portions = spec.submodule_search_locations or []
            for portion in portions:
                if portion not in path:
                    path.append(portion)
        pkgfile = os.path.join(directory, name + ".pkg")
        if os.path.isfile(pkgfile):
            try:
                file = open(pkgfile)
            except OSError as error:
                sys.stderr.write(f"Can't open {pkgfile}: {error}\n")
            else:
                with file:
                    for line in file:
                        line = line.rstrip("\n")
                        if line and not line.startswith("#"):
                            path.append(line)
    return path


def get_data(package, resource):
    """Return a package's data file as bytes, or None if its loader cannot read files."""
    import importlib.util
    import os
    spec = importlib.util.find_spec(package)
    if spec is None:
        return None
    loader = spec.loader
    if loader is None or not hasattr(loader, "get_data"):
        return None
    module = sys.modules.get(package)
    if module is None:
        __import__(package)
        module = sys.modules[package]
    if module is None or not hasattr(module, "__file__"):
        return None
    parts = resource.split("/")
    parts.insert(0, os.path.dirname(module.__file__))
    return loader.get_data(os.path.join(*parts))


def resolve_name(name):
    """Return the object that "package.module:object.attribute" or "package.module.object" names."""
    if not isinstance(name, str):
        raise TypeError(f"expected string or bytes-like object, got {type(name).__name__!r}")
    module_name, colon, attributes = name.partition(":")
    parts = module_name.split(".")
    if not all(part.isidentifier() for part in parts) \
            or attributes and not all(part.isidentifier() for part in attributes.split(".")):
        raise ValueError(f"invalid format: {name!r}")
    import importlib
    if colon:
        result = importlib.import_module(module_name)
        rest = attributes.split(".") if attributes else []
    else:
        # As many parts as are modules; the rest are attributes.
        module_name = parts.pop(0)
        result = importlib.import_module(module_name)
        while parts:
            try:
                result = importlib.import_module(f"{module_name}.{parts[0]}")
            except ImportError:
                break
            module_name += "." + parts.pop(0)
        rest = parts
    for part in rest:
        result = getattr(result, part)
    return result
