class NoIterator:
    def __await__(self):
        return 3
class Coroutine:
    def __await__(self):
        return another()
async def another():
    pass
class Good:
    def __await__(self):
        return iter(())

async def main():
    for value in 5, NoIterator(), Coroutine():
        try:
            await value
        except TypeError as error:
            print(error)
            # expect: 'int' object can't be awaited
            # expect: __await__() returned non-iterator of type 'int'
            # expect: __await__() returned a coroutine
    print(await Good())  # expect: None

import warnings
warnings.simplefilter("ignore")
try:
    main().send(None)
except StopIteration as stop:
    print(repr(stop))  # expect: StopIteration()
