import importlib
import importlib.machinery
import importlib.util
import marshal
import os
import py_compile
import stat
import subprocess
import sys
import tempfile
import types

folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
sys.path.insert(0, folder.name)
sys.dont_write_bytecode = False
sys.pycache_prefix = None
tag = sys.implementation.cache_tag


def write(name, text, time=1_500_000_000):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "w") as file:
        file.write(text)
    os.utime(name, (time, time))


def load(name):
    for known in [known for known in sys.modules if known.split(".")[0] == name]:
        del sys.modules[known]
    return importlib.import_module(name)


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def patched(path, at, data):
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(data)

print(tag)                                              # expect: krait-314
path = f"__pycache__/one.{tag}.pyc"
write("one.py", "value = 1\ndef f(): return __name__")
one = load("one")
print(os.path.exists(path), one.__cached__ == os.path.abspath(path) == one.__spec__.cached)     # expect: True True
print(importlib.util.cache_from_source("one.py") == path, importlib.util.source_from_cache(path))   # expect: True one.py
data = open(path, "rb").read()
print(data[:4] == importlib.util.MAGIC_NUMBER, data[2:4], int.from_bytes(data[4:8], "little"))      # expect: True b'\r\n' 0
print(int.from_bytes(data[8:12], "little"), int.from_bytes(data[12:16], "little") == os.stat("one.py").st_size)     # expect: 1500000000 True
print(marshal.loads(data[16:]).co_filename == one.__file__)     # expect: True

# It is what is run, while time and size are the source's.
write("one.py", "value = 2\ndef f(): return __name__")
print(load("one").value)                                # expect: 1
write("one.py", "value = 2\ndef f(): return __name__", 1_500_000_001)
print(load("one").value)                                # expect: 2
write("one.py", "value = 33\ndef f(): return __name__", 1_500_000_001)
print(load("one").value)                                # expect: 33
# Neither a torn one nor one of another Python counts; it is written anew.
for at, what in (0, b"\0\0\r\n"), (4, b"\xff\xff\xff\xff"), (16, b"\0\0\0"), (40, b"\xff" * 30), (16, b"i\0\0\0\0"):
    patched(path, at, what)
    print(load("one").value, load("one").f(), open(path, "rb").read(len(what) + at)[at:] != what)
# expect: 33 one True
# expect: 33 one True
# expect: 33 one True
# expect: 33 one True
# expect: 33 one True
for size in 0, 3, 15, 16, 40:
    os.truncate(path, size)
    print(load("one").value, os.path.getsize(path) > 50)
# expect: 33 True
# expect: 33 True
# expect: 33 True
# expect: 33 True
# expect: 33 True
print([name for name in os.listdir("__pycache__") if not name.endswith(".pyc")])        # expect: []

os.chmod("one.py", 0o400)
os.remove(path)
load("one")
print(oct(stat.S_IMODE(os.stat(path).st_mode) & 0o600))        # expect: 0o600

# Not written
os.remove(path)
sys.dont_write_bytecode = True
load("one")
print(os.path.exists(path))                             # expect: False
sys.dont_write_bytecode = False
sys.pycache_prefix = os.path.join(folder.name, "elsewhere")
one = load("one")
print(os.path.exists(path), os.path.exists(one.__cached__), one.__cached__.startswith(sys.pycache_prefix))  # expect: False True True
print(importlib.util.source_from_cache(one.__cached__) == one.__file__)         # expect: True
sys.pycache_prefix = None
for option in "-B", "-Xpycache_prefix=third", "PYTHONDONTWRITEBYTECODE":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {option: "1"} if option[0] != "-" else {}
    subprocess.run([sys.executable, *([option] if option[0] == "-" else []), "-c", "import one"], env=environment, check=True)
    print(os.path.exists(path), os.path.exists("third"))
# expect: False False
# expect: False True
# expect: False True
subprocess.run([sys.executable, "-O", "-I", "-c", "import sys; sys.path.insert(0, '.'); import one"], check=True)
print(os.listdir("__pycache__"))                        # expect: ['one.krait-314.opt-1.pyc']

# Hashes (PEP 552)
write("two.py", "value = 1")
path = py_compile.compile("two.py", invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
print(path, open(path, "rb").read(8)[4], open(path, "rb").read(16)[8:] == importlib.util.source_hash(b"value = 1"))     # expect: __pycache__/two.krait-314.pyc 3 True
write("two.py", "value = 2")
print(load("two").value, open(path, "rb").read(8)[4])   # expect: 2 3
py_compile.compile("two.py", invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
write("two.py", "value = 3")
print(load("two").value)                                # expect: 2
for policy in "always", "never":
    print(subprocess.run([sys.executable, "-B", "--check-hash-based-pycs", policy, "-c", "import two; print(two.value)"],
                         capture_output=True, text=True).stdout.strip())
# expect: 3
# expect: 2

# A file of another name and place says where its source is now.
write("three.py", "def f(): return [x for x in ()], f.__code__.co_filename\n")
load("three")
os.rename("three.py", "four.py")
os.rename(f"__pycache__/three.{tag}.pyc", f"__pycache__/four.{tag}.pyc")
four = load("four")
print(four.f()[1] == four.__file__)                     # expect: True

# Without source
write("package/__init__.py", "from . import part")
write("package/part.py", "value = 5")
load("package")
for name in "__init__", "part":
    os.rename(f"package/__pycache__/{name}.{tag}.pyc", f"package/{name}.pyc")
    os.remove(f"package/{name}.py")
package = load("package")
print(package.part.value, package.__path__ == [os.path.abspath("package")], os.path.relpath(package.part.__file__))    # expect: 5 True package/part.pyc
print(package.__cached__ == package.__file__, type(package.__spec__.loader).__name__, package.__spec__.loader.get_source("package"))    # expect: True SourcelessFileLoader None
for change in b"", b"\0\0\r\n", importlib.util.MAGIC_NUMBER, importlib.util.MAGIC_NUMBER + b"\4" * 12, \
        importlib.util.MAGIC_NUMBER + bytes(12), importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(1):
    with open("nosource.pyc", "wb") as file:
        file.write(change)
    print(attempt(load, "nosource").replace(folder.name, "FOLDER").replace(repr(importlib.util.MAGIC_NUMBER), "MAGIC"))
# expect: ImportError: bad magic number in 'nosource': b''
# expect: ImportError: bad magic number in 'nosource': b'\x00\x00\r\n'
# expect: EOFError: reached EOF while reading pyc header of 'nosource'
# expect: ImportError: invalid flags 67372036 in 'nosource'
# expect: EOFError: marshal data too short
# expect: ImportError: Non-code object in 'FOLDER/nosource.pyc'

# Loaders in Python do the same.
write("five.py", "value = 5")
spec = importlib.util.spec_from_file_location("five", "five.py")
print(spec.cached == os.path.abspath(f"__pycache__/five.{tag}.pyc"))    # expect: True


class Loader(importlib.machinery.SourceFileLoader):
    def get_data(self, path):
        print("reads", os.path.basename(path))
        return super().get_data(path)

    def set_data(self, path, data, *, _mode=0o666):
        print("writes", os.path.basename(path))
        super().set_data(path, data, _mode=_mode)
for _ in range(2):
    module = types.ModuleType("five")
    Loader("five", os.path.abspath("five.py")).exec_module(module)
    print(module.value)
# expect: reads five.krait-314.pyc
# expect: reads five.py
# expect: writes five.krait-314.pyc
# expect: 5
# expect: reads five.krait-314.pyc
# expect: 5

# The library's modules are not written.
print([name for name in os.listdir("__pycache__") if name.split(".")[0] in sys.builtin_module_names or "compile" in name])      # expect: []
print(attempt(py_compile.compile, "absent.py"))         # expect: FileNotFoundError: [Errno 2] No such file or directory: 'absent.py'
write("wrong.py", "a b")
try:
    py_compile.compile("wrong.py", doraise=True)
except py_compile.PyCompileError as error:
    print(error.exc_type_name, error.file, error.msg.splitlines()[-1])  # expect: SyntaxError wrong.py SyntaxError: invalid syntax

# As a program
write("program.py", "import sys; print(__name__, sys.argv, __file__.split('/')[-1])")
py_compile.compile("program.py", "program.pyc")
print(subprocess.run([sys.executable, "program.pyc", "a"], capture_output=True, text=True).stdout.strip())      # expect: __main__ ['program.pyc', 'a'] program.pyc

# A folder that nobody may write to
os.mkdir("fixed")
write("fixed/six.py", "value = 6")
sys.path.insert(0, os.path.abspath("fixed"))
open("fixed/__pycache__", "w").close()                  # no folder can be made there, by root neither
print(load("six").value, os.path.isfile("fixed/__pycache__"))   # expect: 6 True
folder.cleanup()
