class Counter:
    def __init__(self, step):
        self.step = step
        self.total = 0

    def add(self, n):
        self.total += n * self.step
        return self


def run(n):
    c = Counter(2)
    for i in range(n):
        c.add(i).add(1)
        if i % 1000 == 0:
            d = Counter(3)
            d.total = c.total
            c = d
    return c.total % 1000003


print(run(800000))
