group = ExceptionGroup("g", [ValueError(1), TypeError("t"), ExceptionGroup("n", [ValueError(2)])])
print(group)  # expect: g (3 sub-exceptions)
match, rest = group.split(ValueError)
print(repr(match))  # expect: ExceptionGroup('g', [ValueError(1), ExceptionGroup('n', [ValueError(2)])])
print(repr(rest))  # expect: ExceptionGroup('g', [TypeError('t')])
print(group.subgroup(lambda e: isinstance(e, TypeError)).exceptions)  # expect: (TypeError('t'),)
print(type(BaseExceptionGroup("b", [ValueError()])).__name__)  # expect: ExceptionGroup
print(ExceptionGroup.__mro__[1].__name__, ExceptionGroup.__mro__[2].__name__)  # expect: BaseExceptionGroup Exception
ExceptionGroup("x", [KeyboardInterrupt()])  # expect error: TypeError: Cannot nest BaseExceptions in an ExceptionGroup
