import os
reader, writer = os.pipe()
child = os.fork()
if child == 0:
    os.write(writer, b"from the child")
    os._exit(3)
print(os.read(reader, 100))     # expect: b'from the child'
pid, status = os.waitpid(child, 0)
print(pid == child, os.waitstatus_to_exitcode(status))  # expect: True 3
try:
    os.stat("/nonexistent\0")
except ValueError as error:
    print(error)                # expect: stat: embedded null character in path
try:
    os.mkdir("/nonexistent/a")
except FileNotFoundError as error:
    print(error)                # expect: [Errno 2] No such file or directory: '/nonexistent/a'
