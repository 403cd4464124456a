import unicodedata
U = unicodedata


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("U.name('a')")  # expect: 'LATIN SMALL LETTER A'
t("U.name('\\0')")  # expect: ValueError no such name
t("U.name('\\0',5)")  # expect: 5
t("U.name('ab')")  # expect: TypeError name(): argument 1 must be a unicode character, not a string of length 2
t('U.name(5)')  # expect: TypeError name() argument 1 must be a unicode character, not int
t("U.lookup('LATIN SMALL LETTER A')")  # expect: 'a'
t("U.lookup('nope')")  # expect: KeyError "undefined character name 'nope'"
t('U.lookup(5)')  # expect: TypeError a bytes-like object is required, not 'int'
t("U.decimal('5')")  # expect: 5
t("U.decimal('a')")  # expect: ValueError not a decimal
t("U.decimal('a',1)")  # expect: 1
t("U.digit('\\xb2')")  # expect: 2
t("U.digit('a')")  # expect: ValueError not a digit
t("U.numeric('\\xbd')")  # expect: 0.5
t("U.numeric('a')")  # expect: ValueError not a numeric character
t("U.category('a')")  # expect: 'Ll'
t("U.bidirectional('a')")  # expect: 'L'
t("U.combining('\\u0301')")  # expect: 230
t("U.east_asian_width('\\uff21')")  # expect: 'F'
t("U.mirrored('(')")  # expect: 1
t("U.decomposition('\\xe9')")  # expect: '0065 0301'
t("U.decomposition('\\xbd')")  # expect: '<fraction> 0031 2044 0032'
t("U.normalize('NFC','e\\u0301')")  # expect: 'é'
t("U.normalize('NFD','\\xe9')")  # expect: 'é'
t("U.normalize('NFKC','\\xbd')")  # expect: '1⁄2'
t("U.normalize('X','a')")  # expect: ValueError invalid normalization form
t("U.normalize('NFC',5)")  # expect: TypeError normalize() argument 2 must be str, not int
t("U.is_normalized('NFC','e\\u0301')")  # expect: False
t("U.is_normalized('Q','e')")  # expect: ValueError invalid normalization form
t("U.category('')")  # expect: TypeError category(): argument must be a unicode character, not a string of length 0
t('U.category(5)')  # expect: TypeError category() argument must be a unicode character, not int
t("U.lookup('KEYCAP DIGIT ONE')")  # expect: '1️⃣'
t("len(U.lookup('LATIN SMALL LETTER R WITH TILDE'))")  # expect: 2
t("U.decomposition('\\uac00')")  # expect: ''
t("U.name('\\uac00')")  # expect: 'HANGUL SYLLABLE GA'
t("U.name('\\u4e00')")  # expect: 'CJK UNIFIED IDEOGRAPH-4E00'
