"""Operating system interfaces: what the native module `posix` offers, and what is built on it in Python.

os is imported by everything, so it imports next to nothing itself: the environment mapping, PathLike and the
sets of capabilities are made when they are first asked for (module __getattr__).
"""
import sys
import stat as st
from posix import *
from posix import _exit
import posix as _posix
import posixpath as path

sys.modules["os.path"] = path
from os.path import curdir, pardir, sep, pathsep, defpath, extsep, altsep, devnull

name = "posix"
linesep = "\n"
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
P_WAIT, P_NOWAIT = 0, 1
P_NOWAITO = P_NOWAIT
supports_bytes_environ = True


def _get_exports_list(module):
    """A module's public names. The adopted socket module asks for them here."""
    try:
        return list(module.__all__)
    except AttributeError:
        return [n for n in dir(module) if not n.startswith("_")]


__all__ = _get_exports_list(_posix)
__all__ += ["altsep", "curdir", "pardir", "sep", "pathsep", "linesep", "defpath", "name", "path", "devnull", "SEEK_SET",
            "SEEK_CUR", "SEEK_END", "fsencode", "fsdecode", "get_exec_path", "fdopen", "extsep", "_exit", "makedirs",
            "removedirs", "renames", "walk", "fwalk", "execl", "execle", "execlp", "execlpe", "execvp", "execvpe",
            "getenv", "supports_bytes_environ", "environ", "environb", "getenvb", "reload_environ", "P_WAIT",
            "P_NOWAIT", "P_NOWAITO", "spawnv", "spawnve", "spawnvp", "spawnvpe", "spawnl", "spawnle", "spawnlp", "spawnlpe",
            "popen"]
__all__ = list(dict.fromkeys(__all__))


# --- the file system ------------------------------------------------------------------------------------------

def _is_dir_entry_dir(entry):
    try:
        return entry.is_dir()
    except OSError:
        return False


def makedirs(name, mode=0o777, exist_ok=False):
    """Create a directory and all missing ones above it. mode is the last one's."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    if head and tail and not path.exists(head):
        try:
            makedirs(head, exist_ok=exist_ok)
        except FileExistsError:
            pass                        # somebody else was faster
        if tail == (curdir if isinstance(tail, str) else b"."):
            return
    try:
        mkdir(name, mode)
    except OSError:
        if not exist_ok or not path.isdir(name):
            raise


def removedirs(name):
    """Remove a directory, then those above it for as long as they are empty."""
    rmdir(name)
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = path.split(head)


def renames(old, new):
    """Rename, creating the directories that the new name needs and removing those that the old one leaves empty."""
    head, tail = path.split(new)
    if head and tail and not path.exists(head):
        makedirs(head)
    rename(old, new)
    head, tail = path.split(old)
    if head and tail:
        try:
            removedirs(head)
        except OSError:
            pass


# A value for walk()'s followlinks: links to directories are listed with the files. pathlib uses it.
_walk_symlinks_as_files = object()


def walk(top, topdown=True, onerror=None, followlinks=False):
    """Generate (directory, subdirectories, files) for a directory and all below it.

    With topdown, the caller may edit the list of subdirectories in place to steer the walk.
    """
    sys.audit("os.walk", top, topdown, onerror, followlinks)
    stack = [fspath(top)]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):      # bottom-up: all below it is done
            yield top
            continue
        dirs, nondirs, to_walk = [], [], []
        try:
            with scandir(top) as entries:
                for entry in entries:
                    if followlinks is _walk_symlinks_as_files:
                        try:
                            is_dir = entry.is_dir(follow_symlinks=False) and not entry.is_junction()
                        except OSError:
                            is_dir = False
                    else:
                        is_dir = _is_dir_entry_dir(entry)
                    (dirs if is_dir else nondirs).append(entry.name)
                    if not topdown and is_dir:
                        if followlinks:
                            descend = True
                        else:
                            try:
                                descend = not entry.is_symlink()
                            except OSError:
                                descend = True
                        if descend:
                            to_walk.append(entry.path)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        if topdown:
            yield top, dirs, nondirs
            for dirname in reversed(dirs):
                below = path.join(top, dirname)
                # The caller may have put anything into dirs, so links are looked at now.
                if followlinks or not path.islink(below):
                    stack.append(below)
        else:
            stack.append((top, dirs, nondirs))
            stack += reversed(to_walk)


def fwalk(top=".", topdown=True, onerror=None, *, follow_symlinks=False, dir_fd=None):
    """Like walk(), but generates (directory, subdirectories, files, descriptor of the directory) and is safe from races
    with links: everything is opened relative to the descriptor above it. The descriptor is valid until the next one."""
    sys.audit("os.fwalk", top, topdown, onerror, follow_symlinks, dir_fd)
    top = fspath(top)
    is_bytes = isinstance(top, bytes)
    # What to do next, as (action, argument); each open descriptor has its own "close".
    stack = [("walk", (True, dir_fd, top, top, None))]
    try:
        while stack:
            action, argument = stack.pop()
            if action == "close":
                close(argument)
                continue
            if action == "yield":
                yield argument
                continue
            is_root, parent_fd, toppath, topname, entry = argument
            try:
                if not follow_symlinks:
                    # The same directory before and after opening it, and no link.
                    before = stat(topname, follow_symlinks=False, dir_fd=parent_fd) if entry is None \
                        else entry.stat(follow_symlinks=False)
                topfd = open(topname, O_RDONLY | O_NONBLOCK, dir_fd=parent_fd)
            except OSError as error:
                if is_root:
                    raise
                if onerror is not None:
                    onerror(error)
                continue
            stack.append(("close", topfd))
            if not follow_symlinks:
                if is_root and not st.S_ISDIR(before.st_mode) or not path.samestat(before, stat(topfd)):
                    continue
            dirs, nondirs, entries = [], [], None if topdown or follow_symlinks else []
            with scandir(topfd) as found:
                for entry in found:
                    item = fsencode(entry.name) if is_bytes else entry.name
                    try:
                        if entry.is_dir():
                            dirs.append(item)
                            if entries is not None:
                                entries.append(entry)
                        else:
                            nondirs.append(item)
                    except OSError:
                        try:
                            if entry.is_symlink():      # dangling
                                nondirs.append(item)
                        except OSError:
                            pass
            result = toppath, dirs, nondirs, topfd
            if topdown:
                yield result
            else:
                stack.append(("yield", result))
            prefix = path.join(toppath, toppath[:0])
            below = [("walk", (False, topfd, prefix + item, item, None if entries is None else entries[i]))
                     for i, item in enumerate(dirs)]
            stack += reversed(below)
    finally:
        for action, argument in reversed(stack):
            if action == "close":
                close(argument)


def fdopen(fd, mode="r", buffering=-1, encoding=None, *args, **kwargs):
    """Return an open file object connected to a descriptor."""
    if not isinstance(fd, int):
        raise TypeError(f"invalid fd type ({type(fd)}, expected integer)")
    import io
    if "b" not in mode:
        encoding = io.text_encoding(encoding)
    return io.open(fd, mode, buffering, encoding, *args, **kwargs)


def _fspath(path):
    """Return the file system representation of a path: str and bytes as they are, else what __fspath__() says."""
    if isinstance(path, (str, bytes)):
        return path
    path_type = type(path)
    try:
        represent = path_type.__fspath__
    except AttributeError:
        raise TypeError("expected str, bytes or os.PathLike object, not " + path_type.__name__) from None
    if represent is None:
        raise TypeError("expected str, bytes or os.PathLike object, not " + path_type.__name__)
    result = represent(path)
    if isinstance(result, (str, bytes)):
        return result
    raise TypeError(f"expected {path_type.__name__}.__fspath__() to return str or bytes, not {type(result).__name__}")


if not hasattr(_posix, "fspath"):
    fspath = _fspath
    fspath.__name__ = fspath.__qualname__ = "fspath"


def fsencode(filename):
    """Encode a file name to the file system encoding; bytes are returned as they are."""
    filename = fspath(filename)
    if isinstance(filename, str):
        return filename.encode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
    return filename


def fsdecode(filename):
    """Decode a file name from the file system encoding; str is returned as it is."""
    filename = fspath(filename)
    if isinstance(filename, bytes):
        return filename.decode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
    return filename


# --- the environment ------------------------------------------------------------------------------------------

def _environ():
    """os.environ as it is now: programs may have put another mapping in its place."""
    try:
        return environ
    except NameError:
        return __getattr__("environ")


def getenv(key, default=None):
    """Return an environment variable, or default."""
    return _environ().get(key, default)


def getenvb(key, default=None):
    """Return an environment variable as bytes, or default."""
    try:
        return environb.get(key, default)
    except NameError:
        return __getattr__("environb").get(key, default)


def get_exec_path(env=None):
    """Return the list of directories that are searched for a program, from env's PATH (by default os.environ's)."""
    if env is None:
        env = _environ()
    import warnings
    with warnings.catch_warnings():
        # With -b, looking up str among bytes warns.
        warnings.simplefilter("ignore", BytesWarning)
        try:
            path_list = env.get("PATH")
        except TypeError:
            path_list = None
        try:
            path_list_bytes = env[b"PATH"]
        except (KeyError, TypeError):
            pass
        else:
            if path_list is not None:
                raise ValueError("env cannot contain 'PATH' and b'PATH' keys")
            path_list = path_list_bytes
    if isinstance(path_list, bytes):
        path_list = fsdecode(path_list)
    if path_list is None:
        path_list = defpath
    return path_list.split(pathsep)


def reload_environ():
    """Make os.environ what the process's environment is now, whoever changed it."""
    current = _posix._create_environ()
    data = _environ()._data
    data.clear()
    data.update(current)


def _make_environ():
    from _collections_abc import Mapping, MutableMapping

    class _Environ(MutableMapping):
        """A mapping over the environment; changes to it change the process's environment too."""

        def __init__(self, data, encodekey, decodekey, encodevalue, decodevalue):
            self.encodekey = encodekey
            self.decodekey = decodekey
            self.encodevalue = encodevalue
            self.decodevalue = decodevalue
            self._data = data

        def __getitem__(self, key):
            try:
                value = self._data[self.encodekey(key)]
            except KeyError:
                raise KeyError(key) from None
            return self.decodevalue(value)

        def __setitem__(self, key, value):
            key = self.encodekey(key)
            value = self.encodevalue(value)
            putenv(key, value)
            self._data[key] = value

        def __delitem__(self, key):
            encoded = self.encodekey(key)
            unsetenv(encoded)
            try:
                del self._data[encoded]
            except KeyError:
                raise KeyError(key) from None

        def __iter__(self):
            for key in list(self._data):        # a copy, so that other threads may write
                yield self.decodekey(key)

        def __len__(self):
            return len(self._data)

        def __repr__(self):
            items = ", ".join(f"{self.decodekey(key)!r}: {self.decodevalue(value)!r}"
                              for key, value in list(self._data.items()))
            return f"environ({{{items}}})"

        def copy(self):
            return dict(self)

        def setdefault(self, key, value):
            if key not in self:
                self[key] = value
            return self[key]

        def __ior__(self, other):
            self.update(other)
            return self

        def __or__(self, other):
            if not isinstance(other, Mapping):
                return NotImplemented
            new = dict(self)
            new.update(other)
            return new

        def __ror__(self, other):
            if not isinstance(other, Mapping):
                return NotImplemented
            new = dict(other)
            new.update(self)
            return new

    def encode(value):
        if not isinstance(value, str):
            raise TypeError(f"str expected, not {type(value).__name__}")
        return value.encode(encoding, errors)

    def decode(value):
        return value.decode(encoding, errors)

    def check_bytes(value):
        if not isinstance(value, bytes):
            raise TypeError(f"bytes expected, not {type(value).__name__}")
        return value

    _Environ.__qualname__ = "_Environ"
    encoding, errors = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    as_str = _Environ(dict(_posix.environ if hasattr(_posix, "environ") else _posix._create_environ()), encode, decode, encode, decode)
    as_bytes = _Environ(as_str._data, check_bytes, check_bytes, check_bytes, check_bytes)
    return {"_Environ": _Environ, "environ": as_str, "environb": as_bytes}


globals().pop("environ", None)  # posix's own: a plain dict of bytes, which os.environ replaces


# --- running programs -----------------------------------------------------------------------------------------

def execl(file, *args):
    """Replace this process by a program with the given arguments."""
    execv(file, args)


def execle(file, *args):
    """Replace this process by a program; the last argument is its environment."""
    execve(file, args[:-1], args[-1])


def execlp(file, *args):
    """Replace this process by a program that is searched along PATH."""
    execvp(file, args)


def execlpe(file, *args):
    """Replace this process by a program that is searched along PATH; the last argument is its environment."""
    execvpe(file, args[:-1], args[-1])


def execvp(file, args):
    """Replace this process by a program that is searched along PATH, with a list of arguments."""
    _execvpe(file, args)


def execvpe(file, args, env):
    """Replace this process by a program that is searched along PATH, with arguments and environment."""
    _execvpe(file, args, env)


def _execvpe(file, args, env=None):
    def run(program):
        execv(program, args) if env is None else execve(program, args, env)

    if path.dirname(file):
        run(file)
        return
    refusal = missing = None
    file = fsencode(file)
    for directory in map(fsencode, get_exec_path(env)):
        try:
            run(path.join(directory, file))
        except (FileNotFoundError, NotADirectoryError) as error:
            missing = error
        except OSError as error:
            refusal = refusal or error
    # "Permission denied" says more than "not found".
    raise refusal or missing


def _spawn(mode, file, args, env, execute):
    if not isinstance(args, (tuple, list)):
        raise TypeError("argv must be a tuple or a list")
    if not args or not args[0]:
        raise ValueError("argv first element cannot be empty")
    pid = fork()
    if not pid:
        try:
            execute(file, args) if env is None else execute(file, args, env)
        except:
            _exit(127)
    if mode == P_NOWAIT:
        return pid
    while True:
        _, status = waitpid(pid, 0)
        if not WIFSTOPPED(status):
            return waitstatus_to_exitcode(status)


def spawnv(mode, file, args):
    """Run a program in a new process: its exit code with P_WAIT (or -signal), its pid with P_NOWAIT."""
    return _spawn(mode, file, args, None, execv)


def spawnve(mode, file, args, env):
    """spawnv() with an environment."""
    return _spawn(mode, file, args, env, execve)


def spawnvp(mode, file, args):
    """spawnv(), searching the program along PATH."""
    return _spawn(mode, file, args, None, execvp)


def spawnvpe(mode, file, args, env):
    """spawnv(), searching the program along PATH, with an environment."""
    return _spawn(mode, file, args, env, execvpe)


def spawnl(mode, file, *args):
    """spawnv() with the arguments one by one."""
    return spawnv(mode, file, args)


def spawnle(mode, file, *args):
    """spawnve() with the arguments one by one; the last is the environment."""
    return spawnve(mode, file, args[:-1], args[-1])


def spawnlp(mode, file, *args):
    """spawnvp() with the arguments one by one."""
    return spawnvp(mode, file, args)


def spawnlpe(mode, file, *args):
    """spawnvpe() with the arguments one by one; the last is the environment."""
    return spawnvpe(mode, file, args[:-1], args[-1])


def popen(cmd, mode="r", buffering=-1):
    """Run a shell command and return a text stream connected to its output (mode "r") or input ("w")."""
    if not isinstance(cmd, str):
        raise TypeError(f"invalid cmd type ({type(cmd)}, expected string)")
    if mode not in ("r", "w"):
        raise ValueError(f"invalid mode {mode!r}")
    if buffering == 0 or buffering is None:
        raise ValueError("popen() does not support unbuffered streams")
    import io
    import subprocess
    if mode == "r":
        process = subprocess.Popen(cmd, shell=True, text=True, stdout=subprocess.PIPE, bufsize=buffering)
        return _wrap_close(process.stdout, process)
    process = subprocess.Popen(cmd, shell=True, text=True, stdin=subprocess.PIPE, bufsize=buffering)
    return _wrap_close(process.stdin, process)


class _wrap_close:
    """popen()'s result: the stream, whose close() also waits for the process and returns its wait status."""

    def __init__(self, stream, process):
        self._stream = stream
        self._proc = process

    def close(self):
        self._stream.close()
        code = self._proc.wait()
        if code == 0:
            return None
        return code << 8

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        return iter(self._stream)


if hasattr(sys, "_cpu_count"):              # -X cpu_count, PYTHON_CPU_COUNT
    def cpu_count():
        """The number of CPUs that the command line says there are."""
        return sys._cpu_count


def process_cpu_count():
    """The number of CPUs that this process may use, or None."""
    number = cpu_count()
    if hasattr(sys, "_cpu_count"):
        return number
    try:
        return len(sched_getaffinity(0)) or number
    except NameError:
        return number


# --- made when they are asked for -----------------------------------------------------------------------------

def _make_path_like():
    import abc

    class PathLike(abc.ABC):
        """Abstract base class for objects that stand for a path in the file system."""
        __slots__ = ()

        @abc.abstractmethod
        def __fspath__(self):
            """Return the path as str or bytes."""
            raise NotImplementedError

        @classmethod
        def __subclasshook__(cls, subclass):
            if cls is not PathLike:
                return NotImplemented
            for base in subclass.__mro__:
                if "__fspath__" in base.__dict__:
                    return NotImplemented if base.__dict__["__fspath__"] is None else True
            return NotImplemented

        __class_getitem__ = classmethod(type(list[int]))

    PathLike.__qualname__ = "PathLike"
    return {"PathLike": PathLike}


def _make_supports():
    def existing(names):
        return {globals()[n] for n in names.split() if n in globals()}
    return {
        "supports_dir_fd": existing("access chmod chown link lstat mkdir mkfifo mknod open readlink rename rmdir stat "
                                    "symlink unlink utime"),
        "supports_effective_ids": existing("access"),
        "supports_fd": existing("chdir chmod chown execve listdir pathconf scandir stat statvfs truncate utime"),
        "supports_follow_symlinks": existing("chown link stat utime"),
    }


_LAZY = {"environ": _make_environ, "environb": _make_environ, "_Environ": _make_environ, "PathLike": _make_path_like,
         "supports_dir_fd": _make_supports, "supports_effective_ids": _make_supports, "supports_fd": _make_supports,
         "supports_follow_symlinks": _make_supports}


def __getattr__(name):
    make = _LAZY.get(name)
    if make is None:
        raise AttributeError(f"module 'os' has no attribute {name!r}")
    # Another thread may have been faster: the first one's objects stay.
    names = globals()
    for key, value in make().items():
        names.setdefault(key, value)
    return names[name]


def __dir__():
    return sorted({*globals(), *_LAZY})
