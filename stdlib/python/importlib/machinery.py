"""The finders, loaders and file suffixes of the import system."""
from importlib._bootstrap_python import (
    AppleFrameworkLoader, BYTECODE_SUFFIXES, BuiltinImporter, EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder,
    FrozenImporter, ModuleSpec, NamespaceLoader, PathFinder, SOURCE_SUFFIXES, SourceFileLoader, SourcelessFileLoader)

__all__ = ["AppleFrameworkLoader", "BYTECODE_SUFFIXES", "BuiltinImporter", "DEBUG_BYTECODE_SUFFIXES",
           "EXTENSION_SUFFIXES", "ExtensionFileLoader", "FileFinder", "FrozenImporter", "ModuleSpec",
           "NamespaceLoader", "OPTIMIZED_BYTECODE_SUFFIXES", "PathFinder", "SOURCE_SUFFIXES", "SourceFileLoader",
           "SourcelessFileLoader", "WindowsRegistryFinder", "all_suffixes"]


class WindowsRegistryFinder:
    """Finds nothing: there is no Windows registry."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None


def all_suffixes():
    """Return a list of all file suffixes that modules have."""
    return SOURCE_SUFFIXES + BYTECODE_SUFFIXES + EXTENSION_SUFFIXES


def __getattr__(name):
    if name in ("DEBUG_BYTECODE_SUFFIXES", "OPTIMIZED_BYTECODE_SUFFIXES"):
        import warnings
        warnings.warn(f"importlib.machinery.{name} is deprecated and will be removed in Python 3.15. Use "
                      "importlib.machinery.BYTECODE_SUFFIXES instead.", DeprecationWarning, stacklevel=2)
        return BYTECODE_SUFFIXES
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
