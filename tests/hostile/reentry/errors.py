# Error handlers of codecs, callbacks of re, hooks of json and reducers of pickle that answer with anything and change what is worked on.
import codecs
import copy
import io
import json
import pickle
import re
import sys
import warnings

warnings.simplefilter("ignore")
sys.path.append("..")
from _outcome import outcome

EXPECTED = {"finished", "ValueError", "TypeError", "IndexError", "KeyError", "AttributeError", "OverflowError", "UnicodeDecodeError", "UnicodeEncodeError", "UnicodeTranslateError", "LookupError", "RecursionError", "RuntimeError", "BufferError", "MemoryError",
            "PicklingError", "UnpicklingError", "JSONDecodeError", "PatternError", "EOFError", "StopIteration", "error", "ImportError", "ModuleNotFoundError", "UnicodeError", "ZeroDivisionError", "Error", "AssertionError", "NotImplementedError"}


def check(name, use, *arguments):
    found = outcome(use, *arguments)
    if found not in EXPECTED:
        print(name, arguments, found)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


answer = None
seen = None


def handler(error):
    global seen
    seen = error
    return answer(error)


codecs.register_error("odd", handler)
ANSWERS = [
    lambda e: None, lambda e: (), lambda e: ("", 0, 0), lambda e: ("", e.end), lambda e: ("x", e.end), lambda e: (b"x", e.end), lambda e: ("\udc80\U0001f600", e.end), lambda e: ("x" * 100_000, e.end), lambda e: ["x", e.end],
    lambda e: ("x", e.start), lambda e: ("x", -1), lambda e: ("x", -(1 << 62)), lambda e: ("x", 1 << 62), lambda e: ("x", 1 << 70), lambda e: ("x", None), lambda e: ("x", Index(e.end)), lambda e: (1, e.end), lambda e: (bytearray(b"x"), e.end), lambda e: ("\u1234", e.end), lambda e: (b"\xff\xfe" * 5, len(e.object)),
    lambda e: 1 / 0, lambda e: setattr(e, "object", b"") or ("x", e.end), lambda e: setattr(e, "object", "") or ("x", 1), lambda e: setattr(e, "start", 1 << 60) or ("x", e.end), lambda e: setattr(e, "end", -5) or ("x", e.end), lambda e: setattr(e, "object", b"abcdefgh" * 10) or ("x", 50),
    lambda e: e.__init__("utf-8", b"", 0, 0, "") or ("x", 1), lambda e: e.__dict__.clear() or ("x", e.end), lambda e: source.clear() or ("x", e.end), lambda e: source.extend(b"z" * 1000) or ("x", e.end), lambda e: codecs.register_error("odd", handler) or ("x", e.end), lambda e: (e, e), lambda e: ("x", e),
]
calls = {"n": 0}


def bounded(function):
    def again(error):
        calls["n"] += 1
        if calls["n"] > 50:
            raise ValueError
        return function(error)

    return again


for function in ANSWERS:
    answer = bounded(function)
    for encoding in ("utf-8", "utf-16", "utf-32", "ascii", "utf-7", "unicode_escape", "cp1252", "punycode", "shift_jis", "nothing"):
        for data in (b"a\xffb\xfe\x80", b"\xf0\x9f", b"\\N{x}\\u12", b"+AGE\xff-", b"\xd8\x00"):
            calls["n"] = 0
            source = bytearray(data)
            check(encoding, source.decode, encoding, "odd")
            check(encoding, codecs.decode, source, encoding, "odd")
            check(encoding, data.decode, encoding, "odd")
            check(encoding, lambda: codecs.getincrementaldecoder(encoding)("odd").decode(data))
            check(encoding, lambda: io.TextIOWrapper(io.BytesIO(data), encoding, errors="odd").read())
        for text in ("a\ud800\udfffb", "\U0001f600\xe9", "\u20ac" * 5, "\udc80"):
            calls["n"] = 0
            source = bytearray()
            check(encoding, text.encode, encoding, "odd")
            check(encoding, lambda: codecs.getincrementalencoder(encoding)("odd").encode(text))
    for mapping in ({}, "ab", {97: None}, {97: "\ufffe"}, [1, 2], {255: 1 << 40}, {97: -1}, None, "\ufffe" * 256, {i: "x" * 1000 for i in range(256)}):
        calls["n"] = 0
        check("charmap", codecs.charmap_decode, b"a\xff", "odd", mapping)
        check("charmap", codecs.charmap_encode, "a\xff", "odd", mapping)
        check("charmap", "a\xff".translate, mapping)
for name in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape", "surrogatepass"):
    builtin = codecs.lookup_error(name)
    for start in (-(1 << 62), -1, 0, 1, 2, 5, 1 << 62):
        for end in (-(1 << 62), -1, 0, 1, 3, 100, 1 << 62):
            for encoding in ("utf-8", "utf-16", "utf-32-le", "x", "", "utf-" * 1000):
                for make in (lambda: UnicodeDecodeError(encoding, b"\xed\xa0\x80", start, end, ""), lambda: UnicodeEncodeError(encoding, "\ud800\xff", start, end, ""), lambda: UnicodeTranslateError("\ud800a", start, end, "")):
                    check(name, lambda: builtin(make()))
                    check(name, lambda: str(make()))
    for odd in (UnicodeDecodeError.__new__(UnicodeDecodeError), UnicodeEncodeError.__new__(UnicodeEncodeError), UnicodeTranslateError.__new__(UnicodeTranslateError), ValueError(), 1, None, Exception):
        check(name, builtin, odd)
        check(name, str, odd)
        check(name, repr, odd)
    for delete in ("object", "start", "end", "reason", "encoding"):
        error = UnicodeDecodeError("utf-8", b"a", 0, 1, "x")
        check(name, delattr, error, delete)
        check(name, str, error)
        check(name, builtin, error)

# re: the subject changes or the callback answers oddly.
for pattern in (b"(a)|b", b"", b"(?P<x>a)*", b"a(?=b)", b"(a)\\1", b"[^z]"):
    compiled = re.compile(pattern)
    for act in (lambda: subject.clear(), lambda: subject.extend(b"a" * 1000), lambda: subject.__delitem__(0), lambda: subject.__init__(b"")):
        for result in (b"x", "x", None, 1, bytearray(b"y"), memoryview(b"z"), b""):
            subject = bytearray(b"aabab" * 3)
            check("sub", compiled.sub, lambda match: (act(), result)[1], subject)
            subject = bytearray(b"aabab" * 3)
            check("finditer", lambda: [act() for match in compiled.finditer(subject)])
            subject = bytearray(b"aabab" * 3)
            match = compiled.search(subject)
            outcome(act)
            for use in (lambda: match.group(), lambda: match[1], lambda: match.groups(), lambda: match.groupdict(), lambda: match.expand(b"\\g<0>\\1"), lambda: match.span(1), lambda: match.string, lambda: repr(match), lambda: copy.copy(match), lambda: match[Index(1 << 70)], lambda: match.start(Index(0))):
                check("match", use)
            scanner = compiled.scanner(bytearray(b"abab"))
            check("scanner", lambda: [scanner.search() for _ in range(10)])
    check("bounds", compiled.match, b"abc", Index(-5), Index(1 << 70))
    check("bounds", compiled.search, b"abc", 1 << 62, -(1 << 62))
    check("bounds", compiled.fullmatch, memoryview(b"abcabc")[::2])
    check("split", compiled.split, b"abc" * 5, Index(2))
    check("sub", compiled.sub, b"\\1\\g<x>\\g<99>", b"ab")
for text in ("(" * 5000, "(" * 500 + ")" * 500, "(?:" * 5000 + ")" * 5000, "a{1,65535}" * 20, "(a{1000}){1000}", "(" + "|".join("abc" * 1000) + ")*", "[" + "a-z" * 5000 + "]", "(?P<n>a)" * 200, "((a?){50}){50}" * 3, "(?<=" * 1000, "\\" * 999, "(?i:" * 300 + ")" * 300, "x*" * 5000, "[[:alpha:]--a||b&&c]", "(?(1)a|b)" * 100, "(?" + "i" * 5000 + ")"):
    check("compile", lambda: re.compile(text).search("aaab" * 10))


# json: hooks that change the container being read or written.
class Float(float):
    def __repr__(self):
        return target.clear() or "1.0"


class Text(str):
    def __str__(self):
        return target.clear() or "x"


class Items(dict):
    def items(self):
        return answers


class Less:
    def __lt__(self, other):
        target.clear()
        return True

    def __hash__(self):
        return 1


answers = None
for make in (lambda: [1, 2, object(), 3] * 10, lambda: {"a": object(), "b": object(), "c": Float(1.5)}, lambda: [Float(1.5), Text("a"), 1] * 5, lambda: {Text("a"): 1, Float(2.5): 2, True: 3, None: 4}, lambda: {Less(): 1, "a": 2}):
    for options in ({}, {"indent": 2}, {"sort_keys": True}, {"separators": (",", ":")}, {"check_circular": False}, {"skipkeys": True}, {"indent": "x" * 1000}, {"ensure_ascii": False}):
        for default in (lambda o: target.clear(), lambda o: target, lambda o: [target, o], lambda o: {"x": o}, lambda o: target.update(z=1), lambda o: target.append(1), lambda o: 1 / 0, lambda o: o):
            target = make()
            check("dumps", lambda: json.dumps(target, default=default, **options))
            target = make()
            check("iterencode", lambda: [target.clear() for _ in json.JSONEncoder(default=default, **options).iterencode(target)])
for answers in (None, 1, [1], [(1,)], [(1, 2, 3)], [("a", 1), None], ((1, 2) for _ in range(3)), [(Less(), 1), (Less(), 2)], [("a", target)]):
    for options in ({}, {"indent": 1}, {"sort_keys": True}):
        check("items", lambda: json.dumps(Items(a=1), **options))
pairs = []
for hook in (lambda p: pairs.append(p) or p, lambda p: p.clear(), lambda p: p.extend([1] * 100), lambda p: 1 / 0, lambda p: json.loads("{}", object_pairs_hook=hook)):
    for text in ('{"a": {"b": [1, {"c": 2}]}, "d": 1.5e400, "e": -0}', '[{}, {"a": {}}]'):
        check("hook", lambda: json.loads(text, object_pairs_hook=hook))
        check("hook", lambda: json.loads(text, object_hook=hook, parse_float=hook, parse_int=hook, parse_constant=hook))
for text in ('"\\ud800', '"\\ud800\\u', '"\\u12', '"\\', "[" * 100_000, '{"a":' * 100_000, "1" * 5000, "-", "1e", "1." + "0" * 5000, "nul", "NaNx", '"\x00"', "\ud800", "[1,]", "{,}", " " * 100_000, b"\xff\xfe[\x00", b"\x00\x00\x00[", b"", "[1 2", '{"a" 1}', '{"a":1 "b"}'):
    check("loads", json.loads, text)
    for index in (-1, 0, 5, 1 << 62, -(1 << 62)):
        check("raw", lambda: json.JSONDecoder().raw_decode(text, index))
        check("scan", lambda: json.decoder.scanstring(text, index))
        check("scan", lambda: json.decoder.scanstring(text, index, False))


# pickle: reducers that answer with anything.
class Reduced:
    answer = None

    def __reduce_ex__(self, protocol):
        return self.answer() if callable(self.answer) else self.answer

    def __call__(self, *arguments):
        return self.result

    def __setstate__(self, state):
        held.clear()


held = []
for given in (None, "", "x" * 1000, "a.b.c", 1, (), (1,), (1, 2), (int,), (int, 1), (int, ()), (int, (), 1), (list, (), None, [1, 2]), (list, (), None, 5), (list, (), None, iter([1]), 5), (dict, (), None, None, iter([1])), (dict, (), None, None, iter([(1, 2)])), (int, ("1",), (1, 2)), (int, ("1",), ({}, {1: 2})),
              (list, (), None, iter(lambda: held.clear(), None), None, 5), (list, (), 1, None, None, lambda o, s: 1 / 0), (1, 2, 3, 4, 5, 6, 7), lambda: held.clear() or (list, (), None, iter(held)), (copy.copy, (1,)), (getattr, (1, 2)), (object, ()), (type, ("T", (), {})), (eval, ("1",)), (Reduced, (), {"a": 1})):
    Reduced.answer = staticmethod(given) if callable(given) else given
    held[:] = [Reduced(), 1, Reduced()] * 3
    for protocol in (0, 2, 4):
        check("dumps", lambda: pickle.loads(pickle.dumps(held, protocol)))
        check("dumps", lambda: pickle.loads(pickle.dumps({1: held, 2: Reduced(), 3: (held, Reduced())}, protocol)))
    check("copy", lambda: copy.copy(Reduced()))
    check("copy", lambda: copy.deepcopy([Reduced(), held]))
good = pickle.dumps([1, 2.5, "a", b"b", (1, 2), {1: 2}, {1}, None, True, 1 << 100, range(3), Index(1), frozenset([1])], 4)
for number in range(len(good)):
    for byte in (0, 0x28, 0x2E, 0x30, 0x52, 0x80, 0x81, 0x86, 0x8A, 0x93, 0x95, 0xFF, 0x62, 0x75, 0x65, 0x61, 0x73, 0x68, 0x6A, 0x94, 0x4A):
        broken = bytearray(good)
        broken[number] = byte
        check("loads", pickle.loads, broken)
    check("loads", pickle.loads, good[:number])
for stream in (b".", b"0.", b"(.", b"a.", b"e.", b"s.", b"u.", b"R.", b"b.", b"t.", b"2.", b"1.", b"(1.", b"h\0.", b"q\0.", b"r\xff\xff\xff\xff.", b"N\x94" * 1000 + b".", b"p-1\n.", b"Np99999999999999999999\n.", b"J\0", b"B\xff\xff\xff\xff", b"\x8e" + b"\xff" * 8, b"\x8d" + b"\x7f" * 8, b"T\xff\xff\xff\x7f", b"\x8b\xff\xff\xff\xff", b"\x8a\xff",
               b"\x95" + b"\xff" * 8, b"\x96" + b"\xff" * 8, b"\x97.", b"\x98.", b"P1\n.", b"Q.", b"cbuiltins\nNone\n.", b"cbuiltins\neval\n(S'1'\ntR.", b"]]a]b.", b"}(]Ku.", b"NNs.", b"(lNa(Na.", b"\x8f(]\x90.", b"((((t.", b"I01\n.", b"I" + b"9" * 5000 + b"\n.", b"L1L\n.", b"F1e999\n.", b"S'\\x'\n.", b"S'\n.", b"V\\u12\n.", b"\x80\xff.", b"]" * 100_000, b"(" * 100_000 + b"t" * 100_000, b"G\0.", b"]Nb."):
    check("loads", pickle.loads, stream)
print("done")  # expect: done
