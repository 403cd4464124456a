import inspect
import json
import json.decoder
import linecache
import os
import sys

print(inspect.getsource(json.loads).splitlines()[0], inspect.getsourcefile(json))  # expect: def loads( <krait>/json/__init__.py
print(inspect.getsource(json.decoder.JSONDecodeError).split("(")[0])  # expect: class JSONDecodeError
print(linecache.getline("<krait>/json/__init__.py", 1) == inspect.getsource(json).splitlines(True)[0])  # expect: True
print(json.__spec__.loader.__name__, json.__spec__.loader.get_source("json") == inspect.getsource(json))
# expect: FrozenImporter True
print(linecache.getline("<krait>/no/such.py", 1) == "", linecache.getlines("<adopted>/json/__init__.py"))  # expect: True []
print(os.path.isabs(__file__), inspect.currentframe().f_code.co_filename == __file__)  # expect: True True
print(sys.__spec__.loader.__name__)  # expect: BuiltinImporter


class Reader:
    """Reader(raw, size=1)
--

Reads."""


print(Reader.__text_signature__, inspect.signature(Reader))  # expect: (raw, size=1) (raw, size=1)
