import array
A = array.array


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("A('i',[1,2,3])")  # expect: array('i', [1, 2, 3])
t("A('z')")  # expect: ValueError bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)
t('A()')  # expect: TypeError array() takes at least 1 argument (0 given)
t("A('i','ab')")  # expect: TypeError cannot use a str to initialize an array with typecode 'i'
t("A('w','aé')")  # expect: array('w', 'aé')
t("A('b',[200])")  # expect: OverflowError signed char is greater than maximum
t("A('B',[-1])")  # expect: OverflowError unsigned byte integer is less than minimum
t("A('B',[256])")  # expect: OverflowError unsigned byte integer is greater than maximum
t("A('I',[-1])")  # expect: OverflowError can't convert negative value to unsigned int
t("A('h',[40000])")  # expect: OverflowError signed short integer is greater than maximum
t("A('H',[70000])")  # expect: OverflowError unsigned short is greater than maximum
t("A('q',[2**70])")  # expect: OverflowError int too big to convert
t("A('Q',[-1])")  # expect: OverflowError can't convert negative int to unsigned
t("A('Q',[2**70])")  # expect: OverflowError int too big to convert
t("A('f',['a'])")  # expect: TypeError must be real number, not str
t("A('i',[1.5])")  # expect: TypeError 'float' object cannot be interpreted as an integer
t("A('b',b'\\x01\\x02')")  # expect: array('b', [1, 2])
t("A('i',b'123')")  # expect: ValueError bytes length not a multiple of item size
t("A('i',bytearray(b'1234'))")  # expect: array('i', [875770417])
t("A('i',A('b',[1,2]))")  # expect: array('i', [1, 2])
t("A('d',[1,2.5])")  # expect: array('d', [1.0, 2.5])
t("A('f')")  # expect: array('f')
t('A(5)')  # expect: TypeError array() argument 1 must be a unicode character, not int
t("A('ii')")  # expect: TypeError array() argument 1 must be a unicode character, not a string of length 2
t("A(b'i')")  # expect: TypeError array() argument 1 must be a unicode character, not bytes
t("A('i',5)")  # expect: TypeError 'int' object is not iterable
t("A('i',x=1)")  # expect: TypeError array.array() takes no keyword arguments
t("A('i',[1,2])+A('i',[3])")  # expect: array('i', [1, 2, 3])
t("A('i',[1])+A('b',[1])")  # expect: TypeError bad argument type for built-in operation
t("A('i',[1])+[1]")  # expect: TypeError can only append array (not "list") to array
t("A('i',[1,2])*2")  # expect: array('i', [1, 2, 1, 2])
t("2*A('i',[1])")  # expect: array('i', [1, 1])
t("A('i',[1])*'a'")  # expect: TypeError can't multiply sequence by non-int of type 'str'
t("A('i',[1,2])[5]")  # expect: IndexError array index out of range
t("A('i',[1,2])['a']")  # expect: TypeError array indices must be integers
t("A('i',[1,2,3,4])[::2]")  # expect: array('i', [1, 3])
t("A('i',[1,2])<A('i',[1,3])")  # expect: True
t("A('i',[1])==A('d',[1.0])")  # expect: True
t("A('i',[1])==[1]")  # expect: False
t("A('i',[1,2]).index(3)")  # expect: ValueError array.index(x): x not in array
t("A('i',[1,2,1]).index(1,1)")  # expect: 2
t("A('i',[1]).remove(5)")  # expect: ValueError array.remove(x): x not in array
t("A('i').pop()")  # expect: IndexError pop from empty array
t("A('i',[1]).pop(3)")  # expect: IndexError pop index out of range
t("A('i',[1,2,3]).pop(0)")  # expect: 1
t("A('i',[1]).tobytes()")  # expect: b'\x01\x00\x00\x00'
t("A('i').frombytes(b'12')")  # expect: ValueError bytes length not a multiple of item size
t("A('i').frombytes('12')")  # expect: TypeError a bytes-like object is required, not 'str'
t("A('i').fromlist(5)")  # expect: TypeError arg must be list
t("A('i').fromlist(['a'])")  # expect: TypeError 'str' object cannot be interpreted as an integer
t("A('w','ab').tounicode()")  # expect: 'ab'
t("A('i').tounicode()")  # expect: ValueError tounicode() may only be called on unicode type arrays ('u' or 'w')
t("A('i').fromunicode('a')")  # expect: ValueError fromunicode() may only be called on unicode type arrays ('u' or 'w')
t("A('i',[1]).byteswap()")  # expect: None
t("A('f',[1]).byteswap()")  # expect: None
t("A('i',[1,2]).buffer_info()[1]")  # expect: 2
t("A('i').itemsize,A('w').itemsize,A('q').typecode")  # expect: (4, 4, 'q')
t("A('i',[1,2]).count(1)")  # expect: 1
t("A('i',[1]).append('a')")  # expect: TypeError 'str' object cannot be interpreted as an integer
t("A('i',[1]).extend([2])")  # expect: None
t("A('i',[1]).extend(A('b',[1]))")  # expect: TypeError can only extend with array of same kind
t("A('i',[1]).insert(0,5)")  # expect: None
t("A('i',[1,2]).reverse()")  # expect: None
t("A('i',[1]).tolist()")  # expect: [1]
t('array.typecodes')  # expect: 'bBuwhHiIlLqQfd'
t("A('i',[1]).__reduce_ex__(2)")  # expect: (<class 'array.array'>, ('i', [1]), None)
t("A('i',[1]) in [A('i',[1])]")  # expect: True
t("1 in A('i',[1])")  # expect: True
t("memoryview(A('i',[1,2])).format")  # expect: 'i'
t("A('w',[1])")  # expect: TypeError array item must be a unicode character, not int
t("A('w').append('ab')")  # expect: TypeError array item must be a unicode character, not a string of length 2
t("A('w').append(5)")  # expect: TypeError array item must be a unicode character, not int
t("A('i',[1]).__setitem__(slice(0,1),[1])")  # expect: TypeError can only assign array (not "list") to array slice
t("A('i',[1]).__setitem__(slice(0,1),A('b',[1]))")  # expect: TypeError bad argument type for built-in operation
t("A('i',[1,2]).__setitem__(slice(0,2,2),A('i',[1,2]))")  # expect: ValueError attempt to assign array of size 2 to extended slice of size 1
t("__import__('copy').copy(A('d',[1.5]))")  # expect: array('d', [1.5])
t("A('i',range(3))")  # expect: array('i', [0, 1, 2])
t("A('i',(1,2))")  # expect: array('i', [1, 2])
t('array.array.__module__,array.ArrayType')  # expect: ('array', <class 'array.array'>)
t('A[int]')  # expect: array.array[int]
t("repr(A('w',''))")  # expect: "array('w')"
t("A('L',[1]).clear()")  # expect: None
