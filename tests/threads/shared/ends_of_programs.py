# Programs that end while their threads are at work or wait: in both modes, and while the mode changes.
import os
import subprocess
import sys

PROGRAMS = {
    "daemons": """
import threading, sys, time
ready = threading.Barrier(5)
shared = {}
def work(number):
    ready.wait()
    i = 0
    while True:
        i += 1
        shared[number, i % 50] = [i]
        shared.pop((number, (i + 25) % 50), None)
        str(i) + "x"
for number in range(4):
    threading.Thread(target=work, args=(number,), daemon=True).start()
ready.wait()
print("end")
""",
    "daemons that wait": """
import threading, queue, time
ready = threading.Barrier(4)
lock = threading.Lock()
def wait(what):
    ready.wait()
    what()
def holds():
    with lock:
        time.sleep(1000)
for what in (queue.Queue().get, threading.Event().wait, holds):
    threading.Thread(target=wait, args=(what,), daemon=True).start()
ready.wait()
print("end")
""",
    "threads that are waited for": """
import threading, sys, atexit
done = []
def late(number):
    threading.main_thread().join()
    done.append(number)
    if len(done) == 4:
        print("end")
for number in range(4):
    threading.Thread(target=late, args=(number,)).start()
""",
    "switched at the end": """
import atexit, sys, threading
class Loud:
    def __del__(self):
        sys.set_gil_enabled(not sys._is_gil_enabled())
kept = [Loud() for _ in range(5)]
stop = []
def work():
    while not stop:
        [Loud() for _ in range(5)]
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
def last():
    sys.set_gil_enabled(not sys._is_gil_enabled())
    print("end")
atexit.register(last)
for i in range(50):
    sys.set_gil_enabled(i % 2 == 0)
stop.append(1)
""",
    "exits in a thread": """
import os, sys, threading
def work(number):
    if number == 2:
        print("end", flush=True)
        os._exit(0)
    threading.Event().wait()
for number in range(3):
    threading.Thread(target=work, args=(number,)).start()
""",
    "raises in threads": """
import threading, sys
caught = []
threading.excepthook = lambda args: caught.append(args.exc_type.__name__)
def work(number):
    raise (LookupError, ValueError)[number % 2]
threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(caught))
print("end")
""",
}

for name, program in PROGRAMS.items():
    for gil in ("0", "1"):
        done = subprocess.run([sys.executable, "-X", f"gil={gil}", "-c", program], capture_output=True, text=True)
        print(name, gil, done.returncode, done.stdout.split("\n"), done.stderr)
# expect: daemons 0 0 ['end', '']
# expect: daemons 1 0 ['end', '']
# expect: daemons that wait 0 0 ['end', '']
# expect: daemons that wait 1 0 ['end', '']
# expect: threads that are waited for 0 0 ['end', '']
# expect: threads that are waited for 1 0 ['end', '']
# expect: switched at the end 0 0 ['end', '']
# expect: switched at the end 1 0 ['end', '']
# expect: exits in a thread 0 0 ['end', '']
# expect: exits in a thread 1 0 ['end', '']
# expect: raises in threads 0 0 ["['LookupError', 'LookupError', 'ValueError', 'ValueError']", 'end', '']
# expect: raises in threads 1 0 ["['LookupError', 'LookupError', 'ValueError', 'ValueError']", 'end', '']
