print("  a b  ".strip(), "xxaxx".strip("x"), "xxa".lstrip("x"), "axx".rstrip("x"))  # expect: a b a a a
print("a,b,,c".split(","), "a b  c ".split(), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1), " a  b c".rsplit(None, 1))
# expect: ['a', 'b', '', 'c'] ['a', 'b', 'c'] ['a', 'b,c'] ['a,b', 'c'] [' a  b', 'c']
print("a\nb\r\nc\x0bd".splitlines(), "a\nb\n".splitlines(True))  # expect: ['a', 'b', 'c', 'd'] ['a\n', 'b\n']
print("a-b-c".partition("-"), "a-b-c".rpartition("-"), "abc".partition("-"))
# expect: ('a', '-', 'b-c') ('a-b', '-', 'c') ('abc', '', '')
print("hello".replace("l", "L"), "hello".replace("l", "", 1), "aaa".replace("aa", "b"), "abc".replace("", "-"))
# expect: heLLo helo ba -a-b-c-
print("hello world".title(), "HELLO".capitalize(), "aBc".swapcase(), "ß".upper(), "ΑΣ".lower(), "ß".casefold())
# expect: Hello World Hello AbC SS ας ss
print("abc".center(8, "*"), "abc".ljust(5) + "|", "abc".rjust(5), "-5".zfill(4), "a\tb".expandtabs(4))
# expect: **abc*** abc  |   abc -005 a   b
print("abc".startswith("ab"), "abc".startswith(("x", "a")), "abc".endswith("bc", 1), "abc".startswith("b", 1))
# expect: True True True True
print("prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"))  # expect: x x
print("abc".translate({97: "X", 98: None}), "abc".translate(str.maketrans("ab", "xy", "c")))  # expect: Xc xy
print("12".isdigit(), "²".isdigit(), "²".isdecimal(), "½".isnumeric(), "a1".isalnum(), "a b".isidentifier(), "ab".isidentifier())
# expect: True True False True True False True
print("Ab C".istitle(), "abc".islower(), "ABC1".isupper(), "".isupper(), " \t".isspace(), "a\x00".isprintable())
# expect: True True True False True False
print(",".join(["a", "b", "c"]), "é".join("abc"), "".join(iter(["x", "y"])))  # expect: a,b,c aébéc xy
print("abcabc".find("c", 3), "abcabc".rfind("a"), "abc".index("b"), "abc".find("z"))  # expect: 5 3 1 -1
