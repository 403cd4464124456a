class G:
    present = 1

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return name.upper()


g = G()
print(g.present, g.other, hasattr(g, "_x"), getattr(g, "_y", 0))  # expect: 1 OTHER False 0


class H:
    def __getattribute__(self, name):
        if name == "magic":
            return 42
        return super().__getattribute__(name)

    def __setattr__(self, name, value):
        super().__setattr__(name, value * 2)


h = H()
h.a = 5
print(h.a, h.magic)  # expect: 10 42


class P:
    @property
    def x(self):
        return 1

    @x.setter
    def x(self, value):
        print("set", value)


p = P()
p.x = 3  # expect: set 3
print(p.x)  # expect: 1
del p.x  # expect error: AttributeError: property 'x' of 'P' object has no deleter
