made = (lambda: (yield 1))()
print(next(made))  # expect: 1
try:
    made.send(2)
except StopIteration as stop:
    print(stop.value)  # expect: 2
