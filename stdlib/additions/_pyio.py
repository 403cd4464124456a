# Since 3.14.
from io import Reader, Writer
