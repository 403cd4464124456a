inf = float("inf")
print(1 - 0j, 2 * complex(1, inf), complex(inf, 1) * 2)     # expect: (1-0j) (2+infj) (inf+2j)
print(1 / complex(inf, 0), inf / 1j)                        # expect: -0j (nan-infj)
print((1 + 2j) / (3 + 4j), (1 + 1j) ** 5)                   # expect: (0.44+0.08j) (-4-4j)
print(complex(5, 0) == 5, hash(1j), abs(3 + 4j))            # expect: True 1000003 5.0
print(complex("1+2J"), complex(" (1+2j) "), -0j)            # expect: (1+2j) (1+2j) (-0-0j)
