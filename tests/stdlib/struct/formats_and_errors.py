import struct
from struct import *


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("pack('b',200)")  # expect: error 'b' format requires -128 <= number <= 127
t("pack('>i',2**40)")  # expect: error 'i' format requires -2147483648 <= number <= 2147483647
t("pack('I',-1)")  # expect: error 'I' format requires 0 <= number <= 4294967295
t("pack('<H',70000)")  # expect: error 'H' format requires 0 <= number <= 65535
t("pack('?',[])")  # expect: b'\x00'
t("pack('c','a')")  # expect: error char format requires a bytes object of length 1
t("pack('c',b'ab')")  # expect: error char format requires a bytes object of length 1
t("pack('s','a')")  # expect: error argument for 's' must be a bytes object
t("pack('5s',b'ab')")  # expect: b'ab\x00\x00\x00'
t("pack('5s',bytearray(b'ab'))")  # expect: b'ab\x00\x00\x00'
t("pack('p','x')")  # expect: error argument for 'p' must be a bytes object
t("pack('300p',b'x'*300)[:3]")  # expect: b'\xffxx'
t("pack('f','x')")  # expect: error required argument is not a float
t("pack('e',1e6)")  # expect: OverflowError float too large to pack with e format
t("pack('d','x')")  # expect: error required argument is not a float
t("pack('<e',float('nan'))")  # expect: b'\x00~'
t("pack('F',1+2j)")  # expect: b'\x00\x00\x80?\x00\x00\x00@'
t("pack('<D',3)")  # expect: b'\x00\x00\x00\x00\x00\x00\x08@\x00\x00\x00\x00\x00\x00\x00\x00'
t("pack('D','x')")  # expect: error required argument is not a complex
t("unpack('F',pack('F',1+2j))")  # expect: ((1+2j),)
t("calcsize('\\0')")  # expect: error embedded null character
t("calcsize('i\\0')")  # expect: error embedded null character
t("calcsize('4')")  # expect: error repeat count given without format specifier
t("calcsize('z')")  # expect: error bad char in struct format
t('calcsize(5)')  # expect: TypeError Struct() argument 1 must be a str or bytes object, not int
t("calcsize('99999999999999999999i')")  # expect: error total struct size too long
t("calcsize('9223372036854775807i')")  # expect: error total struct size too long
t("calcsize(b'i')")  # expect: 4
t("calcsize('é')")  # expect: UnicodeEncodeError 'ascii' codec can't encode character '\xe9' in position 0: ordinal not in range(128)
t('pack()')  # expect: TypeError missing format argument
t("pack('i')")  # expect: error pack expected 1 items for packing (got 0)
t("pack('i',1,2)")  # expect: error pack expected 1 items for packing (got 2)
t("pack_into('i')")  # expect: error pack_into expected buffer argument
t("pack_into('i',bytearray(4))")  # expect: error pack_into expected offset argument
t("pack_into('i',bytearray(4),0)")  # expect: error pack_into expected 1 items for packing (got 0)
t("pack_into('i',bytearray(4),4,1)")  # expect: error pack_into requires a buffer of at least 8 bytes for packing 4 bytes at offset 4 (actual buffer size is 4)
t("pack_into('i',bytearray(4),-2,1)")  # expect: error no space to pack 4 bytes at offset -2
t("pack_into('i',bytearray(4),-5,1)")  # expect: error offset -5 out of range for 4-byte buffer
t("pack_into('i',b'1234',0,1)")  # expect: TypeError argument must be read-write bytes-like object, not bytes
t("pack_into('i',bytearray(4),'x',1)")  # expect: TypeError 'str' object cannot be interpreted as an integer
t("unpack('i',b'1')")  # expect: error unpack requires a buffer of 4 bytes
t("unpack('i','1234')")  # expect: TypeError a bytes-like object is required, not 'str'
t("unpack_from('i',b'1',0)")  # expect: error unpack_from requires a buffer of at least 4 bytes for unpacking 4 bytes at offset 0 (actual buffer size is 1)
t("unpack_from('i',b'1234',4)")  # expect: error unpack_from requires a buffer of at least 8 bytes for unpacking 4 bytes at offset 4 (actual buffer size is 4)
t("unpack_from('i',b'1234',-2)")  # expect: error not enough data to unpack 4 bytes at offset -2
t("unpack_from('i',b'1234',-5)")  # expect: error offset -5 out of range for 4-byte buffer
t("list(iter_unpack('',b''))")  # expect: error cannot iteratively unpack with a struct of length 0
t("list(iter_unpack('i',b'12345'))")  # expect: error iterative unpacking requires a buffer of a multiple of 4 bytes
t("list(iter_unpack('h',b'1234'))")  # expect: [(12849,), (13363,)]
t("iter_unpack('h',b'1234').__length_hint__()")  # expect: 2
t("Struct('i')")  # expect: Struct('i')
t('Struct(5)')  # expect: TypeError Struct() argument 1 must be a str or bytes object, not int
t('Struct()')  # expect: TypeError Struct() missing required argument 'format' (pos 1)
t("Struct('i').format")  # expect: 'i'
t("Struct('i').size")  # expect: 4
t("Struct(b'i').format")  # expect: 'i'
t("Struct('i').pack(1,2)")  # expect: error pack expected 1 items for packing (got 2)
t("Struct('i').pack('x')")  # expect: error required argument is not an integer
t("Struct('i').pack_into(bytearray(4))")  # expect: error pack_into expected offset argument
t("Struct('i').pack_into()")  # expect: error pack_into expected buffer argument
t("Struct('i').unpack(b'')")  # expect: error unpack requires a buffer of 4 bytes
t("Struct('i').unpack_from(b'')")  # expect: error unpack_from requires a buffer of at least 4 bytes for unpacking 4 bytes at offset 0 (actual buffer size is 0)
t("Struct('i').unpack_from(buffer=b'1234',offset=0)")  # expect: (875770417,)
t("unpack('2x3s?p',b'xxabc\\x02a')")  # expect: (b'abc', True, b'')
t("unpack('@bih',bytes(10))")  # expect: (0, 0, 0)
t("pack('0s',b'abc')")  # expect: b''
t("pack('>n',1)")  # expect: error bad char in struct format
t("pack('<P',1)")  # expect: error bad char in struct format
t("unpack('>l',b'\\xff\\xff\\xff\\xfe')")  # expect: (-2,)
t("unpack('0i',b'')")  # expect: ()
t("pack('x')")  # expect: b'\x00'
t("pack('3x')")  # expect: b'\x00\x00\x00'
t('struct.error.__module__,struct.error.__qualname__')  # expect: ('struct', 'error')
t('Struct.__module__')  # expect: '_struct'
t('sorted(x for x in dir(Struct) if x not in dir(object))')  # expect: ['__module__', 'format', 'iter_unpack', 'pack', 'pack_into', 'size', 'unpack', 'unpack_from']
t("type(iter_unpack('h',b'12'))")  # expect: <class '_struct.unpack_iterator'>
t("unpack('10p',b'\\x0aabcdefghij')")  # expect: error unpack requires a buffer of 10 bytes
t("pack('2p',b'abc')")  # expect: b'\x01a'
t("pack('0p',b'abc')")  # expect: b''
t("pack('i',2**31)")  # expect: error 'i' format requires -2147483648 <= number <= 2147483647
t("pack('@b i',1,2)")  # expect: b'\x01\x00\x00\x00\x02\x00\x00\x00'
t('struct._clearcache()')  # expect: None
t('struct.pack.__doc__')  # expect: 'pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.  See help(struct) for more on format strings.'
t("unpack('@i',memoryview(b'abcd')[::1])")  # expect: (1684234849,)
t("pack('?',__import__('types').SimpleNamespace())")  # expect: b'\x01'
t("len(pack('1000000x'))")  # expect: 1000000
