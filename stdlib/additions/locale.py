

del format, resetlocale         # gone since 3.12 and 3.13
__all__ = [name for name in __all__ if name not in ("format", "resetlocale")]
