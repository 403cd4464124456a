# A search function of the program's does not keep the library's codecs from being found.
import codecs

codecs.register(lambda name: None)
print(codecs.lookup("utf-8").name, "\xe9".encode("cp1252"))  # expect: utf-8 b'\xe9'
