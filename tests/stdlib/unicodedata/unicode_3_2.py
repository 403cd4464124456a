# ucd_3_2_0: the questions of the module over the characters of Unicode 3.2.
import unicodedata

old = unicodedata.ucd_3_2_0
print(type(old), old.unidata_version)  # expect: <class 'unicodedata.UCD'> 3.2.0
print(old.category("\xa7"), unicodedata.category("\xa7"))  # expect: So Po
print(old.bidirectional("+"), unicodedata.bidirectional("+"))  # expect: ET ES
print(old.mirrored("\u0f3a"), unicodedata.mirrored("\u0f3a"))  # expect: 0 1
print(old.east_asian_width("\u231a"), unicodedata.east_asian_width("\u231a"))  # expect: N W
print(old.decimal("\xb2"), unicodedata.decimal("\xb2", None))  # expect: 2 None
print(old.category("a"), old.name("a"), old.combining("\u0301"), old.decomposition("é"))
# expect: Ll LATIN SMALL LETTER A 230 0065 0301
print(old.lookup("LATIN SMALL LETTER A"), old.digit("7"), old.numeric("½"))  # expect: a 7 0.5

# What came later is not assigned there.
late = "\u1e9e"
print(old.category(late), repr(old.bidirectional(late)), old.mirrored(late), repr(old.decomposition("\u1b06")))
# expect: Cn '' 0 ''
for ask in lambda: old.name(late), lambda: old.decimal("\u07c0"):
    try:
        print(ask())
    except ValueError as error:
        print(error)
# expect: no such name
# expect: not a decimal

# Normal forms: what was not assigned stays; Corrigendum 4 had not corrected its characters yet.
print(ascii(old.normalize("NFC", "e\u0301")), ascii(old.normalize("NFKD", "\ufb01")))  # expect: '\xe9' 'fi'
print(ascii(old.normalize("NFD", "\u1b06")), ascii(unicodedata.normalize("NFD", "\u1b06")))
# expect: '\u1b06' '\u1b05\u1b35'
print(old.is_normalized("NFD", "\u1b06"), unicodedata.is_normalized("NFD", "\u1b06"))  # expect: True False
print(ascii(old.normalize("NFC", "\U0002f868")), ascii(unicodedata.normalize("NFC", "\U0002f868")))
# expect: '\U0002136a' '\u36fc'
try:
    type(old)()
except TypeError as error:
    print(error)  # expect: cannot create 'unicodedata.UCD' instances
