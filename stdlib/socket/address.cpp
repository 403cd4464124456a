#include "stdlib/socket/socket.h"

#include <arpa/inet.h>
#include <cstring>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>

#include "stdlib/posix/path.h"

namespace krait::core::sockets {

namespace {

Result<uint16_t> port_py(Thread& thread, Value value, const char* function) {
    int64_t port = TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    if (port < 0 || port > 0xffff) return raise(thread, Exc::OverflowError, "{}(): port must be 0-65535.", function);
    return static_cast<uint16_t>(port);
}

Result<Tuple*> address_tuple(Thread& thread, Value value, const char* function, const char* family, size_t least,
                             size_t most, const char* shape) {
    auto* tuple = as_kind<Tuple>(thread, value);
    if (!tuple)
        return raise(thread, Exc::TypeError, "{}(): {} address must be tuple, not {}", function, family,
                     type_name(thread, value));
    if (tuple->size() < least || tuple->size() > most)
        return raise(thread, Exc::TypeError, "{}(): {} address must be {}", function, family, shape);
    return tuple;
}

Result<socklen_t> parse_ip4_py(Thread& thread, Value value, const char* function, Address* address) {
    Tuple* tuple = TRY(address_tuple(thread, value, function, "AF_INET", 2, 2, "a pair (host, port)"));
    std::string host = TRY(host_argument_py(thread, (*tuple)[0], function));
    uint16_t port = TRY(port_py(thread, (*tuple)[1], function));
    TRY(resolve_host_py(thread, std::move(host), AF_INET, address));
    address->ip4.sin_family = AF_INET;
    address->ip4.sin_port = htons(port);
    return static_cast<socklen_t>(sizeof(sockaddr_in));
}

Result<socklen_t> parse_ip6_py(Thread& thread, Value value, const char* function, Address* address) {
    Tuple* tuple =
        TRY(address_tuple(thread, value, function, "AF_INET6", 2, 4, "a tuple (host, port[, flowinfo[, scopeid]])"));
    std::string host = TRY(host_argument_py(thread, (*tuple)[0], function));
    uint16_t port = TRY(port_py(thread, (*tuple)[1], function));
    int64_t flow = 0, scope = 0;
    if (tuple->size() > 2) flow = TRY(index_int64_py(thread, (*tuple)[2]));
    if (tuple->size() > 3) scope = TRY(index_int64_py(thread, (*tuple)[3]));
    if (flow < 0 || flow > 0xfffff)
        return raise(thread, Exc::OverflowError, "{}(): flowinfo must be 0-1048575.", function);
    if (scope < 0 || scope > UINT32_MAX)
        return raise(thread, Exc::OverflowError, "{}(): scope_id must be 0-4294967295.", function);
    TRY(resolve_host_py(thread, std::move(host), AF_INET6, address));
    address->ip6.sin6_family = AF_INET6;
    address->ip6.sin6_port = htons(port);
    address->ip6.sin6_flowinfo = htonl(static_cast<uint32_t>(flow));
    if (scope) address->ip6.sin6_scope_id = static_cast<uint32_t>(scope);
    return static_cast<socklen_t>(sizeof(sockaddr_in6));
}

Result<socklen_t> parse_local_py(Thread& thread, Value value, Address* address) {
    std::string path;
    if (auto* text = as_kind<Str>(thread, value)) {
        path = TRY(encode_path(thread, text))
        ->view();
    } else {
        ByteView view(thread);
        TRY(view.open_py(value));
        path = view.bytes();
    }
    sockaddr_un& local = address->local;
    local.sun_family = AF_UNIX;
    // A name in the abstract namespace begins with a zero byte and needs none behind it; an empty one is the system's choice.
    bool is_abstract = path.empty() || path[0] == '\0';
    if (path.size() + !is_abstract > sizeof local.sun_path) return raise(thread, Exc::OSError, "AF_UNIX path too long");
    memset(local.sun_path, 0, sizeof local.sun_path);
    memcpy(local.sun_path, path.data(), path.size());
    return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + !is_abstract);
}

Result<socklen_t> parse_netlink_py(Thread& thread, Value value, const char* function, Address* address) {
    Tuple* tuple = TRY(address_tuple(thread, value, function, "AF_NETLINK", 2, 2, "a pair (pid, groups)"));
    sockaddr_nl netlink{};
    netlink.nl_family = AF_NETLINK;
    netlink.nl_pid = static_cast<uint32_t>(TRY(index_int64_py(thread, (*tuple)[0])));
    netlink.nl_groups = static_cast<uint32_t>(TRY(index_int64_py(thread, (*tuple)[1])));
    memcpy(address, &netlink, sizeof netlink);
    return static_cast<socklen_t>(sizeof netlink);
}

Result<socklen_t> parse_vsock_py(Thread& thread, Value value, const char* function, Address* address) {
    Tuple* tuple = TRY(address_tuple(thread, value, function, "AF_VSOCK", 2, 2, "a pair (cid, port)"));
    sockaddr_vm machine{};
    machine.svm_family = AF_VSOCK;
    machine.svm_cid = static_cast<unsigned>(TRY(index_int64_py(thread, (*tuple)[0])));
    machine.svm_port = static_cast<unsigned>(TRY(index_int64_py(thread, (*tuple)[1])));
    memcpy(address, &machine, sizeof machine);
    return static_cast<socklen_t>(sizeof machine);
}

Result<socklen_t> parse_packet_py(Thread& thread, Value value, const char* function, Address* address) {
    Tuple* tuple = TRY(address_tuple(thread, value, function, "AF_PACKET", 2, 5, "a tuple of two to five elements"));
    sockaddr_ll packet{};
    packet.sll_family = AF_PACKET;
    std::string interface = TRY(system_text_py(thread, (*tuple)[0]));
    packet.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    if (!packet.sll_ifindex) return raise_errno(thread, errno);
    int64_t protocol = TRY(index_int64_py(thread, (*tuple)[1]));
    if (protocol < 0 || protocol > 0xffff)
        return raise(thread, Exc::OverflowError, "{}(): proto must be 0-65535.", function);
    packet.sll_protocol = htons(static_cast<uint16_t>(protocol));
    if (tuple->size() > 2) packet.sll_pkttype = static_cast<unsigned char>(TRY(index_int64_py(thread, (*tuple)[2])));
    if (tuple->size() > 3) packet.sll_hatype = static_cast<unsigned short>(TRY(index_int64_py(thread, (*tuple)[3])));
    if (tuple->size() > 4) {
        ByteView hardware(thread);
        TRY(hardware.open_py((*tuple)[4]));
        if (hardware.size() > sizeof packet.sll_addr)
            return raise(thread, Exc::ValueError, "Hardware address must be 8 bytes or less");
        memcpy(packet.sll_addr, hardware.data(), hardware.size());
        packet.sll_halen = static_cast<unsigned char>(hardware.size());
    }
    memcpy(address, &packet, sizeof packet);
    return static_cast<socklen_t>(sizeof packet);
}

Result<Value> make_local(Thread& thread, const sockaddr_un& local, socklen_t length) {
    size_t head = offsetof(sockaddr_un, sun_path);
    if (length <= head) return Value(empty_str(thread));
    std::string_view path(local.sun_path, length - head);
    if (path[0] == '\0') return Value(TRY(make_bytes(thread, path)));
    return Value(TRY(decode_path(thread, path.substr(0, path.find('\0')))));
}

Result<Value> make_packet(Thread& thread, const sockaddr_ll& packet) {
    char name[IF_NAMESIZE] = "";
    if (packet.sll_ifindex) if_indextoname(static_cast<unsigned>(packet.sll_ifindex), name);
    size_t length = std::min<size_t>(packet.sll_halen, sizeof packet.sll_addr);
    Value hardware(TRY(make_bytes(thread, {reinterpret_cast<const char*>(packet.sll_addr), length})));
    Value interface(TRY(decode_path(thread, name)));
    return Value(make_tuple(thread, {interface, Value::small(ntohs(packet.sll_protocol)),
                                     Value::small(packet.sll_pkttype), Value::small(packet.sll_hatype), hardware}));
}

}  // namespace

Result<socklen_t> parse_address_py(Thread& thread, int family, Value value, const char* function, Address* address) {
    memset(static_cast<void*>(address), 0, sizeof *address);
    switch (family) {
    case AF_INET: return parse_ip4_py(thread, value, function, address);
    case AF_INET6: return parse_ip6_py(thread, value, function, address);
    case AF_UNIX: return parse_local_py(thread, value, address);
    case AF_NETLINK: return parse_netlink_py(thread, value, function, address);
    case AF_VSOCK: return parse_vsock_py(thread, value, function, address);
    case AF_PACKET: return parse_packet_py(thread, value, function, address);
    default: return raise(thread, Exc::OSError, "{}(): bad family", function);
    }
}

Result<Value> make_host_text(Thread& thread, const sockaddr* address) {
    char text[INET6_ADDRSTRLEN] = "";
    const void* number = address->sa_family == AF_INET
                             ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr)
                             : &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    inet_ntop(address->sa_family, number, text, sizeof text);
    return Value(make_ascii(thread, text));
}

Result<Value> make_address(Thread& thread, const Address& address, socklen_t length) {
    if (length == 0) return none();
    switch (address.any.sa_family) {
    case AF_INET: {
        Value host = TRY(make_host_text(thread, &address.any));
        return Value(make_tuple(thread, {host, Value::small(ntohs(address.ip4.sin_port))}));
    }
    case AF_INET6: {
        Value host = TRY(make_host_text(thread, &address.any));
        return Value(make_tuple(thread, {host, Value::small(ntohs(address.ip6.sin6_port)),
                                         Value::small(ntohl(address.ip6.sin6_flowinfo)),
                                         Value::small(address.ip6.sin6_scope_id)}));
    }
    case AF_UNIX: return make_local(thread, address.local, length);
    case AF_NETLINK: {
        sockaddr_nl netlink;
        memcpy(&netlink, &address, sizeof netlink);
        return Value(make_tuple(thread, {Value::small(netlink.nl_pid), Value::small(netlink.nl_groups)}));
    }
    case AF_VSOCK: {
        sockaddr_vm machine;
        memcpy(&machine, &address, sizeof machine);
        return Value(make_tuple(thread, {Value::small(machine.svm_cid), Value::small(machine.svm_port)}));
    }
    case AF_PACKET: {
        sockaddr_ll packet;
        memcpy(&packet, &address, sizeof packet);
        return make_packet(thread, packet);
    }
    default: {
        size_t data = length > offsetof(sockaddr, sa_data) ? length - offsetof(sockaddr, sa_data) : 0;
        Value rest(TRY(make_bytes(thread, {address.any.sa_data, std::min(data, sizeof address.any.sa_data)})));
        return Value(make_tuple(thread, {Value::small(address.any.sa_family), rest}));
    }
    }
}

}  // namespace krait::core::sockets
