// The native module resource: limits and use of the process's resources.
#include <cerrno>
#include <sys/resource.h>
#include <unistd.h>

#include "stdlib/int_constants.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"
#include "stdlib/state_slots.h"

namespace krait::core {

namespace {

const StructSequenceSpec kUsage = {"resource.struct_rusage",
                                   "struct_rusage: Result from getrusage.",
                                   {{"ru_utime", "user time used"},
                                    {"ru_stime", "system time used"},
                                    {"ru_maxrss", "max. resident set size"},
                                    {"ru_ixrss", "shared memory size"},
                                    {"ru_idrss", "unshared data size"},
                                    {"ru_isrss", "unshared stack size"},
                                    {"ru_minflt", "page faults not requiring I/O"},
                                    {"ru_majflt", "page faults requiring I/O"},
                                    {"ru_nswap", "number of swap outs"},
                                    {"ru_inblock", "block input operations"},
                                    {"ru_oublock", "block output operations"},
                                    {"ru_msgsnd", "IPC messages sent"},
                                    {"ru_msgrcv", "IPC messages received"},
                                    {"ru_nsignals", "signals received"},
                                    {"ru_nvcsw", "voluntary context switches"},
                                    {"ru_nivcsw", "involuntary context switches"}},
                                   16};

Value seconds(Thread& thread, const timeval& time) {
    return make_float(thread, static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6);
}
FUNCTION(resource, getrusage, "getrusage(who, /)", "The resources used by the process, its children or this thread.") {
    rusage usage;
    if (::getrusage(static_cast<__rusage_who>(TRY(int_argument_py(thread, args[0]))), &usage) < 0) {
        if (errno == EINVAL) return raise(thread, Exc::ValueError, "invalid who parameter");
        return raise_errno(thread, errno);
    }
    auto number = [&](long count) { return make_int(thread, count); };
    Value values[] = {seconds(thread, usage.ru_utime), seconds(thread, usage.ru_stime), number(usage.ru_maxrss),
                      number(usage.ru_ixrss),          number(usage.ru_idrss),          number(usage.ru_isrss),
                      number(usage.ru_minflt),         number(usage.ru_majflt),         number(usage.ru_nswap),
                      number(usage.ru_inblock),        number(usage.ru_oublock),        number(usage.ru_msgsnd),
                      number(usage.ru_msgrcv),         number(usage.ru_nsignals),       number(usage.ru_nvcsw),
                      number(usage.ru_nivcsw)};
    return make_struct_sequence(thread, thread.interpreter->state_slot(state_slot::kUsageType).get().to<Type>(),
                                values);
}

Result<__rlimit_resource> resource_argument_py(Thread& thread, Value value) {
    int which = TRY(int_argument_py(thread, value));
    if (which < 0 || which >= static_cast<int>(RLIMIT_NLIMITS))
        return raise(thread, Exc::ValueError, "invalid resource specified");
    return static_cast<__rlimit_resource>(which);
}
Value limit_value(Thread& thread, rlim_t limit) { return make_int(thread, static_cast<int64_t>(limit)); }
Value limits_value(Thread& thread, const rlimit& limits) {
    return Value(make_tuple(thread, {limit_value(thread, limits.rlim_cur), limit_value(thread, limits.rlim_max)}));
}
// -1 is RLIM_INFINITY; other negative ones are refused, as they would wrap around.
Result<rlim_t> limit_py(Thread& thread, Value value) {
    if (!is_int(thread, value) && !type_of(thread, value)->slots.index)
        return raise(thread, Exc::TypeError, "'{}' object cannot be interpreted as an integer",
                     type_name(thread, value));
    Value number = TRY(index_py(thread, value));
    int overflow = 0;
    int64_t limit = int_to_int64(number, &overflow);
    if (overflow > 0) return raise(thread, Exc::OverflowError, "Python int too large to convert to C rlim_t");
    if (overflow < 0 || limit < -1) return raise(thread, Exc::ValueError, "Cannot convert negative int");
    return static_cast<rlim_t>(limit);
}
Result<rlimit> limits_py(Thread& thread, Value value) {
    Tuple* pair = TRY(make_tuple_from_py(thread, value));
    if (pair->size() != 2) return raise(thread, Exc::ValueError, "expected a tuple of 2 integers");
    return rlimit {
        TRY(limit_py(thread, (*pair)[0]))
        , TRY(limit_py(thread, (*pair)[1]))
    };
}
Failure raise_limit(Thread& thread) {
    if (errno == EINVAL) return raise(thread, Exc::ValueError, "current limit exceeds maximum limit");
    if (errno == EPERM) return raise(thread, Exc::ValueError, "not allowed to raise maximum limit");
    return raise_errno(thread, errno);
}
FUNCTION(resource, getrlimit, "getrlimit(resource, /)", "The soft and the hard limit of a resource.") {
    rlimit limits;
    if (::getrlimit(TRY(resource_argument_py(thread, args[0])), &limits) < 0) return raise_errno(thread, errno);
    return limits_value(thread, limits);
}
FUNCTION(resource, setrlimit, "setrlimit(resource, limits, /)", "Set the soft and the hard limit of a resource.") {
    auto which = TRY(resource_argument_py(thread, args[0]));
    rlimit limits = TRY(limits_py(thread, args[1]));
    if (::setrlimit(which, &limits) < 0) return raise_limit(thread);
    return none();
}
FUNCTION(resource, prlimit, "prlimit(pid, resource, limits=None, /)",
         "The limits of a process; with `limits` it sets them and returns those before.") {
    int process = TRY(int_argument_py(thread, args[0]));
    auto which = TRY(resource_argument_py(thread, args[1]));
    rlimit before, limits;
    if (!args[2].is_none()) limits = TRY(limits_py(thread, args[2]));
    if (::prlimit(process, which, args[2].is_none() ? nullptr : &limits, &before) < 0) {
        if (errno == EINVAL) return raise(thread, Exc::ValueError, "current limit exceeds maximum limit");
        return raise_errno(thread, errno);
    }
    return limits_value(thread, before);
}
FUNCTION(resource, getpagesize, "getpagesize()", "The size of a memory page.") {
    return Value::small(::sysconf(_SC_PAGESIZE));
}

#define C(NAME) {#NAME, static_cast<int64_t>(NAME)}
constexpr IntConstant kConstants[] = {
    C(RLIMIT_CPU),
    C(RLIMIT_FSIZE),
    C(RLIMIT_DATA),
    C(RLIMIT_STACK),
    C(RLIMIT_CORE),
    C(RLIMIT_NOFILE),
    C(RLIMIT_AS),
    C(RLIMIT_RSS),
    C(RLIMIT_NPROC),
    C(RLIMIT_MEMLOCK),
    C(RLIMIT_MSGQUEUE),
    C(RLIMIT_NICE),
    C(RLIMIT_RTPRIO),
    C(RLIMIT_RTTIME),
    C(RLIMIT_SIGPENDING),
    C(RUSAGE_SELF),
    C(RUSAGE_CHILDREN),
    C(RUSAGE_THREAD),
    {"RLIMIT_OFILE", RLIMIT_NOFILE},
    {"RLIM_INFINITY", -1},
};
#undef C

Result<void> execute_resource(Thread& thread, Module* module) {
    Value type(make_struct_sequence_type(thread, kUsage));
    thread.interpreter->state_slot(state_slot::kUsageType).set_immediate(type);
    TRY(module_add(thread, module, "struct_rusage", type));
    TRY(module_add(thread, module, "error", Value(thread.interpreter->type(Exc::OSError))));
    return add_constants(thread, module, kConstants);
}

}  // namespace

extern const ModuleSpec kResourceModule;
const ModuleSpec kResourceModule = {
    .name = "resource",
    .doc = "Basic mechanisms for measuring and controlling system resources used by a program.",
    .functions = {&resource_getrusage, &resource_getrlimit, &resource_setrlimit, &resource_prlimit,
                  &resource_getpagesize},
    .execute = execute_resource,
};

}  // namespace krait::core
