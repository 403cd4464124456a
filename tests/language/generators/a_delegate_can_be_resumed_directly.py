def count():
    for i in range(10):
        yield i

def outer():
    yield from shared

shared = count()
one, two = outer(), outer()
print(next(one), next(shared), next(one), next(two), next(one), next(shared))  # expect: 0 1 2 3 4 5
shared.close()
print(list(one), list(two))  # expect: [] []
