space, local = {}, {}
exec("x = 7\ndef f():\n    global x\n    return x\ny = f()", space, local)
print(space["x"], local["y"], "x" in local)  # expect: 7 7 False
