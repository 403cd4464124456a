# Integer arithmetic in loops: a sieve, Collatz chains, a linear congruential generator, and modular powers by hand.
def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= limit:
        if flags[i]:
            for j in range(i * i, limit + 1, i):
                flags[j] = False
        i += 1
    count = 0
    for flag in flags:
        if flag:
            count += 1
    return count


def longest_collatz(limit):
    best = best_start = 0
    for start in range(1, limit):
        n, steps = start, 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > best:
            best, best_start = steps, start
    return best_start, best


def congruential(rounds):
    state, mixed = 12345, 0
    for _ in range(rounds):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        mixed ^= state >> 7
    return mixed


def power(base, exponent, modulus):
    result = 1
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def factorial_digits(n):
    product = 1
    for i in range(2, n + 1):
        product *= i
    total = 0
    while product:
        product, digit = divmod(product, 10_000)
        total += digit
    return total


prime = (1 << 61) - 1
print(sieve(800_000), longest_collatz(20_000), congruential(1_500_000))
print(sum(power(b, prime - 2, prime) & 0xFFFF for b in range(2, 402)), factorial_digits(1_200))
