for spec in ("d", "x", "q", "f"):
    try: format("a", spec)
    except ValueError as error: print(error)
# expect: Unknown format code 'd' for object of type 'str'
# expect: Unknown format code 'x' for object of type 'str'
# expect: Unknown format code 'q' for object of type 'str'
# expect: Unknown format code 'f' for object of type 'str'
print(format("a", "s"), format("a", ">3"))      # expect: a   a
