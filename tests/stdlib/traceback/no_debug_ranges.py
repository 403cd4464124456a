# Without columns tracebacks have no carets.
import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    program = os.path.join(folder, "program.py")
    with open(program, "w") as file:
        file.write("x = 1 / 0")
    for options, environment in [([], {}), (["-X", "no_debug_ranges"], {}), ([], {"PYTHONNODEBUGRANGES": "1"})]:
        done = subprocess.run([sys.executable, *options, program], capture_output=True, text=True,
                              env={**os.environ, **environment})
        print(len(done.stderr.splitlines()), "^" in done.stderr)
        # expect: 5 True
        # expect: 4 False
        # expect: 4 False
