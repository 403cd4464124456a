# posixpath may be what is imported first: os, which it needs, takes names from it in turn.
import posixpath
import os

print(posixpath.join("a", "b"), os.path is posixpath, os.sep == posixpath.sep)  # expect: a/b True True
