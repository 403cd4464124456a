import os, signal, time
def handler(number, frame):
    raise TimeoutError(signal.strsignal(number))
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    os.read(os.pipe()[0], 1)
except TimeoutError as error:
    print(error)                # expect: Alarm clock
signal.signal(signal.SIGALRM, lambda number, frame: None)
signal.setitimer(signal.ITIMER_REAL, 0.02)
start = time.monotonic()
time.sleep(0.1)                 # PEP 475: a handler that returns does not end the sleep
print(time.monotonic() - start >= 0.1)  # expect: True
