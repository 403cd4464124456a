# Each text continues the buffer of the one before; those that were branched off keep their own.
import time


def grow(count):
    text = ""
    begun = time.process_time()
    for i in range(count):
        text += "é" if i == 300 else "x"
        if text[-1] == "y":
            print("never")
    return text, time.process_time() - begun


short, first = grow(4_000)
long, second = grow(256_000)
print(len(long), long[299:302], second < max(first, 0.002) * 64 * 8)  # expect: 256000 xéx True
base = "ab" * 200
base += "-"; base[0]
left = base + "left"; left[0]
right = base + "right"; right[0]
more = left + "!"; more[0]
print(left[-6:], right[-6:], more[-6:], base[-3:], len(base))  # expect: b-left -right -left! ab- 401
wide = left + "π"; print(wide[-3:], left[-2:])  # expect: ftπ ft
