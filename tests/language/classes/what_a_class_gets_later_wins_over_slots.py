# Caches of instance attributes forget when the class, or a base, gets what wins over them, also where the instances are a subclass's.
def read(thing):
    return thing.x


class Plain:
    pass


plain = Plain()
plain.x = 1
print([read(plain) for _ in range(50)][-1])             # expect: 1
Plain.x = property(lambda self: 2)
print([read(plain) for _ in range(50)][-1])             # expect: 2


class Base:
    pass


class Sub(Base):
    pass


sub = Sub()
sub.x = 3
print([read(sub) for _ in range(50)][-1])               # expect: 3
Base.x = property(lambda self: 4)
print([read(sub) for _ in range(50)][-1])               # expect: 4
del Base.x
print([read(sub) for _ in range(50)][-1])               # expect: 3
Base.__getattribute__ = lambda self, name: "all"
print([read(sub) for _ in range(50)][-1])               # expect: all


class New:                                              # has no instances yet
    pass


New.x = property(lambda self: 5)
new = New()
new.__dict__["x"] = 6
print([read(new) for _ in range(50)][-1])               # expect: 5
del New.x
print([read(new) for _ in range(50)][-1])               # expect: 6


class Meta(type):
    pass


class Made(metaclass=Meta):
    x = 7


print([read(Made) for _ in range(50)][-1])              # expect: 7
Meta.x = property(lambda cls: 8)
print([read(Made) for _ in range(50)][-1])              # expect: 8


class Slotted:
    __slots__ = ("x",)


slotted = Slotted()
slotted.x = 9
print([read(slotted) for _ in range(50)][-1])           # expect: 9
Slotted.x = property(lambda self: 10)
print([read(slotted) for _ in range(50)][-1])           # expect: 10
