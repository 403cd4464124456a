"""Support for template string literals (t-strings)."""

_template = t"{0}"
Template = type(_template)
Interpolation = type(_template.interpolations[0])
del _template


def convert(obj, /, conversion):
    """Convert *obj* using formatted string literal semantics."""
    if conversion is None:
        return obj
    if conversion == "r":
        return repr(obj)
    if conversion == "s":
        return str(obj)
    if conversion == "a":
        return ascii(obj)
    raise ValueError(f"invalid conversion specifier: {conversion}")


def _template_unpickle(strings, interpolations):
    parts = []
    for index, text in enumerate(strings):
        parts.append(text)
        if index < len(interpolations):
            parts.append(interpolations[index])
    return Template(*parts)
