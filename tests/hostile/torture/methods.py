# time limit: 60
# Every method of every built-in type, and every built-in function, with odd arguments from a fixed seed. Any result will do.
import builtins
import random
import sys
import types
import warnings

from _objects import odd

warnings.simplefilter("ignore")
sys.setrecursionlimit(200)
sys.unraisablehook = lambda unraisable: None
choose = random.Random(20260101)
LEFT_OUT = {"input", "breakpoint", "help", "exit", "quit", "print", "open", "license", "credits", "copyright", "exec", "eval", "__import__", "__build_class__"}


def instances():
    def generator():
        yield 1

    async def coroutine():
        return 1

    async def agen():
        yield 1

    made = odd()
    awaitable = coroutine()
    made += [generator(), awaitable, awaitable.__await__(), agen(), iter({}), iter({}.items()), iter(set()), iter("a"), iter(b"a"), iter(()), iter(range(3)), iter(bytearray(b"a")), reversed([1]), reversed({}),
             {}.keys(), {1: 2}.values(), {1: 2}.items(), enumerate("a"), map(str, "a"), filter(None, "a"), types.SimpleNamespace(a=1), types.MappingProxyType({}), types.CellType(1), types.MethodType(len, []),
             ExceptionGroup("a", [ValueError()]), OSError(1, "a"), UnicodeDecodeError("a", b"a", 0, 1, "a"), SyntaxError("a", ("a", 1, 1, "a")), StopIteration(1), KeyError(1), ImportError("a", name="a"),
             int.__add__, str.join, dict.fromkeys, type.__dict__["__mro__"], len.__call__, object(), super(int, 1), types.GenericAlias(list, (int,)), memoryview(b"abcd").cast("I"), complex, type("T", (), {"__slots__": "a"})()]
    return made


def call(function):
    count = choose.choice([0, 1, 1, 2, 2, 3, 4])
    arguments = [choose.choice(odd()) for _ in range(count)]
    keywords = {}
    if choose.random() < 0.1:
        keywords[choose.choice(["key", "a", "sep", "encoding", "default", "start", "maxsplit", "reverse"])] = choose.choice(odd())
    try:
        result = function(*arguments, **keywords)
    except RecursionError:
        return 1
    except (Exception, GeneratorExit):
        return 1
    try:
        if isinstance(result, (int, float, str, bytes, bytearray)):
            return 1
        if choose.random() < 0.3:
            hash(result)
        if choose.random() < 0.3 and hasattr(result, "__next__"):
            for _ in range(5):
                next(result)
    except Exception:
        pass
    return 1


calls = 0
rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
for _ in range(rounds):
    for instance in instances():
        for name in dir(type(instance)):
            if name in ("__class__", "gi_frame", "f_back", "f_builtins") or isinstance(instance, types.ModuleType):
                continue
            if name in ("f_globals", "f_locals", "clear") and isinstance(instance, types.FrameType):
                continue
            try:
                method = getattr(instance, name)
            except Exception:
                continue
            if callable(method):
                calls += call(method)
    for name in sorted(dir(builtins)):
        function = getattr(builtins, name)
        if callable(function) and name not in LEFT_OUT:
            for _ in range(4):
                calls += call(function)
print(calls > 4000 * rounds)  # expect: True
