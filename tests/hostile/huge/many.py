# More of a thing than anybody makes: first attributes of one class's objects, bases, fields of a tree's node.
import array
import ast
import collections
import copy


class Holder:
    pass


held = []
for number in range(20_000):
    holder = Holder()
    setattr(holder, f"name{number}", number)
    holder.other = number
    held.append(holder)
print(all(vars(holder) == {f"name{number}": number, "other": number} for number, holder in enumerate(held)))  # expect: True
many = Holder()
for number in range(5_000):
    setattr(many, f"name{number}", number)
print(len(vars(many)), many.name4999)  # expect: 5000 4999
bases = [type(f"Base{number}", (), {}) for number in range(3_000)]
try:

    class Heir(*bases):
        pass

except TypeError as error:
    print(error)  # expect: a class may have at most 64 bases here


class Node(ast.AST):
    _fields = [f"field{number}" for number in range(5_000)]


node = Node(**{name: 1 for name in Node._fields})
print(len(vars(copy.copy(node))), ast.dump(node)[:20])  # expect: 5000 Node(field0=1, field

# What is empty stays so at once, however often it is repeated.

for empty in ([], (), "", b"", bytearray(), array.array("q"), collections.deque(), collections.deque(maxlen=0)):
    print(len(empty * (1 << 62)), end=" ")
print()  # expect: 0 0 0 0 0 0 0 0
