def walk(depth):
    if depth:
        yield from walk(depth - 1)
    yield depth

print(sum(walk(300)))  # expect: 45150
def endless():
    yield from endless()
try:
    next(endless())
except RecursionError as error:
    print(error)  # expect: maximum recursion depth exceeded
print(len(list(walk(900))))  # expect: 901
