# Raising and catching, near and far, finally blocks, context managers, and try blocks in which nothing happens.
class Refused(Exception):
    def __init__(self, reason, amount):
        super().__init__(reason)
        self.amount = amount


class Level:
    depth = 0

    def __enter__(self):
        Level.depth += 1
        return self

    def __exit__(self, kind, error, trace):
        Level.depth -= 1
        return kind is KeyError


def pay(amount):
    if amount % 3 == 0:
        raise Refused("a multiple of three", amount)
    if amount % 7 == 0:
        raise ValueError(amount)
    return amount


def near(rounds):
    paid = refused = wrong = done = 0
    for i in range(rounds):
        try:
            paid += pay(i)
        except Refused as error:
            refused += error.amount
        except (ValueError, TypeError) as error:
            wrong += error.args[0]
        finally:
            done += 1
    return paid, refused, wrong, done


def deep(n):
    if n == 0:
        raise LookupError("bottom")
    try:
        return deep(n - 1)
    finally:
        Level.depth += 0


def far(rounds):
    caught = 0
    for _ in range(rounds):
        try:
            deep(20)
        except LookupError as error:
            caught += len(str(error))
    return caught


def managed(rounds):
    table, swallowed = {1: 1}, 0
    for i in range(rounds):
        with Level():
            swallowed -= table[i & 1]
        swallowed += 1
    return swallowed, Level.depth


def chained(rounds):
    causes = 0
    for i in range(rounds):
        try:
            try:
                int("no number")
            except ValueError as error:
                raise RuntimeError(i) from error
        except RuntimeError as error:
            causes += type(error.__cause__) is ValueError
    return causes


def quiet(rounds):
    total = 0
    for i in range(rounds):
        try:
            total += i
        except OverflowError:
            total = 0
    return total


print(near(300_000), far(12_000), managed(250_000), chained(60_000), quiet(1_000_000))
