# The first line is a pattern, the rest the subject; as text and as bytes, by every method.
import re
import warnings

warnings.simplefilter("ignore")
EXPECTED = (re.PatternError, OverflowError, RecursionError, MemoryError, ValueError, IndexError)


def use(pattern, subject, template):
    try:
        compiled = re.compile(pattern)
    except EXPECTED:
        return
    subject = subject[:200]
    try:
        for match in (compiled.match(subject), compiled.search(subject, 1), compiled.fullmatch(subject)):
            if match:
                match.groups(), match.groupdict(), match.span(), match.regs, repr(match)
        compiled.findall(subject), compiled.split(subject, 5), repr(compiled)
        compiled.sub(template, subject, 5)
    except EXPECTED:
        pass


def run(data):
    if b"*" * 4 in data:
        return
    pattern, _, subject = bytes(data[:200]).partition(b"\n")
    use(pattern, subject, pattern)
    use(pattern.decode("utf-8", "replace"), subject.decode("latin-1"), subject.decode("latin-1"))
