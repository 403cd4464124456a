

def _round_to_exponent(numerator, denominator, exponent, no_negative_zero=False):
    """The nearest multiple of 10**exponent, ties to even: (is it negative, how many of them)."""
    if exponent >= 0:
        denominator *= 10**exponent
    else:
        numerator *= 10**-exponent
    count, rest = divmod(numerator + denominator // 2, denominator)
    if rest == 0 and denominator % 2 == 0:
        count &= -2
    return (count < 0 if no_negative_zero else numerator < 0), abs(count)


def _round_to_figures(numerator, denominator, figures):
    """Rounded to so many digits: (is it negative, the digits as an int, the exponent of the last one)."""
    if numerator == 0:
        return False, 0, 1 - figures
    above, below = str(abs(numerator)), str(denominator)
    exponent = len(above) - len(below) + (below <= above) - figures
    negative, digits = _round_to_exponent(numerator, denominator, exponent)
    if len(str(digits)) == figures + 1:
        digits //= 10
        exponent += 1
    return negative, digits, exponent


_HEAD = r"(?:(?P<fill>.)?(?P<align>[<>=^]))?(?P<sign>[-+ ])?"
_general_format = re.compile(
    _HEAD + r"(?P<alternate>\#)?(?P<width>0|[1-9][0-9]*)?(?P<separator>[,_])?", re.DOTALL
).fullmatch
_float_format = re.compile(
    _HEAD + r"(?P<no_negative_zero>z)?(?P<alternate>\#)?(?P<zeros>0(?=[0-9]))?(?P<width>[0-9]+)?(?P<separator>[,_])?"
    r"(?:\.(?=[,_0-9])(?P<precision>[0-9]+)?(?P<fraction_separator>[,_])?)?(?P<kind>[eEfFgG%])", re.DOTALL
).fullmatch


def _padded(sign, body, fill, align, width):
    padding = fill * (width - len(sign) - len(body))
    if align == ">":
        return padding + sign + body
    if align == "<":
        return sign + body + padding
    if align == "=":
        return sign + padding + body
    half = len(padding) // 2
    return padding[:half] + sign + body + padding[half:]


def _format_general(self, match):
    sign = "-" if self.numerator < 0 else "" if match["sign"] in (None, "-") else match["sign"]
    separator = match["separator"] or ""
    body = f"{abs(self.numerator):{separator}}"
    if self.denominator > 1 or match["alternate"]:
        body += f"/{self.denominator:{separator}}"
    return _padded(sign, body, match["fill"] or " ", match["align"] or ">", int(match["width"] or 0))


def _format_as_float(self, match):
    fill, align = match["fill"] or " ", match["align"] or ">"
    zeros = bool(match["zeros"]) or (fill == "0" and align == "=")
    width, separator = int(match["width"] or 0), match["separator"] or ""
    precision = 6 if match["precision"] is None else int(match["precision"])
    kind = match["kind"]
    if kind in "fF%":
        exponent = -precision - (2 if kind == "%" else 0)
        negative, digits = _round_to_exponent(
            self.numerator, self.denominator, exponent, bool(match["no_negative_zero"])
        )
        scientific, after_point = False, precision
    else:
        figures = max(precision, 1) if kind in "gG" else precision + 1
        negative, digits, exponent = _round_to_figures(self.numerator, self.denominator, figures)
        scientific = kind in "eE" or exponent > 0 or exponent + figures <= -4
        after_point = figures - 1 if scientific else -exponent
    suffix = ""
    if kind == "%":
        suffix = "%"
    elif scientific:
        suffix = f"{'E' if kind.isupper() else 'e'}{exponent + after_point:+03d}"
    text = f"{digits:0{after_point + 1}d}"
    whole, fraction = text[: len(text) - after_point], text[len(text) - after_point :]
    if kind in "gG" and not match["alternate"]:
        fraction = fraction.rstrip("0")
    point = "." if fraction or match["alternate"] else ""
    if match["fraction_separator"]:
        fraction = match["fraction_separator"].join(fraction[at : at + 3] for at in range(0, len(fraction), 3))
    tail = point + fraction + suffix
    sign = "-" if negative else "" if match["sign"] in (None, "-") else match["sign"]
    if zeros:
        least = width - len(sign) - len(tail)
        whole = whole.zfill(3 * least // 4 + 1 if separator else least)
    if separator:
        first = 1 + (len(whole) - 1) % 3
        whole = whole[:first] + "".join(separator + whole[at : at + 3] for at in range(first, len(whole), 3))
    return _padded(sign, whole + tail, fill, align, width)


def _format(self, format_spec, /):
    """Format this fraction according to the given format specification."""
    if match := _general_format(format_spec):
        return _format_general(self, match)
    # Zeros and an alignment exclude each other.
    if (match := _float_format(format_spec)) and not (match["align"] and match["zeros"]):
        return _format_as_float(self, match)
    raise ValueError(f"Invalid format specifier {format_spec!r} for object of type {type(self).__name__!r}")


_format.__name__, _format.__qualname__ = "__format__", "Fraction.__format__"
Fraction.__format__ = _format
del _format
