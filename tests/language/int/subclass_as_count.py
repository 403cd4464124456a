# An instance of a subclass of int is a count or an exponent by its number; its __index__ is not asked (Language Reference, 3.3.8).
class Three(int):
    def __index__(self):
        return 100


three = Three(3)
print(1 << three, three << 1, 7 >> three, three << three, (1).__lshift__(three))  # expect: 8 6 0 24 8
print(2**three, three**three, pow(2, three), pow(2, three, 5), 2 ** Three(0))  # expect: 8 27 8 3 1
print(5**Three(1), (-1) ** three, 0**three, 2 ** Three(100) == 2**100)  # expect: 5 -1 0 True
print(1 >> Three(10**30), -1 >> Three(10**30))  # expect: 0 -1

for text in ("1 << Three(-1)", "1 << Three(10**30)", "2 ** Three(10**30)"):
    try:
        print(eval(text))
    except (ValueError, OverflowError) as error:
        print(type(error).__name__)
# expect: ValueError
# expect: OverflowError
# expect: OverflowError
print(2 ** Three(-1))  # expect: 0.5
