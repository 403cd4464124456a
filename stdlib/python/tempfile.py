"""Temporary files and directories.

Every name is tried with O_EXCL (or mkdir), so that two processes never get the same one, and nobody can put a link there first.
"""

import os as _os
from errno import EEXIST as _EEXIST

__all__ = [
    "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory", "mkstemp", "mkdtemp", "mktemp",
    "TMP_MAX", "gettempprefix", "tempdir", "gettempdir", "gettempprefixb", "gettempdirb",
]  # fmt: skip

TMP_MAX = getattr(_os, "TMP_MAX", 10000)
template = "tmp"
tempdir = None

_GenericAlias = type(list[int])
_text_openflags = _os.O_RDWR | _os.O_CREAT | _os.O_EXCL | getattr(_os, "O_NOFOLLOW", 0)
_bin_openflags = _text_openflags | getattr(_os, "O_BINARY", 0)


# Names


class _RandomNameSequence:
    """An instance of _RandomNameSequence generates an endless sequence of unpredictable strings of 8 characters."""

    characters = "abcdefghijklmnopqrstuvwxyz0123456789_"

    @property
    def rng(self):
        # A child process must not go on with its parent's numbers.
        pid = _os.getpid()
        if pid != getattr(self, "_rng_pid", None):
            from random import Random

            self._rng = Random()
            self._rng_pid = pid
        return self._rng

    def __iter__(self):
        return self

    def __next__(self):
        return "".join(self.rng.choices(self.characters, k=8))


_name_sequence = None


def _get_candidate_names():
    global _name_sequence
    if _name_sequence is None:
        _name_sequence = _RandomNameSequence()
    return _name_sequence


def _infer_return_type(*args):
    """Look at the type of all args and divine their implied return type: all str, or all bytes."""
    kind = None
    for arg in args:
        if arg is None:
            continue
        if isinstance(arg, _os.PathLike):
            arg = _os.fspath(arg)
        this = bytes if isinstance(arg, bytes) else str
        if kind is not None and kind is not this:
            raise TypeError("Can't mix bytes and non-bytes in path components.")
        kind = this
    if kind is None:
        return str if tempdir is None or isinstance(tempdir, str) else bytes
    return kind


def _sanitize_params(prefix, suffix, dir):
    output_type = _infer_return_type(prefix, suffix, dir)
    if suffix is None:
        suffix = output_type()
    if prefix is None:
        prefix = template if output_type is str else _os.fsencode(template)
    if dir is None:
        dir = gettempdir() if output_type is str else gettempdirb()
    return prefix, suffix, dir, output_type


def _candidate_tempdir_list():
    """Generate a list of candidate temporary directories which _get_default_tempdir will try."""
    found = [directory for name in ("TMPDIR", "TEMP", "TMP") if (directory := _os.getenv(name))]
    if _os.name == "nt":
        found += [_os.path.expanduser(r"~\AppData\Local\Temp"), r"c:\temp", r"c:\tmp", r"\temp", r"\tmp"]
    else:
        found += ["/tmp", "/var/tmp", "/usr/tmp"]
    try:
        found.append(_os.getcwd())
    except (AttributeError, OSError):
        found.append(_os.curdir)
    return found


def _get_default_tempdir(dirlist=None):
    """The first of the candidates that a file can be written to."""
    names = _get_candidate_names()
    if dirlist is None:
        dirlist = _candidate_tempdir_list()
    for directory in dirlist:
        if directory != _os.curdir:
            directory = _os.path.abspath(directory)
        for _ in range(100):
            filename = _os.path.join(directory, next(names))
            try:
                fd = _os.open(filename, _bin_openflags, 0o600)
                try:
                    try:
                        _os.write(fd, b"blat")
                    finally:
                        _os.close(fd)
                finally:
                    _os.unlink(filename)
                return directory
            except FileExistsError:
                continue
            except OSError:
                break
    raise FileNotFoundError(2, f"No usable temporary directory found in {dirlist}")


def _gettempdir():
    global tempdir
    if tempdir is None:
        tempdir = _get_default_tempdir()
    return tempdir


def gettempdir():
    """Returns tempfile.tempdir as str."""
    return _os.fsdecode(_gettempdir())


def gettempdirb():
    """Returns tempfile.tempdir as bytes."""
    return _os.fsencode(_gettempdir())


def gettempprefix():
    """The default prefix for temporary files as string."""
    return _os.fsdecode(template)


def gettempprefixb():
    """The default prefix for temporary files as bytes."""
    return _os.fsencode(template)


def _make(directory, prefix, suffix, output_type, what, create):
    """Try names until create(path) finds one free; its result, and the path."""
    names = _get_candidate_names()
    for _ in range(TMP_MAX):
        name = next(names)
        if output_type is bytes:
            name = _os.fsencode(name)
        path = _os.path.join(directory, prefix + name + suffix)
        try:
            return create(path), path
        except FileExistsError:
            continue
    raise FileExistsError(_EEXIST, f"No usable temporary {what} name found")


def _mkstemp_inner(dir, pre, suf, flags, output_type):
    dir = _os.path.abspath(dir)
    return _make(dir, pre, suf, output_type, "file", lambda path: _os.open(path, flags, 0o600))


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    """User-callable function to create and return a unique temporary
    file.  The return value is a pair (fd, name) where fd is the
    file descriptor returned by os.open, and name is the filename.

    If 'suffix' is not None, the file name will end with that suffix,
    otherwise there will be no suffix.

    If 'prefix' is not None, the file name will begin with that prefix,
    otherwise a default prefix is used.

    If 'dir' is not None, the file will be created in that directory,
    otherwise a default directory is used.

    If 'text' is specified and true, the file is opened in text
    mode.  Else (the default) the file is opened in binary mode.

    The file is readable and writable only by the creating user ID. It is not
    inherited by children. The caller is responsible for deleting it.
    """
    prefix, suffix, dir, output_type = _sanitize_params(prefix, suffix, dir)
    return _mkstemp_inner(dir, prefix, suffix, _text_openflags if text else _bin_openflags, output_type)


def mkdtemp(suffix=None, prefix=None, dir=None):
    """User-callable function to create and return a unique temporary
    directory.  The return value is the pathname of the directory.

    Arguments are as for mkstemp, except that the 'text' argument is
    not accepted.

    The directory is readable, writable, and searchable only by the
    creating user. The caller is responsible for deleting it.
    """
    prefix, suffix, dir, output_type = _sanitize_params(prefix, suffix, dir)
    _, path = _make(dir, prefix, suffix, output_type, "directory", lambda path: _os.mkdir(path, 0o700))
    return _os.path.abspath(path)


def mktemp(suffix="", prefix=template, dir=None):
    """User-callable function to return a unique temporary file name.  The
    file is not created.

    THIS FUNCTION IS UNSAFE AND SHOULD NOT BE USED.  The file name may
    refer to a file that did not exist at some point, but by the time
    you get around to creating it, someone else may have beaten you to
    the punch.
    """
    if dir is None:
        dir = gettempdir()
    names = _get_candidate_names()
    for _ in range(TMP_MAX):
        path = _os.path.join(dir, prefix + next(names) + suffix)
        if not _os.path.lexists(path):
            return path
    raise FileExistsError(_EEXIST, "No usable temporary filename found")


# Files


class _TemporaryFileCloser:
    """Closes the file and removes it, once; called by the wrapper, and when the wrapper dies."""

    cleanup_called = False
    close_called = False

    def __init__(self, file, name, delete=True, delete_on_close=True, warn_message="Implicitly cleaning up unknown file"):
        self.file = file
        self.name = name
        self.delete = delete
        self.delete_on_close = delete_on_close
        self.warn_message = warn_message

    def cleanup(self):
        if self.cleanup_called:
            return
        self.cleanup_called = True
        try:
            if not self.close_called:
                self.close_called = True
                self.file.close()
        finally:
            if self.delete:
                try:
                    _os.unlink(self.name)
                except FileNotFoundError:
                    pass

    def close(self):
        if not self.close_called:
            self.close_called = True
            try:
                self.file.close()
            finally:
                if self.delete and self.delete_on_close:
                    self.cleanup()

    def __del__(self):
        close_called = self.close_called
        self.cleanup()
        if not close_called:
            import warnings

            warnings.warn(self.warn_message, ResourceWarning)


class _TemporaryFileWrapper:
    """Temporary file wrapper

    This class provides a wrapper around files opened for
    temporary use.  In particular, it seeks to automatically
    remove the file when it is no longer needed.
    """

    def __init__(self, file, name, delete=True, delete_on_close=True):
        self.file = file
        self.name = name
        self._closer = _TemporaryFileCloser(
            file, name, delete, delete_on_close, warn_message=f"Implicitly cleaning up {self!r}"
        )

    def __repr__(self):
        return f"<{self.__class__.__name__} file={self.__dict__['file']!r}>"

    def __getattr__(self, name):
        file = self.__dict__["file"]
        value = getattr(file, name)
        if hasattr(value, "__call__"):
            from functools import wraps

            call = value

            @wraps(call)
            def method(*args, **kwargs):
                return call(*args, **kwargs)

            # Whoever holds the method holds the file: open(...).read must not be removed under it.
            method._closer = self._closer
            value = method
        if not isinstance(value, int):
            setattr(self, name, value)
        return value

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, exc, value, tb):
        result = self.file.__exit__(exc, value, tb)
        self._closer.cleanup()
        return result

    def close(self):
        """
        Close the temporary file, possibly deleting it.
        """
        self._closer.close()

    def __iter__(self):
        # Not `return iter(self.file)`: the wrapper must live as long as the iteration.
        for line in self.file:
            yield line


def NamedTemporaryFile(
    mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, delete=True, *,
    errors=None, delete_on_close=True,
):  # fmt: skip
    """Create and return a temporary file.
    Arguments:
    'prefix', 'suffix', 'dir' -- as for mkstemp.
    'mode' -- the mode argument to io.open (default "w+b").
    'buffering' -- the buffer size argument to io.open (default -1).
    'encoding' -- the encoding argument to io.open (default None)
    'newline' -- the newline argument to io.open (default None)
    'delete' -- whether the file is automatically deleted (default True).
    'delete_on_close' -- if 'delete', whether the file is deleted on close
       (default True) or otherwise either on context manager exit
       (if context manager was used) or on object finalization. .
    'errors' -- the errors argument to io.open (default None)
    The file is created as mkstemp() would do it.

    Returns an object with a file-like interface; the name of the file
    is accessible as its 'name' attribute.  The file will be automatically
    deleted when it is closed unless the 'delete' argument is set to False.
    """
    prefix, suffix, dir, output_type = _sanitize_params(prefix, suffix, dir)
    name = None

    def opener(*args):
        nonlocal name
        fd, name = _mkstemp_inner(dir, prefix, suffix, _bin_openflags, output_type)
        return fd

    import io

    try:
        file = io.open(dir, mode, buffering=buffering, newline=newline, encoding=encoding, errors=errors, opener=opener)
        try:
            # The file was opened by the name of its directory.
            raw = getattr(file, "buffer", file)
            raw = getattr(raw, "raw", raw)
            raw.name = name
            return _TemporaryFileWrapper(file, name, delete, delete_on_close)
        except:
            file.close()
            raise
    except:
        if name is not None:
            _os.unlink(name)
        raise


_O_TMPFILE_WORKS = hasattr(_os, "O_TMPFILE")


def TemporaryFile(
    mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *, errors=None
):
    """Create and return a temporary file that has no name any more.

    The arguments are those of NamedTemporaryFile. The file is gone when it is closed.
    """
    global _O_TMPFILE_WORKS
    import io

    prefix, suffix, dir, output_type = _sanitize_params(prefix, suffix, dir)
    if _O_TMPFILE_WORKS:
        fd = None

        def opener(*args):
            nonlocal fd
            fd = _os.open(dir, (_bin_openflags | _os.O_TMPFILE) & ~_os.O_CREAT, 0o600)
            return fd

        try:
            file = io.open(dir, mode, buffering=buffering, newline=newline, encoding=encoding, errors=errors, opener=opener)
            raw = getattr(file, "buffer", file)
            raw = getattr(raw, "raw", raw)
            raw.name = fd
            return file
        except IsADirectoryError:
            # A kernel before 3.11 sees a directory opened for writing.
            _O_TMPFILE_WORKS = False
        except OSError:
            # This file system cannot; another may.
            pass

    fd = None

    def opener(*args):
        nonlocal fd
        fd, name = _mkstemp_inner(dir, prefix, suffix, _bin_openflags, output_type)
        try:
            _os.unlink(name)
        except BaseException:
            _os.close(fd)
            raise
        return fd

    file = io.open(dir, mode, buffering=buffering, newline=newline, encoding=encoding, errors=errors, opener=opener)
    raw = getattr(file, "buffer", file)
    raw = getattr(raw, "raw", raw)
    raw.name = fd
    return file


def __getattr__(name):
    # io is wanted for this one class: most programs never ask for it.
    if name == "SpooledTemporaryFile":
        from _tempfile_spooled import SpooledTemporaryFile

        globals()[name] = SpooledTemporaryFile
        return SpooledTemporaryFile
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class TemporaryDirectory:
    """Create and return a temporary directory.  This has the same
    behavior as mkdtemp but can be used as a context manager.  For
    example:

        with TemporaryDirectory() as tmpdir:
            ...

    Upon exiting the context, the directory and everything contained
    in it are removed (unless delete=False is passed or an exception
    is raised during cleanup and ignore_cleanup_errors is not True).
    """

    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, *, delete=True):
        from weakref import finalize

        self.name = mkdtemp(suffix, prefix, dir)
        self._ignore_cleanup_errors = ignore_cleanup_errors
        self._delete = delete
        self._finalizer = finalize(
            self, self._cleanup, self.name, warn_message=f"Implicitly cleaning up {self!r}",
            ignore_errors=ignore_cleanup_errors, delete=delete,
        )  # fmt: skip

    @classmethod
    def _rmtree(cls, name, ignore_errors=False, repeated=False):
        import shutil

        def onexc(func, path, exc):
            if isinstance(exc, FileNotFoundError):
                return
            if not isinstance(exc, PermissionError) or repeated and path == name:
                if not ignore_errors:
                    raise exc
                return
            # What forbids its removal is allowed it, and tried once more.
            try:
                if path != name:
                    _reset_permissions(_os.path.dirname(path))
                _reset_permissions(path)
                try:
                    _os.unlink(path)
                except IsADirectoryError:
                    cls._rmtree(path, ignore_errors=ignore_errors)
                except PermissionError:
                    if not _os.path.isdir(path) or _os.path.islink(path):
                        raise
                    cls._rmtree(path, ignore_errors=ignore_errors, repeated=path == name)
            except FileNotFoundError:
                pass

        try:
            shutil.rmtree(name, onexc=onexc)
        except TypeError:
            # An adopted shutil older than 3.12 knows onerror only.
            shutil.rmtree(name, onerror=lambda func, path, info: onexc(func, path, info[1]))

    @classmethod
    def _cleanup(cls, name, warn_message, ignore_errors=False, delete=True):
        if delete:
            import warnings

            cls._rmtree(name, ignore_errors=ignore_errors)
            warnings.warn(warn_message, ResourceWarning)

    def __repr__(self):
        return f"<{self.__class__.__name__} {self.name!r}>"

    def __enter__(self):
        return self.name

    def __exit__(self, exc, value, tb):
        if self._delete:
            self.cleanup()

    def cleanup(self):
        if self._finalizer.detach() or _os.path.exists(self.name):
            self._rmtree(self.name, ignore_errors=self._ignore_cleanup_errors)

    __class_getitem__ = classmethod(_GenericAlias)


def _reset_permissions(path):
    if _os.path.islink(path):
        return
    try:
        _os.chflags(path, 0)
    except AttributeError:
        pass
    _os.chmod(path, 0o700)
