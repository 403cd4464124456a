# Needles of all lengths at all places, in texts of each width, around the widths of the vectors that look for them.
def naive(text, needle, start=0):
    for i in range(start, len(text) - len(needle) + 1):
        if all(text[i + k] == c for k, c in enumerate(needle)):
            return i
    return -1


seed, wrong, looked = 1, [], 0
for alphabet in "ab", "aé", "aπ", "a\U0001f40d":
    for length in list(range(0, 40)) + [63, 64, 65, 200]:
        text = ""
        for _ in range(length):
            seed = seed * 1103515245 + 12345 & 0x7FFFFFFF
            text += alphabet[seed >> 16 & 1]
        for size in range(1, 7):
            for start in range(0, min(length, 9), 2):
                needle = text[start + 3 : start + 3 + size] + alphabet[size & 1]
                looked += 1
                if text.find(needle) != naive(text, needle):
                    wrong.append((text, needle))
                if (needle in text) != (naive(text, needle) >= 0):
                    wrong.append((text, needle))
print(looked, wrong)  # expect: 4680 []
print(("a" * 100 + "b" + "a" * 100).find("ab" + "a" * 90), ("ab" * 400).count("abab"), "xyz".find("z"), "é".find("π"))
# expect: 99 200 2 -1
print(("é" * 70 + "πa").find("πa"), ("\U0001f40d" * 40 + "é").rfind("\U0001f40dé"))  # expect: 70 39
