# A module in the program's folder or on PYTHONPATH comes before one of the library with its name; not before what CPython has frozen,
# nor where it lies behind the library. A folder with a Python library of its own hides nothing.
import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    for place in "program", "path", "other", "library/importlib":
        os.makedirs(f"{folder}/{place}")
    for name in ("program/colorsys", "path/textwrap", "path/os", "path/colorsys", "other/bisect", "library/os", "library/heapq",
                 "library/importlib/_bootstrap"):
        with open(f"{folder}/{name}.py", "w") as file:
            file.write(f"where = {name.split('/')[0]!r}")
    with open(f"{folder}/program/main.py", "w") as file:
        file.write(f"""
import sys
sys.path.append({folder!r} + "/other")
import colorsys, textwrap, os, bisect, heapq
print(*[getattr(module, "where", "library of ours") for module in (colorsys, textwrap, os, bisect, heapq)], sep=", ")
if sys.flags.isolated:
    sys.exit()
sys.path.insert(0, {folder!r} + "/other")
del sys.modules["bisect"]
import bisect
print(bisect.where)
""")
    environment = {**os.environ, "PYTHONPATH": f"{folder}/path:{folder}/library"}
    for options in [], ["-I"]:
        done = subprocess.run([sys.executable, "-B", *options, f"{folder}/program/main.py"], env=environment,
                              capture_output=True, text=True)
        print(done.stdout.strip().replace("\n", ", ") + done.stderr)
# expect: program, path, library of ours, library of ours, library of ours, other
# expect: library of ours, library of ours, library of ours, library of ours, library of ours
