"""ast.unparse(): from a tree back to source.

Each method returns text. An expression is asked for with the least precedence that may stand there bare; what binds
less tightly comes in parentheses.
"""
import ast

(_NAMED, _TUPLE, _YIELD, _TEST, _OR, _AND, _NOT, _COMPARE, _BIT_OR, _BIT_XOR, _BIT_AND, _SHIFT, _SUM, _TERM, _UNARY,
 _POWER, _AWAIT, _ATOM) = range(18)

_BINARY = {"Add": ("+", _SUM), "Sub": ("-", _SUM), "Mult": ("*", _TERM), "MatMult": ("@", _TERM),
           "Div": ("/", _TERM), "Mod": ("%", _TERM), "LShift": ("<<", _SHIFT), "RShift": (">>", _SHIFT),
           "BitOr": ("|", _BIT_OR), "BitXor": ("^", _BIT_XOR), "BitAnd": ("&", _BIT_AND), "FloorDiv": ("//", _TERM),
           "Pow": ("**", _POWER)}
_UNARY_OPS = {"Invert": ("~", _UNARY), "Not": ("not ", _NOT), "UAdd": ("+", _UNARY), "USub": ("-", _UNARY)}
_COMPARISONS = {"Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Is": "is",
                "IsNot": "is not", "In": "in", "NotIn": "not in"}
_INFINITY = "1e309"


def _name(node):
    return node.__class__.__name__


class Unparser:
    def __init__(self):
        self.lines = []
        self.level = 0
        self.type_ignores = {}
        self.quotes = ("'", '"', "'''", '"""')

    def unparse(self, node):
        if isinstance(node, (ast.mod, ast.stmt)) or isinstance(node, list):
            self.statement(node)
            return "\n".join(self.lines).strip("\n") if not isinstance(node, ast.FunctionType) else self.lines[-1]
        if isinstance(node, (ast.excepthandler, ast.match_case)):
            self.statement(node)
            return "\n".join(self.lines).strip("\n")
        return self.expr(node)

    # --- statements

    def put(self, text):
        self.lines.append("    " * self.level + text if text else "")

    def statement(self, node):
        if isinstance(node, list):
            for item in node:
                self.statement(item)
            return
        getattr(self, "do_" + _name(node))(node)

    def block(self, header, body, node=None):
        comment = self.comment(node)
        self.put(header + ":" + (f" # type: {comment}" if comment is not None else ""))
        self.level += 1
        docstring = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and _docstring(body)
        if docstring:
            self.docstring(docstring)
            body = body[1:]
        self.statement(body)
        self.level -= 1

    def comment(self, node):
        comment = getattr(node, "type_comment", None)
        return self.type_ignores.get(getattr(node, "lineno", None)) if comment is None else comment

    def docstring(self, node):
        if node.kind == "u":
            self.put("u" + repr(node.value))
            return
        text = node.value
        escaped = []
        for char in text:
            if char in "\n\t":
                escaped.append(char)
            elif char == "\\":
                escaped.append("\\\\")
            elif not char.isprintable():
                escaped.append(char.encode("unicode_escape").decode("ascii"))
            else:
                escaped.append(char)
        text = "".join(escaped)
        quote = '"""' if '"""' not in text or "'''" in text else "'''"
        if quote in text:
            text = text.replace('"""', '\\"\\"\\"')
        if text.endswith(quote[0]):
            text = text[:-1] + "\\" + quote[0]
        lines = (quote + text + quote).split("\n")
        self.put(lines[0])
        self.lines.extend(lines[1:])

    def do_Module(self, node):
        self.type_ignores = {i.lineno: f"ignore{i.tag}" for i in node.type_ignores}
        body = node.body
        if docstring := _docstring(body):
            self.docstring(docstring)
            body = body[1:]
        self.statement(body)

    def do_Interactive(self, node):
        self.statement(node.body)

    def do_Expression(self, node):
        self.put(self.expr(node.body))

    def do_FunctionType(self, node):
        self.put(f"({', '.join(map(self.expr, node.argtypes))}) -> {self.expr(node.returns)}")

    def do_Expr(self, node):
        self.put(self.expr(node.value, _YIELD if not isinstance(node.value, ast.Tuple) else _TUPLE))

    def do_Assign(self, node):
        text = "".join([self.expr(target, _TUPLE) + " = " for target in node.targets]) + self.expr(node.value, _TUPLE)
        if (comment := self.comment(node)) is not None:
            text += f" # type: {comment}"
        self.put(text)

    def do_AugAssign(self, node):
        self.put(f"{self.expr(node.target)} {_BINARY[_name(node.op)][0]}= {self.expr(node.value, _TUPLE)}")

    def do_AnnAssign(self, node):
        target = self.expr(node.target)
        if not node.simple and isinstance(node.target, ast.Name):
            target = f"({target})"
        value = f" = {self.expr(node.value, _TUPLE)}" if node.value else ""
        self.put(f"{target}: {self.expr(node.annotation)}{value}")

    def do_Return(self, node):
        self.put("return " + self.expr(node.value, _TUPLE) if node.value else "return")

    def do_Pass(self, node):
        self.put("pass")

    def do_Break(self, node):
        self.put("break")

    def do_Continue(self, node):
        self.put("continue")

    def do_Delete(self, node):
        self.put("del " + ", ".join(map(self.expr, node.targets)))

    def do_Assert(self, node):
        self.put("assert " + self.expr(node.test) + (", " + self.expr(node.msg) if node.msg else ""))

    def do_Global(self, node):
        self.put("global " + ", ".join(node.names))

    def do_Nonlocal(self, node):
        self.put("nonlocal " + ", ".join(node.names))

    def do_Import(self, node):
        self.put("import " + ", ".join(map(self.expr, node.names)))

    def do_ImportFrom(self, node):
        self.put(f"from {'.' * (node.level or 0)}{node.module or ''} import {', '.join(map(self.expr, node.names))}")

    def do_Raise(self, node):
        if not node.exc:
            if node.cause:
                raise ValueError("Node can't be used without a value attribute.")
            self.put("raise")
        else:
            self.put("raise " + self.expr(node.exc) + (" from " + self.expr(node.cause) if node.cause else ""))

    def do_If(self, node):
        self.block("if " + self.expr(node.test), node.body)
        while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            self.block("elif " + self.expr(node.test), node.body)
        if node.orelse:
            self.block("else", node.orelse)

    def do_While(self, node):
        self.block("while " + self.expr(node.test), node.body)
        if node.orelse:
            self.block("else", node.orelse)

    def for_(self, keyword, node):
        self.block(f"{keyword} {self.expr(node.target, _TUPLE)} in {self.expr(node.iter, _TUPLE)}", node.body, node)
        if node.orelse:
            self.block("else", node.orelse)

    def do_For(self, node):
        self.for_("for", node)

    def do_AsyncFor(self, node):
        self.for_("async for", node)

    def do_With(self, node):
        self.block("with " + ", ".join(map(self.expr, node.items)), node.body, node)

    def do_AsyncWith(self, node):
        self.block("async with " + ", ".join(map(self.expr, node.items)), node.body, node)

    def try_(self, node, star):
        self.block("try", node.body)
        for handler in node.handlers:
            self.handler(handler, star)
        if node.orelse:
            self.block("else", node.orelse)
        if node.finalbody:
            self.block("finally", node.finalbody)

    def do_Try(self, node):
        self.try_(node, "")

    def do_TryStar(self, node):
        self.try_(node, "*")

    def handler(self, node, star=""):
        text = "except" + star
        if node.type:
            text += " " + self.expr(node.type)
        if node.name:
            text += " as " + node.name
        self.block(text, node.body)

    do_ExceptHandler = handler

    def decorators(self, node):
        if self.lines:
            self.put("")
        for decorator in node.decorator_list:
            self.put("@" + self.expr(decorator))

    def type_params(self, node):
        params = getattr(node, "type_params", None)
        return f"[{', '.join(map(self.expr, params))}]" if params else ""

    def do_ClassDef(self, node):
        self.decorators(node)
        bases = ", ".join([self.expr(b) for b in (*node.bases, *node.keywords)])
        self.block(f"class {node.name}{self.type_params(node)}" + (f"({bases})" if bases else ""), node.body, node)

    def function(self, keyword, node):
        self.decorators(node)
        returns = f" -> {self.expr(node.returns)}" if node.returns else ""
        self.block(f"{keyword} {node.name}{self.type_params(node)}({self.expr(node.args)}){returns}", node.body, node)

    def do_FunctionDef(self, node):
        self.function("def", node)

    def do_AsyncFunctionDef(self, node):
        self.function("async def", node)

    def do_TypeAlias(self, node):
        self.put(f"type {self.expr(node.name)}{self.type_params(node)} = {self.expr(node.value)}")

    def do_Match(self, node):
        self.put(f"match {self.expr(node.subject, _TUPLE)}:")
        self.level += 1
        self.statement(node.cases)
        self.level -= 1

    def do_match_case(self, node):
        guard = f" if {self.expr(node.guard)}" if node.guard else ""
        self.block(f"case {self.expr(node.pattern)}{guard}", node.body)

    # --- expressions

    def expr(self, node, least=_TEST):
        text, precedence = getattr(self, "ex_" + _name(node))(node)
        return text if precedence >= least else f"({text})"

    def sequence(self, nodes, least=_TEST):
        return ", ".join([self.expr(n, least) for n in nodes])

    def ex_alias(self, node):
        return node.name + (f" as {node.asname}" if node.asname else ""), _ATOM

    def ex_withitem(self, node):
        text = self.expr(node.context_expr)
        return text + (f" as {self.expr(node.optional_vars)}" if node.optional_vars else ""), _ATOM

    def ex_keyword(self, node):
        return ("**" + self.expr(node.value, _BIT_OR) if node.arg is None
                else f"{node.arg}={self.expr(node.value)}"), _ATOM

    def ex_arg(self, node):
        return node.arg + (f": {self.expr(node.annotation)}" if node.annotation else ""), _ATOM

    def ex_arguments(self, node):
        parts = []
        positional = node.posonlyargs + node.args
        defaults = [None] * (len(positional) - len(node.defaults)) + node.defaults
        for i, (arg, default) in enumerate(zip(positional, defaults), 1):
            parts.append(self.expr(arg) + (f"={self.expr(default)}" if default else ""))
            if i == len(node.posonlyargs):
                parts.append("/")
        if node.vararg:
            text = "*" + node.vararg.arg
            if node.vararg.annotation:
                text += f": {self.expr(node.vararg.annotation)}"
            parts.append(text)
        elif node.kwonlyargs:
            parts.append("*")
        for arg, default in zip(node.kwonlyargs, node.kw_defaults):
            parts.append(self.expr(arg) + (f"={self.expr(default)}" if default else ""))
        if node.kwarg:
            parts.append("**" + self.expr(node.kwarg))
        return ", ".join(parts), _ATOM

    def type_param(self, node, prefix):
        text = prefix + node.name
        if getattr(node, "bound", None):
            text += f": {self.expr(node.bound)}"
        if getattr(node, "default_value", None):
            text += f" = {self.expr(node.default_value)}"
        return text, _ATOM

    def ex_TypeVar(self, node):
        return self.type_param(node, "")

    def ex_TypeVarTuple(self, node):
        return self.type_param(node, "*")

    def ex_ParamSpec(self, node):
        return self.type_param(node, "**")

    def ex_Name(self, node):
        return node.id, _ATOM

    def ex_NamedExpr(self, node):
        return f"{self.expr(node.target, _ATOM)} := {self.expr(node.value)}", _NAMED

    def ex_Yield(self, node):
        return "yield" + (" " + self.expr(node.value, _TUPLE) if node.value else ""), _YIELD

    def ex_YieldFrom(self, node):
        if not node.value:
            raise ValueError("Node can't be used without a value attribute.")
        return "yield from " + self.expr(node.value), _YIELD

    def ex_Await(self, node):
        return "await " + self.expr(node.value, _ATOM), _AWAIT

    def ex_Constant(self, node):
        value = node.value
        if isinstance(value, tuple):
            return f"({self.constant(value[0])},)" if len(value) == 1 else \
                f"({', '.join(map(self.constant, value))})", _ATOM
        if value is ...:
            return "...", _ATOM
        return ("u" if node.kind == "u" else "") + self.constant(value), _ATOM

    def constant(self, value):
        if isinstance(value, (float, complex)):
            # There is no literal for infinity; this overflows to it.
            return repr(value).replace("inf", _INFINITY).replace("nan", f"({_INFINITY}-{_INFINITY})")
        return "..." if value is ... else repr(value)

    # f-strings and t-strings

    def ex_JoinedStr(self, node):
        return self.template(node, "f")

    def ex_TemplateStr(self, node):
        return self.template(node, "t")

    def template(self, node, prefix):
        parts = self.template_parts(node.values, False)
        constants = "".join([text for is_constant, text in parts if is_constant])
        usable = [q for q in self.quotes if q not in constants and not (constants and len(q) == 3
                                                                        and constants.endswith(q[0]))]
        if "\n" in "".join([text for is_constant, text in parts if not is_constant]):
            usable = [q for q in usable if len(q) == 3]
        # The fewest escapes; expressions may have any quotes since PEP 701, but other ones read better.
        inner = "".join([text for is_constant, text in parts if not is_constant])
        usable.sort(key=lambda q: (q in inner, len(q)))
        if usable and "\\" not in constants and not any(not c.isprintable() for c in constants):
            quote = usable[0]
            return prefix + quote + "".join([text for _, text in parts]) + quote, _ATOM
        quote = next((q for q in self.quotes[:2] if q not in constants), "'")
        result = [text if not is_constant else _escape(text, quote) for is_constant, text in parts]
        return prefix + quote + "".join(result) + quote, _ATOM

    def template_parts(self, values, in_spec):
        parts = []
        for value in values:
            if isinstance(value, ast.Constant):
                text = value.value
                parts.append((True, text.replace("{", "{{").replace("}", "}}")))
            elif isinstance(value, (ast.FormattedValue, ast.Interpolation) if hasattr(ast, "Interpolation")
                            else ast.FormattedValue):
                inner = Unparser().expr(value.value, _TEST + 1 if isinstance(value.value, ast.Lambda) else _TEST)
                if isinstance(value.value, (ast.Lambda, ast.NamedExpr)) and not inner.startswith("("):
                    inner = f"({inner})"
                text = "{" + (" " if inner.startswith("{") else "") + inner
                if value.conversion != -1:
                    text += "!" + chr(value.conversion)
                parts.append((False, text))
                if value.format_spec:
                    parts.append((False, ":"))
                    parts.extend(self.template_parts(value.format_spec.values, True))
                parts.append((False, "}"))
            elif isinstance(value, ast.JoinedStr):
                parts.extend(self.template_parts(value.values, in_spec))
            else:
                raise ValueError(f"Unexpected node inside JoinedStr, {value!r}")
        return parts

    def ex_FormattedValue(self, node):
        return self.template(ast.JoinedStr([node]), "f")

    def ex_Interpolation(self, node):
        return self.template(ast.TemplateStr([node]), "t")

    # displays

    def ex_List(self, node):
        return f"[{self.sequence(node.elts)}]", _ATOM

    def ex_Set(self, node):
        return (f"{{{self.sequence(node.elts)}}}" if node.elts else "{*()}"), _ATOM

    def ex_Tuple(self, node):
        if not node.elts:
            return "()", _ATOM
        return self.sequence(node.elts) + ("," if len(node.elts) == 1 else ""), _TUPLE

    def ex_Dict(self, node):
        items = [f"**{self.expr(value, _BIT_OR)}" if key is None else f"{self.expr(key)}: {self.expr(value)}"
                 for key, value in zip(node.keys, node.values)]
        return f"{{{', '.join(items)}}}", _ATOM

    def generators(self, node):
        return "".join([self.expr(g) for g in node.generators])

    def ex_comprehension(self, node):
        text = " async for " if node.is_async else " for "
        text += f"{self.expr(node.target, _TUPLE)} in {self.expr(node.iter, _TEST + 1)}"
        return text + "".join([f" if {self.expr(test, _TEST + 1)}" for test in node.ifs]), _ATOM

    def ex_ListComp(self, node):
        return f"[{self.expr(node.elt)}{self.generators(node)}]", _ATOM

    def ex_SetComp(self, node):
        return f"{{{self.expr(node.elt)}{self.generators(node)}}}", _ATOM

    def ex_GeneratorExp(self, node):
        return f"({self.expr(node.elt)}{self.generators(node)})", _ATOM

    def ex_DictComp(self, node):
        return f"{{{self.expr(node.key)}: {self.expr(node.value)}{self.generators(node)}}}", _ATOM

    # operators

    def ex_IfExp(self, node):
        return f"{self.expr(node.body, _OR)} if {self.expr(node.test, _OR)} else {self.expr(node.orelse)}", _TEST

    def ex_Lambda(self, node):
        args = self.expr(node.args)
        return f"lambda{' ' if args else ''}{args}: {self.expr(node.body)}", _TEST

    def ex_BoolOp(self, node):
        word, precedence = ("and", _AND) if isinstance(node.op, ast.And) else ("or", _OR)
        return f" {word} ".join([self.expr(value, precedence + 1) for value in node.values]), precedence

    def ex_UnaryOp(self, node):
        symbol, precedence = _UNARY_OPS[_name(node.op)]
        return symbol + self.expr(node.operand, precedence), precedence

    def ex_BinOp(self, node):
        symbol, precedence = _BINARY[_name(node.op)]
        if symbol == "**":
            return f"{self.expr(node.left, _AWAIT)} ** {self.expr(node.right, _POWER)}", _POWER
        return f"{self.expr(node.left, precedence)} {symbol} {self.expr(node.right, precedence + 1)}", precedence

    def ex_Compare(self, node):
        text = self.expr(node.left, _COMPARE + 1)
        for op, right in zip(node.ops, node.comparators):
            text += f" {_COMPARISONS[_name(op)]} {self.expr(right, _COMPARE + 1)}"
        return text, _COMPARE

    def ex_Attribute(self, node):
        text = self.expr(node.value, _ATOM)
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, int):
            text += " "                 # 1 .real
        return f"{text}.{node.attr}", _ATOM

    def ex_Call(self, node):
        if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
            return self.expr(node.func, _ATOM) + self.expr(node.args[0]), _ATOM
        args = ", ".join([self.expr(a) for a in (*node.args, *node.keywords)])
        return f"{self.expr(node.func, _ATOM)}({args})", _ATOM

    def ex_Subscript(self, node):
        index = node.slice
        if isinstance(index, ast.Tuple) and index.elts:
            text = self.expr(index, _TUPLE)
        else:
            text = self.expr(index)
        return f"{self.expr(node.value, _ATOM)}[{text}]", _ATOM

    def ex_Slice(self, node):
        text = (self.expr(node.lower) if node.lower else "") + ":" + (self.expr(node.upper) if node.upper else "")
        return text + (":" + self.expr(node.step) if node.step else ""), _ATOM

    def ex_Starred(self, node):
        return "*" + self.expr(node.value, _BIT_OR), _ATOM

    # patterns

    def ex_MatchValue(self, node):
        return self.expr(node.value), _ATOM

    def ex_MatchSingleton(self, node):
        return repr(node.value), _ATOM

    def ex_MatchSequence(self, node):
        return f"[{self.sequence(node.patterns)}]", _ATOM

    def ex_MatchStar(self, node):
        return "*" + (node.name or "_"), _ATOM

    def ex_MatchMapping(self, node):
        items = [f"{self.expr(key)}: {self.expr(pattern)}" for key, pattern in zip(node.keys, node.patterns)]
        if node.rest:
            items.append("**" + node.rest)
        return f"{{{', '.join(items)}}}", _ATOM

    def ex_MatchClass(self, node):
        parts = [self.expr(pattern) for pattern in node.patterns]
        parts += [f"{name}={self.expr(pattern)}" for name, pattern in zip(node.kwd_attrs, node.kwd_patterns)]
        return f"{self.expr(node.cls, _ATOM)}({', '.join(parts)})", _ATOM

    def ex_MatchAs(self, node):
        if node.name is None:
            return "_", _ATOM
        if node.pattern is None:
            return node.name, _ATOM
        return f"{self.expr(node.pattern, _BIT_OR)} as {node.name}", _TEST

    def ex_MatchOr(self, node):
        return " | ".join([self.expr(pattern, _BIT_OR + 1) for pattern in node.patterns]), _BIT_OR


def _docstring(body):
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) \
            and isinstance(body[0].value.value, str):
        return body[0].value
    return None


def _escape(text, quote):
    result = []
    for char in text:
        if char == "\\" or char == quote:
            result.append("\\" + char)
        elif char == "\n":
            result.append("\\n")
        elif not char.isprintable():
            result.append(char.encode("unicode_escape").decode("ascii"))
        else:
            result.append(char)
    return "".join(result)
