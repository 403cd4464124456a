# Globals of a subclass of dict: its __missing__ counts for globals, in classes and in exec, before the builtins.
import types

class Names(dict):
    def __missing__(self, name):
        return "missing " + name

def function():
    return somewhere

print(types.FunctionType(function.__code__, Names())())  # expect: missing somewhere

def with_class():
    class Inner:
        value = somewhere
    return Inner.value

names = Names(__builtins__=__builtins__, __name__="names")
print(types.FunctionType(with_class.__code__, names)())  # expect: missing somewhere
exec("print(somewhere)", Names(print=print))  # expect: missing somewhere
