# Streams through an Unpickler that finds a few harmless classes only.
import io
import pickle


class Reader(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) in (("builtins", "set"), ("builtins", "int"), ("builtins", "bytearray"), ("collections", "deque"), ("collections", "OrderedDict"), ("builtins", "object"), ("builtins", "ValueError")):
            return super().find_class(module, name)
        raise pickle.UnpicklingError("no such class here")

    def persistent_load(self, name):
        return name


def run(data):
    try:
        value = Reader(io.BytesIO(bytes(data)), buffers=[bytearray(b"abc")]).load()
    except (Exception,) as error:
        if isinstance(error, (SystemError, AssertionError)):
            raise
        return
    try:
        pickle.dumps(value, 4)
        repr(value)
    except (RecursionError, TypeError, AttributeError, pickle.PicklingError, ValueError):
        pass
