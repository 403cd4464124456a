"""A picture of a real session at Krait's prompt, as SVG.

    build/release/krait tools/terminal_picture.py build/release/krait docs/prompt.svg

The lines of SESSION are typed into a pseudo-terminal, each when the prompt has come back; what the terminal would show, colours
included, is drawn. Run by Krait itself; any Python with pty does.
"""
import html
import os
import pty
import re
import select
import struct
import sys
import fcntl
import termios

COLUMNS, ROWS = 96, 200
SESSION = [
    "sum(range(10**6))",
    ":gil off",
    "from threading import Thread",
    "ts = [Thread(target=sum, args=(range(10**6),)) for _ in range(2)]",
    "[t.start() for t in ts], [t.join() for t in ts]",
    "import asyncio",
    "async def greet(name):",
    "    await asyncio.sleep(0.01)",
    "    return f'hello, {name}'",
    "",
    "async with asyncio.TaskGroup() as group:",
    "    tasks = [group.create_task(greet(n)) for n in ('host', 'script')]",
    "",
    "[t.result() for t in tasks]",
    "def half(x): return x.halve()",
    "",
    "half(3) + half(4)",
]
PROMPT = re.compile(rb"(>>>|\.\.\.) (\x1b\[0m)?[^\n]{0,12}$")
COLOURS = {0: "#d0d0d0", 31: "#f07178", 32: "#c3e88d", 33: "#ffcb6b", 34: "#82aaff", 35: "#c792ea", 36: "#89ddff"}


def record(command):
    """What the terminal gets while SESSION is typed."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", PYTHON_HISTORY="/dev/null", INPUTRC="/dev/null")
        os.environ.pop("NO_COLOR", None)
        os.execv(command, [command])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    seen = b""

    def wait_for_prompt(start):
        nonlocal seen
        while not PROMPT.search(seen[start:]):
            if not select.select([terminal], [], [], 20)[0]:
                sys.exit(f"no prompt came after: {seen[start:]!r}")
            seen += os.read(terminal, 65536)

    wait_for_prompt(0)
    for line in SESSION:
        start = len(seen)
        os.write(terminal, line.encode() + b"\r")
        while b"\n" not in seen[start:]:
            seen += os.read(terminal, 65536)
        wait_for_prompt(seen.index(b"\n", start))
    os.write(terminal, b"\x04")
    os.close(terminal)
    os.waitpid(child, 0)
    return seen.decode()


def screen(text):
    """Rows of (character, colour, bold): as much of a terminal as a prompt needs."""
    rows, row, column, colour, bold = [[]], 0, 0, 0, False
    for control, plain in re.findall(r"(\x1b\[[?0-9;]*[A-Za-z]|\x1b[=>]|[\r\n\b\x07])|([^\x1b\r\n\b\x07]+)", text):
        if plain:
            cells = rows[row]
            for character in plain:
                cells.extend([(" ", 0, False)] * (column + 1 - len(cells)))
                cells[column] = (character, colour, bold)
                column += 1
        elif control == "\r":
            column = 0
        elif control == "\n":
            row += 1
            rows.extend([[]] * (row + 1 - len(rows)))
            rows[row] = []
        elif control == "\b":
            column -= 1
        elif control.endswith("m"):
            for code in (int(c or 0) for c in control[2:-1].split(";")):
                if code == 0:
                    colour, bold = 0, False
                elif code == 1:
                    bold = True
                elif 30 <= code <= 37 or 90 <= code <= 97:
                    colour = code % 60 if code >= 90 else code
        elif control.endswith("K"):
            del rows[row][column:]
        elif control.endswith("C"):
            column += int(control[2:-1] or 1)
        elif control.endswith("D"):
            column -= int(control[2:-1] or 1)
    while rows and not "".join(cell[0] for cell in rows[-1]).strip(" >"):
        rows.pop()
    return rows


def draw(rows):
    """The rows as SVG text, in runs of one colour."""
    step, width, margin = 19, 8.43, 16
    height = len(rows) * step + 2 * margin
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{COLUMNS * width + 2 * margin:.0f}" height="{height}" '
             f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">',
             '<rect width="100%" height="100%" rx="8" fill="#1b1e28"/>']
    for number, row in enumerate(rows):
        y = margin + step * number + 14
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end][1:] == row[start][1:]:
                end += 1
            text = "".join(cell[0] for cell in row[start:end])
            if text.strip():
                weight = ' font-weight="bold"' if row[start][2] else ""
                lines.append(f'<text x="{margin + start * width:.1f}" y="{y}" fill="{COLOURS.get(row[start][1], COLOURS[0])}"'
                             f'{weight} xml:space="preserve" textLength="{(end - start) * width:.1f}">{html.escape(text)}</text>')
            start = end
    return "\n".join(lines + ["</svg>", ""])


if __name__ == "__main__":
    with open(sys.argv[2], "w") as file:
        file.write(draw(screen(record(sys.argv[1]))))
