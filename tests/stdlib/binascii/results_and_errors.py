import binascii


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("binascii.a2b_hex('abc')")  # expect: Error Odd-length string
t("binascii.a2b_hex('zz')")  # expect: Error Non-hexadecimal digit found
t('binascii.a2b_hex(5)')  # expect: TypeError argument should be bytes, buffer or ASCII string, not 'int'
t("binascii.a2b_hex('é0')")  # expect: ValueError string argument should contain only ASCII characters
t("binascii.hexlify(b'abc','-')")  # expect: b'61-62-63'
t("binascii.hexlify(b'abcd','-',2)")  # expect: b'6162-6364'
t("binascii.hexlify(b'abcde',b':',-2)")  # expect: b'6162:6364:65'
t("binascii.hexlify(b'abc','--')")  # expect: ValueError sep must be length 1.
t("binascii.hexlify(b'abc','é')")  # expect: b'61\xe962\xe963'
t("binascii.hexlify(b'abc',5)")  # expect: TypeError object of type 'int' has no len()
t("binascii.hexlify('x')")  # expect: TypeError a bytes-like object is required, not 'str'
t("binascii.unhexlify(b' 00')")  # expect: Error Odd-length string
t("binascii.b2a_base64(b'abc')")  # expect: b'YWJj\n'
t("binascii.b2a_base64(b'abcd',newline=False)")  # expect: b'YWJjZA=='
t("binascii.a2b_base64(b'YWJj\\n')")  # expect: b'abc'
t("binascii.a2b_base64('YWJ')")  # expect: Error Incorrect padding
t("binascii.a2b_base64('Y')")  # expect: Error Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4
t("binascii.a2b_base64('YWJjZA')")  # expect: Error Incorrect padding
t("binascii.a2b_base64('YQ==')")  # expect: b'a'
t("binascii.a2b_base64('YQ==YQ==')")  # expect: b'a'
t("binascii.a2b_base64('=')")  # expect: b''
t("binascii.a2b_base64('YQ=a=')")  # expect: b'a\x06'
t("binascii.a2b_base64('Y===')")  # expect: Error Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4
t("binascii.a2b_base64(b'YQ==x',strict_mode=True)")  # expect: Error Excess data after padding
t("binascii.a2b_base64(b'=YQ==',strict_mode=True)")  # expect: Error Leading padding not allowed
t("binascii.a2b_base64(b'Y=Q==',strict_mode=True)")  # expect: Error Discontinuous padding not allowed
t("binascii.a2b_base64(b'YQ=',strict_mode=True)")  # expect: Error Incorrect padding
t("binascii.a2b_base64(b'YQ',strict_mode=True)")  # expect: Error Incorrect padding
t("binascii.a2b_base64(b'YW\\n==',strict_mode=True)")  # expect: Error Only base64 data is allowed
t("binascii.a2b_base64(b'YQ=\\n=',strict_mode=True)")  # expect: Error Only base64 data is allowed
t("binascii.a2b_base64(b'YWJj=',strict_mode=True)")  # expect: Error Excess padding not allowed
t("binascii.a2b_base64(b'YQ===',strict_mode=True)")  # expect: Error Excess data after padding
t("binascii.a2b_base64(b'Y',strict_mode=True)")  # expect: Error Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4
t("binascii.a2b_base64(b'YQ==\\n',strict_mode=True)")  # expect: Error Excess data after padding
t("binascii.a2b_base64(b'YWJj====')")  # expect: b'abc'
t("binascii.a2b_base64(b'YW=J')")  # expect: Error Incorrect padding
t("binascii.a2b_base64(b'YW=Jj')")  # expect: b'abc'
t("binascii.a2b_base64(b'',strict_mode=True)")  # expect: b''
t("binascii.a2b_base64(b'YWJjYWJjY=Q=')")  # expect: Error Incorrect padding
t("binascii.a2b_base64(b'ab=\\xffc=')")  # expect: b'i\xb7'
t("binascii.crc32(b'hello')")  # expect: 907060870
t("binascii.crc32(b'lo',binascii.crc32(b'hel'))")  # expect: 907060870
t("binascii.crc32(b'',-1)")  # expect: 4294967295
t("binascii.crc_hqx(b'hello',0)")  # expect: 50018
t("binascii.crc_hqx(b'hello',-1)")  # expect: 53870
t("binascii.crc32(b'a',2**40)")  # expect: 3904355907
t("binascii.a2b_uu(b'#86)C\\n')")  # expect: b'abc'
t("binascii.a2b_uu(b'#86)C  x\\n')")  # expect: Error Trailing garbage
t("binascii.a2b_uu(b'#86)Cx\\n')")  # expect: Error Trailing garbage
t("binascii.a2b_uu(b'')")  # expect: b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00'
t("binascii.a2b_uu(b'\\x7f')")  # expect: b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00'
t("binascii.a2b_uu(b'!\\x01')")  # expect: Error Illegal char
t("binascii.b2a_uu(b'abc')")  # expect: b'#86)C\n'
t("binascii.b2a_uu(b'ab',backtick=True)")  # expect: b'"86(`\n'
t("binascii.b2a_uu(b'\\0\\0',backtick=True)")  # expect: b'"````\n'
t("binascii.b2a_uu(b'x'*46)")  # expect: Error At most 45 bytes at once
t("binascii.a2b_qp(b'=41=\\nb=zz=4')")  # expect: b'Ab=zz=4'
t("binascii.a2b_qp(b'a_b',header=True)")  # expect: b'a b'
t("binascii.a2b_qp('a=3d=')")  # expect: b'a='
t("binascii.b2a_qp(b'a=b\\n')")  # expect: b'a=3Db\n'
t("binascii.b2a_qp(b'a b \\n c\\t')")  # expect: b'a b=20\n c=09'
t("binascii.b2a_qp(b'a_b c',header=True)")  # expect: b'a=5Fb_c'
t("binascii.b2a_qp(b'x'*100)")  # expect: b'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=\nxxxxxxxxxxxxxxxxxxxxxxxxx'
t("binascii.b2a_qp(b'a\\r\\nb\\n',istext=False)")  # expect: b'a=0D=0Ab=0A'
t("binascii.b2a_qp(b'a b',quotetabs=True)")  # expect: b'a=20b'
t("binascii.b2a_qp(b'.\\n.')")  # expect: b'=2E\n=2E'
t("binascii.b2a_qp(b'\\xff'*30)")  # expect: b'=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=FF=\n=FF=FF=FF=FF=FF'
t('binascii.Error.__mro__[1],binascii.Error.__module__,binascii.Incomplete.__mro__[1]')  # expect: (<class 'ValueError'>, 'binascii', <class 'Exception'>)
t("binascii.a2b_base64('é')")  # expect: ValueError string argument should contain only ASCII characters
t('binascii.a2b_base64(5)')  # expect: TypeError argument should be bytes, buffer or ASCII string, not 'int'
t("binascii.a2b_qp('é')")  # expect: ValueError string argument should contain only ASCII characters
t("binascii.b2a_hex(b'abc',bytes_per_sep=2)")  # expect: b'616263'
t("binascii.b2a_base64('x')")  # expect: TypeError a bytes-like object is required, not 'str'
