# faulthandler: tracebacks at once, on a signal, after a time, and of a crash.
import faulthandler
import os
import signal
import subprocess
import sys
import tempfile
import time


def inner(file):
    faulthandler.dump_traceback(file, all_threads=False)


def shown(call):
    with tempfile.TemporaryFile("w+") as file:
        call(file)
        file.seek(0)
        return file.read().replace(__file__, "FILE").splitlines()


print(shown(inner)[:2])  # expect: ['Stack (most recent call first):', '  File "FILE", line 12 in inner']


def on_signal(file):
    faulthandler.register(signal.SIGUSR1, file)
    os.kill(os.getpid(), signal.SIGUSR1)
    print(faulthandler.unregister(signal.SIGUSR1), faulthandler.unregister(signal.SIGUSR1))  # expect: True False


print(shown(on_signal)[1])  # expect:   File "FILE", line 27 in on_signal


def later(file):
    faulthandler.dump_traceback_later(0.02, file=file)
    time.sleep(0.2)
    faulthandler.cancel_dump_traceback_later()


print(shown(later)[0])  # expect: Timeout (0:00:00.020000)!

print(faulthandler.is_enabled())  # expect: False
faulthandler.enable()
print(faulthandler.disable(), faulthandler.is_enabled())  # expect: True False

crash = "import faulthandler\nfaulthandler.enable()\ndef f():\n    faulthandler._sigsegv()\nf()\n"
child = subprocess.run([sys.executable, "-c", crash], stderr=subprocess.PIPE, text=True)
print(child.returncode)  # expect: -11
print(child.stderr.splitlines()[0])  # expect: Fatal Python error: Segmentation fault
print(child.stderr.splitlines()[3])  # expect:   File "<string>", line 4 in f
