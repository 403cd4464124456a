// The environment, the machine, random bytes, and the path helpers that posixpath takes from here.
#include <cerrno>
#include <cstring>
#include <sched.h>
#include <sys/random.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <vector>

#include "runtime/threads/wait.h"
#include "stdlib/posix/posix.h"

extern char** environ;

namespace krait::core {

Result<Dict*> make_environ(Thread& thread) {
    Dict* dict = make_dict(thread);
    for (char** entry = ::environ; entry && *entry; ++entry) {
        const char* equals = strchr(*entry, '=');
        if (!equals) continue;
        Value name(TRY(make_bytes(thread, std::string_view(*entry, static_cast<size_t>(equals - *entry)))));
        TRY(dict_setdefault_py(thread, dict, name, Value(TRY(make_bytes(thread, std::string_view(equals + 1))))));
    }
    return dict;
}

namespace {

FUNCTION(posix, _create_environ, "_create_environ()", "Create the environment dictionary.") {
    return Value(TRY(make_environ(thread)));
}
FUNCTION(posix, putenv, "putenv(name, value, /)", "Change or add an environment variable.") {
    std::string name = TRY(system_text_py(thread, args[0]))
    , value = TRY(system_text_py(thread, args[1]));
    if (name.find('=') != std::string::npos) return raise(thread, Exc::ValueError, "illegal environment variable name");
    if (::setenv(name.c_str(), value.c_str(), 1) < 0) return raise_errno(thread, errno);
    return none();
}
FUNCTION(posix, unsetenv, "unsetenv(name, /)", "Delete an environment variable.") {
    std::string name = TRY(system_text_py(thread, args[0]));
    if (::unsetenv(name.c_str()) < 0) return raise_errno(thread, errno);
    return none();
}
FUNCTION(posix, strerror, "strerror(code, /)", "Translate an error code to a message string.") {
    char buffer[256];
    return Value(TRY(make_str(thread, ::strerror_r(TRY(int_argument_py(thread, args[0])), buffer, sizeof buffer))));
}
FUNCTION(posix, uname, "uname()", "Return an object identifying the current operating system.") {
    utsname name;
    if (::uname(&name) < 0) return raise_errno(thread, errno);
    Value values[] = {
        Value(TRY(decode_path(thread, name.sysname))),
        Value(TRY(decode_path(thread, name.nodename))),
        Value(TRY(decode_path(thread, name.release))),
        Value(TRY(decode_path(thread, name.version))),
        Value(TRY(decode_path(thread, name.machine)))
    };
    return make_struct_sequence(thread, posix_type(thread, PosixState::UnameResult), values);
}
FUNCTION(posix, cpu_count, "cpu_count()", "Return the number of logical CPUs in the system.") {
    long count = ::sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? none() : Value::small(count);
}
FUNCTION(posix, getloadavg, "getloadavg()", "Return average recent system load information.") {
    double loads[3];
    if (::getloadavg(loads, 3) != 3) return raise(thread, Exc::OSError, "Load averages are unobtainable");
    return Value(
        make_tuple(thread, {make_float(thread, loads[0]), make_float(thread, loads[1]), make_float(thread, loads[2])}));
}

Result<Value> random_bytes(Thread& thread, int64_t size, unsigned flags) {
    if (size < 0) return raise(thread, Exc::ValueError, "negative argument not allowed");
    Bytes* bytes = TRY(make_bytes_buffer(thread, static_cast<size_t>(size)));
    for (size_t done = 0; done < bytes->size();) {
        int error = 0;
        int64_t count = TRY(system_call_py(thread, &error, [&] {
            return ::getrandom(bytes->data_ + done, std::min<size_t>(bytes->size() - done, 1 << 20), flags);
        }));
        if (count < 0) return raise_errno(thread, error);
        done += static_cast<size_t>(count);
    }
    return Value(bytes);
}
FUNCTION(posix, urandom, "urandom(size, /)",
         "Return a bytes object containing random bytes suitable for cryptographic use.") {
    return random_bytes(thread, TRY(index_int64_py(thread, args[0])), 0);
}
FUNCTION(posix, getrandom, "getrandom(size, flags=0)", "Obtain a series of random bytes.") {
    int64_t size = TRY(index_int64_py(thread, args[0]));
    if (size < 0) return raise_errno(thread, EINVAL);
    return random_bytes(thread, size, static_cast<unsigned>(TRY(int_argument_py(thread, args[1]))));
}

// ---- sysconf, pathconf, confstr ----

struct NamedNumber {
    const char* name;
    int number;
};
constexpr NamedNumber kSysconf[] = {
    {"SC_ARG_MAX", _SC_ARG_MAX},
    {"SC_CHILD_MAX", _SC_CHILD_MAX},
    {"SC_CLK_TCK", _SC_CLK_TCK},
    {"SC_NGROUPS_MAX", _SC_NGROUPS_MAX},
    {"SC_OPEN_MAX", _SC_OPEN_MAX},
    {"SC_PAGESIZE", _SC_PAGESIZE},
    {"SC_PAGE_SIZE", _SC_PAGESIZE},
    {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF},
    {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN},
    {"SC_PHYS_PAGES", _SC_PHYS_PAGES},
    {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES},
    {"SC_HOST_NAME_MAX", _SC_HOST_NAME_MAX},
    {"SC_LOGIN_NAME_MAX", _SC_LOGIN_NAME_MAX},
    {"SC_IOV_MAX", _SC_IOV_MAX},
    {"SC_SYMLOOP_MAX", _SC_SYMLOOP_MAX},
    {"SC_STREAM_MAX", _SC_STREAM_MAX},
    {"SC_TZNAME_MAX", _SC_TZNAME_MAX},
    {"SC_VERSION", _SC_VERSION},
    {"SC_SEM_NSEMS_MAX", _SC_SEM_NSEMS_MAX},
    {"SC_SEM_VALUE_MAX", _SC_SEM_VALUE_MAX},
    {"SC_RTSIG_MAX", _SC_RTSIG_MAX},
    {"SC_LINE_MAX", _SC_LINE_MAX},
    {"SC_GETPW_R_SIZE_MAX", _SC_GETPW_R_SIZE_MAX},
    {"SC_GETGR_R_SIZE_MAX", _SC_GETGR_R_SIZE_MAX},
    {"SC_THREAD_STACK_MIN", _SC_THREAD_STACK_MIN},
    {"SC_TTY_NAME_MAX", _SC_TTY_NAME_MAX},
    {"SC_MONOTONIC_CLOCK", _SC_MONOTONIC_CLOCK},
};
constexpr NamedNumber kPathconf[] = {
    {"PC_LINK_MAX", _PC_LINK_MAX},
    {"PC_MAX_CANON", _PC_MAX_CANON},
    {"PC_MAX_INPUT", _PC_MAX_INPUT},
    {"PC_NAME_MAX", _PC_NAME_MAX},
    {"PC_PATH_MAX", _PC_PATH_MAX},
    {"PC_PIPE_BUF", _PC_PIPE_BUF},
    {"PC_CHOWN_RESTRICTED", _PC_CHOWN_RESTRICTED},
    {"PC_NO_TRUNC", _PC_NO_TRUNC},
    {"PC_VDISABLE", _PC_VDISABLE},
    {"PC_FILESIZEBITS", _PC_FILESIZEBITS},
    {"PC_SYMLINK_MAX", _PC_SYMLINK_MAX},
};
constexpr NamedNumber kConfstr[] = {{"CS_PATH", _CS_PATH},
                                    {"CS_GNU_LIBC_VERSION", _CS_GNU_LIBC_VERSION},
                                    {"CS_GNU_LIBPTHREAD_VERSION", _CS_GNU_LIBPTHREAD_VERSION}};

Result<int> configuration_name(Thread& thread, Value value, std::span<const NamedNumber> table) {
    if (is_int(thread, value)) return int_argument_py(thread, value);
    auto* text = as_kind<Str>(thread, value);
    if (!text) return raise(thread, Exc::TypeError, "configuration names must be strings or integers");
    std::string_view name = TRY(str_utf8(thread, text));
    for (const NamedNumber& entry : table) {
        if (name == entry.name) return entry.number;
    }
    return raise(thread, Exc::ValueError, "unrecognized configuration name");
}
FUNCTION(posix, sysconf, "sysconf(name, /)", "Return an integer-valued system configuration variable.") {
    int name = TRY(configuration_name(thread, args[0], kSysconf));
    errno = 0;
    long value = ::sysconf(name);
    if (value == -1 && errno) return raise_errno(thread, errno);
    return make_int(thread, value);
}
FUNCTION(posix, pathconf, "pathconf(path, name)",
         "Return the configuration limit name for the file or directory path.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "pathconf", &path, path_kind::kDescriptor));
    int name = TRY(configuration_name(thread, args[1], kPathconf));
    errno = 0;
    long value = path.has_fd ? ::fpathconf(path.fd, name) : ::pathconf(path.c_str(), name);
    if (value == -1 && errno) return raise_path_error(thread, errno, path);
    return make_int(thread, value);
}
FUNCTION(posix, fpathconf, "fpathconf(fd, name, /)",
         "Return the configuration limit name for the file descriptor fd.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , name = TRY(configuration_name(thread, args[1], kPathconf));
    errno = 0;
    long value = ::fpathconf(fd, name);
    if (value == -1 && errno) return raise_errno(thread, errno);
    return make_int(thread, value);
}
FUNCTION(posix, confstr, "confstr(name, /)", "Return a string-valued system configuration variable.") {
    char text[512];
    size_t size = ::confstr(TRY(configuration_name(thread, args[0], kConfstr)), text, sizeof text);
    if (!size) return errno ? Result<Value>(raise_errno(thread, errno)) : Result<Value>(none());
    return Value(TRY(decode_path(thread, text)));
}

// ---- paths ----

FUNCTION(posix, fspath, "fspath(path)", "Return the file system path representation of the object.") {
    return fspath_py(thread, args[0]);
}

// Reference: os.path.normpath. Two slashes at the start stay two.
std::string normalized(std::string_view path) {
    if (path.empty()) return ".";
    size_t slashes = path.size() >= 2 && path.substr(0, 2) == "//" && (path.size() == 2 || path[2] != '/') ? 2
                     : path[0] == '/'                                                                      ? 1
                                                                                                           : 0;
    std::vector<std::string_view> parts;
    for (size_t at = 0; at < path.size();) {
        size_t end = std::min(path.find('/', at), path.size());
        std::string_view part = path.substr(at, end - at);
        at = end + 1;
        if (part.empty() || part == ".") continue;
        if (part == ".." && (parts.empty() ? slashes > 0 : parts.back() != "..")) {
            if (!parts.empty()) parts.pop_back();
            continue;
        }
        parts.push_back(part);
    }
    std::string result(slashes, '/');
    for (size_t i = 0; i < parts.size(); ++i) (i ? result += '/' : result) += parts[i];
    return result.empty() ? "." : result;
}
struct RawPath {
    std::string text;
    bool is_bytes = false;
};
// Unlike a path of a system call it may hold anything.
Result<RawPath> raw_path_py(Thread& thread, Value value) {
    Value path = TRY(fspath_py(thread, value));
    if (auto* bytes = as_kind<Bytes>(thread, path)) return RawPath{std::string(bytes->view()), true};
    return RawPath { std::string(TRY(encode_path(thread, path.to<Str>()))->view()), false };
}
FUNCTION(posix, _path_normpath, "_path_normpath(path)", "Normalize path, eliminating double slashes, etc.") {
    RawPath path = TRY(raw_path_py(thread, args[0]));
    return path_result(thread, normalized(path.text), path.is_bytes);
}
FUNCTION(posix, _path_splitroot_ex, "_path_splitroot_ex(p, /)", "Split a pathname into drive, root and tail.") {
    RawPath path = TRY(raw_path_py(thread, args[0]));
    size_t root = path.text.empty() || path.text[0] != '/'                                                         ? 0
                  : path.text.size() >= 2 && path.text[1] == '/' && (path.text.size() == 2 || path.text[2] != '/') ? 2
                                                                                                                   : 1;
    std::string_view text(path.text);
    return Value(make_tuple(thread, {
        TRY(path_result(thread, "", path.is_bytes))
        , TRY(path_result(thread, text.substr(0, root), path.is_bytes))
        , TRY(path_result(thread, text.substr(root), path.is_bytes))
    }));
}

}  // namespace

const FunctionTable kSystemFunctions = {&posix__create_environ, &posix_putenv,    &posix_unsetenv,   &posix_strerror,
                                        &posix_uname,           &posix_cpu_count, &posix_getloadavg, &posix_urandom,
                                        &posix_getrandom,       &posix_sysconf,   &posix_pathconf,   &posix_fpathconf,
                                        &posix_confstr};
const FunctionTable kPathFunctions = {&posix_fspath, &posix__path_normpath, &posix__path_splitroot_ex};

Result<void> add_configuration_names(Thread& thread, Module* module) {
    auto add = [&](const char* name, std::span<const NamedNumber> table) -> Result<void> {
        Dict* dict = make_dict(thread);
        for (const NamedNumber& entry : table) TRY(dict_set_str(thread, dict, entry.name, Value::small(entry.number)));
        return module_add(thread, module, name, Value(dict));
    };
    TRY(add("sysconf_names", kSysconf));
    TRY(add("pathconf_names", kPathconf));
    return add("confstr_names", kConfstr);
}

}  // namespace krait::core
