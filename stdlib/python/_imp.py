"""Low-level facts of the import system that programs ask importlib's private parts for. There are no extension modules and no
frozen ones, and the import lock is held by nobody between two statements."""
import sys

check_hash_based_pycs = "default"


def lock_held():
    return False


def acquire_lock():
    pass


def release_lock():
    pass


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
    pass


def _override_frozen_modules_for_tests(override):
    pass


def _override_multi_interp_extensions_check(override):
    return 0


def source_hash(key, source):
    from importlib.util import source_hash as compute
    return compute(source)
