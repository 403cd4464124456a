# The same class as re.error.
from re import error
