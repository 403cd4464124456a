def make(text): return compile(text, "f", "eval")
print(make("x + 1") == make("x + 1"), hash(make("x + 1")) == hash(make("x + 1")))  # expect: True True
print(make("x + 1") == make("x + 1.0"), make("x + 0.0") == make("x + -0.0"))       # expect: False False
print(make("x") == make("y"), make("x") == 3)                                       # expect: False False
print(type(make("x").co_code).__name__, make("x").__replace__(co_name="z").co_name) # expect: bytes z
