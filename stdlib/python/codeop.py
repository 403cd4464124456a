"""Compile code that may be incomplete: for programs that read Python line by line."""

__all__ = ["compile_command", "Compile", "CommandCompiler"]

PyCF_DONT_IMPLY_DEDENT = 0x200
PyCF_ONLY_AST = 0x400
PyCF_ALLOW_INCOMPLETE_INPUT = 0x4000
_FLAGS = PyCF_DONT_IMPLY_DEDENT | PyCF_ALLOW_INCOMPLETE_INPUT


def _maybe_compile(compiler, source, filename, symbol, flags):
    import warnings
    if not any(line.strip() and not line.lstrip().startswith("#") for line in source.split("\n")):
        if symbol != "eval":
            source = "pass"             # nothing but blank lines and comments
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", (SyntaxWarning, DeprecationWarning))
        try:
            compiler(source, filename, symbol, flags=flags)
        except SyntaxError:             # another line may make it whole
            try:
                compiler(source + "\n", filename, symbol, flags=flags)
                return None
            except SyntaxError as error:
                if _is_incomplete(error):
                    return None
    return compiler(source, filename, symbol, incomplete_input=False)


def _is_incomplete(error):
    return type(error).__name__ == "_IncompleteInputError" or "incomplete input" in str(error)


def _compile(source, filename, symbol, incomplete_input=True, *, flags=0):
    if incomplete_input:
        flags |= _FLAGS
    return compile(source, filename, symbol, flags)


def compile_command(source, filename="<input>", symbol="single", flags=0):
    """Return a code object if the source is complete, None if more may follow; an error if it can only be wrong."""
    return _maybe_compile(_compile, source, filename, symbol, flags)


class Compile:
    """A compile() that remembers the __future__ statements it has seen."""

    def __init__(self):
        self.flags = _FLAGS

    def __call__(self, source, filename, symbol, flags=0, **kwargs):
        flags = self.flags | flags
        if not kwargs.get("incomplete_input", True):
            flags &= ~_FLAGS
        code = compile(source, filename, symbol, flags, True)
        import __future__
        for name in __future__.all_feature_names:
            feature = getattr(__future__, name)
            if code.co_flags & feature.compiler_flag:
                self.flags |= feature.compiler_flag
        return code


class CommandCompiler:
    """A compile_command() that remembers the __future__ statements it has seen."""

    def __init__(self):
        self.compiler = Compile()

    def __call__(self, source, filename="<input>", symbol="single"):
        return _maybe_compile(self.compiler, source, filename, symbol, self.compiler.flags)
