# An invalid escape after a doubled brace of an f-string: the warning's place was looked for beyond the text.
import warnings

for source in (r'f"{{\l"', r'f"}}{{a\q{1}\z}}"', r'f"\N{BULLET}{{\8"'):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        value = eval(source)
    print(ascii(value), [(str(w.message)[:4], w.lineno) for w in seen])
# expect: '{\\l' [('"\\l"', 1)]
# expect: '}{a\\q1\\z}' [('"\\q"', 1), ('"\\z"', 1)]
# expect: '\u2022{\\8' [('"\\8"', 1)]
try:
    eval(r'f"{{\xZ"')
except SyntaxError as error:
    print(error.msg)
# expect: (unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: truncated \xXX escape
