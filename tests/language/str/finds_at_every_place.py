# Searches agree with a comparison at each place, whatever the length, the width of characters and where the match lies.
def slowly(text, part, start=0):
    for i in range(start, len(text) - len(part) + 1):
        if text[i:i + len(part)] == part:
            return i
    return -1


wrong = 0
for fill, mark in (("a", "b"), ("a", "é"), ("\u0142", "b"), ("a", "\u0142"), ("\U0001f600", "\u0142")):
    for length in list(range(1, 40)) + [64, 65, 100, 130]:
        for at in range(length):
            text = fill * at + mark + fill * (length - at - 1)
            for part in (mark, mark + fill, fill + mark, fill * 3 + mark, mark + fill * 4, mark * 2, fill * 2 + mark + fill):
                expected = slowly(text, part)
                wrong += text.find(part) != expected or (part in text) != (expected >= 0)
                wrong += text.find(part, 3) != slowly(text, part, 3) or text.count(part) != (expected >= 0)
                wrong += text.replace(part, "-") != (text[:expected] + "-" + text[expected + len(part):] if expected >= 0 else text)
                wrong += text.split(part) != ([text[:expected], text[expected + len(part):]] if expected >= 0 else [text])
                coded, code = text.encode(), part.encode()
                wrong += coded.find(code) != (len(text[:expected].encode()) if expected >= 0 else -1)
print(wrong)                                                            # expect: 0
print("x".rjust(5) + "|", "x".center(6, "é") + "|", "x".ljust(4, "\u0142") + "|", "\u0142".rjust(3) + "|", "-5".zfill(5))
# expect:     x| ééxééé| xłłł|   ł| -0005
print(repr("plain"), repr("it's"), repr('"'), repr("a\\b"), repr("\x7f"), repr("tab\t"), repr(""), repr("é\u0142\x80"))
# expect: 'plain' "it's" '"' 'a\\b' '\x7f' 'tab\t' '' 'éł\x80'
