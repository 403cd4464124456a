"""Common operations on POSIX paths. Import it as os.path."""
# Before the imports: genericpath imports os, which takes these names from here.
curdir = "."
pardir = ".."
extsep = "."
sep = "/"
pathsep = ":"
defpath = "/bin:/usr/bin"
altsep = None
devnull = "/dev/null"

import sys
import genericpath
from genericpath import *
import stat

__all__ = ["normcase", "isabs", "join", "splitdrive", "splitroot", "split", "splitext", "basename", "dirname",
           "commonprefix", "getsize", "getmtime", "getatime", "getctime", "islink", "exists", "lexists", "isdir",
           "isfile", "ismount", "expanduser", "expandvars", "normpath", "abspath", "samefile", "sameopenfile",
           "samestat", "curdir", "pardir", "sep", "pathsep", "defpath", "altsep", "extsep", "devnull", "realpath",
           "supports_unicode_filenames", "relpath", "commonpath", "isjunction", "isdevdrive", "ALLOW_MISSING"]

supports_unicode_filenames = sys.platform == "darwin"


def normcase(s):
    """Normalise the case of a path: nothing to do on POSIX."""
    return os.fspath(s)


def isabs(s):
    """Test whether a path is absolute."""
    s = os.fspath(s)
    return s.startswith(b"/" if isinstance(s, bytes) else "/")


def join(a, /, *p):
    """Join path components, with a slash where one is needed. An absolute component discards all before it."""
    path = a = os.fspath(a)
    slash = b"/" if isinstance(a, bytes) else "/"
    try:
        for part in p:
            part = os.fspath(part)
            if not path or part.startswith(slash):
                path = part
            elif path.endswith(slash):
                path += part
            else:
                path += slash + part
        path[:0] + slash                # TypeError for what is neither str nor bytes
    except (TypeError, AttributeError, BytesWarning):
        genericpath._check_arg_types("join", a, *map(_fspath_or_same, p))
        raise
    return path


def _fspath_or_same(value):
    try:
        return os.fspath(value)
    except TypeError:
        return value


def split(p):
    """Split a path into (head, tail): tail is all after the last slash."""
    p = os.fspath(p)
    slash = b"/" if isinstance(p, bytes) else "/"
    cut = p.rfind(slash) + 1
    return _head(p[:cut], slash), p[cut:]


def _head(head, slash):
    """Take the slashes off the end, unless there is nothing else."""
    return head.rstrip(slash) or head


def basename(p):
    """Return the last component of a path."""
    p = os.fspath(p)
    return p[p.rfind(b"/" if isinstance(p, bytes) else "/") + 1:]


def dirname(p):
    """Return all of a path but its last component."""
    return split(p)[0]


def splitext(p):
    """Split the extension off a path: (root, ext), where ext is empty or begins with a dot."""
    p = os.fspath(p)
    if isinstance(p, bytes):
        return genericpath._splitext(p, b"/", None, b".")
    return genericpath._splitext(p, "/", None, ".")


def splitdrive(p):
    """Split a path into drive and rest. On POSIX the drive is always empty."""
    p = os.fspath(p)
    return p[:0], p


def splitroot(p, /):
    """Split a path into drive, root and tail. The root is '', '/' or '//' (two slashes mean something else)."""
    p = os.fspath(p)
    slash = b"/" if isinstance(p, bytes) else "/"
    if not p.startswith(slash):
        size = 0
    elif p.startswith(slash * 2) and not p.startswith(slash * 3):
        size = 2
    else:
        size = 1
    return p[:0], p[:size], p[size:]


def ismount(path):
    """Test whether a path is a mount point."""
    try:
        here = os.lstat(path)
        if stat.S_ISLNK(here.st_mode):
            return False
    except (OSError, ValueError):
        return False
    path = os.fspath(path)
    above = join(path, b".." if isinstance(path, bytes) else "..")
    try:
        parent = os.lstat(above)
    except OSError:
        try:
            parent = os.lstat(realpath(above))
        except OSError:
            return False
    # Another device, or the root, which is its own parent.
    return here.st_dev != parent.st_dev or here.st_ino == parent.st_ino


def expanduser(path):
    """Replace a leading ~ or ~user by that user's home directory; leave the path alone if it is not known."""
    path = os.fspath(path)
    is_bytes = isinstance(path, bytes)
    slash, tilde = (b"/", b"~") if is_bytes else ("/", "~")
    if not path.startswith(tilde):
        return path
    end = path.find(slash, 1)
    if end < 0:
        end = len(path)
    if end == 1 and "HOME" in os.environ:
        home = os.environ["HOME"]
    else:
        try:
            import pwd
        except ImportError:
            return path
        try:
            home = (pwd.getpwuid(os.getuid()) if end == 1 else pwd.getpwnam(os.fsdecode(path[1:end]))).pw_dir
        except KeyError:
            return path
    if home is None:
        return path
    if is_bytes:
        home = os.fsencode(home)
    return home.rstrip(slash) + path[end:] or slash


_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def expandvars(path):
    """Replace $name and ${name} by the values of environment variables; unknown ones are left as they are."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        if b"$" not in path:
            return path
        environ = getattr(os, "environb", None)
        # latin-1 maps bytes one to one, so one scanner serves both types.
        def value_of(name):
            key = name.encode("latin-1")
            value = os.fsencode(os.environ[os.fsdecode(key)]) if environ is None else environ[key]
            return value.decode("latin-1")
        return _expand(path.decode("latin-1"), value_of).encode("latin-1")
    return _expand(path, os.environ.__getitem__) if "$" in path else path


def _expand(text, value_of):
    pieces = []
    done = 0
    at = text.find("$")
    while at >= 0:
        start = end = at + 1
        if text.startswith("{", start):
            start += 1
            end = text.find("}", start)
            after = end + 1
        else:
            while end < len(text) and text[end] in _NAME:
                end += 1
            after = end
        if end > start or (end == start and after > end):
            try:
                value = value_of(text[start:end])
            except KeyError:
                pass
            else:
                pieces += text[done:at], value
                done = at = after
                at = text.find("$", at)
                continue
            at = text.find("$", after)
        else:
            at = text.find("$", at + 1)
    return "".join(pieces) + text[done:]


def normpath(path):
    """Normalise a path: A//B, A/./B and A/foo/../B all become A/B."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        slash, dot, dotdot = b"/", b".", b".."
    else:
        slash, dot, dotdot = "/", ".", ".."
    _, root, tail = splitroot(path)
    parts = []
    for part in tail.split(slash):
        if not part or part == dot:
            continue
        if part != dotdot or (not root and (not parts or parts[-1] == dotdot)):
            parts.append(part)
        elif parts:
            parts.pop()
    return root + slash.join(parts) or dot


def abspath(path):
    """Return the normalised absolute form of a path."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        if not path.startswith(b"/"):
            path = join(os.getcwdb(), path)
    elif not path.startswith("/"):
        path = join(os.getcwd(), path)
    return normpath(path)


def realpath(filename, /, *, strict=False):
    """Return the canonical path, with no symbolic link in it.

    strict=True raises OSError for a missing path or a loop of links; ALLOW_MISSING only accepts missing paths.
    """
    filename = os.fspath(filename)
    if isinstance(filename, bytes):
        slash, dot, dotdot = b"/", b".", b".."
        getcwd = os.getcwdb
    else:
        slash, dot, dotdot = "/", ".", ".."
        getcwd = os.getcwd
    if strict is ALLOW_MISSING:
        ignored = FileNotFoundError
    elif strict:
        ignored = ()
    else:
        ignored = OSError

    # What is still to be walked, last component first. A tuple marks the end of a link's target: (link's own path,).
    rest = filename.split(slash)[::-1]
    path = slash if filename.startswith(slash) else getcwd()
    targets = {}                        # link -> its canonical path, or None while that is being found
    while rest:
        name = rest.pop()
        if isinstance(name, tuple):
            targets[name[0]] = path
            continue
        if not name or name == dot:
            continue
        if name == dotdot:
            path = path[:path.rindex(slash)] or slash
            continue
        newpath = path + name if path == slash else path + slash + name
        try:
            mode = os.lstat(newpath).st_mode
            if not stat.S_ISLNK(mode):
                # A strict walk must fail at a component that is no directory even before '..' takes it away.
                if strict and not stat.S_ISDIR(mode) and any(not isinstance(r, tuple) for r in rest):
                    os.stat(newpath + slash)
                path = newpath
                continue
            if newpath in targets:
                known = targets[newpath]
                if known is not None:
                    path = known
                    continue
                # A loop. stat() raises the system's own error for it.
                if strict:
                    os.stat(newpath)
                path = newpath
                continue
            target = os.readlink(newpath)
        except ignored:
            path = newpath
            continue
        targets[newpath] = None
        rest.append((newpath,))
        rest += target.split(slash)[::-1]
        if target.startswith(slash):
            path = slash
    return path


def relpath(path, start=None):
    """Return a path relative to start (by default the current directory)."""
    path = os.fspath(path)
    if not path:
        raise ValueError("no path specified")
    if isinstance(path, bytes):
        slash, dot, dotdot = b"/", b".", b".."
    else:
        slash, dot, dotdot = "/", ".", ".."
    start = dot if start is None else os.fspath(start)
    try:
        start_parts = [x for x in abspath(start).split(slash) if x]
        path_parts = [x for x in abspath(path).split(slash) if x]
        common = len(commonprefix([start_parts, path_parts]))
        parts = [dotdot] * (len(start_parts) - common) + path_parts[common:]
        return slash.join(parts) if parts else dot
    except (TypeError, AttributeError, BytesWarning, DeprecationWarning):
        genericpath._check_arg_types("relpath", path, start)
        raise


def commonpath(paths):
    """Return the longest path that all paths have in common, by components."""
    paths = tuple(map(os.fspath, paths))
    if not paths:
        raise ValueError("commonpath() arg is an empty sequence")
    slash, dot = (b"/", b".") if isinstance(paths[0], bytes) else ("/", ".")
    try:
        absolute = {p.startswith(slash) for p in paths}
        if len(absolute) > 1:
            raise ValueError("Can't mix absolute and relative paths") from None
        split_paths = [[part for part in p.split(slash) if part and part != dot] for p in paths]
        common = commonprefix(split_paths)
        return (slash if absolute.pop() else slash[:0]) + slash.join(common)
    except (TypeError, AttributeError):
        genericpath._check_arg_types("commonpath", *paths)
        raise


# Last, since os imports this module: whichever of the two a program names first, this one is complete by then.
import os
