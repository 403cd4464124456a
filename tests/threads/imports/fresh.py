# Many threads import the same fresh modules at once: each finds all of them, whole, and each body runs once.
import importlib
import importlib.util
import os
import sys
import tempfile
import threading
import traceback

THREADS = 8
MODULES = 20
NOTE = "import bodies\nbodies.ran.append(__name__)\n"


def write(name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def make(tag):
    for i in range(MODULES):
        end = f"value = {i}\n"
        write(f"{tag}_module{i}.py", NOTE + end)
        write(f"{tag}_package{i}/__init__.py", NOTE + "from . import sub\n" + end)
        write(f"{tag}_package{i}/sub.py", NOTE + "from .deep import leaf\n" + end)
        write(f"{tag}_package{i}/other.py", NOTE + end)
        write(f"{tag}_package{i}/deep/__init__.py", NOTE)
        write(f"{tag}_package{i}/deep/leaf.py", NOTE + end)
        write(f"{tag}_namespace{i}/leaf.py", NOTE + end)
        write(f"{tag}_circle{i}_0.py", NOTE + f"import {tag}_circle{i}_1\n" + end)
        write(f"{tag}_circle{i}_1.py", NOTE + f"import {tag}_circle{i}_0\n" + end)


def import_all(tag, number):
    for at in range(MODULES):
        i = (at * (1, 3)[number & 1] + number // 2) % MODULES
        if number & 1:
            module = importlib.import_module(f"{tag}_module{i}")
        else:
            module = __import__(f"{tag}_module{i}")
        names = {}
        exec(f"from {tag}_package{i} import sub, other\n"
             f"import {tag}_package{i}.deep.leaf as leaf\n"
             f"import {tag}_namespace{i}.leaf as portion\n", names)
        for found in module, names["sub"], names["other"], names["leaf"], names["portion"]:
            if found.value != i:
                print(found, found.value)
        # In a circle a module may be met half made, but it is the one there will be.
        name = f"{tag}_circle{i}_{number & 1}"
        if importlib.import_module(name) is not sys.modules[name]:
            print("circle")
        if importlib.util.find_spec(f"{tag}_module{i}").name != f"{tag}_module{i}":
            print("spec")
        # A file of this very moment.
        new = f"{tag}_new{number}_{i}"
        write(new + ".py", f"value = {i}\n")
        if importlib.import_module(new).value != i:
            print("new")


def work(tag, number, gate):
    gate.wait()
    try:
        import_all(tag, number)
    except BaseException:
        traceback.print_exc(file=sys.stdout)


with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    write("bodies.py", "ran = []\n")
    import bodies
    for gil in False, True:
        for cached in False, True:
            sys.set_gil_enabled(gil)
            sys.dont_write_bytecode = not cached
            tag = f"gil{int(gil)}_cached{int(cached)}"
            make(tag)
            gate = threading.Barrier(THREADS)
            threads = [threading.Thread(target=work, args=(tag, number, gate)) for number in range(THREADS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            print(len(bodies.ran) == len(set(bodies.ran)) == 9 * MODULES)
            # expect: True
            # expect: True
            # expect: True
            # expect: True
            bodies.ran.clear()
