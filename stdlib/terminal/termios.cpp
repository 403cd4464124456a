// The native module termios: the modes of a terminal.
#include <cerrno>
#include <cstring>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "stdlib/int_constants.h"
#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/descriptor.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

const TypeSpec kTermiosError = {
    .name = "termios.error", .base = BuiltinType::Exception, .flags = type_flag::kSubclassable | type_flag::kHasDict};

Failure raise_termios(Thread& thread, int error) {
    Value message(TRY(make_str(thread, strerror(error))));
    Value type(native_type(thread, kTermiosError));
    return raise_instance(thread, TRY(call_py(thread, type, Value::small(error), message)));
}
template <typename Call>
Result<Value> control_py(Thread& thread, Call&& call) {
    int error = 0;
    if (TRY(system_call_py(thread, &error, call)) < 0) return raise_termios(thread, error);
    return none();
}

FUNCTION(termios, tcgetattr, "tcgetattr(fd, /)",
         "Get the tty attributes for file descriptor fd: [iflag, oflag, cflag, lflag, ispeed, ospeed, cc].") {
    int fd = TRY(descriptor_argument_py(thread, args[0]));
    struct termios modes;
    if (::tcgetattr(fd, &modes) < 0) return raise_termios(thread, errno);
    List* characters = make_list(thread);
    for (size_t i = 0; i < NCCS; ++i) {
        bool counts = (i == VMIN || i == VTIME) && !(modes.c_lflag & ICANON);
        char one = static_cast<char>(modes.c_cc[i]);
        Value item = counts ? Value::small(modes.c_cc[i]) : Value(TRY(make_bytes(thread, std::string_view(&one, 1))));
        TRY(list_append(thread, characters, item));
    }
    Value parts[] = {Value::small(modes.c_iflag),
                     Value::small(modes.c_oflag),
                     Value::small(modes.c_cflag),
                     Value::small(modes.c_lflag),
                     Value::small(::cfgetispeed(&modes)),
                     Value::small(::cfgetospeed(&modes)),
                     Value(characters)};
    return Value(TRY(make_list_from(thread, parts)));
}
FUNCTION(termios, tcsetattr, "tcsetattr(fd, when, attributes, /)",
         "Set the tty attributes for file descriptor fd, at the time that `when` names.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , when = TRY(int_argument_py(thread, args[1]));
    auto* list = as_kind<List>(thread, args[2]);
    if (!list || list->size() != 7) return raise(thread, Exc::TypeError, "tcsetattr, arg 3: must be 7 element list");
    struct termios modes;
    if (::tcgetattr(fd, &modes) < 0) return raise_termios(thread, errno);
    unsigned numbers[6];
    for (size_t i = 0; i < 6; ++i) numbers[i] = static_cast<unsigned>(TRY(index_int64_py(thread, list->get(i))));
    modes.c_iflag = numbers[0];
    modes.c_oflag = numbers[1];
    modes.c_cflag = numbers[2];
    modes.c_lflag = numbers[3];
    auto* characters = as_kind<List>(thread, list->get(6));
    if (!characters || characters->size() != NCCS)
        return raise(thread, Exc::TypeError, "tcsetattr: attributes[6] must be {} element list", NCCS);
    for (size_t i = 0; i < NCCS; ++i) {
        Value item = characters->get(i);
        if (auto* bytes = as_kind<Bytes>(thread, item); bytes && bytes->size() == 1)
            modes.c_cc[i] = static_cast<cc_t>(bytes->data()[0]);
        else if (is_int(thread, item)) modes.c_cc[i] = static_cast<cc_t>(TRY(index_int64_py(thread, item)));
        else return raise(thread, Exc::TypeError, "tcsetattr: elements of attributes must be characters or integers");
    }
    if (::cfsetispeed(&modes, numbers[4]) < 0 || ::cfsetospeed(&modes, numbers[5]) < 0)
        return raise_termios(thread, errno);
    return control_py(thread, [&] { return ::tcsetattr(fd, when, &modes); });
}
FUNCTION(termios, tcsendbreak, "tcsendbreak(fd, duration, /)", "Send a break on file descriptor fd.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , duration = TRY(int_argument_py(thread, args[1]));
    return control_py(thread, [&] { return ::tcsendbreak(fd, duration); });
}
FUNCTION(termios, tcdrain, "tcdrain(fd, /)",
         "Wait until all output written to file descriptor fd has been transmitted.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]));
    return control_py(thread, [&] { return ::tcdrain(fd); });
}
FUNCTION(termios, tcflush, "tcflush(fd, queue, /)", "Discard queued data on file descriptor fd.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , queue = TRY(int_argument_py(thread, args[1]));
    return control_py(thread, [&] { return ::tcflush(fd, queue); });
}
FUNCTION(termios, tcflow, "tcflow(fd, action, /)", "Suspend or resume input or output on file descriptor fd.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , action = TRY(int_argument_py(thread, args[1]));
    return control_py(thread, [&] { return ::tcflow(fd, action); });
}
FUNCTION(termios, tcgetwinsize, "tcgetwinsize(fd, /)", "Get the tty winsize for file descriptor fd: (rows, columns).") {
    winsize size;
    if (::ioctl(TRY(descriptor_argument_py(thread, args[0])), TIOCGWINSZ, &size) < 0)
        return raise_termios(thread, errno);
    return Value(make_tuple(thread, {Value::small(size.ws_row), Value::small(size.ws_col)}));
}
FUNCTION(termios, tcsetwinsize, "tcsetwinsize(fd, winsize, /)", "Set the tty winsize for file descriptor fd.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]));
    Tuple* wanted = TRY(make_tuple_from_py(thread, args[1]));
    if (wanted->size() != 2) return raise(thread, Exc::TypeError, "tcsetwinsize, arg 2: must be a two-item sequence");
    winsize size;
    if (::ioctl(fd, TIOCGWINSZ, &size) < 0) return raise_termios(thread, errno);
    int64_t rows = TRY(index_int64_py(thread, (*wanted)[0]))
    , columns = TRY(index_int64_py(thread, (*wanted)[1]));
    if (rows < 0 || rows > 0xffff || columns < 0 || columns > 0xffff)
        return raise(thread, Exc::OverflowError, "winsize value(s) out of range.");
    size.ws_row = static_cast<unsigned short>(rows);
    size.ws_col = static_cast<unsigned short>(columns);
    if (::ioctl(fd, TIOCSWINSZ, &size) < 0) return raise_termios(thread, errno);
    return none();
}

#define C(NAME) {#NAME, static_cast<int64_t>(NAME)}
constexpr IntConstant kConstants[] = {
    C(B0),
    C(B1000000),
    C(B110),
    C(B115200),
    C(B1152000),
    C(B1200),
    C(B134),
    C(B150),
    C(B1500000),
    C(B1800),
    C(B19200),
    C(B200),
    C(B2000000),
    C(B230400),
    C(B2400),
    C(B2500000),
    C(B300),
    C(B3000000),
    C(B3500000),
    C(B38400),
    C(B4000000),
    C(B460800),
    C(B4800),
    C(B50),
    C(B500000),
    C(B57600),
    C(B576000),
    C(B600),
    C(B75),
    C(B921600),
    C(B9600),
    C(BRKINT),
    C(BS0),
    C(BS1),
    C(BSDLY),
    C(CBAUD),
    C(CBAUDEX),
    C(CDSUSP),
    C(CEOF),
    C(CEOL),
    C(CEOT),
    C(CERASE),
    C(CFLUSH),
    C(CIBAUD),
    C(CINTR),
    C(CKILL),
    C(CLNEXT),
    C(CLOCAL),
    C(CQUIT),
    C(CR0),
    C(CR1),
    C(CR2),
    C(CR3),
    C(CRDLY),
    C(CREAD),
    C(CRPRNT),
    C(CRTSCTS),
    C(CS5),
    C(CS6),
    C(CS7),
    C(CS8),
    C(CSIZE),
    C(CSTART),
    C(CSTOP),
    C(CSTOPB),
    C(CSUSP),
    C(CWERASE),
    C(ECHO),
    C(ECHOCTL),
    C(ECHOE),
    C(ECHOK),
    C(ECHOKE),
    C(ECHONL),
    C(ECHOPRT),
    C(EXTA),
    C(EXTB),
    C(FF0),
    C(FF1),
    C(FFDLY),
    C(FIOASYNC),
    C(FIOCLEX),
    C(FIONBIO),
    C(FIONCLEX),
    C(FIONREAD),
    C(FLUSHO),
    C(HUPCL),
    C(ICANON),
    C(ICRNL),
    C(IEXTEN),
    C(IGNBRK),
    C(IGNCR),
    C(IGNPAR),
    C(IMAXBEL),
    C(INLCR),
    C(INPCK),
    C(IOCSIZE_MASK),
    C(IOCSIZE_SHIFT),
    C(ISIG),
    C(ISTRIP),
    C(IUCLC),
    C(IXANY),
    C(IXOFF),
    C(IXON),
    C(NCC),
    C(NCCS),
    C(NL0),
    C(NL1),
    C(NLDLY),
    C(NOFLSH),
    C(N_MOUSE),
    C(N_PPP),
    C(N_SLIP),
    C(N_STRIP),
    C(N_TTY),
    C(OCRNL),
    C(OFDEL),
    C(OFILL),
    C(OLCUC),
    C(ONLCR),
    C(ONLRET),
    C(ONOCR),
    C(OPOST),
    C(PARENB),
    C(PARMRK),
    C(PARODD),
    C(PENDIN),
    C(TAB0),
    C(TAB1),
    C(TAB2),
    C(TAB3),
    C(TABDLY),
    C(TCFLSH),
    C(TCGETA),
    C(TCGETS),
    C(TCIFLUSH),
    C(TCIOFF),
    C(TCIOFLUSH),
    C(TCION),
    C(TCOFLUSH),
    C(TCOOFF),
    C(TCOON),
    C(TCSADRAIN),
    C(TCSAFLUSH),
    C(TCSANOW),
    C(TCSBRK),
    C(TCSBRKP),
    C(TCSETA),
    C(TCSETAF),
    C(TCSETAW),
    C(TCSETS),
    C(TCSETSF),
    C(TCSETSW),
    C(TCXONC),
    C(TIOCCONS),
    C(TIOCEXCL),
    C(TIOCGETD),
    C(TIOCGICOUNT),
    C(TIOCGLCKTRMIOS),
    C(TIOCGPGRP),
    C(TIOCGSERIAL),
    C(TIOCGSOFTCAR),
    C(TIOCGWINSZ),
    C(TIOCINQ),
    C(TIOCLINUX),
    C(TIOCMBIC),
    C(TIOCMBIS),
    C(TIOCMGET),
    C(TIOCMIWAIT),
    C(TIOCMSET),
    C(TIOCM_CAR),
    C(TIOCM_CD),
    C(TIOCM_CTS),
    C(TIOCM_DSR),
    C(TIOCM_DTR),
    C(TIOCM_LE),
    C(TIOCM_RI),
    C(TIOCM_RNG),
    C(TIOCM_RTS),
    C(TIOCM_SR),
    C(TIOCM_ST),
    C(TIOCNOTTY),
    C(TIOCNXCL),
    C(TIOCOUTQ),
    C(TIOCPKT),
    C(TIOCPKT_DATA),
    C(TIOCPKT_DOSTOP),
    C(TIOCPKT_FLUSHREAD),
    C(TIOCPKT_FLUSHWRITE),
    C(TIOCPKT_NOSTOP),
    C(TIOCPKT_START),
    C(TIOCPKT_STOP),
    C(TIOCSCTTY),
    C(TIOCSERCONFIG),
    C(TIOCSERGETLSR),
    C(TIOCSERGETMULTI),
    C(TIOCSERGSTRUCT),
    C(TIOCSERGWILD),
    C(TIOCSERSETMULTI),
    C(TIOCSERSWILD),
    C(TIOCSER_TEMT),
    C(TIOCSETD),
    C(TIOCSLCKTRMIOS),
    C(TIOCSPGRP),
    C(TIOCSSERIAL),
    C(TIOCSSOFTCAR),
    C(TIOCSTI),
    C(TIOCSWINSZ),
    C(TOSTOP),
    C(VDISCARD),
    C(VEOF),
    C(VEOL),
    C(VEOL2),
    C(VERASE),
    C(VINTR),
    C(VKILL),
    C(VLNEXT),
    C(VMIN),
    C(VQUIT),
    C(VREPRINT),
    C(VSTART),
    C(VSTOP),
    C(VSUSP),
    C(VSWTC),
    {"VSWTCH", 7},
    C(VT0),
    C(VT1),
    C(VTDLY),
    C(VTIME),
    C(VWERASE),
    C(XCASE),
    C(XTABS),
};
#undef C

Result<void> execute_termios(Thread& thread, Module* module) { return add_constants(thread, module, kConstants); }

}  // namespace

extern const ModuleSpec kTermiosModule;
const ModuleSpec kTermiosModule = {
    .name = "termios",
    .doc = "This module provides an interface to the Posix calls for tty I/O control.",
    .functions = {&termios_tcgetattr, &termios_tcsetattr, &termios_tcsendbreak, &termios_tcdrain, &termios_tcflush,
                  &termios_tcflow, &termios_tcgetwinsize, &termios_tcsetwinsize},
    .types = {&kTermiosError},
    .execute = execute_termios,
};

}  // namespace krait::core
