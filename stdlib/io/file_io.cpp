#include "stdlib/io/file_io.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/allow.h"
#include "runtime/names.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "stdlib/posix/descriptor.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

Failure raise_closed(Thread& thread) { return raise(thread, Exc::ValueError, "I/O operation on closed file"); }
Failure raise_mode(Thread& thread, const char* action) {
    return raise_unsupported(thread, format_text("File not open for {}", action));
}
// The descriptor's error, or nothing if it would only block.
Result<int64_t> outcome(Thread& thread, int64_t count, int error) {
    if (count >= 0) return count;
    if (error == EAGAIN || error == EWOULDBLOCK) return int64_t{-1};
    return raise_errno(thread, error);
}

}  // namespace

Result<int64_t> file_read_py(Thread& thread, FileIO* file, void* data, size_t size) {
    if (file->fd < 0) return raise_closed(thread);
    if (!file->readable) return raise_mode(thread, "reading");
    int error = 0;
    int64_t count = TRY(read_descriptor_py(thread, file->fd, data, size, &error));
    return outcome(thread, count, error);
}
Result<int64_t> file_write_py(Thread& thread, FileIO* file, const void* data, size_t size) {
    if (file->fd < 0) return raise_closed(thread);
    if (!file->writable) return raise_mode(thread, "writing");
    int error = 0;
    int64_t count = TRY(write_descriptor_py(thread, file->fd, data, size, &error));
    return outcome(thread, count, error);
}

namespace {

// ---- opening ----

Result<int> parse_mode(Thread& thread, FileIO* file, std::string_view mode) {
    int kinds = 0, pluses = 0, flags = 0;
    file->created = file->readable = file->writable = file->appending = false;
    for (char c : mode) {
        switch (c) {
        case 'x':
            ++kinds;
            file->created = file->writable = true;
            flags |= O_EXCL | O_CREAT;
            break;
        case 'r':
            ++kinds;
            file->readable = true;
            break;
        case 'w':
            ++kinds;
            file->writable = true;
            flags |= O_CREAT | O_TRUNC;
            break;
        case 'a':
            ++kinds;
            file->writable = file->appending = true;
            flags |= O_APPEND | O_CREAT;
            break;
        case 'b': break;
        case '+': ++pluses; break;
        default: return raise(thread, Exc::ValueError, "invalid mode: {}", mode);
        }
    }
    if (kinds != 1 || pluses > 1)
        return raise(thread, Exc::ValueError,
                     "Must have exactly one of create/read/write/append mode and at most one plus");
    if (pluses) file->readable = file->writable = true;
    return flags | (file->readable && file->writable ? O_RDWR : file->readable ? O_RDONLY : O_WRONLY);
}

Result<void> close_file(Thread& thread, FileIO* file) {
    int fd = file->fd.exchange(-1);
    if (fd < 0) return {};
    if (int error = close_descriptor(thread, fd)) return raise_errno(thread, error);
    return {};
}

Result<int> opened_by_py(Thread& thread, Value opener, Value name, int flags) {
    Value result = TRY(call_py(thread, opener, name, Value::small(flags | O_CLOEXEC)));
    if (!is_int(thread, result)) return raise(thread, Exc::TypeError, "expected integer from opener");
    int fd = TRY(int_argument_py(thread, result));
    if (fd < 0) return raise(thread, Exc::ValueError, "opener returned {}", fd);
    int own = fcntl(fd, F_GETFD);  // PEP 446
    if (own >= 0 && !(own & FD_CLOEXEC)) fcntl(fd, F_SETFD, own | FD_CLOEXEC);
    return fd;
}

// What the descriptor must be, and where an appending stream begins.
Result<void> check_opened(Thread& thread, FileIO* file, Value name, bool is_name) {
    struct stat status;
    if (fstat(file->fd, &status) < 0) {
        int error = errno;
        if (error == EBADF) return raise_errno(thread, error, is_name ? name : Value::nothing());
    } else {
        if (S_ISDIR(status.st_mode)) return raise_errno(thread, EISDIR, name);
        file->block_size = status.st_blksize > 1 ? static_cast<uint32_t>(status.st_blksize) : 0;
    }
    TRY(set_attribute_py(thread, Value(file), KRAIT_NAME(name), name));
    if (file->appending) ::lseek(file->fd, 0, SEEK_END);
    return {};
}

Result<void> initialize_file(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[4];
    TRY(bind_arguments(thread, "FileIO(file, mode='r', closefd=True, opener=None)", arguments, bound));
    auto* file = self.to<FileIO>();
    if (file->fd >= 0) {
        if (file->close_fd) TRY(close_file(thread, file));
        else file->fd = -1;
    }
    Value name = bound[0];
    int fd = -1;
    if (is_int(thread, name)) {
        TRY(require_allowed(thread, allow::kFiles));  // the host's descriptors
        if (name.is_bool()) TRY(warn_py(thread, Exc::RuntimeWarning, "bool is used as a file descriptor"));
        fd = TRY(int_argument_py(thread, name));
        if (fd < 0) return raise(thread, Exc::ValueError, "negative file descriptor");
    }
    auto* mode = as_kind<Str>(thread, bound[1]);
    if (!mode)
        return raise(thread, Exc::TypeError, "FileIO() argument 'mode' must be str, not {}",
                     type_name(thread, bound[1]));
    std::string_view mode_text = TRY(str_utf8(thread, mode));
    bool close_fd = TRY(truth_py(thread, bound[2]));
    PathArgument path;
    if (fd < 0) {
        Value plain = TRY(fspath_py(thread, name));
        TRY(path_argument_py(thread, plain, "open", &path, path_kind::kNoNul));
    }
    file->seekable = -1;
    file->close_fd = close_fd;
    int flags = TRY(parse_mode(thread, file, mode_text));
    bool opened = fd < 0;
    if (fd >= 0) {
        file->fd = fd;
    } else {
        if (!close_fd) return raise(thread, Exc::ValueError, "Cannot use closefd=False with file name");
        if (!bound[3].is_none()) {
            file->fd = TRY(opened_by_py(thread, bound[3], name, flags));
        } else {
            int error = 0;
            int64_t result = TRY(open_descriptor_py(thread, AT_FDCWD, path.c_str(), flags, 0666, &error));
            if (result < 0) return raise_errno(thread, error, name);
            file->fd = static_cast<int>(result);
        }
    }
    if (!check_opened(thread, file, name, opened).failed()) return {};
    if (!opened) file->fd = -1;  // somebody else's
    else if (int failed = file->fd; failed >= 0) {
        file->fd = -1;
        ::close(failed);
    }
    return kFailure;
}

Result<Value> construct_file(Thread& thread, Type* type, const CallArguments&) {
    auto* file = static_cast<FileIO*>(allocate_instance(thread, type));
    file->fd = -1;
    file->seekable = -1;
    file->close_fd = true;
    return Value(file);
}

// ---- reading ----

// How much the rest of a regular file is likely to be, and room for one byte more to see the end.
size_t rest_of(int fd) {
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) return 8192;
    off_t position = ::lseek(fd, 0, SEEK_CUR);
    if (position < 0 || status.st_size <= position) return 8192;
    return std::min<size_t>(static_cast<size_t>(status.st_size - position) + 1, size_t{1} << 40);
}

METHOD(FileIO, readall, "readall(self, /)", "Read all data from the file, returned as bytes.") {
    if (self->fd < 0) return raise_closed(thread);
    if (!self->readable) return raise_mode(thread, "reading");
    Bytearray* all = TRY(make_bytearray_sized(thread, rest_of(self->fd)));
    size_t used = 0;
    for (;;) {
        if (used == all->size()) TRY(bytearray_resize(thread, all, used + std::max<size_t>(used, 8192)));
        int64_t count = TRY(file_read_py(thread, self, all->data() + used, all->size() - used));
        if (count < 0 && used == 0) return none();
        if (count <= 0) break;
        used += static_cast<size_t>(count);
    }
    return Value(TRY(make_bytes(thread, all->view().substr(0, used))));
}
METHOD(FileIO, read, "read(self, size=-1, /)", "Read at most size bytes, returned as bytes.") {
    if (self->fd < 0) return raise_closed(thread);
    if (!self->readable) return raise_mode(thread, "reading");
    int64_t size = TRY(size_argument_py(thread, args[0]));
    if (size < 0) return call_named_py(thread, Value(self), "readall");
    size = std::min<int64_t>(size, 0x7ffff000);
    Bytes* data = TRY(make_bytes_buffer(thread, static_cast<size_t>(size)));
    int64_t count = TRY(file_read_py(thread, self, data->data_, data->size()));
    if (count < 0) return none();
    if (count == size) return Value(data);
    return Value(TRY(make_bytes(thread, data->view().substr(0, static_cast<size_t>(count)))));
}
METHOD(FileIO, readinto, "readinto(self, buffer, /)", "Same as RawIOBase.readinto().") {
    if (self->fd < 0) return raise_closed(thread);
    if (!self->readable) return raise_mode(thread, "reading");
    ByteView view(thread);
    TRY(open_writable_py(thread, view, args[0], "readinto"));
    int64_t count = TRY(file_read_py(thread, self, view.data(), view.size()));
    return count < 0 ? none() : Value::small(count);
}
METHOD(FileIO, write, "write(self, b, /)", "Write buffer b to file, return number of bytes written.") {
    if (self->fd < 0) return raise_closed(thread);
    if (!self->writable) return raise_mode(thread, "writing");
    InputBytes view(thread);
    TRY(view.open_py(args[0]));
    int64_t count = TRY(file_write_py(thread, self, view.data(), view.size()));
    return count < 0 ? none() : Value::small(count);
}

// ---- the position ----

METHOD(FileIO, seek, "seek(self, pos, whence=0, /)", "Move to new file position and return the file position.") {
    if (self->fd < 0) return raise_closed(thread);
    int whence = TRY(int_argument_py(thread, args[1]));
    if (args[0].is_immediate_double() || args[0].is<Float>())
        return raise(thread, Exc::TypeError, "an integer is required");
    int64_t offset = TRY(offset_argument_py(thread, args[0]));
    int64_t position = ::lseek(self->fd, offset, whence);
    if (position < 0) return raise_errno(thread, errno);
    self->seekable = 1;
    return make_int(thread, position);
}
METHOD(FileIO, tell, "tell(self, /)", "Current file position.") {
    if (self->fd < 0) return raise_closed(thread);
    int64_t position = ::lseek(self->fd, 0, SEEK_CUR);
    if (position < 0) return raise_errno(thread, errno);
    return make_int(thread, position);
}
METHOD(FileIO, truncate, "truncate(self, size=None, /)",
       "Truncate the file to at most size bytes and return the truncated size.") {
    if (self->fd < 0) return raise_closed(thread);
    if (!self->writable) return raise_mode(thread, "writing");
    int64_t size;
    if (args[0].is_none()) {
        size = ::lseek(self->fd, 0, SEEK_CUR);
        if (size < 0) return raise_errno(thread, errno);
    } else {
        size = TRY(offset_argument_py(thread, args[0]));
    }
    int error = 0;
    if (TRY(system_call_py(thread, &error, [&] { return ::ftruncate(self->fd, size); })) < 0)
        return raise_errno(thread, error);
    return args[0].is_none() ? make_int(thread, size) : args[0];
}
METHOD(FileIO, seekable, "seekable(self, /)", "True if file supports random-access.") {
    if (self->fd < 0) return raise_closed(thread);
    int8_t seekable = self->seekable;
    if (seekable < 0) self->seekable = seekable = ::lseek(self->fd, 0, SEEK_CUR) >= 0;
    return Value::boolean(seekable);
}
METHOD(FileIO, readable, "readable(self, /)", "True if file was opened in a read mode.") {
    if (self->fd < 0) return raise_closed(thread);
    return Value::boolean(self->readable);
}
METHOD(FileIO, writable, "writable(self, /)", "True if file was opened in a write mode.") {
    if (self->fd < 0) return raise_closed(thread);
    return Value::boolean(self->writable);
}
METHOD(FileIO, fileno, "fileno(self, /)", "Return the underlying file descriptor (an integer).") {
    if (self->fd < 0) return raise_closed(thread);
    return Value::small(self->fd);
}
METHOD(FileIO, isatty, "isatty(self, /)", "True if the file is connected to a TTY device.") {
    if (self->fd < 0) return raise_closed(thread);
    return Value::boolean(::isatty(self->fd));
}
METHOD(FileIO, _isatty_open_only, "_isatty_open_only(self, /)", nullptr) {
    if (self->fd < 0) return raise_closed(thread);
    return Value::boolean(::isatty(self->fd));
}

Result<void> warn_unclosed_py(Thread& thread, FileIO* file, Value source) {
    if (file->fd < 0 || !file->close_fd) return {};
    Str* text = TRY(repr_py(thread, source));
    if (warn_py(thread, Exc::ResourceWarning, format_text("unclosed file {}", text)).failed()) {
        if (thread.terminating) return kFailure;
        report_unraisable_py(thread, Value(file));
    }
    return {};
}
METHOD(FileIO, _dealloc_warn, "_dealloc_warn(self, source, /)", nullptr) {
    TRY(warn_unclosed_py(thread, self, args[0]));
    return none();
}
METHOD(FileIO, close, "close(self, /)", "Close the file.") {
    // _IOBase.close() flushes, which a subclass may have overridden.
    Result<Value> flushed = close_base_py(thread, self);
    if (flushed.failed() && thread.terminating) return kFailure;
    if (!self->close_fd) {
        self->fd = -1;
        return flushed;
    }
    Value earlier = flushed.failed() ? take_pending(thread) : Value::nothing();
    if (self->finalizing) TRY(warn_unclosed_py(thread, self, Value(self)));
    if (close_file(thread, self).failed()) {
        chain_pending(thread, earlier);
        return kFailure;
    }
    if (!earlier.is_nothing()) return raise_instance(thread, earlier);
    return none();
}
METHOD(FileIO, __getstate__, "__getstate__(self, /)", nullptr) {
    return raise(thread, Exc::TypeError, "cannot pickle '{}' instances", type_name(thread, Value(self)));
}

const char* mode_text(const FileIO* file) {
    if (file->created) return file->readable ? "xb+" : "xb";
    if (file->appending) return file->readable ? "ab+" : "ab";
    if (file->readable) return file->writable ? "rb+" : "rb";
    return "wb";
}
GETTER(FileIO, mode, "String giving the file mode") { return Value(make_ascii(thread, mode_text(self.to<FileIO>()))); }
GETTER(FileIO, closed, "True if the file is closed") { return Value::boolean(self.to<FileIO>()->fd < 0); }
GETTER(FileIO, closefd, "True if the file descriptor will be closed by close().") {
    return Value::boolean(self.to<FileIO>()->close_fd);
}
GETTER(FileIO, _blksize, nullptr) {
    uint32_t size = self.to<FileIO>()->block_size;
    return Value::small(size ? size : 8192);
}
Result<Value> get_finalizing(Thread&, Value self) { return Value::boolean(self.to<IOBase>()->finalizing); }
Result<void> set_finalizing(Thread& thread, Value self, Value value) {
    if (!value.is_nothing()) self.to<IOBase>()->finalizing = TRY(truth_py(thread, value));
    return {};
}
constexpr GetSetSpec kFinalizing = {"_finalizing", nullptr, get_finalizing, set_finalizing};

Result<Value> file_repr(Thread& thread, Value self) {
    auto* file = self.to<FileIO>();
    std::string name = "_io." + str_utf8_lossy(type_of(thread, self)->qualname.get());
    if (file->fd < 0) return format_str(thread, "<{} [closed]>", name);
    const char* closes = file->close_fd ? "True" : "False";
    Value named = TRY(find_attribute_py(thread, self, KRAIT_NAME(name)));
    if (named.is_unbound())
        return format_str(thread, "<{} fd={} mode='{}' closefd={}>", name, file->fd.load(), mode_text(file), closes);
    ReprGuard guard(thread, self);
    if (guard.recursive()) return raise(thread, Exc::RuntimeError, "reentrant call inside {}.__repr__", name);
    return format_str(thread, "<{} name={} mode='{}' closefd={}>", name, TRY(repr_py(thread, named)), mode_text(file),
                      closes);
}

}  // namespace

const TypeSpec kFileIOSpec = {
    .name = "_io.FileIO",
    .doc = "Open a file.",
    .size = sizeof(FileIO),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = file_repr, .construct = construct_file, .initialize = initialize_file},
    .methods = {&FileIO_read, &FileIO_readall, &FileIO_readinto, &FileIO_write, &FileIO_seek, &FileIO_tell,
                &FileIO_truncate, &FileIO_seekable, &FileIO_readable, &FileIO_writable, &FileIO_fileno, &FileIO_isatty,
                &FileIO__isatty_open_only, &FileIO__dealloc_warn, &FileIO_close, &FileIO___getstate__},
    .properties = {&FileIO_get_mode, &FileIO_get_closed, &FileIO_get_closefd, &FileIO_get__blksize, &kFinalizing},
    .signature = "FileIO(file, mode='r', closefd=True, opener=None)",
    .base_spec = &kRawIOBaseSpec,
};

}  // namespace krait::core
