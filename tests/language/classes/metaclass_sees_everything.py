class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kwargs):
        print("prepare", name, kwargs)
        return {"made": name}

    def __new__(mcs, name, bases, namespace, **kwargs):
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        print("init", cls.made)

    def __call__(cls, *args):
        print("call", args)
        return super().__call__(*args)


class C(metaclass=Meta, flag=1):  # expect: prepare C {'flag': 1}
    def __init__(self, x):  # expect: init C
        self.x = x


print(C(2).x)  # expect: call (2,)
# expect: 2


class Base:
    def __init_subclass__(cls, *, tag=None):
        cls.tag = tag


class Named:
    def __set_name__(self, owner, name):
        print(owner.__name__, name)


class Sub(Base, tag="t"):
    field = Named()  # expect: Sub field


print(Sub.tag)  # expect: t


class Bad(Base, other=1):  # expect error: TypeError: Base.__init_subclass__() got an unexpected keyword argument 'other'
    pass
