// Functions on file descriptors.
#include <cerrno>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/threads/wait.h"
#include "stdlib/posix/posix.h"

namespace krait::core {

namespace {

FUNCTION(posix, open, "open(path, flags, mode=511, *, dir_fd=None)",
         "Open a file for low level IO.  Returns a file descriptor (integer).") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "open", &path));
    int flags = TRY(int_argument_py(thread, args[1]))
    , mode = TRY(int_argument_py(thread, args[2]));
    int directory = TRY(directory_argument_py(thread, args[3]))
    , error = 0;
    int64_t fd = TRY(open_descriptor_py(thread, directory, path.c_str(), flags, static_cast<unsigned>(mode), &error));
    if (fd < 0) return raise_path_error(thread, error, path);
    return Value::small(fd);
}
FUNCTION(posix, close, "close(fd)", "Close a file descriptor.") {
    if (int error = close_descriptor(thread, TRY(int_argument_py(thread, args[0])))) return raise_errno(thread, error);
    return none();
}
FUNCTION(posix, closerange, "closerange(fd_low, fd_high, /)",
         "Closes all file descriptors in [fd_low, fd_high), ignoring errors.") {
    int low = TRY(int_argument_py(thread, args[0]))
    , high = TRY(int_argument_py(thread, args[1]));
    Detached detached(thread);
    if (high > low && low >= 0) close_range(static_cast<unsigned>(low), static_cast<unsigned>(high) - 1, 0);
    return none();
}
FUNCTION(posix, read, "read(fd, length, /)", "Read from a file descriptor.  Returns a bytes object.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , error = 0;
    int64_t length = TRY(index_int64_py(thread, args[1]));
    if (length < 0) return raise_errno(thread, EINVAL);
    length = std::min<int64_t>(length, 0x7ffff000);
    Bytes* bytes = TRY(make_bytes_buffer(thread, static_cast<size_t>(length)));
    int64_t count = TRY(read_descriptor_py(thread, fd, bytes->data_, bytes->size(), &error));
    if (count < 0) return raise_errno(thread, error);
    if (count == length) return Value(bytes);
    return Value(TRY(make_bytes(thread, bytes->view().substr(0, static_cast<size_t>(count)))));
}
FUNCTION(posix, readinto, "readinto(fd, buffer, /)", "Read into a buffer object from a file descriptor.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , error = 0;
    ByteView view(thread);
    TRY(view.open_py(args[1], buffer_flag::kWritable));
    int64_t count = TRY(read_descriptor_py(thread, fd, view.data(), view.size(), &error));
    if (count < 0) return raise_errno(thread, error);
    return Value::small(count);
}
// bytes directly, anything else by the buffer protocol.
struct Data {
    explicit Data(Thread& thread) : view(thread) {}
    Result<void> open_py(Value object) {
        if (auto* plain = object.as_if<Bytes>()) {
            bytes = plain->view();
            return {};
        }
        TRY(view.open_py(object));
        bytes = view.bytes();
        return {};
    }
    ByteView view;
    std::string_view bytes;
};
FUNCTION(posix, write, "write(fd, data, /)", "Write a bytes object to a file descriptor.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , error = 0;
    Data data(thread);
    TRY(data.open_py(args[1]));
    int64_t count = TRY(write_descriptor_py(thread, fd, data.bytes.data(), data.bytes.size(), &error));
    if (count < 0) return raise_errno(thread, error);
    return Value::small(count);
}
FUNCTION(posix, pread, "pread(fd, length, offset, /)",
         "Read a number of bytes from a file descriptor starting at a particular offset.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , error = 0;
    int64_t length = TRY(index_int64_py(thread, args[1]))
    , offset = TRY(index_int64_py(thread, args[2]));
    if (length < 0) return raise_errno(thread, EINVAL);
    Bytes* bytes = TRY(make_bytes_buffer(thread, static_cast<size_t>(length)));
    int64_t count = TRY(system_call_py(thread, &error, [&] {
        return ::pread(fd, bytes->data_, bytes->size(), offset);  // lint: blocking: a file
    }));
    if (count < 0) return raise_errno(thread, error);
    return Value(TRY(make_bytes(thread, bytes->view().substr(0, static_cast<size_t>(count)))));
}
FUNCTION(posix, pwrite, "pwrite(fd, buffer, offset, /)",
         "Write bytes to a file descriptor starting at a particular offset.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , error = 0;
    Data data(thread);
    TRY(data.open_py(args[1]));
    int64_t offset = TRY(index_int64_py(thread, args[2]));
    int64_t count = TRY(system_call_py(thread, &error, [&] {
        return ::pwrite(fd, data.bytes.data(), data.bytes.size(), offset);  // lint: blocking: a file
    }));
    if (count < 0) return raise_errno(thread, error);
    return Value::small(count);
}
FUNCTION(posix, pipe, "pipe()", "Create a pipe.") {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) return raise_errno(thread, errno);
    return Value(make_tuple(thread, {Value::small(ends[0]), Value::small(ends[1])}));
}
FUNCTION(posix, pipe2, "pipe2(flags, /)", "Create a pipe with flags set atomically.") {
    int ends[2];
    if (::pipe2(ends, TRY(int_argument_py(thread, args[0]))) < 0) return raise_errno(thread, errno);
    return Value(make_tuple(thread, {Value::small(ends[0]), Value::small(ends[1])}));
}
FUNCTION(posix, dup, "dup(fd, /)", "Return a duplicate of a file descriptor.") {
    int fd = ::fcntl(TRY(int_argument_py(thread, args[0])), F_DUPFD_CLOEXEC, 0);
    if (fd < 0) return raise_errno(thread, errno);
    return Value::small(fd);
}
FUNCTION(posix, dup2, "dup2(fd, fd2, inheritable=True)", "Duplicate file descriptor.") {
    int from = TRY(int_argument_py(thread, args[0]))
    , to = TRY(int_argument_py(thread, args[1]))
    , error = 0;
    bool inheritable = TRY(truth_py(thread, args[2]));
    if (from < 0 || to < 0) return raise_errno(thread, EBADF);
    int64_t fd = TRY(system_call_py(
        thread, &error, [&] { return inheritable || from == to ? ::dup2(from, to) : ::dup3(from, to, O_CLOEXEC); }));
    if (fd < 0) return raise_errno(thread, error);
    return Value::small(fd);
}
FUNCTION(posix, lseek, "lseek(fd, position, whence, /)",
         "Set the position of a file descriptor.  Return the new position.") {
    int fd = TRY(int_argument_py(thread, args[0]));
    int64_t position = TRY(index_int64_py(thread, args[1]));
    int64_t result = ::lseek(fd, position, TRY(int_argument_py(thread, args[2])));
    if (result < 0) return raise_errno(thread, errno);
    return make_int(thread, result);
}
#define SYNC(NAME, DOC)                                                                                             \
    FUNCTION(posix, NAME, #NAME "(fd)", DOC) {                                                                      \
        int fd = TRY(descriptor_argument_py(thread, args[0])), error = 0;                                           \
        if (TRY(system_call_py(thread, &error, [&] { return ::NAME(fd); })) < 0) return raise_errno(thread, error); \
        return none();                                                                                              \
    }
SYNC(fsync, "Force write of fd to disk.")
SYNC(fdatasync, "Force write of fd to disk without forcing update of metadata.")
FUNCTION(posix, sync, "sync()", "Force write of everything to disk.") {
    Detached detached(thread);
    ::sync();
    return none();
}
FUNCTION(posix, ftruncate, "ftruncate(fd, length, /)",
         "Truncate a file, specified by file descriptor, to a specific length.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , error = 0;
    int64_t length = TRY(index_int64_py(thread, args[1]));
    if (TRY(system_call_py(thread, &error, [&] { return ::ftruncate(fd, length); })) < 0)
        return raise_errno(thread, error);
    return none();
}
FUNCTION(posix, isatty, "isatty(fd, /)", "Return True if the fd is connected to a terminal.") {
    return Value::boolean(::isatty(TRY(int_argument_py(thread, args[0]))));
}
FUNCTION(posix, get_inheritable, "get_inheritable(fd, /)",
         "Get the close-on-exe flag of the specified file descriptor.") {
    int flags = ::fcntl(TRY(int_argument_py(thread, args[0])), F_GETFD);
    if (flags < 0) return raise_errno(thread, errno);
    return Value::boolean(!(flags & FD_CLOEXEC));
}
FUNCTION(posix, set_inheritable, "set_inheritable(fd, inheritable, /)",
         "Set the inheritable flag of the specified file descriptor.") {
    int fd = TRY(int_argument_py(thread, args[0]));
    bool inheritable = TRY(truth_py(thread, args[1]));
    int flags = ::fcntl(fd, F_GETFD);
    if (flags < 0 || ::fcntl(fd, F_SETFD, inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC) < 0)
        return raise_errno(thread, errno);
    return none();
}
FUNCTION(posix, get_blocking, "get_blocking(fd, /)", "Get the blocking mode of the file descriptor.") {
    int flags = ::fcntl(TRY(int_argument_py(thread, args[0])), F_GETFL);
    if (flags < 0) return raise_errno(thread, errno);
    return Value::boolean(!(flags & O_NONBLOCK));
}
FUNCTION(posix, set_blocking, "set_blocking(fd, blocking, /)",
         "Set the blocking mode of the specified file descriptor.") {
    int fd = TRY(int_argument_py(thread, args[0]));
    bool blocking = TRY(truth_py(thread, args[1]));
    int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) < 0)
        return raise_errno(thread, errno);
    return none();
}
FUNCTION(posix, sendfile, "sendfile(out_fd, in_fd, offset, count)",
         "Copy count bytes from file descriptor in_fd to file descriptor out_fd.") {
    int to = TRY(int_argument_py(thread, args[0]))
    , from = TRY(int_argument_py(thread, args[1]))
    , error = 0;
    bool keep = args[2].is_none();
    off_t offset = keep ? 0 : TRY(index_int64_py(thread, args[2]));
    int64_t count = TRY(index_int64_py(thread, args[3]));
    int64_t sent = TRY(system_call_py(
        thread, &error, [&] { return ::sendfile(to, from, keep ? nullptr : &offset, static_cast<size_t>(count)); }));
    if (sent < 0) return raise_errno(thread, error);
    return make_int(thread, sent);
}
FUNCTION(posix, copy_file_range, "copy_file_range(src, dst, count, offset_src=None, offset_dst=None)",
         "Copy count bytes from one file descriptor to another.") {
    int from = TRY(int_argument_py(thread, args[0]))
    , to = TRY(int_argument_py(thread, args[1]))
    , error = 0;
    int64_t count = TRY(index_int64_py(thread, args[2]));
    if (count < 0) return raise(thread, Exc::ValueError, "negative value for 'count' not allowed");
    off64_t at_from = args[3].is_none() ? 0 : TRY(index_int64_py(thread, args[3]))
    , at_to = args[4].is_none() ? 0 : TRY(index_int64_py(thread, args[4]));
    int64_t done = TRY(system_call_py(thread, &error, [&] {
        return ::copy_file_range(from, args[3].is_none() ? nullptr : &at_from, to, args[4].is_none() ? nullptr : &at_to,
                                 static_cast<size_t>(count), 0);
    }));
    if (done < 0) return raise_errno(thread, error);
    return make_int(thread, done);
}
FUNCTION(posix, get_terminal_size, "get_terminal_size(fd=1, /)",
         "Return the size of the terminal window as (columns, lines).") {
    winsize size;
    if (::ioctl(TRY(int_argument_py(thread, args[0])), TIOCGWINSZ, &size) < 0) return raise_errno(thread, errno);
    Value values[] = {Value::small(size.ws_col), Value::small(size.ws_row)};
    return make_struct_sequence(thread, posix_type(thread, PosixState::TerminalSize), values);
}
FUNCTION(posix, ttyname, "ttyname(fd, /)", "Return the name of the terminal device connected to 'fd'.") {
    char name[256];
    if (int error = ::ttyname_r(TRY(int_argument_py(thread, args[0])), name, sizeof name))
        return raise_errno(thread, error);
    return Value(TRY(decode_path(thread, name)));
}
FUNCTION(posix, lockf, "lockf(fd, command, length, /)",
         "Apply, test or remove a POSIX lock on an open file descriptor.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , command = TRY(int_argument_py(thread, args[1]))
    , error = 0;
    int64_t length = TRY(index_int64_py(thread, args[2]));
    // Nothing tells when a lock is free: asked again and again, so that an interrupt ends the wait.
    for (;;) {
        int asked = command == F_LOCK ? F_TLOCK : command;
        int result = ::lockf(fd, asked, length);  // lint: blocking: F_TLOCK
        error = errno;
        if (result == 0) return none();
        if (command != F_LOCK || (error != EACCES && error != EAGAIN)) return raise_errno(thread, error);
        TRY(wait(thread, WaitTarget::nothing(), deadline_in(2'000'000)));
    }
}
FUNCTION(posix, posix_fallocate, "posix_fallocate(fd, offset, length, /)",
         "Ensure a file has allocated at least a particular number of bytes on disk.") {
    int fd = TRY(int_argument_py(thread, args[0]));
    int64_t offset = TRY(index_int64_py(thread, args[1]))
    , length = TRY(index_int64_py(thread, args[2]));
    int error;
    {
        Detached detached(thread);
        error = ::posix_fallocate(fd, offset, length);
    }
    if (error) return raise_errno(thread, error);
    return none();
}

}  // namespace

const FunctionTable kDescriptorFunctions = {&posix_open,
                                            &posix_close,
                                            &posix_closerange,
                                            &posix_read,
                                            &posix_readinto,
                                            &posix_write,
                                            &posix_pread,
                                            &posix_pwrite,
                                            &posix_pipe,
                                            &posix_pipe2,
                                            &posix_dup,
                                            &posix_dup2,
                                            &posix_lseek,
                                            &posix_fsync,
                                            &posix_fdatasync,
                                            &posix_sync,
                                            &posix_ftruncate,
                                            &posix_isatty,
                                            &posix_get_inheritable,
                                            &posix_set_inheritable,
                                            &posix_get_blocking,
                                            &posix_set_blocking,
                                            &posix_sendfile,
                                            &posix_copy_file_range,
                                            &posix_get_terminal_size,
                                            &posix_ttyname,
                                            &posix_lockf,
                                            &posix_posix_fallocate};

}  // namespace krait::core
