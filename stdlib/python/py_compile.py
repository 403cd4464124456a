"""Checking and compiling source files. Krait writes no bytecode files yet: compile() checks the source and then says so."""
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


def compile(file, cfile=None, dfile=None, doraise=False, optimize=-1, invalidation_mode=None, quiet=0):
    """Check that a source file compiles. Writing the bytecode file raises NotImplementedError: there is no cache on disk yet."""
    import builtins
    file = os.fspath(file)
    with open(file, "rb") as source:
        text = source.read()
    try:
        builtins.compile(text, dfile or file, "exec", dont_inherit=True, optimize=optimize)
    except Exception as error:
        problem = PyCompileError(type(error), error, dfile or file)
        if doraise:
            raise problem from None
        if quiet < 2:
            sys.stderr.write(problem.msg + "\n")
        return None
    raise NotImplementedError("py_compile.compile: Krait writes no bytecode files yet (docs/compatibility.md)")


def main():
    """Compile the files named on the command line."""
    for name in sys.argv[1:]:
        compile(name, doraise=True)


if __name__ == "__main__":
    main()
