class Delegate:
    count = 0
    def __iter__(self):
        return self
    def __next__(self):
        self.count += 1
        return self.count
    def send(self, value):
        return ("sent", value)
    def throw(self, error):
        return ("thrown", repr(error))
    def close(self):
        print("closed")

def generator():
    yield from Delegate()

made = generator()
print(next(made), made.send(3), made.throw(ValueError("v")), next(made), made.gi_yieldfrom.count)
made.close()
