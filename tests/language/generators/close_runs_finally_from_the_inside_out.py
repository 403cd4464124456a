log = []
def inner():
    try:
        yield 1
    finally:
        log.append("inner")

def outer():
    try:
        yield from inner()
    finally:
        log.append("outer")

chain = outer()
next(chain)
chain.close()
print(log)  # expect: ['inner', 'outer']
print(chain.gi_frame)  # expect: None
