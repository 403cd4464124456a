class C:
    pass


c = C()
c.a, c.b, c.c = 1, 2, 3
del c.a
c.a = 4
print(c.__dict__)  # expect: {'b': 2, 'c': 3, 'a': 4}
c.__dict__["d"] = 5
print(c.d)  # expect: 5
c.e = 6
print(list(vars(c)))  # expect: ['b', 'c', 'a', 'd', 'e']
d = c.__dict__
print(d is c.__dict__, type(d) is dict)  # expect: True True
c.__dict__ = {"x": 1}
print(c.x, hasattr(c, "a"), d["a"])  # expect: 1 False 4
c.__dict__ = 1  # expect error: TypeError: __dict__ must be set to a dictionary, not a 'int'
