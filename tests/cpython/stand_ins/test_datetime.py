"""test.datetimetester, run once: CPython's file runs it for datetime in Python as well, which is not here."""
from test.datetimetester import *
