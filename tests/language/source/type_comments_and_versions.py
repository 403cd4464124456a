import ast
tree = ast.parse("""\
x = 1 # type: int
def f(a,  # type: str
      b):
    # type: (...) -> bool
    for i in a:  # type: int
        with b as c:  # type: bytes
            pass # type: ignore[why]
def g(): # type: () -> int
    pass
""", type_comments=True)
print(tree.body[0].type_comment)                                # expect: int
f = tree.body[1]
print(f.type_comment, f.args.args[0].type_comment)              # expect: (...) -> bool str
print(f.body[0].type_comment, f.body[0].body[0].type_comment)   # expect: int bytes
print(tree.body[2].type_comment)                                # expect: () -> int
print([(i.lineno, i.tag) for i in tree.type_ignores])           # expect: [(7, '[why]')]
print(ast.parse("x = 1 # type: int").body[0].type_comment)      # expect: None
def error(source, **options):
    try: ast.parse(source, **options)
    except SyntaxError as e: print(e.msg)
    else: print("fine")
error("def f(): # type: () -> int\n  # type: () -> int\n  pass", type_comments=True)  # expect: Cannot have two type comments on def
error("x + 1 # type: int", type_comments=True)                  # expect: invalid syntax
error("(x := 1)", feature_version=(3, 7))                       # expect: Assignment expressions are only supported in Python 3.8 and greater
error("(x := 1)", feature_version=(3, 8))                       # expect: fine
error("match x:\n case 1: pass", feature_version=9)             # expect: Pattern matching is only supported in Python 3.10 and greater
error("try: pass\nexcept* A: pass", feature_version=10)         # expect: Exception groups are only supported in Python 3.11 and greater
error("type X = int", feature_version=11)                       # expect: Type statement is only supported in Python 3.12 and greater
error("(int, *str, *Any) -> float", mode="func_type")           # expect: invalid syntax
print(ast.dump(ast.parse("(int, *str) -> x", mode="func_type")))
# expect: FunctionType(argtypes=[Name(id='int', ctx=Load()), Name(id='str', ctx=Load())], returns=Name(id='x', ctx=Load()))
