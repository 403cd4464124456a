

IEEE_CONTEXT_MAX_BITS = 256
__all__ += ["IEEEContext", "IEEE_CONTEXT_MAX_BITS"]


def IEEEContext(bits, /):
    """Return a context object initialized to the proper values for one of the
    IEEE interchange formats.  The argument must be a multiple of 32 and less
    than IEEE_CONTEXT_MAX_BITS."""
    if not hasattr(bits, "__index__"):
        raise TypeError("an integer is required")
    bits = bits.__index__()
    if not 0 < bits <= IEEE_CONTEXT_MAX_BITS or bits % 32:
        raise ValueError(f"argument must be a multiple of 32, with a maximum of {IEEE_CONTEXT_MAX_BITS}")
    emax = 3 << (bits // 16 + 3)
    return Context(prec=9 * (bits // 32) - 2, rounding=ROUND_HALF_EVEN, Emin=1 - emax, Emax=emax,
                   capitals=1, clamp=1, flags=[], traps=[])


def _from_number(cls, number, /):
    """Class method that converts a real number to a decimal number, exactly.

    >>> Decimal.from_number(314)              # int
    Decimal('314')
    >>> Decimal.from_number(0.1)              # float
    Decimal('0.1000000000000000055511151231257827021181583404541015625')
    >>> Decimal.from_number(Decimal('3.14'))  # another decimal instance
    Decimal('3.14')
    """
    if isinstance(number, (int, Decimal)):
        return cls(number)
    if isinstance(number, float):
        return cls.from_float(number)
    raise TypeError(f"conversion from {type(number).__name__} to Decimal is not supported")


_from_number.__name__ = "from_number"
_from_number.__qualname__ = "Decimal.from_number"
Decimal.from_number = classmethod(_from_number)
del _from_number
