from _hammer import THREADS, hammer, ignoring

ROUNDS = 150
TIMES = 2  # hammer() runs everything twice

appended = []


def append(number):
    for i in range(ROUNDS):
        appended.append((number, i))


hammer(append)
print(len(appended) == ROUNDS * THREADS * TIMES, len(set(appended)) == ROUNDS * THREADS)  # expect: True True

queue = []
taken = []


def put(number):
    for i in range(ROUNDS):
        queue.append(i)


def take(number):
    for _ in range(ROUNDS):
        try:
            taken.append(queue.pop())
        except IndexError:
            pass


hammer(put, take)
print(len(queue) + len(taken) == ROUNDS * THREADS * TIMES)  # expect: True

shared = list(range(32))


def mutate(number):
    global shared
    for i in range(ROUNDS):
        try:
            shared.insert(i % 7, i)
            shared.extend([i, i, str(i)])
            shared[1:3] = [i] * (i % 5)
            shared[i % 4] = number
            del shared[i % 3]
            shared.reverse()
            shared += [None]
            shared.remove(None)
            if len(shared) > 60:
                del shared[20:]
            if i % 50 == 49:
                shared.clear()
                shared.extend(range(32))
        except (IndexError, ValueError):
            pass


@ignoring(IndexError, ValueError)
def look():
    shared[0], shared[-1], shared[2:9], shared[::2]
    len(shared), list(shared), tuple(shared), shared.copy(), shared * 2, shared + shared
    shared.count(3), 5 in shared, shared == [1, 2], repr(shared)
    for item in shared:
        pass
    for item in reversed(shared):
        pass
    first, *rest = shared
    return shared.index(3)


def read(number):
    for _ in range(ROUNDS // 2):
        look()


hammer(mutate, read, threads=2)
print(isinstance(shared, list))  # expect: True

numbers = list(range(50))


def sort(number):
    for i in range(ROUNDS // 5):
        try:
            numbers.sort(key=lambda item: (item * 7 + i) % 50)
        except ValueError as error:
            if "modified during sort" not in str(error):
                raise


def store(number):
    for i in range(ROUNDS):
        try:
            numbers[i % 50] = i % 50
        except IndexError:
            pass  # a list that is being sorted looks empty


hammer(sort, store, threads=2)
print(len(numbers))  # expect: 50
