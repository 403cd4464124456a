# A context that one thread is in and changes, while others copy it, go over it and compare it.
import contextvars
from _hammer import THREADS, hammer

ROUNDS = 2000
variables = [contextvars.ContextVar(f"variable{i}") for i in range(4)]


def count_up(context):
    start = variables[0].get(-1) + 1
    for i in range(start, start + ROUNDS):
        for variable in variables:
            variable.set(i)
        variables[0].reset(variables[0].set(-1))
        contextvars.copy_context()
    done[0] = True


# A copy is of one moment and stays as it was: the variables were set in their order.
def look(context):
    while not done[0]:
        copy = context.copy()
        before = [copy.get(variable, -1) for variable in variables]
        listed = list(context.items())
        context == copy, len(context), len(list(context.keys())), len(list(context.values()))
        if [copy.get(variable, -1) for variable in variables] != before:
            print("changed", before)
        if any(a < b for a, b in zip(before[1:], before[2:])) or len(listed) > len(variables):
            print("torn", before, listed)
        # What is set in the copy is not set in the context.
        copy.run(variables[1].set, 10 ** 9)
        if context.get(variables[1], 0) == 10 ** 9 or copy[variables[1]] != 10 ** 9:
            print("shared")


context = contextvars.Context()
done = [False]


def work(number):
    if number == 0:
        done[0] = False
        context.run(count_up, context)
    else:
        look(context)


hammer(work)
print([context[variable] for variable in variables] == [2 * ROUNDS - 1] * 4)  # expect: True
