"""One program, both modes: it counts primes in two threads, first under the global lock, then without it.

The work is the same each time: two threads, each with half of the odd numbers. With the GIL on the threads take turns, so two cost as
much as one; with it off they run at the same time, and on two processors the same program takes about half as long. It is
switched here while the program runs; `-X gil=0` and PYTHON_GIL=0 start a program without it.
"""
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from os import process_cpu_count

LIMIT = 30_000


def count_primes(numbers):
    count = 0
    for n in numbers:
        if n > 1 and all(n % divisor for divisor in range(2, int(n**0.5) + 1)):
            count += 1
    return count


def timed_count(gil):
    sys.set_gil_enabled(gil)
    halves = range(1, LIMIT, 4), range(3, LIMIT, 4)
    begin = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(count_primes, halves))
    return 1 + sum(counts), time.perf_counter() - begin  # 2 is a prime too


found, seconds = {}, {}
for gil in (True, False):
    found[gil], seconds[gil] = timed_count(gil)
    print(f"GIL {'on' if gil else 'off'}: {found[gil]} primes below {LIMIT}")
    # expect: GIL on: 3245 primes below 30000
    # expect: GIL off: 3245 primes below 30000

# The times go to stderr: they are the machine's, and no two runs agree.
print(f"GIL on: {seconds[True]:.3f} s, off: {seconds[False]:.3f} s, "
      f"{seconds[True] / seconds[False]:.1f} times as fast on {process_cpu_count()} processors", file=sys.stderr)
print("With the GIL one thread computes at a time; without it all do, each on a processor of its own.")
# expect: With the GIL one thread computes at a time; without it all do, each on a processor of its own.
print(found[True] == found[False], sys._is_gil_enabled())  # expect: True False
