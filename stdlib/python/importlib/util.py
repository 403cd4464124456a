"""Utility functions for writing importers and finding modules."""
import sys
import types

__all__ = ["LazyLoader", "Loader", "MAGIC_NUMBER", "cache_from_source", "decode_source", "find_spec",
           "module_from_spec", "resolve_name", "source_from_cache", "source_hash", "spec_from_file_location",
           "spec_from_loader"]

from _krait_import import MAGIC_NUMBER
from importlib._bootstrap_python import (cache_from_source, decode_source, module_from_spec, source_from_cache,
                                         spec_from_file_location, spec_from_loader)


def source_hash(source_bytes):
    """Return the hash of source that hash-based cached bytecode carries."""
    from _krait_import import source_hash
    return source_hash(source_bytes)


def resolve_name(name, package):
    """Resolve a relative module name to an absolute one."""
    if not name.startswith("."):
        return name
    if not package:
        raise ImportError(f"no package specified for {name!r} (required for relative module names)")
    level = len(name) - len(name.lstrip("."))
    bits = package.rsplit(".", level - 1)
    if len(bits) < level:
        raise ImportError("attempted relative import beyond top-level package")
    base, rest = bits[0], name[level:]
    return f"{base}.{rest}" if rest else base


def find_spec(name, package=None):
    """Return the spec of a module, or None if there is none. Parent packages are imported."""
    fullname = resolve_name(name, package) if name.startswith(".") else name
    if fullname in sys.modules:
        module = sys.modules[fullname]
        if module is None:
            return None
        try:
            spec = module.__spec__
        except AttributeError:
            raise ValueError(f"{name}.__spec__ is not set") from None
        if spec is None:
            raise ValueError(f"{name}.__spec__ is None")
        return spec
    path = None
    parent_name = fullname.rpartition(".")[0]
    if parent_name:
        parent = __import__(parent_name, fromlist=["__path__"])
        try:
            path = parent.__path__
        except AttributeError as error:
            raise ModuleNotFoundError(f"__path__ attribute not found on {parent_name!r} while trying to find "
                                      f"{fullname!r}", name=fullname) from error
    from importlib._bootstrap_python import find_spec
    return find_spec(fullname, path)


class _LazyModule(types.ModuleType):
    """A module that is loaded when one of its attributes is first used."""

    def __getattribute__(self, attr):
        spec = object.__getattribute__(self, "__spec__")
        state = spec.loader_state
        with state["lock"]:
            if object.__getattribute__(self, "__class__") is _LazyModule:
                namespace = object.__getattribute__(self, "__dict__")
                if state["loading"]:        # asked for by the code that is being loaded
                    return object.__getattribute__(self, attr)
                state["loading"] = True
                before = state["dict"]
                now = dict(namespace)
                changed = {k: v for k, v in now.items() if k not in before or before[k] is not v}
                spec.loader.exec_module(self)
                if spec.name in sys.modules and sys.modules[spec.name] is not self:
                    raise ValueError(f"module object for {spec.name!r} substituted in sys.modules during a lazy load")
                # What was set before the load stays.
                namespace.update(changed)
                if object.__getattribute__(self, "__class__") is _LazyModule:
                    object.__setattr__(self, "__class__", types.ModuleType)
        return getattr(self, attr)

    def __delattr__(self, attr):
        self.__getattribute__(attr)
        delattr(self, attr)


class LazyLoader:
    """Wraps a loader so that it runs a module's code when an attribute is first used."""

    @staticmethod
    def _check(loader):
        if not hasattr(loader, "exec_module"):
            raise TypeError("loader must define exec_module()")

    @classmethod
    def factory(cls, loader):
        """Return a function that makes lazy versions of a kind of loader."""
        cls._check(loader)
        return lambda *args, **kwargs: cls(loader(*args, **kwargs))

    def __init__(self, loader):
        self._check(loader)
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        import threading
        module.__spec__.loader = self.loader
        module.__loader__ = self.loader
        module.__spec__.loader_state = {"dict": module.__dict__.copy(), "lock": threading.RLock(), "loading": False}
        module.__class__ = _LazyModule


def __getattr__(name):
    if name == "Loader":
        from importlib.abc import Loader
        return Loader
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
