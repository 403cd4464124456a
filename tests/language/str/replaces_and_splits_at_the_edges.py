print("a-b-c".replace("-", "+"), "a-b-c".replace("-", "+", 1), "abc".replace("-", "+"), "a".replace("a", "b"))
# expect: a+b+c a+b-c abc b
same = "no such character"
print(same.replace("x", "y") is same, "".replace("a", "b") == "", "aaa".replace("a", "b", 0))     # expect: True True aaa
print("a\u0142a".replace("a", "b"), "a\u0142a".replace("\u0142", "l"), "aaa".replace("a", "\u0142"), "xéx".replace("x", "y"))
# expect: błb ala łłł yéy
print("a\0b\0".replace("\0", "-"), "abab".replace("ab", "x"), "abab".replace("", "."))            # expect: a-b- xx .a.b.a.b.
print("a,b,,c,".split(","), ",".split(","), "".split(","), "  a  b ".split(), "é,à".split(","), "a\u0142,b".split(","))
# expect: ['a', 'b', '', 'c', ''] ['', ''] [''] ['a', 'b'] ['é', 'à'] ['ał', 'b']
long = "x" * 255 + "," + "y" * 256 + "," + "z" * 2000
print([len(part) for part in long.split(",")], long.split(",")[2] == "z" * 2000, [len(p) for p in long.rsplit(",", 1)])
# expect: [255, 256, 2000] True [512, 2000]
print(len(("ab " * 5000).split()), ("ab " * 5000).split()[4999])                                    # expect: 5000 ab


class Text(str):
    pass


print(type(Text("a-b").replace("-", "+")).__name__, type(Text("ab").replace("-", "+")).__name__, type(Text("ab").split(",")[0]).__name__)
# expect: str str str
