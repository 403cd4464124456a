# Nested functions, nonlocal, lambdas, decorators, *args and **kwargs, functions passed to functions.
def counter(step):
    value = 0

    def advance():
        nonlocal value
        value += step
        return value

    return advance


def compose(*functions):
    def composed(x):
        for function in functions:
            x = function(x)
        return x

    return composed


def counted(function):
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)

    wrapper.calls = 0
    return wrapper


def memoised(function):
    known = {}

    def wrapper(n):
        if n not in known:
            known[n] = function(n)
        return known[n]

    return wrapper


@counted
def scale(x, factor=2, *, offset=0):
    return x * factor + offset


@memoised
def steps(n):
    return 0 if n == 1 else 1 + steps(n // 2 if n % 2 == 0 else 3 * n + 1)


def add(x):
    return lambda y: x + y


ticks = [counter(step) for step in (1, 2, 3)]
for _ in range(250_000):
    for tick in ticks:
        tick()
print([tick() for tick in ticks])

change = compose(add(3), lambda x: x * 2, add(-1), lambda x: x & 0xFFFF)
value = 1
for _ in range(250_000):
    value = change(value)
print(value)

total = 0
for i in range(250_000):
    total += scale(i, offset=1) if i & 1 else scale(i, 3)
print(total, scale.calls, max(steps(n) for n in range(1, 15_000)))
print(sum(map(lambda x: x * x, filter(lambda x: x % 3, range(300_000)))), sum((lambda a, b=2, *c: a + b + len(c))(i, i, i) for i in range(150_000)))
