// Names and numbers of the network: getaddrinfo and its older relatives.
//
// The resolver asks files and servers and cannot be polled: what is not numeric runs as an errand on a helper thread, which is
// abandoned when the caller is interrupted.
#include <arpa/inet.h>
#include <cstring>
#include <netdb.h>
#include <unistd.h>
#include <vector>

#include "runtime/threads/wait.h"
#include "stdlib/native_errors.h"
#include "stdlib/posix/path.h"
#include "stdlib/socket/socket.h"

namespace krait::core::sockets {

const TypeSpec kHostError = {
    .name = "socket.herror", .base = BuiltinType::OSError, .flags = type_flag::kSubclassable | type_flag::kHasDict};
const TypeSpec kAddressInfoError = {
    .name = "socket.gaierror", .base = BuiltinType::OSError, .flags = type_flag::kSubclassable | type_flag::kHasDict};

namespace {

Failure raise_numbered(Thread& thread, const TypeSpec& type, int number, const char* text) {
    Value message(TRY(make_str(thread, text)));
    return raise_instance(thread,
                          TRY(call_py(thread, Value(native_type(thread, type)), Value::small(number), message)));
}

class AddressInfoErrand : public Errand {
public:
    ~AddressInfoErrand() override {
        if (list) ::freeaddrinfo(list);
    }
    void run() override {
        code = ::getaddrinfo(has_host ? host.c_str() : nullptr,  // lint: blocking: an errand, on its own thread
                             has_service ? service.c_str() : nullptr, &hints, &list);
        system_error = errno;
    }
    std::string host, service;
    bool has_host = false, has_service = false;
    addrinfo hints{};
    addrinfo* list = nullptr;
    int code = 0, system_error = 0;
};

// Numeric hosts, and none, are answered here and now.
Result<void> look_up_py(Thread& thread, const std::shared_ptr<AddressInfoErrand>& errand) {
    int flags = errand->hints.ai_flags;
    errand->hints.ai_flags |= AI_NUMERICHOST;
    errand->run();
    errand->hints.ai_flags = flags;
    if (errand->code == EAI_NONAME && errand->has_host && !(flags & AI_NUMERICHOST)) {
        errand->list = nullptr;
        TRY(run_abandonable(thread, errand));
    }
    if (errand->code) return raise_lookup(thread, errand->code, errand->system_error);
    return {};
}

bool needs_idna(std::string_view host) {
    size_t label = 0;
    for (char c : host) {
        if (c != '.') {
            if (++label > 63) return true;
            continue;
        }
        if (label == 0) return host != ".";
        label = 0;
    }
    return false;
}

}  // namespace

Failure raise_lookup(Thread& thread, int code, int system_error) {
    if (code == EAI_SYSTEM) return raise_errno(thread, system_error);
    return raise_numbered(thread, kAddressInfoError, code, gai_strerror(code));
}

Result<std::string> host_argument_py(Thread& thread, Value value, const char* what) {
    std::string host;
    if (auto* text = as_kind<Str>(thread, value)) {
        if (text->is_ascii()) {
            host = TRY(str_utf8(thread, text));
        } else {
            Value name(intern(thread, "idna"));
            Value encoded = TRY(call_method_py(thread, Value(text), intern(thread, "encode"), {&name, 1}));
            auto* bytes = as_kind<Bytes>(thread, encoded);
            if (!bytes) return raise(thread, Exc::TypeError, "the idna codec returned no bytes");
            host = bytes->view();
        }
    } else if (as_kind<Bytes>(thread, value) || as_kind<Bytearray>(thread, value)) {
        ByteView view(thread);
        TRY(view.open_py(value));
        host = view.bytes();
    } else {
        return raise(thread, Exc::TypeError, "{}(): str, bytes or bytearray expected, not {}", what,
                     type_name(thread, value));
    }
    if (host.find('\0') != std::string::npos)
        return raise(thread, Exc::TypeError, "host name must not contain null character");
    return host;
}

Result<void> resolve_host_py(Thread& thread, std::string name, int family, Address* address) {
    if (name == "<broadcast>") {
        if (family != AF_INET && family != AF_UNSPEC) return raise(thread, Exc::OSError, "address family mismatched");
        address->ip4.sin_family = AF_INET;
        address->ip4.sin_addr.s_addr = htonl(INADDR_BROADCAST);
        return {};
    }
    if (name == "255.255.255.255" && family == AF_INET) {
        address->ip4.sin_family = AF_INET;
        address->ip4.sin_addr.s_addr = htonl(INADDR_BROADCAST);
        return {};
    }
    if (family == AF_INET && inet_pton(AF_INET, name.c_str(), &address->ip4.sin_addr) == 1) {
        address->ip4.sin_family = AF_INET;
        return {};
    }
    auto errand = std::make_shared<AddressInfoErrand>();
    errand->hints.ai_family = family;
    if (name.empty()) {
        errand->hints.ai_socktype = SOCK_DGRAM;
        errand->hints.ai_flags = AI_PASSIVE;
        errand->service = "0";
        errand->has_service = true;
    } else {
        errand->host = std::move(name);
        errand->has_host = true;
    }
    TRY(look_up_py(thread, errand));
    memcpy(static_cast<void*>(address), errand->list->ai_addr,
           std::min<size_t>(errand->list->ai_addrlen, sizeof(Address)));
    return {};
}

namespace {

Result<void> service_argument_py(Thread& thread, Value value, AddressInfoErrand& errand) {
    if (value.is_none()) return {};
    errand.has_service = true;
    if (is_int(thread, value)) {
        int64_t number = TRY(index_int64_py(thread, value));
        errand.service = std::to_string(number);
        return {};
    }
    if (auto* text = as_kind<Str>(thread, value)) errand.service = TRY(str_utf8(thread, text));
    else if (auto* bytes = as_kind<Bytes>(thread, value)) errand.service = bytes->view();
    else return raise(thread, Exc::OSError, "Int or String expected");
    if (errand.service.find('\0') != std::string::npos) return raise(thread, Exc::ValueError, "embedded null byte");
    return {};
}

FUNCTION(sockets, getaddrinfo, "getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)",
         "Resolve host and port into a list of addrinfo tuples (family, type, proto, canonname, sockaddr).") {
    auto errand = std::make_shared<AddressInfoErrand>();
    if (!args[0].is_none()) {
        if (auto* text = as_kind<Str>(thread, args[0])) {
            if (text->is_ascii() && needs_idna(TRY(str_utf8(thread, text)))) {
                Value name(intern(thread, "idna"));
                TRY(call_method_py(thread, args[0], intern(thread, "encode"), {&name, 1}));
            }
        } else if (!as_kind<Bytes>(thread, args[0])) {
            return raise(thread, Exc::TypeError, "getaddrinfo() argument 1 must be string or None");
        }
        errand->host = TRY(host_argument_py(thread, args[0], "getaddrinfo"));
        errand->has_host = true;
    }
    TRY(service_argument_py(thread, args[1], *errand));
    errand->hints.ai_family = TRY(int_argument_py(thread, args[2]));
    errand->hints.ai_socktype = TRY(int_argument_py(thread, args[3]));
    errand->hints.ai_protocol = TRY(int_argument_py(thread, args[4]));
    errand->hints.ai_flags = TRY(int_argument_py(thread, args[5]));
    TRY(look_up_py(thread, errand));
    List* found = make_list(thread);
    for (const addrinfo* each = errand->list; each; each = each->ai_next) {
        Address address;
        socklen_t length = std::min<socklen_t>(each->ai_addrlen, sizeof address);
        memcpy(static_cast<void*>(&address), each->ai_addr, length);
        Value where = TRY(make_address(thread, address, length));
        Value name(TRY(decode_path(thread, each->ai_canonname ? each->ai_canonname : "")));
        TRY(list_append(thread, found,
                        Value(make_tuple(thread, {Value::small(each->ai_family), Value::small(each->ai_socktype),
                                                  Value::small(each->ai_protocol), name, where}))));
    }
    return Value(found);
}

class NameInfoErrand : public Errand {
public:
    void run() override {
        code = ::getnameinfo(&address.any, length, host, sizeof host, service,  // lint: blocking: an errand
                             sizeof service, flags);
        system_error = errno;
    }
    Address address;
    socklen_t length = 0;
    int flags = 0, code = 0, system_error = 0;
    char host[NI_MAXHOST] = "", service[NI_MAXSERV] = "";
};

FUNCTION(sockets, getnameinfo, "getnameinfo(sockaddr, flags, /)", "Get host and port for a sockaddr.") {
    auto* tuple = as_kind<Tuple>(thread, args[0]);
    if (!tuple) return raise(thread, Exc::TypeError, "getnameinfo() argument 1 must be a tuple");
    if (tuple->size() < 2 || tuple->size() > 4)
        return raise(thread, Exc::TypeError, "getnameinfo(): illegal sockaddr argument");
    auto errand = std::make_shared<NameInfoErrand>();
    errand->flags = TRY(int_argument_py(thread, args[1]));
    auto query = std::make_shared<AddressInfoErrand>();
    auto* host = as_kind<Str>(thread, (*tuple)[0]);
    if (!host) return raise(thread, Exc::TypeError, "getnameinfo(): illegal sockaddr argument");
    query->host = TRY(str_utf8(thread, host));
    query->has_host = true;
    int64_t port = TRY(index_int64_py(thread, (*tuple)[1]))
    , flow = 0, scope = 0;
    if (tuple->size() > 2) flow = TRY(index_int64_py(thread, (*tuple)[2]));
    if (tuple->size() > 3) scope = TRY(index_int64_py(thread, (*tuple)[3]));
    if (flow < 0 || flow > 0xfffff)
        return raise(thread, Exc::OverflowError, "getnameinfo(): flowinfo must be 0-1048575.");
    query->service = std::to_string(port);
    query->has_service = true;
    query->hints.ai_socktype = SOCK_DGRAM;
    query->hints.ai_flags = AI_NUMERICHOST;
    TRY(look_up_py(thread, query));
    const addrinfo& found = *query->list;
    if (found.ai_next) return raise(thread, Exc::OSError, "sockaddr resolved to multiple addresses");
    if (found.ai_family == AF_INET && tuple->size() != 2)
        return raise(thread, Exc::OSError, "IPv4 sockaddr must be 2 tuple");
    memcpy(static_cast<void*>(&errand->address), found.ai_addr, found.ai_addrlen);
    errand->length = found.ai_addrlen;
    if (found.ai_family == AF_INET6) {
        errand->address.ip6.sin6_flowinfo = htonl(static_cast<uint32_t>(flow));
        errand->address.ip6.sin6_scope_id = static_cast<uint32_t>(scope);
    }
    if ((errand->flags & (NI_NUMERICHOST | NI_NUMERICSERV)) == (NI_NUMERICHOST | NI_NUMERICSERV)) errand->run();
    else TRY(run_abandonable(thread, errand));
    if (errand->code) return raise_lookup(thread, errand->code, errand->system_error);
    Value name(TRY(decode_path(thread, errand->host)));
    return Value(make_tuple(thread, { name, Value(TRY(decode_path(thread, errand->service))) }));
}

FUNCTION(sockets, gethostbyname, "gethostbyname(host, /)",
         "Return the IP address (a string of the form "
         "'255.255.255.255') for a host.") {
    Address address;
    memset(static_cast<void*>(&address), 0, sizeof address);
    TRY(resolve_host_py(thread, TRY(host_argument_py(thread, args[0], "gethostbyname")), AF_INET, &address));
    address.ip4.sin_family = AF_INET;
    return make_host_text(thread, &address.any);
}

class HostErrand : public Errand {
public:
    void run() override {
        buffer.resize(1024);
        for (;;) {
            int error =
                by_address
                    ? ::gethostbyaddr_r(address.family == AF_INET ? static_cast<const void*>(&address.ip4)
                                                                  : static_cast<const void*>(&address.ip6),
                                        address.family == AF_INET ? 4 : 16, address.family, &entry, buffer.data(),
                                        buffer.size(), &result, &code)
                    : ::gethostbyname2_r(name.c_str(), AF_INET, &entry, buffer.data(), buffer.size(), &result, &code);
            if (error != ERANGE || buffer.size() > (1 << 20)) return;
            buffer.resize(buffer.size() * 2);
        }
    }
    std::string name;
    bool by_address = false;
    struct {
        int family;
        in_addr ip4;
        in6_addr ip6;
    } address{};
    std::vector<char> buffer;
    hostent entry{};
    hostent* result = nullptr;
    int code = 0;
};

Result<Value> run_host_errand_py(Thread& thread, const std::shared_ptr<HostErrand>& errand) {
    TRY(run_abandonable(thread, errand));
    if (!errand->result) return raise_numbered(thread, kHostError, errand->code, hstrerror(errand->code));
    const hostent& entry = *errand->result;
    List* aliases = make_list(thread);
    for (char** alias = entry.h_aliases; alias && *alias; ++alias)
        TRY(list_append(thread, aliases, Value(TRY(decode_path(thread, *alias)))));
    List* addresses = make_list(thread);
    for (char** each = entry.h_addr_list; each && *each; ++each) {
        char text[INET6_ADDRSTRLEN];
        if (inet_ntop(entry.h_addrtype, *each, text, sizeof text))
            TRY(list_append(thread, addresses, Value(make_ascii(thread, text))));
    }
    Value name(TRY(decode_path(thread, entry.h_name)));
    return Value(make_tuple(thread, {name, Value(aliases), Value(addresses)}));
}

FUNCTION(sockets, gethostbyname_ex, "gethostbyname_ex(host, /)",
         "Return the true host name, a list of aliases, and a list of IP addresses, for a host.") {
    auto errand = std::make_shared<HostErrand>();
    errand->name = TRY(host_argument_py(thread, args[0], "gethostbyname_ex"));
    Address address;
    memset(static_cast<void*>(&address), 0, sizeof address);
    TRY(resolve_host_py(thread, errand->name, AF_INET, &address));
    return run_host_errand_py(thread, errand);
}
FUNCTION(sockets, gethostbyaddr, "gethostbyaddr(host, /)",
         "Return the true host name, a list of aliases, and a list of IP addresses, for a host.") {
    Address address;
    memset(static_cast<void*>(&address), 0, sizeof address);
    TRY(resolve_host_py(thread, TRY(host_argument_py(thread, args[0], "gethostbyaddr")), AF_UNSPEC, &address));
    auto errand = std::make_shared<HostErrand>();
    errand->by_address = true;
    errand->address.family = address.any.sa_family;
    if (address.any.sa_family == AF_INET) errand->address.ip4 = address.ip4.sin_addr;
    else if (address.any.sa_family == AF_INET6) errand->address.ip6 = address.ip6.sin6_addr;
    else return raise(thread, Exc::OSError, "unsupported address family");
    return run_host_errand_py(thread, errand);
}

Result<std::string> text_argument_py(Thread& thread, Value value) {
    auto* text = as_kind<Str>(thread, value);
    if (!text) return raise(thread, Exc::TypeError, "argument must be str, not {}", type_name(thread, value));
    std::string result(TRY(str_utf8(thread, text)));
    if (result.find('\0') != std::string::npos) return raise(thread, Exc::ValueError, "embedded null character");
    return result;
}
FUNCTION(sockets, getservbyname, "getservbyname(servicename, protocolname=?, /)",
         "Return a port number from a service name and protocol name.") {
    std::string name = TRY(text_argument_py(thread, args[0]))
    , protocol;
    if (!args[1].is_nothing()) protocol = TRY(text_argument_py(thread, args[1]));
    servent entry, *found = nullptr;
    char buffer[4096];
    ::getservbyname_r(name.c_str(), protocol.empty() ? nullptr : protocol.c_str(), &entry, buffer, sizeof buffer,
                      &found);
    if (!found) return raise(thread, Exc::OSError, "service/proto not found");
    return Value::small(ntohs(static_cast<uint16_t>(found->s_port)));
}
FUNCTION(sockets, getservbyport, "getservbyport(port, protocolname=?, /)",
         "Return the service name from a port number and protocol name.") {
    int64_t port = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    std::string protocol;
    if (!args[1].is_nothing()) protocol = TRY(text_argument_py(thread, args[1]));
    if (port < 0 || port > 0xffff) return raise(thread, Exc::OverflowError, "getservbyport: port must be 0-65535.");
    servent entry, *found = nullptr;
    char buffer[4096];
    ::getservbyport_r(htons(static_cast<uint16_t>(port)), protocol.empty() ? nullptr : protocol.c_str(), &entry, buffer,
                      sizeof buffer, &found);
    if (!found) return raise(thread, Exc::OSError, "port/proto not found");
    return Value(TRY(decode_path(thread, found->s_name)));
}
FUNCTION(sockets, getprotobyname, "getprotobyname(name, /)", "Return the protocol number for the named protocol.") {
    std::string name = TRY(text_argument_py(thread, args[0]));
    protoent entry, *found = nullptr;
    char buffer[4096];
    ::getprotobyname_r(name.c_str(), &entry, buffer, sizeof buffer, &found);
    if (!found) return raise(thread, Exc::OSError, "protocol not found");
    return Value::small(found->p_proto);
}

FUNCTION(sockets, gethostname, "gethostname()", "Return the current host name.") {
    char name[1024] = "";
    if (::gethostname(name, sizeof name - 1) < 0) return raise_errno(thread, errno);
    return Value(TRY(decode_path(thread, name)));
}
FUNCTION(sockets, sethostname, "sethostname(name, /)", "Sets the hostname to name.") {
    std::string name = TRY(system_text_py(thread, args[0]));
    if (::sethostname(name.data(), name.size()) < 0) return raise_errno(thread, errno);
    return none();
}

}  // namespace

const FunctionTable kResolveFunctions = {
    &sockets_getaddrinfo,   &sockets_getnameinfo,   &sockets_gethostbyname, &sockets_gethostbyname_ex,
    &sockets_gethostbyaddr, &sockets_getservbyname, &sockets_getservbyport, &sockets_getprotobyname,
    &sockets_gethostname,   &sockets_sethostname,
};

}  // namespace krait::core::sockets
