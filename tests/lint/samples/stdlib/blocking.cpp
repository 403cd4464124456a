#include <poll.h>

Result<Value> read(Thread& thread, int fd) {
    ssize_t count = ::read(fd, buffer, size);
    if (poll(fds, 1, -1) < 0) return kFailure;
    sleep(1);
    return file.read(thread);
}
Result<Value> Socket::connect(Thread& thread) {
    TRY(io::wait(thread, fd));
    return socket->connect(thread);
}
METHOD(Socket, send, "send(self, data, /)", "Sends.");
