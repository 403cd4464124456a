# Attributes and methods: a bank of accounts, a class hierarchy with super() and properties, operator methods.
class Account:
    fee = 1

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.moves = 0

    def deposit(self, amount):
        self.balance += amount
        self.moves += 1
        return self

    def withdraw(self, amount):
        if amount + self.fee > self.balance:
            return False
        self.balance -= amount + self.fee
        self.moves += 1
        return True

    @property
    def is_rich(self):
        return self.balance > 5000


class Savings(Account):
    fee = 0

    def __init__(self, owner, balance, rate):
        super().__init__(owner, balance)
        self.rate = rate

    def deposit(self, amount):
        super().deposit(amount + amount * self.rate // 100)
        return self


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return isinstance(other, Point) and self.x == other.x and self.y == other.y

    @staticmethod
    def origin():
        return Point(0, 0)

    @classmethod
    def diagonal(cls, n):
        return cls(n, n)


def bank(rounds):
    accounts = [Account(f"a{i}", 100 * i) for i in range(10)]
    accounts += [Savings(f"s{i}", 200 * i, i) for i in range(10)]
    refused = rich = 0
    for i in range(rounds):
        source = accounts[i % 20]
        target = accounts[(i * 7 + 3) % 20]
        if source.withdraw(i % 90):
            target.deposit(i % 90)
        else:
            refused += 1
            source.deposit(50)
        if target.is_rich:
            rich += 1
    return sum(a.balance for a in accounts), sum(a.moves for a in accounts), refused, rich


def walk(steps):
    here = Point.origin()
    right, up = Point(1, 0), Point(0, 1)
    met = 0
    for i in range(steps):
        here = here + (right if i & 1 else up)
        if here == Point.diagonal(i // 2):
            met += 1
    return here.x, here.y, met


print(bank(250_000), walk(170_000))
