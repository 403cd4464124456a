# Splitting, replacing and formatting keep few pieces and short texts at hand and many elsewhere; the result is the same.
for count in 1, 15, 16, 17, 40:
    words = [f"w{i}" for i in range(count)]
    text = " ".join(words)
    assert text.split() == text.split(" ") == words, count
    assert text.rsplit() == text.rsplit(" ") == words, count
    assert text.rsplit(None, 3) == [part for part in [" ".join(words[:-3])] if part] + words[-3:], count
    assert text.replace(" ", "--") == "--".join(words), count
    assert text.replace("w", "é", 16) == " ".join(("é" if i < 16 else "w") + str(i) for i in range(count)), count
    assert "\n".join(words).splitlines() == words
print("ok")                             # expect: ok
# A format that widens as it goes: one, two and four bytes for each character, short and long.
for size in 3, 57, 58, 115, 116, 231, 232, 233, 500:
    for wide in "é", "€", "😀":
        made = "%s%s%d" % ("a" * size, wide, 7)
        assert made == "a" * size + wide + "7" and len(made) == size + 2, (size, wide)
        made = "{}{:€>4}{}".format("b" * size, wide, "c" * size)
        assert made == "b" * size + "€€€" + wide + "c" * size, (size, wide)
print("ok")                             # expect: ok
print(f"{5}-{True}-{None}-{2.5}-{10**30}-{'x'!r}-{7:>3}-{-0}")  # expect: 5-True-None-2.5-1000000000000000000000000000000-'x'-  7-0
class Loud(int):
    def __format__(self, spec): return f"<{spec}>"
    def __str__(self): return "loud"
print(f"{Loud(3)}{Loud(3):x}", str(Loud(3)))  # expect: <><x> loud
print(str(0), str(-7), str(2**62 - 1), str(-2**62))  # expect: 0 -7 4611686018427387903 -4611686018427387904
for text, part in ("k€ari" * 40, "i€"), ("ab" * 300 + "ba€b", "€b"), ("é" * 100, "éa"), ("x" * 63 + "yz€", "yz"):
    print(text.find(part), part in text, end=";")
# expect: -1 False;602 True;-1 False;63 True;
