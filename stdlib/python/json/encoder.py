"""The JSON encoder."""

try:
    from _json import encode_basestring_ascii as c_encode_basestring_ascii
except ImportError:
    c_encode_basestring_ascii = None
try:
    from _json import encode_basestring as c_encode_basestring
except ImportError:
    c_encode_basestring = None
try:
    from _json import make_encoder as c_make_encoder
except ImportError:
    c_make_encoder = None

INFINITY = float("inf")
ESCAPE_DCT = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
for _code in range(0x20):
    ESCAPE_DCT.setdefault(chr(_code), f"\\u{_code:04x}")
del _code

_ESCAPES = {ord(char): escape for char, escape in ESCAPE_DCT.items()}


class _AsciiEscapes(dict):
    """A table for str.translate() that learns the escapes of characters as they come."""

    def __missing__(self, code):
        if 0x20 <= code < 0x7F:
            escape = chr(code)
        elif code < 0x10000:
            escape = f"\\u{code:04x}"
        else:
            rest = code - 0x10000
            escape = f"\\u{0xD800 | rest >> 10:04x}\\u{0xDC00 | rest & 0x3FF:04x}"
        if len(self) < 4096:
            self[code] = escape
        return escape


_ASCII_ESCAPES = _AsciiEscapes(_ESCAPES)


def py_encode_basestring(s):
    """Return a JSON representation of a Python string"""
    return f'"{str.translate(s, _ESCAPES)}"'


def py_encode_basestring_ascii(s):
    """Return an ASCII-only JSON representation of a Python string"""
    if str.isascii(s) and str.isprintable(s) and '"' not in s and "\\" not in s:
        return f'"{s}"'
    return f'"{str.translate(s, _ASCII_ESCAPES)}"'


encode_basestring = c_encode_basestring or py_encode_basestring
encode_basestring_ascii = c_encode_basestring_ascii or py_encode_basestring_ascii


class JSONEncoder:
    """Extensible JSON <https://json.org> encoder for Python data structures.

    Supports the following objects and types by default:

    +-------------------+---------------+
    | Python            | JSON          |
    +===================+===============+
    | dict              | object        |
    +-------------------+---------------+
    | list, tuple       | array         |
    +-------------------+---------------+
    | str               | string        |
    +-------------------+---------------+
    | int, float        | number        |
    +-------------------+---------------+
    | True              | true          |
    +-------------------+---------------+
    | False             | false         |
    +-------------------+---------------+
    | None              | null          |
    +-------------------+---------------+

    To extend this to recognize other objects, subclass and implement a
    ``.default()`` method with another method that returns a serializable
    object for ``o`` if possible, otherwise it should call the superclass
    implementation (to raise ``TypeError``).
    """

    item_separator = ", "
    key_separator = ": "

    def __init__(
        self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, sort_keys=False, indent=None,
        separators=None, default=None,
    ):  # fmt: skip
        """Constructor for JSONEncoder, with sensible defaults; the arguments are those of dumps()."""
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    def default(self, o):
        """Implement this method in a subclass such that it returns
        a serializable object for ``o``, or calls the base implementation
        (to raise a ``TypeError``).
        """
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        """Return a JSON string representation of a Python data structure.

        >>> from json.encoder import JSONEncoder
        >>> JSONEncoder().encode({"foo": ["bar", "baz"]})
        '{"foo": ["bar", "baz"]}'
        """
        if isinstance(o, str):
            return (encode_basestring_ascii if self.ensure_ascii else encode_basestring)(o)
        return "".join(self.iterencode(o, _one_shot=True))

    def iterencode(self, o, _one_shot=False):
        """Encode the given object and yield each string
        representation as available.

        For example::

            for chunk in JSONEncoder().iterencode(bigobject):
                mysocket.write(chunk)
        """
        markers = {} if self.check_circular else None
        encoder = encode_basestring_ascii if self.ensure_ascii else encode_basestring
        allow_nan = self.allow_nan
        indent = self.indent
        if indent is not None and not isinstance(indent, str):
            indent = " " * indent
        if _one_shot and c_make_encoder is not None:
            return c_make_encoder(
                markers, self.default, encoder, indent, self.key_separator, self.item_separator, self.sort_keys,
                self.skipkeys, allow_nan,
            )(o, 0)  # fmt: skip

        def floatstr(o, _repr=float.__repr__):
            if o != o:
                text = "NaN"
            elif o == INFINITY:
                text = "Infinity"
            elif o == -INFINITY:
                text = "-Infinity"
            else:
                return _repr(o)
            if not allow_nan:
                raise ValueError(f"Out of range float values are not JSON compliant: {o!r}")
            return text

        return _make_iterencode(
            markers, self.default, encoder, indent, floatstr, self.key_separator, self.item_separator, self.sort_keys,
            self.skipkeys, _one_shot,
        )(o, 0)  # fmt: skip


def _make_iterencode(
    markers, _default, _encoder, _indent, _floatstr, _key_separator, _item_separator, _sort_keys, _skipkeys, _one_shot
):
    def plain(o):
        """The text of a value that holds no others, or None."""
        if isinstance(o, str):
            return _encoder(o)
        if o is None:
            return "null"
        if o is True:
            return "true"
        if o is False:
            return "false"
        if isinstance(o, int):
            # A subclass may have another __repr__, but JSON knows only the number.
            return int.__repr__(o)
        if isinstance(o, float):
            return _floatstr(o)
        return None

    def enter(o):
        if markers is not None:
            if id(o) in markers:
                raise ValueError("Circular reference detected")
            markers[id(o)] = o

    def leave(o):
        if markers is not None:
            del markers[id(o)]

    def encode_list(values, level):
        if not values:
            yield "[]"
            return
        enter(values)
        opening, separator = "[", _item_separator
        if _indent is not None:
            level += 1
            newline = "\n" + _indent * level
            separator += newline
            opening += newline
        for index, value in enumerate(values):
            prefix = separator if index else opening
            try:
                text = plain(value)
                if text is not None:
                    yield prefix + text
                    continue
                yield prefix
                yield from encode_nested(value, level)
            except GeneratorExit:
                raise
            except BaseException as error:
                error.add_note(f"when serializing {type(values).__name__} item {index}")
                raise
        if _indent is not None:
            yield "\n" + _indent * (level - 1)
        yield "]"
        leave(values)

    def key_text(key):
        if isinstance(key, str):
            return key
        if isinstance(key, float):
            return _floatstr(key)
        if key is True:
            return "true"
        if key is False:
            return "false"
        if key is None:
            return "null"
        if isinstance(key, int):
            return int.__repr__(key)
        if _skipkeys:
            return None
        raise TypeError(f"keys must be str, int, float, bool or None, not {key.__class__.__name__}")

    def encode_dict(mapping, level):
        if not mapping:
            yield "{}"
            return
        enter(mapping)
        yield "{"
        separator = _item_separator
        if _indent is not None:
            level += 1
            newline = "\n" + _indent * level
            separator += newline
        else:
            newline = ""
        first = True
        for key, value in sorted(mapping.items()) if _sort_keys else mapping.items():
            name = key_text(key)
            if name is None:
                continue
            if first:
                first = False
                if newline:
                    yield newline
            else:
                yield separator
            yield _encoder(name)
            yield _key_separator
            try:
                text = plain(value)
                if text is not None:
                    yield text
                else:
                    yield from encode_nested(value, level)
            except GeneratorExit:
                raise
            except BaseException as error:
                error.add_note(f"when serializing {type(mapping).__name__} item {key!r}")
                raise
        if not first and _indent is not None:
            yield "\n" + _indent * (level - 1)
        yield "}"
        leave(mapping)

    def encode_nested(o, level):
        if isinstance(o, (list, tuple)):
            yield from encode_list(o, level)
        elif isinstance(o, dict):
            yield from encode_dict(o, level)
        else:
            enter(o)
            yield from encode_value(_default(o), level)
            leave(o)

    def encode_value(o, level):
        text = plain(o)
        if text is not None:
            yield text
        else:
            yield from encode_nested(o, level)

    return encode_value
