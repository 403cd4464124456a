print("{} {1}".replace("1", "").format("a", "b"), "{0} {1} {0}".format(1, 2), "{a.real} {b[k]} {b[k]!r:>5}".format(a=1, b={"k": "v"}))
# expect: a b 1 2 1 1 v   'v'
print("{:>{w}}|{:^7}|{:*<5}|{:.2}".format("a", "b", "c", "defg", w=4))  # expect:    a|   b   |c****|de
print("{{}} {:,} {:08.3f} {:#x} {:+d} {:e} {:%}".format(1234567, 3.14159, 255, 5, 12345.678, 0.25))
# expect: {} 1,234,567 0003.142 0xff +5 1.234568e+04 25.000000%
print(f"{'a':>3}{1 + 1:03d}{'x'!r}{3.0}{None}{[1, 2]}")  # expect:   a002'x'3.0None[1, 2]
w = 10
print(f"{'a':{w}}|{w=}|{w!r:>4}")  # expect: a         |w=10|  10
print("{x} {y}".format_map({"x": 1, "y": 2}))  # expect: 1 2
print("%s %r %a|%5s|%-5s|%.2s" % ("a", "b", "é", "c", "d", "efg"))  # expect: a 'b' '\xe9'|    c|d    |ef
print("%d %5d %-5d|%05d %+d %x %X %o %#x" % (1, 2, 3, 4, 5, 255, 255, 8, 255))
# expect: 1     2 3    |00004 +5 ff FF 10 0xff
print("%f %.2f %e %g %G %%" % (1.5, 2.345, 12345.678, 0.0001, 1e20))
# expect: 1.500000 2.35 1.234568e+04 0.0001 1E+20 %
print("%(a)s %(b)05.1f" % {"a": "x", "b": 2.25}, "%*d|%-*d|" % (4, 1, 4, 2), "%c%c" % ("a", 98))
# expect: x 002.2    1|2   | ab
print(format("abc", ">6"), format("abc", "^7.2"), format("é", "*^5"), "%s" % {"a": 1})
# expect:    abc   ab    **é** {'a': 1}
print(repr("it's"), repr('a"b\'c'), repr("\n\t\x00\x7f\xa0é\u200b\U0001f600\ud800"), ascii("é€\U0001f600"))
# expect: "it's" 'a"b\'c' '\n\t\x00\x7f\xa0é\u200b😀\ud800' '\xe9\u20ac\U0001f600'
