"""Low-level facts of the import system that programs ask importlib's private parts for. There are no extension modules and no
frozen ones. Each module has a lock of its own while it is imported; the lock here is the program's alone."""
import sys
from _krait_import import lock_held as _is_importing
from _thread import RLock

check_hash_based_pycs = getattr(sys, "_check_hash_based_pycs", "default")
_lock = RLock()
_depth = 0


def lock_held():
    """Return True if the import lock is currently held, else False."""
    return _depth > 0 or _is_importing()


def acquire_lock():
    """Acquire the interpreter's import lock for the current thread."""
    global _depth
    _lock.acquire()
    _depth += 1


def release_lock():
    """Release the interpreter's import lock."""
    global _depth
    if not _depth:
        raise RuntimeError("not holding the import lock")
    try:
        _lock.release()
    except RuntimeError:
        raise RuntimeError("not holding the import lock") from None
    _depth -= 1


def extension_suffixes():
    return []


def is_builtin(name):
    return 1 if name in sys.builtin_module_names else 0


def is_frozen(name):
    return False


def is_frozen_package(name):
    raise ImportError(f"No such frozen object named {name}", name=name)


def get_frozen_object(name, data=None):
    raise ImportError(f"No such frozen object named {name}", name=name)


def create_builtin(spec):
    from _krait_import import create_builtin as create
    return create(spec)


def exec_builtin(module):
    return 0


def create_dynamic(spec, file=None):
    raise ImportError("Krait loads no extension modules", name=spec.name, path=getattr(spec, "origin", None))


def _fix_co_filename(code, path):
    """Have a code object, and those within it, say that they come from a file."""
    from _krait_import import set_filename
    set_filename(code, path)


def _override_frozen_modules_for_tests(override):
    pass


def _override_multi_interp_extensions_check(override):
    return 0


def source_hash(key, source):
    from _krait_import import source_hash as compute
    return compute(source)
