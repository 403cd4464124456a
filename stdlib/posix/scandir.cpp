// os.scandir and DirEntry.
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stdlib/posix/posix.h"

namespace krait::core {

namespace {

struct DirEntry : Object {
    Field<Value> name, path;
    Field<Value> stat, lstat;  // nothing: not asked for
    uint64_t inode;
    int directory;  // of scandir(fd); else AT_FDCWD
    uint8_t kind;   // d_type
    bool is_bytes;
};

// The name for a system call, relative to entry->directory.
Result<std::string> target(Thread& thread, DirEntry* entry) {
    Value value = entry->directory == AT_FDCWD ? entry->path.get() : entry->name.get();
    return system_text_py(thread, value);
}
Result<Value> fetch_stat(Thread& thread, DirEntry* entry, bool follow) {
    Field<Value>& known = follow ? entry->stat : entry->lstat;
    if (Value value = known.get(); !value.is_nothing()) return value;
    if (follow && entry->kind != DT_LNK && entry->kind != DT_UNKNOWN) {
        Value value = TRY(fetch_stat(thread, entry, false));
        entry->stat.set(entry, value);
        return value;
    }
    std::string name = TRY(target(thread, entry));
    struct stat status;
    int error = 0;
    if (TRY(system_call_py(thread, &error, [&] {
            return fstatat(entry->directory, name.c_str(), &status, follow ? 0 : AT_SYMLINK_NOFOLLOW);
        })) < 0)
        return raise_errno(thread, error, entry->path.get());
    Value value = TRY(make_stat_result(thread, &status));
    known.set(entry, value);
    return value;
}
Result<bool> has_kind(Thread& thread, DirEntry* entry, bool follow, mode_t mode, uint8_t kind) {
    if (entry->kind != DT_UNKNOWN && !(entry->kind == DT_LNK && follow)) return entry->kind == kind;
    Result<Value> status = fetch_stat(thread, entry, follow);
    if (status.failed()) {
        if (!clear_pending_if(thread, Exc::FileNotFoundError)) return kFailure;  // a dangling link is nothing
        return false;
    }
    Value found = (*status.value().to<Tuple>())[0];
    return (static_cast<mode_t>(found.as_small()) & S_IFMT) == mode;
}

METHOD(DirEntry, is_dir, "is_dir(self, *, follow_symlinks=True)",
       "Return True if the entry is a directory; cached per entry.") {
    return Value::boolean(TRY(has_kind(thread, self, TRY(truth_py(thread, args[0])), S_IFDIR, DT_DIR)));
}
METHOD(DirEntry, is_file, "is_file(self, *, follow_symlinks=True)",
       "Return True if the entry is a file; cached per entry.") {
    return Value::boolean(TRY(has_kind(thread, self, TRY(truth_py(thread, args[0])), S_IFREG, DT_REG)));
}
METHOD(DirEntry, is_symlink, "is_symlink(self, /)", "Return True if the entry is a symbolic link; cached per entry.") {
    return Value::boolean(TRY(has_kind(thread, self, false, S_IFLNK, DT_LNK)));
}
METHOD(DirEntry, is_junction, "is_junction(self, /)", "Return True if the entry is a junction; cached per entry.") {
    return Value::false_();
}
METHOD(DirEntry, stat, "stat(self, *, follow_symlinks=True)",
       "Return stat_result object for the entry; cached per entry.") {
    return fetch_stat(thread, self, TRY(truth_py(thread, args[0])));
}
METHOD(DirEntry, inode, "inode(self, /)", "Return inode of the entry; cached per entry.") {
    return make_int_unsigned(thread, self->inode);
}
METHOD(DirEntry, __fspath__, "__fspath__(self, /)", "Returns the path for the entry.") { return self->path.get(); }
CLASS_GETITEM(DirEntry)
GETTER(DirEntry, name, "the entry's base filename, relative to scandir() \"path\" argument") {
    return self.to<DirEntry>()->name.get();
}
GETTER(DirEntry, path, "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)") {
    return self.to<DirEntry>()->path.get();
}
Result<Value> entry_repr(Thread& thread, Value self) {
    return format_str(thread, "<DirEntry {}>", TRY(repr_py(thread, self.to<DirEntry>()->name.get())));
}

// ---- the iterator ----

struct ScandirIterator : Object {
    DIR* directory;       // null: exhausted or closed
    Field<Value> prefix;  // the path as given, with its '/'; None for a descriptor
    int fd;               // AT_FDCWD unless a descriptor was given
    bool is_bytes;
};

void destroy_iterator(Cell* cell) {
    if (DIR* directory = static_cast<ScandirIterator*>(cell)->directory) closedir(directory);
}
void close_iterator(Thread& thread, ScandirIterator* self) {
    DIR* directory = __atomic_exchange_n(&self->directory, nullptr, __ATOMIC_ACQ_REL);
    if (!directory) return;
    Detached detached(thread);
    if (self->fd != AT_FDCWD) rewinddir(directory);
    closedir(directory);
}

Result<Value> next_entry(Thread& thread, Value value) {
    auto* self = value.to<ScandirIterator>();
    for (;;) {
        DIR* directory = self->directory;
        if (!directory) return Value::unbound();
        dirent* found;
        int error;
        {
            Detached detached(thread);
            errno = 0;
            found = readdir(directory);
            error = errno;
        }
        if (!found) {
            close_iterator(thread, self);
            if (error) return raise_errno(thread, error, self->prefix.get());
            return Value::unbound();
        }
        std::string name(found->d_name);
        if (name == "." || name == "..") continue;
        uint64_t inode = found->d_ino;
        uint8_t kind = found->d_type;
        Value name_value = TRY(path_result(thread, name, self->is_bytes));
        Value path_value = name_value;
        if (Value prefix = self->prefix.get(); !prefix.is_none())
            path_value = TRY(binary_py(thread, BinaryOp::Add, prefix, name_value));
        auto* entry = allocate_native<DirEntry>(thread, kDirEntrySpec);
        entry->name.set(entry, name_value);
        entry->path.set(entry, path_value);
        entry->inode = inode;
        entry->kind = kind;
        entry->directory = self->fd;
        entry->is_bytes = self->is_bytes;
        return Value(entry);
    }
}
METHOD(ScandirIterator, close, "close(self, /)", nullptr) {
    close_iterator(thread, self);
    return none();
}
METHOD(ScandirIterator, __enter__, "__enter__(self, /)", nullptr) { return Value(self); }
METHOD(ScandirIterator, __exit__, "__exit__(self, /, *args)", nullptr) {
    close_iterator(thread, self);
    return none();
}
Result<void> finalize_iterator(Thread& thread, Value self) {
    if (!self.to<ScandirIterator>()->directory) return {};
    Str* text = TRY(repr_py(thread, self));
    Result<void> warned = warn_py(thread, Exc::ResourceWarning, format_text("unclosed scandir iterator {}", text));
    close_iterator(thread, self.to<ScandirIterator>());
    return warned;
}

FUNCTION(posix, scandir, "scandir(path=None)", "Return an iterator of DirEntry objects for given path.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "scandir", &path, path_kind::kDescriptor | path_kind::kNone));
    Value prefix = none();
    if (!path.has_fd) {
        std::string text = path.is_none ? "./" : path.text;
        if (!path.is_none && !text.empty() && text.back() != '/') text += '/';
        prefix = TRY(path_result(thread, text, path.is_bytes));
    }
    auto* iterator = allocate_native<ScandirIterator>(thread, kScandirIteratorSpec);
    iterator->prefix.set(iterator, prefix);
    iterator->is_bytes = path.is_bytes;
    iterator->fd = path.has_fd ? path.fd : AT_FDCWD;
    thread.heap().register_native(iterator, destroy_iterator);
    DIR* directory;
    int error;
    {
        Detached detached(thread);
        int own = path.has_fd ? ::fcntl(path.fd, F_DUPFD_CLOEXEC, 0) : -1;
        directory = path.has_fd ? (own < 0 ? nullptr : fdopendir(own)) : opendir(path.c_str());
        error = errno;
        if (!directory && own >= 0) ::close(own);
        if (directory && path.has_fd) rewinddir(directory);
    }
    if (!directory) return raise_path_error(thread, error, path);
    iterator->directory = directory;
    return Value(iterator);
}

}  // namespace

const TypeSpec kDirEntrySpec = {
    .name = "posix.DirEntry",
    .size = sizeof(DirEntry),
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = entry_repr},
    .methods = {&DirEntry_is_dir, &DirEntry_is_file, &DirEntry_is_symlink, &DirEntry_is_junction, &DirEntry_stat,
                &DirEntry_inode, &DirEntry___fspath__, &DirEntry___class_getitem__},
    .properties = {&DirEntry_get_name, &DirEntry_get_path},
    .trace = trace_members<DirEntry, &DirEntry::name, &DirEntry::path, &DirEntry::stat, &DirEntry::lstat>,
};
const TypeSpec kScandirIteratorSpec = {
    .name = "posix.ScandirIterator",
    .size = sizeof(ScandirIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterator_self, .next = next_entry, .finalize = finalize_iterator},
    .methods = {&ScandirIterator_close, &ScandirIterator___enter__, &ScandirIterator___exit__},
    .trace = trace_members<ScandirIterator, &ScandirIterator::prefix>,
};
const FunctionTable kScandirFunctions = {&posix_scandir};

}  // namespace krait::core
