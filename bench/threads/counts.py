"""counts.py: the instructions that a round of each kernel takes on one thread, GIL off and on (valgrind --tool=callgrind).

Exact, whatever else the machine does; but an atomic instruction counts as one, however long it takes.
"""
import math
import os
import subprocess
import sys

sys.path.insert(0, __file__.rpartition("/")[0])
from kernels import KERNELS

FEW, MANY = 2000, 6000


def instructions(name, rounds, gil):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, __file__, name, str(rounds)]
    done = subprocess.run(command, env={**os.environ, "PYTHON_GIL": gil}, stderr=subprocess.PIPE, text=True, check=True)
    return int(next(line for line in done.stderr.splitlines() if "Collected" in line).split()[-1])


def main():
    ratios = []
    for name in KERNELS:
        off, on = ((instructions(name, MANY, gil) - instructions(name, FEW, gil)) / (MANY - FEW) for gil in "01")
        ratios.append(off / on)
        print(f"{name:14} {off:8.0f} instructions off, {on:8.0f} on: {ratios[-1]:.3f}", flush=True)
    print(f"{'all':14} {math.exp(sum(map(math.log, ratios)) / len(ratios)):48.3f}  (geometric mean)")


if len(sys.argv) > 2:
    KERNELS[sys.argv[1]][0](int(sys.argv[2]))
else:
    main()
