import array
import errno
import os
import signal
import tempfile
import time

print(os.waitstatus_to_exitcode(os.system("exit 3")))   # expect: 3
read, write = os.pipe()
print(os.writev(write, [b"abc", bytearray(b"de"), b""]))    # expect: 5
parts = [bytearray(2), bytearray(10)]
print(os.readv(read, parts), parts)                     # expect: 5 [bytearray(b'ab'), bytearray(b'cde\x00\x00\x00\x00\x00\x00\x00')]
with tempfile.TemporaryFile() as file:
    print(os.pwritev(file.fileno(), [b"xyz"], 2), os.pread(file.fileno(), 9, 0))    # expect: 3 b'\x00\x00xyz'
    part = bytearray(2)
    print(os.preadv(file.fileno(), [part], 3), part)    # expect: 2 bytearray(b'yz')
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_NORMAL)
child = os.fork()
if not child:
    os._exit(7)
result = os.waitid(os.P_PID, child, os.WEXITED)
print(result.si_pid == child, result.si_status, result.si_code == os.CLD_EXITED)    # expect: True 7 True
for wait in lambda child: os.wait4(child, 0), lambda child: os.wait3(0):
    child = os.fork()
    if not child:
        os._exit(5)
    pid, status, usage = wait(child)
    print(pid == child, os.waitstatus_to_exitcode(status), usage.ru_maxrss > 0)
# expect: True 5 True
# expect: True 5 True
descriptor = os.eventfd(3)
os.eventfd_write(descriptor, 4)
print(os.eventfd_read(descriptor), os.get_inheritable(descriptor))      # expect: 7 False
memory = os.memfd_create("name")
print(os.write(memory, b"12"), os.fstat(memory).st_size)        # expect: 2 2
timer = os.timerfd_create(time.CLOCK_MONOTONIC)
print(os.timerfd_settime_ns(timer, initial=1_000_000), int.from_bytes(os.read(timer, 8), "little"))     # expect: (0, 0) 1
print(os.timerfd_gettime(timer))                        # expect: (0.0, 0.0)
try:
    os.getxattr(".", "user.krait_has_no_such")
except OSError as error:
    print(error.errno in (errno.ENODATA, errno.ENOTSUP), error.filename)    # expect: True .
try:
    os.listxattr(5000)
except OSError as error:
    print(error.errno == errno.EBADF)                   # expect: True
print(os.sched_get_priority_min(os.SCHED_FIFO), os.sched_getscheduler(0) == os.SCHED_OTHER, os.sched_getparam(0))   # expect: 1 True posix.sched_param(sched_priority=0)
print(os.ctermid(), os.device_encoding(read))           # expect: /dev/tty None
master = os.posix_openpt(os.O_RDWR | os.O_NOCTTY)
os.grantpt(master)
os.unlockpt(master)
print(os.ptsname(master).startswith("/dev/pts/"))       # expect: True
pid, terminal = os.forkpty()
if not pid:
    os.write(1, b"from the child")
    os._exit(0)
print(os.read(terminal, 100))                           # expect: b'from the child'
os.waitpid(pid, 0)
print(0 in os.getgrouplist("root", 0))                  # expect: True
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
print(signal.sigtimedwait({signal.SIGUSR1}, 0))         # expect: None
os.kill(os.getpid(), signal.SIGUSR1)
told = signal.sigwaitinfo({signal.SIGUSR1})
print(told.si_signo == signal.SIGUSR1, told.si_pid == os.getpid())      # expect: True True
print(time.gmtime(0).__replace__(tm_year=5).tm_year)    # expect: 5
