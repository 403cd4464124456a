"""Tables in several formats."""
# env: PYTHONPATH=/usr/lib/python3/dist-packages
from collections import OrderedDict, namedtuple

import tabulate as module
from tabulate import simple_separated_format, tabulate, tabulate_formats

module.WIDE_CHARS_MODE = False             # or it depends on whether wcwidth is installed
rows = [["spam", 41.9999, 1, True], ["eggs & ham", 451.0, None, False], ["<tag>", -1e10, 12345, None], ["übér", "n/a", 7, ""]]
headers = ["item", "price", "how many", "sold"]
for name in ["plain", "simple", "github", "grid", "fancy_grid", "pipe", "orgtbl", "jira", "presto", "pretty", "psql", "rst", "mediawiki",
             "moinmoin", "youtrack", "html", "unsafehtml", "latex", "latex_raw", "latex_booktabs", "textile", "tsv", "outline",
             "rounded_grid", "heavy_outline", "double_grid", "mixed_grid", "asciidoc"]:
    print(name)
    print(tabulate(rows, headers, tablefmt=name) if name in tabulate_formats else "absent")
print(tabulate([[1.123456, 12], [10.1, 7]], floatfmt=".2f"))
print(tabulate({"a": [1, 2, 3], "b": ["x", "y"]}, headers="keys", missingval="?"))
print(tabulate([OrderedDict(x=1, y=2), {"x": 3, "z": 4}], headers="keys", showindex="always"))
print(tabulate([["h1", "h2"], [1, 2]], headers="firstrow", showindex=["i"]))
Pair = namedtuple("Pair", "left right")
print(tabulate([Pair(1, "a"), Pair(2, "b")], headers="keys"))

print(tabulate([["1", "02"], ["3.50", "x"]], disable_numparse=True), tabulate([["1"], ["3.50"]]))
print(tabulate([[1.5, "left", "mid"], [22.25, "l", "m"]], colalign=("center", "right", "center"), stralign="center", numalign="decimal"))
print(tabulate([["a\nb", 1], ["c", "2\n3\n4"]], headers=["multi\nline", "n"], tablefmt="grid"))
print(tabulate([["\x1b[31mred\x1b[0m", 1], ["plain", 2]], tablefmt="grid").encode())
print(tabulate([["日本", 1], ["ab", 2]], tablefmt="grid"))
print(tabulate([], headers=["a", "b"]), repr(tabulate([])), tabulate([[]]))
print(tabulate([["a", 1], ["b", 2]], tablefmt=simple_separated_format(";")))
print(tabulate(iter([(1, 2), (3, 4)]), headers=("x", "y"), tablefmt="html"))
print(tabulate([[b"bytes", 1 + 2j, 0x10, 1e-7, float("nan"), float("inf")]]))
module.PRESERVE_WHITESPACE = True
print(tabulate([["  kept ", 1]], tablefmt="grid"))
module.PRESERVE_WHITESPACE = False
try:
    tabulate([[1, 2]], headers=["a"], showindex=[1, 2, 3])
except ValueError as error:
    print(error)
try:
    tabulate(5)
except (TypeError, ValueError) as error:
    print(type(error).__name__, error)
