# A signal handler that raises ends accept() and recv(); one that returns does not (PEP 475).
import signal
import socket

seen = []


def note(number, frame):
    seen.append(number)
    if len(seen) == 2:
        raise KeyError("enough")


signal.signal(signal.SIGALRM, note)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.02)
server = socket.create_server(("127.0.0.1", 0))
try:
    server.accept()
except KeyError as error:
    print(error, len(seen))  # expect: 'enough' 2
signal.setitimer(signal.ITIMER_REAL, 0)
server.close()
