class A:
    pass


class B(A):
    pass


b = B()
A.__len__ = lambda self: 3
print(len(b), bool(b))  # expect: 3 True
B.__bool__ = lambda self: False
print(bool(b))  # expect: False
del A.__len__
try:
    len(b)
except TypeError as error:
    print(error)  # expect: object of type 'B' has no len()


class Left:
    def __add__(self, other):
        return "left"


class Right(Left):
    def __radd__(self, other):
        return "right"


print(Left() + Right(), Left() + 1, Right() + Left())  # expect: right left left


class Equal:
    def __eq__(self, other):
        return True


print(Equal.__hash__, Equal() != 1)  # expect: None False
hash(Equal())  # expect error: TypeError: unhashable type: 'Equal'
