# Pairs, servers, timeouts, addresses and ancillary data of the socket module.
import array
import os
import socket
import threading

left, right = socket.socketpair()
left.sendall(b"hello")
print(right.recv(100))  # expect: b'hello'
buffer = bytearray(4)
left.send(b"abcdefgh")
print(right.recv_into(buffer), buffer)  # expect: 4 bytearray(b'abcd')
print(right.recv(100, socket.MSG_PEEK), right.recv(100))  # expect: b'efgh' b'efgh'
try:
    right.recv_into(b"1234")
except TypeError as error:
    print(error)  # expect: recv_into() argument 1 must be read-write bytes-like object, not bytes

# A descriptor passed over a local socket.
read, write = os.pipe()
socket.send_fds(left, [b"x"], [write])
data, descriptors, flags, address = socket.recv_fds(right, 10, 1)
os.write(descriptors[0], b"through")
print(data, os.read(read, 100))  # expect: b'x' b'through'
print(left.sendmsg([b"a", bytearray(b"b"), memoryview(b"c")]))  # expect: 3
print(right.recvmsg(10)[:2])  # expect: (b'abc', [])

left.settimeout(0.01)
try:
    left.recv(1)
except TimeoutError as error:
    print(error)  # expect: timed out
left.setblocking(False)
try:
    left.recv(1)
except BlockingIOError as error:
    print(error.errno)  # expect: 11
print(left.gettimeout(), left.getblocking())  # expect: 0.0 False
# MSG_DONTWAIT is the caller's wish, on a blocking socket too.
try:
    right.recv(1, socket.MSG_DONTWAIT)
except BlockingIOError as error:
    print(error.errno)  # expect: 11
right.close()
print(left.recv(1), right.fileno())  # expect: b'' -1

# A large text goes through a blocking socket whole, whatever the system's buffers hold.
server = socket.create_server(("127.0.0.1", 0))


def serve():
    connection, peer = server.accept()
    with connection:
        total = b"".join(iter(lambda: connection.recv(65536), b""))
        connection.sendall(str(len(total)).encode())


thread = threading.Thread(target=serve)
thread.start()
with socket.create_connection(server.getsockname()) as client:
    print(client.send(b"x" * 3_000_000))  # expect: 3000000
    client.shutdown(socket.SHUT_WR)
    print(client.recv(100))  # expect: b'3000000'
thread.join()
server.close()

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
    receiver.bind(("127.0.0.1", 0))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"datagram", receiver.getsockname())
        data, address = receiver.recvfrom(100)
        print(data, address == sender.getsockname() or address[0])  # expect: b'datagram' 127.0.0.1

print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))  # expect: [(<AddressFamily.AF_INET: 2>, <SocketKind.SOCK_STREAM: 1>, 6, '', ('127.0.0.1', 80))]
print(socket.inet_pton(socket.AF_INET6, "::1")[-1], socket.inet_ntoa(b"\x7f\0\0\1"))  # expect: 1 127.0.0.1
print(socket.htons(1), socket.ntohl(1))  # expect: 256 16777216
try:
    socket.htons(70000)
except OverflowError as error:
    print(error)  # expect: htons: Python int too large to convert to C 16-bit unsigned integer
try:
    socket.getaddrinfo("256.1.1.1", None, flags=socket.AI_NUMERICHOST)
except socket.gaierror as error:
    print(error.errno == socket.EAI_NONAME)  # expect: True
with socket.socket() as refused:
    print(refused.connect_ex(("127.0.0.1", 1)))  # expect: 111
    print(repr(refused).startswith("<socket.socket fd="))  # expect: True
