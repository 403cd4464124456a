# No thread sees a module half made by another; two that import each other's modules do not wait for ever.
import importlib
import os
import sys
import tempfile
import threading

directory = tempfile.TemporaryDirectory()
sys.path.insert(0, directory.name)


def write(name, text):
    path = os.path.join(directory.name, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def run(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        if thread.is_alive():
            print("stuck")
            os._exit(1)


write("slow.py", "import time\nloads = globals().get('loads', 0) + 1\ntime.sleep(0.1)\nready = True\n")
seen = []


def import_slow():
    import slow
    seen.append(slow.ready)


run(*[import_slow] * 6)
print(seen, sys.modules["slow"].loads)  # expect: [True, True, True, True, True, True] 1

write("package/__init__.py", "import time\ntime.sleep(0.05)\nfrom package.part import value\n")
write("package/part.py", "import time\ntime.sleep(0.05)\nvalue = 3\n")
seen = []


def import_part():
    from package.part import value
    seen.append(value)


def import_package():
    import package
    seen.append(package.value)


def import_by_function():
    seen.append(importlib.import_module("package").value)


run(import_part, import_package, import_by_function)
print(seen)  # expect: [3, 3, 3]

# A circle over two threads: one of them gets the other's module before it is whole.
write("circle_a.py", "import threading_gate as g\ng.gate.wait(10)\nimport circle_b\ndone = True\n")
write("circle_b.py", "import threading_gate as g\ng.gate.wait(10)\nimport circle_a\ndone = True\n")
write("threading_gate.py", "import threading\ngate = threading.Barrier(2)\n")
import threading_gate

run(lambda: importlib.import_module("circle_a"), lambda: importlib.import_module("circle_b"))
print(sys.modules["circle_a"].done, sys.modules["circle_b"].done)  # expect: True True

# When the body fails, the other thread tries for itself.
write("fails_once.py", "import time, state\nstate.tries += 1\ntime.sleep(0.05)\nif state.tries == 1:\n    raise OSError('first')\nvalue = state.tries\n")
write("state.py", "tries = 0\n")
outcomes = []


def import_failing():
    try:
        import fails_once
        outcomes.append(fails_once.value)
    except OSError as error:
        outcomes.append(str(error))


run(import_failing, import_failing)
print(sorted(outcomes, key=str))  # expect: [2, 'first']

# In one thread a circle gives the half-made module, with a message that says so.
write("single_a.py", "import single_b\nvalue = 1\n")
write("single_b.py", "from single_a import value\n")
try:
    import single_a
except ImportError as error:
    print(str(error).split(" (/")[0])  # expect: cannot import name 'value' from partially initialized module 'single_a' (most likely due to a circular import)
write("single_c.py", "import single_d\nvalue = 1\n")
write("single_d.py", "import single_c\nsingle_c.value\n")
try:
    import single_c
except AttributeError as error:
    print(error)  # expect: partially initialized module 'single_c' has no attribute 'value' (most likely due to a circular import)
directory.cleanup()
