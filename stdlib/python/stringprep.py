"""The tables of stringprep (RFC 3454): sets with a membership test each, and mappings, over Unicode 3.2."""
from unicodedata import ucd_3_2_0 as _unicode


def _is_noncharacter(number):
    return 0xFDD0 <= number < 0xFDF0 or number & 0xFFFE == 0xFFFE


def in_table_a1(code):
    """Unassigned code points."""
    return _unicode.category(code) == "Cn" and not _is_noncharacter(ord(code))


_b1 = frozenset((0xAD, 0x34F, 0x1806, 0x180B, 0x180C, 0x180D, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)))


def in_table_b1(code):
    """Commonly mapped to nothing."""
    return ord(code) in _b1


def map_table_b3(code):
    """Case folding without normalisation: a character that folds to what came after Unicode 3.2 had no case then."""
    folded = code.casefold()
    if folded != code and any(_unicode.category(char) == "Cn" for char in folded):
        return code
    return folded


def map_table_b2(a):
    """Case folding for what is normalised by NFKC afterwards."""
    folded = map_table_b3(a)
    once = _unicode.normalize("NFKC", folded)
    twice = _unicode.normalize("NFKC", "".join(map(map_table_b3, once)))
    return twice if twice != once else folded


def in_table_c11(code):
    """ASCII space characters."""
    return code == " "


def in_table_c12(code):
    """Space characters that are not ASCII."""
    return _unicode.category(code) == "Zs" and code != " "


def in_table_c11_c12(code):
    """Space characters."""
    return _unicode.category(code) == "Zs"


def in_table_c21(code):
    """ASCII control characters."""
    return ord(code) < 128 and _unicode.category(code) == "Cc"


_c22 = frozenset((0x6DD, 0x70F, 0x180E, 0x200C, 0x200D, 0x2028, 0x2029, 0xFEFF, *range(0x2060, 0x2064),
                  *range(0x206A, 0x2070), *range(0xFFF9, 0xFFFD), *range(0x1D173, 0x1D17B)))


def in_table_c22(code):
    """Control characters that are not ASCII."""
    number = ord(code)
    return number >= 128 and (_unicode.category(code) == "Cc" or number in _c22)


def in_table_c21_c22(code):
    """Control characters."""
    return _unicode.category(code) == "Cc" or ord(code) in _c22


def in_table_c3(code):
    """Private use."""
    return _unicode.category(code) == "Co"


def in_table_c4(code):
    """Code points that are no characters."""
    return _is_noncharacter(ord(code))


def in_table_c5(code):
    """Surrogates."""
    return _unicode.category(code) == "Cs"


def in_table_c6(code):
    """Inappropriate for plain text."""
    return 0xFFF9 <= ord(code) < 0xFFFE


def in_table_c7(code):
    """Inappropriate for canonical representation."""
    return 0x2FF0 <= ord(code) < 0x2FFC


_c8 = frozenset((0x340, 0x341, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x206A, 0x2070)))


def in_table_c8(code):
    """Change display properties or are deprecated."""
    return ord(code) in _c8


def in_table_c9(code):
    """Tagging characters."""
    number = ord(code)
    return number == 0xE0001 or 0xE0020 <= number < 0xE0080


def in_table_d1(code):
    """Characters of the bidirectional classes R and AL."""
    return _unicode.bidirectional(code) in ("R", "AL")


def in_table_d2(code):
    """Characters of the bidirectional class L."""
    return _unicode.bidirectional(code) == "L"
