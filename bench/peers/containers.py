def run(n):
    numbers = []
    seed = 42
    for i in range(n):
        seed = (seed * 1103515 + 12345) % 2147483
        numbers.append(seed)
    counts = {}
    for x in numbers:
        k = x % 1000
        counts[k] = counts.get(k, 0) + 1
    numbers.sort()
    total = 0
    for i in range(0, n, 7):
        total += numbers[i] * counts[numbers[i] % 1000]
    return total % 1000003


print(run(400000))
