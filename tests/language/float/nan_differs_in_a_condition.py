class Number(float):
    pass


def compare(nan):
    # In a condition comparison and jump are one operation.
    if nan == nan:
        return "equal"
    if nan != nan:
        return "differs"


print(compare(float("nan")), compare(Number("nan")), compare(float("inf")))  # expect: differs differs equal
nan = float("nan")
print(nan == nan, [nan] == [nan], nan in (nan,))  # expect: False True True
