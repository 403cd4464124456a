def run():
    x = 0.5; i = 0
    while i < 3000000:
        x = x * 1.0000001 + 0.25
        i = i + 1
run()
