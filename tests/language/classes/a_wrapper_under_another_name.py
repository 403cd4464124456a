# A native type's slot wrapper serves under any name that a class gives it.
class Plain(int):
    __str__ = int.__repr__

    def __repr__(self):
        return "R"


print(str(Plain(5)), repr(Plain(5)), f"{Plain(5)}", "%s" % Plain(5))  # expect: 5 R 5 5
Plain.__len__ = int.__abs__
print(len(Plain(-3)))  # expect: 3
