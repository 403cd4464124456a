"""ply's calculator, with lex and yacc."""
# env: PYTHONPATH=/usr/lib/python3/dist-packages
import io
import logging
import sys

import ply.lex as lex
import ply.yacc as yacc

reserved = {"print": "PRINT", "if": "IF"}
tokens = ["NAME", "NUMBER", "FLOAT", "POWER"] + list(reserved.values())
literals = ["=", "+", "-", "*", "/", "(", ")"]
states = (("comment", "exclusive"),)

t_POWER = r"\*\*"


def t_comment(t):
    r"/\*"
    t.lexer.push_state("comment")


def t_comment_end(t):
    r"\*/"
    t.lexer.pop_state()


def t_comment_text(t):
    r"[^*\n]+|\*"


t_comment_ignore = ""


def t_comment_error(t):
    t.lexer.skip(1)


def t_NAME(t):
    r"[a-zA-Z_][a-zA-Z0-9_]*"
    t.type = reserved.get(t.value, "NAME")
    return t


def t_FLOAT(t):
    r"\d+\.\d*"
    t.value = float(t.value)
    return t


def t_NUMBER(t):
    r"\d+"
    t.value = int(t.value)
    return t


t_ignore = " \t"


def t_ANY_newline(t):
    r"\n+"
    t.lexer.lineno += t.value.count("\n")


def t_error(t):
    print(f"Illegal character {t.value[0]!r} at line {t.lexer.lineno} position {t.lexpos}")
    t.lexer.skip(1)


lexer = lex.lex()

precedence = (("left", "+", "-"), ("left", "*", "/"), ("right", "UMINUS"), ("right", "POWER"))
names = {}


def p_statement_assign(p):
    'statement : NAME "=" expression'
    names[p[1]] = p[3]


def p_statement_expr(p):
    """statement : expression
                 | PRINT expression"""
    print(p[len(p) - 1])


def p_expression_binop(p):
    """expression : expression '+' expression
                  | expression '-' expression
                  | expression '*' expression
                  | expression '/' expression
                  | expression POWER expression"""
    operations = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
                  "/": lambda a, b: a / b, "**": lambda a, b: a ** b}
    p[0] = operations[p[2]](p[1], p[3])


def p_expression_uminus(p):
    "expression : '-' expression %prec UMINUS"
    p[0] = -p[2]


def p_expression_group(p):
    "expression : '(' expression ')'"
    p[0] = p[2]


def p_expression_number(p):
    """expression : NUMBER
                  | FLOAT"""
    p[0] = p[1]


def p_expression_name(p):
    "expression : NAME"
    try:
        p[0] = names[p[1]]
    except LookupError:
        print(f"Undefined name {p[1]!r}")
        p[0] = 0


def p_expression_error(p):
    "expression : '(' error ')'"
    print("error in parentheses")
    p[0] = 0


def p_error(p):
    print(f"Syntax error at {p.value!r} on line {p.lineno}" if p else "Syntax error at end of input")


log = io.StringIO()
parser = yacc.yacc(debug=True, debuglog=yacc.PlyLogger(log), errorlog=yacc.PlyLogger(sys.stdout), write_tables=False)
print(len(log.getvalue().splitlines()) > 200, "shift/reduce" in log.getvalue())
print([line for line in log.getvalue().splitlines() if line.startswith("Rule ")])
print([line for line in log.getvalue().splitlines() if line.startswith("state ")][-1])

lexer.input("a = 3 + /* a\n comment */ 4.5 ** b print")
for token in lexer:
    print(token.type, repr(token.value), token.lineno, token.lexpos)
lexer.lineno = 1
for line in ["x = 2 * (3 + 4)", "x", "-x + 2 ** 3 ** 2", "print x / 4", "y + 1", "1 +", "1 + * 2", "2 $ + 3", "(1 2) + 5",
             "10 - 2 - 3", "2 * -3", "/* just this */ 7"]:
    print(">", line)
    parser.parse(line, lexer=lexer)
print(names)
parser.parse("1 + 2", lexer=lexer, debug=yacc.PlyLogger(io.StringIO()))

bad_tokens = {"tokens": ["A", "A"], "t_A": r"(a", "t_error": t_error, "__file__": "x", "__name__": "x"}
import types
module = types.ModuleType("bad")
module.__dict__.update(bad_tokens)
module.__file__ = __file__
try:
    lex.lex(module=module, errorlog=lex.PlyLogger(sys.stdout))
except SyntaxError as error:
    print("SyntaxError", error)
