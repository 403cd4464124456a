# select.select, poll and epoll: what is ready, timeouts, and descriptors that nobody registered.
import os
import select
import threading

read, write = os.pipe()
print(select.select([read], [write], [], 0) == ([], [write], []))  # expect: True
print(select.select([read], [], [], 0.01))  # expect: ([], [], [])

poll = select.poll()
poll.register(read, select.POLLIN)
print(poll.poll(1))  # expect: []
threading.Timer(0.02, lambda: os.write(write, b"x")).start()
print(poll.poll() == [(read, select.POLLIN)])  # expect: True
try:
    poll.unregister(write)
except KeyError as error:
    print(error.args == (write,))  # expect: True

with select.epoll() as epoll:
    epoll.register(read)
    print(epoll.poll(1) == [(read, select.EPOLLIN)])  # expect: True
    epoll.unregister(read)
    print(epoll.poll(0.01))  # expect: []
    try:
        epoll.modify(read, select.EPOLLIN)
    except FileNotFoundError:
        print("not registered")  # expect: not registered
print(epoll.closed)  # expect: True

# A file is always ready.
with open(__file__) as file:
    print(select.select([file], [], []) == ([file], [], []))  # expect: True

os.close(read)
try:
    select.select([read], [], [])
except OSError as error:
    print(error)  # expect: [Errno 9] Bad file descriptor
