"""scaling.py CONTROL [--rounds N] [KERNEL...]: what a second thread is worth with the GIL off, and what its absence costs one.

Scaling: the time of one turn on one thread, twice, over the time of two threads with a turn each; 2 is ideal. The same of
the control (bench/threads/control.cpp), measured in between, is what this machine can do now; their quotient is the figure.
Every time is the best of the rounds, so that whatever else runs here counts as little as possible.
"""
import math
import subprocess
import sys
import threading
import time

sys.path.insert(0, __file__.rpartition("/")[0])
from kernels import KERNELS


def timed(function, rounds, count):
    """Seconds until `count` threads, which start together, have each run function(rounds)."""
    started = threading.Barrier(count)
    began, ended = [], []

    def run():
        started.wait()
        began.append(time.perf_counter())
        function(rounds)
        ended.append(time.perf_counter())

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(ended) - min(began)


class Control:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def timed(self, kind, count):
        self.process.stdin.write(f"{kind} {count}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def alone(function, rounds, gil):
    sys.set_gil_enabled(gil)
    begin = time.perf_counter()
    function(rounds)
    return time.perf_counter() - begin


def main(arguments):
    control = Control(arguments.pop(0))
    repeats = 30
    if arguments[:1] == ["--rounds"]:
        repeats = int(arguments[1])
        del arguments[:2]
    costs = []
    print(f"{'':14} {'one':>9} {'two':>9} {'scaling':>8} {'control':>8} {'ratio':>6} {'target':>6}   {'GIL off / on, alone':>19}")
    for name, (function, rounds, kind, target) in KERNELS.items():
        if arguments and name not in arguments:
            continue
        sys.set_gil_enabled(False)
        function(rounds)
        ones, twos, control_ones, control_twos, offs, ons = [], [], [], [], [], []
        for _ in range(repeats):
            sys.set_gil_enabled(False)
            ones.append(timed(function, rounds, 1))
            control_ones.append(control.timed(kind, 1))
            twos.append(timed(function, rounds, 2))
            control_twos.append(control.timed(kind, 2))
            offs.append(alone(function, rounds, False))
            ons.append(alone(function, rounds, True))
        scaling = 2 * min(ones) / min(twos)
        expected = 2 * min(control_ones) / min(control_twos)
        costs.append(min(offs) / min(ons))
        verdict = "" if scaling / expected >= target else "  below"
        print(f"{name:14} {min(ones) * 1e3:6.1f} ms {min(twos) * 1e3:6.1f} ms {scaling:8.2f} {expected:8.2f} "
              f"{scaling / expected:6.2f} {target:6.1f}   {costs[-1]:19.3f}{verdict}", flush=True)
    mean = math.exp(sum(map(math.log, costs)) / len(costs))
    print(f"{'all':14} {mean:78.3f}  (geometric mean)")


main(sys.argv[1:])
