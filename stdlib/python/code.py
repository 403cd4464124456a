"""Building blocks of a read-eval-print loop written in Python."""
import sys
import builtins
from codeop import CommandCompiler, compile_command

__all__ = ["InteractiveInterpreter", "InteractiveConsole", "interact", "compile_command"]


class InteractiveInterpreter:
    """Compiles and runs source in a namespace, and shows errors; input and prompts are somebody else's."""

    def __init__(self, locals=None):
        if locals is None:
            locals = {"__name__": "__console__", "__doc__": None}
        self.locals = locals
        self.compile = CommandCompiler()

    def runsource(self, source, filename="<input>", symbol="single"):
        """Run source. True if it is incomplete and more input is wanted."""
        try:
            code = self.compile(source, filename, symbol)
        except (OverflowError, SyntaxError, ValueError):
            self.showsyntaxerror(filename, source=source)
            return False
        if code is None:
            return True
        self.runcode(code)
        return False

    def runcode(self, code):
        """Run a code object, showing what it raises; SystemExit goes through."""
        try:
            exec(code, self.locals)
        except SystemExit:
            raise
        except:
            self.showtraceback()

    def showsyntaxerror(self, filename=None, **kwargs):
        """Show the syntax error being handled, without a traceback."""
        try:
            typ, value, tb = sys.exc_info()
            if filename and issubclass(typ, SyntaxError):
                value.filename = filename
            self._showtraceback(typ, value, None, kwargs.pop("source", ""))
        finally:
            typ = value = tb = None

    def showtraceback(self):
        """Show the exception being handled, without this module's own frame."""
        try:
            typ, value, tb = sys.exc_info()
            self._showtraceback(typ, value, tb.tb_next, "")
        finally:
            typ = value = tb = None

    def _showtraceback(self, typ, value, tb, source):
        sys.last_type = typ
        sys.last_traceback = tb
        value = value.with_traceback(tb)
        lines = source.splitlines()
        if (source and typ is SyntaxError and not value.text and value.lineno is not None
                and len(lines) >= value.lineno):
            value.text = lines[value.lineno - 1]
        sys.last_exc = sys.last_value = value
        if sys.excepthook is sys.__excepthook__:
            self._excepthook(typ, value, tb)
            return
        # If somebody has set a hook, it comes before ours.
        try:
            sys.excepthook(typ, value, tb)
        except SystemExit:
            raise
        except BaseException as error:
            error.__context__ = None
            error = error.with_traceback(error.__traceback__.tb_next)
            print("Error in sys.excepthook:", file=sys.stderr)
            sys.__excepthook__(type(error), error, error.__traceback__)
            print(file=sys.stderr)
            print("Original exception was:", file=sys.stderr)
            sys.__excepthook__(typ, value, tb)

    def _excepthook(self, typ, value, tb):
        import traceback
        self.write("".join(traceback.format_exception(typ, value, tb)))

    def write(self, data):
        """Write to sys.stderr; a subclass may write elsewhere."""
        sys.stderr.write(data)


class InteractiveConsole(InteractiveInterpreter):
    """An interpreter that reads its input line by line, with prompts as the real one's."""

    def __init__(self, locals=None, filename="<console>", *, local_exit=False):
        InteractiveInterpreter.__init__(self, locals)
        self.filename = filename
        self.local_exit = local_exit
        self.resetbuffer()

    def resetbuffer(self):
        """Forget the lines of an unfinished statement."""
        self.buffer = []

    def interact(self, banner=None, exitmsg=None):
        """Read and run until the end of input."""
        old_prompts = {}
        for name, text in ("ps1", ">>> "), ("ps2", "... "):
            if not hasattr(sys, name):
                old_prompts[name] = None
                setattr(sys, name, text)
        if banner is None:
            self.write(f'Python {sys.version} on {sys.platform}\nType "help", "copyright", "credits" or "license" for '
                       f'more information.\n({self.__class__.__name__})\n')
        elif banner:
            self.write(f"{banner}\n")
        more = 0
        # With local_exit, exit() and quit() leave this console only.
        saved = {}
        if self.local_exit:
            for name in "exit", "quit":
                if hasattr(builtins, name):
                    saved[name] = getattr(builtins, name)
                    setattr(builtins, name, Quitter(name))
        try:
            while True:
                try:
                    prompt = sys.ps2 if more else sys.ps1
                    try:
                        line = self.raw_input(prompt)
                    except EOFError:
                        self.write("\n")
                        break
                    else:
                        more = self.push(line)
                except KeyboardInterrupt:
                    self.write("\nKeyboardInterrupt\n")
                    self.resetbuffer()
                    more = 0
                except SystemExit as error:
                    if self.local_exit:
                        self.write("\n")
                        break
                    raise error
        finally:
            for name, value in saved.items():
                setattr(builtins, name, value)
            for name in old_prompts:
                delattr(sys, name)
            if exitmsg is None:
                self.write("now exiting %s...\n" % self.__class__.__name__)
            elif exitmsg != "":
                self.write("%s\n" % exitmsg)

    def push(self, line, filename=None, _symbol="single"):
        """Add a line and run the statement if it is whole. True if more input is wanted."""
        self.buffer.append(line)
        source = "\n".join(self.buffer)
        more = self.runsource(source, self.filename if filename is None else filename, symbol=_symbol)
        if not more:
            self.resetbuffer()
        return more

    def raw_input(self, prompt=""):
        """Read a line; EOFError at the end of input."""
        return input(prompt)


class Quitter:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Use {self.name}() or Ctrl-D (i.e. EOF) to exit"

    def __call__(self, code=None):
        raise SystemExit(code)


def interact(banner=None, readfunc=None, local=None, exitmsg=None, local_exit=False):
    """Run a read-eval-print loop."""
    console = InteractiveConsole(local, local_exit=local_exit)
    if readfunc is not None:
        console.raw_input = readfunc
    console.interact(banner, exitmsg)
