import copy
error = copy.copy(ImportError("a", name="n", path="p"))
print(error.args, error.name, error.path)           # expect: ('a',) n p
print(AttributeError("a", name="b").__reduce__()[2])    # expect: {'name': 'b', 'args': ('a',)}
class A:
    def __getattr__(self, name): raise AttributeError()
a = A()
try: a.missing
except AttributeError as error: print(error.name, error.obj is a)   # expect: missing True
error = UnicodeEncodeError("c", "xxx", 1000, 5, "r")
print(error)            # expect: 'c' codec can't encode characters in position 1000-4: r
import sys
try: 1 / 0
except ZeroDivisionError as error: print(dir(error.__traceback__))   # expect: ['tb_frame', 'tb_lasti', 'tb_lineno', 'tb_next']
