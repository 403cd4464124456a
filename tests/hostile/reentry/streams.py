# Streams whose raw stream, decoder or error handler closes them, detaches them, starts them anew, keeps the memory it was lent or lies.
import codecs
import io
import sys

sys.path.append("..")
from _outcome import outcome

sys.unraisablehook = lambda unraisable: None
kept = []
stream = None
acted = 0
LIES = [0, 1, 3, -1, 1 << 40, 1 << 70, None, "a", b"abc", 2.5]
EXPECTED = {"finished", "ValueError", "OSError", "TypeError", "UnsupportedOperation", "RuntimeError", "RecursionError", "OverflowError", "AttributeError", "BufferError", "MemoryError", "UnicodeDecodeError", "UnicodeEncodeError", "LookupError", "BlockingIOError", "StopIteration", "EOFError", "NotImplementedError", "ZeroDivisionError", "IndexError", "UnicodeError", "FileNotFoundError"}


class Raw(io.RawIOBase):
    """Does `act` to the stream above it in every method, and answers with `lie`."""

    def __init__(self, act, lie):
        self.act, self.lie = act, lie

    def do(self, honest):
        global acted
        acted += 1
        if stream is not None and acted < 20:
            outcome(self.act, stream)
        if acted > 200:
            raise OSError
        return honest if self.lie == "honest" else self.lie

    def readable(self):
        return True

    writable = seekable = readable

    def readinto(self, buffer):
        kept.append(buffer)
        if acted < 40:
            buffer[: min(len(buffer), 6)] = b"ab\ncd\n"[: len(buffer)]
        return self.do(min(len(buffer), 6) if acted < 40 else 0)

    def write(self, data):
        kept.append(data)
        return self.do(len(data))

    def seek(self, offset, whence=0):
        return self.do(0)

    def tell(self):
        return self.do(0)

    def truncate(self, size=None):
        return self.do(0)

    def flush(self):
        self.do(None)

    def read(self, size=-1):
        return self.do(b"ab\ncd\n" if acted < 40 else b"")

    read1 = read


ACTS = {
    "nothing": lambda s: None,
    "close": lambda s: s.close(),
    "detach": lambda s: s.detach(),
    "init": lambda s: s.__init__(io.BytesIO(b"xyz" * 10)),
    "init pair": lambda s: s.__init__(io.BytesIO(b"xyz"), io.BytesIO()),
    "init fails": lambda s: s.__init__(None),
    "read": lambda s: s.read(1),
    "read all": lambda s: s.read(),
    "readline": lambda s: s.readline(),
    "write": lambda s: s.write(b"x" * 20),
    "write text": lambda s: s.write("x" * 20),
    "seek": lambda s: s.seek(0),
    "flush": lambda s: s.flush(),
    "peek": lambda s: s.peek(3),
    "next": lambda s: next(s),
    "truncate": lambda s: s.truncate(2),
    "tell": lambda s: s.tell(),
    "reconfigure": lambda s: s.reconfigure(encoding="utf-16", newline="\r", errors="replace"),
    "clear": lambda s: s.__dict__.clear(),
    "keep": lambda s: [view.release() for view in kept],
    "write there": lambda s: [view.__setitem__(slice(None), bytes(len(view))) for view in kept],
}
USES = [
    lambda s: s.read(3),
    lambda s: s.read(),
    lambda s: s.read1(4),
    lambda s: s.read1(),
    lambda s: s.readline(),
    lambda s: s.readlines(),
    lambda s: s.readinto(bytearray(20)),
    lambda s: s.readinto1(bytearray(20)),
    lambda s: s.peek(2),
    lambda s: list(zip(s, range(5))),
    lambda s: s.write(b"abc" * 20),
    lambda s: s.write("abc\n" * 20),
    lambda s: s.writelines([b"abc" * 5, b"d"] * 5),
    lambda s: s.writelines(["abc" * 5, "d"] * 5),
    lambda s: (s.write(b"ab"), s.flush()),
    lambda s: (s.write("ab"), s.flush()),
    lambda s: (s.read(1), s.write(b"ab"), s.read(1)),
    lambda s: (s.read(1), s.seek(1, 1), s.read(1)),
    lambda s: (s.read(1), s.tell(), s.readline(), s.tell()),
    lambda s: (s.readline(), s.seek(s.tell()), s.readline()),
    lambda s: (s.write(b"ab"), s.seek(0), s.read()),
    lambda s: s.seek(5, 2),
    lambda s: s.seek((1 << 200) + 3),
    lambda s: s.truncate(1),
    lambda s: s.close(),
    lambda s: s.detach().read(1),
    lambda s: (s.read(2), s.reconfigure(newline="\n"), s.read(1)),
    lambda s: (repr(s), s.name, s.mode, s.raw, s.buffer, s.newlines, s.closed, s.line_buffering),
    lambda s: s.__enter__().__exit__(None, None, None),
    lambda s: s.__del__(),
    lambda s: s.__getstate__(),
]


class Decoder(codecs.IncrementalDecoder):
    def do(self, honest):
        if stream is not None:
            return stream_raw.do(honest)
        return honest

    def decode(self, data, final=False):
        return self.do(bytes(data).decode("latin-1"))

    def getstate(self):
        return self.do((b"", 0))

    def setstate(self, state):
        self.do(None)

    def reset(self):
        self.do(None)


class Encoder(codecs.IncrementalEncoder):
    def encode(self, text, final=False):
        return Decoder.do(self, text.encode("latin-1"))

    def setstate(self, state):
        Decoder.do(self, None)

    reset = Decoder.reset


codecs.register(lambda name: codecs.CodecInfo(codecs.latin_1_encode, codecs.latin_1_decode, incrementaldecoder=Decoder, incrementalencoder=Encoder, name="odd") if name == "odd_codec" else None)
MAKERS = {
    "reader": lambda raw: io.BufferedReader(raw, 8),
    "writer": lambda raw: io.BufferedWriter(raw, 8),
    "random": lambda raw: io.BufferedRandom(raw, 8),
    "pair": lambda raw: io.BufferedRWPair(raw, raw, 8),
    "text": lambda raw: io.TextIOWrapper(io.BufferedRandom(raw, 16), "utf-8", write_through=True),
    "text on raw": lambda raw: io.TextIOWrapper(raw, "utf-8"),
    "codec": lambda raw: io.TextIOWrapper(io.BytesIO(b"abc\r\ndef\n" * 4), "odd_codec", newline=None),
    "raw": lambda raw: raw,
}
for name, make in MAKERS.items():
    for act_name, act in ACTS.items():
        for lie in ["honest"] + LIES:
            if act_name not in ("nothing", "close", "detach", "init", "keep") and lie != "honest" and lie != 3:
                continue
            for number, use in enumerate(USES):
                stream, acted = None, 0
                kept.clear()
                raw = stream_raw = Raw(act, "honest")
                try:
                    made = make(raw)
                except Exception as error:
                    print(name, "cannot be made", type(error).__name__)
                    break
                raw.lie = lie
                stream = made
                ending = outcome(use, made)
                if ending not in EXPECTED:
                    print(name, act_name, lie, number, ending)
                acted = 300
                outcome(lambda: [bytes(view) for view in kept])
                outcome(made.close)
                stream = None
for decoder in (None, 1, Decoder(), codecs.getincrementaldecoder("utf-8")()):
    for translate in (True, False):
        newlines = io.IncrementalNewlineDecoder(decoder, translate)
        for data in ("a\r\n\r", b"a\r\n\r", None, 1, "\r" * 100, "\U0001f600\r\n"):
            outcome(newlines.decode, data), outcome(newlines.decode, data, True), outcome(newlines.getstate), outcome(newlines.reset)
        for state in ((b"", 0), (b"a", 1 << 70), (b"a", -1), None, (1, 2), (b"", 1, 2), ("a", 3), [b"", 0]):
            ending = outcome(newlines.setstate, state)
            if ending not in EXPECTED:
                print(decoder, state, ending)
for bad in (io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.BufferedRWPair, io.TextIOWrapper, io.IncrementalNewlineDecoder, io.BytesIO, io.StringIO, io.FileIO):
    empty = bad.__new__(bad)  # never initialised
    for attribute in dir(bad):
        if attribute in ("__class__", "__init_subclass__", "__subclasshook__"):
            continue
        found = outcome(getattr, empty, attribute)
        if found != "finished":
            if found not in EXPECTED:
                print(bad, attribute, found)
            continue
        value = getattr(empty, attribute)
        if callable(value):
            for arguments in ((), (b"a",), ("a",), (None,), (bytearray(3),), (None, 2)):
                found = outcome(value, *arguments)
                if found not in EXPECTED:
                    print(bad, attribute, arguments, found)
print("done")  # expect: done
