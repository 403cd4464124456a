# pwd, grp, resource, fcntl: what the system says of users, groups, limits and locks.
import fcntl
import grp
import os
import pwd
import resource
import tempfile

me = pwd.getpwuid(os.getuid())
print(me.pw_uid == os.getuid(), pwd.getpwnam(me.pw_name) == me, me in pwd.getpwall())  # expect: True True True
print(type(me).__module__, len(me))  # expect: pwd 7
try:
    pwd.getpwnam("nobody of this name")
except KeyError as error:
    print(error.args[0])  # expect: getpwnam(): name not found: 'nobody of this name'
group = grp.getgrgid(me.pw_gid)
print(group.gr_gid == me.pw_gid, grp.getgrnam(group.gr_name) == group)  # expect: True True
try:
    grp.getgrgid(2**40)
except KeyError as error:
    print(error.args[0])  # expect: getgrgid(): gid not found: 1099511627776

soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
print(resource.getrlimit(resource.RLIMIT_CORE) == (0, hard))  # expect: True
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 1000)  # expect: True
try:
    resource.getrlimit(1000)
except ValueError as error:
    print(error)  # expect: invalid resource specified

with tempfile.TemporaryFile() as file:
    print(fcntl.fcntl(file, fcntl.F_GETFD) == fcntl.FD_CLOEXEC)  # expect: True
    fcntl.flock(file, fcntl.LOCK_EX)
    with open(f"/proc/self/fd/{file.fileno()}", "rb") as again:
        try:
            fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            print(error.errno)  # expect: 11
        fcntl.flock(file, fcntl.LOCK_UN)
        fcntl.flock(again, fcntl.LOCK_EX)
    fcntl.lockf(file, fcntl.LOCK_EX, 10, 0)
    fcntl.lockf(file, fcntl.LOCK_UN)
