import gc
import weakref


class Node:
    def method(self):
        return self


def cycle_in_one_frame():
    node = Node()
    node.self = node
    reference = weakref.ref(node)
    del node
    gc.collect()
    return reference() is None


print(cycle_in_one_frame())  # expect: True


def in_a_loop():
    freed = []
    for _ in range(3):
        node = Node().method()
        reference = weakref.ref(node)
        del node
        gc.collect()
        freed.append(reference() is None)
    return freed


print(in_a_loop())  # expect: [True, True, True]


def drops_its_argument(argument):
    reference = weakref.ref(argument)
    del argument
    gc.collect()
    return reference() is None


# The caller's register of the argument is dead once the callee has it.
print(drops_its_argument(Node()))  # expect: True


def generator():
    yield Node()
    yield "end"


# A suspended generator does not keep what it yielded.
iterator = generator()
reference = weakref.ref(next(iterator))
gc.collect()
print(reference(), next(iterator))  # expect: None end

try:
    raise ValueError(Node())
except ValueError as error:
    reference = weakref.ref(error.args[0])
gc.collect()
print(reference())  # expect: None
