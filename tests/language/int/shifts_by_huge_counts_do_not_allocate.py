print(0 << (1 << 64), 1 >> (1 << 64), -1 >> (1 << 64))  # expect: 0 0 -1
for text in ("1 << (1 << 62)", "1 << -1"):
    try: eval(text)
    except (OverflowError, ValueError) as e: print(type(e).__name__, e)
# expect: OverflowError too many digits in integer
# expect: ValueError negative shift count
