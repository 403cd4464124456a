# Building, splitting, searching and formatting of text, some of it not ASCII.
def text_of(count):
    syllables = ["ka", "ri", "to", "né", "mu", "sha", "lo", "zen", "π", "dé"]
    words, seed = [], 7
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        words.append("".join(syllables[(seed >> shift) % 10] for shift in (3, 7, 11)))
    return words


def build(words):
    text = ""
    for i, word in enumerate(words):
        text += word
        text += "\n" if i % 12 == 11 else " "
    return text


def count(text):
    counts = {}
    for line in text.splitlines():
        for word in line.strip().split():
            key = word.lower().replace("é", "e").title()
            counts[key] = counts.get(key, 0) + 1
    return counts


def report(counts):
    rows = []
    for name, number in sorted(counts.items()):
        rows.append(f"{name:<12}|{number:>6,d}|{number / 7:8.3f}|{number:#x}")
        rows.append("%-10s %5d %s" % (name[:8], number, name.startswith("K")))
    return "\n".join(rows)


def caesar(text, shift):
    result = []
    for char in text:
        code = ord(char)
        if 97 <= code <= 122:
            char = chr((code - 97 + shift) % 26 + 97)
        result.append(char)
    return "".join(result)


def checksum(text):
    value = 1
    for byte in text.encode():
        value = (value * 31 + byte) % 1_000_003
    return value


words = text_of(120_000)
text = build(words)
counts = count(text)
page = report(counts)
secret = caesar(text[:360_000], 5)
print(len(text), len(counts), checksum(page), checksum(secret), text.count("ka"), text.find("zenzen"), caesar(secret, 21) == text[:360_000])
print(sum(1 for w in words if w.isalpha() and w in text[:2000]), "-".join(words[:5]).partition("-")[2].upper())
