def g():
    i = 0
    while i < 2000000:
        yield i
        i = i + 1
def run():
    t = 0
    for v in g(): t = t + v
run()
