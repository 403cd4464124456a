class P:
    def __init__(self): self.x = 0; self.y = 1
def run():
    p = P(); i = 0
    while i < 3000000:
        p.x = p.x + p.y
        i = i + 1
run()
