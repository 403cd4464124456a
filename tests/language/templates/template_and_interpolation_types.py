from string.templatelib import Template, Interpolation, convert
print(Template("a", "b", Interpolation(1), Interpolation(2, "x", "r", ">3"), "c"))
print(t"a{1}" + t"{2}b")
print(Interpolation.__match_args__, Template[int], Interpolation[str])
match t"{'v'!s:f}".interpolations[0]:
    case Interpolation(value, expression, conversion, spec):
        print(value, expression, conversion, spec)
def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
attempt(lambda: Template(1))
attempt(lambda: Template(a=1))
attempt(lambda: t"" + "s")
attempt(lambda: Interpolation(1, 2))
attempt(lambda: Interpolation(1, "a", "q"))
attempt(lambda: Interpolation(1, "a", 5))
attempt(lambda: Interpolation(1, "a", "r", 5))
attempt(lambda: type("X", (Template,), {}))
attempt(lambda: t"{1}".__reduce__()[1])
attempt(lambda: t"{1}" == t"{1}")
