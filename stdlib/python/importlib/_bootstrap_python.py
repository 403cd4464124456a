"""Finders, loaders and module specs in Python. The native import does without them; see importlib/__init__.py."""
import sys

try:
    import _krait_import
except ImportError:
    _krait_import = None

SOURCE_SUFFIXES = [".py"]
BYTECODE_SUFFIXES = [".pyc"]
DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = BYTECODE_SUFFIXES
EXTENSION_SUFFIXES = []                 # no extension modules


def _native(name, default=None):
    return getattr(_krait_import, name, default)


class _ModuleSpec:
    """What the import system knows of a module: how it was found and how to load it."""

    def __init__(self, name, loader, *, origin=None, loader_state=None, is_package=None):
        self.name = name
        self.loader = loader
        self.origin = origin
        self.loader_state = loader_state
        self.submodule_search_locations = [] if is_package else None
        self._uninitialized_submodules = []
        self._set_fileattr = False
        self._cached = None

    def __repr__(self):
        args = [f"name={self.name!r}", f"loader={self.loader!r}"]
        if self.origin is not None:
            args.append(f"origin={self.origin!r}")
        if self.submodule_search_locations is not None:
            args.append(f"submodule_search_locations={self.submodule_search_locations}")
        return f"{self.__class__.__name__}({', '.join(args)})"

    def __eq__(self, other):
        try:
            return (self.name == other.name and self.loader == other.loader and self.origin == other.origin
                    and self.submodule_search_locations == other.submodule_search_locations
                    and self.cached == other.cached and self.has_location == other.has_location)
        except AttributeError:
            return NotImplemented

    @property
    def cached(self):
        if self._cached is None and self.origin is not None and self._set_fileattr:
            if self.origin.endswith(".py"):
                try:
                    self._cached = cache_from_source(self.origin)
                except NotImplementedError:
                    pass
            elif self.origin.endswith(".pyc"):
                self._cached = self.origin
        return self._cached

    @cached.setter
    def cached(self, cached):
        self._cached = cached

    @property
    def parent(self):
        """The name of the package that the module belongs to: its own, if it is one."""
        if self.submodule_search_locations is None:
            return self.name.rpartition(".")[0]
        return self.name

    @property
    def has_location(self):
        return self._set_fileattr

    @has_location.setter
    def has_location(self, value):
        self._set_fileattr = bool(value)


_ModuleSpec.__name__ = _ModuleSpec.__qualname__ = "ModuleSpec"
ModuleSpec = _native("ModuleSpec", _ModuleSpec)


# --- names of files -------------------------------------------------------------------------------------------

_PYCACHE = "__pycache__"


def cache_from_source(path, debug_override=None, *, optimization=None):
    """Return the path of the cached bytecode of a source file."""
    import os
    path = os.fspath(path)
    head, tail = os.path.split(path)
    base, dot, rest = tail.rpartition(".")
    tag = sys.implementation.cache_tag
    if tag is None:
        raise NotImplementedError("sys.implementation.cache_tag is None")
    name = f"{base or rest}{dot}{tag}"
    if debug_override is not None:
        import warnings
        warnings.warn("the debug_override parameter is deprecated; use 'optimization' instead", DeprecationWarning,
                      stacklevel=2)
        if optimization is not None:
            raise TypeError("debug_override or optimization must be set to None")
        optimization = "" if debug_override else 1
    if optimization is None:
        optimization = sys.flags.optimize or ""
    optimization = str(optimization)
    if optimization:
        if not optimization.isalnum():
            raise ValueError(f"{optimization!r} is not alphanumeric")
        name += f".opt-{optimization}"
    prefix = getattr(sys, "pycache_prefix", None)
    if prefix is not None:
        return os.path.join(prefix, os.path.abspath(head).lstrip("/"), name + ".pyc")
    return os.path.join(head, _PYCACHE, name + ".pyc")


def source_from_cache(path):
    """Return the path of the source file whose bytecode is cached under a path."""
    import os
    if sys.implementation.cache_tag is None:
        raise NotImplementedError("sys.implementation.cache_tag is None")
    path = os.fspath(path)
    head, name = os.path.split(path)
    prefix = getattr(sys, "pycache_prefix", None)
    if prefix is not None and head.startswith(prefix.rstrip("/") + "/"):
        head, directory = head[len(prefix.rstrip("/")):], _PYCACHE
    else:
        head, directory = os.path.split(head)
    if directory != _PYCACHE:
        raise ValueError(f"{_PYCACHE} not bottom-level directory in {path!r}")
    dots = name.count(".")
    if dots not in (2, 3):
        raise ValueError(f"expected only 2 or 3 dots in {name!r}")
    if dots == 3:
        optimization = name.rsplit(".", 2)[-2]
        if not optimization.startswith("opt-"):
            raise ValueError("optimization portion of filename does not start with 'opt-'")
        if not optimization[4:].isalnum():
            raise ValueError(f"optimization level {optimization[4:]!r} is not an alphanumeric value")
    return os.path.join(head, name.partition(".")[0] + ".py")


def decode_source(source_bytes):
    """Decode the bytes of a source file, with universal newlines."""
    import io
    import tokenize
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source_bytes).readline)
    return io.IncrementalNewlineDecoder(None, True).decode(source_bytes.decode(encoding))


# --- specs and modules -----------------------------------------------------------------------------------------

def spec_from_loader(name, loader, *, origin=None, is_package=None):
    """Return a module spec for a loader, asking it whether the module is a package."""
    if origin is None:
        origin = getattr(loader, "_ORIGIN", None)
    if not origin and hasattr(loader, "get_filename"):
        if is_package is None:
            return spec_from_file_location(name, loader=loader)
        return spec_from_file_location(name, loader=loader,
                                       submodule_search_locations=[] if is_package else None)
    if is_package is None:
        is_package = False
        if hasattr(loader, "is_package"):
            try:
                is_package = loader.is_package(name)
            except ImportError:
                is_package = None
    return ModuleSpec(name, loader, origin=origin, is_package=is_package)


_POPULATE = object()


def spec_from_file_location(name, location=None, *, loader=None, submodule_search_locations=_POPULATE):
    """Return a module spec for a file, or None if no loader knows its suffix."""
    import os
    if location is None:
        location = "<unknown>"
        if hasattr(loader, "get_filename"):
            try:
                location = loader.get_filename(name)
            except ImportError:
                pass
    else:
        location = os.fspath(location)
        try:
            location = os.path.abspath(location)
        except OSError:
            pass
    if loader is None:
        for loader_class, suffixes in _supported_loaders():
            if location.endswith(tuple(suffixes)):
                loader = loader_class(name, location)
                break
        else:
            return None
    spec = ModuleSpec(name, loader, origin=location)
    spec.has_location = True
    if not spec.has_location:           # a native one says it with an attribute
        spec._set_fileattr = True
    if submodule_search_locations is _POPULATE:
        if hasattr(loader, "is_package"):
            try:
                is_package = loader.is_package(name)
            except ImportError:
                pass
            else:
                if is_package:
                    spec.submodule_search_locations = []
    else:
        spec.submodule_search_locations = submodule_search_locations
    if spec.submodule_search_locations == [] and location:
        spec.submodule_search_locations.append(os.path.split(location)[0])
    return spec


def module_from_spec(spec):
    """Make a module for a spec; its code has not run."""
    module = None
    if hasattr(spec.loader, "create_module"):
        module = spec.loader.create_module(spec)
    elif hasattr(spec.loader, "exec_module"):
        raise ImportError("loaders that define exec_module() must also define create_module()")
    if module is None:
        module = type(sys)(spec.name)
    init_module_attrs(spec, module)
    return module


def init_module_attrs(spec, module, *, override=False):
    """Set what a module knows of itself."""
    def put(name, value):
        if override or getattr(module, name, None) is None:
            try:
                setattr(module, name, value)
            except AttributeError:
                pass
    put("__name__", spec.name)
    loader = spec.loader
    if loader is None and spec.submodule_search_locations is not None:
        loader = NamespaceLoader(spec.name, spec.submodule_search_locations, None)
        spec.loader = loader
    put("__loader__", loader)
    put("__package__", spec.parent)
    try:
        module.__spec__ = spec
    except AttributeError:
        pass
    if spec.submodule_search_locations is not None:
        put("__path__", spec.submodule_search_locations)
    if spec.has_location:
        put("__file__", spec.origin)
        if spec.cached is not None:
            put("__cached__", spec.cached)
    return module


def exec_module(spec, module):
    """Run a spec's code in a module, for reload(); no other thread imports or reloads it meanwhile."""
    return _krait_import.call_locked(spec.name, _exec_module, spec, module)


def _exec_module(spec, module):
    if sys.modules.get(spec.name) is not module:
        raise ImportError(f"module {spec.name!r} not in sys.modules", name=spec.name)
    try:
        if spec.loader is None:
            if spec.submodule_search_locations is None:
                raise ImportError("missing loader", name=spec.name)
            init_module_attrs(spec, module, override=True)
        else:
            init_module_attrs(spec, module, override=True)
            spec.loader.exec_module(module)
    finally:
        # CPython takes it out and puts it back, as the last: another thread could miss it meanwhile.
        module = sys.modules.setdefault(spec.name, module)
    return module


def find_spec(name, path, target=None):
    """Ask the finders on sys.meta_path."""
    if sys.meta_path is None:
        raise ImportError("sys.meta_path is None, Python is likely shutting down")
    for finder in [*sys.meta_path] or _default_finders():
        try:
            find = finder.find_spec
        except AttributeError:
            continue
        spec = find(name, path, target)
        if spec is not None:
            return spec
    return None


def _default_finders():
    return [BuiltinImporter, FrozenImporter, PathFinder]


# --- loaders ---------------------------------------------------------------------------------------------------

from _krait_loaders import (
    FileLoader, NamespaceLoader, SourceFileLoader, SourceLoader, SourcelessFileLoader, _load_module_shim, _LoaderBasics)


class ExtensionFileLoader(FileLoader, _LoaderBasics):
    """Extension modules compiled for CPython cannot be loaded."""

    def create_module(self, spec):
        raise ImportError(f"extension modules are not supported: {self.path!r} is compiled for CPython",
                          name=spec.name, path=self.path)

    def exec_module(self, module):
        raise ImportError(f"extension modules are not supported: {self.path!r} is compiled for CPython",
                          name=module.__name__, path=self.path)

    def is_package(self, fullname):
        import os
        return os.path.split(self.path)[1].partition(".")[0] == "__init__"

    def get_code(self, fullname):
        return None

    def get_source(self, fullname):
        return None


class AppleFrameworkLoader(ExtensionFileLoader):
    pass


def _supported_loaders():
    return [(ExtensionFileLoader, [".so"]), (SourceFileLoader, SOURCE_SUFFIXES),
            (SourcelessFileLoader, BYTECODE_SUFFIXES)]


# --- finders ---------------------------------------------------------------------------------------------------

class BuiltinImporter:
    """Finds and loads native modules."""

    _ORIGIN = "built-in"

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if fullname in _native("builtin_names", sys.builtin_module_names):
            return spec_from_loader(fullname, cls, origin=cls._ORIGIN)
        return None

    @staticmethod
    def create_module(spec):
        if spec.name not in _native("builtin_names", sys.builtin_module_names):
            raise ImportError(f"{spec.name!r} is not a built-in module", name=spec.name)
        create = _native("create_builtin")
        if create is not None:
            return create(spec)
        return __import__(spec.name)

    @staticmethod
    def exec_module(module):
        execute = _native("exec_builtin")
        if execute is not None:
            execute(module)

    @classmethod
    def get_code(cls, fullname):
        return None

    @classmethod
    def get_source(cls, fullname):
        return None

    @classmethod
    def is_package(cls, fullname):
        return False

    load_module = classmethod(_load_module_shim)


class FrozenImporter:
    """Finds and loads the modules that are embedded in the library."""

    _ORIGIN = "frozen"

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        find = _native("find_embedded")
        found = find(fullname) if find is not None else None
        if found is None:
            return None
        is_package, origin = found
        return ModuleSpec(fullname, cls, origin=origin or cls._ORIGIN, is_package=is_package)

    @staticmethod
    def create_module(spec):
        return None

    @classmethod
    def exec_module(cls, module):
        exec(cls.get_code(module.__spec__.name), module.__dict__)

    @classmethod
    def get_code(cls, fullname):
        get = _native("get_embedded_code")
        if get is None:
            raise ImportError(f"{fullname!r} is not a frozen module", name=fullname)
        return get(fullname)

    @classmethod
    def get_source(cls, fullname):
        get = _native("get_embedded_source")
        return get(fullname) if get is not None else None

    @classmethod
    def is_package(cls, fullname):
        spec = cls.find_spec(fullname)
        if spec is None:
            raise ImportError(f"{fullname!r} is not a frozen module", name=fullname)
        return spec.submodule_search_locations is not None

    load_module = classmethod(_load_module_shim)


def _loader_of(spec):
    """The loader of a spec that the native import system made."""
    if spec.origin == "built-in":
        return BuiltinImporter
    if spec.origin == "embedded":
        return FrozenImporter
    if spec.origin is not None:
        return (SourcelessFileLoader if spec.origin.endswith(".pyc") else SourceFileLoader)(spec.name, spec.origin)
    if spec.submodule_search_locations is not None:
        return NamespaceLoader(spec.name, spec.submodule_search_locations, None)
    return None


class PathFinder:
    """Finds modules along sys.path or a package's __path__, with the finders that sys.path_hooks make."""

    @staticmethod
    def invalidate_caches():
        for name, finder in list(sys.path_importer_cache.items()):
            if finder is None:
                del sys.path_importer_cache[name]
            elif hasattr(finder, "invalidate_caches"):
                finder.invalidate_caches()

    @staticmethod
    def _finder_of(entry):
        if entry == "":
            import os
            try:
                entry = os.getcwd()
            except (FileNotFoundError, PermissionError):
                return None
        try:
            return sys.path_importer_cache[entry]
        except KeyError:
            pass
        finder = None
        import os
        if not os.path.isdir(entry):
            import zipimport            # adds itself to sys.path_hooks
        for hook in [*sys.path_hooks, FileFinder.path_hook(*_supported_loaders())]:
            try:
                finder = hook(entry)
                break
            except ImportError:
                continue
        sys.path_importer_cache[entry] = finder
        return finder

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        namespace_path = []
        for entry in sys.path if path is None else path:
            if not isinstance(entry, str):
                continue
            finder = cls._finder_of(entry)
            if finder is None:
                continue
            spec = finder.find_spec(fullname, target)
            if spec is None:
                continue
            if spec.loader is not None:
                return spec
            if spec.submodule_search_locations is None:
                raise ImportError("spec missing loader")
            namespace_path.extend(spec.submodule_search_locations)
        if namespace_path:
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = namespace_path
            return spec
        return None

    @staticmethod
    def find_distributions(*args, **kwargs):
        from importlib.metadata import MetadataPathFinder
        return MetadataPathFinder.find_distributions(*args, **kwargs)


class FileFinder:
    """Finds modules in one directory."""

    def __init__(self, path, *loader_details):
        import os
        self._loaders = [(suffix, loader) for loader, suffixes in loader_details for suffix in suffixes]
        self.path = os.path.abspath(path or ".")

    def invalidate_caches(self):
        """There is no cache here: the native search has it."""

    def find_spec(self, fullname, target=None):
        import os
        tail = fullname.rpartition(".")[2]
        base = os.path.join(self.path, tail)
        is_directory = os.path.isdir(base)
        if is_directory:
            for suffix, loader in self._loaders:
                full = os.path.join(base, "__init__" + suffix)
                if os.path.isfile(full):
                    return spec_from_file_location(fullname, full, loader=loader(fullname, full),
                                                   submodule_search_locations=[base])
        for suffix, loader in self._loaders:
            full = base + suffix
            if os.path.isfile(full):
                return spec_from_file_location(fullname, full, loader=loader(fullname, full))
        if is_directory:
            spec = ModuleSpec(fullname, None)
            spec.submodule_search_locations = [base]
            return spec
        return None

    @classmethod
    def path_hook(cls, *loader_details):
        """Return a function for sys.path_hooks."""
        def path_hook_for_FileFinder(path):
            import os
            if not os.path.isdir(path or "."):
                raise ImportError("only directories are supported", path=path)
            return cls(path, *loader_details)
        return path_hook_for_FileFinder

    def __repr__(self):
        return f"FileFinder({self.path!r})"


BuiltinImporter = _native("BuiltinImporter", BuiltinImporter)
FrozenImporter = _native("FrozenImporter", FrozenImporter)
PathFinder = _native("PathFinder", PathFinder)
