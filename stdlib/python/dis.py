"""What tools ask of `dis`: where lines start, positions, flags. Krait has bytecode of its own, so no instructions of CPython's."""

import collections
import types

__all__ = ["COMPILER_FLAG_NAMES", "Positions", "code_info", "findlinestarts", "pretty_flags", "show_code"]

COMPILER_FLAG_NAMES = {
    0x1: "OPTIMIZED",
    0x2: "NEWLOCALS",
    0x4: "VARARGS",
    0x8: "VARKEYWORDS",
    0x10: "NESTED",
    0x20: "GENERATOR",
    0x40: "NOFREE",
    0x80: "COROUTINE",
    0x100: "ITERABLE_COROUTINE",
    0x200: "ASYNC_GENERATOR",
    0x4000000: "HAS_DOCSTRING",
    0x8000000: "METHOD",
}

Positions = collections.namedtuple("Positions", "lineno end_lineno col_offset end_col_offset", defaults=(None,) * 4)


def __getattr__(name):
    if name in ("dis", "disassemble", "distb", "disco", "Bytecode", "Instruction", "get_instructions", "opname", "opmap",
                "stack_effect", "hasarg", "hasconst", "hasfree", "hasjump", "hasjabs", "hasjrel", "haslocal", "hasname",
                "hasexc", "cmp_op", "HAVE_ARGUMENT", "EXTENDED_ARG"):
        raise AttributeError(f"dis.{name} is about CPython's bytecode; Krait has its own")
    raise AttributeError(f"module 'dis' has no attribute '{name}'")


def findlinestarts(code):
    """Yield (offset, line number) of the offsets in the code at which a source line starts; the line may be None."""
    last = False  # no line, not even None
    for start, _, line in code.co_lines():
        if line != last or last is False:
            yield start, line
            last = line


def pretty_flags(flags):
    """The names of the flags of a code object, as text."""
    names = []
    bit = 1
    while flags:
        if flags & bit:
            names.append(COMPILER_FLAG_NAMES.get(bit, hex(bit)))
            flags ^= bit
        bit <<= 1
    return ", ".join(names) or "0x0"


def _code_of(thing):
    for name in ("__func__", "__code__", "gi_code", "ag_code", "cr_code"):
        thing = getattr(thing, name, thing)
    if isinstance(thing, str):
        try:
            return compile(thing, "<disassembly>", "eval")
        except SyntaxError:
            return compile(thing, "<disassembly>", "exec")
    if isinstance(thing, types.CodeType):
        return thing
    raise TypeError(f"don't know how to disassemble {type(thing).__name__} objects")


def code_info(x):
    """A description of the code of a function, method, generator, code object or piece of source."""
    code = _code_of(x)
    lines = [f"{label + ':':<19}{value}" for label, value in (
        ("Name", code.co_name), ("Filename", code.co_filename), ("Argument count", code.co_argcount),
        ("Positional-only arguments", code.co_posonlyargcount), ("Kw-only arguments", code.co_kwonlyargcount),
        ("Number of locals", code.co_nlocals), ("Stack size", code.co_stacksize), ("Flags", pretty_flags(code.co_flags)))]
    for title, items, show in (("Constants", code.co_consts, repr), ("Names", code.co_names, str),
                               ("Variable names", code.co_varnames, str), ("Free variables", code.co_freevars, str),
                               ("Cell variables", code.co_cellvars, str)):
        if items:
            lines.append(title + ":")
            lines.extend(f"{i:4}: {show(item)}" for i, item in enumerate(items))
    return "\n".join(lines)


def show_code(co, *, file=None):
    """Print code_info()."""
    print(code_info(co), file=file)
