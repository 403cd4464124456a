def function[T, U: int, V: (int, str), *Ts, **P](x: T) -> U: ...
for parameter in function.__type_params__:
    print(repr(parameter), type(parameter).__name__, getattr(parameter, "__bound__", "-"), getattr(parameter, "__constraints__", "-"))
    # expect: T TypeVar None ()
    # expect: U TypeVar <class 'int'> ()
    # expect: V TypeVar None (<class 'int'>, <class 'str'>)
    # expect: Ts TypeVarTuple - -
    # expect: P ParamSpec None -
class Box[T, *Ts, **P]:
    def get(self) -> T: ...
print(Box.__type_params__, Box.__parameters__, Box.__orig_bases__, Box.__mro__[1])
# expect: (T, Ts, P) (T, Ts, P) (typing.Generic[T, typing.Unpack[Ts], P],) <class 'typing.Generic'>
print(Box.get.__annotations__)  # expect: {'return': T}
type Pair[T] = tuple[T, T]
print(Pair, Pair.__value__, Pair.__type_params__, Pair[int], Pair.__parameters__, Pair.__module__)
# expect: Pair tuple[T, T] (T,) Pair[int] (T,) __main__
type Lazy = undefined_name
try:
    Lazy.__value__
except NameError as error:
    print(error)  # expect: name 'undefined_name' is not defined
print(Pair | int, list[Pair[int]])  # expect: Pair | int list[Pair[int]]
