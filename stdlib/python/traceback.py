"""Extract, format and print tracebacks, as the interpreter prints them.

A TracebackException keeps what is needed to print an exception later, without keeping the frames alive. The parts that are asked
for only with an error at hand (suggestions, carets) are in `_traceback_details`, so that importing this module stays cheap.
"""

import linecache
import sys

__all__ = [
    "extract_stack", "extract_tb", "format_exception", "format_exception_only", "format_list", "format_stack", "format_tb", "print_exc",
    "format_exc", "print_exception", "print_last", "print_stack", "print_tb", "clear_frames", "FrameSummary", "StackSummary",
    "TracebackException", "walk_stack", "walk_tb", "print_list",
]  # fmt: skip


class _Sentinel:
    def __repr__(self):
        return "<implicit>"


_sentinel = _Sentinel()

_CAUSE_MESSAGE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT_MESSAGE = "\nDuring handling of the above exception, another exception occurred:\n\n"
_cause_message = _CAUSE_MESSAGE
_context_message = _CONTEXT_MESSAGE
_RECURSIVE_CUTOFF = 3  # a frame is shown so often before "repeated" stands for the rest


# Functions


def print_list(extracted_list, file=None):
    """Print the list of tuples as returned by extract_tb() or
    extract_stack() as a formatted stack trace to the given file."""
    if file is None:
        file = sys.stderr
    for item in StackSummary.from_list(extracted_list).format():
        print(item, file=file, end="")


def format_list(extracted_list):
    """Format a list of tuples or FrameSummary objects for printing.

    Given a list of tuples or FrameSummary objects as returned by
    extract_tb() or extract_stack(), return a list of strings ready
    for printing.
    """
    return StackSummary.from_list(extracted_list).format()


def print_tb(tb, limit=None, file=None):
    """Print up to 'limit' stack trace entries from the traceback 'tb'.

    If 'limit' is omitted or None, all entries are printed.  If 'file'
    is omitted or None, the output goes to sys.stderr; otherwise
    'file' should be an open file or file-like object with a write()
    method.
    """
    print_list(extract_tb(tb, limit=limit), file=file)


def format_tb(tb, limit=None):
    """A shorthand for 'format_list(extract_tb(tb, limit))'."""
    return extract_tb(tb, limit=limit).format()


def extract_tb(tb, limit=None):
    """
    Return a StackSummary object representing a list of
    pre-processed entries from traceback.

    This is useful for alternate formatting of stack traces.
    """
    return StackSummary._extract_from_extended_frame_gen(_walk_tb_with_full_positions(tb), limit=limit)


def _parse_value_tb(exc, value, tb):
    if (value is _sentinel) != (tb is _sentinel):
        raise ValueError("Both or neither of value and tb must be given")
    if value is tb is _sentinel:
        if exc is None:
            return None, None
        if isinstance(exc, BaseException):
            return exc, exc.__traceback__
        raise TypeError(f"Exception expected for value, {type(exc).__name__} found")
    return value, tb


def print_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, file=None, chain=True, **kwargs):
    """Print exception up to 'limit' stack trace entries from 'tb' to 'file'.

    This differs from print_tb() in the following ways: (1) if
    traceback is not None, it prints a header "Traceback (most recent
    call last):"; (2) it prints the exception type and value after the
    stack trace; (3) if type is SyntaxError and value has the
    appropriate format, it prints the line where the syntax error
    occurred with a caret on the next line indicating the approximate
    position of the error.
    """
    colorize = kwargs.get("colorize", False)
    value, tb = _parse_value_tb(exc, value, tb)
    TracebackException(type(value), value, tb, limit=limit, compact=True).print(file=file, chain=chain, colorize=colorize)


def _print_exception_bltin(exc, file=None, /):
    """What the interpreter calls to print an exception nobody caught: in colours on a terminal."""
    _display_exception(type(exc), exc, exc.__traceback__, sys.stderr if file is None else file)


def _print_unraisable(exc_type, value, tb):
    """sys.unraisablehook: the error alone, without carets and without what it came from."""
    lines = []
    if tb is not None:
        frames = [
            FrameSummary(frame.f_code.co_filename, lineno, frame.f_code.co_name, lookup_line=False)
            for frame, lineno in walk_tb(tb)
        ]
        lines = ["Traceback (most recent call last):\n", *StackSummary.from_list(frames).format()]
    lines += format_exception_only(exc_type, value)
    print("".join(lines), file=sys.stderr, end="")


def _display_exception(exc, value, tb, file=None):
    """sys.excepthook."""
    from _colorize import can_colorize
    if file is None:
        file = sys.stderr
    print_exception(exc, value, tb, file=file, colorize=can_colorize(file=file))


def format_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, chain=True, **kwargs):
    """Format a stack trace and the exception information.

    The arguments have the same meaning as the corresponding arguments
    to print_exception().  The return value is a list of strings, each
    ending in a newline and some containing internal newlines.  When
    these lines are concatenated and printed, exactly the same text is
    printed as does print_exception().
    """
    colorize = kwargs.get("colorize", False)
    value, tb = _parse_value_tb(exc, value, tb)
    return list(TracebackException(type(value), value, tb, limit=limit, compact=True).format(chain=chain, colorize=colorize))


def format_exception_only(exc, /, value=_sentinel, *, show_group=False, **kwargs):
    """Format the exception part of a traceback.

    The return value is a list of strings, each ending in a newline.

    The list contains the exception's message, which is
    normally a single string; however, for :exc:`SyntaxError` exceptions, it
    contains several lines that (when printed) display detailed information
    about where the syntax error occurred. Following the message, the list
    contains the exception's ``__notes__``.

    When *show_group* is ``True``, and the exception is an instance of
    :exc:`BaseExceptionGroup`, the nested exceptions are included as
    well, recursively, with indentation relative to their nesting depth.
    """
    if value is _sentinel:
        value = exc
    te = TracebackException(type(value), value, None, compact=True)
    return list(te.format_exception_only(show_group=show_group, colorize=kwargs.get("colorize", False)))


def _safe_string(value, what, func=str):
    try:
        return func(value)
    except:
        return f"<{what} {func.__name__}() failed>"


def _format_final_exc_line(etype, value, *, insert_final_newline=True, colorize=False):
    text = None if value is None else _safe_string(value, "exception")
    end = "\n" if insert_final_newline else ""
    if colorize:
        from _colorize import traceback_colors as colors
        etype = f"{colors.type}{etype}{colors.reset}"
        if text:
            text = f"{colors.message}{text}{colors.reset}"
    return f"{etype}: {text}{end}" if text else f"{etype}{end}"


def print_exc(limit=None, file=None, chain=True):
    """Shorthand for 'print_exception(sys.exception(), limit=limit, file=file, chain=chain)'."""
    print_exception(sys.exception(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """Like print_exc() but return a string."""
    return "".join(format_exception(sys.exception(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """This is a shorthand for 'print_exception(sys.last_exc, limit=limit, file=file, chain=chain)'."""
    if not hasattr(sys, "last_exc") and not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    if hasattr(sys, "last_exc"):
        print_exception(sys.last_exc, limit=limit, file=file, chain=chain)
    else:
        print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit=limit, file=file, chain=chain)


def print_stack(f=None, limit=None, file=None):
    """Print a stack trace from its invocation point.

    The optional 'f' argument can be used to specify an alternate
    stack frame at which to start. The optional 'limit' and 'file'
    arguments have the same meaning as for print_exception().
    """
    if f is None:
        f = sys._getframe().f_back
    print_list(extract_stack(f, limit=limit), file=file)


def format_stack(f=None, limit=None):
    """Shorthand for 'format_list(extract_stack(f, limit))'."""
    if f is None:
        f = sys._getframe().f_back
    return format_list(extract_stack(f, limit=limit))


def extract_stack(f=None, limit=None):
    """Extract the raw traceback from the current stack frame.

    The return value has the same format as for extract_tb().  The
    optional 'f' and 'limit' arguments have the same meaning as for
    print_stack().  Each item in the list is a quadruple (filename,
    line number, function name, text), and the entries are in order
    from oldest to newest stack frame.
    """
    if f is None:
        f = sys._getframe().f_back
    stack = StackSummary.extract(walk_stack(f), limit=limit)
    stack.reverse()
    return stack


def clear_frames(tb):
    "Clear all references to local variables in the frames of a traceback."
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:
            # Still running.
            pass
        tb = tb.tb_next


def walk_stack(f):
    """Walk a stack yielding the frame and line number for each frame.

    This will follow f.f_back from the given frame. If no frame is given, the
    current stack is used. Usually used with StackSummary.extract.
    """
    if f is None:
        f = sys._getframe().f_back

    def walk(frame):
        while frame is not None:
            yield frame, frame.f_lineno
            frame = frame.f_back

    return walk(f)


def walk_tb(tb):
    """Walk a traceback yielding the frame and line number for each frame.

    This will follow tb.tb_next (and thus is in the opposite order to
    walk_stack). Usually used with StackSummary.extract.
    """
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _walk_tb_with_full_positions(tb):
    while tb is not None:
        positions = _get_code_position(tb.tb_frame.f_code, tb.tb_lasti)
        # The line number of the traceback is the better one where the table has none.
        if positions[0] is None:
            positions = (tb.tb_lineno, *positions[1:])
        yield tb.tb_frame, positions
        tb = tb.tb_next


def _get_code_position(code, instruction_index):
    if instruction_index < 0:
        return None, None, None, None
    from itertools import islice

    position = next(islice(code.co_positions(), instruction_index // 2, None), (None, None, None, None))
    return position if _wants_columns() else (position[0], None, None, None)


def _wants_columns():
    """Not with -X no_debug_ranges or PYTHONNODEBUGRANGES: then tracebacks have no carets."""
    import sys

    if "no_debug_ranges" in sys._xoptions:
        return False
    if sys.flags.ignore_environment:
        return True
    import os

    return not os.environ.get("PYTHONNODEBUGRANGES")


# Stacks


class FrameSummary:
    """Information about a single frame from a traceback.

    - :attr:`filename` The filename for the frame.
    - :attr:`lineno` The line within filename for the frame that was
      active when the frame was captured.
    - :attr:`name` The name of the function or method that was executing
      when the frame was captured.
    - :attr:`line` The text from the linecache module for the
      of code that was running when the frame was captured.
    - :attr:`locals` Either None if locals were not supplied, or a dict
      mapping the name to the repr() of the variable.
    """

    __slots__ = (
        "filename", "lineno", "end_lineno", "colno", "end_colno", "name", "_lines", "_lines_dedented", "locals", "_code",
    )  # fmt: skip

    def __init__(
        self, filename, lineno, name, *, lookup_line=True, locals=None, line=None, end_lineno=None, colno=None,
        end_colno=None, _code=None,
    ):  # fmt: skip
        """Construct a FrameSummary.

        :param lookup_line: If True, `linecache` is consulted for the source
            code line. Otherwise, the line will be looked up when first needed.
        :param locals: If supplied the frame locals, which will be captured as
            object representations.
        :param line: If provided, use this instead of looking up the line in
            the linecache.
        """
        self.filename = filename
        self.lineno = lineno
        self.end_lineno = lineno if end_lineno is None else end_lineno
        self.colno = colno
        self.end_colno = end_colno
        self.name = name
        self._code = _code
        self._lines = line
        self._lines_dedented = None
        if lookup_line:
            self.line
        self.locals = (
            {key: _safe_string(value, "local", func=repr) for key, value in locals.items()} if locals else None
        )

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return (
                self.filename == other.filename
                and self.lineno == other.lineno
                and self.name == other.name
                and self.locals == other.locals
            )
        if isinstance(other, tuple):
            return (self.filename, self.lineno, self.name, self.line) == other
        return NotImplemented

    def __getitem__(self, pos):
        return (self.filename, self.lineno, self.name, self.line)[pos]

    def __iter__(self):
        return iter((self.filename, self.lineno, self.name, self.line))

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"

    def __len__(self):
        return 4

    def _set_lines(self):
        if self._lines is None and self.lineno is not None and self.end_lineno is not None:
            lines = []
            for lineno in range(self.lineno, self.end_lineno + 1):
                line = linecache.getline(self.filename, lineno)
                if not line and self._code is not None and self.filename.startswith("<"):
                    line = linecache._getline_from_code(self._code, lineno)
                lines.append(line.rstrip())
            self._lines = "\n".join(lines) + "\n"

    @property
    def _original_lines(self):
        # As in the source, without the blanks at the ends of lines.
        self._set_lines()
        return self._lines

    @property
    def _dedented_lines(self):
        self._set_lines()
        if self._lines_dedented is None and self._lines is not None:
            self._lines_dedented = _dedent(self._lines)
        return self._lines_dedented

    @property
    def line(self):
        self._set_lines()
        if self._lines is None:
            return None
        return self._lines.partition("\n")[0].strip()


def _dedent(text):
    """The text without the blanks that all its lines begin with; lines of blanks alone become empty."""
    lines = [line if line.strip() else "" for line in text.split("\n")]
    margin = None
    for line in lines:
        if not line:
            continue
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    if margin:
        lines = [line[len(margin) :] if line else line for line in lines]
    return "\n".join(lines)


def _indent(text, prefix):
    return "".join([prefix + line for line in text.splitlines(keepends=True)])


class StackSummary(list):
    """A list of FrameSummary objects, representing a stack of frames."""

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        """Create a StackSummary from a traceback or stack object.

        :param frame_gen: A generator that yields (frame, lineno) tuples
            whose summaries are to be included in the stack.
        :param limit: None to include all frames or the number of frames to
            include.
        :param lookup_lines: If True, lookup lines for each frame immediately,
            otherwise lookup is deferred until the frame is rendered.
        :param capture_locals: If True, the local variables from each frame will
            be captured as object representations into the FrameSummary.
        """

        def extended_frame_gen():
            for frame, lineno in frame_gen:
                yield frame, (lineno, None, None, None)

        return klass._extract_from_extended_frame_gen(
            extended_frame_gen(), limit=limit, lookup_lines=lookup_lines, capture_locals=capture_locals
        )

    @classmethod
    def _extract_from_extended_frame_gen(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        if limit is None:
            limit = getattr(sys, "tracebacklimit", None)
            if limit is not None and limit < 0:
                limit = 0
        entries = list(frame_gen)
        if limit is not None:
            entries = entries[:limit] if limit >= 0 else entries[limit:]
        result = klass()
        for frame, (lineno, end_lineno, colno, end_colno) in entries:
            code = frame.f_code
            linecache.lazycache(code.co_filename, frame.f_globals)
            result.append(
                FrameSummary(
                    code.co_filename, lineno, code.co_name, lookup_line=False,
                    locals=frame.f_locals if capture_locals else None,
                    end_lineno=end_lineno, colno=colno, end_colno=end_colno, _code=code,
                )
            )  # fmt: skip
        for filename in {summary.filename for summary in result}:
            linecache.checkcache(filename)
        if lookup_lines:
            for summary in result:
                summary.line
        return result

    @classmethod
    def from_list(klass, a_list):
        """
        Create a StackSummary object from a supplied list of
        FrameSummary objects or old-style list of tuples.
        """
        result = StackSummary()
        for frame in a_list:
            if isinstance(frame, FrameSummary):
                result.append(frame)
            else:
                filename, lineno, name, line = frame
                result.append(FrameSummary(filename, lineno, name, line=line))
        return result

    def format_frame_summary(self, frame_summary, **kwargs):
        """Format the lines for a single FrameSummary.

        Returns a string representing one frame involved in the stack. This
        gets called for every frame to be printed in the stack summary.
        """
        filename = frame_summary.filename
        if filename.startswith("<stdin-") and filename.endswith(">"):
            filename = "<stdin>"
        colorize = kwargs.get("colorize", False)
        if colorize:
            from _colorize import traceback_colors as colors
            row = [f'  File {colors.filename}"{filename}"{colors.reset}, line {colors.line_no}{frame_summary.lineno}'
                   f"{colors.reset}, in {colors.frame}{frame_summary.name}{colors.reset}\n"]
        else:
            row = [f'  File "{filename}", line {frame_summary.lineno}, in {frame_summary.name}\n']
        dedented = frame_summary._dedented_lines
        if dedented and dedented.strip():
            if None in (frame_summary.colno, frame_summary.end_colno):
                row.append("".join([f"    {line.rstrip()}\n" for line in dedented.splitlines()]))
            else:
                from _traceback_details import colored_carets, underlined_lines

                text = underlined_lines(frame_summary)
                row.append(_indent(colored_carets(text) if colorize else text, "    "))
        if frame_summary.locals:
            for name, value in sorted(frame_summary.locals.items()):
                row.append(f"    {name} = {value}\n")
        return "".join(row)

    def format(self, **kwargs):
        """Format the stack ready for printing.

        Returns a list of strings ready for printing.  Each string in the
        resulting list corresponds to a single frame from the stack.
        Each string ends in a newline; the strings may contain internal
        newlines as well, for those items with source text lines.

        For long sequences of the same frame and line, the first few
        repetitions are shown, followed by a summary line stating the exact
        number of further repetitions.
        """
        result = []
        last = None
        count = 0

        def tell_repeats():
            if count > _RECURSIVE_CUTOFF:
                more = count - _RECURSIVE_CUTOFF
                result.append(f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]\n")

        for frame_summary in self:
            # Programs override format_frame_summary(frame_summary).
            text = self.format_frame_summary(frame_summary, **kwargs) if kwargs.get("colorize") else self.format_frame_summary(frame_summary)
            if text is None:
                continue
            key = frame_summary.filename, frame_summary.lineno, frame_summary.name
            if None in key[:2] or key != last:
                tell_repeats()
                last = key
                count = 0
            count += 1
            if count <= _RECURSIVE_CUTOFF:
                result.append(text)
        tell_repeats()
        return result


# Exceptions


class _ExceptionPrintContext:
    """How deep in exception groups the output is, and whether the innermost box is still to be closed."""

    def __init__(self):
        self.seen = set()
        self.exception_group_depth = 0
        self.need_close = False

    def indent(self):
        return " " * (2 * self.exception_group_depth)

    def emit(self, text_gen, margin_char=None):
        prefix = self.indent()
        if self.exception_group_depth:
            prefix += (margin_char or "|") + " "
        for text in [text_gen] if isinstance(text_gen, str) else text_gen:
            yield _indent(text, prefix)


class TracebackException:
    """An exception ready for rendering.

    The traceback module captures enough attributes from the original exception
    to this intermediary form to ensure that no references are held, while
    still being able to fully print or format it.

    max_group_width and max_group_depth control the formatting of exception
    groups. The depth refers to the nesting level of the group, and the width
    refers to the size of a single exception group's exceptions array. The
    formatted output is truncated when either limit is exceeded.
    """

    def __init__(
        self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True, capture_locals=False, compact=False,
        max_group_width=15, max_group_depth=10, save_exc_type=True, _seen=None,
    ):  # fmt: skip
        options = {
            "limit": limit, "lookup_lines": lookup_lines, "capture_locals": capture_locals, "max_group_width": max_group_width,
            "max_group_depth": max_group_depth,
        }  # fmt: skip
        is_root = _seen is None
        if is_root:
            _seen = set()
        _seen.add(id(exc_value))
        self.max_group_width = max_group_width
        self.max_group_depth = max_group_depth
        self.stack = StackSummary._extract_from_extended_frame_gen(
            _walk_tb_with_full_positions(exc_traceback), limit=limit, lookup_lines=lookup_lines, capture_locals=capture_locals
        )
        self._exc_type = exc_type if save_exc_type else None
        self._str = _safe_string(exc_value, "exception")
        try:
            self.__notes__ = getattr(exc_value, "__notes__", None)
        except Exception as error:
            self.__notes__ = [f"Ignored error getting __notes__: {_safe_string(error, '__notes__', repr)}"]
        self._is_syntax_error = False
        self._have_exc_type = exc_type is not None
        self.exc_type_qualname = self.exc_type_module = None
        if exc_type is not None:
            self.exc_type_qualname = exc_type.__qualname__
            self.exc_type_module = exc_type.__module__

        if exc_type is not None and issubclass(exc_type, SyntaxError):
            # Kept as they are: printing decides what to make of odd values.
            self.filename = exc_value.filename
            self.lineno = None if exc_value.lineno is None else str(exc_value.lineno)
            self.end_lineno = None if exc_value.end_lineno is None else str(exc_value.end_lineno)
            self.text = exc_value.text
            self.offset = exc_value.offset
            self.end_offset = exc_value.end_offset
            self.msg = exc_value.msg
            self._syntax_metadata = getattr(exc_value, "_metadata", None)
            self._is_syntax_error = True
        elif exc_type is not None and issubclass(exc_type, (ImportError, NameError, AttributeError)):
            from _traceback_details import suggestion_text

            self._str += suggestion_text(exc_type, exc_value, exc_traceback)

        if lookup_lines:
            for frame in self.stack:
                frame.line
        self.__suppress_context__ = exc_value.__suppress_context__ if exc_value is not None else False
        self.__cause__ = self.__context__ = self.exceptions = None
        if is_root:
            self._add_related(exc_value, compact, options, _seen)

    def _add_related(self, exc_value, compact, options, seen):
        """Capture causes, contexts and the members of groups, in a loop: chains can be longer than the stack is deep."""
        pending = [(self, exc_value)]
        while pending:
            te, e = pending.pop()

            def capture(other):
                if other is None or id(other) in seen:
                    return None
                made = TracebackException(type(other), other, other.__traceback__, _seen=seen, **options)
                pending.append((made, other))
                return made

            if e is None:
                continue
            te.__cause__ = capture(e.__cause__)
            if not compact or (te.__cause__ is None and not e.__suppress_context__):
                te.__context__ = capture(e.__context__)
            if isinstance(e, BaseExceptionGroup):
                te.exceptions = []
                for member in e.exceptions:
                    made = TracebackException(type(member), member, member.__traceback__, _seen=seen, **options)
                    pending.append((made, member))
                    te.exceptions.append(made)

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        """Create a TracebackException from an exception."""
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    @property
    def exc_type(self):
        import warnings

        warnings.warn("Deprecated in 3.13. Use exc_type_str instead.", DeprecationWarning, stacklevel=2)
        return self._exc_type

    @property
    def exc_type_str(self):
        if not self._have_exc_type:
            return None
        module = self.exc_type_module
        if module in ("__main__", "builtins"):
            return self.exc_type_qualname
        if not isinstance(module, str):
            module = "<unknown>"
        return f"{module}.{self.exc_type_qualname}"

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self.__dict__ == other.__dict__
        return NotImplemented

    def __str__(self):
        return self._str

    def format_exception_only(self, *, show_group=False, _depth=0, **kwargs):
        """Format the exception part of the traceback.

        The return value is a generator of strings, each ending in a newline.

        Generator yields the exception message.
        For :exc:`SyntaxError` exceptions, it
        also yields (before the exception message)
        several lines that (when printed)
        display detailed information about where the syntax error occurred.
        Following the message, generator also yields
        all the exception's ``__notes__``.

        When *show_group* is ``True``, and the exception is an instance of
        :exc:`BaseExceptionGroup`, the nested exceptions are included as
        well, recursively, with indentation relative to their nesting depth.
        """
        colorize = kwargs.get("colorize", False)
        indent = 3 * _depth * " "
        if not self._have_exc_type:
            yield indent + _format_final_exc_line(None, self._str, colorize=colorize)
            return
        if self._is_syntax_error:
            for line in self._format_syntax_error(self.exc_type_str, colorize=colorize):
                yield indent + line
        else:
            text = _format_final_exc_line(self.exc_type_str, self._str, colorize=colorize)
            if indent:
                # A message of several lines is given line by line.
                for line in text[:-1].split("\n"):
                    yield f"{indent}{line}\n"
            else:
                yield text
        notes = self.__notes__
        if _is_note_sequence(notes):
            for note in notes:
                for line in _safe_string(note, "note").split("\n"):
                    yield f"{indent}{line}\n"
        elif notes is not None:
            yield f"{indent}{_safe_string(notes, '__notes__', func=repr)}\n"
        if self.exceptions and show_group:
            for member in self.exceptions:
                yield from member.format_exception_only(show_group=show_group, _depth=_depth + 1, colorize=colorize)

    def _look_for_mistyped_keyword(self):
        metadata = self._syntax_metadata
        if not isinstance(metadata, tuple) or self.lineno is None:
            return
        from _traceback_details import mistyped_keyword
        found = mistyped_keyword(metadata, int(self.lineno))
        if found is None:
            return
        token, before, keyword = found
        self.text = token.line
        self.offset, self.end_offset = token.start[1] + 1, token.end[1] + 1
        self.lineno = self.end_lineno = str(before + token.start[0])
        self.msg = f"invalid syntax. Did you mean '{keyword}'?"
        self._syntax_metadata = None

    def _format_syntax_error(self, stype, *, colorize=False):
        from _colorize import traceback_colors, traceback_plain
        colors = traceback_colors if colorize else traceback_plain
        if isinstance(self.msg, str) and (self.msg == "invalid syntax" or "Perhaps you forgot a comma" in self.msg):
            self._look_for_mistyped_keyword()
        suffix = ""
        if self.lineno is not None:
            yield (f'  File {colors.filename}"{self.filename or "<string>"}"{colors.reset}, '
                   f"line {colors.line_no}{self.lineno}{colors.reset}\n")
        elif self.filename is not None:
            suffix = f" ({self.filename})"
        if isinstance(self.text, str):
            shown = self.text.rstrip("\n")
            stripped = shown.lstrip(" \n\f")
            spaces = len(shown) - len(stripped)
            marked = stripped
            carets = None
            if self.offset is not None:
                offset = self.offset
                if self.lineno == self.end_lineno:
                    end_offset = self.end_offset if self.end_offset not in (None, 0) else offset
                else:
                    end_offset = len(shown) + 1
                # A program may have put any numbers there.
                if self.text:
                    offset = min(offset, len(self.text) + 1)
                    end_offset = min(end_offset, len(self.text) + 1)
                if end_offset <= offset:
                    end_offset = offset + 1
                # Offsets count from 1, in the line with its blanks.
                column = offset - 1 - spaces
                end_column = end_offset - 1 - spaces
                if column >= 0:
                    # Tabs before the error stay, so that the carets stand below it.
                    blanks = "".join([char if char.isspace() else " " for char in stripped[:column]])
                    carets = f"    {blanks}{colors.error_highlight}{'^' * (end_column - column)}{colors.reset}\n"
                    if colorize:
                        marked = (f"{stripped[:column]}{colors.error_highlight}{stripped[column:end_column]}{colors.reset}"
                                  f"{stripped[end_column:]}")
            yield f"    {marked}\n"
            if carets is not None:
                yield carets
        yield f"{colors.type}{stype}{colors.reset}: {colors.message}{self.msg or '<no detail available>'}{colors.reset}{suffix}\n"

    def format(self, *, chain=True, _ctx=None, **kwargs):
        """Format the exception.

        If chain is not *True*, *__cause__* and *__context__* will not be formatted.

        The return value is a generator of strings, each ending in a newline and
        some containing internal newlines. `print_exception` is a wrapper around
        this method which just prints the lines to a file.

        The message indicating which exception occurred is always the last
        string in the output.
        """
        colors = {"colorize": True} if kwargs.get("colorize") else {}
        if _ctx is None:
            _ctx = _ExceptionPrintContext()
        links = []
        exc = self
        while exc is not None:
            message, following = None, None
            if chain:
                if exc.__cause__ is not None:
                    message, following = _CAUSE_MESSAGE, exc.__cause__
                elif exc.__context__ is not None and not exc.__suppress_context__:
                    message, following = _CONTEXT_MESSAGE, exc.__context__
            links.append((message, exc))
            exc = following
        for message, exc in reversed(links):
            if message is not None:
                yield from _ctx.emit(message)
            if exc.exceptions is None:
                if exc.stack:
                    yield from _ctx.emit("Traceback (most recent call last):\n")
                    yield from _ctx.emit(exc.stack.format(**colors))
                yield from _ctx.emit(exc.format_exception_only(**colors))
            elif _ctx.exception_group_depth > self.max_group_depth:
                yield from _ctx.emit(f"... (max_group_depth is {self.max_group_depth})\n")
            else:
                yield from self._format_group(exc, chain, _ctx, colors)

    def _format_group(self, exc, chain, ctx, colors):
        is_toplevel = ctx.exception_group_depth == 0
        if is_toplevel:
            ctx.exception_group_depth += 1
        if exc.stack:
            yield from ctx.emit(
                "Exception Group Traceback (most recent call last):\n", margin_char="+" if is_toplevel else None
            )
            yield from ctx.emit(exc.stack.format(**colors))
        yield from ctx.emit(exc.format_exception_only(**colors))
        total = len(exc.exceptions)
        width = self.max_group_width
        shown = total if width is None or total <= width else width + 1
        ctx.need_close = False
        for index in range(shown):
            is_last = index == shown - 1
            if is_last:
                # The one who comes last, however deep, draws the line.
                ctx.need_close = True
            truncated = width is not None and index >= width
            title = "..." if truncated else f"{index + 1}"
            yield f"{ctx.indent()}{'+-' if index == 0 else '  '}+---------------- {title} ----------------\n"
            ctx.exception_group_depth += 1
            if truncated:
                more = total - width
                yield from ctx.emit(f"and {more} more exception{'s' if more > 1 else ''}\n")
            else:
                yield from exc.exceptions[index].format(chain=chain, _ctx=ctx, **colors)
            if is_last and ctx.need_close:
                yield f"{ctx.indent()}+------------------------------------\n"
                ctx.need_close = False
            ctx.exception_group_depth -= 1
        if is_toplevel:
            ctx.exception_group_depth = 0

    def print(self, *, file=None, chain=True, **kwargs):
        """Print the result of self.format(chain=chain) to 'file'."""
        if file is None:
            file = sys.stderr
        for line in self.format(chain=chain, colorize=kwargs.get("colorize", False)):
            print(line, file=file, end="")


def _is_note_sequence(notes):
    from _collections_abc import Sequence

    return isinstance(notes, Sequence) and not isinstance(notes, (str, bytes))
