"""Site-specific paths. krait starts without this module; it serves programs that ask where packages are."""
import builtins
import os
import sys

PREFIXES = [sys.prefix, sys.exec_prefix]
ENABLE_USER_SITE = not sys.flags.no_user_site
USER_SITE = None
USER_BASE = None


def makepath(*paths):
    """Return a joined path, absolute and normalised by case."""
    path = os.path.join(*paths)
    try:
        path = os.path.abspath(path)
    except OSError:
        pass
    return path, os.path.normcase(path)


def getuserbase():
    """Return the user's base directory: ~/.local unless PYTHONUSERBASE says otherwise."""
    global USER_BASE
    if USER_BASE is None:
        USER_BASE = os.environ.get("PYTHONUSERBASE") or os.path.join(os.path.expanduser("~"), ".local")
    return USER_BASE


def getusersitepackages():
    """Return the directory of the user's own packages."""
    global USER_SITE
    if USER_SITE is None:
        USER_SITE = os.path.join(getuserbase(), "lib", "python%d.%d" % sys.version_info[:2], "site-packages")
    return USER_SITE


def getsitepackages(prefixes=None):
    """Return the directories of installed packages."""
    result = []
    for prefix in dict.fromkeys(prefixes or PREFIXES):
        if prefix:
            result.append(os.path.join(prefix, "lib", "python%d.%d" % sys.version_info[:2], "site-packages"))
    return result


def check_enableusersite():
    """Whether the user's packages are used: None for a program that runs with another user's rights."""
    if sys.flags.no_user_site:
        return False
    if os.geteuid() != os.getuid() or os.getegid() != os.getgid():
        return None
    return True


def addsitedir(sitedir, known_paths=None):
    """Add a directory to sys.path, and what its .pth files name."""
    reset = known_paths is None
    if reset:
        known_paths = {makepath(path)[1] for path in sys.path if isinstance(path, str) and os.path.exists(path)}
    sitedir, normal = makepath(sitedir)
    if normal not in known_paths:
        sys.path.append(sitedir)
        known_paths.add(normal)
    try:
        names = sorted(os.listdir(sitedir))
    except OSError:
        return None
    for name in names:
        if name.endswith(".pth") and not name.startswith("."):
            addpackage(sitedir, name, known_paths)
    return None if reset else known_paths


def addpackage(sitedir, name, known_paths):
    """Read a .pth file: a directory a line for sys.path; lines that begin with import are run."""
    if known_paths is None:
        known_paths = {makepath(path)[1] for path in sys.path if isinstance(path, str)}
    try:
        with open(os.path.join(sitedir, name), encoding="utf-8-sig") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            if line.startswith(("import ", "import\t")):
                exec(line)
                continue
            path, normal = makepath(sitedir, line.rstrip())
            if normal not in known_paths and os.path.exists(path):
                sys.path.append(path)
                known_paths.add(normal)
        except Exception:
            import traceback
            print(f"Error processing line {number} of {os.path.join(sitedir, name)}:\n", file=sys.stderr)
            traceback.print_exc()
            print("\nRemainder of file ignored", file=sys.stderr)
            break
    return known_paths


class Quitter:
    """exit and quit."""

    def __init__(self, name, eof="Ctrl-D (i.e. EOF)"):
        self.name = name
        self.eof = eof

    def __repr__(self):
        return f"Use {self.name}() or {self.eof} to exit"

    def __call__(self, code=None):
        try:
            sys.stdin.close()
        except Exception:
            pass
        raise SystemExit(code)


class _Helper:
    """help(): the interactive help."""

    def __repr__(self):
        return "Type help() for interactive help, or help(object) for help about object."

    def __call__(self, *args, **kwds):
        import pydoc
        return pydoc.help(*args, **kwds)


def setquit():
    """Define exit and quit."""
    builtins.quit = Quitter("quit")
    builtins.exit = Quitter("exit")


def sethelper():
    """Define help."""
    builtins.help = _Helper()


def main():
    """Add the directories of packages to sys.path and define exit, quit and help, as CPython does at start-up."""
    global ENABLE_USER_SITE
    known_paths = {makepath(path)[1] for path in sys.path if isinstance(path, str)}
    ENABLE_USER_SITE = check_enableusersite()
    if ENABLE_USER_SITE and os.path.isdir(getusersitepackages()):
        addsitedir(getusersitepackages(), known_paths)
    for directory in getsitepackages():
        if os.path.isdir(directory):
            addsitedir(directory, known_paths)
    setquit()
    sethelper()
    try:
        import sitecustomize
    except ImportError:
        pass


if __name__ == "__main__":
    print("sys.path = [")
    for entry in sys.path:
        print(f"    {entry!r},")
    print("]")
    print(f"USER_BASE: {getuserbase()!r}")
    print(f"USER_SITE: {getusersitepackages()!r}")
    print(f"ENABLE_USER_SITE: {ENABLE_USER_SITE!r}")
