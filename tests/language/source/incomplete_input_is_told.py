import codeop
IMPLY, INCOMPLETE = 0x200, 0x4000
def ask(source, flags, mode="single"):
    try: compile(source, "f", mode, flags)
    except SyntaxError as error: print(type(error).__name__, error.msg)
    else: print("complete")
ask("if 1:\n  pass", 0)                     # expect: complete
ask("if 1:\n  pass", IMPLY)                 # expect: SyntaxError invalid syntax
ask("if 1:\n  pass", IMPLY | INCOMPLETE)    # expect: _IncompleteInputError incomplete input
ask("if 1:\n  pass\n", IMPLY | INCOMPLETE)  # expect: complete
ask("if 1: pass", INCOMPLETE)               # expect: _IncompleteInputError incomplete input
ask("(1,", INCOMPLETE)                      # expect: _IncompleteInputError incomplete input
ask("'''", INCOMPLETE)                      # expect: _IncompleteInputError incomplete input
ask("(1,", 0)                               # expect: SyntaxError '(' was never closed
ask("x = (1", INCOMPLETE, "exec")           # expect: _IncompleteInputError incomplete input
ask("a b", 0)                               # expect: SyntaxError invalid syntax
print(codeop.compile_command("def f():\n    return 1"))     # expect: None
print(codeop.compile_command("x = 'a\\"))                   # expect: None
print(codeop.compile_command("") == compile("pass", "<input>", "single"))   # expect: True
