def generator(a):
    b = a + 1
    yield b
    del b
    yield a

made = generator(1)
print(made.gi_frame.f_locals)  # expect: {'a': 1}
next(made)
print(made.gi_frame.f_locals)  # expect: {'a': 1, 'b': 2}
made.gi_frame.f_locals["b"] = 7
frame = made.gi_frame
next(made)
print(frame.f_locals, frame.f_lineno, frame.f_back, frame.f_generator is made)  # expect: {'a': 1} 5 None True
made.close()
print(frame.f_locals)  # expect: {'a': 1}
