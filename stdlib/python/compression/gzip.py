# The module gzip under the name that PEP 784 gives it.
from gzip import *
from gzip import __doc__
