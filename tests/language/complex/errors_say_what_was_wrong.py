for text in ("1j / 0", "0j ** -1", "1j // 1", "1j < 1", "complex('1 + 2j')", "complex([])", "complex(1, '2')", "pow(2j, 1, 3)"):
    try: eval(text)
    except Exception as e: print(type(e).__name__, e)
# expect: ZeroDivisionError division by zero
# expect: ZeroDivisionError zero to a negative or complex power
# expect: TypeError unsupported operand type(s) for //: 'complex' and 'int'
# expect: TypeError '<' not supported between instances of 'complex' and 'int'
# expect: ValueError complex() arg is a malformed string
# expect: TypeError complex() argument must be a string or a number, not list
# expect: TypeError complex() argument 'imag' must be a real number, not str
# expect: ValueError complex modulo
