import json
from _json import make_scanner, scanstring

print(json.loads('{"a": [1, -2.5, 1e3, true, null], "b\\u00e9\\ud834\\udd20": "\\n"}'))
# expect: {'a': [1, -2.5, 1000.0, True, None], 'bé𝄠': '\n'}
print(json.loads("[NaN, Infinity, -Infinity, 0, -0, 123456789012345678901234567890]"))
# expect: [nan, inf, -inf, 0, 0, 123456789012345678901234567890]
print(type(json.loads("1.0")), json.loads("-0.0"), json.loads("1e999"))  # expect: <class 'float'> -0.0 inf
# Text that is wider than a byte, with keys that are not.
a, b = json.loads('[{"key": "\u4e2d"}, {"key": "\U0001f600"}]')
print(a, b, [*a][0] is [*b][0])  # expect: {'key': '中'} {'key': '😀'} True
print(scanstring('"x\\ty" rest', 1), make_scanner)  # expect: ('x\ty', 6) <class '_json.Scanner'>
print(json.loads('{"a": {"b": 1}}', object_pairs_hook=list))  # expect: [('a', [('b', 1)])]
print(json.loads("[1, 2.5, NaN]", parse_int=str, parse_float=str, parse_constant=str.lower))
# expect: ['1', '2.5', 'nan']


def wrong(text, **options):
    try:
        json.loads(text, **options)
    except (ValueError, RecursionError) as error:
        print(type(error).__name__, str(error)[:80])


wrong("[1,]")  # expect: JSONDecodeError Illegal trailing comma before end of array: line 1 column 3 (char 2)
wrong('{"a":1 "b"')  # expect: JSONDecodeError Expecting ',' delimiter: line 1 column 8 (char 7)
wrong('{"a"}')  # expect: JSONDecodeError Expecting ':' delimiter: line 1 column 5 (char 4)
wrong("{1: 2}")  # expect: JSONDecodeError Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
wrong('"\\ud834\\u12"')  # expect: JSONDecodeError Invalid \uXXXX escape: line 1 column 9 (char 8)
wrong('"a\x01"')  # expect: JSONDecodeError Invalid control character at: line 1 column 3 (char 2)
wrong("[nul]")  # expect: JSONDecodeError Expecting value: line 1 column 2 (char 1)
wrong("01")  # expect: JSONDecodeError Extra data: line 1 column 2 (char 1)
wrong("[" * 1000000)  # expect: RecursionError maximum recursion depth exceeded
wrong('{"a":' * 1000000)  # expect: RecursionError maximum recursion depth exceeded
