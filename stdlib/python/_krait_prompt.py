"""The interactive prompt of the krait command: read, compile, run, show, until the input ends.

An input is complete when codeop says so. Its code knows its own source (linecache), so that tracebacks show what was typed. No
error ends the prompt: only SystemExit and the end of the input do. Lines that begin with a colon are the prompt's own commands.
"""
import builtins
import codeop
import sys

_AWAIT = 0x2000                 # PyCF_ALLOW_TOP_LEVEL_AWAIT
_COROUTINE = 0x80               # CO_COROUTINE

HELP = """\
The prompt's own commands:
  :gil on|off    switch the global interpreter lock; :gil alone says which it is
  :time EXPR     evaluate and say how long it took
  :dis NAME      show the bytecode of a function, class or module
  :help          this text
Tab completes names, attributes, keywords and modules. _ is the last value
shown. await works as in a coroutine; other tasks go on while something is
awaited. exit, quit, help and copyright need no parentheses. Ctrl-D leaves."""


def banner():
    version = "%d.%d.%d" % sys.version_info[:3]
    own = "%d.%d.%d" % sys.implementation.version[:3]
    return (f"Krait {own} (Python {version}), GIL {gil_state()}, on {sys.platform}\n"
            'Type "help", "copyright", "credits" or "license" for more information,\n'
            '":help" for the commands of the prompt itself.')


def gil_state():
    return "on" if sys._is_gil_enabled() else "off"


def format_duration(seconds):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


class Prompt:
    def __init__(self, namespace, terminal):
        self.namespace = namespace
        self.terminal = terminal
        self.compiler = codeop.CommandCompiler()
        self.compiler.compiler.flags |= _AWAIT
        self.lines = []                 # of the input under way
        self.count = 0                  # inputs so far
        self.runner = None              # asyncio's, from the first await on

    # ---- Reading

    def read(self, prompt):
        """A line without its newline; EOFError at the end of the input."""
        if not self.terminal:
            sys.stderr.write(prompt)
            sys.stderr.flush()
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            return line.removesuffix("\n")
        import _colorize
        if prompt and _colorize.can_colorize(file=sys.stdout):
            prompt = f"\x1b[1;35m{prompt}\x1b[0m"
        return input(prompt)

    def prompt(self):
        try:
            return str(sys.ps2 if self.lines else sys.ps1)
        except Exception:
            return ""

    def loop(self):
        while True:
            try:
                line = self.read(self.prompt())
            except KeyboardInterrupt:
                self.lines = []
                sys.stderr.write("\nKeyboardInterrupt\n" if not self.terminal else "KeyboardInterrupt\n")
                continue
            except EOFError:
                if self.terminal:
                    print()
                if self.lines and self.terminal:
                    self.lines = []
                    continue
                break
            except UnicodeDecodeError as error:
                self.show(error, None)
                continue
            self.push(line)
            self.flush()
        if self.lines:
            self.push("")
        if not self.terminal:
            sys.stderr.write("\n")

    def flush(self):
        for stream in (sys.stderr, sys.stdout):
            try:
                stream.flush()
            except Exception:
                pass

    # ---- Compiling and running

    def push(self, line):
        """Take a line; run the input if that completes it."""
        if not self.lines:
            if line.startswith(":"):
                return self.guarded(self.command, line[1:].strip())
            if self.terminal and self.bare_command(line.strip()):
                return
        self.lines.append(line)
        source = "\n".join(self.lines)
        filename = f"<python-input-{self.count}>" if self.terminal else "<stdin>"
        try:
            codes = self.compile(source, filename)
        except (OverflowError, SyntaxError, ValueError, MemoryError, RecursionError) as error:
            self.lines = []
            self.count += 1
            return self.show(error, None)
        if codes is None:
            return
        self.lines = []
        self.count += 1
        for code in codes:
            self.remember(code, source, filename)
            if not self.run(code):
                break

    def compile(self, source, filename):
        """The code objects of the input, or None: it is not complete."""
        try:
            code = self.compiler(source, filename, "single")
            return None if code is None else [code]
        except SyntaxError as error:
            # Several statements at once were pasted: each is run, and shown, like one that was typed.
            if "multiple statements" not in str(error):
                raise
        import ast
        starts = []
        for statement in ast.parse(source, filename).body:
            first = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", ()))])
            if not starts or first > starts[-1][1]:
                starts.append([first, statement.end_lineno])
            else:
                starts[-1][1] = statement.end_lineno
        lines = source.split("\n")
        return [compile("\n" * (first - 1) + "\n".join(lines[first - 1:last]) + "\n", filename, "single",
                        self.compiler.compiler.flags & ~0x4200, True) for first, last in starts]

    def remember(self, code, source, filename):
        import linecache
        linecache._register_code(code, source, filename)

    def run(self, code):
        """Run; False if an exception was shown."""
        try:
            self.execute(code)
        except SystemExit:
            raise
        except BaseException as error:
            traceback = error.__traceback__
            while traceback is not None and traceback.tb_frame.f_code is not code:
                traceback = traceback.tb_next
            if traceback is None and isinstance(error, KeyboardInterrupt):
                error.__context__ = None        # asyncio's way to it: the task was cancelled
            self.show(error, traceback)
            return False
        return True

    def execute(self, code):
        if not code.co_flags & _COROUTINE:
            exec(code, self.namespace)
            return
        if self.runner is None:
            import asyncio
            self.runner = asyncio.Runner()
        self.runner.run(type(lambda: 0)(code, self.namespace)())

    def show(self, error, traceback):
        """What the command does with an uncaught error, but go on."""
        error.__traceback__ = traceback
        sys.last_exc = sys.last_value = error
        sys.last_type = type(error)
        sys.last_traceback = traceback
        try:
            sys.excepthook(type(error), error, traceback)
        except SystemExit:
            raise
        except BaseException as second:
            print("Error in sys.excepthook:", file=sys.stderr)
            second.__context__ = None
            sys.__excepthook__(type(second), second, second.__traceback__.tb_next)
            print("\nOriginal exception was:", file=sys.stderr)
            sys.__excepthook__(type(error), error, traceback)

    # ---- Commands

    def bare_command(self, text):
        """exit and its like without parentheses, unless the program uses the name for something of its own."""
        if text not in ("exit", "quit", "help", "copyright", "clear") or text in self.namespace:
            return False
        if text == "clear":
            sys.stdout.write("\x1b[H\x1b[2J\x1b[3J")
            self.flush()
            return True
        function = getattr(builtins, text, None)
        if function is None:
            return False
        self.guarded(function)
        return True

    def guarded(self, function, *arguments):
        try:
            function(*arguments)
        except SystemExit:
            raise
        except BaseException as error:
            self.show(error, None)

    def command(self, text):
        name, _, argument = text.partition(" ")
        argument = argument.strip()
        if name == "help":
            print(HELP)
        elif name == "gil" and argument in ("", "on", "off"):
            if argument:
                sys.set_gil_enabled(argument == "on")
            print(f"The GIL is {gil_state()}.")
        elif name == "time" and argument:
            self.time(argument)
        elif name == "dis" and argument:
            self.disassemble(eval(argument, self.namespace), argument)
        else:
            print(f"There is no command :{text}. :help lists them.", file=sys.stderr)

    def disassemble(self, value, name):
        """The bytecode of a function, a method, a class's functions, a module's functions or a code object, with what is defined in it."""
        from _krait_import import disassemble
        value = getattr(value, "__func__", value)
        value = getattr(value, "fget", value)
        code = getattr(value, "__code__", None) or getattr(value, "cr_code", None) or getattr(value, "gi_code", value)
        if type(code) is not type(self.run.__code__):
            members = getattr(value, "__dict__", None)
            if members is None:
                raise TypeError(f"{name} has no bytecode, being of type {type(value).__name__}")
            for key, member in list(members.items()):
                if hasattr(getattr(member, "__func__", member), "__code__"):
                    self.disassemble(member, f"{name}.{key}")
            return
        print(f"{name}:\n{disassemble(code)}", end="")
        for constant in code.co_consts:
            if type(constant) is type(code):
                self.disassemble(constant, constant.co_qualname)

    def time(self, expression):
        from time import perf_counter
        code = compile(expression, "<time>", "eval")
        self.remember(code, expression, "<time>")
        start = perf_counter()
        try:
            value = eval(code, self.namespace)
        except Exception as error:
            return self.show(error, error.__traceback__.tb_next)
        seconds = perf_counter() - start
        sys.displayhook(value)
        print(format_duration(seconds))


# ---- Completion

class Completer:
    """For readline: complete(word, 0), complete(word, 1), ... until None."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.matches = []

    def complete(self, word, state):
        if state == 0:
            import readline
            before = readline.get_line_buffer()[:readline.get_endidx()]
            if not before.strip():
                readline.insert_text("    ")
                readline.redisplay()
                self.matches = []
            else:
                self.matches = sorted(set(self.find(word, before.lstrip())))
        return self.matches[state] if state < len(self.matches) else None

    def find(self, word, before):
        words = before.split()
        if words[0] in ("import", "from") and (len(words) > 1 or before[-1].isspace()):
            if words[0] == "import" or "import" not in words[1:] or words[-1] == word == "import":
                return self.modules(word)
            return self.members(words[1], word)
        if "." in word:
            return self.attributes(word)
        return self.names(word)

    def names(self, word):
        import keyword
        for name in keyword.kwlist:
            if name.startswith(word):
                yield name + ("" if name in ("None", "True", "False", "break", "continue", "pass", "else", "try", "finally")
                              else " ")
        for name in keyword.softkwlist:
            if name.startswith(word) and name != "_":
                yield name + " "
        for namespace in (self.namespace, vars(builtins)):
            for name, value in list(namespace.items()):
                if isinstance(name, str) and name.startswith(word) and (word or not name.startswith("_")):
                    yield self.shown(name, value)

    def attributes(self, word):
        path, _, start = word.rpartition(".")
        first, *rest = path.split(".")
        value = self.namespace.get(first, getattr(builtins, first, None))
        try:
            for name in rest:
                value = getattr(value, name)
            names = dir(value)
        except Exception:
            return
        hidden = "" if start.startswith("_") else "_"
        for name in names:
            if not name.startswith(start) or hidden and name.startswith(hidden):
                continue
            # A property would run code of the program's.
            if isinstance(getattr(type(value), name, None), property):
                yield f"{path}.{name}"
                continue
            try:
                yield f"{path}.{self.shown(name, getattr(value, name))}"
            except Exception:
                yield f"{path}.{name}"

    @staticmethod
    def shown(name, value):
        return name + "(" if callable(value) else name

    def modules(self, word):
        package, dot, start = word.rpartition(".")
        prefix = package + dot
        if prefix:
            names = self.submodules(package)
        else:
            import pkgutil
            names = set(sys.stdlib_module_names) | {each.name for each in pkgutil.iter_modules()}
        return [prefix + name for name in names if name.startswith(start) and (start or not name.startswith("_"))]

    @staticmethod
    def submodules(package):
        import importlib.util
        import pkgutil
        try:
            spec = importlib.util.find_spec(package)
            return {each.name for each in pkgutil.iter_modules(spec.submodule_search_locations or ())} if spec else ()
        except Exception:
            return ()

    def members(self, module, word):
        """from module import word: what an imported module has, and its submodules."""
        names = set(self.submodules(module))
        names.update(dir(sys.modules.get(module, ())) if module in sys.modules else ())
        return [name for name in names if name.startswith(word) and (word or not name.startswith("_"))]


# ---- Setting up

def history_path():
    import os
    path = None if sys.flags.ignore_environment else os.environ.get("PYTHON_HISTORY")
    return path or os.path.expanduser("~/.krait_history")


def edit_lines(namespace):
    """Completion and the history of earlier sessions, where there is a line editor."""
    try:
        import readline
    except ImportError:
        return
    import atexit
    readline.set_completer(Completer(namespace).complete)
    readline.parse_and_bind("tab: complete")
    try:
        readline.read_init_file()
    except OSError:
        pass                            # there is none
    path = history_path()
    try:
        readline.read_history_file(path)
    except OSError:
        pass

    def save():
        try:
            readline.set_history_length(2000)
            readline.write_history_file(path)
        except OSError:
            pass                        # a home that cannot be written to keeps no history
    atexit.register(save)


def run_startup_file(prompt):
    import os
    path = None if sys.flags.ignore_environment else os.environ.get("PYTHONSTARTUP")
    if not path:
        return
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        print("Could not open PYTHONSTARTUP", file=sys.stderr)
        return prompt.show(error, None)
    try:
        code = compile(source, path, "exec")
    except (SyntaxError, ValueError) as error:
        return prompt.show(error, None)
    prompt.run(code)


def run(show_banner):
    """What the command calls: the prompt in the namespace of __main__."""
    import __main__
    prompt = Prompt(vars(__main__), on_terminal())
    if show_banner:
        print(banner(), file=sys.stderr)
    prepare(prompt)
    prompt.loop()


def on_terminal():
    return sys.stdin is not None and sys.stdin.isatty()


def prepare(prompt):
    """What happens before the first line is read."""
    sys.ps1 = getattr(sys, "ps1", ">>> ")
    sys.ps2 = getattr(sys, "ps2", "... ")
    run_startup_file(prompt)
    if prompt.terminal:
        if not hasattr(sys, "__interactivehook__"):
            sys.__interactivehook__ = lambda: edit_lines(prompt.namespace)
        prompt.guarded(sys.__interactivehook__)
