"""What traceback needs only when there is an error to show: carets under the source, and suggestions for mistyped names."""

import sys

# Carets: a failed operation is underlined with ^; of a binary operation, a subscript or a call, only the operator, the brackets or
# the parentheses are, and the operands with ~.


def _display_width(line, offset):
    """The columns that the first `offset` characters take: East Asian wide ones take two."""
    text = line[:offset]
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _characters(line, byte_offset):
    return len(line.encode()[:byte_offset].decode(errors="replace"))


def _find_anchors(segment):
    """Where in the segment the part to underline with ^ begins and ends, as ((line, column), (line, column)); None for all of it."""
    import ast

    try:
        # In parentheses, so that newlines in it do not matter.
        tree = ast.parse(f"(\n{segment}\n)")
    except SyntaxError:
        return None
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    lines = segment.splitlines()

    def place(lineno, byte_offset):
        # The first line of the text is the parenthesis.
        return lineno - 2, _characters(lines[lineno - 2], byte_offset)

    def skip(position, is_blank):
        """The next position that is not blank, looking past comments, line continuations and line ends."""
        line, column = position
        while line < len(lines):
            text = lines[line]
            while column < len(text):
                char = text[column]
                if char in "\\#":
                    break
                if not is_blank(char):
                    return line, column
                column += 1
            line, column = line + 1, 0
        return None

    expression = tree.body[0].value
    if isinstance(expression, ast.BinOp):
        start = place(expression.left.end_lineno, expression.left.end_col_offset)
        start = skip(start, lambda char: char.isspace() or char == ")")
        if start is None:
            return None
        line, column = start
        right = place(expression.right.lineno, expression.right.col_offset)
        end = column + 1
        # Operators of two characters: ** // << >>
        if end < len(lines[line]) and (line, end) < right and not lines[line][end].isspace() and lines[line][end] not in "\\#(":
            if lines[line][end] == lines[line][column]:
                end += 1
        return start, (line, end)
    if isinstance(expression, (ast.Subscript, ast.Call)):
        inner = expression.value if isinstance(expression, ast.Subscript) else expression.func
        bracket = "[" if isinstance(expression, ast.Subscript) else "("
        start = skip(place(inner.end_lineno, inner.end_col_offset), lambda char: char != bracket)
        if start is None:
            return None
        return start, place(expression.end_lineno, expression.end_col_offset)
    return None


def _is_worth_it(lines, start, end, anchors):
    """Whether carets tell anything: not below a call that is all there is in `x = f()` or `return f()`, nor below a whole line."""
    import ast

    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        pass
    else:
        if not tree.body:
            return False
        statement = tree.body[0]
        call = None
        if isinstance(statement, ast.Return):
            if isinstance(statement.value, ast.Call) and isinstance(statement.value.func, ast.Name):
                call = statement.value
        elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call) and (
            len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)
        ):
            call = statement.value
        if call is not None and (call.lineno, call.end_lineno, call.col_offset, call.end_col_offset) == (
            1, len(lines), start, end,
        ):  # fmt: skip
            return False
    return bool(anchors or lines[0][:start].lstrip() or lines[-1][end:].rstrip())


def mistyped_keyword(metadata, end_line):
    """The word after the last whole statement that makes the source right when it is a keyword: (its token, the number of
    lines before the text it was read from, the keyword); or None.

    `metadata` tells where that statement begins, and the source; `end_line` is the line of the error.
    """
    import codeop
    import keyword
    import textwrap
    import tokenize
    from difflib import get_close_matches

    line, offset, source = metadata
    first = max(line - 1, 0)
    lines = source.splitlines()[first:end_line]
    if not lines:
        return None
    lines[0] = " " * offset + lines[0][offset:]
    code = textwrap.dedent("\n".join(lines))
    if len(code) > 1024:
        return None
    lines = code.splitlines()
    words_left = 10
    try:
        for token in tokenize.generate_tokens(iter(code.splitlines(True)).__next__):
            if token.type != tokenize.NAME or keyword.iskeyword(token.string):
                continue
            words_left -= 1
            if words_left < 0:
                break
            closest = _closest(token.string, keyword.kwlist)
            candidates = [closest] if closest else []
            candidates += get_close_matches(token.string, keyword.kwlist, n=3, cutoff=0.5)
            for candidate in candidates[:3]:
                if candidate == token.string:
                    continue
                row = token.start[0] - 1
                text = lines[row][: token.start[1]] + candidate + lines[row][token.end[1] :]
                try:
                    codeop.compile_command("\n".join([*lines[:row], text, *lines[row + 1 :]]), symbol="exec", flags=codeop.PyCF_ONLY_AST)
                except SyntaxError:
                    continue
                return token, first, candidate
    except (tokenize.TokenError, SyntaxError):
        pass
    return None


def colored_carets(text):
    """The lines of underlined_lines() in colours: what is underlined, and its carets."""
    from _colorize import traceback_colors as colors

    codes = {"^": colors.error_highlight, "~": colors.error_range}

    def paint(line, carets):
        result, last = [], ""
        for char, mark in zip(line, carets.ljust(len(line))):
            code = codes.get(mark, "")
            if code != last:
                if last:
                    result.append(colors.reset)
                result.append(code)
                last = code
            result.append(char)
        return "".join(result) + (colors.reset if last else "")

    lines = text.splitlines()
    result = []
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else ""
        if below.strip() and not below.strip(" \t^~"):
            result.append(paint(line, below))
        elif index and line.strip() and not line.strip(" \t^~"):
            result.append(paint(line, line))
        else:
            result.append(line)
    return "".join(line + "\n" for line in result)


def underlined_lines(summary):
    """The dedented source lines of a frame, with the line of carets below each where they help."""
    count = summary.end_lineno - summary.lineno + 1
    originals = summary._original_lines.splitlines()
    lines = summary._dedented_lines.splitlines()[:count]
    dedent = len(originals[0]) - len(lines[0])
    start = max(0, _characters(originals[0], summary.colno) - dedent)
    end = max(0, _characters(originals[count - 1], summary.end_colno) - dedent)

    anchors = None
    show = False
    try:
        text = "\n".join(lines)
        anchors = _find_anchors(text[start : len(text) - (len(lines[-1]) - end)])
        if anchors:
            # They are counted from the segment's beginning.
            anchors = [(line, column + start if line == 0 else column) for line, column in anchors]
        show = _is_worth_it(lines, start, end, anchors)
    except Exception:
        # Carets are an extra: whatever is wrong with finding them, the lines are shown.
        pass

    last = len(lines) - 1
    wanted = {0, last}
    if anchors:
        for line, _ in anchors:
            wanted.update((line - 1, line, line + 1))
    wanted = sorted(line for line in wanted if 0 <= line <= last)

    output = []

    def add(line):
        text = lines[line]
        output.append(text + "\n")
        if not show:
            return
        first = len(text) - len(text.lstrip())
        if line == 0:
            first = max(first, _display_width(text, start))
        stop = _display_width(text, end if line == last else len(text))
        marks = []
        if anchors:
            (from_line, from_column), (to_line, to_column) = anchors
            from_column = _display_width(lines[from_line], from_column)
            to_column = _display_width(lines[to_line], to_column)
        for column in range(stop):
            if column < first:
                marks.append(" ")
            elif not anchors or (from_line, from_column) <= (line, column) < (to_line, to_column):
                marks.append("^")
            else:
                marks.append("~")
        if marks:
            output.append("".join(marks) + "\n")

    previous = None
    for line in wanted:
        if previous is not None:
            skipped = line - previous - 1
            if skipped == 1:
                add(line - 1)
            elif skipped > 1:
                output.append(f"...<{skipped} lines>...\n")
        add(line)
        previous = line
    from traceback import _dedent

    return _dedent("".join(output))


# Suggestions

_MAX_CANDIDATE_ITEMS = 750
_MAX_STRING_SIZE = 40
_MOVE_COST = 2
_CASE_COST = 1


def _levenshtein_distance(a, b, max_cost):
    """The edit distance of two strings, where a change of case costs half; max_cost + 1 if it is more than max_cost."""
    if a == b:
        return 0
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b:
        return _MOVE_COST * (len(a) + len(b))
    if len(a) > _MAX_STRING_SIZE or len(b) > _MAX_STRING_SIZE:
        return max_cost + 1
    if len(b) < len(a):
        a, b = b, a
    if (len(b) - len(a)) * _MOVE_COST > max_cost:
        return max_cost + 1
    row = list(range(_MOVE_COST, _MOVE_COST * (len(a) + 1), _MOVE_COST))
    result = 0
    for b_index, b_char in enumerate(b):
        distance = result = b_index * _MOVE_COST
        minimum = sys.maxsize
        for index, a_char in enumerate(a):
            if a_char == b_char:
                change = 0
            elif a_char.lower() == b_char.lower():
                change = _CASE_COST
            else:
                change = _MOVE_COST
            substitute = distance + change
            distance = row[index]
            result = min(substitute, min(result, distance) + _MOVE_COST)
            row[index] = result
            minimum = min(minimum, result)
        if minimum > max_cost:
            return max_cost + 1
    return result


def _closest(wrong, candidates):
    if len(candidates) > _MAX_CANDIDATE_ITEMS or len(wrong) > _MAX_STRING_SIZE:
        return None
    best = None
    best_distance = sys.maxsize
    for candidate in candidates:
        if candidate == wrong:
            # A name that is there but gave an error is no suggestion.
            continue
        limit = (len(candidate) + len(wrong) + 3) * _MOVE_COST // 6
        limit = min(limit, best_distance - 1)
        distance = _levenshtein_distance(wrong, candidate, limit)
        if distance <= limit and (best is None or distance < best_distance):
            best, best_distance = candidate, distance
    return best


def _names_of(obj, show_private):
    try:
        names = dir(obj)
    except TypeError:
        # Names that do not sort.
        names = list(obj.__dict__) + list(type(obj).__dict__)
    names = sorted([name for name in names if isinstance(name, str)])
    if not show_private:
        names = [name for name in names if not name.startswith("_")]
    return names


def _innermost_locals(tb):
    if tb is None:
        return {}
    while tb.tb_next is not None:
        tb = tb.tb_next
    return tb.tb_frame.f_locals


def compute_suggestion(exc, tb, wrong):
    if not isinstance(wrong, str):
        return None
    if isinstance(exc, AttributeError):
        obj = exc.obj
        try:
            # Private names are for those who are inside: in a method of the very object.
            names = _names_of(obj, wrong.startswith("_") or _innermost_locals(tb).get("self") is obj)
        except Exception:
            return None
    elif isinstance(exc, ImportError):
        try:
            __import__(exc.name)
            names = _names_of(sys.modules[exc.name], wrong.startswith("_"))
        except Exception:
            return None
    else:
        if tb is None:
            return None
        while tb.tb_next is not None:
            tb = tb.tb_next
        frame = tb.tb_frame
        local_names = frame.f_locals
        # In a method, an attribute of self of that very name is most likely what was meant.
        if "self" in local_names:
            try:
                if hasattr(local_names["self"], wrong):
                    return f"self.{wrong}"
            except Exception:
                pass
        names = [name for name in [*local_names, *frame.f_globals, *frame.f_builtins] if isinstance(name, str)]
    try:
        from _suggestions import _generate_suggestions
    except ImportError:
        return _closest(wrong, names)
    return _generate_suggestions(names, wrong)


def suggestion_text(exc_type, exc_value, tb):
    """What is added to the message: "". Did you mean: 'x'?" and the like, or nothing."""
    if issubclass(exc_type, ImportError):
        wrong = getattr(exc_value, "name_from", None)
        if wrong is None:
            return ""
    else:
        wrong = getattr(exc_value, "name", None)
        if wrong is None:
            return ""
    suggestion = compute_suggestion(exc_value, tb, wrong)
    text = f". Did you mean: '{suggestion}'?" if suggestion else ""
    if issubclass(exc_type, NameError) and isinstance(wrong, str) and wrong in sys.stdlib_module_names:
        if suggestion:
            text += f" Or did you forget to import '{wrong}'?"
        else:
            text = f". Did you forget to import '{wrong}'?"
    return text
