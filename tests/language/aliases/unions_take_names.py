# | with a union takes what Union[...] takes.
import typing

print(typing.Optional[int] | "Later")  # expect: int | None | ForwardRef('Later')
print("Later" | (int | str))  # expect: ForwardRef('Later') | int | str
print((int | str) | None)  # expect: int | str | None
try:
    (int | str) | (1,)
except TypeError as error:
    print(error)  # expect: Union[arg, ...]: each arg must be a type. Got (1,).
try:
    int | "Later"
except TypeError as error:
    print(error)  # expect: unsupported operand type(s) for |: 'type' and 'str'
