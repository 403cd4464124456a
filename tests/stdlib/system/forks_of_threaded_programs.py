# fork() while threads are at work, in both modes: the child has the calling thread alone, whole objects, and can begin anew.
import subprocess
import sys

PROGRAM = """import os, sys, threading
stop = []
shared = {}
lock = threading.Lock()
def work(number):
    i = 0
    while not stop:
        i += 1
        shared[number, i % 20] = str(i)
        with lock:
            shared.pop((number, (i + 10) % 20), None)
threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
good = 0
for i in range(10):
    with lock:
        child = os.fork()
    if child == 0:
        # What the child has is whole, and it can begin anew: threads, modes, collections.
        import gc
        gc.collect()
        for value in list(shared.values()):
            int(value)
        sys.set_gil_enabled(i % 2 == 0)
        mine = []
        one = threading.Thread(target=mine.append, args=(1,))
        one.start()
        one.join()
        with lock:
            alive = threading.active_count()
        os._exit(7 if mine == [1] and alive == 1 else 1)
    good += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
stop.append(1)
for thread in threads:
    thread.join()
print(good)
"""

for gil in ("0", "1"):
    done = subprocess.run([sys.executable, "-X", f"gil={gil}", "-c", PROGRAM], capture_output=True, text=True)
    print(done.returncode, done.stdout.strip(), done.stderr)
# expect: 0 10
# expect: 0 10
