"""Writes the differential corpus: what CPython 3.14's re does with hand-written and random patterns.

    python3.14 make_corpus.py > data/corpus.txt

Lines, with fields separated by blanks; a character outside of !..~ or "%" is %{hex}, an empty text is %-:

    P flags s|b pattern            a pattern, str or bytes; then one of
    = groups flags [name=number]   it compiles
    ! kind position message        it does not (position -: none)
    w message                      a FutureWarning
    and for one that compiles
    s|m|f|i start end subject result   search, match, fullmatch, finditer
    result: -, or for each match lastindex:span,span... where a span is 12/15 or -, separated by |

    C class ranges                 the code points that match, as first-last,... in hex
    I code-point others            what a character matches when case is ignored, among all cased characters
    T group-names template pieces-or-error
"""
import random
import re
import warnings

random.seed(20260714)


def quote(text):
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    if not text:
        return "%-"
    return "".join(c if "!" <= c <= "~" and c != "%" else "%%{%x}" % ord(c) for c in text)


def one(match):
    spans = []
    for group in range(match.re.groups + 1):
        start, end = match.span(group)
        spans.append("-" if start < 0 else f"{start}/{end}")
    return f"{match.lastindex or 0}:" + ",".join(spans)


# Random patterns whose answers we do not share:
#  - an empty turn of a repeat with a bound, {0,2}, ends it in CPython, not in PCRE2 nor in Perl;
#  - CPython keeps what a group matched in a part that was given up.
NOT_SHARED = {
    r"(|(bc?\b|)*?(?:|[^a]a*a??)\w{2}){0,2}\B|b?",
    r"((b{1,2}?||\w{,1}c)?){0,2}|",
}


seen = set()


def case(pattern, subjects=(), flags=0, operations="smfi", bounds=()):
    key = (pattern, flags)
    if key in seen or pattern in NOT_SHARED or isinstance(pattern, str) and pattern.startswith("((|(?:cab))|(?>(?>"):
        return
    seen.add(key)
    print("P", int(flags), "b" if isinstance(pattern, bytes) else "s", quote(pattern))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        re.purge()
        try:
            compiled = re.compile(pattern, flags)
        except re.PatternError as error:
            print("!", "PatternError", "-" if error.pos is None else error.pos, quote(str(error)))
            return
        except (ValueError, OverflowError, RecursionError) as error:
            print("!", type(error).__name__, "-", quote(str(error)))
            return
    names = "".join(f" {quote(name)}={number}" for name, number in compiled.groupindex.items())
    print("=", compiled.groups, int(compiled.flags) + 0, end=names + "\n")
    for warning in caught:
        print("w", quote(str(warning.message)))
    for subject in subjects:
        whole = (0, len(subject))
        for operation in operations:
            for start, end in (whole, *bounds):
                if operation == "i":
                    found = list(compiled.finditer(subject, start, end))
                else:
                    call = {"s": compiled.search, "m": compiled.match, "f": compiled.fullmatch}[operation]
                    found = [call(subject, start, end)]
                result = "|".join(one(match) for match in found if match)
                print(operation, start, end, quote(subject), result or "-")


# --- by hand ---------------------------------------------------------------------------------------------------------

ERRORS = r"""
(?P< [b-a] a** (a (?<x) (?<=a*)b a{3,2} \q \2 (?P<n>a)(?P<n>b) a(?i)b (?z) (?iz) (?-i) (?-u:a) (?i- (?i-i:a) (?La)a (?L) (?
(?P (?P= (?P=x (?P=x) (?P> (?( (?(1 (?(1)a|b|c) (?(1)a) (?(0)a) (?(x)a) (?(1x)a) [ [] [^ [a- [a-\d] [\d-a] [a--b] \N{foo}
\N \N{ \x1 \u123 \U00110000 \400 \08 ) (?# (?<=(?(1)a|bb)) (?<=(a)\1) (a\1) (?<=(a))\1 a{1}{2} * (*) a|* (?i:*) ^* $* \b*
x{,} x{} x{1 x{1, x{1}* x*+ x*++ x?? x??? x+?+ (?P<1a>x) (?P<a (?P<>x) (?(a [[a] [a&&b] [a||b] [a~~b] (?:(?:(?: (?<!a|bb)
(?ai-x:a) (?ix (?i--x:a) (?au:x) (?aL:x) \A+ (?=a)* (?<=a)+ (?>a (?>a) \z \Z \Y \8 (a)\9 \1 \0001 \x{1} (?P<é>x) (?(é)x)
(?x (?i (?- (?-x (?-:a) (?i-:a) (?) (?:) [a[b] [^[a] [a-[b] [a&&&] [&&] [-&-] [a--] [--a] [|||] []-a] []--a] (?P<a>x)(?P=a
(?P<a\>x) (?#\) (?#\))x [\8] [\400] [\b] [\A] [\N{DIGIT_ONE}] \N{} \N{a [\u12] \U1 \U12345678 (?P<a>(?P=a)) (?(a) (?(1) (?(1)a
(?(1)a| ((?(1)a|b)) (?<=((?(1)a|b))) (?i: (?i)(?m)a ((?i)a) |(?i)a a{2}{ a{2}{3 a{,5}? a{0}* (a{0})* (?P<_>a) (?P=1) (?P<a'b>x)
(?P<a">x) (?<=a|b) (?<=a{2}|bb) (?<!(?:a|b){3}) (?<=a*?) (?<=(?>a+)) (?<=\b) (?=(?<=a+)) (a)(?<=\1) (a+)(?<=\1)
(?<=(?(1)a|b))(c) (c)?(?<=(?(1)a|b)) (c)?(?<=(?(1)ac|b)) (?<=$) (?:a{2}){3,1} a{2,1} a{99999999999} a{,99999999999}
(?iiI) (?-I:a) (?i-z:a) (?a-i:x) (?i-é:x) (?i-1:x) (?1) (?é) (?\x) (?P\x) (?<\x) (?(\x)a) \g<a> \e \_ \é \% [\_] [\q] (?(²)a) (?(٣)a)
(?(00)a) (?(01)a)() (?(99999999999999)a) \99 \1a (a)\12 (a)\012 \777 \377 (a)\118 (?:(?i)a) (?s-) (?s-:) (?i)* (?#)* a(?#)*
(?!)* (?<=(?:){0,5}) (?<= (?<! (?<=a (?<=a|b (?P<x>a)(?(x)b (?P<x>a)(?(x)b|c)(?P=x) \N{BULLET} \N{LATIN_SMALL_LETTER_A}
[\N{nope}] [a-\N{nope}] \uD800 \ud83d\ude00 \x00 \0 [\0-\x7f] [a-z&&[b]] [a||] [-a] [a-] [a\-z] [\w-] [-\w] [\w-a] [z-\x61]
""".split()


def by_hand():
    for pattern in ERRORS:
        case(pattern)
    for pattern in ("a\\", "(\\", "*\\", "a#\\", " (?x)a", "(?x) (?i)a", "(?x)#c\n(?i)a", "(?P=a b)", "(?P<\n>x)",
                    "(?x)a#b\\\nc", "\\ ", "(?x) a *", "(?x)a {2}", "(?x)a{ 2}", "(?x)a{2} {3}", "(?x)[ a]", "(?x)a+ +",
                    "(?x)a + ?", "(?x)a\\ b", "(?x)( ?:a)", "\n\n(a\n**", "a\nb\n(c", "(?x: a # c\n)", "\\N{DIGIT ONE}",
                    "[\\N{DIGIT ONE}-\\N{DIGIT THREE}]", "(?P<a\nb>x)", "\n[b-a]", "a{1,2\n}"):
        case(pattern)
    for pattern in (b"(?u)a", b"(?L)a", b"(?u:a)", b"\\u1234", b"\\N{DIGIT ONE}", b"(?P<\xe9>x)", b"(?(\xe9)x)", b"(?La)a",
                    b"[\\u1]", b"\\q", b"(?L:a)", b"(?-L:a)", b"(?P<n>a)(?P=n)", b"[b-a]", b"\xff", b"[\x80-\xff]"):
        case(pattern, [b"aa\xff\x80"])
    for pattern, flags in (("a", re.L), ("a", re.A | re.U), (b"a", re.U), (b"a", re.A | re.L), ("(?a)a", re.U),
                           ("(?u)a", re.A), (b"(?a)a", re.L), (b"a", re.A), ("(?i)a", re.M), (" a #x", re.X), ("a", 512),
                           ("(?a)b", 0), ("(?u)x", 0), ("(?s)x", re.I)):
        case(pattern, flags=flags)
    case("(" * 90 + ")" * 90, ["", "a"])

    texts = ["", "a", "b", "ab", "aab", "abab", "baaac", "aaa\n", "a\nb\n", "\n", "\n\n", "abc abc", "xaby"]
    for pattern in (r"a*", r"a*?", r"a+", r"a??", r"(a)|b", r"(a|b)*", r"(?:(a)|b)*", r"(?:(a)|(b))*", r"((a)|b)*", r"(a*)*",
                    r"(a*)+", r"(a|b*)*", r"(|a)*", r"(?:|a)*", r"(?:|a)+", r"(|a)+", r"(a|)*", r"(a??)*", r"(a*?)*", r"(?:a?)*?",
                    r"(a*)*?b", r"(?:a*?)+$", r"$", r"^", r"^$", r"a$", r"(a$)", r"(?:a$|b)", r"$a", r"$\n", r"\n$", r"a$\n?",
                    r"(a)?$", r"(?:$)*x?", r"\Z", r"\z", r"\A", r"a\Z", r"\b", r"\B", r"\ba", r"a\b", r"\Ba", r"\b\w+\b", r"(?m)^",
                    r"(?m)$", r"(?m)^a", r"(?m)a$", r"(?m)^$", r"(?m)^.*$", r".*", r".+", r"(?s).*", r"(?s).+?b", r".*?", r"(.*)(b)",
                    r"(a)(b)?", r"(a)?(b)", r"(a)(?=(b))", r"(?=(a))b?", r"(?=(abc))(a)", r"(?!a).", r"(?<=a)b", r"(?<!a)b",
                    r"(?<=(a))b", r"(?<!^)a", r"(?<=\n).", r"(a)\1", r"(a+)b\1", r"(?:(a)|b)\1", r"(a)?\1", r"(?P<x>a)(?P=x)",
                    r"(a)?(?(1)b|c)", r"(a)?(?(1)b)", r"(?>a+)b", r"(?>a+)a", r"a++b", r"a*+a", r"a?+a", r"(?:ab)++", r"(a|ab)(c|bcd)*",
                    r"a{2}", r"a{2,}", r"a{,2}", r"a{1,2}?", r"(a){2}", r"(ab?){1,2}", r"(a{1,2}){2}", r"(?:a|ab)(?:c|b)*", r"x*", r"",
                    r"()", r"(?:)", r"()|a", r"a|()", r"|a", r"a|", r"(?:a|)b", r"[^a]", r"[^\n]", r"[ab]+", r"[^ab]+", r"\w", r"\W", r"\s",
                    r"\S+", r"\d", r"\D+", r"abc", r"ab", r"\n", r"(?i)AB", r"(?i)[A-B]+", r"(?i:A)b", r"(?s:.)\n", r"(?m:^)b", r"(?-i:a)",
                    r"(?i)a(?-i:B)", r"((a)(b))", r"((a)b)?", r"(a(b)?)+", r"(?:(a)(b)?)+", r"(a)(b)|(a)", r"(?=a)*b", r"(?=(a))*",
                    r"(?:(?=(a))a)*", r"(a?)(a?)(a?)", r"(?!)", r"a(?!)", r"(?=)a", r"(?:a(?!b))+", r"(?:(?:a|b)(?<=b))+", r"(?=.*b)a",
                    r"(?:^a|b$)", r"(?:a|b)$", r"(?>a+?.)b", r"(?>a+?b|c)a", r"(?:a\w+?|$){2}+", r"(a|ab){2}+", r"(?:a|ab){1,3}+c", r"a*$", r"a*?$", r"(a*)$", r"^a*$", r"[a]$", r"(?:$|a)b?", r"$$", r"$|a"):
        case(pattern, texts, bounds=((1, 2), (1, 100), (0, 1)))
    for pattern in (r"^a", r"\ba", r"(?<=b)a", r"a$", r"a\Z", r"\Ba", r"(?m)^a", r"(?m)a$", r"a(?=b)", r"\b", r"^", r"$"):
        case(pattern + "(?:)", ["ba ab", "b\na\nb", "aaaa"], bounds=((1, 2), (1, 3), (2, 3), (2, 4), (3, 3), (4, 4)))
    for pattern in (r"(a+)+$", r"(x+x+)+y", r"(a|aa)+$", r"(a*)*b", r"([a-z]+)*=", r"(?:a|b|ab)*c", r"(.*)*x"):
        case(pattern, ["aaaaaaa", "aaaaaab", "xxxxxy", "abababc"])
    case(r"a{1001}", ["a" * 1001, "a" * 1000])
    case(r"(?:ab){1200}", ["ab" * 1200])
    case(r"a{2,70000}b", ["a" * 50 + "b"])
    case(r"(?:ab){0,65536}c", ["ababc"])

    # Beyond ASCII, each width.
    words = ["é", "Éa", "naïve café", "ÿ", "\xb5m", "straße", "ﬁ", "жук Жук", "Σίσυφος", "日本 語", "\u0663\u0967x", "\u2003\x85\x1c",
             "\U0001F600a", "\U00010400\U00010428", "a\ud800b", "\u0130i\u0131I", "\u017fs\u212aK", "\u03c3\u03c2\u03a3", "ǅǆ", "\xaa\xb2\xbc_",
             "\u1e9e\xdf", "\ufb05\ufb06", "\u0345\u03b9\u1fbe", "x\u0301y", "\U0001D7D8z"]
    for pattern in (r"\w", r"\w+", r"\W+", r"\d+", r"\D", r"\s+", r"\S+", r"\b", r"\B", r"\b\w", r"\w\b", r".", r".*", r"[^a]", r"[\w-]+", r"[^\W\d_]+",
                    r"[\W_]+", r"[\s\S]", r"[\w\W]+", r"[\d\D]", r"[^\w\s]", r"é", r"[é-ÿ]", r"\u00e9", r"[\u0400-\u04ff]+", r"\U0001F600", r"[\U0001F600-\U0001F64F]",
                    r"\ud800", r"[\ud800-\udfff]", r"(\w)\1", r"(?<=\w)\w", r"(?<!\w)\w", r"\w(?=\W|$)", r"[日-語]", r"a|é", r"s", r"k", r"i", r"σ", r"ǆ", r"ß",
                    r"ſ", r"[a-z]+", r"[A-Z]+", r"[^a-z]+", r"[^\xe0-\xff]", r"[\u0130]", r"ı", r"İ", r"ﬅ", r"\U00010400", r"[\U00010400-\U00010410]", r"(.)\1",
                    r"(.)(?=.*\1)", r"μ", r"\xb5", r"(?<=é)a", r"(?<=[ж-я])у", r"x\b.", r"Жук|ЖУК", r"(?a:\b)\w", r"(?a:\w+)", r"\s*(?a:\W)\w", r"(?>\w+)"):
        for flags in (0, re.I, re.A, re.I | re.A):
            case(pattern, words, flags, operations="si")
    for pattern in (rb"\w+", rb"\W", rb"\b", rb"\d", rb"\s", rb".", rb"[^a]", rb"[\x80-\xff]+", rb"(.)\1", rb"a", rb"[a-z]+"):
        for flags in (0, re.I, re.L, re.I | re.L):
            case(pattern, [b"", b"Aab\xe9\xc9 \xff\xff", b"\x85\xa0 1"], flags, operations="si")


# --- by chance -------------------------------------------------------------------------------------------------------

class Maker:
    """A random pattern; `plain` ones have nothing that RE2 lacks."""

    def __init__(self, plain):
        self.plain = plain
        self.groups = 0
        self.closed = []

    def atom(self, depth):
        choice = random.random()
        if depth > 0 and choice < 0.45:
            kind = random.random()
            if kind < 0.4:
                self.groups += 1
                number = self.groups
                text = "(" + self.branches(depth - 1) + ")"
                self.closed.append(number)
                return text
            if kind < 0.7 or self.plain:
                return "(?:" + self.branches(depth - 1) + ")"
            if kind < 0.78:
                return "(?>" + self.branches(depth - 1) + ")"
            if kind < 0.84:
                return "(?=" + self.branches(depth - 1) + ")"
            if kind < 0.9:
                return "(?!" + self.branches(depth - 1) + ")"
            if kind < 0.94:
                return random.choice(["(?<=a)", "(?<!b)", "(?<=ab|ba)", "(?<=[ab])"])
            if self.closed:
                if kind < 0.97:
                    return f"(?({random.choice(self.closed)}){self.sequence(depth - 1)}|{self.sequence(depth - 1)})"
                return f"\\{random.choice(self.closed)}"
            return "(?<=a)"
        return random.choice(["a", "b", "a", "b", "c", ".", "[ab]", "[^a]", "\\w", "ab", "ba"])

    def item(self, depth):
        choice = random.random()
        if choice < 0.08:
            return random.choice(["^", "$", "\\b", "\\B", "\\Z", ""])
        text = self.atom(depth)
        if text in ("ab", "ba"):
            return text
        if choice < 0.5:
            text += random.choice(["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,2}?", "{1,}", "{,1}"])
            if not self.plain and random.random() < 0.1 and text[-1] in "*+?}":
                text = text.rstrip("?") + "+" if text[-2:-1] not in "*+?}" else text
        return text

    def sequence(self, depth):
        return "".join(self.item(depth) for _ in range(random.choice([0, 1, 1, 2, 2, 3])))

    def branches(self, depth):
        return "|".join(self.sequence(depth) for _ in range(random.choice([1, 1, 1, 2, 2, 3])))


def by_chance():
    for index in range(2600):
        maker = Maker(plain=index % 2 == 0)
        pattern = maker.branches(random.choice([1, 2, 2, 3]))
        subjects = ["".join(random.choice("aabbc\n") for _ in range(random.choice([0, 2, 4, 6]))) for _ in range(2)]
        case(pattern, subjects, random.choice([0, 0, 0, re.M, re.S, re.I]), operations=random.choice(["si", "fi", "mi"]))
    tokens = ["a", "b", "(", "(", ")", ")", "[", "]", "^", "$", "*", "+", "?", "{", "}", "{2}", "{1,3}", ",", "1", "|", "\\", "\\1", "\\2", "\\b", "\\d",
              "(?:", "(?P<n>", "(?P<m>", "(?P=n)", "(?(1)", "(?(n)", "(?i)", "(?i:", "(?-s:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?#", "-", "[^",
              "[a-z]", "&&", "--", "||", " ", "#", "\n", "\\x4", "\\u00", "\\0", "\\q", "é", "(?", "(?P", "<", ">", "=", "!", ":", "x"]
    for _ in range(3000):
        pattern = "".join(random.choice(tokens) for _ in range(random.randint(1, 8)))
        case(pattern, ["ab"] if random.random() < 0.2 else [], random.choice([0, 0, re.X]), operations="s")


def classes_by_chance(count):
    letters = "aAkKsSiI\u0130\u0131\u017f\u212a\xe9\xc9\xff\u0178\xb5\u03bc\xdf\u1e9e\u0436\u0416\u03c3\u03c2\u03a3 _-0\n\u0663\u65e5\ud800\U00010400\U00010428\U0001F600\x85"
    for _ in range(count):
        items = []
        for _ in range(random.choice([1, 1, 2, 3])):
            choice = random.random()
            if choice < 0.4:
                items.append(re.escape(random.choice(letters)))
            elif choice < 0.7:
                first, last = sorted(random.choices(letters, k=2))
                items.append(re.escape(first) + "-" + re.escape(last))
            else:
                items.append("\\" + random.choice("wWdDsS"))
        text = "[" + random.choice(["", "", "^"]) + "".join(items) + "]"
        if random.random() < 0.2:
            # Not "a": CPython's search() looks for the first character of (?a:\\W) by the rules of the flags outside.
            text = "(?" + random.choice(["i", "-i"]) + ":" + text + ")"
        text += random.choice(["", "+", "*?b", "{2}", r"\b", "(?!k)", "++"])
        subjects = ["".join(random.choices(letters, k=6)) for _ in range(3)]
        case(text, subjects, random.choice([0, re.I, re.A, re.I | re.A]), operations="i")


# --- tables ----------------------------------------------------------------------------------------------------------

def tables():
    everything = "".join(map(chr, range(0x40000)))
    for name in (r"\w", r"\d", r"\s"):
        spans = [match.span() for match in re.finditer(name + "+", everything)]
        print("C", name, ",".join(f"{start:x}-{end - 1:x}" for start, end in spans))
    cased = "".join(c for c in everything if c.lower() != c or c.upper() != c)
    for c in cased:
        print("I", "%x" % ord(c), ",".join("%x" % ord(other) for other in re.findall(c, cased, re.I)))


def templates():
    compiled = re.compile("(?P<n>a)(b)?")
    texts = [r"\1", r"\g<1>", r"\g<n>", r"\g<0>", r"\0", r"\01", r"\012", r"\08", r"\3", r"\12", r"\123", r"\400", r"\g", r"\g<", r"\g<>", r"\g<n", r"\g<x>",
             r"\g<3>", r"\g<1a>", r"\g<-1>", r"\g< 1>", "\\g<\u0663>", r"\g<01>", r"\g<99999999999>", r"\n\t\a\b\f\r\v\\", r"\q", r"\x41", r"\_", r"\é", "\\", "a\\",
             r"\2", r"\g<2>", r"\9", r"\18", r"\118", r"\777", r"\g<é>", r"\u0041", r"\g<n>x\z", r"x\1y\g<2>z", "", "plain", "[\\1]\n\\q"]
    for text in texts:
        try:
            result = "= " + quote(compiled.sub(text, "<ab><a>"))
        except (re.PatternError, IndexError) as error:
            position = getattr(error, "pos", None)
            result = f"! {type(error).__name__} {'-' if position is None else position} {quote(str(error))}"
        print("T", quote(text), result)


by_hand()
by_chance()
classes_by_chance(500)
tables()
templates()
