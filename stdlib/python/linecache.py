"""Source lines by file name, cached. What traceback and inspect read.

An entry of the cache is (size, mtime, lines, full name); mtime None means it did not come from a file. A one-tuple of a function
is a promise: the loader's get_source, called when the lines are first wanted (lazycache()).
"""

import sys

__all__ = ["getline", "clearcache", "checkcache", "lazycache"]

cache = {}
# Code typed in has no file: its lines are found by the code object itself, since many share a name. From id(code) to
# (size, None, lines, name, code).
_interactive_cache = {}


def clearcache():
    """Clear the cache entirely."""
    cache.clear()


def getline(filename, lineno, module_globals=None):
    """Get a line for a Python source file from the cache.
    Update the cache if it doesn't contain an entry for this file already."""
    lines = getlines(filename, module_globals)
    if 1 <= lineno <= len(lines):
        return lines[lineno - 1]
    return ""


def getlines(filename, module_globals=None):
    """Get the lines for a Python source file from the cache.
    Update the cache if it doesn't contain an entry for this file already."""
    entry = cache.get(filename)
    if entry is not None and len(entry) != 1:
        return entry[2]
    try:
        return updatecache(filename, module_globals)
    except MemoryError:
        clearcache()
        return []


def _make_key(code):
    return id(code)


def _getline_from_code(code, lineno):
    lines = _getlines_from_code(code)
    if 1 <= lineno <= len(lines):
        return lines[lineno - 1]
    return ""


def _getlines_from_code(code):
    command = sys.__dict__.pop("_command_source", None)
    if command is not None:
        _register_code(*command, "<string>")        # of krait -c
    entry = _interactive_cache.get(_make_key(code))
    return entry[2] if entry is not None and len(entry) != 1 else []


def _register_code(code, string, name):
    """Remember the source of code that was typed in, and of all code objects in it."""
    lines = [line + "\n" for line in string.splitlines()]
    pending = [code]
    while pending:
        one = pending.pop()
        pending.extend([const for const in one.co_consts if isinstance(const, type(code))])
        _interactive_cache[_make_key(one)] = len(string), None, lines, name, one


def _embedded_source(filename):
    """The source of a module that is embedded in the library, by the name that its code objects carry; None for a file's."""
    place, slash, path = filename.partition("/")
    if not slash or place not in ("<krait>", "<adopted>") or not path.endswith(".py"):
        return None
    from _krait_import import find_embedded, get_embedded_source

    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    found = find_embedded(name)
    return get_embedded_source(name) if found is not None and found[1] == filename else None


def _source_unavailable(filename):
    """Return True if the source code is unavailable for such file name."""
    return not filename or (filename.startswith("<") and filename.endswith(">") and not filename.startswith("<frozen "))


def checkcache(filename=None):
    """Discard cache entries that are out of date.
    (This is not checked upon each call!)"""
    for name in list(cache) if filename is None else [filename]:
        entry = cache.get(name)
        if entry is None or len(entry) == 1:
            continue
        size, mtime, _, fullname = entry
        if mtime is None:
            continue
        import os

        try:
            stat = os.stat(fullname)
        except (OSError, ValueError):
            cache.pop(name, None)
            continue
        if size != stat.st_size or mtime != stat.st_mtime:
            cache.pop(name, None)


def updatecache(filename, module_globals=None):
    """Update a cache entry and return its list of lines.
    If something's wrong, print a message, discard the cache entry,
    and return an empty list."""
    entry = cache.pop(filename, None)
    if _source_unavailable(filename):
        return []
    embedded = _embedded_source(filename)
    if embedded is not None:
        lines = [line + "\n" for line in embedded.removesuffix("\n").split("\n")]
        cache[filename] = len(embedded), None, lines, filename
        return lines
    import os

    fullname = filename
    if filename.startswith("<frozen ") and module_globals is not None:
        fullname = module_globals.get("__file__") or filename
    try:
        stat = os.stat(fullname)
    except (OSError, ValueError):
        # No such file: its loader may know, or it lies on the path under its name alone.
        if entry is None and lazycache(filename, module_globals):
            entry = cache.pop(filename, None)
        if entry is not None and len(entry) == 1:
            try:
                data = entry[0]()
            except (ImportError, OSError):
                pass
            else:
                if data is None:
                    # The loader says there is no source.
                    return []
                lines = [line + "\n" for line in data.splitlines()]
                cache[filename] = len(data), None, lines, fullname
                return lines
        if os.path.isabs(filename):
            return []
        import sys

        for directory in sys.path:
            try:
                fullname = os.path.join(directory, os.path.basename(filename))
                stat = os.stat(fullname)
                break
            except (TypeError, AttributeError, OSError, ValueError):
                pass
        else:
            return []
    try:
        lines = _read_source(fullname)
    except (OSError, UnicodeDecodeError, SyntaxError, LookupError):
        return []
    if not lines:
        lines = ["\n"]
    elif not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    cache[filename] = stat.st_size, stat.st_mtime, lines, fullname
    return lines


def _read_source(fullname):
    """The lines of a source file, decoded as PEP 263 says, without importing tokenize for it."""
    with open(fullname, "rb") as file:
        data = file.read()
    encoding = "utf-8"
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    else:
        for line in data.split(b"\n", 2)[:2]:
            before, found, after = line.partition(b"coding")
            if found and before.lstrip(b" \t\f").startswith(b"#") and after[:1] in (b":", b"="):
                name = after[1:].lstrip(b" \t").decode("latin-1")
                end = 0
                while end < len(name) and (name[end].isalnum() or name[end] in "-_."):
                    end += 1
                encoding = name[:end] or encoding
                break
            if line.strip() and not before.lstrip(b" \t\f").startswith(b"#"):
                break
    text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def lazycache(filename, module_globals):
    """Seed the cache for filename with module_globals.

    The module loader will be asked for the source only when getlines is
    called, not immediately.

    If there is an entry in the cache already, it is not altered.

    :return: True if a lazy load is registered in the cache,
        otherwise False. To register such a load a module loader with a
        get_source method must be found, the filename must be a cacheable
        filename, and the filename must not be already cached.
    """
    entry = cache.get(filename)
    if entry is not None:
        return len(entry) == 1
    if not filename or (filename.startswith("<") and filename.endswith(">")):
        return False
    if not module_globals or "__name__" not in module_globals:
        return False
    spec = module_globals.get("__spec__")
    name = getattr(spec, "name", None) or module_globals["__name__"]
    loader = getattr(spec, "loader", None) or module_globals.get("__loader__")
    get_source = getattr(loader, "get_source", None)
    if not name or get_source is None:
        return False

    def get_lines(name=name, *args, **kwargs):
        return get_source(name, *args, **kwargs)

    cache[filename] = (get_lines,)
    return True
