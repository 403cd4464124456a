"""Path operations that are the same on every operating system. Not to be used directly: import os.path."""
import stat

__all__ = ["commonprefix", "exists", "getatime", "getctime", "getmtime", "getsize", "isdevdrive", "isdir", "isfile",
           "isjunction", "islink", "lexists", "samefile", "sameopenfile", "samestat", "ALLOW_MISSING"]


def exists(path):
    """Test whether a path exists. Returns False for broken symbolic links."""
    try:
        os.stat(path)
    except (OSError, ValueError):
        return False
    return True


def lexists(path):
    """Test whether a path exists. Returns True for broken symbolic links."""
    try:
        os.lstat(path)
    except (OSError, ValueError):
        return False
    return True


def isfile(path):
    """Test whether a path is a regular file, following symbolic links."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def isdir(s):
    """Test whether a path is a directory, following symbolic links."""
    try:
        return stat.S_ISDIR(os.stat(s).st_mode)
    except (OSError, ValueError):
        return False


def islink(path):
    """Test whether a path is a symbolic link."""
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError, AttributeError):
        return False


def isjunction(path):
    """Test whether a path is a junction. Only Windows has them."""
    os.fspath(path)
    return False


def isdevdrive(path):
    """Test whether a path lies on a Windows Dev Drive. Only Windows has them."""
    os.fspath(path)
    return False


def getsize(filename):
    """Return the size of a file in bytes."""
    return os.stat(filename).st_size


def getmtime(filename):
    """Return the time of a file's last modification."""
    return os.stat(filename).st_mtime


def getatime(filename):
    """Return the time of a file's last access."""
    return os.stat(filename).st_atime


def getctime(filename):
    """Return the time of the last change of a file's metadata."""
    return os.stat(filename).st_ctime


def commonprefix(m, /):
    """Return the longest string that each of a list of strings begins with (compared by characters)."""
    if not m:
        return ""
    # Lists of path components are compared as they are.
    if not isinstance(m[0], (list, tuple)):
        m = [os.fspath(item) for item in m]
    least, greatest = min(m), max(m)
    for i, part in enumerate(least):
        if part != greatest[i]:
            return least[:i]
    return least


def samestat(s1, s2):
    """Test whether two stat results refer to the same file."""
    return s1.st_ino == s2.st_ino and s1.st_dev == s2.st_dev


def samefile(f1, f2):
    """Test whether two paths name the same file or directory."""
    return samestat(os.stat(f1), os.stat(f2))


def sameopenfile(fp1, fp2):
    """Test whether two descriptors refer to the same file."""
    return samestat(os.fstat(fp1), os.fstat(fp2))


def _splitext(path, separator, alternative, dot):
    """Split the extension off: what follows the last dot of the last component, unless only dots lead up to it."""
    start = path.rfind(separator)
    if alternative:
        start = max(start, path.rfind(alternative))
    start += 1
    dot_at = path.rfind(dot)
    if dot_at > start and path[start:dot_at].strip(dot):
        return path[:dot_at], path[dot_at:]
    return path, path[:0]


def _check_arg_types(function_name, *args):
    has_str = has_bytes = False
    for arg in args:
        if isinstance(arg, str):
            has_str = True
        elif isinstance(arg, bytes):
            has_bytes = True
        else:
            raise TypeError(f"{function_name}() argument must be str, bytes, or os.PathLike object, "
                            f"not {type(arg).__name__!r}") from None
    if has_str and has_bytes:
        raise TypeError("Can't mix strings and bytes in path components") from None


class _AllowMissing:
    """The type of ALLOW_MISSING, a value for realpath()'s strict argument."""

    def __repr__(self):
        return "os.path.ALLOW_MISSING"

    def __reduce__(self):
        return "ALLOW_MISSING"


ALLOW_MISSING = _AllowMissing()
del _AllowMissing


# Last, since os imports this module: whichever of the two a program names first, this one is complete by then.
import os
