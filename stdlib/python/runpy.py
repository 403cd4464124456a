"""Find and run modules without importing them first: what python -m does."""
import sys

__all__ = ["run_module", "run_path"]


class _Error(Exception):
    """A module could not be run; the command shows it without a traceback."""


class _TempModule:
    """Puts a fresh module into sys.modules for a while."""

    def __init__(self, mod_name):
        self.mod_name = mod_name
        self.module = type(sys)(mod_name)

    def __enter__(self):
        self._saved = sys.modules.get(self.mod_name, self)
        sys.modules[self.mod_name] = self.module
        return self

    def __exit__(self, *args):
        if self._saved is self:
            sys.modules.pop(self.mod_name, None)
        else:
            sys.modules[self.mod_name] = self._saved


class _ModifiedArgv0:
    """Sets sys.argv[0] for a while."""

    def __init__(self, value):
        self.value = value

    def __enter__(self):
        self._saved = sys.argv[0]
        sys.argv[0] = self.value

    def __exit__(self, *args):
        sys.argv[0] = self._saved


def _run_code(code, run_globals, init_globals=None, mod_name=None, mod_spec=None, pkg_name=None, script_name=None):
    """Run code in a namespace that is made ready for it."""
    if init_globals is not None:
        run_globals.update(init_globals)
    if mod_spec is None:
        loader, fname, cached = None, script_name, None
    else:
        loader, fname, cached = mod_spec.loader, mod_spec.origin, mod_spec.cached
        if pkg_name is None:
            pkg_name = mod_spec.parent
    run_globals.update(__name__=mod_name, __file__=fname, __cached__=cached, __doc__=None, __loader__=loader,
                       __package__=pkg_name, __spec__=mod_spec)
    exec(code, run_globals)
    return run_globals


def _run_module_code(code, init_globals=None, mod_name=None, mod_spec=None, pkg_name=None, script_name=None):
    """Run code in a module of its own, in sys.modules while it runs."""
    fname = script_name if mod_spec is None else mod_spec.origin
    with _TempModule(mod_name) as temp, _ModifiedArgv0(fname):
        mod_globals = temp.module.__dict__
        _run_code(code, mod_globals, init_globals, mod_name, mod_spec, pkg_name, script_name)
    # The module may be cleared with the last reference to it.
    return mod_globals.copy()


def _get_module_details(mod_name, error=ImportError):
    """Return (name, spec, code) of what is to be run: of a package, its __main__."""
    import importlib.util
    if mod_name.startswith("."):
        raise error("Relative module names not supported")
    pkg_name = mod_name.rpartition(".")[0]
    if pkg_name:
        try:
            __import__(pkg_name)
        except ImportError as e:
            # The package's own fault is shown as it is; that it is not there, as ours.
            if e.name is None or e.name != pkg_name and not pkg_name.startswith(e.name + "."):
                raise
        existing = sys.modules.get(mod_name)
        if existing is not None and not hasattr(existing, "__path__"):
            import warnings
            warnings.warn(RuntimeWarning(f"{mod_name!r} found in sys.modules after import of package {pkg_name!r}, but "
                                         f"prior to execution of {mod_name!r}; this may result in unpredictable "
                                         "behaviour"))
    try:
        spec = importlib.util.find_spec(mod_name)
    except (ImportError, AttributeError, TypeError, ValueError) as e:
        message = f"Error while finding module specification for {mod_name!r} ({type(e).__name__}: {e})"
        if mod_name.endswith(".py"):
            message += f". Try using '{mod_name[:-3]}' instead of '{mod_name}' as the module name."
        raise error(message) from e
    if spec is None:
        raise error(f"No module named {mod_name}")
    if spec.submodule_search_locations is not None:
        if mod_name == "__main__" or mod_name.endswith(".__main__"):
            raise error("Cannot use package as __main__ module")
        try:
            return _get_module_details(mod_name + ".__main__", error)
        except error as e:
            if mod_name not in sys.modules:
                raise
            raise error(f"{e}; {mod_name!r} is a package and cannot be directly executed")
    if spec.loader is None:
        raise error(f"{mod_name!r} is a namespace package and cannot be executed")
    try:
        code = spec.loader.get_code(mod_name)
    except ImportError as e:
        raise error(format(e)) from e
    if code is None:
        raise error(f"No code object available for {mod_name}")
    return mod_name, spec, code


def _run_module_as_main(mod_name, alter_argv=True):
    """What `krait -m` calls: run a module in the namespace of __main__."""
    try:
        if alter_argv or mod_name != "__main__":
            mod_name, mod_spec, code = _get_module_details(mod_name, _Error)
        else:                           # a directory or archive is run
            mod_name, mod_spec, code = _get_main_module_details(_Error)
    except _Error as error:
        sys.exit(f"{sys.executable}: {error}")
    main_globals = sys.modules["__main__"].__dict__
    if alter_argv:
        sys.argv[0] = mod_spec.origin
    return _run_code(code, main_globals, None, "__main__", mod_spec)


def run_module(mod_name, init_globals=None, run_name=None, alter_sys=False):
    """Run a module's code without importing it, and return its namespace."""
    mod_name, mod_spec, code = _get_module_details(mod_name)
    if run_name is None:
        run_name = mod_name
    if alter_sys:
        return _run_module_code(code, init_globals, run_name, mod_spec)
    return _run_code(code, {}, init_globals, run_name, mod_spec)


def _get_main_module_details(error=ImportError):
    """The details of __main__ in a directory or archive that stands first on sys.path."""
    main_name = "__main__"
    saved_main = sys.modules.pop(main_name)
    try:
        return _get_module_details(main_name)
    except ImportError as e:
        if main_name in str(e):
            raise error(f"can't find {main_name!r} module in {sys.path[0]!r}") from e
        raise
    finally:
        sys.modules[main_name] = saved_main


def _get_code_from_file(fname):
    import io
    import os
    from pkgutil import read_code
    path = os.path.abspath(os.fsdecode(fname))
    with io.open_code(path) as file:
        code = read_code(file)
    if code is None:
        with io.open_code(path) as file:
            code = compile(file.read(), fname, "exec")
    return code


def run_path(path_name, init_globals=None, run_name=None):
    """Run a script, or the __main__ of a directory or archive, and return its namespace."""
    import os
    from pkgutil import get_importer
    if run_name is None:
        run_name = "<run_path>"
    pkg_name = run_name.rpartition(".")[0]
    importer = get_importer(path_name)
    path_name = os.fsdecode(path_name)
    if importer is None:
        code = _get_code_from_file(path_name)
        return _run_module_code(code, init_globals, run_name, pkg_name=pkg_name, script_name=path_name)
    sys.path.insert(0, path_name)
    try:
        mod_name, mod_spec, code = _get_main_module_details()
        with _TempModule(run_name) as temp, _ModifiedArgv0(path_name):
            mod_globals = temp.module.__dict__
            return _run_code(code, mod_globals, init_globals, run_name, mod_spec, pkg_name).copy()
    finally:
        try:
            sys.path.remove(path_name)
        except ValueError:
            pass
