s = ""
for i in range(2000):
    s += str(i)
print(len(s), s[:12], s[-8:])  # expect: 6890 012345678910 19981999
print(s.count("99"), s.find("1234"), "1999" in s, "x" in s)  # expect: 47 1 True False
t = "é" + s + "€"
print(t[0], t[-1], len(t), t[1:-1] == s, hash(t[1:-1]) == hash(s))  # expect: é € 6892 True True
print("abcdef"[::2], "abcdef"[::-1], "abcdef"[4:1:-1], "abc"[5:], "abc"[-100:2])  # expect: ace fedcba edc  ab
print("a€b\U0001f600"[1:3], "a€b\U0001f600"[2:3].isascii())  # expect: €b True
print("ab" * 3, "" * 5, "€" * 2, "ab" * -1)  # expect: ababab  €€ 
