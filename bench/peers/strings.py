def run(n):
    parts = []
    for i in range(n):
        parts.append("item " + str(i % 1000))
    text = ",".join(parts)
    words = {}
    for word in text.split(","):
        words[word] = words.get(word, 0) + 1
    return len(text), len(words), text.replace("item", "x").find("x 999")


print(*run(300000))
