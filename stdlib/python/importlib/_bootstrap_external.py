"""Another name of importlib._bootstrap_python, for programs that use CPython's private module."""
from importlib._bootstrap_python import *
from importlib._bootstrap_python import _LoaderBasics
