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


def setquit():
    """Define exit and quit."""
    import _sitebuiltins
    builtins.quit = _sitebuiltins.Quitter("quit")
    builtins.exit = _sitebuiltins.Quitter("exit")


def sethelper():
    """Define help."""
    import _sitebuiltins
    builtins.help = _sitebuiltins._Helper()


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


def _script():
    """What python -m site prints: the settings, or what --user-base and --user-site ask for."""
    arguments = sys.argv[1:]
    if not arguments:
        print("sys.path = [")
        for entry in sys.path:
            print(f"    {entry!r},")
        print("]")

        def exists(path):
            return "exists" if path is not None and os.path.isdir(path) else "doesn't exist"
        print(f"USER_BASE: {getuserbase()!r} ({exists(getuserbase())})")
        print(f"USER_SITE: {getusersitepackages()!r} ({exists(getusersitepackages())})")
        print(f"ENABLE_USER_SITE: {ENABLE_USER_SITE!r}")
        sys.exit(0)
    wanted = [getuserbase()] if "--user-base" in arguments else []
    if "--user-site" in arguments:
        wanted.append(getusersitepackages())
    if not wanted or set(arguments) - {"--user-base", "--user-site"}:
        print(f"usage: {sys.argv[0]} [--user-base] [--user-site]")
        sys.exit(10)
    print(os.pathsep.join(wanted))
    sys.exit(0 if ENABLE_USER_SITE else 1 if ENABLE_USER_SITE is False else 2)


if __name__ == "__main__":
    _script()
