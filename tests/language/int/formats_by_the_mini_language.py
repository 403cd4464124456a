print(f"{-255:#010x}|{255:08_b}|{10**9:,}|{5:é>4}|{65:c}|{True:d}|{True}")  # expect: -0x00000ff|1111_1111|1,000,000,000|ééé5|A|1|True
for spec in ("q", ".2", ".2d"):
    try: format(5, spec)
    except ValueError as e: print(e)
# expect: Unknown format code 'q' for object of type 'int'
# expect: Precision not allowed in integer format specifier
# expect: Precision not allowed in integer format specifier
