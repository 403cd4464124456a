"""Line editing and its history, where the host has an editor: the krait command, whose editor is GNU Readline."""
import errno as _errno
import os as _os

try:
    import _krait_line
except ImportError:
    raise ModuleNotFoundError("No module named 'readline': this program has no line editor", name="readline") from None

backend = "readline"
_library_version = _krait_line.library_version()

_completer = None
_startup_hook = None
_pre_input_hook = None
_matches_hook = None
_auto_history = True
_history_length = -1            # lines kept in a history file; -1: all
_last_file = None
_bounds = (0, 0, 0)


def _complete(word, state):
    global _bounds
    _bounds = _krait_line.word()
    return _completer(word, state)


def _read_line(prompt):
    """What input() calls on a terminal."""
    line = _krait_line.read(prompt, None if _completer is None else _complete, _startup_hook, _pre_input_hook)
    if _auto_history and line:
        lines = _krait_line.history()
        if not lines or lines[-1] != line:
            _krait_line.add_history(line)
    return line


def parse_and_bind(string, /):
    """Execute the init line provided in the string argument."""
    _krait_line.bind(string)


def read_init_file(filename=None, /):
    """Execute a readline initialization file."""
    _krait_line.read_configuration("" if filename is None else _os.fsdecode(filename))


def get_line_buffer():
    """Return the current contents of the line buffer."""
    return _krait_line.buffer()


def insert_text(string, /):
    """Insert text into the line buffer at the cursor position."""
    _krait_line.insert(string)


def redisplay():
    """Change what's displayed on the screen to reflect contents of the line buffer."""
    _krait_line.redisplay()


def set_completer(function=None, /):
    """Set or remove the completer function: function(text, state) for state 0, 1, 2, ..., until it returns a non-string."""
    global _completer
    if function is not None and not callable(function):
        raise TypeError("set_completer(func): argument not callable")
    _completer = function


def get_completer():
    """Get the current completer function."""
    return _completer


def set_completer_delims(string, /):
    """Set the word delimiters for completion."""
    _krait_line.set_delimiters(string)


def get_completer_delims():
    """Get the word delimiters for completion."""
    return _krait_line.delimiters()


def get_begidx():
    """Get the beginning index of the completion scope."""
    return _bounds[0]


def get_endidx():
    """Get the ending index of the completion scope."""
    return _bounds[1]


def get_completion_type():
    """Get the type of completion being attempted."""
    return _bounds[2]


def set_completion_display_matches_hook(function=None, /):
    """Set or remove the completion display function."""
    global _matches_hook
    if function is not None:
        raise NotImplementedError("readline.set_completion_display_matches_hook: Krait shows the matches itself")
    _matches_hook = None


def set_startup_hook(function=None, /):
    """Set or remove the function invoked just before the first prompt is printed."""
    global _startup_hook
    if function is not None and not callable(function):
        raise TypeError("set_startup_hook(func): argument not callable")
    _startup_hook = function


def set_pre_input_hook(function=None, /):
    """Set or remove the function invoked after the first prompt has been printed."""
    global _pre_input_hook
    if function is not None and not callable(function):
        raise TypeError("set_pre_input_hook(func): argument not callable")
    _pre_input_hook = function


def set_auto_history(enabled, /):
    """Enables or disables automatic history."""
    global _auto_history
    _auto_history = bool(enabled)


def add_history(string, /):
    """Add an item to the history buffer."""
    _krait_line.add_history(string)


def clear_history():
    """Clear the current readline history."""
    _krait_line.clear_history()


def get_current_history_length():
    """Return the current (not the maximum) length of history."""
    return len(_krait_line.history())


def get_history_item(index, /):
    """Return the current contents of history item at one-based index."""
    lines = _krait_line.history()
    return lines[index - 1] if 1 <= index <= len(lines) else None


def remove_history_item(pos, /):
    """Remove history item given by its zero-based position."""
    if pos < 0:
        raise ValueError("History index cannot be negative")
    if not _krait_line.remove_history(pos):
        raise ValueError(f"No history item at position {pos}")


def replace_history_item(pos, line, /):
    """Replace history item given by its position with contents of line."""
    if pos < 0:
        raise ValueError("History index cannot be negative")
    if not _krait_line.replace_history(pos, line):
        raise ValueError(f"No history item at position {pos}")


def set_history_length(length, /):
    """Set the maximal number of lines which will be written to the history file; negative: no limit."""
    global _history_length
    _history_length = length


def get_history_length():
    """Return the maximum number of lines that will be written to the history file."""
    return _history_length


def _history_file(filename):
    return _os.path.expanduser("~/.history") if filename is None else filename


def read_history_file(filename=None, /):
    """Load a readline history file. The default filename is ~/.history."""
    with open(_history_file(filename), encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            _krait_line.add_history(line.rstrip("\n"))


def write_history_file(filename=None, /):
    """Save a readline history file. The default filename is ~/.history."""
    lines = _krait_line.history()
    if _history_length >= 0:
        lines = lines[len(lines) - min(_history_length, len(lines)):]
    _write(_history_file(filename), "w", lines)


def append_history_file(nelements, filename=None, /):
    """Append the last nelements items of the history list to file. The default filename is ~/.history."""
    if nelements < 0:
        raise ValueError("nelements must be positive")
    path = _history_file(filename)
    if not _os.path.exists(path):
        raise FileNotFoundError(_errno.ENOENT, _os.strerror(_errno.ENOENT), path)
    lines = _krait_line.history()
    _write(path, "a", lines[len(lines) - min(nelements, len(lines)):])
    if _history_length >= 0:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            kept = file.read().splitlines()
        _write(path, "w", kept[len(kept) - min(_history_length, len(kept)):])


def _write(path, mode, lines):
    # Others need not read what was typed.
    def private(name, flags):
        return _os.open(name, flags, 0o600)
    with open(path, mode, encoding="utf-8", errors="surrogateescape", opener=private) as file:
        file.writelines(line + "\n" for line in lines)
