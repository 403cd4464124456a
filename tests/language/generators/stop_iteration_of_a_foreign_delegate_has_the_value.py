class Ending:
    def __init__(self, yields):
        self.yields = yields
    def __iter__(self):
        return self
    def __next__(self):
        if self.yields:
            self.yields -= 1
            return "item"
        raise StopIteration("next")
    def send(self, value):
        raise StopIteration("send")
    def throw(self, error):
        raise StopIteration("throw")

def generator():
    print((yield from Ending(0)))  # expect: next
    print((yield from Ending(1)))  # expect: send
    print((yield from Ending(1)))  # expect: throw
    print((yield from []))  # expect: None
    print((yield from Ending(1)))  # expect: next

made = generator()
next(made)
made.send(1)
made.throw(KeyError)
next(made, None)
