"""The standard codecs: each is a module of this package, found by its name or an alias.

A codec module has getregentry(), which returns a codecs.CodecInfo, and may have getaliases(). The native code of str
and bytes knows UTF-8, ASCII and Latin-1 itself: this package is imported when another codec is asked for.
"""
import codecs

_cache = {}             # encoding as asked for -> CodecInfo, or None if there is none
_aliases = None         # encodings.aliases.aliases, once it was needed


class CodecRegistryError(LookupError, SystemError):
    """A codec module does not offer what it must."""


def normalize_encoding(encoding):
    """Normalise an encoding's name: what is neither a letter, a digit nor a dot becomes one underscore.

    Characters that are not ASCII are dropped.
    """
    if isinstance(encoding, bytes):
        encoding = str(encoding, "ascii")
    result = []
    gap = False
    for char in encoding:
        if char.isalnum() or char == ".":
            if gap and result:
                result.append("_")
            if char.isascii():
                result.append(char)
            gap = False
        else:
            gap = True
    return "".join(result)


def _candidates(encoding):
    """The module names to try for an encoding, best first."""
    global _aliases
    if _aliases is None:
        from encodings.aliases import aliases
        _aliases = aliases
    name = normalize_encoding(encoding)
    alias = _aliases.get(name) or _aliases.get(name.replace(".", "_"))
    return (alias, name) if alias is not None else (name,)


def search_function(encoding):
    """Return the CodecInfo of an encoding, or None. The registry calls this."""
    try:
        return _cache[encoding]
    except KeyError:
        pass
    for modname in _candidates(encoding):
        if not modname or "." in modname:
            continue                    # only modules of this package itself
        try:
            module = __import__("encodings." + modname, fromlist=["getregentry"], level=0)
        except ImportError:
            continue                    # the name is unknown, or the codec needs a module that is missing
        getregentry = getattr(module, "getregentry", None)
        if getregentry is not None:
            break
    else:
        _cache[encoding] = None
        return None

    entry = getregentry()
    if not isinstance(entry, codecs.CodecInfo):
        if not 4 <= len(entry) <= 7:
            raise CodecRegistryError(f'module "{module.__name__}" ({module.__file__}) failed to register')
        if (not callable(entry[0]) or not callable(entry[1])
                or any(part is not None and not callable(part) for part in entry[2:6])):
            raise CodecRegistryError(f'incompatible codecs in module "{module.__name__}" ({module.__file__})')
        entry = tuple(entry)
        if len(entry) < 7 or entry[6] is None:
            entry += (None,) * (6 - len(entry)) + (modname,)
        entry = codecs.CodecInfo(*entry)
    _cache[encoding] = entry
    getaliases = getattr(module, "getaliases", None)
    if getaliases is not None:
        for alias in getaliases():
            _aliases.setdefault(alias, modname)
    return entry


codecs.register(search_function)
