"""Where things are installed, and what the interpreter was built with. There is no Makefile: the variables are few."""
import os
import sys

__all__ = ["get_config_h_filename", "get_config_var", "get_config_vars", "get_makefile_filename", "get_path",
           "get_path_names", "get_paths", "get_platform", "get_python_version", "get_scheme_names", "parse_config_h"]

_SCHEMES = {
    "posix_prefix": {
        "stdlib": "{installed_base}/lib/python{py_version_short}",
        "platstdlib": "{platbase}/lib/python{py_version_short}",
        "purelib": "{base}/lib/python{py_version_short}/site-packages",
        "platlib": "{platbase}/lib/python{py_version_short}/site-packages",
        "include": "{installed_base}/include/python{py_version_short}",
        "platinclude": "{installed_platbase}/include/python{py_version_short}",
        "scripts": "{base}/bin", "data": "{base}"},
    "posix_home": {
        "stdlib": "{installed_base}/lib/python", "platstdlib": "{base}/lib/python", "purelib": "{base}/lib/python",
        "platlib": "{base}/lib/python", "include": "{installed_base}/include/python",
        "platinclude": "{installed_base}/include/python", "scripts": "{base}/bin", "data": "{base}"},
    "posix_user": {
        "stdlib": "{userbase}/lib/python{py_version_short}", "platstdlib": "{userbase}/lib/python{py_version_short}",
        "purelib": "{userbase}/lib/python{py_version_short}/site-packages",
        "platlib": "{userbase}/lib/python{py_version_short}/site-packages",
        "include": "{userbase}/include/python{py_version_short}", "scripts": "{userbase}/bin", "data": "{userbase}"},
}
_SCHEMES["posix_venv"] = _SCHEMES["venv"] = _SCHEMES["posix_prefix"]
_PATH_NAMES = ("stdlib", "platstdlib", "purelib", "platlib", "include", "scripts", "data")

_config_vars = None


def get_python_version():
    """Return "MAJOR.MINOR"."""
    return "%d.%d" % sys.version_info[:2]


def get_config_vars(*args):
    """Return the dictionary of variables, or a list of the values of those named."""
    global _config_vars
    if _config_vars is None:
        version = "%d.%d.%d" % sys.version_info[:3]
        _config_vars = {
            "prefix": sys.prefix, "exec_prefix": sys.exec_prefix, "base": sys.prefix, "platbase": sys.exec_prefix,
            "installed_base": sys.base_prefix, "installed_platbase": sys.base_exec_prefix, "projectbase": sys.prefix,
            "py_version": version, "py_version_short": get_python_version(),
            "py_version_nodot": "%d%d" % sys.version_info[:2], "platlibdir": getattr(sys, "platlibdir", "lib"),
            "implementation": "Python", "implementation_lower": "python", "abiflags": getattr(sys, "abiflags", ""),
            "userbase": os.path.join(os.path.expanduser("~"), ".local"), "abi_thread": "", "srcdir": sys.prefix,
            "VERSION": get_python_version(), "LIBDIR": os.path.join(sys.exec_prefix, "lib"),
            "BINDIR": os.path.join(sys.exec_prefix, "bin"), "EXE": "", "EXT_SUFFIX": None, "SO": None, "SOABI": None,
            "Py_DEBUG": 0, "Py_GIL_DISABLED": 0, "Py_ENABLE_SHARED": 0, "WITH_PYMALLOC": 0, "HAVE_FORK": 1,
            "MACHDEP": sys.platform, "CONFIG_ARGS": "", "LDLIBRARY": "", "CC": None, "CFLAGS": "", "LDFLAGS": "",
            "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
            "LIBDEST": os.path.join(sys.prefix, "lib", "python" + get_python_version()),
            "INCLUDEPY": os.path.join(sys.prefix, "include", "python" + get_python_version()),
        }
    return [_config_vars.get(name) for name in args] if args else _config_vars


def get_config_var(name):
    """Return one variable, or None."""
    return get_config_vars().get(name)


def get_scheme_names():
    """Return the names of the installation schemes, sorted."""
    return tuple(sorted(_SCHEMES))


def get_path_names():
    """Return the names of the paths in a scheme."""
    return _PATH_NAMES


def get_preferred_scheme(key):
    """Return the scheme for "prefix", "home" or "user"."""
    try:
        return {"prefix": "posix_venv" if sys.prefix != sys.base_prefix else "posix_prefix", "home": "posix_home",
                "user": "posix_user"}[key]
    except KeyError:
        raise ValueError(f"{key!r} is not a valid key") from None


def get_default_scheme():
    """Return the scheme that is used if none is named."""
    return get_preferred_scheme("prefix")


def get_paths(scheme=None, vars=None, expand=True):
    """Return the paths of a scheme."""
    paths = _SCHEMES[scheme or get_default_scheme()]
    if not expand:
        return dict(paths)
    values = {**get_config_vars(), **(vars or {})}
    return {name: os.path.normpath(path.format_map(values)) for name, path in paths.items()}


def get_path(name, scheme=None, vars=None, expand=True):
    """Return one path of a scheme."""
    return get_paths(scheme, vars, expand)[name]


def get_platform():
    """Return the platform's name: linux-x86_64."""
    if not hasattr(os, "uname"):
        return sys.platform
    system, _, release, _, machine = os.uname()
    system = system.lower().replace("/", "")
    machine = machine.replace(" ", "_").replace("/", "-")
    if system == "linux":
        return f"{system}-{machine}"
    return f"{system}-{release}-{machine}"


def is_python_build(check_home=None):
    """True if the interpreter runs in the directory that it was built in."""
    return False


def get_makefile_filename():
    """There is no Makefile."""
    raise FileNotFoundError("krait has no Makefile to read build variables from")


def get_config_h_filename():
    """There is no pyconfig.h."""
    raise FileNotFoundError("krait has no pyconfig.h")


def parse_config_h(fp, vars=None):
    """Read the #define lines of a config.h file."""
    if vars is None:
        vars = {}
    for line in fp:
        words = line.split(None, 2)
        if len(words) >= 2 and words[0] == "#define":
            value = words[2].strip() if len(words) > 2 else ""
            try:
                value = int(value)
            except ValueError:
                pass
            vars[words[1]] = value
        elif len(words) >= 3 and words[0] == "/*" and words[1] == "#undef":
            vars[words[2].split()[0]] = 0
    return vars
