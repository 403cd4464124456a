"""handover.py [COUNT]: how soon a thread that wakes from I/O runs again beside a computing one, with the GIL on.

Another process writes the time into a pipe, now and then; a thread reads it and looks at the clock, while the main thread
computes. The aim: at the 99th percentile within two switch intervals. Runs with CPython too, whose interval is the same.
"""
import os
import struct
import sys
import threading
import time


def write_times(descriptor, count):
    for i in range(count):
        time.sleep(0.004 + i % 7 * 0.001)
        os.write(descriptor, struct.pack("d", time.perf_counter()))
    os._exit(0)


def main(count):
    reader, writer = os.pipe()
    if os.fork() == 0:
        write_times(writer, count)
    os.close(writer)
    delays = []
    finished = False

    def read_times():
        nonlocal finished
        while text := os.read(reader, 8):
            delays.append(time.perf_counter() - struct.unpack("d", text)[0])
        finished = True

    thread = threading.Thread(target=read_times)
    thread.start()
    total = 0
    while not finished:
        for i in range(1000):
            total += i * i
    thread.join()
    os.wait()
    delays.sort()
    interval = sys.getswitchinterval()
    marks = [delays[int(len(delays) * share)] for share in (0.5, 0.9, 0.99)]
    text = "  ".join(f"{mark * 1e3:7.3f} ms" for mark in marks)
    print(f"{sys.implementation.name:10} 50 %, 90 %, 99 %: {text}   99 % is {marks[-1] / interval:.2f} switch intervals")


main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
