// The module's functions on numbers, packed addresses and network interfaces.
#include <arpa/inet.h>
#include <cstring>
#include <net/if.h>

#include "stdlib/posix/path.h"
#include "stdlib/socket/socket.h"

namespace krait::core::sockets {

namespace {

Result<uint32_t> unsigned_argument_py(Thread& thread, Value value, const char* function, int bits) {
    if (!is_int(thread, value))
        return raise(thread, Exc::TypeError, "'{}' object cannot be interpreted as an integer",
                     type_name(thread, value));
    int64_t number = TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    if (number < 0)
        return raise(thread, Exc::OverflowError, "{}: can't convert negative Python int to C {}-bit unsigned integer",
                     function, bits);
    if (number >> bits)
        return raise(thread, Exc::OverflowError, "{}: Python int too large to convert to C {}-bit unsigned integer",
                     function, bits);
    return static_cast<uint32_t>(number);
}

FUNCTION(sockets, ntohs, "ntohs(x, /)", "Convert a 16-bit unsigned integer from network to host byte order.") {
    return Value::small(::ntohs(static_cast<uint16_t>(TRY(unsigned_argument_py(thread, args[0], "ntohs", 16)))));
}
FUNCTION(sockets, htons, "htons(x, /)", "Convert a 16-bit unsigned integer from host to network byte order.") {
    return Value::small(::htons(static_cast<uint16_t>(TRY(unsigned_argument_py(thread, args[0], "htons", 16)))));
}
FUNCTION(sockets, ntohl, "ntohl(x, /)", "Convert a 32-bit unsigned integer from network to host byte order.") {
    return Value::small(::ntohl(TRY(unsigned_argument_py(thread, args[0], "ntohl", 32))));
}
FUNCTION(sockets, htonl, "htonl(x, /)", "Convert a 32-bit unsigned integer from host to network byte order.") {
    return Value::small(::htonl(TRY(unsigned_argument_py(thread, args[0], "htonl", 32))));
}

Result<std::string> address_text_py(Thread& thread, Value value) {
    auto* text = as_kind<Str>(thread, value);
    if (!text) return raise(thread, Exc::TypeError, "argument must be str, not {}", type_name(thread, value));
    std::string result(TRY(str_utf8(thread, text)));
    if (result.find('\0') != std::string::npos) return raise(thread, Exc::ValueError, "embedded null character");
    return result;
}

FUNCTION(sockets, inet_aton, "inet_aton(ip_addr, /)",
         "Convert an IP address in string format (123.45.67.89) to the 32-bit packed binary format used in low-level "
         "network functions.") {
    std::string text = TRY(address_text_py(thread, args[0]));
    in_addr address;
    if (!::inet_aton(text.c_str(), &address))
        return raise(thread, Exc::OSError, "illegal IP address string passed to inet_aton");
    return Value(TRY(make_bytes(thread, {reinterpret_cast<const char*>(&address), sizeof address})));
}
FUNCTION(sockets, inet_ntoa, "inet_ntoa(packed_ip, /)",
         "Convert an IP address from 32-bit packed binary format to string format.") {
    ByteView view(thread);
    TRY(view.open_py(args[0]));
    if (view.size() != 4) return raise(thread, Exc::OSError, "packed IP wrong length");
    char text[INET_ADDRSTRLEN];
    return Value(make_ascii(thread, ::inet_ntop(AF_INET, view.data(), text, sizeof text)));
}
FUNCTION(sockets, inet_pton, "inet_pton(af, ip, /)",
         "Convert an IP address from string format to a packed string suitable for use with low-level network "
         "functions.") {
    int family = TRY(int_argument_py(thread, args[0]));
    std::string text = TRY(address_text_py(thread, args[1]));
    char packed[16];
    int found = ::inet_pton(family, text.c_str(), packed);
    if (found < 0) return raise_errno(thread, errno);
    if (found == 0) return raise(thread, Exc::OSError, "illegal IP address string passed to inet_pton");
    return Value(TRY(make_bytes(thread, std::string_view(packed, family == AF_INET ? 4 : 16))));
}
FUNCTION(sockets, inet_ntop, "inet_ntop(af, packed_ip, /)",
         "Convert a packed IP address of the given family to string format.") {
    int family = TRY(int_argument_py(thread, args[0]));
    ByteView view(thread);
    TRY(view.open_py(args[1]));
    if (family != AF_INET && family != AF_INET6)
        return raise(thread, Exc::ValueError, "unknown address family {}", family);
    if (view.size() != (family == AF_INET ? 4 : 16))
        return raise(thread, Exc::ValueError, "invalid length of packed IP address string");
    char text[INET6_ADDRSTRLEN];
    if (!::inet_ntop(family, view.data(), text, sizeof text)) return raise_errno(thread, errno);
    return Value(make_ascii(thread, text));
}

// The system's sizes are size_t; a length that would not fit an int is refused as CPython does.
FUNCTION(sockets, CMSG_LEN, "CMSG_LEN(length, /)",
         "Return the total length, without trailing padding, of an ancillary data item with associated data of the "
         "given length.") {
    int64_t length = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    if (length < 0 || length > static_cast<int64_t>(INT32_MAX - CMSG_LEN(0)))
        return raise(thread, Exc::OverflowError, "CMSG_LEN() argument out of range");
    return Value::small(static_cast<int64_t>(CMSG_LEN(static_cast<size_t>(length))));
}
FUNCTION(sockets, CMSG_SPACE, "CMSG_SPACE(length, /)",
         "Return the buffer size needed for recvmsg() to receive an ancillary data item with associated data of the "
         "given length, along with any trailing padding.") {
    int64_t length = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    if (length < 0 || length > static_cast<int64_t>(INT32_MAX - CMSG_SPACE(1)))
        return raise(thread, Exc::OverflowError, "CMSG_SPACE() argument out of range");
    return Value::small(static_cast<int64_t>(CMSG_SPACE(static_cast<size_t>(length))));
}

// ---- interfaces ----

FUNCTION(sockets, if_nameindex, "if_nameindex()", "A list of network interface information (index, name) tuples.") {
    struct Names {
        struct if_nameindex* all = ::if_nameindex();
        ~Names() {
            if (all) ::if_freenameindex(all);
        }
    } names;
    if (!names.all) return raise_errno(thread, errno);
    List* list = make_list(thread);
    for (auto* each = names.all; each->if_index || each->if_name; ++each) {
        Value name(TRY(decode_path(thread, each->if_name)));
        TRY(list_append(thread, list, Value(make_tuple(thread, {Value::small(each->if_index), name}))));
    }
    return Value(list);
}
FUNCTION(sockets, if_nametoindex, "if_nametoindex(oname, /)",
         "Returns the interface index corresponding to the interface name if_name.") {
    std::string name = TRY(system_text_py(thread, args[0]));
    unsigned index = ::if_nametoindex(name.c_str());
    if (!index) return raise(thread, Exc::OSError, "no interface with this name");
    return Value::small(index);
}
FUNCTION(sockets, if_indextoname, "if_indextoname(if_index, /)",
         "Returns the interface name corresponding to the interface index if_index.") {
    int64_t index = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    if (index < 0) return raise(thread, Exc::OverflowError, "can't convert negative value to unsigned int");
    if (index > UINT32_MAX)
        return raise(thread, Exc::OverflowError, "Python int too large to convert to C unsigned int");
    char name[IF_NAMESIZE];
    if (!::if_indextoname(static_cast<unsigned>(index), name)) return raise_errno(thread, errno);
    return Value(TRY(decode_path(thread, name)));
}

}  // namespace

const FunctionTable kNumberFunctions = {
    &sockets_ntohs,     &sockets_htons,     &sockets_ntohl,     &sockets_htonl,    &sockets_inet_aton,
    &sockets_inet_ntoa, &sockets_inet_pton, &sockets_inet_ntop, &sockets_CMSG_LEN, &sockets_CMSG_SPACE,
};
const FunctionTable kInterfaceFunctions = {&sockets_if_nameindex, &sockets_if_nametoindex, &sockets_if_indextoname};

}  // namespace krait::core::sockets
