# What str() of ints up to some twenty limbs says is what arithmetic says, with the zeros in between.
def slowly(n):
    digits = ""
    while n:
        n, digit = divmod(n, 10)
        digits = "0123456789"[digit] + digits
    return digits or "0"


numbers = [10 ** i + j for i in range(0, 340, 19) for j in (-1, 0, 1)] + [2 ** i - 1 for i in range(1, 1300, 63)]
numbers += [10 ** 19 * 2 ** 64, 10 ** 38 + 10 ** 19, 7 ** 100, 10 ** 57, 2 ** 64, 2 ** 64 * 10 ** 19 + 5]
print(all(str(n) == slowly(n) for n in numbers if n >= 0))              # expect: True
print(all(str(-n) == "-" + slowly(n) and int(str(n)) == n for n in numbers if n > 0))   # expect: True
print(7 ** 50, -10 ** 38)   # expect: 1798465042647412146620280340569649349251249 -100000000000000000000000000000000000000
