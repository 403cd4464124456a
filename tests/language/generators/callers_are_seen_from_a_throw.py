import sys
def inner():
    try:
        yield
    except ValueError:
        print(sys._getframe().f_back.f_code.co_name, chain.gi_yieldfrom, chain.gi_running)

def outer():
    yield from inner()

chain = outer()
next(chain)
print(type(chain.gi_yieldfrom).__name__)
try:
    chain.throw(ValueError)
except StopIteration as stop:
    print(repr(stop))
