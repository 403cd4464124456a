// os.stat and its kin.
#include <cmath>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "stdlib/posix/posix.h"

namespace krait::core {

namespace {

constexpr int64_t kBillion = 1'000'000'000;

Result<Value> nanoseconds(Thread& thread, const timespec& time) {
    if (time.tv_sec < INT64_MAX / kBillion && time.tv_sec > INT64_MIN / kBillion)
        return make_int(thread, time.tv_sec * kBillion + time.tv_nsec);
    Value whole = TRY(int_binary(thread, BinaryOp::Mul, make_int(thread, time.tv_sec), Value::small(kBillion)));
    return int_binary(thread, BinaryOp::Add, whole, Value::small(time.tv_nsec));
}
Value seconds(Thread& thread, const timespec& time) {
    return make_float(thread, static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec));
}

}  // namespace

Result<Value> make_stat_result(Thread& thread, const void* data) {
    auto& status = *static_cast<const struct stat*>(data);
    Value values[] = {
        make_int(thread, status.st_mode),
        make_int_unsigned(thread, status.st_ino),
        make_int_unsigned(thread, status.st_dev),
        make_int_unsigned(thread, status.st_nlink),
        make_int(thread, status.st_uid),
        make_int(thread, status.st_gid),
        make_int(thread, status.st_size),
        make_int(thread, status.st_atim.tv_sec),
        make_int(thread, status.st_mtim.tv_sec),
        make_int(thread, status.st_ctim.tv_sec),
        seconds(thread, status.st_atim),
        seconds(thread, status.st_mtim),
        seconds(thread, status.st_ctim),
        TRY(nanoseconds(thread, status.st_atim)),
        TRY(nanoseconds(thread, status.st_mtim)),
        TRY(nanoseconds(thread, status.st_ctim)),
        make_int(thread, status.st_blksize),
        make_int(thread, status.st_blocks),
        make_int_unsigned(thread, status.st_rdev),
    };
    return make_struct_sequence(thread, posix_type(thread, PosixState::StatResult), values);
}

namespace {

Result<Value> stat_py(Thread& thread, const char* function, Value name, Value directory, bool follow, unsigned kinds) {
    PathArgument path;
    TRY(path_argument_py(thread, name, function, &path, kinds));
    int fd = TRY(directory_argument_py(thread, directory));
    if (path.has_fd && fd != AT_FDCWD)
        return raise(thread, Exc::ValueError, "{}: can't specify dir_fd without matching path", function);
    if (path.has_fd && !follow)
        return raise(thread, Exc::ValueError, "{}: cannot use fd and follow_symlinks together", function);
    struct stat status;
    int error = 0;
    int64_t result = TRY(system_call_py(thread, &error, [&] {
        return path.has_fd ? fstat(path.fd, &status)
                           : fstatat(fd, path.c_str(), &status, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    }));
    if (result < 0) return raise_path_error(thread, error, path);
    return make_stat_result(thread, &status);
}

FUNCTION(posix, stat, "stat(path, *, dir_fd=None, follow_symlinks=True)",
         "Perform a stat system call on the given path.") {
    return stat_py(thread, "stat", args[0], args[1], TRY(truth_py(thread, args[2])), path_kind::kDescriptor);
}
FUNCTION(posix, lstat, "lstat(path, *, dir_fd=None)",
         "Perform a stat system call on the given path, without following symbolic links.") {
    return stat_py(thread, "lstat", args[0], args[1], false, 0);
}
FUNCTION(posix, fstat, "fstat(fd)", "Perform a stat system call on the given file descriptor.") {
    int fd = TRY(int_argument_py(thread, args[0]));
    struct stat status;
    int error = 0;
    if (TRY(system_call_py(thread, &error, [&] { return fstat(fd, &status); })) < 0) return raise_errno(thread, error);
    return make_stat_result(thread, &status);
}
Result<Value> make_statvfs(Thread& thread, const struct statvfs& s) {
    Value values[] = {make_int_unsigned(thread, s.f_bsize),  make_int_unsigned(thread, s.f_frsize),
                      make_int_unsigned(thread, s.f_blocks), make_int_unsigned(thread, s.f_bfree),
                      make_int_unsigned(thread, s.f_bavail), make_int_unsigned(thread, s.f_files),
                      make_int_unsigned(thread, s.f_ffree),  make_int_unsigned(thread, s.f_favail),
                      make_int_unsigned(thread, s.f_flag),   make_int_unsigned(thread, s.f_namemax),
                      make_int_unsigned(thread, s.f_fsid)};
    return make_struct_sequence(thread, posix_type(thread, PosixState::StatvfsResult), values);
}
FUNCTION(posix, statvfs, "statvfs(path)", "Perform a statvfs system call on the given path.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "statvfs", &path, path_kind::kDescriptor));
    struct statvfs status;
    int error = 0;
    if (TRY(system_call_py(thread, &error, [&] {
            return path.has_fd ? fstatvfs(path.fd, &status) : statvfs(path.c_str(), &status);
        })) < 0)
        return raise_path_error(thread, error, path);
    return make_statvfs(thread, status);
}
FUNCTION(posix, fstatvfs, "fstatvfs(fd, /)", "Perform an fstatvfs system call on the given fd.") {
    int fd = TRY(int_argument_py(thread, args[0]));
    struct statvfs status;
    int error = 0;
    if (TRY(system_call_py(thread, &error, [&] { return fstatvfs(fd, &status); })) < 0)
        return raise_errno(thread, error);
    return make_statvfs(thread, status);
}

Result<timespec> time_of_seconds(Thread& thread, Value value) {
    if (is_float(value)) {
        double whole, number = float_of(value);
        if (std::isnan(number)) return raise(thread, Exc::ValueError, "Invalid value NaN (not a number)");
        double rest = std::modf(number, &whole);
        auto nanos = static_cast<int64_t>(std::floor(rest * 1e9));
        if (nanos < 0) {
            nanos += kBillion;
            whole -= 1;
        }
        if (whole >= 9.2e18 || whole <= -9.2e18)
            return raise(thread, Exc::OverflowError, "timestamp out of range for platform time_t");
        return timespec{static_cast<time_t>(whole), static_cast<long>(nanos)};
    }
    return timespec { static_cast<time_t>(TRY(index_int64_py(thread, value))), 0 };
}
Result<timespec> time_of_nanoseconds(Thread& thread, Value value) {
    int64_t total = TRY(index_int64_py(thread, value));
    int64_t whole = total / kBillion, rest = total % kBillion;
    if (rest < 0) {
        rest += kBillion;
        --whole;
    }
    return timespec{static_cast<time_t>(whole), static_cast<long>(rest)};
}

FUNCTION(posix, utime, "utime(path, times=None, *, ns=?, dir_fd=None, follow_symlinks=True)",
         "Set the access and modified time of path.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "utime", &path, path_kind::kDescriptor));
    int fd = TRY(directory_argument_py(thread, args[3]));
    bool follow = TRY(truth_py(thread, args[4]));
    bool has_ns = !args[2].is_nothing();
    if (!args[1].is_none() && has_ns)
        return raise(thread, Exc::ValueError, "utime: you may specify either 'times' or 'ns' but not both");
    timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    if (!args[1].is_none() || has_ns) {
        auto* pair = as_kind<Tuple>(thread, has_ns ? args[2] : args[1]);
        if (!pair || pair->size() != 2)
            return raise(thread, Exc::TypeError,
                         has_ns ? "utime: 'ns' must be a tuple of two ints"
                                : "utime: 'times' must be either a tuple of two ints or None");
        for (size_t i = 0; i < 2; ++i) times[i] = has_ns ? TRY(time_of_nanoseconds(thread, (*pair)[i])) : TRY(time_of_seconds(thread, (*pair)[i]));
    }
    if (path.has_fd && fd != AT_FDCWD)
        return raise(thread, Exc::ValueError, "utime: can't specify dir_fd without matching path");
    if (path.has_fd && !follow)
        return raise(thread, Exc::ValueError, "utime: cannot use fd and follow_symlinks together");
    int error = 0;
    int64_t result = TRY(system_call_py(thread, &error, [&] {
        return path.has_fd ? futimens(path.fd, times)
                           : utimensat(fd, path.c_str(), times, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    }));
    if (result < 0) return raise_path_error(thread, error, path);
    return none();
}

}  // namespace

const FunctionTable kStatFunctions = {&posix_stat,    &posix_lstat,    &posix_fstat,
                                      &posix_statvfs, &posix_fstatvfs, &posix_utime};

}  // namespace krait::core
