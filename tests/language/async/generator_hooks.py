import sys
async def generator():
    yield 1
    yield 2

def first(made):
    print("first", made.__name__)

print(tuple(sys.get_asyncgen_hooks()))
sys.set_asyncgen_hooks(first, lambda made: None)
print(sys.get_asyncgen_hooks().firstiter is first)
made = generator()
step = made.__anext__()
try:
    step.send(None)
except StopIteration as stop:
    print(stop.value)
try:
    made.__anext__().send(None)
except StopIteration as stop:
    print(stop.value)
for arguments in {"firstiter": 1}, {"finalizer": 1}:
    try:
        sys.set_asyncgen_hooks(**arguments)
    except TypeError as error:
        print(error)
sys.set_asyncgen_hooks(None, None)
print(tuple(sys.get_asyncgen_hooks()))
