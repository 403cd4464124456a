class S(str):
    def __str__(self):
        return "custom"
s = S("héllo")
s.attribute = 5
print(s, repr(s), s == "héllo", hash(s) == hash("héllo"), s.attribute, len(s), s[1:3], type(s[:]).__name__)
# expect: custom 'héllo' True True 5 5 él str
print(type(s + "x").__name__, type(s.strip()).__name__, type(str.__str__(s)).__name__, {s: 1}["héllo"])
# expect: str str str 1
print("%s" % s, f"{s}", "{}".format(s), "-".join([S("a"), S("b")]), isinstance(s, str), S("") == "")
# expect: custom custom custom a-b True True
