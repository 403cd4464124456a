"""Abstract syntax trees: the node classes are native (`_ast`), the functions on them are here."""
import sys
from _ast import *
from _ast import AST, PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_ONLY_AST, PyCF_OPTIMIZED_AST, PyCF_TYPE_COMMENTS


def parse(source, filename="<unknown>", mode="exec", *, type_comments=False, feature_version=None, optimize=-1):
    """Parse source into a tree: compile() with the flag that asks for it."""
    flags = PyCF_ONLY_AST
    if optimize > 0:
        flags |= PyCF_OPTIMIZED_AST
    if type_comments:
        flags |= PyCF_TYPE_COMMENTS
    if feature_version is None:
        feature_version = -1
    elif isinstance(feature_version, tuple):
        major, minor = feature_version
        if major != 3:
            raise ValueError(f"Unsupported major version: {major}")
        feature_version = minor
    return compile(source, filename, mode, flags, _feature_version=feature_version, optimize=optimize)


def literal_eval(node_or_string):
    """Evaluate an expression, or its source, that is made of literals and displays only."""
    if isinstance(node_or_string, str):
        node_or_string = parse(node_or_string.lstrip(" \t"), mode="eval").body
    elif isinstance(node_or_string, Expression):
        node_or_string = node_or_string.body
    return _literal(node_or_string)


def _literal(node):
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Tuple):
        return tuple(map(_literal, node.elts))
    if isinstance(node, List):
        return list(map(_literal, node.elts))
    if isinstance(node, Set):
        return set(map(_literal, node.elts))
    if isinstance(node, Call) and isinstance(node.func, Name) and node.func.id == "set" \
            and node.args == node.keywords == []:
        return set()
    if isinstance(node, Dict):
        if len(node.keys) != len(node.values):
            _malformed(node)
        return dict(zip(map(_literal, node.keys), map(_literal, node.values)))
    if isinstance(node, BinOp) and isinstance(node.op, (Add, Sub)):
        # A complex number.
        left = _signed_number(node.left)
        right = _number(node.right)
        if isinstance(left, (int, float)) and isinstance(right, complex):
            return left + right if isinstance(node.op, Add) else left - right
    return _signed_number(node)


def _malformed(node):
    line = getattr(node, "lineno", None)
    raise ValueError(f"malformed node or string{f' on line {line}' if line else ''}: {node!r}")


def _number(node):
    if not isinstance(node, Constant) or type(node.value) not in (int, float, complex):
        _malformed(node)
    return node.value


def _signed_number(node):
    if isinstance(node, UnaryOp) and isinstance(node.op, (UAdd, USub)):
        value = _number(node.operand)
        return +value if isinstance(node.op, UAdd) else -value
    return _number(node)


def dump(node, annotate_fields=True, include_attributes=False, *, indent=None, show_empty=False):
    """Return a tree as text. Without annotate_fields, names are left out where the position is enough."""
    if indent is not None and not isinstance(indent, str):
        indent = " " * indent

    def text(node, level=0):
        """(text, whether it is simple enough to stand on the line of its parent)"""
        if indent is not None:
            level += 1
            prefix, separator = "\n" + indent * level, ",\n" + indent * level
        else:
            prefix, separator = "", ", "
        if isinstance(node, AST):
            cls = type(node)
            args = []
            all_simple = True
            keywords = annotate_fields
            pending_empty = []
            for name in node._fields:
                try:
                    value = getattr(node, name)
                except AttributeError:
                    keywords = True
                    continue
                if value is None and getattr(cls, name, ...) is None:
                    keywords = True
                    continue
                if not show_empty:
                    if value == []:
                        field_type = cls._field_types.get(name, object)
                        if getattr(field_type, "__origin__", ...) is list:
                            if not keywords:
                                pending_empty.append(repr(value))
                            continue
                    if not keywords:
                        args.extend(pending_empty)
                        pending_empty = []
                value, simple = text(value, level)
                all_simple = all_simple and simple
                args.append(f"{name}={value}" if keywords else value)
            if include_attributes and node._attributes:
                for name in node._attributes:
                    try:
                        value = getattr(node, name)
                    except AttributeError:
                        continue
                    if value is None and getattr(cls, name, ...) is None:
                        continue
                    value, simple = text(value, level)
                    all_simple = all_simple and simple
                    args.append(f"{name}={value}")
            if all_simple and len(args) <= 3:
                return f"{node.__class__.__name__}({', '.join(args)})", not args
            return f"{node.__class__.__name__}({prefix}{separator.join(args)})", False
        if isinstance(node, list):
            if not node:
                return "[]", True
            return f"[{prefix}{separator.join([text(x, level)[0] for x in node])}]", False
        return repr(node), True

    if not isinstance(node, AST):
        raise TypeError(f"expected AST, got {node.__class__.__name__!r}")
    return text(node)[0]


def copy_location(new_node, old_node):
    """Copy the position of a node to another one, and return that."""
    for attr in "lineno", "col_offset", "end_lineno", "end_col_offset":
        if attr in old_node._attributes and attr in new_node._attributes:
            value = getattr(old_node, attr, None)
            # end_lineno and end_col_offset may be None, and then so they are in the copy.
            if value is not None or hasattr(old_node, attr) and attr.startswith("end_"):
                setattr(new_node, attr, value)
    return new_node


def fix_missing_locations(node):
    """Give every node without a position that of its parent, down from node, and return node."""
    def fix(node, lineno, col_offset, end_lineno, end_col_offset):
        if "lineno" in node._attributes:
            if not hasattr(node, "lineno"):
                node.lineno = lineno
            else:
                lineno = node.lineno
        if "end_lineno" in node._attributes:
            if getattr(node, "end_lineno", None) is None:
                node.end_lineno = end_lineno
            else:
                end_lineno = node.end_lineno
        if "col_offset" in node._attributes:
            if not hasattr(node, "col_offset"):
                node.col_offset = col_offset
            else:
                col_offset = node.col_offset
        if "end_col_offset" in node._attributes:
            if getattr(node, "end_col_offset", None) is None:
                node.end_col_offset = end_col_offset
            else:
                end_col_offset = node.end_col_offset
        for child in iter_child_nodes(node):
            fix(child, lineno, col_offset, end_lineno, end_col_offset)
    fix(node, 1, 0, 1, 0)
    return node


def increment_lineno(node, n=1):
    """Add n to the line numbers of all nodes from node down, and return node."""
    for child in walk(node):
        if isinstance(child, TypeIgnore):
            # Its line is a field.
            child.lineno = getattr(child, "lineno", 0) + n
            continue
        if "lineno" in child._attributes:
            child.lineno = getattr(child, "lineno", 0) + n
        if "end_lineno" in child._attributes and (end := getattr(child, "end_lineno", 0)) is not None:
            child.end_lineno = end + n
    return node


def iter_fields(node):
    """Yield (name, value) for each field that a node has."""
    for field in node._fields:
        try:
            yield field, getattr(node, field)
        except AttributeError:
            pass


def iter_child_nodes(node):
    """Yield the direct children of a node, those in lists too."""
    for _, value in iter_fields(node):
        if isinstance(value, AST):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, AST):
                    yield item


def get_docstring(node, clean=True):
    """Return the docstring of a module, class or function node, or None."""
    if not isinstance(node, (AsyncFunctionDef, FunctionDef, ClassDef, Module)):
        raise TypeError(f"{node.__class__.__name__!r} can't have docstrings")
    if not (node.body and isinstance(node.body[0], Expr)):
        return None
    value = node.body[0].value
    if not (isinstance(value, Constant) and isinstance(value.value, str)):
        return None
    if clean:
        import inspect
        return inspect.cleandoc(value.value)
    return value.value


def _source_lines(source):
    """Split as the tokenizer does: form feeds and such end no line."""
    lines = []
    start = 0
    while start < len(source):
        newline = source.find("\n", start)
        carriage = source.find("\r", start, newline if newline >= 0 else len(source))
        if carriage >= 0:
            end = carriage + (2 if source[carriage + 1:carriage + 2] == "\n" else 1)
        else:
            end = newline + 1 if newline >= 0 else len(source)
        lines.append(source[start:end])
        start = end
    return lines


def get_source_segment(source, node, *, padded=False):
    """Return the part of the source that a node came from, or None if its position is not known."""
    try:
        if node.end_lineno is None or node.end_col_offset is None:
            return None
        lineno, end_lineno = node.lineno - 1, node.end_lineno - 1
        col_offset, end_col_offset = node.col_offset, node.end_col_offset
    except AttributeError:
        return None
    lines = _source_lines(source)[lineno:end_lineno + 1]
    # Offsets count bytes of UTF-8.
    if end_lineno == lineno:
        return lines[0].encode()[col_offset:end_col_offset].decode()
    padding = ""
    if padded:
        padding = "".join([c if c in "\f\t" else " " for c in lines[0].encode()[:col_offset].decode()])
    first = padding + lines[0].encode()[col_offset:].decode()
    last = lines[-1].encode()[:end_col_offset].decode()
    return "".join([first, *lines[1:-1], last])


def walk(node):
    """Yield a node and all below it, level by level."""
    from collections import deque
    todo = deque([node])
    while todo:
        node = todo.popleft()
        todo.extend(iter_child_nodes(node))
        yield node


def compare(a, b, /, *, compare_attributes=False):
    """True if two trees are the same; with compare_attributes, in positions too."""
    sentinel = object()

    def same(a, b):
        if isinstance(a, AST):
            return same_nodes(a, b)
        if isinstance(a, list):
            return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
        return type(a) is type(b) and a == b

    def same_named(a, b, names, other_names):
        if names is not other_names and tuple(names) != tuple(other_names):
            return False
        for name in names:
            x, y = getattr(a, name, sentinel), getattr(b, name, sentinel)
            if x is sentinel and y is sentinel:
                continue
            if x is sentinel or y is sentinel or not same(x, y):
                return False
        return True

    def same_nodes(a, b):
        return (type(a) is type(b) and same_named(a, b, a._fields, b._fields)
                and (not compare_attributes or same_named(a, b, a._attributes, b._attributes)))

    return same_nodes(a, b)


class NodeVisitor:
    """Walks a tree and calls visit_CLASS(node) for each node, or generic_visit() where there is no such method."""

    def visit(self, node):
        """Visit a node."""
        return getattr(self, "visit_" + node.__class__.__name__, self.generic_visit)(node)

    def generic_visit(self, node):
        """Visit the node's children."""
        for _, value in iter_fields(node):
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, AST):
                        self.visit(item)
            elif isinstance(value, AST):
                self.visit(value)


class NodeTransformer(NodeVisitor):
    """A visitor whose methods return what takes the node's place: a node, None to remove it, or a list of nodes."""

    def generic_visit(self, node):
        for field, old_value in iter_fields(node):
            if isinstance(old_value, list):
                new_values = []
                for value in old_value:
                    if isinstance(value, AST):
                        value = self.visit(value)
                        if value is None:
                            continue
                        if not isinstance(value, AST):
                            new_values.extend(value)
                            continue
                    new_values.append(value)
                old_value[:] = new_values
            elif isinstance(old_value, AST):
                new_node = self.visit(old_value)
                if new_node is None:
                    delattr(node, field)
                else:
                    setattr(node, field, new_node)
        return node


def unparse(ast_obj):
    """Return source that parses to the same tree."""
    from _ast_unparse import Unparser
    return Unparser().unparse(ast_obj)


# Kept for old programs; the parser makes none of them.

class slice(AST):
    """Deprecated."""


class Index(slice):
    """Deprecated: the value itself."""

    def __new__(cls, value, **kwargs):
        return value


class ExtSlice(slice):
    """Deprecated: a Tuple."""

    def __new__(cls, dims=(), **kwargs):
        return Tuple(list(dims), Load(), **kwargs)


class Suite(mod):
    """Deprecated."""


class AugLoad(expr_context):
    """Deprecated."""


class AugStore(expr_context):
    """Deprecated."""


class Param(expr_context):
    """Deprecated."""


def main(args=None):
    """python -m ast: print the tree of a file."""
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument("infile", nargs="?", default="-", help="the file to parse; defaults to stdin")
    parser.add_argument("-m", "--mode", default="exec", choices=("exec", "single", "eval", "func_type"))
    parser.add_argument("--no-type-comments", default=True, action="store_false")
    parser.add_argument("-a", "--include-attributes", action="store_true")
    parser.add_argument("-i", "--indent", type=int, default=3)
    args = parser.parse_args(args)
    if args.infile == "-":
        name, source = "<stdin>", sys.stdin.buffer.read()
    else:
        name = args.infile
        with open(name, "rb") as file:
            source = file.read()
    tree = parse(source, name, args.mode, type_comments=args.no_type_comments)
    print(dump(tree, include_attributes=args.include_attributes, indent=args.indent))


if __name__ == "__main__":
    main()
