# The module lzma under the name that PEP 784 gives it.
from lzma import *
from lzma import __doc__
