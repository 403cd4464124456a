import importlib.metadata
import importlib.resources
import importlib.util
import json
import math
import pkgutil
import sys

import _package

print(type(_package.__spec__.loader).__name__, _package.__spec__.loader.name)       # expect: SourceFileLoader _package
print(_package.__spec__.loader is _package.__spec__.loader)                         # expect: True
print(math.__spec__.loader.__name__, json.__spec__.loader.__name__)                 # expect: BuiltinImporter FrozenImporter
print(pkgutil.get_data("_package", "data.txt"))                                     # expect: b'data\n'
print(importlib.resources.files("_package").joinpath("data.txt").read_text())       # expect: data
                                                                                    # expect:
print(importlib.util.find_spec("_package").loader.get_source("_package") == "")     # expect: True
print("__builtins__" in vars(_package), sys.__spec__.origin, repr(sys))             # expect: True built-in <module 'sys' (built-in)>
spec = importlib.machinery.ModuleSpec("x", None)
print(spec.loader)                                                                  # expect: None
spec.loader = 5
print(spec.loader, spec)                                                            # expect: 5 ModuleSpec(name='x', loader=5)
try:
    importlib.metadata.version("no-such-distribution")
except importlib.metadata.PackageNotFoundError as error:
    print(error)                                                                    # expect: No package metadata was found for no-such-distribution
import os
import tempfile
with tempfile.TemporaryDirectory() as folder:
    os.mkdir(folder + "/thing-1.5.dist-info")
    with open(folder + "/thing-1.5.dist-info/METADATA", "w") as file:
        file.write("Metadata-Version: 2.1\nName: thing\nVersion: 1.5\n")
    with open(folder + "/thing-1.5.dist-info/entry_points.txt", "w") as file:
        file.write("[things]\none = math:sqrt\n")
    sys.path.insert(0, folder)
    print(importlib.metadata.version("thing"))                                      # expect: 1.5
    [point] = importlib.metadata.entry_points(group="things")
    print(point.name, point.load()(9.0))                                            # expect: one 3.0
