# Whatever is done to the bytes of a code object: an error, or a code object (which is not run here: it may do anything).
import gc
import marshal


def simple(a, b=2, *, c):
    return a + b * c


def closures(n):
    cells = [lambda: n + k for k in range(3)]
    try:
        with open(n) as file:
            return {line: cells for line in file if line}
    except (OSError, ValueError) as error:
        raise RuntimeError(f"{n!r} {error}") from None


def generator(values):
    for value in values:
        x = yield value, *values
        del value
    match x:
        case {"a": [1, *rest], **more}:
            yield from rest
        case str(text) | bytes(text):
            return text


def probe(data):
    try:
        code = marshal.loads(data)
    except (ValueError, EOFError, TypeError):
        return 0
    # What inspection does must be safe with all that is accepted.
    if type(code) is type(probe.__code__):
        code.co_varnames, code.co_freevars, code.co_cellvars, code.co_code, list(code.co_lines())
        hash(code)
    return 1


for function in simple, closures, generator:
    data = marshal.dumps(function.__code__)
    print(sum(probe(data[:n]) for n in range(len(data))))
    accepted = 0
    for index in range(len(data)):
        for bit in range(8):
            broken = bytearray(data)
            broken[index] ^= 1 << bit
            accepted += probe(broken)
        for value in (0, 0x7F, 0x80, 0xFF):
            broken = bytearray(data)
            broken[index] = value
            accepted += probe(broken)
        for size in (1, 4):
            probe(data[:index] + data[index + size:])
            probe(data[:index] + data[index:index + size] + data[index:])
    print(accepted > 0)
gc.collect()
# expect: 0
# expect: True
# expect: 0
# expect: True
# expect: 0
# expect: True
