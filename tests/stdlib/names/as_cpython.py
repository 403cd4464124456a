# The names of built-in types, and the public ones of the modules that nearly every program needs, are those of CPython 3.14. Each
# difference is a line below, and its reason a row of docs/compatibility.md.
#
# cpython_names.txt was written down from CPython 3.14.2 (dir() of each type but for object's names; a module's __all__, else what
# dir() shows without underscores and modules), run in WebAssembly: os, signal, time, threading and _thread, which have less
# there, are CPython 3.13's on Linux with what 3.14 added. asyncio has tests of its own.
import importlib
import os
import sys
import types
import warnings

warnings.simplefilter("ignore")


def generator():
    yield


async def asynchronous():
    yield


async def coroutine():
    pass


def sample_types():
    import builtins
    import collections
    for name in dir(builtins):
        if isinstance(getattr(builtins, name), type):
            yield getattr(builtins, name)
    waiting = coroutine()
    waiting.close()
    asked = asynchronous()
    try:
        1 / 0
    except ZeroDivisionError as error:
        traceback = error.__traceback__
    samples = [
        generator(), asked, waiting, generator, len, [].append, list.append, [].__len__, int.__add__, dict.__dict__["fromkeys"],
        int.real, iter([]), iter(()), iter({}), iter({}.values()), iter({}.items()), iter(set()), iter(""), iter("\u1234"),
        iter(b""), iter(bytearray()), iter(range(3)), iter(range(1 << 70)), reversed([]), reversed({}), reversed({}.items()),
        reversed({}.values()), iter(int, 1), {}.keys(), {}.values(), {}.items(), list[int], int | str, type.__dict__,
        sys._getframe(), generator.__code__, sys.version_info, sys.float_info, sys.int_info, sys.hash_info, sys.implementation,
        sys.thread_info, NotImplemented, ..., None, sys, generator.__get__(1), asked.asend(None), asked.__anext__(),
        asked.aclose(), asked.athrow(ValueError), memoryview(b""), iter(memoryview(b"")), types.CellType(), traceback,
        waiting.__await__, slice.start]
    for sample in samples:
        yield type(sample)
    if hasattr(types, "CapsuleType"):
        yield types.CapsuleType

known = {cls.__name__: cls for cls in sample_types()}
found = set(known)
for line in open(os.path.join(os.path.dirname(__file__), "cpython_names.txt")):
    kind, name, *names = line.split()
    if kind == "type":
        found.discard(name)
        if name not in known:
            print(kind, name, "is missing")
            continue
        here = set(dir(known[name])) - (set(dir(object)) if name != "object" else set())
    else:
        module = importlib.import_module(name)
        listed = getattr(module, "__all__", None)
        here = set(listed) if listed is not None else {
            each for each in dir(module)
            if not each.startswith("_") and not isinstance(getattr(module, each), types.ModuleType)}
    missing, more = sorted(set(names) - here), sorted(here - set(names))
    if missing:
        print(kind, name, "lacks", *missing)
    if more:
        print(kind, name, "has more:", *more)
# expect: type ExceptionGroup lacks __module__ __weakref__
# expect: type Union has more: __instancecheck__ __module__ __subclasscheck__
# expect: type code lacks _co_code_adaptive _varname_from_oparg co_branches co_exceptiontable co_linetable co_lnotab
# expect: type float_info has more: __module__ __struct_fields__
# expect: type hash_info has more: __module__ __struct_fields__
# expect: type int_info has more: __module__ __struct_fields__
# expect: type thread_info has more: __module__ __struct_fields__
# expect: type version_info has more: __module__ __struct_fields__
# expect: module sys has more: set_gil_enabled
# expect: module gc lacks is_finalized
# expect: module os has more: PIDFD_NONBLOCK SCHED_NORMAL
