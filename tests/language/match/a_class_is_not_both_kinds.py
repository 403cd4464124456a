from collections.abc import Collection, Mapping, Sequence

try:

    class Both(Collection):
        __abc_tpflags__ = Sequence.__flags__ | Mapping.__flags__

except TypeError as error:
    print(error)  # expect: __abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING
