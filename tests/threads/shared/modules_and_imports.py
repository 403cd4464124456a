# One module imported by eight threads at once, circular imports, names that come and go in a module's globals, sys.modules.
import importlib
import os
import shutil
import sys
import tempfile
import threading
import types

from _hammer import THREADS, hammer, ignoring

ROUNDS = 12
folder = tempfile.mkdtemp()
sys.path.insert(0, folder)
sys.dont_write_bytecode = True


def write(name, text):
    with open(os.path.join(folder, name + ".py"), "w") as file:
        file.write(text)


runs = []
sys.modules["__main__"].runs = runs
for number in range(ROUNDS * 2):
    write(f"made_{number}", f"import __main__\n__main__.runs.append({number})\nfor i in range(300): value = i\nlast = value\n")
    write(f"there_{number}", f"import back_{number}\nvalue = {number}\nother = back_{number}.value\n")
    write(f"back_{number}", f"value = {number}\nimport there_{number}\n")
write("fails", "raise LookupError('always')\n")
importlib.invalidate_caches()
turn = [0]


# ---- each is run once, and nobody sees it half done ----
def import_all(number):
    for i in range(ROUNDS):
        name = f"made_{turn[0] + i}"
        module = __import__(name)
        if module.last != 299 or sys.modules[name] is not module:
            print("half done")
        try:
            import fails
        except LookupError:
            pass
        else:
            print("fails")


def import_more(number):
    import_all(number)


hammer(import_all, threads=8)
turn[0] = ROUNDS
hammer(import_more, threads=8)
print(sorted(runs) == list(range(ROUNDS * 2)), "fails" in sys.modules)  # expect: True False


# ---- circles: no deadlock ----
def import_circle(number):
    for i in range(ROUNDS):
        module = importlib.import_module(("there_", "back_")[number % 2] + str(i))
        if module.value != i:
            print("value")


hammer(import_circle)
print(all(sys.modules[f"there_{i}"].other == i for i in range(ROUNDS)))  # expect: True


# ---- taken out of sys.modules, loaded again, all the while ----
@ignoring(KeyError, ImportError, AttributeError)
def shake(i):
    name = f"made_{i}"
    sys.modules.pop(name, None)
    module = importlib.import_module(name)
    importlib.reload(module)
    from made_0 import last
    sys.modules[f"extra_{i}"] = types.ModuleType("extra")
    list(sys.modules.items()), dir(module), vars(module).get("last"), repr(module)
    del sys.modules[f"extra_{i}"]


def shake_all(number):
    for i in range(ROUNDS):
        shake(i % 3)


hammer(shake_all)

# ---- globals that come and go under running functions ----
space = types.ModuleType("space")
exec("""
def read():
    return name
def write(value):
    global name
    name = value
def delete():
    global name
    del name
def call():
    return len("abc")
""", space.__dict__)


def use_globals(number):
    for i in range(60):
        try:
            if number == 0:
                space.delete()
            elif number == 1:
                space.write(i)
            elif number == 2 and i % 10 == 9:
                space.len = lambda text: -3
                del space.len
            if space.read() not in range(60) or space.call() not in (3, -3):
                print("globals")
        except (NameError, AttributeError):
            pass
        setattr(space, f"more_{number}_{i}", i)
        if getattr(space, f"more_{number}_{i}") != i:
            print("more")
        delattr(space, f"more_{number}_{i}")


hammer(use_globals)


# ---- a closure's variables, deleted and bound by several threads ----
def closures():
    shared = 0

    def bind(value):
        nonlocal shared
        shared = value

    def unbind():
        nonlocal shared
        del shared

    def read():
        return shared

    return bind, unbind, read


bind, unbind, read = closures()


def use_closure(number):
    for i in range(60):
        bind(i)
        try:
            if read() not in range(60):
                print("closure")
            unbind()
            read.__closure__[0].cell_contents
            read.__closure__[0].cell_contents = i
            del read.__closure__[0].cell_contents
        except (NameError, ValueError):
            pass


hammer(use_closure)
bind(7)
print(read())  # expect: 7
shutil.rmtree(folder)
