"""Whether a stream shows colours, and the colours of tracebacks."""
import os
import sys

COLORIZE = True


class ANSIColors:
    """The control sequences that programs use by name."""

    RESET = "\x1b[0m"
    BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE = (f"\x1b[{code}m" for code in range(30, 38))
    GREY = "\x1b[90m"
    BOLD = "\x1b[1m"
    (BOLD_BLACK, BOLD_RED, BOLD_GREEN, BOLD_YELLOW, BOLD_BLUE, BOLD_MAGENTA, BOLD_CYAN,
     BOLD_WHITE) = (f"\x1b[1;{code}m" for code in range(30, 38))


class Traceback:
    """The colours of the parts of a traceback."""

    def __init__(self, on):
        self.type = "\x1b[1;35m" if on else ""
        self.message = self.filename = self.line_no = self.frame = "\x1b[35m" if on else ""
        self.error_highlight = "\x1b[1;31m" if on else ""
        self.error_range = "\x1b[31m" if on else ""
        self.reset = "\x1b[0m" if on else ""


traceback_colors = Traceback(True)
traceback_plain = Traceback(False)


def get_colors(colorize=False, *, file=None):
    """The names of ANSIColors, each an empty string where the stream shows no colours."""
    if colorize or can_colorize(file=file):
        return ANSIColors
    return NoColors


class NoColors:
    pass


for _name in vars(ANSIColors):
    if not _name.startswith("_"):
        setattr(NoColors, _name, "")
del _name


def can_colorize(*, file=None):
    """PYTHON_COLORS decides, then NO_COLOR, FORCE_COLOR and TERM=dumb, then whether the stream is a terminal."""
    if file is None:
        file = sys.stdout
    if not sys.flags.ignore_environment:
        own = os.environ.get("PYTHON_COLORS")
        if own in ("0", "1"):
            return own == "1"
    if not COLORIZE or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("TERM") == "dumb":
        return False
    try:
        return os.isatty(file.fileno())
    except (AttributeError, OSError, ValueError):
        return hasattr(file, "isatty") and bool(file.isatty())
