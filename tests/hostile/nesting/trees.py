# Syntax trees that were never text: built by hand, deep, cyclic, or of wrong parts.
import ast
import sys

sys.path.append("..")
from _outcome import outcome

N = 100_000


def deep(make, node):
    for _ in range(N):
        node = make(node)
    return node


def one():
    return ast.Constant(1)


TREES = {
    "unary": deep(lambda inner: ast.UnaryOp(ast.USub(), inner), one()),
    "binary": deep(lambda inner: ast.BinOp(inner, ast.Add(), one()), one()),
    "binary right": deep(lambda inner: ast.BinOp(one(), ast.Add(), inner), one()),
    "attribute": deep(lambda inner: ast.Attribute(inner, "a", ast.Load()), one()),
    "call": deep(lambda inner: ast.Call(inner, [], []), one()),
    "list": deep(lambda inner: ast.List([inner], ast.Load()), one()),
    "await": deep(lambda inner: ast.Await(inner), one()),
    "constant": ast.Constant(deep(lambda inner: (inner,), 1)),
}
for name, tree in TREES.items():
    whole = ast.fix_missing_locations(ast.Expression(ast.Constant(0)))
    whole.body = tree
    for node in (tree,):
        node.lineno = node.col_offset = node.end_lineno = node.end_col_offset = 1
    print(name, outcome(compile, whole, "<tree>", "eval") in ("RecursionError", "TypeError", "ValueError"))
    # expect: unary True
    # expect: binary True
    # expect: binary right True
    # expect: attribute True
    # expect: call True
    # expect: list True
    # expect: await True
    # expect: constant True

cyclic = ast.UnaryOp(ast.USub(), None, lineno=1, col_offset=0)
cyclic.operand = cyclic
print(outcome(compile, ast.Expression(cyclic), "<tree>", "eval"))  # expect: RecursionError
print(outcome(ast.dump, cyclic))  # expect: RecursionError
print(outcome(ast.unparse, cyclic))  # expect: RecursionError
print(outcome(ast.literal_eval, cyclic))  # expect: ValueError
print(outcome(repr, cyclic))  # expect: finished
for wrong in (None, 1, "a", [], cyclic, object(), ast.Pass(), ast.Load(), ast.Expression(None), ast.Module(None, None), ast.Module([None], [None]),
              ast.Module([ast.Expr(None)], []), ast.Module([ast.Assign([], None)], []), ast.Module([ast.Assign([one()], one())], []),
              ast.Module([ast.Global([])], []), ast.Module([ast.FunctionDef("f", None, [], [])], []),
              ast.Module([ast.Return(one())], []), ast.Module([ast.Delete([])], []), ast.Module([ast.Import([])], []),
              ast.Module([ast.Try([], [], [], [])], []), ast.Module([ast.If(one(), [], [])], []), ast.Module([ast.Match(one(), [])], []),
              ast.Expression(ast.Compare(one(), [], [])), ast.Expression(ast.BoolOp(ast.And(), [])), ast.Expression(ast.Dict([None], [])),
              ast.Expression(ast.Name("None", ast.Load())), ast.Expression(ast.Name("a", ast.Store())), ast.Expression(ast.Starred(one(), ast.Load())),
              ast.Expression(ast.JoinedStr([None])), ast.Expression(ast.FormattedValue(one(), 99, None)), ast.Expression(ast.Constant(object())),
              ast.Expression(ast.ListComp(one(), [])), ast.Expression(ast.Lambda(None, one())), ast.Expression(ast.Subscript(one(), None, None))):
    for how in ("exec", "eval", "single"):
        if isinstance(wrong, ast.AST):
            for node in [wrong, *getattr(wrong, "__dict__", {}).values()]:
                if isinstance(node, (ast.expr, ast.stmt)) and node is not cyclic:
                    node.lineno = node.end_lineno = 1
                    node.col_offset = node.end_col_offset = 0
        found = outcome(compile, wrong, "<tree>", how)
        if found not in ("finished", "TypeError", "ValueError", "SyntaxError", "RecursionError"):
            print(wrong, how, found)
print("done")  # expect: done
