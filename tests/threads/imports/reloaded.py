# Modules that are reloaded while other threads import them: nobody misses them, and they stay the same objects.
import importlib
import os
import sys
import tempfile
import threading
import traceback


def write(name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def guarded(function):
    def call():
        gate.wait()
        try:
            function()
        except BaseException:
            traceback.print_exc(file=sys.stdout)
    return call


@guarded
def reload():
    for _ in range(30):
        for module in modules:
            importlib.reload(module)


@guarded
def use():
    for _ in range(300):
        for module in modules:
            if importlib.import_module(module.__name__) is not module:
                print("another", module.__name__)
        names = {}
        exec("import reloaded_package.sub as one; from reloaded_package import sub as two; import reloaded_module", names)
        if not names["one"] is names["two"] is modules[1] or names["reloaded_module"].value != 1:
            print("wrong")


with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    write("reloaded_module.py", "value = 1\n")
    write("reloaded_package/__init__.py", "value = 1\n")
    write("reloaded_package/sub.py", "value = 1\n")
    import reloaded_module, reloaded_package.sub
    modules = reloaded_module, reloaded_package.sub, reloaded_package
    for gil in False, True:
        sys.set_gil_enabled(gil)
        gate = threading.Barrier(4)
        threads = [threading.Thread(target=target) for target in (reload, use, use, reload)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print([sys.modules[module.__name__] is module for module in modules])  # expect: [True, True, True]
