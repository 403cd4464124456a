print(eval(b"\xef\xbb\xbf'\xc3\xa4'"))                          # expect: ä
print(eval(b"# coding: latin-1\n'\xe4'"))                       # expect: ä
print(ascii(eval(b"# coding: cp1251\n'\xe4'")))                 # expect: '\u0434'
def error_of(source):
    try: compile(source, "f", "exec")
    except SyntaxError as error: print(error.msg, error.lineno, error.offset, repr(error.text))
error_of(b"# coding: none\nx")      # expect: unknown encoding: none 0 -1 None
error_of(b"x\ny = '\xff'")          # expect: Non-UTF-8 code starting with '\xff' on line 2, but no encoding declared; see https://peps.python.org/pep-0263/ for details 2 6 "y = '�'"
error_of(b"\xef\xbb\xbf# coding: latin-1")  # expect: encoding problem: iso-8859-1 with BOM 1 0 '# coding: latin-1'
error_of(b"# coding: ascii\n'\xff'")        # expect: 'ascii' codec can't decode byte 0xff in position 17: ordinal not in range(128) 0 -1 None
error_of(b"# coding: cp1251\nx = '\xe4' +")  # expect: invalid syntax 2 10 "x = 'д' +\n"
error_of("\ufeffx")                 # expect: invalid non-printable character U+FEFF 1 1 '\ufeffx'
print(eval("# coding: cp1251\n'\xe4'"))     # expect: ä
