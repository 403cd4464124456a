"""Regular expressions: the Python layer over the native `_re`.

`_re` gives compile(pattern, flags) -> Pattern (flags an int; raises PatternError), Pattern, Match and PatternError with
msg, pattern, pos, lineno and colno. RegexFlag is an enum, and so made when a flag is first asked for: a program that
names none does not import enum.
"""
import _re
from _re import Match, Pattern, PatternError

__all__ = ["match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "compile", "purge", "escape",
           "error", "Pattern", "Match", "A", "I", "L", "M", "S", "X", "U", "ASCII", "IGNORECASE", "LOCALE",
           "MULTILINE", "DOTALL", "VERBOSE", "UNICODE", "NOFLAG", "RegexFlag", "PatternError"]
__version__ = "2.2.1"

error = PatternError

_DEBUG = 128
_MAXCACHE = 512
_cache = {}             # (type of the pattern, pattern, flags) -> Pattern, the oldest first


class _ZeroSentinel(int):
    pass


_zero_sentinel = _ZeroSentinel()


def _compile(pattern, flags):
    try:
        return _cache[type(pattern), pattern, flags]
    except (KeyError, TypeError):
        pass
    if type(flags) is not int:
        flags = int(flags) if isinstance(flags, int) else flags
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    if not isinstance(pattern, (str, bytes)) and not _is_bytes_like(pattern):
        raise TypeError("first argument must be string or compiled pattern")
    compiled = _re.compile(pattern, flags)
    if not flags & _DEBUG and type(pattern).__hash__ is not None:
        if len(_cache) >= _MAXCACHE:
            try:
                del _cache[next(iter(_cache))]
            except (StopIteration, RuntimeError, KeyError):
                pass                    # another thread did it
        try:
            _cache[type(pattern), pattern, flags] = compiled
        except TypeError:
            pass
    return compiled


def _is_bytes_like(value):
    try:
        memoryview(value)
    except TypeError:
        return False
    return True


def match(pattern, string, flags=0):
    """Match a pattern at the start of the string: a Match, or None."""
    return _compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    """Match a pattern against all of the string: a Match, or None."""
    return _compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    """Find the first place where a pattern matches: a Match, or None."""
    return _compile(pattern, flags).search(string)


def findall(pattern, string, flags=0):
    """Return a list of all matches, or of their groups if the pattern has any."""
    return _compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    """Return an iterator over the Match objects of all matches."""
    return _compile(pattern, flags).finditer(string)


def _positional(function, args, names, values):
    """Deprecated positional arguments: warn, and return the values with them put in."""
    values = list(values)
    for i, arg in enumerate(args[:2]):
        if values[i] is not _zero_sentinel:
            raise TypeError(f"{function}() got multiple values for argument {names[i]!r}")
        values[i] = arg
    if len(args) > 2:
        count = {"split": 2}.get(function, 3)
        raise TypeError(f"{function}() takes from {count} to {count + 2} positional arguments but {count + len(args)} "
                        "were given")
    import warnings
    warnings.warn(f"{names[0]!r} is passed as positional argument", DeprecationWarning, stacklevel=3)
    return values


def sub(pattern, repl, string, *args, count=_zero_sentinel, flags=_zero_sentinel):
    """Replace the leftmost matches by repl: a template, or a function that takes the Match."""
    if args:
        count, flags = _positional("sub", args, ("count", "flags"), (count, flags))
    return _compile(pattern, flags).sub(repl, string, count)


sub.__text_signature__ = "(pattern, repl, string, count=0, flags=0)"


def subn(pattern, repl, string, *args, count=_zero_sentinel, flags=_zero_sentinel):
    """As sub(), but return (new string, number of replacements)."""
    if args:
        count, flags = _positional("subn", args, ("count", "flags"), (count, flags))
    return _compile(pattern, flags).subn(repl, string, count)


subn.__text_signature__ = "(pattern, repl, string, count=0, flags=0)"


def split(pattern, string, *args, maxsplit=_zero_sentinel, flags=_zero_sentinel):
    """Split a string at the matches of a pattern; groups in the pattern are part of the list."""
    if args:
        maxsplit, flags = _positional("split", args, ("maxsplit", "flags"), (maxsplit, flags))
    return _compile(pattern, flags).split(string, maxsplit)


split.__text_signature__ = "(pattern, string, maxsplit=0, flags=0)"


def compile(pattern, flags=0):
    """Compile a pattern into a Pattern object."""
    return _compile(pattern, flags)


def purge():
    """Empty the cache of compiled patterns."""
    _cache.clear()


_special_chars_map = {ord(c): "\\" + c for c in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"}


def escape(pattern):
    """Put a backslash before all characters that have a meaning in patterns."""
    if isinstance(pattern, str):
        return pattern.translate(_special_chars_map)
    return str(pattern, "latin1").translate(_special_chars_map).encode("latin1")


def _pickle(p):
    return _compile, (p.pattern, p.flags)


class Scanner:
    """Splits text into tokens: lexicon is a list of (pattern, action), tried in order.

    An action is a value, or a function that takes the scanner and the text; tokens that are None are left out.
    """

    def __init__(self, lexicon, flags=0):
        self.lexicon = lexicon
        self._rules = [(_compile(phrase, flags), action) for phrase, action in lexicon]
        self.match = None

    def scan(self, string):
        """Return (list of tokens, the rest that no pattern matched)."""
        result = []
        position = 0
        while True:
            for pattern, action in self._rules:
                found = pattern.match(string, position)
                if found is not None:
                    break
            else:
                break
            end = found.end()
            if end == position:
                break
            if callable(action):
                self.match = found
                action = action(self, found.group())
            if action is not None:
                result.append(action)
            position = end
        return result, string[position:]


# --- flags, made when they are asked for ----------------------------------------------------------------------

_FLAGS = {"NOFLAG": 0, "ASCII": 256, "A": 256, "IGNORECASE": 2, "I": 2, "LOCALE": 4, "L": 4, "UNICODE": 32, "U": 32,
          "MULTILINE": 8, "M": 8, "DOTALL": 16, "S": 16, "VERBOSE": 64, "X": 64, "DEBUG": _DEBUG}


def _make_flags():
    import enum

    class RegexFlag(enum.IntFlag, boundary=enum.KEEP):
        NOFLAG = 0
        ASCII = A = 256
        IGNORECASE = I = 2
        LOCALE = L = 4
        UNICODE = U = 32
        MULTILINE = M = 8
        DOTALL = S = 16
        VERBOSE = X = 64
        DEBUG = _DEBUG

        def __repr__(self):
            value = int(self)
            if not value:
                return "re.NOFLAG"
            if value < 0:
                return f"re.RegexFlag({value})"
            names = []
            for name in "ASCII", "IGNORECASE", "LOCALE", "UNICODE", "MULTILINE", "DOTALL", "VERBOSE", "DEBUG":
                if value & _FLAGS[name]:
                    value &= ~_FLAGS[name]
                    names.append("re." + name)
            if not names:
                return f"re.RegexFlag({value})"
            if value:
                names.append(hex(value))
            return "|".join(names)

        __str__ = __repr__

        def __reduce_ex__(self, proto):
            return _flag, (int(self),)

    RegexFlag.__qualname__ = "RegexFlag"
    return RegexFlag


def _flag(value):
    return __getattr__("RegexFlag")(value)


def __getattr__(name):
    namespace = globals()
    if name == "RegexFlag" or name in _FLAGS:
        if "RegexFlag" not in namespace:
            made = namespace.setdefault("RegexFlag", _make_flags())
            for flag in _FLAGS:
                namespace[flag] = made[flag]
        return namespace[name]
    raise AttributeError(f"module 're' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), "RegexFlag", *_FLAGS})


import copyreg
copyreg.pickle(Pattern, _pickle, _compile)
