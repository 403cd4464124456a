// Functions that change the file system or look into it by name.
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "stdlib/posix/posix.h"

namespace krait::core {

Result<int> directory_argument_py(Thread& thread, Value value) {
    if (value.is_none()) return AT_FDCWD;
    bool found = is_int(thread, value);
    if (!found) found = !type_of(thread, value)->lookup(thread, KRAIT_NAME(dunder_index)).is_nothing();
    if (!found)
        return raise(thread, Exc::TypeError, "argument should be integer or None, not {}", type_name(thread, value));
    return int_argument_py(thread, value);
}
Result<Value> path_result(Thread& thread, std::string_view text, bool as_bytes) {
    if (as_bytes) return Value(TRY(make_bytes(thread, text)));
    return Value(TRY(decode_path(thread, text)));
}

namespace {

template <typename Call>
Result<Value> on_path(Thread& thread, const PathArgument& path, Call&& call) {
    int error = 0;
    if (TRY(system_call_py(thread, &error, call)) < 0) return raise_path_error(thread, error, path);
    return none();
}
template <typename Call>
Result<Value> on_two_paths(Thread& thread, const PathArgument& from, const PathArgument& to, Call&& call) {
    int error = 0;
    if (TRY(system_call_py(thread, &error, call)) < 0) return raise_errno(thread, error, from.object, to.object);
    return none();
}

FUNCTION(posix, mkdir, "mkdir(path, mode=511, *, dir_fd=None)", "Create a directory.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "mkdir", &path));
    int mode = TRY(int_argument_py(thread, args[1]))
    , fd = TRY(directory_argument_py(thread, args[2]));
    return on_path(thread, path, [&] { return mkdirat(fd, path.c_str(), static_cast<mode_t>(mode)); });
}
FUNCTION(posix, rmdir, "rmdir(path, *, dir_fd=None)", "Remove a directory.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "rmdir", &path));
    int fd = TRY(directory_argument_py(thread, args[1]));
    return on_path(thread, path, [&] { return unlinkat(fd, path.c_str(), AT_REMOVEDIR); });
}
FUNCTION(posix, unlink, "unlink(path, *, dir_fd=None)", "Remove a file (same as remove()).") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "unlink", &path));
    int fd = TRY(directory_argument_py(thread, args[1]));
    return on_path(thread, path, [&] { return unlinkat(fd, path.c_str(), 0); });
}
FUNCTION(posix, remove, "remove(path, *, dir_fd=None)", "Remove a file (same as unlink()).") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "remove", &path));
    int fd = TRY(directory_argument_py(thread, args[1]));
    return on_path(thread, path, [&] { return unlinkat(fd, path.c_str(), 0); });
}
Result<Value> rename_py(Thread& thread, const char* function, const Value* args) {
    PathArgument from, to;
    TRY(path_argument_py(thread, args[0], function, &from, 0, "src"));
    TRY(path_argument_py(thread, args[1], function, &to, 0, "dst"));
    int from_fd = TRY(directory_argument_py(thread, args[2]))
    , to_fd = TRY(directory_argument_py(thread, args[3]));
    return on_two_paths(thread, from, to, [&] { return renameat(from_fd, from.c_str(), to_fd, to.c_str()); });
}
FUNCTION(posix, rename, "rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", "Rename a file or directory.") {
    return rename_py(thread, "rename", args);
}
FUNCTION(posix, replace, "replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
         "Rename a file or directory, overwriting the destination.") {
    return rename_py(thread, "replace", args);
}
FUNCTION(posix, link, "link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)",
         "Create a hard link to a file.") {
    PathArgument from, to;
    TRY(path_argument_py(thread, args[0], "link", &from, 0, "src"));
    TRY(path_argument_py(thread, args[1], "link", &to, 0, "dst"));
    int from_fd = TRY(directory_argument_py(thread, args[2]))
    , to_fd = TRY(directory_argument_py(thread, args[3]));
    bool follow = TRY(truth_py(thread, args[4]));
    return on_two_paths(thread, from, to, [&] {
        return linkat(from_fd, from.c_str(), to_fd, to.c_str(), follow ? AT_SYMLINK_FOLLOW : 0);
    });
}
FUNCTION(posix, symlink, "symlink(src, dst, target_is_directory=False, *, dir_fd=None)",
         "Create a symbolic link pointing to src named dst.") {
    PathArgument from, to;
    TRY(path_argument_py(thread, args[0], "symlink", &from, 0, "src"));
    TRY(path_argument_py(thread, args[1], "symlink", &to, 0, "dst"));
    int fd = TRY(directory_argument_py(thread, args[3]));
    return on_two_paths(thread, from, to, [&] { return symlinkat(from.c_str(), fd, to.c_str()); });
}
FUNCTION(posix, readlink, "readlink(path, *, dir_fd=None)",
         "Return a string representing the path to which the symbolic link points.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "readlink", &path));
    int fd = TRY(directory_argument_py(thread, args[1]))
    , error = 0;
    std::string target(4096, '\0');
    int64_t length =
        TRY(system_call_py(thread, &error, [&] { return readlinkat(fd, path.c_str(), target.data(), target.size()); }));
    if (length < 0) return raise_path_error(thread, error, path);
    return path_result(thread, std::string_view(target).substr(0, static_cast<size_t>(length)), path.is_bytes);
}
FUNCTION(posix, chmod, "chmod(path, mode, *, dir_fd=None, follow_symlinks=True)",
         "Change the access permissions of a file.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "chmod", &path, path_kind::kDescriptor));
    auto mode = static_cast<mode_t>(TRY(int_argument_py(thread, args[1])));
    int fd = TRY(directory_argument_py(thread, args[2]));
    bool follow = TRY(truth_py(thread, args[3]));
    if (!follow) return raise(thread, Exc::NotImplementedError, "chmod: follow_symlinks unavailable on this platform");
    return on_path(thread, path,
                   [&] { return path.has_fd ? ::fchmod(path.fd, mode) : fchmodat(fd, path.c_str(), mode, 0); });
}
FUNCTION(posix, fchmod, "fchmod(fd, mode)", "Change the access permissions of the file given by file descriptor fd.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , mode = TRY(int_argument_py(thread, args[1]))
    , error = 0;
    if (TRY(system_call_py(thread, &error, [&] { return ::fchmod(fd, static_cast<mode_t>(mode)); })) < 0)
        return raise_errno(thread, error);
    return none();
}
// -1 leaves the owner or group as it is.
Result<uint32_t> owner_argument_py(Thread& thread, Value value, const char* what) {
    if (!is_int(thread, value))
        return raise(thread, Exc::TypeError, "{} should be integer, not {}", what, type_name(thread, value));
    int64_t number = TRY(index_int64_py(thread, value));
    if (number < -1) return raise(thread, Exc::OverflowError, "{} is less than minimum", what);
    if (number > UINT32_MAX) return raise(thread, Exc::OverflowError, "{} is greater than maximum", what);
    return static_cast<uint32_t>(number);
}
FUNCTION(posix, chown, "chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
         "Change the owner and group id of path to the numeric uid and gid.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "chown", &path, path_kind::kDescriptor));
    uint32_t uid = TRY(owner_argument_py(thread, args[1], "uid"))
    , gid = TRY(owner_argument_py(thread, args[2], "gid"));
    int fd = TRY(directory_argument_py(thread, args[3]));
    bool follow = TRY(truth_py(thread, args[4]));
    return on_path(thread, path, [&] {
        return path.has_fd ? ::fchown(path.fd, uid, gid)
                           : fchownat(fd, path.c_str(), uid, gid, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    });
}
FUNCTION(posix, lchown, "lchown(path, uid, gid)",
         "Change the owner and group id of path, without following symbolic links.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "lchown", &path));
    uint32_t uid = TRY(owner_argument_py(thread, args[1], "uid"))
    , gid = TRY(owner_argument_py(thread, args[2], "gid"));
    return on_path(thread, path, [&] { return ::lchown(path.c_str(), uid, gid); });
}
FUNCTION(posix, fchown, "fchown(fd, uid, gid)",
         "Change the owner and group id of the file specified by file descriptor.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , error = 0;
    uint32_t uid = TRY(owner_argument_py(thread, args[1], "uid"))
    , gid = TRY(owner_argument_py(thread, args[2], "gid"));
    if (TRY(system_call_py(thread, &error, [&] { return ::fchown(fd, uid, gid); })) < 0)
        return raise_errno(thread, error);
    return none();
}
FUNCTION(posix, access, "access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
         "Use the real uid/gid to test for access to a path.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "access", &path));
    int mode = TRY(int_argument_py(thread, args[1]))
    , fd = TRY(directory_argument_py(thread, args[2]))
    , error = 0;
    int flags =
        (TRY(truth_py(thread, args[3])) ? AT_EACCESS : 0) | (TRY(truth_py(thread, args[4])) ? 0 : AT_SYMLINK_NOFOLLOW);
    return Value::boolean(
        TRY(system_call_py(thread, &error, [&] { return faccessat(fd, path.c_str(), mode, flags); })) == 0);
}
FUNCTION(posix, truncate, "truncate(path, length)", "Truncate a file, specified by path, to a specific length.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "truncate", &path, path_kind::kDescriptor));
    int64_t length = TRY(index_int64_py(thread, args[1]));
    return on_path(thread, path,
                   [&] { return path.has_fd ? ::ftruncate(path.fd, length) : ::truncate(path.c_str(), length); });
}
FUNCTION(posix, mkfifo, "mkfifo(path, mode=438, *, dir_fd=None)", "Create a \"fifo\" (a POSIX named pipe).") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "mkfifo", &path));
    int mode = TRY(int_argument_py(thread, args[1]))
    , fd = TRY(directory_argument_py(thread, args[2]));
    return on_path(thread, path, [&] { return mkfifoat(fd, path.c_str(), static_cast<mode_t>(mode)); });
}
FUNCTION(posix, mknod, "mknod(path, mode=384, device=0, *, dir_fd=None)", "Create a node in the file system.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "mknod", &path));
    int mode = TRY(int_argument_py(thread, args[1]));
    int64_t device = TRY(index_int64_py(thread, args[2]));
    int fd = TRY(directory_argument_py(thread, args[3]));
    return on_path(thread, path,
                   [&] { return mknodat(fd, path.c_str(), static_cast<mode_t>(mode), static_cast<dev_t>(device)); });
}
FUNCTION(posix, major, "major(device, /)", "Extracts a device major number from a raw device number.") {
    return make_int_unsigned(thread, gnu_dev_major(static_cast<dev_t>(TRY(index_int64_py(thread, args[0])))));
}
FUNCTION(posix, minor, "minor(device, /)", "Extracts a device minor number from a raw device number.") {
    return make_int_unsigned(thread, gnu_dev_minor(static_cast<dev_t>(TRY(index_int64_py(thread, args[0])))));
}
FUNCTION(posix, makedev, "makedev(major, minor, /)",
         "Composes a raw device number from the major and minor device numbers.") {
    return make_int_unsigned(thread, gnu_dev_makedev(static_cast<unsigned>(TRY(index_int64_py(thread, args[0]))),
                                                     static_cast<unsigned>(TRY(index_int64_py(thread, args[1])))));
}

// ---- the current directory ----

Result<std::string> current_directory(Thread& thread) {
    std::string text(4096, '\0');
    while (!::getcwd(text.data(), text.size())) {
        if (errno != ERANGE) return raise_errno(thread, errno);
        text.resize(text.size() * 2);
    }
    text.resize(text.find('\0'));
    return text;
}
FUNCTION(posix, getcwd, "getcwd()", "Return a unicode string representing the current working directory.") {
    return path_result(thread, TRY(current_directory(thread)), false);
}
FUNCTION(posix, getcwdb, "getcwdb()", "Return a bytes string representing the current working directory.") {
    return path_result(thread, TRY(current_directory(thread)), true);
}
FUNCTION(posix, chdir, "chdir(path)", "Change the current working directory to the specified path.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "chdir", &path, path_kind::kDescriptor));
    return on_path(thread, path, [&] { return path.has_fd ? ::fchdir(path.fd) : ::chdir(path.c_str()); });
}
FUNCTION(posix, fchdir, "fchdir(fd)", "Change to the directory of the given file descriptor.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , error = 0;
    if (TRY(system_call_py(thread, &error, [&] { return ::fchdir(fd); })) < 0) return raise_errno(thread, error);
    return none();
}
FUNCTION(posix, chroot, "chroot(path)", "Change root directory to path.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "chroot", &path));
    return on_path(thread, path, [&] { return ::chroot(path.c_str()); });
}

FUNCTION(posix, listdir, "listdir(path=None)", "Return a list containing the names of the files in the directory.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "listdir", &path, path_kind::kDescriptor | path_kind::kNone));
    std::string names;  // each ends with a NUL
    int error = 0;
    {
        Detached detached(thread);
        int own = path.has_fd ? ::fcntl(path.fd, F_DUPFD_CLOEXEC, 0) : -1;
        DIR* directory = path.has_fd ? (own < 0 ? nullptr : fdopendir(own)) : opendir(path.c_str());
        if (!directory) {
            error = errno;
            if (own >= 0) ::close(own);
        } else {
            if (path.has_fd) rewinddir(directory);
            for (;;) {
                errno = 0;
                dirent* entry = readdir(directory);
                if (!entry) {
                    error = errno;
                    break;
                }
                std::string_view name(entry->d_name);
                if (name != "." && name != "..") names.append(name.data(), name.size() + 1);
            }
            if (path.has_fd) rewinddir(directory);
            closedir(directory);
        }
    }
    if (error) return raise_path_error(thread, error, path);
    List* list = make_list(thread);
    for (size_t at = 0; at < names.size();) {
        std::string_view name(names.c_str() + at);
        TRY(list_append(thread, list, TRY(path_result(thread, name, path.is_bytes))));
        at += name.size() + 1;
    }
    return Value(list);
}

}  // namespace

const FunctionTable kFileSystemFunctions = {
    &posix_mkdir,   &posix_rmdir,    &posix_unlink, &posix_remove, &posix_rename, &posix_replace, &posix_link,
    &posix_symlink, &posix_readlink, &posix_chmod,  &posix_fchmod, &posix_chown,  &posix_lchown,  &posix_fchown,
    &posix_access,  &posix_truncate, &posix_mkfifo, &posix_mknod,  &posix_major,  &posix_minor,   &posix_makedev,
    &posix_getcwd,  &posix_getcwdb,  &posix_chdir,  &posix_fchdir, &posix_chroot, &posix_listdir};

}  // namespace krait::core
