import copy
import pickle
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar, TypeVarTuple, Union

T = TypeVar("T")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


class A(Generic[*Ts]):
    pass


print(tuple[T, *Ts][int, str, bool], tuple[*Ts][()], dict[T, tuple[*Ts]][int, str, int])
# expect: tuple[int, str, bool] tuple[()] dict[int, tuple[str, int]]
print(list[A[*Ts]][()], list[A[*Ts]][int, str])  # expect: list[__main__.A[()]] list[__main__.A[int, str]]
print(Callable[P, T][[int], str], Callable[[T, *Ts], T][int, str])
# expect: collections.abc.Callable[[int], str] collections.abc.Callable[[int, str], int]
print(list[T][*tuple[int]], dict[T, T | None][*tuple[int]], tuple[*Ts][*tuple[int, ...]])
# expect: list[int] dict[int, int | None] tuple[*tuple[int, ...]]
print(Union[int, "Later"], (int | str).__module__, copy.copy(int | str) == int | str)
# expect: int | ForwardRef('Later') typing True
print(pickle.loads(pickle.dumps(int | None)), type.__type_params__)  # expect: int | None ()
iter(int | str)  # expect error: TypeError: 'typing.Union' object is not iterable
