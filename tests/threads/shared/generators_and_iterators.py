import itertools

from _hammer import THREADS, hammer, ignoring

ROUNDS = 150
TIMES = 2


def numbers():
    for i in range(ROUNDS * THREADS * TIMES):
        yield i


def take_from(iterator, into):
    def take(number):
        got = []
        while len(got) < ROUNDS:
            try:
                got.append(next(iterator))
            except ValueError as error:
                if str(error) != "generator already executing":
                    print(error)
            except StopIteration:
                break
        into.extend(got)
    return take


seen = []
hammer(take_from(numbers(), seen))
print(sorted(seen) == list(range(ROUNDS * THREADS * TIMES)))  # expect: True

seen = []
hammer(take_from(itertools.count(), seen))
print(sorted(seen) == list(range(ROUNDS * THREADS * TIMES)))  # expect: True

# Other iterators may give a value twice or skip one, but they come to an end.
source = list(range(400))
mapping = dict.fromkeys(source)
kinds = [
    lambda: iter(source), lambda: iter(tuple(source)), lambda: iter(range(400)), lambda: iter(mapping),
    lambda: iter(mapping.items()), lambda: iter(set(source)), lambda: iter("x" * 400), lambda: iter(b"x" * 400),
    lambda: reversed(source), lambda: enumerate(source), lambda: zip(source, source), lambda: map(str, source),
    lambda: filter(None, source), lambda: itertools.chain(source, source), lambda: itertools.islice(source, 300),
    lambda: itertools.cycle("abc"), lambda: itertools.repeat(1, 300), lambda: itertools.accumulate(source),
    lambda: itertools.product("ab", repeat=6), lambda: itertools.permutations("abcde"),
    lambda: itertools.combinations(range(9), 3), lambda: itertools.groupby(source, lambda item: item // 3),
    lambda: itertools.pairwise(source), lambda: itertools.batched(source, 3), lambda: itertools.takewhile(str, source),
    lambda: itertools.zip_longest(source, "abc"), lambda: itertools.starmap(max, zip(source, source)),
    lambda: itertools.tee(source)[0], lambda: iter(lambda: 1, 2), lambda: itertools.compress(source, source),
]
for kind in kinds:
    shared = kind()

    @ignoring(StopIteration, RuntimeError, ValueError)
    def step():
        next(shared)

    def work(number):
        for _ in range(ROUNDS // 3):
            step()

    hammer(work)
print("ended")  # expect: ended


def echo():
    received = None
    while True:
        try:
            received = yield received
        except KeyError:
            received = "thrown"


talk = echo()
next(talk)


@ignoring(ValueError, StopIteration, KeyError)
def use(i):
    if i % 5 == 0:
        talk.throw(KeyError(i))
    elif i % 29 == 28:
        talk.close()
    else:
        talk.send(i)
    talk.gi_frame, talk.gi_running, talk.gi_suspended, talk.gi_yieldfrom


def use_echo(number):
    for i in range(ROUNDS):
        use(i)


hammer(use_echo)


async def waits():
    return 1


async def outer(inner):
    return await inner


@ignoring(RuntimeError, ValueError, StopIteration)
def drive(coroutine):
    coroutine.send(None)


def coroutines(number):
    for i in range(ROUNDS // 3):
        inner = waits()
        one = outer(inner)
        shared_coroutines.append(one)
        drive(one)
        drive(shared_coroutines[i % len(shared_coroutines)])


shared_coroutines = []
hammer(coroutines)
print("done")  # expect: done
