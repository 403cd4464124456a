"""Compiling source files to bytecode files, as the import system does by itself when it may."""
import enum
import os
import sys

__all__ = ["compile", "main", "PyCompileError", "PycInvalidationMode"]


class PyCompileError(Exception):
    """The source of `file` does not compile: `exc_type_name`, `exc_value` and `msg` tell why."""

    def __init__(self, exc_type, exc_value, file, msg=""):
        import traceback
        if not msg:
            msg = "".join(traceback.format_exception_only(exc_type, exc_value))
            if issubclass(exc_type, SyntaxError):
                msg = msg.replace('File "<string>"', f'File "{file}"')
        super().__init__(msg, exc_type.__name__, exc_value, file)
        self.exc_type_name = exc_type.__name__
        self.exc_value = exc_value
        self.file = file
        self.msg = msg

    def __str__(self):
        return self.msg


class PycInvalidationMode(enum.Enum):
    TIMESTAMP = 1
    CHECKED_HASH = 2
    UNCHECKED_HASH = 3


def _get_default_invalidation_mode():
    # Reproducible builds: a time would differ from build to build.
    return PycInvalidationMode.CHECKED_HASH if os.environ.get("SOURCE_DATE_EPOCH") else PycInvalidationMode.TIMESTAMP


def compile(file, cfile=None, dfile=None, doraise=False, optimize=-1, invalidation_mode=None, quiet=0):
    """Compile a source file to a bytecode file and return the latter's path; None if the source is wrong.

    cfile is the bytecode file (default: where the import system looks for it), dfile the name of the source in error messages.
    With doraise a wrong source raises PyCompileError; else it is shown on standard error, unless quiet is 2 or more.
    """
    from importlib import _bootstrap_external as bytecode
    from importlib.util import cache_from_source
    mode = _get_default_invalidation_mode() if invalidation_mode is None else invalidation_mode
    if cfile is None:
        cfile = cache_from_source(file, optimization=optimize if optimize > 0 else "") if optimize >= 0 \
            else cache_from_source(file)
    if os.path.islink(cfile) or os.path.exists(cfile) and not os.path.isfile(cfile):
        what = "a symlink" if os.path.islink(cfile) else "a non-regular file"
        raise FileExistsError(f"{cfile} is {what} and will be changed into a regular one if import writes a byte-compiled "
                              "file to it")
    loader = bytecode.SourceFileLoader("<py_compile>", os.fspath(file))
    source = loader.get_data(file)
    try:
        code = loader.source_to_code(source, dfile or file, _optimize=optimize)
    except Exception as error:
        problem = PyCompileError(type(error), error, dfile or file)
        if quiet < 2:
            if doraise:
                raise problem
            sys.stderr.write(problem.msg + "\n")
        return None
    directory = os.path.dirname(cfile)
    if directory:
        os.makedirs(directory, exist_ok=True)
    if mode == PycInvalidationMode.TIMESTAMP:
        stats = loader.path_stats(file)
        data = bytecode._code_to_timestamp_pyc(code, stats["mtime"], stats["size"])
    else:
        data = bytecode._code_to_hash_pyc(code, bytecode.source_hash(source), mode == PycInvalidationMode.CHECKED_HASH)
    bytecode._write_atomic(cfile, data, bytecode._calc_mode(file))
    return cfile


def main():
    """Compile the files named on the command line, or on standard input after `-`."""
    import argparse
    parser = argparse.ArgumentParser(description="A simple command-line interface for py_compile module.")
    parser.add_argument("-q", "--quiet", action="store_true", help="Suppress error output")
    parser.add_argument("filenames", nargs="+", help="Files to compile")
    args = parser.parse_args()
    names = [line.rstrip("\n") for line in sys.stdin] if args.filenames == ["-"] else args.filenames
    for name in names:
        try:
            compile(name, doraise=True)
        except PyCompileError as error:
            if args.quiet:
                parser.exit(1)
            parser.exit(1, error.msg)
        except OSError as error:
            if args.quiet:
                parser.exit(1)
            parser.exit(1, str(error))


if __name__ == "__main__":
    main()
