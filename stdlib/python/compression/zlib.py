# The module zlib under the name that PEP 784 gives it.
from zlib import *
from zlib import __doc__
