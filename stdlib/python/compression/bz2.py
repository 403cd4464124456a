# The module bz2 under the name that PEP 784 gives it.
from bz2 import *
from bz2 import __doc__
