# Ctrl-C reaches the main thread wherever it blocks. What it blocks on never comes; whether the signal comes before the thread
# sleeps or after, it must end with KeyboardInterrupt, and what it gave up for the time (a Condition's lock) it holds again.
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
import time

reader, writer = os.pipe()
os.dup2(reader, 0)
here, there = socket.socketpair()
locked = threading.Lock()
locked.acquire()
reentrant = threading.RLock()
release = threading.Event()
held = threading.Event()


def hold():
    with reentrant:
        held.set()
        release.wait()


holder = threading.Thread(target=hold)
holder.start()
held.wait()
condition = threading.Condition()
owned = []  # of the conditions that were waited for


def wait_for_condition():
    with condition:
        try:
            condition.wait()
        finally:
            owned.append(condition._is_owned())


def wait_for_plain_condition(plain=threading.Condition(threading.Lock())):
    with plain:
        try:
            plain.wait()
        finally:
            owned.append(plain._is_owned())


sleeper = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
BLOCKING = {
    "Lock": locked.acquire,
    "Lock with timeout": lambda: locked.acquire(timeout=1e6),
    "RLock": reentrant.acquire,
    "join": holder.join,
    "Event": threading.Event().wait,
    "Condition": wait_for_condition,
    "Condition of a Lock": wait_for_plain_condition,
    "Semaphore": threading.Semaphore(0).acquire,
    "Barrier": threading.Barrier(2).wait,
    "queue.get": queue.Queue().get,
    "SimpleQueue": queue.SimpleQueue().get,
    "sleep": lambda: time.sleep(1e6),
    "select": lambda: select.select([reader], [], []),
    "read": lambda: os.read(reader, 1),
    "recv": lambda: here.recv(1),
    "input": input,
    "process": sleeper.wait,
    "computing": lambda: sum(i for i in iter(int, 1)),
}
for name, block in BLOCKING.items():
    about_to_block = threading.Event()

    def interrupt():
        about_to_block.wait()
        os.kill(os.getpid(), signal.SIGINT)

    interrupter = threading.Thread(target=interrupt)
    interrupter.start()
    try:
        about_to_block.set()
        block()
        while True:  # it came back by itself: then this never ends
            time.sleep(1e6)
    except KeyboardInterrupt:
        print(name)
    interrupter.join()
# expect: Lock
# expect: Lock with timeout
# expect: RLock
# expect: join
# expect: Event
# expect: Condition
# expect: Condition of a Lock
# expect: Semaphore
# expect: Barrier
# expect: queue.get
# expect: SimpleQueue
# expect: sleep
# expect: select
# expect: read
# expect: recv
# expect: input
# expect: process
# expect: computing
release.set()
holder.join()
sleeper.communicate()
print(all(owned))  # expect: True
