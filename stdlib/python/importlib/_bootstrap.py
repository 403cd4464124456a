"""Another name of importlib._bootstrap_python, for programs that use CPython's private module."""
from importlib._bootstrap_python import *
from _krait_loaders import NamespaceLoader


def _load_unlocked(spec):
    """Import a module from a spec."""
    import sys
    if spec.loader is not None and not hasattr(spec.loader, "exec_module"):
        return spec.loader.load_module(spec.name)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        if spec.loader is not None and not isinstance(spec.loader, NamespaceLoader):
            spec.loader.exec_module(module)
    except:
        sys.modules.pop(spec.name, None)
        raise
    return sys.modules[spec.name]


_load = _load_unlocked
