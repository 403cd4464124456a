

class UnsupportedOperation(NotImplementedError):
    """A path of another system, or an operation that this one does not have."""


UnsupportedOperation.__module__ = "pathlib"
__all__ += ["UnsupportedOperation"]
