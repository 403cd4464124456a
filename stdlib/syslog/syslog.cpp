// The native module syslog. The log is the process's: all interpreters share its ident.
#include <mutex>
#include <string>
#include <syslog.h>

#include "stdlib/int_constants.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

// openlog() keeps the pointer it is given. One for the process, like the log itself.
struct Log {
    std::mutex mutex;
    std::string ident;
    bool open = false;
};
Log& process_log() {
    static Log log;
    return log;
}

// The name of the program without its folders, as openlog() has it by default.
std::string program_name(Thread& thread) {
    Result<Value> arguments = get_attribute_py(thread, Value(thread.interpreter->sys_module.get()), "argv");
    std::string name;
    if (!arguments.failed()) {
        if (auto* list = as_kind<List>(thread, arguments.value()); list && list->size()) {
            if (auto* first = as_kind<Str>(thread, list->get(0))) name = str_utf8_lossy(first);
        }
    } else if (!is_terminating(thread)) {
        take_pending(thread);
    }
    return name.substr(name.rfind('/') + 1);
}
void open_log(Thread& thread, std::string ident, int options, int facility) {
    Log& log = process_log();
    std::scoped_lock lock(log.mutex);
    log.ident = std::move(ident);
    ::openlog(log.ident.empty() ? nullptr : log.ident.c_str(), options, facility);
    log.open = true;
}

FUNCTION(syslog, openlog, "openlog(ident=?, logoption=0, facility=?)",
         "Set logging options of subsequent syslog() calls.") {
    std::string ident = args[0].is_nothing() ? program_name(thread) : TRY(system_text_py(thread, args[0]));
    int options = TRY(int_argument_py(thread, args[1]));
    int facility = args[2].is_nothing() ? LOG_USER : TRY(int_argument_py(thread, args[2]));
    open_log(thread, std::move(ident), options, facility);
    return none();
}
RAW_FUNCTION(syslog, syslog, "syslog(priority, message=?, /)", "Send the string message to the system logger.") {
    if (arguments.names) return raise(thread, Exc::TypeError, "syslog() takes no keyword arguments");
    if (arguments.positional < 1 || arguments.positional > 2)
        return raise(thread, Exc::TypeError, "syslog.syslog requires 1 to 2 arguments");
    int priority = arguments.positional == 2 ? TRY(int_argument_py(thread, arguments[0])) : LOG_INFO;
    std::string message = TRY(system_text_py(thread, arguments[arguments.positional - 1]));
    bool open;
    {
        std::scoped_lock lock(process_log().mutex);
        open = process_log().open;
    }
    if (!open) open_log(thread, program_name(thread), 0, LOG_USER);
    {
        Detached detached(thread);
        ::syslog(priority, "%s", message.c_str());
    }
    return none();
}
FUNCTION(syslog, closelog, "closelog()", "Reset the syslog module values and call the system library closelog().") {
    Log& log = process_log();
    std::scoped_lock lock(log.mutex);
    if (log.open) ::closelog();
    log.open = false;
    return none();
}
FUNCTION(syslog, setlogmask, "setlogmask(maskpri, /)",
         "Set the priority mask to maskpri and return the previous mask value.") {
    return Value::small(::setlogmask(TRY(int_argument_py(thread, args[0]))));
}
FUNCTION(syslog, LOG_MASK, "LOG_MASK(pri, /)", "Calculates the mask for the individual priority pri.") {
    return Value::small(LOG_MASK(TRY(int_argument_py(thread, args[0]))));
}
FUNCTION(syslog, LOG_UPTO, "LOG_UPTO(pri, /)", "Calculates the mask for all priorities up to and including pri.") {
    return Value::small(LOG_UPTO(TRY(int_argument_py(thread, args[0]))));
}

#define C(NAME) {#NAME, static_cast<int64_t>(NAME)}
constexpr IntConstant kConstants[] = {
    C(LOG_EMERG),  C(LOG_ALERT),  C(LOG_CRIT),   C(LOG_ERR),    C(LOG_WARNING),  C(LOG_NOTICE), C(LOG_INFO),
    C(LOG_DEBUG),  C(LOG_PID),    C(LOG_CONS),   C(LOG_NDELAY), C(LOG_ODELAY),   C(LOG_NOWAIT), C(LOG_PERROR),
    C(LOG_KERN),   C(LOG_USER),   C(LOG_MAIL),   C(LOG_DAEMON), C(LOG_AUTH),     C(LOG_LPR),    C(LOG_LOCAL0),
    C(LOG_LOCAL1), C(LOG_LOCAL2), C(LOG_LOCAL3), C(LOG_LOCAL4), C(LOG_LOCAL5),   C(LOG_LOCAL6), C(LOG_LOCAL7),
    C(LOG_SYSLOG), C(LOG_CRON),   C(LOG_UUCP),   C(LOG_NEWS),   C(LOG_AUTHPRIV), C(LOG_FTP),
};
#undef C

Result<void> execute_syslog(Thread& thread, Module* module) { return add_constants(thread, module, kConstants); }

}  // namespace

extern const ModuleSpec kSyslogModule;
const ModuleSpec kSyslogModule = {
    .name = "syslog",
    .doc = "An interface to the Unix syslog library routines.",
    .functions = {&syslog_openlog, &syslog_syslog, &syslog_closelog, &syslog_setlogmask, &syslog_LOG_MASK,
                  &syslog_LOG_UPTO},
    .execute = execute_syslog,
};

}  // namespace krait::core
