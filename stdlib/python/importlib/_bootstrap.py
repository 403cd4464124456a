"""Another name of importlib._bootstrap_python, for programs that use CPython's private module."""
from importlib._bootstrap_python import *
from importlib._bootstrap_python import _load_module_shim


def _load(spec):
    """Import a module from a spec."""
    import sys
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except:
        sys.modules.pop(spec.name, None)
        raise
    return sys.modules[spec.name]
