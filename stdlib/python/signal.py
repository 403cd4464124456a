"""Signal handlers, over the native `_signal`, whose numbers become enums here.

The enums are made when a signal's name is first asked for.
"""
import _signal
from _signal import *

_HANDLER_NAMES = ("SIG_DFL", "SIG_IGN")
_MASK_NAMES = ("SIG_BLOCK", "SIG_UNBLOCK", "SIG_SETMASK")
_names = [n for n in dir(_signal) if n.startswith("SIG") and n not in _HANDLER_NAMES + _MASK_NAMES
          and isinstance(getattr(_signal, n), int)]
# Until they are asked for.
for _name in (*_names, *_HANDLER_NAMES, *_MASK_NAMES):
    globals().pop(_name, None)
__all__ = [n for n in dir(_signal) if not n.startswith("_")] + ["Signals", "Handlers", "Sigmasks"]


def _make_enums():
    from enum import IntEnum

    def make(name, members):
        # Of several names for one number the first alphabetically that is not an old synonym is the member.
        ordered = sorted(members, key=lambda n: (getattr(_signal, n), n in ("SIGCLD", "SIGIOT", "SIGPOLL"), n))
        return IntEnum(name, [(n, getattr(_signal, n)) for n in ordered], module="signal")

    made = {"Signals": make("Signals", _names), "Handlers": make("Handlers", _HANDLER_NAMES)}
    masks = [n for n in _MASK_NAMES if hasattr(_signal, n)]
    if masks:
        made["Sigmasks"] = make("Sigmasks", masks)
    for members in list(made.values()):
        made.update(members.__members__)
    return made


def __getattr__(name):
    if name in ("Signals", "Handlers", "Sigmasks") or name in __all__:
        namespace = globals()
        if "Signals" not in namespace:
            for key, value in _make_enums().items():
                namespace.setdefault(key, value)
        if name in namespace:
            return namespace[name]
    raise AttributeError(f"module 'signal' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__})


def _int_to_enum(value, enum_name):
    """A number as a member of an enum, or as it is."""
    if not isinstance(value, int):
        return value
    try:
        return __getattr__(enum_name)(value)
    except (ValueError, TypeError):
        return value


def _enum_to_int(value):
    try:
        return int(value)
    except (ValueError, TypeError):
        return value


def signal(signalnum, handler):
    """Set the handler of a signal, and return the one before."""
    return _int_to_enum(_signal.signal(_enum_to_int(signalnum), _enum_to_int(handler)), "Handlers")


def getsignal(signalnum):
    """Return the handler of a signal: SIG_IGN, SIG_DFL, None if it was not set from Python, or a callable."""
    return _int_to_enum(_signal.getsignal(signalnum), "Handlers")


if hasattr(_signal, "pthread_sigmask"):
    def pthread_sigmask(how, mask):
        """Change the calling thread's signal mask, and return the one before."""
        return {_int_to_enum(x, "Signals") for x in _signal.pthread_sigmask(how, mask)}

if hasattr(_signal, "sigpending"):
    def sigpending():
        """Return the set of signals that wait to be delivered."""
        return {_int_to_enum(x, "Signals") for x in _signal.sigpending()}

if hasattr(_signal, "sigwait"):
    def sigwait(sigset):
        """Wait for one of the signals, and return it."""
        return _int_to_enum(_signal.sigwait(sigset), "Signals")

if hasattr(_signal, "valid_signals"):
    def valid_signals():
        """Return the set of signals that exist here."""
        return {_int_to_enum(x, "Signals") for x in _signal.valid_signals()}

for _function in "signal", "getsignal", "pthread_sigmask", "sigpending", "sigwait", "valid_signals":
    if _function in globals() and hasattr(_signal, _function):
        globals()[_function].__doc__ = getattr(_signal, _function).__doc__ or globals()[_function].__doc__
del _name, _function
