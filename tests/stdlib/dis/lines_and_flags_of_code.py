# What tools use of dis: the lines at which code starts, and its flags. Instructions are CPython's own affair.
import dis

def function(argument):
    value = argument

    return value

print([line - 4 for _, line in dis.findlinestarts(function.__code__) if line != 4])  # expect: [1, 3]
print(dis.pretty_flags(function.__code__.co_flags))  # expect: OPTIMIZED, NEWLOCALS
print(dis.pretty_flags(0))  # expect: 0x0
print(dis.code_info(function).splitlines()[0])  # expect: Name:              function
print(hasattr(dis, "opname"))  # expect: False
