"""The names for people at a prompt: exit, quit, copyright, credits, license, help. Importing this module defines them."""
import builtins
import sys


class Quitter:
    """exit and quit: asked to show themselves they say how to leave."""

    def __init__(self, name, eof="Ctrl-D (i.e. EOF)"):
        self.name = name
        self.eof = eof

    def __repr__(self):
        return f"Use {self.name}() or {self.eof} to exit"

    def __call__(self, code=None):
        # A stdin that is closed ends the loops that read from it, if SystemExit is caught.
        try:
            sys.stdin.close()
        except Exception:
            pass
        raise SystemExit(code)


class _Printer:
    """A text that is printed when it is called, a page at a time, and shown at a prompt if it is short."""

    MAXLINES = 23

    def __init__(self, name, data):
        self._name = name
        self._lines = data.split("\n")

    def __repr__(self):
        if len(self._lines) <= self.MAXLINES:
            return "\n".join(self._lines)
        return f"Type {self._name}() to see the full {self._name} text"

    def __call__(self):
        prompt = "Hit Return for more, or q (and Return) to quit: "
        for start in range(0, len(self._lines), self.MAXLINES):
            if start and input(prompt).strip() == "q":
                break
            print("\n".join(self._lines[start:start + self.MAXLINES]))


class _Helper:
    """help(), and help(object)."""

    def __repr__(self):
        return "Type help() for interactive help, or help(object) for help about object."

    def __call__(self, *args, **kwds):
        import pydoc
        return pydoc.help(*args, **kwds)


builtins.exit = Quitter("exit")
builtins.quit = Quitter("quit")
builtins.copyright = _Printer("copyright", sys.copyright)
builtins.credits = _Printer("credits", """\
    Krait implements the Python language, whose authors are thanked for it.
    See www.python.org for more information about the language.""")
builtins.license = _Printer("license", """\
Krait is under the MIT licence. The modules of its library that are adopted from
CPython are under the PSF licence, https://docs.python.org/3/license.html. The
krait command links GNU Readline and is under the GPL as a whole, unless it was
built with -DKRAIT_READLINE=OFF.""")
builtins.help = _Helper()
