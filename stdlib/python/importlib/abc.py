"""Abstract base classes of finders and loaders."""
import abc
from importlib import _bootstrap_python, machinery

__all__ = ["Loader", "MetaPathFinder", "PathEntryFinder", "ResourceLoader", "InspectLoader", "ExecutionLoader",
           "FileLoader", "SourceLoader"]


class Loader(metaclass=abc.ABCMeta):
    """Makes modules."""

    def create_module(self, spec):
        """Return a module for the spec, or None for the usual kind."""
        return None

    def load_module(self, fullname):
        """Deprecated: make, register and run a module."""
        if not hasattr(self, "exec_module"):
            raise ImportError
        return _bootstrap_python._load_module_shim(self, fullname)


class MetaPathFinder(metaclass=abc.ABCMeta):
    """A finder for sys.meta_path: subclasses write find_spec(fullname, path, target=None)."""

    def invalidate_caches(self):
        """Forget what is known."""


class PathEntryFinder(metaclass=abc.ABCMeta):
    """A finder for one entry of a path: subclasses write find_spec(fullname, target=None)."""

    def invalidate_caches(self):
        """Forget what is known."""


class ResourceLoader(Loader):
    """A loader that can read files."""

    @abc.abstractmethod
    def get_data(self, path):
        """Return a file's contents as bytes."""
        raise OSError


class InspectLoader(Loader):
    """A loader that can tell of its modules."""

    def is_package(self, fullname):
        """True if the module is a package."""
        raise ImportError

    def get_code(self, fullname):
        """Return the module's code object, or None."""
        source = self.get_source(fullname)
        return None if source is None else self.source_to_code(source)

    @abc.abstractmethod
    def get_source(self, fullname):
        """Return the module's source, or None."""
        raise ImportError

    @staticmethod
    def source_to_code(data, path="<string>"):
        """Compile source."""
        return compile(data, path, "exec", dont_inherit=True)

    exec_module = _bootstrap_python._LoaderBasics.exec_module
    load_module = _bootstrap_python._LoaderBasics.load_module


class ExecutionLoader(InspectLoader):
    """A loader whose modules can be run as scripts."""

    @abc.abstractmethod
    def get_filename(self, fullname):
        """Return the module's __file__."""
        raise ImportError

    def get_code(self, fullname):
        source = self.get_source(fullname)
        if source is None:
            return None
        try:
            path = self.get_filename(fullname)
        except ImportError:
            return self.source_to_code(source)
        return self.source_to_code(source, path)


class FileLoader(_bootstrap_python.FileLoader, ResourceLoader, ExecutionLoader):
    """A loader of a file."""


class SourceLoader(_bootstrap_python.SourceLoader, ResourceLoader, ExecutionLoader):
    """A loader of source."""


for _class in (machinery.BuiltinImporter, machinery.FrozenImporter, machinery.PathFinder,
               machinery.WindowsRegistryFinder):
    if isinstance(_class, type):
        MetaPathFinder.register(_class)
for _class in machinery.BuiltinImporter, machinery.FrozenImporter:
    if isinstance(_class, type):
        InspectLoader.register(_class)
PathEntryFinder.register(machinery.FileFinder)
ExecutionLoader.register(machinery.ExtensionFileLoader)
FileLoader.register(machinery.SourceFileLoader)
FileLoader.register(machinery.SourcelessFileLoader)
SourceLoader.register(machinery.SourceFileLoader)
del _class
