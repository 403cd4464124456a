import collections, collections.abc
def kind(value):
    match value:
        case [*_]: return "sequence"
        case {}: return "mapping"
class Own(collections.abc.Sequence):
    __getitem__ = None
    def __len__(self): return 0
print(kind(Own()), kind(collections.UserDict()), kind(collections.UserList()), kind("text"), kind(b""))  # expect: sequence mapping sequence None None
class Parent: pass
class Child(Parent): pass
print(kind(Child()))                                        # expect: None
collections.abc.Mapping.register(Parent)
class Later(Parent): pass
print(kind(Parent()), kind(Child()), kind(Later()))         # expect: mapping mapping mapping
class First(collections.UserDict, list): pass
class Second(list, collections.abc.Mapping): pass
print(hasattr(collections.abc.Mapping, "__abc_tpflags__"))  # expect: False
def error(text):
    try: compile(text, "f", "exec")
    except SyntaxError as e: print(e.msg)
error("match 0:\n  case {0: 1, False: 2}: pass")            # expect: mapping pattern checks duplicate key (False)
error("match 0:\n  case {1: 1, 1.0: 2}: pass")              # expect: mapping pattern checks duplicate key (1.0)
error("match 0:\n  case f'': pass")                         # expect: patterns may only match literals and attribute lookups
