data = bytes(range(0x10, 0x17))
print(data.hex(), b"".hex(), b"\xff".hex(":"))                  # expect: 10111213141516  ff
for group in (1, 2, 3, 6, 7, 8, -1, -2, -3, -6, -7, 0):
    print(group, data.hex("-", group))
# expect: 1 10-11-12-13-14-15-16
# expect: 2 10-1112-1314-1516
# expect: 3 10-111213-141516
# expect: 6 10-111213141516
# expect: 7 10111213141516
# expect: 8 10111213141516
# expect: -1 10-11-12-13-14-15-16
# expect: -2 1011-1213-1415-16
# expect: -3 101112-131415-16
# expect: -6 101112131415-16
# expect: -7 10111213141516
# expect: 0 10111213141516
print(bytes(6).hex(" ", 2), bytes(6).hex(" ", -3), bytearray(b"ab").hex(b"."))     # expect: 0000 0000 0000 000000 000000 61.62
