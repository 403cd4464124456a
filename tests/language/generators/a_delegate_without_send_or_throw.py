class Bare:
    def __iter__(self):
        return self
    def __next__(self):
        return 1

def generator():
    try:
        yield from Bare()
    except AttributeError as error:
        print(error)  # expect: 'Bare' object has no attribute 'send'
    try:
        yield from Bare()
    except KeyError:
        print("in the generator")  # expect: in the generator
    yield from 5

made = generator()
next(made)
made.send(4)
made.throw(KeyError)  # expect error: TypeError: 'int' object is not iterable
