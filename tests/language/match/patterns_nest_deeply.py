for open_, close, value in (("[", "]", "1"), ("{1: ", "}", "1"), ("[{1: ", "}]", "x")):
    depth = 60 if open_[0] == "[" and len(open_) > 1 else 95
    source = f"match 0:\n  case {open_ * depth}{value}{close * depth}: pass"
    compile(source, "f", "exec")
deep = {1: [{1: [(2, 3)]}]}
match deep:
    case {1: [{1: [(a, b)]}], **rest}: print(a, b, rest)    # expect: 2 3 {}
match {"x": 1, "y": {"z": [1, 2, 3]}}:
    case {"y": {"z": [first, *others]}, **rest}: print(first, others, rest)  # expect: 1 [2, 3] {'x': 1}
class P:
    __match_args__ = ("u", "v")
    def __init__(self, u, v): self.u, self.v = u, v
match P(P(1, 2), [3, P(4, 5)]):
    case P(P(a, b), [c, P(u=d, v=e)]): print(a, b, c, d, e)  # expect: 1 2 3 4 5
