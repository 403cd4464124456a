// The module mmap: memory-mapped files. Library Reference: mmap.
//
// The mapping stays where it is while it is lent out (exports): close() and resize() refuse then. Otherwise it is looked at and
// changed in the object's byte lock only, and so are place and size: no address of it is kept beyond that. What lies under it may
// change or vanish by other hands; a file that was made shorter makes an access fail with SIGBUS, as everywhere.
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/sequence_parts.h"
#include "stdlib/int_constants.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/descriptor.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

enum class Access : int { Default = 0, Read = 1, Write = 2, Copy = 3 };

class Mmap : public Object {
public:
    Relaxed<char*> data;  // null: closed
    Relaxed<int64_t> size, position;
    int64_t offset;
    Relaxed<int> fd;  // our own copy; -1: anonymous
    Access access;
    bool shared;
    std::atomic<int64_t> exports;
    static const TypeSpec spec;
};

// What remains to be given back of one that has been closed.
struct Remains {
    char* data;
    int64_t size;
    int fd;
};
Remains take_mapping(Mmap* self) {
    Remains remains{self->data, self->size, self->fd};
    self->data = nullptr;
    self->fd = -1;
    self->size = self->position = 0;  // __index__ of an argument may close it
    return remains;
}
void unmap(const Remains& remains) {
    if (remains.data) ::munmap(remains.data, static_cast<size_t>(remains.size));
    if (remains.fd >= 0) ::close(remains.fd);
}
void destroy_mmap(Cell* cell) { unmap(take_mapping(static_cast<Mmap*>(cell))); }

Failure raise_closed(Thread& thread) { return raise(thread, Exc::ValueError, "mmap closed or invalid"); }
Result<void> check_open(Thread& thread, const Mmap* self) {
    if (!self->data) return raise_closed(thread);
    return {};
}
// `use()` has the mapping for itself, and answers whether what it wanted lies within; else the error is raised.
template <typename Use>
Result<void> use_mapping(Thread& thread, Mmap* self, Exc error, std::string_view message, Use&& use) {
    bool open;
    {
        ByteLockGuard guard(thread, self);
        open = self->data;
        if (open && use()) return {};
    }
    if (!open) return raise_closed(thread);
    return raise(thread, error, "{}", message);
}
// A copy of what `choose()` finds, which is a part of the mapping, and it moves on behind that.
template <typename Choose>
Result<Value> read_mapping(Thread& thread, Mmap* self, Choose&& choose) {
    Bytes* made = empty_bytes(thread);
    for (;;) {
        size_t wanted = 0;
        {
            ByteLockGuard guard(thread, self);
            if (self->data) {
                std::string_view part = choose();
                wanted = part.size();
                if (wanted == made->size()) {
                    if (wanted) memcpy(made->data_, part.data(), wanted);
                    self->position += static_cast<int64_t>(wanted);
                    return Value(made);
                }
            }
        }
        TRY(check_open(thread, self));
        made = TRY(make_bytes_buffer(thread, wanted));
    }
}
Result<void> check_writable(Thread& thread, const Mmap* self) {
    TRY(check_open(thread, self));
    if (self->access == Access::Read) return raise(thread, Exc::TypeError, "mmap can't modify a readonly memory map.");
    return {};
}
// A memoryview that nobody has any more gives its buffer back when it is collected.
bool is_lent_out(Thread& thread, const Mmap* self) {
    if (self->exports > 0) thread.heap().collect(thread, Collection::Full);
    return self->exports > 0;
}
Result<void> check_resizable(Thread& thread, const Mmap* self) {
    TRY(check_open(thread, self));
    if (is_lent_out(thread, self))
        return raise(thread, Exc::BufferError, "mmap can't resize with extant buffers exported.");
    if (self->access == Access::Read || self->access == Access::Copy)
        return raise(thread, Exc::TypeError, "mmap can't resize a readonly or copy-on-write memory map.");
    return {};
}

Result<Value> construct_mmap(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[7];
    TRY(bind_arguments(thread, "mmap(fileno, length, flags=1, prot=3, access=0, offset=0, *, trackfd=True)", arguments,
                       bound));
    int fd = TRY(int_argument_py(thread, bound[0]));
    int64_t length = TRY(index_int64_py(thread, bound[1]));
    int flags = TRY(int_argument_py(thread, bound[2]))
    , protection = TRY(int_argument_py(thread, bound[3]))
    , access = TRY(int_argument_py(thread, bound[4]));
    int64_t offset = TRY(index_int64_py(thread, bound[5]));
    bool track = TRY(truth_py(thread, bound[6]));
    if (length < 0) return raise(thread, Exc::OverflowError, "memory mapped length must be positive");
    if (offset < 0) return raise(thread, Exc::OverflowError, "memory mapped offset must be positive");
    if (access && (flags != MAP_SHARED || protection != (PROT_READ | PROT_WRITE)))
        return raise(thread, Exc::ValueError, "mmap can't specify both access and flags, prot.");
    switch (static_cast<Access>(access)) {
    case Access::Read:
        flags = MAP_SHARED;
        protection = PROT_READ;
        break;
    case Access::Write:
        flags = MAP_SHARED;
        protection = PROT_READ | PROT_WRITE;
        break;
    case Access::Copy:
        flags = MAP_PRIVATE;
        protection = PROT_READ | PROT_WRITE;
        break;
    case Access::Default:
        if (!(protection & PROT_WRITE)) access = static_cast<int>(Access::Read);
        break;
    default: return raise(thread, Exc::ValueError, "mmap invalid access parameter.");
    }
    if (fd != -1) {
        struct stat status;
        if (::fstat(fd, &status) < 0) return raise_errno(thread, errno);
        if (S_ISREG(status.st_mode)) {
            if (length == 0) {
                if (status.st_size == 0) return raise(thread, Exc::ValueError, "cannot mmap an empty file");
                if (offset >= status.st_size)
                    return raise(thread, Exc::ValueError, "mmap offset is greater than file size");
                length = status.st_size - offset;
            } else if (offset > status.st_size || status.st_size - offset < length) {
                return raise(thread, Exc::ValueError, "mmap length is greater than file size");
            }
        }
    }
    if (!(protection & (PROT_READ | PROT_WRITE)))
        return raise(thread, Exc::ValueError, "mmap: memory that can be neither read nor written is not supported");
    auto* self = allocate_as<Mmap>(thread, type);
    self->fd = -1;
    self->shared = flags & MAP_SHARED;
    self->access = static_cast<Access>(access);
    self->offset = offset;
    thread.heap().register_native(self, destroy_mmap);
    if (fd == -1) {
        flags |= MAP_ANONYMOUS;
    } else if (track) {
        self->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (self->fd < 0) return raise_errno(thread, errno);
    }
    void* data = ::mmap(nullptr, static_cast<size_t>(length), protection, flags, fd, offset);
    if (data == MAP_FAILED) return raise_errno(thread, errno);
    self->data = static_cast<char*>(data);
    self->size = length;
    return Value(self);
}

// ---- as a sequence ----

Result<int64_t> length_mmap(Thread& thread, Value self) {
    TRY(check_open(thread, self.to<Mmap>()));
    return self.to<Mmap>()->size.load();
}
Result<int64_t> place_py(Thread& thread, Mmap* self, Value key) {
    int64_t place = TRY(index_int64_py(thread, key, OutOfRange::Clamp));
    if (place < 0) place += self->size;
    if (place < 0 || place >= self->size) return raise(thread, Exc::IndexError, "mmap index out of range");
    return place;
}
Result<Value> get_item_mmap(Thread& thread, Value object, Value key) {
    auto* self = object.to<Mmap>();
    TRY(check_open(thread, self));
    if (auto* slice = as_kind<Slice>(thread, key)) {
        SliceParts parts = TRY(slice_parts_py(thread, slice));
        for (;;) {
            TRY(check_open(thread, self));
            int64_t size = self->size;
            SliceBounds bounds = slice_bounds(parts, size);
            if (bounds.length <= 0) return Value(empty_bytes(thread));
            Bytes* made = TRY(make_bytes_buffer(thread, static_cast<size_t>(bounds.length)));
            ByteLockGuard guard(thread, self);
            const char* data = self->data;
            if (!data || self->size != size) continue;
            if (bounds.step == 1) memcpy(made->data_, data + bounds.start, static_cast<size_t>(bounds.length));
            else
                for (int64_t i = 0; i < bounds.length; ++i) made->data_[i] = data[bounds.start + i * bounds.step];
            return Value(made);
        }
    }
    if (!type_of(thread, key)->slots.index) return raise(thread, Exc::TypeError, "mmap indices must be integers");
    int64_t place = TRY(place_py(thread, self, key));
    unsigned char byte = 0;
    TRY(use_mapping(thread, self, Exc::IndexError, "mmap index out of range", [&] {
        if (place >= self->size) return false;
        byte = static_cast<unsigned char>(self->data[place]);
        return true;
    }));
    return Value::small(byte);
}
Result<void> set_item_mmap(Thread& thread, Value object, Value key, Value value) {
    auto* self = object.to<Mmap>();
    TRY(check_writable(thread, self));
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "mmap object doesn't support item deletion");
    if (auto* slice = as_kind<Slice>(thread, key)) {
        SliceParts parts = TRY(slice_parts_py(thread, slice));
        BytesArgument bytes(thread);
        TRY(bytes.open_py(value));
        return use_mapping(thread, self, Exc::IndexError, "mmap slice assignment is wrong size", [&] {
            SliceBounds bounds = slice_bounds(parts, self->size);
            if (static_cast<int64_t>(bytes->size()) != bounds.length) return false;
            char* data = self->data;
            if (bounds.step == 1) memmove(data + bounds.start, bytes->data(), bytes->size());
            else
                for (size_t i = 0; i < bytes->size(); ++i)
                    data[bounds.start + static_cast<int64_t>(i) * bounds.step] = (*bytes)[i];
            return true;
        });
    }
    if (!type_of(thread, key)->slots.index) return raise(thread, Exc::TypeError, "mmap indices must be integers");
    int64_t place = TRY(place_py(thread, self, key));
    if (!is_int(thread, value)) return raise(thread, Exc::TypeError, "mmap assignment must be single-character string");
    int64_t byte = TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    if (byte < 0 || byte > 255) return raise(thread, Exc::ValueError, "mmap item value must be in range(0, 256)");
    return use_mapping(thread, self, Exc::IndexError, "mmap index out of range", [&] {
        if (place >= self->size) return false;
        self->data[place] = static_cast<char>(byte);
        return true;
    });
}
Result<Value> iterate_mmap(Thread& thread, Value self) { return make_sequence_iterator(thread, self); }

Result<void> get_buffer_mmap(Thread& thread, Value object, BufferView& view) {
    auto* self = object.to<Mmap>();
    return use_mapping(thread, self, Exc::ValueError, {}, [&] {
        view.set_bytes(object, self->data, static_cast<size_t>(self->size.load()), self->access == Access::Read);
        self->exports.fetch_add(1);
        view.exports = &self->exports;
        return true;
    });
}

// ---- as a file ----

std::string_view rest_of(const Mmap* self) {
    int64_t size = self->size, position = self->position;
    if (position >= size) return {};
    return {self->data + position, static_cast<size_t>(size - position)};
}
METHOD(Mmap, close, "close(self, /)", nullptr) {
    if (is_lent_out(thread, self)) return raise(thread, Exc::BufferError, "cannot close exported pointers exist");
    std::optional<Remains> remains;
    {
        ByteLockGuard guard(thread, self);
        if (self->exports == 0) remains = take_mapping(self);
    }
    if (!remains) return raise(thread, Exc::BufferError, "cannot close exported pointers exist");
    unmap(*remains);
    return none();
}
METHOD(Mmap, read, "read(self, n=None, /)", nullptr) {
    TRY(check_open(thread, self));
    int64_t count = args[0].is_none() ? -1 : TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    return read_mapping(thread, self, [&] {
        std::string_view rest = rest_of(self);
        return count >= 0 ? rest.substr(0, static_cast<size_t>(count)) : rest;
    });
}
METHOD(Mmap, read_byte, "read_byte(self, /)", nullptr) {
    unsigned char byte = 0;
    TRY(use_mapping(thread, self, Exc::ValueError, "read byte out of range", [&] {
        std::string_view rest = rest_of(self);
        if (rest.empty()) return false;
        byte = static_cast<unsigned char>(rest[0]);
        ++self->position;
        return true;
    }));
    return Value::small(byte);
}
METHOD(Mmap, readline, "readline(self, /)", nullptr) {
    return read_mapping(thread, self, [&] {
        std::string_view rest = rest_of(self);
        size_t end = rest.find('\n');
        return end == rest.npos ? rest : rest.substr(0, end + 1);
    });
}
METHOD(Mmap, write, "write(self, bytes, /)", nullptr) {
    TRY(check_writable(thread, self));
    BytesArgument bytes(thread);
    TRY(bytes.open_py(args[0]));
    auto count = static_cast<int64_t>(bytes->size());
    TRY(use_mapping(thread, self, Exc::ValueError, "data out of range", [&] {
        int64_t position = self->position;
        if (position > self->size || self->size - position < count) return false;
        if (count) memmove(self->data + position, bytes->data(), bytes->size());
        self->position = position + count;
        return true;
    }));
    return Value::small(count);
}
METHOD(Mmap, write_byte, "write_byte(self, byte, /)", nullptr) {
    TRY(check_writable(thread, self));
    int64_t byte = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    if (byte < 0 || byte > 255) return raise(thread, Exc::OverflowError, "unsigned byte integer is out of range");
    TRY(use_mapping(thread, self, Exc::ValueError, "write byte out of range", [&] {
        int64_t position = self->position;
        if (position >= self->size) return false;
        self->data[position] = static_cast<char>(byte);
        self->position = position + 1;
        return true;
    }));
    return none();
}
METHOD(Mmap, seek, "seek(self, pos, whence=0, /)", nullptr) {
    TRY(check_open(thread, self));
    int64_t place = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    int whence = TRY(int_argument_py(thread, args[1]));
    if (whence < 0 || whence > 2) return raise(thread, Exc::ValueError, "unknown seek type");
    TRY(use_mapping(thread, self, Exc::ValueError, "seek out of range", [&] {
        int64_t from = whence == 0 ? 0 : whence == 1 ? self->position.load() : self->size.load();
        if (__builtin_add_overflow(place, from, &place) || place < 0 || place > self->size) return false;
        self->position = place;
        return true;
    }));
    return Value::small(place);
}
METHOD(Mmap, seekable, "seekable(self, /)", nullptr) { return Value::true_(); }
METHOD(Mmap, tell, "tell(self, /)", nullptr) {
    TRY(check_open(thread, self));
    return Value::small(self->position.load());
}
METHOD(Mmap, size, "size(self, /)", nullptr) {
    struct stat status{};
    int error = 0;
    TRY(use_mapping(thread, self, Exc::ValueError, {}, [&] {
        if (self->fd < 0) status.st_size = self->size;
        else if (::fstat(self->fd, &status) < 0) error = errno;
        return true;
    }));
    if (error) return raise_errno(thread, error);
    return make_int(thread, status.st_size);
}
METHOD(Mmap, flush, "flush(self, offset=0, size=?, /)", nullptr) {
    TRY(check_open(thread, self));
    int64_t offset = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    int64_t size = args[1].is_nothing() ? self->size.load() : TRY(index_int64_py(thread, args[1], OutOfRange::Clamp));
    char* from = nullptr;
    TRY(use_mapping(thread, self, Exc::ValueError, "flush values out of range", [&] {
        if (size < 0 || offset < 0 || offset > self->size || self->size - offset < size) return false;
        from = self->data + offset;
        return true;
    }));
    if (self->access == Access::Read || self->access == Access::Copy) return none();
    int error = 0;
    // One that is closed meanwhile has nothing to be written: ENOMEM.
    if (TRY(system_call_py(thread, &error, [&] { return ::msync(from, static_cast<size_t>(size), MS_SYNC); })) < 0)
        return raise_errno(thread, error);
    return none();
}
METHOD(Mmap, move, "move(self, dest, src, count, /)", nullptr) {
    int64_t to = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp))
    , from = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp))
    , count = TRY(index_int64_py(thread, args[2], OutOfRange::Clamp));
    TRY(check_writable(thread, self));
    TRY(use_mapping(thread, self, Exc::ValueError, "source, destination, or count out of range", [&] {
        int64_t size = self->size;
        if (to < 0 || from < 0 || count < 0 || to > size || from > size || size - to < count || size - from < count)
            return false;
        memmove(self->data + to, self->data + from, static_cast<size_t>(count));
        return true;
    }));
    return none();
}
METHOD(Mmap, resize, "resize(self, newsize, /)", nullptr) {
    int64_t size = TRY(index_int64_py(thread, args[0]));
    TRY(check_resizable(thread, self));
    if (size < 0 || INT64_MAX - size < self->offset) return raise(thread, Exc::ValueError, "new size out of range");
    int error = 0;
    bool lent_out = false;
    // The pages beyond the end of the object behind a shared anonymous map are none: SIGBUS.
    TRY(use_mapping(thread, self, Exc::ValueError, "mmap: can't expand a shared anonymous mapping on Linux", [&] {
        lent_out = self->exports > 0;
        if (lent_out) return true;
        if (self->fd < 0 && self->shared && size > self->size) return false;
        if (self->fd >= 0 && ::ftruncate(self->fd, self->offset + size) < 0) {
            error = errno;
            return true;
        }
        void* moved =
            ::mremap(self->data, static_cast<size_t>(self->size.load()), static_cast<size_t>(size), MREMAP_MAYMOVE);
        if (moved == MAP_FAILED) {
            error = errno;
            return true;
        }
        self->data = static_cast<char*>(moved);
        self->size = size;
        return true;
    }));
    if (lent_out) return raise(thread, Exc::BufferError, "mmap can't resize with extant buffers exported.");
    if (error) return raise_errno(thread, error);
    return none();
}
METHOD(Mmap, madvise, "madvise(self, option, start=0, length=?, /)", nullptr) {
    TRY(check_open(thread, self));
    int option = TRY(int_argument_py(thread, args[0]));
    int64_t start = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp));
    int64_t length = args[2].is_nothing() ? self->size.load() : TRY(index_int64_py(thread, args[2], OutOfRange::Clamp));
    if (start >= 0 && start < self->size && length < 0) return raise(thread, Exc::ValueError, "madvise length invalid");
    int error = 0;
    TRY(use_mapping(thread, self, Exc::ValueError, "madvise start out of bounds", [&] {
        if (start < 0 || start >= self->size) return false;
        auto count = static_cast<size_t>(std::min(length, self->size - start));
        if (::madvise(self->data + start, count, option) < 0) error = errno;
        return true;
    }));
    if (error) return raise_errno(thread, error);
    return none();
}
Result<Value> find_py(Thread& thread, Mmap* self, const Value* args, bool backwards) {
    TRY(check_open(thread, self));
    BytesArgument sought(thread);
    TRY(sought.open_py(args[0]));
    int64_t start = backwards || !args[1].is_nothing() ? int64_t{0} : self->position.load(), end = self->size;
    if (backwards && args[1].is_nothing()) start = self->position;
    if (!args[1].is_nothing() && !args[1].is_none()) start = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp));
    if (!args[2].is_nothing() && !args[2].is_none()) end = TRY(index_int64_py(thread, args[2], OutOfRange::Clamp));
    int64_t place = -1;
    TRY(use_mapping(thread, self, Exc::ValueError, {}, [&] {
        for (int64_t* bound : {&start, &end}) {
            if (*bound < 0) *bound += self->size;
            *bound = std::clamp<int64_t>(*bound, 0, self->size);
        }
        if (end < start) return true;
        std::string_view text(self->data + start, static_cast<size_t>(end - start));
        size_t found = backwards ? text.rfind(*sought) : text.find(*sought);
        if (found != text.npos) place = start + static_cast<int64_t>(found);
        return true;
    }));
    return Value::small(place);
}
METHOD(Mmap, find, "find(self, view, start=?, end=?, /)", nullptr) { return find_py(thread, self, args, false); }
METHOD(Mmap, rfind, "rfind(self, view, start=?, end=?, /)", nullptr) { return find_py(thread, self, args, true); }
METHOD(Mmap, __enter__, "__enter__(self, /)", nullptr) {
    TRY(check_open(thread, self));
    return Value(self);
}
METHOD(Mmap, __exit__, "__exit__(self, exc_type, exc_value, traceback, /)", nullptr) {
    return Mmap_close_code(thread, self, args);
}
GETTER(Mmap, closed, nullptr) { return Value::boolean(!self.to<Mmap>()->data); }
Result<Value> repr_mmap(Thread& thread, Value object) {
    auto* self = object.to<Mmap>();
    const char* names[] = {"ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"};
    const char* access = names[static_cast<int>(self->access)];
    if (!self->data) return format_str(thread, "<{} closed=True, access={}>", "mmap.mmap", access);
    return format_str(thread, "<{} closed=False, access={}, length={}, pos={}, offset={}>", "mmap.mmap", access,
                      self->size.load(), self->position.load(), self->offset);
}

const TypeSpec Mmap::spec = {
    .name = "mmap.mmap",
    .doc = "Maps length bytes from the file specified by the file descriptor fileno, and returns a mmap object.",
    .size = sizeof(Mmap),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.repr = repr_mmap,
              .length = length_mmap,
              .get_item = get_item_mmap,
              .set_item = set_item_mmap,
              .iterate = iterate_mmap,
              .construct = construct_mmap,
              .get_buffer = get_buffer_mmap},
    .methods = {&Mmap_close, &Mmap_read, &Mmap_read_byte, &Mmap_readline, &Mmap_write, &Mmap_write_byte, &Mmap_seek,
                &Mmap_seekable, &Mmap_tell, &Mmap_size, &Mmap_flush, &Mmap_move, &Mmap_resize, &Mmap_madvise,
                &Mmap_find, &Mmap_rfind, &Mmap___enter__, &Mmap___exit__},
    .properties = {&Mmap_get_closed},
    .trace = [](Cell*, Tracer&) {},
    .signature = "mmap(fileno, length, flags=1, prot=3, access=0, offset=0, *, trackfd=True)",
};

#define C(NAME) {#NAME, static_cast<int64_t>(NAME)}
constexpr IntConstant kConstants[] = {
    C(PROT_EXEC),          C(PROT_READ),       C(PROT_WRITE),
    C(MAP_SHARED),         C(MAP_PRIVATE),     C(MAP_DENYWRITE),
    C(MAP_EXECUTABLE),     C(MAP_ANONYMOUS),   {"MAP_ANON", MAP_ANONYMOUS},
    C(MAP_POPULATE),       C(MAP_STACK),       C(MAP_NORESERVE),
    {"ACCESS_DEFAULT", 0}, {"ACCESS_READ", 1}, {"ACCESS_WRITE", 2},
    {"ACCESS_COPY", 3},    C(MADV_NORMAL),     C(MADV_RANDOM),
    C(MADV_SEQUENTIAL),    C(MADV_WILLNEED),   C(MADV_DONTNEED),
    C(MADV_REMOVE),        C(MADV_DONTFORK),   C(MADV_DOFORK),
    C(MADV_HWPOISON),      C(MADV_MERGEABLE),  C(MADV_UNMERGEABLE),
    C(MADV_HUGEPAGE),      C(MADV_NOHUGEPAGE), C(MADV_DONTDUMP),
    C(MADV_DODUMP),        C(MADV_FREE),
};
#undef C
Result<void> execute_mmap(Thread& thread, Module* module) {
    TRY(module_add(thread, module, "error", Value(thread.interpreter->type(Exc::OSError))));
    TRY(module_add(thread, module, "PAGESIZE", Value::small(::sysconf(_SC_PAGESIZE))));
    TRY(module_add(thread, module, "ALLOCATIONGRANULARITY", Value::small(::sysconf(_SC_PAGESIZE))));
    return add_constants(thread, module, kConstants);
}

}  // namespace

extern const ModuleSpec kMmapModule;
const ModuleSpec kMmapModule = {
    .name = "mmap", .doc = "Memory-mapped files.", .types = {&Mmap::spec}, .execute = execute_mmap};

}  // namespace krait::core
