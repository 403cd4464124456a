def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
show(lambda: "a" + 1)  # expect: TypeError can only concatenate str (not "int") to str
show(lambda: "a"[1])  # expect: IndexError string index out of range
show(lambda: 1 in "a")  # expect: TypeError 'in <string>' requires string as left operand, not int
show(lambda: "a".index("b"))  # expect: ValueError substring not found
show(lambda: "a".split(""))  # expect: ValueError empty separator
show(lambda: ",".join(["a", 1]))  # expect: TypeError sequence item 1: expected str instance, int found
show(lambda: ",".join(5))  # expect: TypeError can only join an iterable
show(lambda: "a".center(3, "xx"))  # expect: TypeError The fill character must be exactly one character long
show(lambda: "a" * "b")  # expect: TypeError can't multiply sequence by non-int of type 'str'
show(lambda: "a" < 1)  # expect: TypeError '<' not supported between instances of 'str' and 'int'
show(lambda: "é".encode("ascii"))
# expect: UnicodeEncodeError 'ascii' codec can't encode character '\xe9' in position 0: ordinal not in range(128)
show(lambda: "\ud800".encode())
# expect: UnicodeEncodeError 'utf-8' codec can't encode character '\ud800' in position 0: surrogates not allowed
show(lambda: "a".encode("no-such-codec"))  # expect: LookupError unknown encoding: no-such-codec
show(lambda: "a".startswith(1))
# expect: TypeError startswith first arg must be str or a tuple of str, not int
show(lambda: "abc".translate({97: 1.5}))
# expect: TypeError character mapping must return integer, None or str
show(lambda: str("a", "utf8"))  # expect: TypeError decoding str is not supported
show(lambda: str(1, "utf8"))  # expect: TypeError decoding to str: need a bytes-like object, int found
show(lambda: "{}".format())  # expect: IndexError Replacement index 0 out of range for positional args tuple
show(lambda: "{a}".format())  # expect: KeyError 'a'
show(lambda: "%d" % "a")  # expect: TypeError %d format: a real number is required, not str
show(lambda: "%s" % (1, 2))  # expect: TypeError not all arguments converted during string formatting
show(lambda: "%z" % 1)  # expect: ValueError unsupported format character 'z' (0x7a) at index 1
