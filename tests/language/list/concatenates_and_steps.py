l = list(range(7))
print(l + [7], [] + [], [] + l, l + [], (l + l)[5:9])
# expect: [0, 1, 2, 3, 4, 5, 6, 7] [] [0, 1, 2, 3, 4, 5, 6] [0, 1, 2, 3, 4, 5, 6] [5, 6, 0, 1]
print(l[::2], l[::-1], l[5:0:-2], l[10::3], l[::100], l[-1:-8:-3])
# expect: [0, 2, 4, 6] [6, 5, 4, 3, 2, 1, 0] [5, 3, 1] [] [0] [6, 3, 0]
new = l + [9]
new.append(10)
step = l[::3]
step.append("more")
print(l, new[-2:], step)                # expect: [0, 1, 2, 3, 4, 5, 6] [9, 10] [0, 3, 6, 'more']
big = list(range(5000))
print(len(big + big), (big + big)[5000], len(big[::2]), big[::2][-1])   # expect: 10000 0 2500 4998


class Sub(list):
    pass


print(type(Sub([1]) + [2]).__name__, [1] + Sub([2]), type(Sub([1, 2])[::2]).__name__)   # expect: list [1, 2] list
try:
    [1] + (2,)
except TypeError as error:
    print(error)                        # expect: can only concatenate list (not "tuple") to list
