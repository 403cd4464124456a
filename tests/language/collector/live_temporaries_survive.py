# What waits in a temporary register while something collects: operands, arguments, iterators, with-blocks, handlers.
import gc


class Node:
    def __init__(self, name):
        self.name = name

    def __add__(self, other):
        gc.collect()
        return NotImplemented

    def __radd__(self, other):
        gc.collect()
        return self.name + other.name

    def __lt__(self, other):
        gc.collect()
        return NotImplemented

    def __gt__(self, other):
        return f"{self.name}>{other.name}"

    def __enter__(self):
        gc.collect()
        return self

    def __exit__(self, kind, value, traceback):
        gc.collect()
        print("exit", self.name, value)
        return True

    def __bool__(self):
        gc.collect()
        return True


class Other(Node):
    pass


def collect(value):
    gc.collect()
    return value


def several(*arguments):
    gc.collect()
    return [argument.name for argument in arguments]


print(Node("a") + Other("b"))  # expect: ba
print(Other("a") + Node("b") if False else several(Node("x"), collect(Node("y")), Node("z")))  # expect: ['x', 'y', 'z']
print(Node("c") < Other("d"))  # expect: d>c
if Node("c") < Other("d"):
    print("less")  # expect: less
print([collect(node).name for node in [Node("1"), Node("2")] if Node("t")])  # expect: ['1', '2']
print({Node("k").name: collect(Node("v").name), **{"w": collect(1)}})  # expect: {'k': 'v', 'w': 1}
print("%s %s" % (Node("m").name, collect("n")), f"{Node('o').name}{collect('p')}")  # expect: m n op

with Node("outer"), Node("inner") as inner:
    collect(None)
    raise ValueError(Node("argument").name)
# expect: exit inner argument
# expect: exit outer None


def names():
    try:
        for name in [Node("g"), Node("h")]:
            received = yield name.name
            collect(received)
    finally:
        collect(None)


def outer():
    yield [collect(name) for name in names()] + [(yield from names())]


print(list(outer()))  # expect: ['g', 'h', ['g', 'h', None]]

try:
    try:
        raise KeyError(Node("first").name)
    except KeyError:
        collect(None)
        raise TypeError("second")
except TypeError as error:
    collect(None)
    print(repr(error), repr(error.__context__))  # expect: TypeError('second') KeyError('first')


async def waits(value):
    return collect(value)


async def adds():
    return [await waits(Node("x")), await waits(Node("y"))]


coroutine = adds()
try:
    coroutine.send(None)
except StopIteration as stop:
    print([node.name for node in stop.value])  # expect: ['x', 'y']



# The binding of arguments allocates (a tuple, a dict) before it has read them all.
def star(first, *rest, key="k".upper(), **others):
    return first, rest, key, others


print(star(str(1.5), str(2.5), str(3.5), key=str(4.5), other=str(5.5)))  # expect: ('1.5', ('2.5', '3.5'), '4.5', {'other': '5.5'})
print(star(*map(str, (1.5, 2.5)), **{"other": str(5.5)}))  # expect: ('1.5', ('2.5',), 'K', {'other': '5.5'})
print("".join(star(str(1.5), str(2.5))[1]))  # expect: 2.5
first, *middle, last = map(collect, [Node("p"), Node("q"), Node("r")])
print(first.name, middle[0].name, last.name)  # expect: p q r
print(collect(Node("s")).name if collect(Node("t")).name == "t" else None)  # expect: s
match collect([Node("u"), {"k": Node("v")}]):
    case [Node(name=a), {"k": Node(name=b)}]:
        print(a, b)  # expect: u v
print(Node("chain").name < collect("d") < collect("e"))  # expect: True
