"""The loaders that modules from files have: importlib.machinery gives them out. The native import makes one for each such module and
does its work itself, so that this file is short and imports nothing until it is asked for something."""
import sys

__name__ = "_frozen_importlib_external"     # as CPython's loaders say


class _LoaderBasics:
    def is_package(self, fullname):
        """True if the module is a package: its file is __init__ and it is not itself asked for as __init__."""
        import os
        stem = os.path.split(self.get_filename(fullname))[1].rsplit(".", 1)[0]
        return stem == "__init__" and fullname.rpartition(".")[2] != "__init__"

    def create_module(self, spec):
        """Let the import system make the module."""
        return None

    def exec_module(self, module):
        """Run the module's code."""
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f"cannot load module {module.__name__!r} when get_code() returns None")
        exec(code, module.__dict__)

    def load_module(self, fullname):
        """Deprecated: load a module the old way."""
        return _load_module_shim(self, fullname)


def _load_module_shim(loader, fullname):
    from importlib._bootstrap_python import exec_module, module_from_spec, spec_from_loader
    spec = spec_from_loader(fullname, loader)
    if fullname in sys.modules:
        return exec_module(spec, sys.modules[fullname])
    module = module_from_spec(spec)
    sys.modules[fullname] = module
    try:
        loader.exec_module(module)
    except:
        sys.modules.pop(fullname, None)
        raise
    return sys.modules[fullname]


class SourceLoader(_LoaderBasics):
    """A loader of source code; subclasses write get_filename() and get_data()."""

    def path_mtime(self, path):
        raise OSError

    def path_stats(self, path):
        return {"mtime": self.path_mtime(path)}

    def set_data(self, path, data):
        """Write bytes to a path; nothing by default."""

    def get_source(self, fullname):
        from importlib._bootstrap_python import decode_source
        path = self.get_filename(fullname)
        try:
            source_bytes = self.get_data(path)
        except OSError as error:
            raise ImportError("source not available through get_data()", name=fullname) from error
        return decode_source(source_bytes)

    def source_to_code(self, data, path, *, _optimize=-1):
        return compile(data, path, "exec", dont_inherit=True, optimize=_optimize)

    def _cache_bytecode(self, source_path, cache_path, data):
        return self.set_data(cache_path, data)

    def get_code(self, fullname):
        """Return the module's code object: from the cache, if it fits the source, else compiled and cached."""
        from importlib import _bootstrap_external as bytecode
        from importlib._bootstrap_python import cache_from_source
        path = self.get_filename(fullname)
        source = stats = cache = None
        pyc = bytecode.PycFlags()
        try:
            cache = cache_from_source(path)
            stats = self.path_stats(path)
            cached = memoryview(self.get_data(cache))
            pyc = bytecode.read_flags(cached, {"name": fullname, "path": cache})
            if pyc.hashed:
                if pyc.is_compared():
                    source = self.get_data(path)
                    bytecode.compare_hash(cached, bytecode.source_hash(source), fullname)
            else:
                bytecode.compare_time(cached, stats, fullname)
            return bytecode._compile_bytecode(cached[16:], name=fullname, bytecode_path=cache, source_path=path)
        except (OSError, ImportError, EOFError, NotImplementedError):
            pass
        except (ValueError, TypeError):
            if stats is None:
                raise
        if source is None:
            source = self.get_data(path)
        code = self.source_to_code(source, path)
        if not sys.dont_write_bytecode and cache is not None and stats is not None:
            try:
                if pyc.hashed:
                    data = bytecode._code_to_hash_pyc(code, bytecode.source_hash(source), pyc.checked)
                else:
                    data = bytecode._code_to_timestamp_pyc(code, stats["mtime"], stats.get("size") or 0)
                self._cache_bytecode(path, cache, data)
            except NotImplementedError:
                pass
        return code


class FileLoader:
    """A loader of one file."""

    def __init__(self, fullname, path):
        self.name = fullname
        self.path = path

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    def _check_name(self, name):
        if name is not None and name != self.name:
            raise ImportError(f"loader for {self.name} cannot handle {name}", name=name)

    def load_module(self, fullname=None):
        self._check_name(fullname)
        return _load_module_shim(self, self.name)

    def get_filename(self, fullname=None):
        """Return the path of the file."""
        self._check_name(fullname)
        return self.path

    def get_data(self, path):
        """Return a file's contents as bytes."""
        import io
        with io.FileIO(path, "r") if isinstance(self, SourcelessFileLoader) else io.open_code(str(path)) as file:
            return file.read()

    def get_resource_reader(self, module):
        from importlib.readers import FileReader
        return FileReader(self)


class SourceFileLoader(FileLoader, SourceLoader):
    """Loads a module from a source file."""

    def path_stats(self, path):
        import os
        stat = os.stat(path)
        return {"mtime": stat.st_mtime, "size": stat.st_size}

    def path_mtime(self, path):
        return int(self.path_stats(path)["mtime"])

    def _cache_bytecode(self, source_path, cache_path, data):
        from importlib._bootstrap_external import _calc_mode
        return self.set_data(cache_path, data, _mode=_calc_mode(source_path))

    def set_data(self, path, data, *, _mode=0o666):
        import os
        from importlib._bootstrap_external import _write_atomic
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _write_atomic(path, data, _mode)
        except OSError:
            pass                        # a cache that cannot be written is none

    def get_code(self, fullname):
        from _krait_import import load_code
        own = type(self)
        if (own.get_data is FileLoader.get_data and own.source_to_code is SourceLoader.source_to_code
                and own.path_stats is SourceFileLoader.path_stats and own.set_data is SourceFileLoader.set_data
                and own._cache_bytecode is SourceFileLoader._cache_bytecode):
            return load_code(self.get_filename(fullname))
        return SourceLoader.get_code(self, fullname)


class SourcelessFileLoader(FileLoader, _LoaderBasics):
    """Loads a module from a file of bytecode."""

    def get_code(self, fullname):
        from importlib import _bootstrap_external as bytecode
        path = self.get_filename(fullname)
        data = memoryview(self.get_data(path))
        bytecode.read_flags(data, {"name": fullname, "path": path})
        return bytecode._compile_bytecode(data[16:], name=fullname, bytecode_path=path)

    def get_source(self, fullname):
        return None


class NamespaceLoader:
    """The loader of namespace packages, which have no code."""

    def __init__(self, name, path, path_finder):
        self._path = path
        self._path_finder = path_finder

    def is_package(self, fullname):
        return True

    def get_source(self, fullname):
        return ""

    def get_code(self, fullname):
        return compile("", "<string>", "exec", dont_inherit=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        pass

    def get_resource_reader(self, module):
        from importlib.readers import NamespaceReader
        return NamespaceReader(self._path)
