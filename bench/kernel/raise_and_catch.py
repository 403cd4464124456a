def f(): raise ValueError
def run():
    i = 0
    while i < 300000:
        try: f()
        except ValueError: pass
        i = i + 1
run()
