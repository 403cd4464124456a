"""What re._parser and re._constants want to know of the engine; the engine itself is _re."""
MAGIC = 20230502
CODESIZE = 4
MAXREPEAT = 4294967295
MAXGROUPS = 1073741823
